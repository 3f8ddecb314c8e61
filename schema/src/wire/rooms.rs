//! Rooms with fixed cameras and their uses, as they travel.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, ClipId, RoomId, RoomUseId, UnitId};
use crate::time::Timestamp;
use crate::wire::clips::ClipView;

/// `POST /api/v1/rooms`: a room, or another version of what is said of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RoomDraft {
    /// The room that is said anew; absent for a new one.
    pub room_id: Option<RoomId>,
    /// Number of its unit; a room never moves.
    pub unit_number: String,
    /// Its name, by which files are tagged.
    pub name: String,
    /// Further labels of its fixed cameras.
    pub cameras: Vec<String>,
    /// It is not used any more.
    pub is_void: bool,
    /// Why it is said anew.
    pub reason: Option<String>,
}

/// One room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomView {
    /// The room.
    pub room_id: RoomId,
    /// Its unit.
    pub unit_id: UnitId,
    /// Its name.
    pub name: String,
    /// Further labels of its fixed cameras.
    pub cameras: Vec<String>,
    /// It is not used any more.
    pub is_void: bool,
    /// Number of the version that counts.
    pub version: u64,
    /// Why it was written.
    pub reason: Option<String>,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// `GET /api/v1/rooms`: every room, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomList {
    /// The rooms.
    pub rooms: Vec<RoomView>,
}

/// `POST /api/v1/rooms/uses`: a use of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomUseDraft {
    /// Name of the room, or label of one of its cameras.
    pub room: String,
    /// Number of the case file.
    pub case_number: String,
    /// Who was there, in their words.
    pub persons: String,
    /// When they came in.
    pub in_at: Timestamp,
    /// When they left; absent while they are there.
    pub out_at: Option<Timestamp>,
}

/// `POST /api/v1/rooms/uses/{id}`: a use said anew; what was said before stands beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RoomUseCorrection {
    /// Who was there; absent where it stays.
    pub persons: Option<String>,
    /// When they came in; absent where it stays.
    pub in_at: Option<Timestamp>,
    /// When they left; absent where it stays.
    pub out_at: Option<Timestamp>,
    /// It never took place.
    pub is_void: bool,
    /// Why; not needed for saying when they left for the first time.
    pub reason: Option<String>,
}

/// One use of a room, as far as the asker may know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomUseView {
    /// The use.
    pub use_id: RoomUseId,
    /// The room.
    pub room_id: RoomId,
    /// Its name.
    pub room: String,
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub case_number: String,
    /// Who was there.
    pub persons: String,
    /// When they came in.
    pub in_at: Timestamp,
    /// When they left; absent while they are there.
    pub out_at: Option<Timestamp>,
    /// They came in more than a day ago, and nobody said when they left: its window grows no more.
    pub is_overdue: bool,
    /// It never took place.
    pub is_void: bool,
    /// Number of the version that counts.
    pub version: u64,
    /// Why it was written.
    pub reason: Option<String>,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// `GET /api/v1/rooms/uses`: uses of case files that the asker may see, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomUseList {
    /// The uses.
    pub uses: Vec<RoomUseView>,
}

/// One file that belongs to a use, or may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowClip {
    /// `surely`, `by_its_clock` or `perhaps`.
    pub belonging: String,
    /// Other uses of the room whose windows it touches.
    pub also: u64,
    /// It is linked to the case file.
    pub is_linked: bool,
    /// The clip.
    pub clip: ClipView,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// From then on.
    pub from: Timestamp,
    /// Until then.
    pub to: Timestamp,
}

/// `GET /api/v1/rooms/uses/{id}`: one use with every version of it, the files of its window, and what is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomUseDetail {
    /// What counts.
    pub now: RoomUseView,
    /// Everything that was said, oldest first.
    pub versions: Vec<RoomUseView>,
    /// Five minutes before they came in to five minutes after they left, or to now.
    pub window: Stretch,
    /// Files of the room's cameras that belong to it, or may.
    pub clips: Vec<WindowClip>,
    /// Files of the room of which nobody knows the time.
    pub unplaced: Vec<ClipId>,
    /// What no file shows.
    pub missing: Vec<Stretch>,
}

/// `GET /api/v1/docks/rooms?room=…`: the windows of a room's uses, for a dock that brings in its cameras' files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomWindows {
    /// There is such a room.
    pub is_known: bool,
    /// The windows, oldest first.
    pub windows: Vec<Stretch>,
}
