//! Findings: something that a person should look at. One open finding per kind and subject, but of what is said of case
//! files (`case_…`): each change and each contradiction is a finding of its own.

use evidence_schema::ids::FindingId;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OPEN: &str = select!(
    FindingRow,
    "WHERE settled_at IS NULL ORDER BY raised_at DESC, id LIMIT 200"
);
const OPEN_AFTER: &str = select!(
    FindingRow,
    "WHERE settled_at IS NULL AND (raised_at < $1 OR (raised_at = $1 AND id > $2)) ORDER BY raised_at DESC, id LIMIT 200"
);
const BY_ID: &str = select!(FindingRow, "WHERE id = $1");
const OPEN_OF: &str = select!(
    FindingRow,
    "WHERE kind = $1 AND subject = $2 AND settled_at IS NULL ORDER BY raised_at, id LIMIT 1"
);
const ABOUT: &str = select!(FindingRow, "WHERE subject = $1 ORDER BY raised_at, id LIMIT 200");

pub(super) const STATEMENTS: &[&str] = &[OPEN, OPEN_AFTER, BY_ID, OPEN_OF, ABOUT];

evidence_row! {
    /// One finding.
    FindingRow in "finding"
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

    /// The 200 open findings after this one, newest first.
    pub async fn findings_open_after(
        &self,
        after: Option<(Timestamp, FindingId)>,
    ) -> Result<Vec<FindingRow>, StoreError> {
        let Some((raised_at, id)) = after else {
            return self.findings_open().await;
        };
        let rows = self
            .fetch(OPEN_AFTER, vec![raised_at.to_value(), id.to_value()])
            .await?;
        rows.iter().map(FindingRow::read).collect()
    }

    /// One finding.
    pub async fn finding_by_id(&self, id: FindingId) -> Result<Option<FindingRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(FindingRow::read)
            .transpose()
    }

    /// Findings about this subject, settled ones as well, oldest first, at most 200.
    pub async fn findings_about(&self, subject: &str) -> Result<Vec<FindingRow>, StoreError> {
        let rows = self.fetch(ABOUT, vec![subject.to_owned().to_value()]).await?;
        rows.iter().map(FindingRow::read).collect()
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
