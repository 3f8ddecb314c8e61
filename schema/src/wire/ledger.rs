//! The ledger over HTTP: units, officers, devices, handovers, whose footage a clip is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{ClipId, HandoverId, OfficerId, RecorderId, UnitId};
use crate::ledger::{DeviceKind, DeviceState, LedgerSource};
use crate::rules::attribution::Attribution;
use crate::time::Timestamp;

/// `POST /api/v1/units`: a unit as somebody describes it. The number decides: one that is there is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitDraft {
    /// Number, unique.
    pub number: String,
    /// Name.
    pub name: String,
    /// Number of the unit above; absent at the top.
    pub parent_number: Option<String>,
    /// Whether recorders of its officers may be cleared; absent leaves it as it is (off for a new one).
    pub erasing_is_on: Option<bool>,
    /// Hours that a file rests on its recorder before it may be erased; absent leaves it as it is (24 for a new one).
    pub erasing_rest_hours: Option<u64>,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitView {
    /// Its id.
    pub unit_id: UnitId,
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// The unit above.
    pub parent_id: Option<UnitId>,
    /// Whether recorders of its officers may be cleared.
    pub erasing_is_on: bool,
    /// Hours that a file rests on its recorder before it may be erased.
    pub erasing_rest_hours: u64,
    /// Officers on duty there today who inspect, punish, coerce or survey on site.
    pub officers_inspecting: u64,
    /// Recorders and terminals in use that are bound to it.
    pub devices_in_use: u64,
}

/// `POST /api/v1/officers`: an officer as somebody describes them. The number decides: one that is there is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerDraft {
    /// Number, unique, never used again.
    pub number: String,
    /// Name.
    pub name: String,
    /// Number of the unit.
    pub unit_number: String,
    /// First day there; absent: the day of entry.
    pub unit_from: Option<NaiveDate>,
    /// Certificate.
    pub certificate_number: Option<String>,
    /// First day on which it is valid.
    pub certificate_from: Option<NaiveDate>,
    /// Last day on which it is valid.
    pub certificate_to: Option<NaiveDate>,
    /// Inspects, punishes, coerces or surveys on site.
    pub is_inspecting: bool,
    /// Assistant (辅助人员).
    pub is_assistant: bool,
    /// Name of the account, where there is one.
    pub account: Option<String>,
    /// Off duty from this day.
    pub off_duty_on: Option<NaiveDate>,
}

/// One officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerView {
    /// The id.
    pub officer_id: OfficerId,
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Unit today.
    pub unit_id: Option<UnitId>,
    /// Certificate.
    pub certificate_number: Option<String>,
    /// First day on which it is valid.
    pub certificate_from: Option<NaiveDate>,
    /// Last day on which it is valid.
    pub certificate_to: Option<NaiveDate>,
    /// Inspects, punishes, coerces or surveys on site.
    pub is_inspecting: bool,
    /// Assistant.
    pub is_assistant: bool,
    /// Off duty from this day.
    pub off_duty_on: Option<NaiveDate>,
}

/// `POST /api/v1/recorders/{id}/device`: binds a device to a unit, or says that it is lost or damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceDraft {
    /// Number of the unit.
    pub unit_number: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Where it is in its life.
    pub state: DeviceState,
    /// Needed for everything but *in use*: what happened, who reported it.
    pub note: Option<String>,
}

/// One recorder or terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecorderView {
    /// The id.
    pub recorder_id: RecorderId,
    /// Serial.
    pub serial: String,
    /// Title for people.
    pub title: String,
    /// The unit that it is bound to; absent while it is bound to none.
    pub unit_id: Option<UnitId>,
    /// What it is.
    pub kind: Option<DeviceKind>,
    /// Where it is in its life.
    pub state: Option<DeviceState>,
    /// What was said about that.
    pub note: Option<String>,
}

/// What a handover says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverDraft {
    /// Number of the officers' unit; absent: the lead officer's unit on the day.
    pub unit_number: Option<String>,
    /// Number of the lead officer.
    pub lead_number: String,
    /// Number of the assisting officer; absent when one officer carries the recorder alone.
    pub assisting_number: Option<String>,
    /// Serials of the recorders, at least one.
    pub recorder_serials: Vec<String>,
    /// From when; absent: now.
    pub from: Option<Timestamp>,
    /// To when; absent while it is open.
    pub to: Option<Timestamp>,
}

/// `POST /api/v1/handovers/{id}/correction`: another version; the older ones stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverCorrection {
    /// What it should have said; absent when it never took place.
    pub handover: Option<HandoverDraft>,
    /// Why.
    pub reason: String,
}

/// `POST /api/v1/handovers/{id}/close`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverClosing {
    /// When the recorders came back; absent: now.
    pub to: Option<Timestamp>,
    /// The pair was not together all the time: from when on who had which recorder alone.
    pub split: Option<PairSplit>,
}

/// A pair that split (全程同行?).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairSplit {
    /// When they parted.
    pub at: Timestamp,
    /// Serials that the lead officer went on with.
    pub lead_serials: Vec<String>,
    /// Serials that the assisting officer went on with.
    pub assisting_serials: Vec<String>,
}

/// One version of a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverView {
    /// The handover.
    pub handover_id: HandoverId,
    /// 1 for the first version.
    pub version: u64,
    /// Where it was entered.
    pub source: LedgerSource,
    /// The officers' unit.
    pub unit_id: UnitId,
    /// Lead officer.
    pub lead_id: OfficerId,
    /// Assisting officer.
    pub assisting_id: Option<OfficerId>,
    /// The recorders.
    pub recorder_ids: Vec<RecorderId>,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Option<Timestamp>,
    /// It never took place.
    pub is_void: bool,
    /// Why it was corrected.
    pub reason: Option<String>,
    /// When this was said.
    pub stated_at: Timestamp,
    /// By whom, as the custody log names them.
    pub stated_by: String,
}

/// Handovers that begin in a stretch of time, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverPage {
    /// Their newest versions.
    pub handovers: Vec<HandoverView>,
}

/// `POST /api/v1/clips/{id}/attribution`: a person says whose footage a clip is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributionDraft {
    /// Number of the officers' unit; absent: the lead officer's unit on the day of the recording.
    pub unit_number: Option<String>,
    /// Number of the lead officer; absent gives the question back to the ledger.
    pub lead_number: Option<String>,
    /// Number of the assisting officer.
    pub assisting_number: Option<String>,
    /// Why.
    pub reason: String,
}

/// One answer to the question whose footage a clip is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributionView {
    /// The clip.
    pub clip_id: ClipId,
    /// 1 for the first answer; the last one counts.
    pub version: u64,
    /// The handover that it rests on.
    pub handover_id: Option<HandoverId>,
    /// The officers' unit; absent while nobody can say.
    pub unit_id: Option<UnitId>,
    /// Lead officer.
    pub lead_id: Option<OfficerId>,
    /// Assisting officer.
    pub assisting_id: Option<OfficerId>,
    /// Corrected start.
    pub recorded_from: Option<Timestamp>,
    /// Corrected end.
    pub recorded_to: Option<Timestamp>,
    /// What the rule says, with its findings.
    pub verdict: Attribution,
    /// A person decided against or without the rule.
    pub is_by_person: bool,
    /// Why, in their words.
    pub reason: Option<String>,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as the custody log names them.
    pub stated_by: String,
}
