//! The journal's memory of what people said at the screen, and of the roster that the screen asks with.
//!
//! What must stay true: a claim is on the disk before the screen says so; it is told until the server answered for good.

use evidence_schema::custody::claim::Said;
use evidence_schema::ids::{ClaimId, DockingId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::{ClaimOutcome, DockRoster};
use redb::{ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use serde::{Deserialize, Serialize};

use super::{Journal, JournalError, KNOWN, decode, encode, storage};

pub(super) const CLAIMS: TableDefinition<(&str, &str), &[u8]> = TableDefinition::new("claims");
pub(super) const OPEN_CLAIMS: TableDefinition<&str, &str> = TableDefinition::new("open_claims");
const ROSTER: &str = "roster";

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClaimRow {
    pub(crate) claim_id: ClaimId,
    pub(crate) docking_id: DockingId,
    /// Serial of the recorder; absent in rows of an older agent.
    #[serde(default)]
    pub(crate) serial: Option<String>,
    /// The signed claim.
    pub(crate) note: String,
    pub(crate) said: Said,
    pub(crate) said_at: Timestamp,
    pub(crate) state: ClaimState,
}

/// How far a claim has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClaimState {
    /// The server has not answered for good.
    Waiting,
    /// It is in the custody log.
    Recorded(ClaimOutcome),
    /// Refused for good.
    Refused(String),
}

/// The roster as the server told it last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RosterRow {
    pub(crate) roster: DockRoster,
    /// Dock time.
    pub(crate) heard_at: Timestamp,
}

pub(super) fn claim_put(write: &WriteTransaction, row: &ClaimRow) -> Result<(), JournalError> {
    let (docking, claim) = (row.docking_id.to_string(), row.claim_id.to_string());
    let bytes = encode(row)?;
    let mut claims = write.open_table(CLAIMS).map_err(storage)?;
    claims
        .insert((docking.as_str(), claim.as_str()), bytes.as_slice())
        .map_err(storage)?;
    let mut open = write.open_table(OPEN_CLAIMS).map_err(storage)?;
    if row.state == ClaimState::Waiting {
        open.insert(claim.as_str(), docking.as_str()).map_err(storage)?;
    } else {
        open.remove(claim.as_str()).map_err(storage)?;
    }
    Ok(())
}

pub(super) fn roster_put(write: &WriteTransaction, row: &RosterRow) -> Result<(), JournalError> {
    let bytes = encode(row)?;
    let mut known = write.open_table(KNOWN).map_err(storage)?;
    known.insert(ROSTER, bytes.as_slice()).map_err(storage)?;
    Ok(())
}

impl Journal {
    /// What was said about a docking, oldest first.
    pub(crate) fn claims_of(&self, id: DockingId) -> Result<Vec<ClaimRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(CLAIMS).map_err(storage)?;
        let docking = id.to_string();
        let mut rows: Vec<ClaimRow> = Vec::new();
        for item in table
            .range((docking.as_str(), "")..=(docking.as_str(), "~"))
            .map_err(storage)?
        {
            rows.push(decode(item.map_err(storage)?.1.value())?);
        }
        rows.sort_by_key(|row| row.said_at);
        Ok(rows)
    }

    /// Claims that the server has not answered for good, oldest first.
    pub(crate) fn open_claims(&self) -> Result<Vec<ClaimRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let open = read.open_table(OPEN_CLAIMS).map_err(storage)?;
        let claims = read.open_table(CLAIMS).map_err(storage)?;
        let mut rows: Vec<ClaimRow> = Vec::new();
        for item in open.iter().map_err(storage)? {
            let (claim, docking) = item.map_err(storage)?;
            if let Some(value) = claims.get((docking.value(), claim.value())).map_err(storage)? {
                rows.push(decode(value.value())?);
            }
        }
        rows.sort_by_key(|row| row.said_at);
        Ok(rows)
    }

    /// The roster as the server told it last.
    pub(crate) fn roster(&self) -> Result<Option<RosterRow>, JournalError> {
        self.row(KNOWN, ROSTER)
    }
}
