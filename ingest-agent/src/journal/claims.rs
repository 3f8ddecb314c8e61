//! The journal's memory of what people said at the screen, and of the roster that the screen asks with.
//!
//! What must stay true: a claim is on the disk before the screen says so; it is told until the server answered for good; a
//! tag that was refused is not forgotten when its recorder leaves, only when a later one of it was taken.

use evidence_schema::custody::claim::Said;
use evidence_schema::ids::{ClaimId, DockingId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::{ClaimOutcome, DockRoster};
use redb::{ReadableDatabase, ReadableTable, TableDefinition, TableHandle, WriteTransaction};
use serde::{Deserialize, Serialize};

use super::{Journal, JournalError, KNOWN, decode, encode, storage};

pub(super) const CLAIMS: TableDefinition<(&str, &str), &[u8]> = TableDefinition::new("claims");
pub(super) const OPEN_CLAIMS: TableDefinition<&str, &str> = TableDefinition::new("open_claims");
/// Tags that were refused for good and not said again since: claim and docking.
const REFUSED_TAGS: TableDefinition<&str, &str> = TableDefinition::new("refused_tags");
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

impl ClaimRow {
    /// Whether both speak of the same recorder, whichever docking it was seen in.
    fn is_of_the_same_recorder(&self, other: &Self) -> bool {
        let is_same_serial = |(one, two): (&String, &String)| one.eq_ignore_ascii_case(two);
        self.docking_id == other.docking_id
            || self
                .serial
                .as_ref()
                .zip(other.serial.as_ref())
                .is_some_and(is_same_serial)
    }
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
    drop(open);
    drop(claims);
    refused_tag_put(write, row)
}

/// Makes the list of refused tags; in the journal of an older agent, from the claims it has.
pub(super) fn make_refused_tags(write: &WriteTransaction) -> Result<(), JournalError> {
    let mut tables = write.list_tables().map_err(storage)?;
    if tables.any(|table| table.name() == REFUSED_TAGS.name()) {
        return Ok(());
    }
    let mut rows: Vec<ClaimRow> = Vec::new();
    for item in write.open_table(CLAIMS).map_err(storage)?.iter().map_err(storage)? {
        rows.push(decode(item.map_err(storage)?.1.value())?);
    }
    write.open_table(REFUSED_TAGS).map_err(storage)?;
    rows.sort_by_key(|row| row.said_at);
    rows.iter().try_for_each(|row| refused_tag_put(write, row))
}

/// A refused tag is listed until a tag of the same recorder that was said later is in the custody log.
fn refused_tag_put(write: &WriteTransaction, row: &ClaimRow) -> Result<(), JournalError> {
    if !matches!(row.said, Said::Tagged { .. }) {
        return Ok(());
    }
    let (docking, claim) = (row.docking_id.to_string(), row.claim_id.to_string());
    let overtaken: Vec<ClaimId> = match row.state {
        ClaimState::Recorded(_) => refused_tags_of(write)?
            .into_iter()
            .filter(|refused| refused.said_at < row.said_at && refused.is_of_the_same_recorder(row))
            .map(|refused| refused.claim_id)
            .collect(),
        ClaimState::Waiting | ClaimState::Refused(_) => Vec::new(),
    };
    let mut refused = write.open_table(REFUSED_TAGS).map_err(storage)?;
    if matches!(row.state, ClaimState::Refused(_)) {
        refused.insert(claim.as_str(), docking.as_str()).map_err(storage)?;
    } else {
        refused.remove(claim.as_str()).map_err(storage)?;
    }
    for claim in overtaken {
        refused.remove(claim.to_string().as_str()).map_err(storage)?;
    }
    Ok(())
}

fn refused_tags_of(write: &WriteTransaction) -> Result<Vec<ClaimRow>, JournalError> {
    let listed = write.open_table(REFUSED_TAGS).map_err(storage)?;
    let claims = write.open_table(CLAIMS).map_err(storage)?;
    rows_of(&listed, &claims)
}

/// The claims that an index names.
fn rows_of(
    index: &impl ReadableTable<&'static str, &'static str>,
    claims: &impl ReadableTable<(&'static str, &'static str), &'static [u8]>,
) -> Result<Vec<ClaimRow>, JournalError> {
    let mut rows: Vec<ClaimRow> = Vec::new();
    for item in index.iter().map_err(storage)? {
        let (claim, docking) = item.map_err(storage)?;
        if let Some(value) = claims.get((docking.value(), claim.value())).map_err(storage)? {
            rows.push(decode(value.value())?);
        }
    }
    rows.sort_by_key(|row| row.said_at);
    Ok(rows)
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
        self.claims_in(OPEN_CLAIMS)
    }

    /// Tags that the server refused for good and nobody said again with success, oldest first.
    pub(crate) fn refused_tags(&self) -> Result<Vec<ClaimRow>, JournalError> {
        self.claims_in(REFUSED_TAGS)
    }

    fn claims_in(&self, index: TableDefinition<&'static str, &'static str>) -> Result<Vec<ClaimRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let index = read.open_table(index).map_err(storage)?;
        let claims = read.open_table(CLAIMS).map_err(storage)?;
        rows_of(&index, &claims)
    }

    /// The roster as the server told it last.
    pub(crate) fn roster(&self) -> Result<Option<RosterRow>, JournalError> {
        self.row(KNOWN, ROSTER)
    }
}
