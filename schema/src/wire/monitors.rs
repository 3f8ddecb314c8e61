//! Electronic monitoring devices, the two decisions on each, and the reviews of their records, as they travel.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{ClipId, MonitorId, UnitId};
use crate::monitoring::{DecisionKind, DevicePoint, RecordPoint};
use crate::rules::monitoring::RecordLack;
use crate::time::Timestamp;

/// `POST /api/v1/monitors`: a device, or another version of what is said of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitorDraft {
    /// The device that is said anew; absent for a new one.
    #[serde(default)]
    pub monitor_id: Option<MonitorId>,
    /// Number of its unit; a device never changes its unit.
    #[serde(default)]
    pub unit_number: String,
    /// Its name, by which records are named as its own.
    pub name: String,
    /// Where it stands and what it watches.
    pub place: String,
    /// The standard that it meets, with the number of its test report.
    #[serde(default)]
    pub standard: Option<String>,
    /// Where its place was made public.
    #[serde(default)]
    pub published: Option<String>,
    /// The day from which this holds.
    pub since: NaiveDate,
    /// It is taken out of use from that day on.
    #[serde(default)]
    pub is_void: bool,
    /// Why it is said anew.
    #[serde(default)]
    pub reason: Option<String>,
}

/// `POST /api/v1/monitors/{id}/decisions`: one decision on what counts of a device now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionDraft {
    /// Which.
    pub kind: DecisionKind,
    /// Number of the version that was looked at; another one since then is refused.
    pub version: u64,
    /// The day on which it was made.
    pub decided_on: NaiveDate,
    /// The points that are affirmed; all of its kind: approved.
    pub affirmed: Vec<DevicePoint>,
    /// The paper that it rests on, or why it is refused; needed for a refusal.
    #[serde(default)]
    pub remark: Option<String>,
}

/// What was said of a device once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitorVersionView {
    /// 1 for the first; the highest counts.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: String,
    /// The standard that it meets.
    pub standard: Option<String>,
    /// Where its place was made public.
    pub published: Option<String>,
    /// The day from which this holds.
    pub since: NaiveDate,
    /// It is taken out of use.
    pub is_void: bool,
    /// Why it was said.
    pub reason: Option<String>,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionView {
    /// Which.
    pub kind: DecisionKind,
    /// The version that it is about.
    pub version: u64,
    /// The day on which it was made, by the word of whoever entered it.
    pub decided_on: NaiveDate,
    /// Every point of it was affirmed.
    pub is_approved: bool,
    /// Points that were not affirmed.
    pub unmet: Vec<DevicePoint>,
    /// The paper that it rests on, or why it was refused.
    pub remark: Option<String>,
    /// When it was entered.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// Who may make a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeciderView {
    /// Which decision.
    pub kind: DecisionKind,
    /// Names of those who may; empty: nobody is left, up to the whole agency.
    pub persons: Vec<String>,
    /// The task went up so many levels of units, because nobody else was left below.
    pub levels_up: u32,
    /// The asker is one of them.
    pub is_asker: bool,
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitorView {
    /// The device.
    pub monitor_id: MonitorId,
    /// Its unit.
    pub unit_id: UnitId,
    /// What counts.
    pub now: MonitorVersionView,
    /// Decisions on what counts that approve.
    pub approved: Vec<DecisionKind>,
}

/// `GET /api/v1/monitors`: every device, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitorList {
    /// The devices.
    pub monitors: Vec<MonitorView>,
}

/// A record of a device that is linked to a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitorRecordView {
    /// The clip.
    pub clip_id: ClipId,
    /// Its file name.
    pub file_name: String,
    /// What it lacks; nothing: it may be used.
    pub lacks: Vec<RecordLack>,
}

/// `GET /api/v1/monitors/{id}`: one device with everything that was said and decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitorDetail {
    /// What counts.
    pub monitor: MonitorView,
    /// Everything that was said, oldest first.
    pub versions: Vec<MonitorVersionView>,
    /// Every decision, in the order in which they were entered.
    pub decisions: Vec<DecisionView>,
    /// Who may make which decision.
    pub deciders: Vec<DeciderView>,
    /// Its records that are linked to case files and that the asker may see, the newest first; at most 100.
    pub records: Vec<MonitorRecordView>,
}

/// `POST /api/v1/clips/{id}/record`: the clip is a record of this device, or of none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RecordDraft {
    /// Name of the device; absent: it is none of a device.
    pub monitor: Option<String>,
    /// Why; needed where something else was said before.
    pub reason: Option<String>,
}

/// `POST /api/v1/clips/{id}/record/reviews`: what somebody found when they looked at the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewDraft {
    /// Points that are affirmed; all four: it passes.
    pub affirmed: Vec<RecordPoint>,
    /// In their words; needed where it does not pass.
    pub remark: Option<String>,
}

/// One review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewView {
    /// Number of it, 1 for the first; the last of what counts now decides.
    pub ordinal: u64,
    /// Every point was affirmed.
    pub is_passed: bool,
    /// Points that were not affirmed.
    pub unmet: Vec<RecordPoint>,
    /// In their words.
    pub remark: Option<String>,
    /// It was about another device that the clip was said to be of.
    pub is_past: bool,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// `GET /api/v1/clips/{id}/record`: what a clip is as a record of an electronic monitoring device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordView {
    /// The device; absent: it is none of a device.
    pub monitor_id: Option<MonitorId>,
    /// Its name now.
    pub monitor: Option<String>,
    /// The day of the recording in China, by the corrected time.
    pub recorded_on: Option<NaiveDate>,
    /// What it lacks; nothing: it may be used.
    pub lacks: Vec<RecordLack>,
    /// Every review, oldest first.
    pub reviews: Vec<ReviewView>,
}
