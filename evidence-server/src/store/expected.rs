//! What is known of one recorder when its footage is missed: its dockings, its handovers, its clips, acts that name an
//! officer.
//!
//! What must stay true: every question is bounded and answered by an index.

use std::collections::BTreeMap;

use evidence_schema::ids::{OfficerId, RecorderId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::DockingReport;

use super::act::ActVersionRow;
use super::engine::Row;
use super::handover::VersionRow;
use super::reading::Reading;
use super::rows::EvidenceRow;
use super::statement::select;
use super::value::{Column, Value};
use super::{EvidenceTx, Store, StoreError};

const DOCKINGS: &str = "SELECT docking.report, docking_heard.heard_at FROM docking_serial \
     JOIN docking ON docking.id = docking_serial.docking_id \
     JOIN docking_heard ON docking_heard.docking_id = docking.id \
     WHERE docking_serial.serial = $1 AND docking_serial.started_at >= $2 \
     ORDER BY docking_serial.started_at DESC, docking.id LIMIT $3";
const FOOTAGE: &str = "SELECT clip_owner.recorded_from, clip_owner.recorded_to FROM clip \
     JOIN clip_owner ON clip_owner.clip_id = clip.id WHERE clip.device_serial = $1 AND clip_owner.recorded_to >= $2 \
     ORDER BY clip_owner.recorded_from DESC, clip.id LIMIT $3";
const HELD: &str = select!(
    VersionRow,
    "WHERE handover_id IN (SELECT handover_id FROM handover_held WHERE recorder_id = $1 AND from_at >= $2 \
     AND from_at < $3 ORDER BY from_at DESC, handover_id LIMIT $4) ORDER BY handover_id, ordinal"
);
const NAMING: &str = select!(
    ActVersionRow,
    "WHERE act_id IN (SELECT act_id FROM act_named WHERE officer_id = $1 AND ends_at >= $2 AND begins_at < $3 \
     ORDER BY begins_at DESC, act_id LIMIT $4) ORDER BY act_id, ordinal"
);

pub(super) const STATEMENTS: &[&str] = &[DOCKINGS, FOOTAGE, HELD, NAMING];

impl Store {
    /// The newest dockings of a recorder since then, as its docks reported them last, with when the server heard of each
    /// first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn dockings_of(
        &self,
        serial: &str,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<(DockingReport, Timestamp)>, StoreError> {
        let read = |row: &Row| {
            let report = String::read(row, "report")?;
            let report = serde_json::from_str(&report).map_err(|_| StoreError::corrupt("report", "cannot be read"))?;
            Ok((report, Column::read(row, "heard_at")?))
        };
        let args = vec![serial.to_owned().to_value(), since.to_value(), limit_value(limit)];
        self.fetch(DOCKINGS, args).await?.iter().map(read).collect()
    }

    /// Start and end of the newest of what a recorder recorded since then, by the corrected time, of the clips that came in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn footage_of(
        &self,
        serial: &str,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<(Timestamp, Timestamp)>, StoreError> {
        let read = |row: &Row| Ok((Column::read(row, "recorded_from")?, Column::read(row, "recorded_to")?));
        let args = vec![serial.to_owned().to_value(), since.to_value(), limit_value(limit)];
        self.fetch(FOOTAGE, args).await?.iter().map(read).collect()
    }

    /// The newest version of the newest handovers of a recorder that begin in this time, void ones left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn handovers_of(
        &self,
        recorder: RecorderId,
        between: (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<VersionRow>, StoreError> {
        Reading::Now(self).handovers_of(recorder, between, limit).await
    }

    /// The newest version of the newest acts that name this officer and touch this time, void ones left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn acts_naming(
        &self,
        officer: OfficerId,
        (from, to): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<ActVersionRow>, StoreError> {
        let args = vec![officer.to_value(), from.to_value(), to.to_value(), limit_value(limit)];
        let mut newest = BTreeMap::new();
        for row in self.fetch(NAMING, args).await? {
            let version = ActVersionRow::read(&row)?;
            newest.insert(version.act_id, version);
        }
        Ok(newest.into_values().collect())
    }
}

fn limit_value(limit: u32) -> Value {
    i64::from(limit).to_value()
}

impl EvidenceTx {
    /// The newest version of the newest handovers of a recorder that begin in this time, as this transaction sees them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn handovers_of(
        &mut self,
        recorder: RecorderId,
        between: (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<VersionRow>, StoreError> {
        Reading::Inside(self).handovers_of(recorder, between, limit).await
    }
}

impl Reading<'_> {
    async fn handovers_of(
        &mut self,
        recorder: RecorderId,
        (from, to): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<VersionRow>, StoreError> {
        let args = vec![recorder.to_value(), from.to_value(), to.to_value(), limit_value(limit)];
        // In the order of their numbers: the last one stays.
        let rows = self.rows::<VersionRow>(HELD, args).await?.into_iter();
        let newest: BTreeMap<_, _> = rows.map(|version| (version.handover_id, version)).collect();
        Ok(newest.into_values().collect())
    }
}
