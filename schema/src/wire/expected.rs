//! Footage of a recorder that ledger and acts expect and nobody has.

use serde::{Deserialize, Serialize};

use crate::ids::{ActId, CaseId, HandoverId, OfficerId, RecorderId, UnitId};
use crate::ledger::DeviceState;
use crate::rules::expected::ExpectedReason;
use crate::time::Timestamp;

/// `GET /api/v1/recorders/{id}/expected`: what the asker may see of it. That a stretch is listed does not say that anything
/// was filmed in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFootage {
    /// The recorder.
    pub recorder_id: RecorderId,
    /// Serial.
    pub serial: String,
    /// Title for people.
    pub title: String,
    /// The unit that it is bound to.
    pub unit_id: Option<UnitId>,
    /// Where it is in its life.
    pub state: Option<DeviceState>,
    /// Since when, where it is not in use.
    pub gone_at: Option<Timestamp>,
    /// What was said about that.
    pub note: Option<String>,
    /// When a docking read it to the end last.
    pub last_read_at: Option<Timestamp>,
    /// Handovers that ended before this were not looked at.
    pub since: Timestamp,
    /// More is known than is looked at: the oldest was left out.
    pub is_cut: bool,
    /// When this was asked.
    pub asked_at: Timestamp,
    /// Stretches of handovers, the oldest first.
    pub stretches: Vec<ExpectedHandover>,
}

/// A stretch of one handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedHandover {
    /// The handover.
    pub handover_id: HandoverId,
    /// The officers' unit.
    pub unit_id: UnitId,
    /// Lead officer.
    pub lead_id: OfficerId,
    /// Assisting officer.
    pub assisting_id: Option<OfficerId>,
    /// From when footage is missing.
    pub from: Timestamp,
    /// To when, at the latest.
    pub to: Timestamp,
    /// Why it is expected.
    pub reason: ExpectedReason,
    /// Clips of it that came in all the same.
    pub clips: u64,
    /// Sessions of acts of these officers in that time, in case files that the asker may see.
    pub sessions: Vec<ExpectedAct>,
}

/// A session of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedAct {
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub case_number: String,
    /// The act.
    pub act_id: ActId,
    /// What was done.
    pub kind: String,
    /// The session, counted from 1.
    pub session: u64,
    /// From when it lies in the stretch.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
}
