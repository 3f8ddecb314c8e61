//! Signed records (bundles and coverage sheets), opinions on bundles, and what a head settled.
//!
//! What must stay true: the signed text is written once, with the row that holds its digest, and never after.

use evidence_schema::custody::record::RecordKind;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{ActId, CaseId, DocumentId, OpinionId, RecordId, SettlingId};
use evidence_schema::people::Actor;
use evidence_schema::rules::review::Answer;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::review::ReviewOutcome;

use super::reading::Reading;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(SignedRow, "WHERE id = $1");
const OF_CASE: &str = select!(SignedRow, "WHERE case_id = $1 ORDER BY record, act_id, number");
const OPINIONS: &str = select!(OpinionRow, "WHERE case_id = $1 ORDER BY given_at, id");
const OPINION: &str = select!(OpinionRow, "WHERE id = $1");
const SETTLINGS: &str = select!(SettlingRow, "WHERE case_id = $1 ORDER BY settled_at, id");
const TEXT_PUT: &str = "INSERT INTO signed_text (record_id, note) VALUES ($1, $2)";
const TEXT_GET: &str = "SELECT note FROM signed_text WHERE record_id = $1";
const ALL: &str = "SELECT id, sha256 FROM signed_record ORDER BY id";

pub(super) const STATEMENTS: &[&str] = &[BY_ID, OF_CASE, OPINIONS, OPINION, SETTLINGS, TEXT_PUT, TEXT_GET, ALL];

evidence_row! {
    /// One signed record.
    SignedRow in "signed_record"
    key id: RecordId,
    /// The case file.
    case_id: CaseId,
    /// The act, for a coverage sheet.
    act_id: Option<ActId>,
    /// What it fixes.
    record: RecordKind,
    /// Which one of its kind, from 1: of the case file for bundles, of the act for sheets.
    number: u64,
    /// Digest of the signed text.
    sha256: Sha256Digest,
    /// What the gate said, for a bundle.
    answer: Option<Answer>,
    /// The sender's words.
    remark: Option<String>,
    /// Server time.
    made_at: Timestamp,
    /// By whom.
    made_by: Actor,
}

evidence_row! {
    /// One written opinion.
    OpinionRow in "review_opinion"
    key id: OpinionId,
    /// The case file.
    case_id: CaseId,
    /// The bundle that it is about.
    record_id: RecordId,
    /// What the reviewer came to.
    outcome: ReviewOutcome,
    /// The opinion.
    words: String,
    /// A document with counsel's opinion.
    counsel_document_id: Option<DocumentId>,
    /// When it was due.
    due_at: Option<Timestamp>,
    /// Server time.
    given_at: Timestamp,
    /// By whom.
    given_by: Actor,
}

evidence_row! {
    /// One decision on a disagreement about an opinion.
    SettlingRow in "review_settling"
    key id: SettlingId,
    /// The case file.
    case_id: CaseId,
    /// The opinion.
    opinion_id: OpinionId,
    /// What holds.
    outcome: ReviewOutcome,
    /// What was said against the opinion, and why it is decided so.
    words: String,
    /// Server time.
    settled_at: Timestamp,
    /// By whom.
    settled_by: Actor,
}

impl Store {
    /// One signed record.
    pub async fn signed_by_id(&self, id: RecordId) -> Result<Option<SignedRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(SignedRow::read).transpose()
    }

    /// The signed text of a record.
    pub async fn signed_text(&self, id: RecordId) -> Result<Option<String>, StoreError> {
        let row = self.fetch_one(TEXT_GET, vec![id.to_value()]).await?;
        row.as_ref().map(|row| String::read(row, "note")).transpose()
    }

    /// Every signed record of a case file: bundles first, sheets by act, each by number.
    pub async fn signed_of_case(&self, id: CaseId) -> Result<Vec<SignedRow>, StoreError> {
        Reading::Now(self).rows(OF_CASE, vec![id.to_value()]).await
    }

    /// Every signed record with the digest that stands there: as texts, for an audit reads what was edited too.
    pub async fn signed_digests(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = self.fetch(ALL, Vec::new()).await?;
        let one = |row| Ok((String::read(row, "id")?, String::read(row, "sha256")?));
        rows.iter().map(one).collect()
    }

    /// Every opinion on a case file, oldest first.
    pub async fn opinions_of_case(&self, id: CaseId) -> Result<Vec<OpinionRow>, StoreError> {
        let rows = self.fetch(OPINIONS, vec![id.to_value()]).await?;
        rows.iter().map(OpinionRow::read).collect()
    }

    /// One opinion.
    pub async fn opinion_by_id(&self, id: OpinionId) -> Result<Option<OpinionRow>, StoreError> {
        let row = self.fetch_one(OPINION, vec![id.to_value()]).await?;
        row.as_ref().map(OpinionRow::read).transpose()
    }

    /// Everything that heads settled about a case file, oldest first.
    pub async fn settlings_of_case(&self, id: CaseId) -> Result<Vec<SettlingRow>, StoreError> {
        let rows = self.fetch(SETTLINGS, vec![id.to_value()]).await?;
        rows.iter().map(SettlingRow::read).collect()
    }
}

impl EvidenceTx {
    /// Every signed record of a case file, as this transaction sees them.
    pub async fn signed_of_case(&mut self, id: CaseId) -> Result<Vec<SignedRow>, StoreError> {
        Reading::Inside(self).rows(OF_CASE, vec![id.to_value()]).await
    }

    /// Writes a signed record and its text; [`StoreError::Exists`] when another took its number.
    pub async fn signed_add(&mut self, row: &SignedRow, note: &str) -> Result<(), StoreError> {
        self.insert(row).await?;
        let args = vec![row.id.to_value(), note.to_owned().to_value()];
        self.work(TEXT_PUT, args).await.map(|_| ())
    }

    /// Writes an opinion; [`StoreError::Exists`] when there is one on this bundle.
    pub async fn opinion_add(&mut self, row: &OpinionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes what a head settled; [`StoreError::Exists`] when it is settled.
    pub async fn settling_add(&mut self, row: &SettlingRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
