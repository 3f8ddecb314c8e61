//! Machines that are the agency's case system.

use evidence_schema::ids::TokenId;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::evidence_row;
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(CaseSystemRow, "WHERE id = $1");

pub(super) const STATEMENTS: &[&str] = &[BY_ID];

evidence_row! {
    /// One machine that may tell of case files; the key is its token.
    CaseSystemRow in "case_system"
    key id: TokenId,
    /// When that was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl Store {
    /// Whether a machine is a case system.
    pub async fn is_case_system(&self, id: TokenId) -> Result<bool, StoreError> {
        Ok(self.fetch_one(BY_ID, vec![id.to_value()]).await?.is_some())
    }
}

impl EvidenceTx {
    /// Writes that a machine is a case system.
    pub async fn case_system_add(&mut self, row: &CaseSystemRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
