//! Where rows are read: outside of any transaction, or inside the one that will write by them.

use super::engine::Row;
use super::rows::EvidenceRow;
use super::value::Value;
use super::{EvidenceTx, Store, StoreError};

/// Where rows are read.
pub(super) enum Reading<'a> {
    Now(&'a Store),
    Inside(&'a mut EvidenceTx),
}

impl Reading<'_> {
    pub(super) async fn fetch(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Now(store) => store.fetch(sql, args).await,
            Self::Inside(tx) => tx.fetch(sql, args).await,
        }
    }

    pub(super) async fn rows<R: EvidenceRow>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Vec<R>, StoreError> {
        self.fetch(sql, args).await?.iter().map(R::read).collect()
    }

    pub(super) async fn all<R: EvidenceRow>(&mut self) -> Result<Vec<R>, StoreError> {
        self.rows(R::ALL, Vec::new()).await
    }
}
