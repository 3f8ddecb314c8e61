//! `window`: which files of a room's fixed cameras belong to one use of the room, and what of its time none of them shows.
//!
//! What must stay true: the window begins five minutes before the use and ends five minutes after it, and where nobody says
//! when they left it grows for a day and no longer; whole files that
//! touch it belong to it, nothing is cut; a clock that is not known well is said, it never decides unseen; a file of
//! which nobody knows the time is named and neither taken nor left out silently.

use crate::ids::{ClipId, RoomUseId};
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// Before and after a use, in milliseconds (rules on case-handling premises: the whole use, with its coming and going).
pub const MARGIN_MS: i64 = 5 * 60 * 1000;
/// Stretches that no file shows and that are not longer than this are the seam between two files, in milliseconds.
pub const SEAM_MS: i64 = 2000;

/// A use of which nobody says when it ended stands for so long, in milliseconds: 24 hours, a preset that an agency confirms or
/// changes. What comes in after it belongs to others.
pub const OPEN_MS_MAX: i64 = 24 * 3600 * 1000;

/// One use of a room, as far as the window goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UseTime {
    /// The use.
    pub id: RoomUseId,
    /// When they came in.
    pub in_at: Timestamp,
    /// When they left; absent while they are there.
    pub out_at: Option<Timestamp>,
}

/// One file of the room's cameras.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomClip {
    /// The clip.
    pub id: ClipId,
    /// Start and end on the corrected time, with its doubt in milliseconds; absent where nobody knows.
    pub placed: Option<(Timestamp, Timestamp, i64)>,
}

/// How sure it is that a file belongs to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Belonging {
    /// However its clock is off within its doubt, it touches.
    Surely,
    /// It touches by its times; within its clock's doubt it might not.
    ByItsClock,
    /// It does not touch by its times; within its clock's doubt it might.
    Perhaps,
}

impl Belonging {
    /// Stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Surely => "surely",
            Self::ByItsClock => "by_its_clock",
            Self::Perhaps => "perhaps",
        }
    }
}

/// One file that belongs to a window, or may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InWindow {
    /// The clip.
    pub clip: ClipId,
    /// How sure that is.
    pub belonging: Belonging,
    /// Other uses of the room whose windows it touches by its times.
    pub also: Vec<RoomUseId>,
}

/// What a use of a room needs and has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Five minutes before they came in.
    pub from: Timestamp,
    /// Five minutes after they left; now while they are there, at the latest [`OPEN_MS_MAX`] after they came in.
    pub to: Timestamp,
    /// Nobody said when they left.
    pub is_open: bool,
    /// Nobody did for longer than [`OPEN_MS_MAX`]: the window grows no more, and somebody must say it.
    pub is_overdue: bool,
    /// Files, by the order in which they were given.
    pub clips: Vec<InWindow>,
    /// Files of the room of which nobody knows the time.
    pub unplaced: Vec<ClipId>,
    /// Stretches of the window so far that no file shows by its times, in order.
    pub missing: Vec<(Timestamp, Timestamp)>,
}

/// The window of one use. `None` where its times cannot be moved by the margin.
pub fn window(of: &UseTime, others: &[UseTime], clips: &[RoomClip], now: Timestamp) -> Option<Window> {
    let (from, to) = bounds(of, now)?;
    let mut found = Window {
        from,
        to,
        is_open: of.out_at.is_none(),
        is_overdue: is_overdue(of, now),
        clips: Vec::new(),
        unplaced: Vec::new(),
        missing: Vec::new(),
    };
    for clip in clips {
        let Some((start, end, doubt_ms)) = clip.placed else {
            found.unplaced.push(clip.id);
            continue;
        };
        if let Some(belonging) = belonging((start, end, doubt_ms), (from, to)) {
            let touched = |other: &&UseTime| {
                other.id != of.id && bounds(other, now).is_some_and(|window| touches((start, end), window))
            };
            found.clips.push(InWindow {
                clip: clip.id,
                belonging,
                also: others.iter().filter(touched).map(|other| other.id).collect(),
            });
        }
    }
    // A moment shows nothing of what was before or after it.
    let placed = clips
        .iter()
        .filter_map(|clip| clip.placed)
        .map(|(start, end, _)| (start, end));
    found.missing = missing((from, to.min(now)), placed.filter(|(start, end)| start < end).collect());
    Some(found)
}

fn bounds(of: &UseTime, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let from = of.in_at.plus_ms(-MARGIN_MS)?;
    let to = match of.out_at {
        Some(out_at) => out_at.plus_ms(MARGIN_MS)?,
        None => end(of, now).max(from),
    };
    Some((from, to))
}

/// When a use ended: when they left; now while they are there, at the latest [`OPEN_MS_MAX`] after they came in.
pub fn end(of: &UseTime, now: Timestamp) -> Timestamp {
    let last = of.in_at.plus_ms(OPEN_MS_MAX).unwrap_or(now);
    of.out_at.unwrap_or_else(|| now.max(of.in_at).min(last))
}

/// Nobody said for longer than [`OPEN_MS_MAX`] when they left.
pub fn is_overdue(of: &UseTime, now: Timestamp) -> bool {
    of.out_at.is_none() && now.ms_since(of.in_at) > OPEN_MS_MAX
}

/// They share time; a file of unknown length is the moment at which it begins.
fn touches((start, end): (Timestamp, Timestamp), (from, to): (Timestamp, Timestamp)) -> bool {
    start < to && (end > from || (start == end && start >= from))
}

fn belonging((start, end, doubt_ms): (Timestamp, Timestamp, i64), window: (Timestamp, Timestamp)) -> Option<Belonging> {
    let moved = |ms: i64| Some((start.plus_ms(ms)?, end.plus_ms(ms)?));
    let touches_moved = |ms: i64| moved(ms).is_some_and(|time| touches(time, window));
    if touches((start, end), window) {
        let is_sure = touches_moved(doubt_ms) && touches_moved(-doubt_ms);
        return Some(if is_sure {
            Belonging::Surely
        } else {
            Belonging::ByItsClock
        });
    }
    let widened = Some((start.plus_ms(-doubt_ms)?, end.plus_ms(doubt_ms)?));
    widened
        .filter(|time| touches(*time, window))
        .map(|_| Belonging::Perhaps)
}

fn missing((from, to): (Timestamp, Timestamp), mut shown: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    shown.sort_unstable();
    let (mut missing, mut reached) = (Vec::new(), from);
    for (start, end) in shown.into_iter().chain([(to, to)]) {
        let start = start.min(to);
        if start.ms_since(reached) > SEAM_MS {
            missing.push((reached, start));
        }
        reached = reached.max(end.min(to));
    }
    missing
}
