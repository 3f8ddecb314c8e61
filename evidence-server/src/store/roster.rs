//! Rosters: who is on duty from when to when, with which recorders, as an import said.

use evidence_schema::ids::{DutyId, OfficerId, RecorderId, UnitId};
use evidence_schema::time::Timestamp;

use super::handover::recorders_in;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

pub(super) const BETWEEN: &str = select!(RosterRow, "WHERE from_at >= $1 AND from_at < $2 ORDER BY from_at, id");

pub(super) const STATEMENTS: &[&str] = &[BETWEEN];

evidence_row! {
    /// One line of a roster.
    RosterRow in "roster_line"
    key id: DutyId,
    /// The unit.
    unit_id: UnitId,
    /// Lead officer.
    lead_id: OfficerId,
    /// Assisting officer.
    assisting_id: Option<OfficerId>,
    /// From when; with the lead officer it names the line.
    from_at: Timestamp,
    /// To when.
    to_at: Timestamp,
    /// Ids of the recorders, separated by spaces, in order.
    recorders: String,
    /// When it was imported first.
    added_at: Timestamp,
}

impl RosterRow {
    /// The recorders that the pair takes.
    ///
    /// # Errors
    /// When the text is not a list of ids.
    pub fn recorder_ids(&self) -> Result<Vec<RecorderId>, StoreError> {
        recorders_in(&self.recorders)
    }
}

impl Store {
    /// Lines that begin in this time, oldest first.
    pub async fn roster_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<RosterRow>, StoreError> {
        let rows = self.fetch(BETWEEN, vec![from.to_value(), to.to_value()]).await?;
        rows.iter().map(RosterRow::read).collect()
    }
}

impl EvidenceTx {
    /// Writes a new line.
    pub async fn roster_add(&mut self, line: &RosterRow) -> Result<(), StoreError> {
        self.insert(line).await
    }

    /// Writes a changed line.
    pub async fn roster_update(&mut self, line: &RosterRow) -> Result<(), StoreError> {
        self.update(line).await
    }
}
