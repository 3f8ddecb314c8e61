//! How many recorders a unit has, and how much they are used.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{RecorderId, UnitId};
use crate::ledger::{DeviceKind, DeviceState};
use crate::rules::usage::{DeviceUse, Equipment, LevelCounts};

/// `GET /api/v1/units/{id}/use`: a unit with every unit below it, their officers and devices of today. A statistic of the
/// unit, never a finding on an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitUseReport {
    /// The unit.
    pub unit_id: UnitId,
    /// The last of the seven and of the thirty days, in the agency's calendar; it may not be over yet.
    pub day: NaiveDate,
    /// The equipping standard over all these units.
    pub equipment: Equipment,
    /// Devices in use by their level over seven days.
    pub week: LevelCounts,
    /// The same over thirty days.
    pub month: LevelCounts,
    /// The unit first, then those below it, by number.
    pub units: Vec<UnitUseLine>,
    /// Every device that is bound to one of them today, by serial.
    pub devices: Vec<DeviceUseLine>,
}

/// One unit by itself, without those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitUseLine {
    /// The unit.
    pub unit_id: UnitId,
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Its officers and devices against the standard.
    pub equipment: Equipment,
    /// Its devices in use by their level over seven days.
    pub week: LevelCounts,
    /// The same over thirty days.
    pub month: LevelCounts,
}

/// One device. Footage follows the officers; this is about the device, whoever had it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceUseLine {
    /// The recorder or terminal.
    pub recorder_id: RecorderId,
    /// Serial.
    pub serial: String,
    /// Title for people.
    pub title: String,
    /// The unit that it is bound to today.
    pub unit_id: UnitId,
    /// What it is.
    pub kind: DeviceKind,
    /// Where it is in its life.
    pub state: DeviceState,
    /// How much it is used.
    #[serde(rename = "use")]
    pub used: DeviceUse,
}
