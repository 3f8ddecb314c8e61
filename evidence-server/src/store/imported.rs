//! Everything that an import of a ledger file is held against, read at once.
//!
//! What must stay true: inside a transaction that locked the ledger, nobody changes any of it before the commit.

use evidence_schema::time::Timestamp;

use super::officer::{OfficerRow, PostingRow};
use super::reading::Reading;
use super::recorder::RecorderRow;
use super::roster::{BETWEEN, RosterRow};
use super::unit::{DeviceRow, UnitRow};
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

/// Rows of the ledger.
#[derive(Debug, Default)]
pub struct LedgerRows {
    /// Every unit.
    pub units: Vec<UnitRow>,
    /// Every recorder and terminal.
    pub recorders: Vec<RecorderRow>,
    /// What the ledger knows of them.
    pub devices: Vec<DeviceRow>,
    /// Every officer.
    pub officers: Vec<OfficerRow>,
    /// Every posting.
    pub postings: Vec<PostingRow>,
    /// Lines of rosters that begin in the wanted time.
    pub roster: Vec<RosterRow>,
}

impl Reading<'_> {
    async fn ledger(&mut self, duties: Option<(Timestamp, Timestamp)>) -> Result<LedgerRows, StoreError> {
        let roster = match duties {
            Some((from, to)) => self.rows(BETWEEN, vec![from.to_value(), to.to_value()]).await?,
            None => Vec::new(),
        };
        Ok(LedgerRows {
            units: self.all().await?,
            recorders: self.all().await?,
            devices: self.all().await?,
            officers: self.all().await?,
            postings: self.all().await?,
            roster,
        })
    }
}

impl Store {
    /// The ledger, with the duties that begin in this time.
    pub async fn ledger_rows(&self, duties: Option<(Timestamp, Timestamp)>) -> Result<LedgerRows, StoreError> {
        Reading::Now(self).ledger(duties).await
    }
}

impl EvidenceTx {
    /// The ledger, which nobody else changes from now to the end of this transaction.
    pub async fn ledger_locked(&mut self, duties: Option<(Timestamp, Timestamp)>) -> Result<LedgerRows, StoreError> {
        // Units are read and written under one turn, whoever does it.
        self.units_take().await?;
        self.lock_ledger().await?;
        Reading::Inside(self).ledger(duties).await
    }
}
