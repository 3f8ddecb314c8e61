//! The room register as pages show it.

use askama::Template;
use evidence_schema::wire::rooms::{RoomUseDetail, RoomUseView, RoomView, Stretch, WindowClip};

use super::super::show::{Moment, moment, name, typed};
use super::super::words::{Key, Words};
use super::clips::ClipLine;
use super::frame::Frame;
use super::ledger::{Choices, NamedWords};
use super::problem::FormErrors;
use crate::app::ledger::names::LedgerNames;

/// Rooms, and uses that were entered lately.
#[derive(Template)]
#[template(path = "rooms.html")]
pub struct RoomsPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// By name.
    pub rooms: Vec<RoomLine>,
    /// The latest first.
    pub uses: Vec<UseLine>,
    /// Names of rooms and cameras, for choosing.
    pub labels: Vec<String>,
    /// Whether the visitor may enter rooms.
    pub may_manage: bool,
    /// Whether the visitor may enter uses.
    pub may_enter: bool,
    /// Whether uses are shown at all.
    pub may_see_uses: bool,
    /// What is wrong with what was said anew of a room.
    pub changed: FormErrors,
    /// A new room.
    pub room: RoomForm,
    /// A new use.
    pub of_use: UseForm,
    /// Units to choose from.
    pub choices: Choices,
}

/// One room.
pub struct RoomLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: NamedWords,
    /// Labels of its cameras, one a line.
    pub cameras: String,
    /// Not used any more.
    pub is_void: bool,
}

impl RoomLine {
    /// One room as shown.
    pub fn new(names: &LedgerNames, room: &RoomView) -> Self {
        Self {
            id: room.room_id.to_string(),
            name: name(&room.name),
            unit: NamedWords::of(&names.units, &room.unit_id),
            cameras: room
                .cameras
                .iter()
                .map(|label| name(label))
                .collect::<Vec<_>>()
                .join("\n"),
            is_void: room.is_void,
        }
    }
}

/// What was typed of a room.
#[derive(Debug, Clone, Default)]
pub struct RoomForm {
    /// Number of its unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Labels of its cameras, one a line.
    pub cameras: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl RoomForm {
    /// What was typed, to be shown again.
    pub fn typed(text: impl Fn(&str) -> String, errors: FormErrors) -> Self {
        Self {
            unit: text("unit_number"),
            name: text("name"),
            cameras: text("cameras"),
            errors,
        }
    }
}

/// What was typed of a use.
#[derive(Debug, Clone, Default)]
pub struct UseForm {
    /// The room.
    pub room: String,
    /// Number of the case file.
    pub case: String,
    /// Who was there.
    pub persons: String,
    /// When they came in.
    pub in_at: String,
    /// When they left.
    pub out_at: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl UseForm {
    /// What was typed, to be shown again.
    pub fn typed(text: impl Fn(&str) -> String, errors: FormErrors) -> Self {
        Self {
            room: text("room"),
            case: text("case_number"),
            persons: text("persons"),
            in_at: text("in_at"),
            out_at: text("out_at"),
            errors,
        }
    }
}

/// One use, or one version of it.
pub struct UseLine {
    /// Its id.
    pub id: String,
    /// The room.
    pub room: String,
    /// The case file.
    pub case_id: String,
    /// Its number.
    pub case_number: String,
    /// Who was there.
    pub persons: String,
    /// When they came in.
    pub in_at: Moment,
    /// When they left.
    pub out_at: Option<Moment>,
    /// Nobody said for a day when they left.
    pub is_overdue: bool,
    /// It never took place.
    pub is_void: bool,
    /// Number of the version.
    pub version: u64,
    /// Why it was written.
    pub reason: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    pub stated: Moment,
}

impl UseLine {
    /// One use as shown.
    pub fn new(view: &RoomUseView) -> Self {
        Self {
            id: view.use_id.to_string(),
            room: name(&view.room),
            case_id: view.case_id.to_string(),
            case_number: name(&view.case_number),
            persons: name(&view.persons),
            in_at: moment(view.in_at),
            out_at: view.out_at.map(moment),
            is_overdue: view.is_overdue,
            is_void: view.is_void,
            version: view.version,
            reason: view.reason.as_deref().map(name),
            by: name(&view.stated_by),
            stated: moment(view.stated_at),
        }
    }
}

/// One file of a window.
pub struct WindowLine {
    /// As in lists.
    pub clip: ClipLine,
    /// How sure it is that it belongs, in words.
    pub belonging: String,
    /// It is only a question.
    pub is_perhaps: bool,
    /// Other uses whose windows it touches.
    pub also: u64,
    /// It is linked to the case file.
    pub is_linked: bool,
}

fn belonging_key(word: &str) -> Key {
    match word {
        "surely" => Key("window-surely"),
        "by_its_clock" => Key("window-by-its-clock"),
        _ => Key("window-perhaps"),
    }
}

impl WindowLine {
    fn new(t: Words, found: &WindowClip) -> Self {
        Self {
            clip: ClipLine::new(t, &found.clip),
            belonging: t.key(belonging_key(&found.belonging)),
            is_perhaps: found.belonging == "perhaps",
            also: found.also,
            is_linked: found.is_linked,
        }
    }
}

/// One use with the files of its window.
#[derive(Template)]
#[template(path = "room_use.html")]
pub struct UsePage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// What counts.
    pub now: UseLine,
    /// As a field wants it.
    pub in_typed: String,
    /// The same, empty while they are there.
    pub out_typed: String,
    /// Everything that was said, oldest first.
    pub versions: Vec<UseLine>,
    /// The window.
    pub window: (Moment, Moment),
    /// Files that belong to it, or may.
    pub clips: Vec<WindowLine>,
    /// Whether one of them can still be linked.
    pub has_unlinked: bool,
    /// Files of which nobody knows the time.
    pub unplaced: Vec<String>,
    /// What no file shows.
    pub missing: Vec<(Moment, Moment)>,
    /// Whether the visitor may say it anew.
    pub may_correct: bool,
    /// Whether the visitor may link.
    pub may_link: bool,
    /// What is wrong with what was typed.
    pub errors: FormErrors,
}

fn moments(stretch: &Stretch) -> (Moment, Moment) {
    (moment(stretch.from), moment(stretch.to))
}

impl UsePage {
    /// One use as shown.
    pub fn new(
        (t, frame): (Words, Frame),
        detail: &RoomUseDetail,
        (may_correct, may_link): (bool, bool),
        errors: FormErrors,
    ) -> Self {
        let clips: Vec<WindowLine> = detail.clips.iter().map(|found| WindowLine::new(t, found)).collect();
        Self {
            now: UseLine::new(&detail.now),
            in_typed: typed(detail.now.in_at),
            out_typed: detail.now.out_at.map(typed).unwrap_or_default(),
            versions: detail.versions.iter().map(UseLine::new).collect(),
            window: moments(&detail.window),
            has_unlinked: clips.iter().any(|clip| !clip.is_linked),
            clips,
            unplaced: detail.unplaced.iter().map(ToString::to_string).collect(),
            missing: detail.missing.iter().map(moments).collect(),
            may_correct,
            may_link,
            errors,
            frame,
            t,
        }
    }
}
