//! What the devices of a unit recorded, and when they were docked: facts for the report on their use.

use evidence_schema::ids::{RecorderId, UnitId};
use evidence_schema::limits::RECORDING_HOURS_MAX;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::value::{Column, Value};
use super::{Store, StoreError};

/// What lies in a stretch began within it, or at most as long before it as a recording may last.
const FOOTAGE: &str = "SELECT device.recorder_id, clip_owner.recorded_from, clip_owner.recorded_to FROM clip_owner \
     JOIN clip ON clip.id = clip_owner.clip_id JOIN recorder ON recorder.serial = clip.device_serial \
     JOIN device ON device.recorder_id = recorder.id WHERE device.unit_id = $1 AND clip_owner.recorded_from >= $2 \
     AND clip_owner.recorded_from < $4 AND clip_owner.recorded_to >= $3 ORDER BY clip_owner.recorded_from, clip.id";
const UNDATED: &str = "SELECT device.recorder_id, clip.sealed_at AS at FROM clip \
     JOIN clip_owner ON clip_owner.clip_id = clip.id JOIN recorder ON recorder.serial = clip.device_serial \
     JOIN device ON device.recorder_id = recorder.id WHERE device.unit_id = $1 AND clip_owner.recorded_from IS NULL \
     AND clip.sealed_at >= $2 AND clip.sealed_at < $3 ORDER BY clip.sealed_at, clip.id";
const DOCKED: &str = "SELECT device.recorder_id, docking_serial.started_at AS at FROM docking_serial \
     JOIN recorder ON recorder.serial = docking_serial.serial JOIN device ON device.recorder_id = recorder.id \
     WHERE device.unit_id = $1 AND docking_serial.started_at >= $2 AND docking_serial.started_at < $3 \
     ORDER BY docking_serial.started_at, docking_serial.docking_id";

pub(super) const STATEMENTS: &[&str] = &[FOOTAGE, UNDATED, DOCKED];

/// A device and a moment of it.
pub type DeviceMoment = (RecorderId, Timestamp);

fn read_moment(row: &Row) -> Result<DeviceMoment, StoreError> {
    Ok((Column::read(row, "recorder_id")?, Column::read(row, "at")?))
}

impl Store {
    /// Start and end of everything that devices of this unit recorded in this time, by the corrected time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unit_footage(
        &self,
        unit: UnitId,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<(RecorderId, Timestamp, Timestamp)>, StoreError> {
        let earliest = from.plus_ms(-RECORDING_HOURS_MAX * 3_600_000).unwrap_or(from);
        let args = vec![unit.to_value(), earliest.to_value(), from.to_value(), to.to_value()];
        let read = |row: &Row| {
            Ok((
                Column::read(row, "recorder_id")?,
                Column::read(row, "recorded_from")?,
                Column::read(row, "recorded_to")?,
            ))
        };
        self.fetch(FOOTAGE, args).await?.iter().map(read).collect()
    }

    /// When files of this unit's devices came in whose time nobody can read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unit_undated(
        &self,
        unit: UnitId,
        stretch: (Timestamp, Timestamp),
    ) -> Result<Vec<DeviceMoment>, StoreError> {
        self.unit_moments(UNDATED, unit, stretch).await
    }

    /// When this unit's devices were put into docks.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unit_docked(
        &self,
        unit: UnitId,
        stretch: (Timestamp, Timestamp),
    ) -> Result<Vec<DeviceMoment>, StoreError> {
        self.unit_moments(DOCKED, unit, stretch).await
    }

    async fn unit_moments(
        &self,
        statement: &'static str,
        unit: UnitId,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<DeviceMoment>, StoreError> {
        let args: Vec<Value> = vec![unit.to_value(), from.to_value(), to.to_value()];
        self.fetch(statement, args).await?.iter().map(read_moment).collect()
    }
}
