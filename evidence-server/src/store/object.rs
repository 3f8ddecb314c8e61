//! Enforcement objects of case files, as typed and under the key by which they are found.

use evidence_schema::case::{CaseSource, ObjectKind};
use evidence_schema::ids::{CaseId, ObjectId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(ObjectRow, "WHERE id = $1");
const OF_CASE: &str = select!(
    ObjectRow,
    "WHERE case_id = $1 AND removed_at IS NULL ORDER BY stated_at, id"
);

pub(super) const STATEMENTS: &[&str] = &[BY_ID, OF_CASE];

evidence_row! {
    /// One enforcement object of one case file.
    ObjectRow in "case_object" guarded "removed_at IS NULL"
    key id: ObjectId,
    /// The case file.
    case_id: CaseId,
    /// What it is.
    kind: ObjectKind,
    /// Whether it is the party.
    is_party: bool,
    /// Its name as typed.
    name: Option<String>,
    /// Its number as typed.
    number: Option<String>,
    /// The name as it is found.
    name_key: Option<String>,
    /// The number as it is found.
    number_key: Option<String>,
    /// Where it was entered.
    source: CaseSource,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
    /// When it was taken out.
    removed_at: Option<Timestamp>,
    /// By whom.
    removed_by: Option<Actor>,
    /// Why.
    removal_reason: Option<String>,
}

impl Store {
    /// One object.
    pub async fn object_by_id(&self, id: ObjectId) -> Result<Option<ObjectRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(ObjectRow::read).transpose()
    }

    /// The objects of a case file that stand now, oldest first.
    pub async fn objects_of_case(&self, id: CaseId) -> Result<Vec<ObjectRow>, StoreError> {
        let rows = self.fetch(OF_CASE, vec![id.to_value()]).await?;
        rows.iter().map(ObjectRow::read).collect()
    }
}

impl EvidenceTx {
    /// Writes a new object.
    pub async fn object_add(&mut self, object: &ObjectRow) -> Result<(), StoreError> {
        self.insert(object).await
    }

    /// Writes that an object was taken out.
    pub async fn object_update(&mut self, object: &ObjectRow) -> Result<(), StoreError> {
        self.update(object).await
    }
}
