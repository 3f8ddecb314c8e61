//! What is known of one recorder when its footage is missed: its dockings, its clips, acts that name an officer.

use std::collections::BTreeMap;

use evidence_schema::ids::OfficerId;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::DockingReport;

use super::act::ActVersionRow;
use super::engine::Row;
use super::rows::EvidenceRow;
use super::statement::select;
use super::value::Column;
use super::{Store, StoreError};

const DOCKINGS: &str = "SELECT docking.report, docking_heard.heard_at FROM docking_serial \
     JOIN docking ON docking.id = docking_serial.docking_id \
     JOIN docking_heard ON docking_heard.docking_id = docking.id WHERE docking_serial.serial = $1 AND docking_serial.started_at >= $2 ORDER BY docking_serial.started_at, docking.id";
const FOOTAGE: &str = "SELECT clip_owner.recorded_from, clip_owner.recorded_to FROM clip \
     JOIN clip_owner ON clip_owner.clip_id = clip.id WHERE clip.device_serial = $1 AND clip_owner.recorded_to >= $2 \
     ORDER BY clip_owner.recorded_from, clip.id";
/// An act's officers stand in its facts by id.
const NAMING: &str = select!(
    ActVersionRow,
    "WHERE act_id IN (SELECT act_id FROM act_version WHERE facts LIKE $1) ORDER BY act_id, ordinal"
);

pub(super) const STATEMENTS: &[&str] = &[DOCKINGS, FOOTAGE, NAMING];

impl Store {
    /// Dockings of a recorder since then, as its docks reported them last, with when the server heard of each first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn dockings_of(&self, serial: &str, since: Timestamp) -> Result<Vec<(DockingReport, Timestamp)>, StoreError> {
        let read = |row: &Row| {
            let report = String::read(row, "report")?;
            let report = serde_json::from_str(&report).map_err(|_| StoreError::corrupt("report", "cannot be read"))?;
            Ok((report, Column::read(row, "heard_at")?))
        };
        let args = vec![serial.to_owned().to_value(), since.to_value()];
        self.fetch(DOCKINGS, args).await?.iter().map(read).collect()
    }

    /// Start and end of what a recorder recorded since then, by the corrected time, of the clips that came in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn footage_of(&self, serial: &str, since: Timestamp) -> Result<Vec<(Timestamp, Timestamp)>, StoreError> {
        let read = |row: &Row| Ok((Column::read(row, "recorded_from")?, Column::read(row, "recorded_to")?));
        let args = vec![serial.to_owned().to_value(), since.to_value()];
        self.fetch(FOOTAGE, args).await?.iter().map(read).collect()
    }

    /// The newest version of every act of which some version names this officer, void ones left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn acts_naming(&self, officer: OfficerId) -> Result<Vec<ActVersionRow>, StoreError> {
        let mut newest = BTreeMap::new();
        for row in self.fetch(NAMING, vec![format!("%{officer}%").to_value()]).await? {
            let version = ActVersionRow::read(&row)?;
            newest.insert(version.act_id, version);
        }
        Ok(newest.into_values().filter(|version| !version.is_void).collect())
    }
}
