//! Findings: something that a person should look at. One open finding per kind and subject.

use evidence_schema::ids::FindingId;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const INSERT: &str = "INSERT INTO finding (id, kind, subject, message, raised_at, settled_at, settled_by, note) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const UPDATE: &str = "UPDATE finding SET kind = $2, subject = $3, message = $4, raised_at = $5, settled_at = $6, \
     settled_by = $7, note = $8 WHERE id = $1";
const ALL: &str = "SELECT id, kind, subject, message, raised_at, settled_at, settled_by, note FROM finding ORDER BY id";
const OPEN: &str = "SELECT id, kind, subject, message, raised_at, settled_at, settled_by, note FROM finding \
     WHERE settled_at IS NULL ORDER BY raised_at DESC, id LIMIT 200";
const BY_ID: &str =
    "SELECT id, kind, subject, message, raised_at, settled_at, settled_by, note FROM finding WHERE id = $1";
const OPEN_OF: &str = "SELECT id, kind, subject, message, raised_at, settled_at, settled_by, note FROM finding \
     WHERE kind = $1 AND subject = $2 AND settled_at IS NULL";

pub(super) const STATEMENTS: &[&str] = &[INSERT, UPDATE, ALL, OPEN, BY_ID, OPEN_OF];

evidence_row! {
    /// One finding.
    FindingRow in "finding" (INSERT, UPDATE, ALL)
    key id: FindingId,
    /// Stable word: `unknown_recorder`, `hash_mismatch`, `capture_used_twice`, `damaged`, `clock_apart`, `dock_…`.
    kind: String,
    /// What it is about.
    subject: String,
    /// What happened, what was kept, what to do.
    message: String,
    /// When.
    raised_at: Timestamp,
    /// When a person settled it.
    settled_at: Option<Timestamp>,
    /// Who.
    settled_by: Option<Actor>,
    /// In their words.
    note: Option<String>,
}

impl Store {
    /// Open findings, newest first, at most 200.
    pub async fn findings_open(&self) -> Result<Vec<FindingRow>, StoreError> {
        self.fetch(OPEN, Vec::new())
            .await?
            .iter()
            .map(FindingRow::read)
            .collect()
    }

    /// One finding.
    pub async fn finding_by_id(&self, id: FindingId) -> Result<Option<FindingRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(FindingRow::read)
            .transpose()
    }

    /// The open finding of this kind about this subject.
    pub async fn finding_open_of(&self, kind: &str, subject: &str) -> Result<Option<FindingRow>, StoreError> {
        let args = vec![kind.to_owned().to_value(), subject.to_owned().to_value()];
        self.fetch_one(OPEN_OF, args)
            .await?
            .as_ref()
            .map(FindingRow::read)
            .transpose()
    }
}

impl EvidenceTx {
    /// Writes a new finding.
    pub async fn finding_add(&mut self, finding: &FindingRow) -> Result<(), StoreError> {
        self.insert(finding).await
    }

    /// Writes a settled finding.
    pub async fn finding_update(&mut self, finding: &FindingRow) -> Result<(), StoreError> {
        self.update(finding).await
    }
}
