//! Acts of case files. What was said of one is a version; a correction is the next one, and the newest counts.

use std::collections::BTreeMap;

use evidence_schema::case::CaseSource;
use evidence_schema::ids::{ActId, ActVersionId, CaseId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(ActRow, "WHERE id = $1");
const VERSIONS_OF: &str = select!(ActVersionRow, "WHERE act_id = $1 ORDER BY ordinal");
const VERSIONS_OF_CASE: &str = select!(
    ActVersionRow,
    "WHERE act_id IN (SELECT id FROM act WHERE case_id = $1) ORDER BY act_id, ordinal"
);

pub(super) const STATEMENTS: &[&str] = &[BY_ID, VERSIONS_OF, VERSIONS_OF_CASE];

evidence_row! {
    /// One act of one case file.
    ActRow in "act"
    key id: ActId,
    /// The case file.
    case_id: CaseId,
    /// What the case system calls it, where it came from there.
    foreign_number: Option<String>,
    /// When it was entered.
    entered_at: Timestamp,
    /// By whom.
    entered_by: Actor,
}

evidence_row! {
    /// What was said of an act.
    ActVersionRow in "act_version"
    key id: ActVersionId,
    /// The act.
    act_id: ActId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// What was done.
    kind: String,
    /// Where.
    place: Option<String>,
    /// Officers, those whom nobody knows, outside participants and sessions, as JSON.
    facts: String,
    /// Number of the approval.
    approval_number: Option<String>,
    /// Done in urgency.
    is_urgent: bool,
    /// It never took place.
    is_void: bool,
    /// Where this was said.
    source: CaseSource,
    /// Why it was changed.
    reason: Option<String>,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl Store {
    /// One act.
    pub async fn act_by_id(&self, id: ActId) -> Result<Option<ActRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(ActRow::read).transpose()
    }

    /// Everything that was said of one act, oldest first.
    pub async fn act_versions(&self, id: ActId) -> Result<Vec<ActVersionRow>, StoreError> {
        let rows = self.fetch(VERSIONS_OF, vec![id.to_value()]).await?;
        rows.iter().map(ActVersionRow::read).collect()
    }

    /// The newest version of every act of a case file, void ones too.
    pub async fn acts_of_case(&self, id: CaseId) -> Result<Vec<ActVersionRow>, StoreError> {
        let rows = self.fetch(VERSIONS_OF_CASE, vec![id.to_value()]).await?;
        let mut newest = BTreeMap::new();
        for row in &rows {
            let version = ActVersionRow::read(row)?;
            newest.insert(version.act_id, version);
        }
        Ok(newest.into_values().collect())
    }
}

impl EvidenceTx {
    /// Writes a new act.
    pub async fn act_add(&mut self, act: &ActRow) -> Result<(), StoreError> {
        self.insert(act).await
    }

    /// Writes what was said of an act.
    pub async fn act_version_add(&mut self, version: &ActVersionRow) -> Result<(), StoreError> {
        self.insert(version).await
    }
}
