//! The clock behind a clip as its page shows it: what counts, and everything that was said.

use evidence_schema::clock::OffsetMethod;
use evidence_schema::wire::clocks::{ClipClock, OffsetView};

use super::super::show::{Moment, moment, name};
use super::super::words::{Key, Words};
use super::problem::FormErrors;

/// The card.
pub struct ClockCard {
    /// What counts, in one line.
    pub counts: Option<String>,
    /// That not all of it can be true.
    pub contradiction: Option<String>,
    /// Newest first.
    pub said: Vec<OffsetLine>,
    /// Whether it was read at a docking, so that a word can be about all its files.
    pub has_docking: bool,
    /// Whether the visitor may state an offset.
    pub may_state: bool,
    /// What is wrong with the form.
    pub errors: FormErrors,
}

/// One statement.
pub struct OffsetLine {
    /// How it became known.
    pub method: String,
    /// By how much, in words.
    pub offset: String,
    /// About this clip alone, or about the docking.
    pub about: String,
    /// Whether it counts.
    pub counts: bool,
    /// When the clocks were compared.
    pub measured: Option<Moment>,
    /// Clip in which the slate was filmed, where it is another.
    pub slate_clip: Option<String>,
    /// The handover that the slate names.
    pub handover: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When it was said.
    pub stated: Moment,
    /// By whom.
    pub by: String,
}

const fn method_key(method: OffsetMethod) -> Key {
    match method {
        OffsetMethod::Dock => Key("clock-dock"),
        OffsetMethod::Slate => Key("clock-slate"),
        OffsetMethod::Manual => Key("clock-manual"),
    }
}

/// Seconds, with thousandths only where there are some.
fn seconds(ms: i64) -> String {
    let ms = ms.unsigned_abs();
    match ms % 1000 {
        0 => format!("{}", ms / 1000),
        rest => format!("{}.{rest:03}", ms / 1000).trim_end_matches('0').to_owned(),
    }
}

/// `95 s slow, ± 2 s`.
fn offset_words(t: Words, offset_ms: i64, uncertainty_ms: i64) -> String {
    let key = match offset_ms {
        0 => Key("clock-right"),
        ms if ms > 0 => Key("clock-slow"),
        _ => Key("clock-fast"),
    };
    t.fill(
        key.0,
        &[("offset", seconds(offset_ms)), ("uncertainty", seconds(uncertainty_ms))],
    )
}

fn line(t: Words, clock: &ClipClock, view: &OffsetView) -> OffsetLine {
    let counted = clock.counts.as_ref().map(|counts| &counts.rests_on);
    let about = if view.is_of_clip {
        Key("clock-about-clip")
    } else {
        Key("clock-about-docking")
    };
    OffsetLine {
        method: t.key(method_key(view.method)),
        offset: offset_words(t, view.offset_ms, view.uncertainty_ms),
        about: t.key(about),
        counts: counted.is_some_and(|names| names.contains(&view.name)),
        measured: view.measured_at.map(moment),
        slate_clip: view
            .slate_clip_id
            .filter(|id| *id != clock.clip_id)
            .map(|id| id.to_string()),
        handover: view.handover_id.map(|id| id.to_string()),
        reason: view.reason.as_deref().map(name),
        stated: moment(view.stated_at),
        by: name(&view.stated_by),
    }
}

impl ClockCard {
    /// The card of one clip.
    pub fn new(t: Words, clock: &ClipClock, may_state: bool) -> Self {
        let counts = clock.counts.as_ref();
        let contradiction = clock.contradiction.map(|found| {
            let key = if found.is_jump {
                Key("clock-jumped")
            } else {
                Key("clock-contradicts")
            };
            let sign = |ms: i64| format!("{}{}", if ms < 0 { "−" } else { "" }, seconds(ms));
            t.fill(
                key.0,
                &[("lowest", sign(found.lowest_ms)), ("highest", sign(found.highest_ms))],
            )
        });
        Self {
            counts: counts.map(|counts| offset_words(t, counts.offset_ms, counts.uncertainty_ms)),
            contradiction,
            said: clock.said.iter().rev().map(|view| line(t, clock, view)).collect(),
            has_docking: clock.docking_id.is_some(),
            may_state,
            errors: FormErrors::default(),
        }
    }
}
