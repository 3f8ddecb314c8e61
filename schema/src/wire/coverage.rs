//! What is recorded of an act, as the API shows it: every number with what it rests on.
//!
//! What must stay true: recorded, doubtful, tolerated, explained and unexplained time of each sense add up to the act; a
//! clip that the asker may not see is counted, and not named.

use serde::{Deserialize, Serialize};

use crate::clip::{ClipKind, SourceKind};
use crate::ids::{ActId, ClipId};
use crate::ledger_import::catalogue::Mode;
use crate::rules::coverage::{Cause, Duty, Measure, Standing};
use crate::time::Timestamp;
use crate::wire::rooms::Stretch;

/// `GET /api/v1/cases/{id}/acts/{act_id}/coverage`: whether an act is recorded from arrival to departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageView {
    /// The act.
    pub act_id: ActId,
    /// The version of the act that is judged.
    pub act_version: u64,
    /// What was done.
    pub kind: String,
    /// The version of the act catalogue in force on its first day; 0 is the preset.
    pub catalogue_version: u64,
    /// Whether the catalogue knows its kind; what it does not know is situational.
    pub is_in_catalogue: bool,
    /// Whether it must be recorded.
    pub duty: Duty,
    /// What a gate does about it.
    pub mode: Mode,
    /// How it stands.
    pub standing: Standing,
    /// What is seen, of all sessions.
    pub picture: CoverageMeasure,
    /// What is heard, of all sessions.
    pub sound: CoverageMeasure,
    /// From arrival to departure, each.
    pub sessions: Vec<CoverageSession>,
    /// Time between sessions: shown, never a gap.
    pub between: Vec<Stretch>,
    /// What a person should look at.
    pub findings: Vec<CoverageRemark>,
    /// Every clip of its officers and recorders that may lie in its time, and every clip that is placed at it.
    pub clips: Vec<CoverageClip>,
    /// Its officers whose certificates cover every day of it; assistants are none.
    pub certified_officers: u64,
    /// So many certified officers it needs.
    pub officers_needed: u64,
    /// The depth of look that the verdict rests on: 1 packets, 2 key frames, 3 every picture and sound; absent without clips
    /// that count.
    pub rests_on_level: Option<u8>,
    /// Clips that count and were not looked at in full yet: black, frozen and silent stretches may still be found.
    pub not_looked_in_full: u64,
    /// There are more clips than are looked at: the verdict is not about all of them.
    pub is_cut: bool,
    /// When this was worked out.
    pub asked_at: Timestamp,
}

/// How much of a time is what, in milliseconds; they add up to the whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageMeasure {
    /// Shown, whatever the clocks.
    pub recorded_ms: i64,
    /// Shown, or not, as the clocks are.
    pub doubtful_ms: i64,
    /// Missing, and shorter than the tolerance.
    pub tolerated_ms: i64,
    /// Missing, with an approved explanation.
    pub explained_ms: i64,
    /// Missing.
    pub unexplained_ms: i64,
}

impl From<Measure> for CoverageMeasure {
    fn from(measure: Measure) -> Self {
        Self {
            recorded_ms: measure.recorded_ms,
            doubtful_ms: measure.doubtful_ms,
            tolerated_ms: measure.tolerated_ms,
            explained_ms: measure.explained_ms,
            unexplained_ms: measure.unexplained_ms,
        }
    }
}

impl CoverageMeasure {
    /// The whole.
    pub const fn total_ms(&self) -> i64 {
        self.recorded_ms + self.doubtful_ms + self.tolerated_ms + self.explained_ms + self.unexplained_ms
    }
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageSession {
    /// From arrival to departure.
    pub span: Stretch,
    /// Nobody wrote the departure down: judged until now, at most for as long as a session can be.
    pub is_open: bool,
    /// What is seen.
    pub picture: CoverageLane,
    /// What is heard.
    pub sound: CoverageLane,
}

/// One sense of one session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageLane {
    /// How much is what.
    pub measure: CoverageMeasure,
    /// What is missing, in order.
    pub gaps: Vec<CoverageGap>,
    /// Where only a clock's uncertainty decides, in order.
    pub doubts: Vec<Stretch>,
}

/// A stretch that nothing shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageGap {
    /// When.
    pub span: Stretch,
    /// Why, everything that holds.
    pub causes: Vec<Cause>,
    /// How much of it is explained, in milliseconds.
    pub explained_ms: i64,
}

/// Something about the act that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageRemark {
    /// Stable code, such as `left_out_silently`.
    pub code: String,
    /// The clip that it is about, where the asker may see it.
    pub clip_id: Option<ClipId>,
    /// The session that it is about, from 1.
    pub session: Option<u64>,
}

/// One clip with its part in the act.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageClip {
    /// The clip; absent where the asker may not see it.
    pub clip_id: Option<ClipId>,
    /// Name of its file, likewise.
    pub file_name: Option<String>,
    /// What it is.
    pub kind: ClipKind,
    /// Where it came from.
    pub source: SourceKind,
    /// Serial of the recorder, where it names one.
    pub device_serial: Option<String>,
    /// Clips with the same number were recorded by one clock; absent without a time.
    pub clock: Option<u64>,
    /// From when to when, corrected; absent where nobody knows.
    pub time: Option<Stretch>,
    /// By so much both may be wrong, in milliseconds; absent where nobody knows.
    pub uncertainty_ms: Option<i64>,
    /// Whether it has a picture.
    pub has_picture: bool,
    /// Whether it has sound.
    pub has_sound: bool,
    /// What it leaves out, where it is black or frozen, where it is silent.
    pub unseen: Vec<CoverageUnseen>,
    /// It is placed at this act.
    pub is_at_act: bool,
    /// It lies in the act's time for sure, or may.
    pub touches: bool,
    /// Why it stands outside of the act, in somebody's words; absent where it does not, or nobody said why.
    pub left_out_reason: Option<String>,
    /// Whether its stored bytes were read back.
    pub is_read_back: bool,
    /// Depth of the look into it; absent before the first.
    pub level: Option<u8>,
    /// It was looked at as deeply as can be.
    pub is_looked_in_full: bool,
}

/// A stretch of a clip that shows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageUnseen {
    /// Why.
    pub cause: Cause,
    /// When.
    pub span: Stretch,
}

/// `POST /api/v1/cases/{id}/acts/{act_id}/left-out`: why a clip stands outside of an act in whose time it may lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOutDraft {
    /// The clip.
    pub clip_id: ClipId,
    /// Why.
    pub reason: String,
}
