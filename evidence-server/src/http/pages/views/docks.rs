//! Docks as a picture: slots, what may be done with the recorder in each, how far it is.

use std::collections::BTreeMap;

use askama::Template;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docking_notes::Tongue;
use evidence_schema::wire::docks::{DockingReport, DockingState};

use super::super::show::{Moment, moment, name, percent, size, span};
use super::super::words::{Key, Words};
use super::frame::Frame;
use super::problem::FormErrors;
use crate::app::views::DockView;

/// A dock that was not heard of for so long is shown as silent.
const SILENT_MS: i64 = 120_000;
/// Clocks further apart than this are shown as apart.
const APART_MS: i64 = 10_000;
/// Free bytes on the spool's disk below which the dock is shown as nearly full.
const SPOOL_LOW_BYTES: u64 = 5_000_000_000;
/// Dockings of the past that are listed per dock.
const PAST_SHOWN: usize = 8;
/// Height of the full level in the picture of a recorder.
const LEVEL_HEIGHT: u64 = 40;

/// The page of docks.
#[derive(Template)]
#[template(path = "docks.html")]
pub struct DocksPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Every dock.
    pub docks: Vec<DockCard>,
    /// Whether the visitor may issue tokens and revoke.
    pub may_manage: bool,
    /// Name typed before.
    pub draft: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// The page that shows a one-time token, once.
#[derive(Template)]
#[template(path = "dock_token.html")]
pub struct DockTokenPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Name of the dock.
    pub name: String,
    /// The token.
    pub token: String,
}

/// The page that asks whether a dock shall be revoked.
#[derive(Template)]
#[template(path = "dock_revoke.html")]
pub struct DockRevokePage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The dock.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// One dock.
pub struct DockCard {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `issued`, `enrolled`, `revoked`, for the style.
    pub state: String,
    /// The same in words.
    pub state_word: String,
    /// Number and name of its unit.
    pub unit: Option<(String, String)>,
    /// How long ago it was heard of.
    pub seen: Option<String>,
    /// Whether that is too long ago.
    pub is_silent: bool,
    /// How far its clock is from the server's.
    pub clock: Option<String>,
    /// Whether that is too far.
    pub is_clock_apart: bool,
    /// Free room in the spool.
    pub spool_free: Option<String>,
    /// Whether that is too little.
    pub is_spool_low: bool,
    /// Its slots, by name.
    pub slots: Vec<Slot>,
    /// Recorders that were taken out, newest first.
    pub past: Vec<Docking>,
}

/// One slot: a recorder in it, or empty.
pub struct Slot {
    /// Name of the slot.
    pub name: String,
    /// The docking that is going on.
    pub docking: Option<Docking>,
}

/// One docking.
pub struct Docking {
    /// Word of the state, for the style.
    pub state: &'static str,
    /// What may be done, in words.
    pub word: String,
    /// What that means.
    pub advice: String,
    /// The recorder by its serial.
    pub serial: String,
    /// Whom the device names; a hint, no attribution.
    pub officer: Option<String>,
    /// Slot.
    pub slot: String,
    /// Files in the spool of files listed.
    pub files: String,
    /// Files verified on the server.
    pub files_stored: u64,
    /// Files listed.
    pub files_total: u64,
    /// Files that could not be read.
    pub files_failed: u64,
    /// Bytes in the spool of bytes listed.
    pub bytes: String,
    /// Percent in the spool.
    pub spooled_percent: u64,
    /// Percent verified on the server.
    pub stored_percent: u64,
    /// Top of the level in the picture.
    pub level_y: u64,
    /// Height of the level in the picture.
    pub level_height: u64,
    /// What happened, in the reader's words.
    pub notes: Vec<String>,
    /// The same from a dock that tells it in English only.
    pub message: Option<String>,
    /// When it was plugged in.
    pub started: Moment,
    /// When it was taken out.
    pub removed: Option<Moment>,
}

const fn state_keys(state: DockingState) -> (Key, Key) {
    match state {
        DockingState::Reading => (Key("docking-reading"), Key("docking-reading-advice")),
        DockingState::Spooled => (Key("docking-spooled"), Key("docking-spooled-advice")),
        DockingState::Stored => (Key("docking-stored"), Key("docking-stored-advice")),
        DockingState::Ready => (Key("docking-ready"), Key("docking-ready-advice")),
        DockingState::Incomplete => (Key("docking-incomplete"), Key("docking-incomplete-advice")),
        DockingState::NeedsPerson => (Key("docking-needs-person"), Key("docking-needs-person-advice")),
        DockingState::Refused => (Key("docking-refused"), Key("docking-refused-advice")),
    }
}

fn dock_state_key(state: &str) -> Key {
    match state {
        "enrolled" => Key("dock-enrolled"),
        "revoked" => Key("dock-revoked"),
        _ => Key("dock-issued"),
    }
}

/// Whom the device names, as far as it names anybody.
fn officer(report: &DockingReport) -> Option<String> {
    let device = &report.device;
    let parts = [&device.unit_name, &device.officer_name, &device.officer_number];
    let known: Vec<String> = parts.into_iter().flatten().map(|text| name(text)).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

/// What a dock tells of a docking; nothing where it knows something that this server does not.
fn note_words(t: Words, report: &DockingReport) -> Vec<String> {
    let tongue = if t.is_english() {
        Tongue::English
    } else {
        Tongue::Chinese
    };
    let said = report
        .notes
        .iter()
        .map(|note| note.say(tongue).map(|words| name(&words)));
    said.collect::<Option<_>>().unwrap_or_default()
}

impl Docking {
    fn new(t: Words, report: &DockingReport) -> Self {
        let (word, advice) = state_keys(report.state);
        let spooled_percent = percent(report.bytes_spooled, report.bytes_total);
        let level_height = LEVEL_HEIGHT * spooled_percent / 100;
        let (serial, notes) = (report.device.known_serial().map(name), note_words(t, report));
        Self {
            state: report.state.as_str(),
            word: t.key(word),
            advice: t.key(advice),
            serial: serial.unwrap_or_else(|| t.say("docking-serial-unknown")),
            officer: officer(report),
            slot: name(&report.slot),
            files: format!("{} / {}", report.files_spooled, report.files_total),
            files_stored: report.files_stored,
            files_total: report.files_total,
            files_failed: report.files_failed,
            bytes: format!("{} / {}", size(report.bytes_spooled), size(report.bytes_total)),
            spooled_percent,
            stored_percent: percent(report.bytes_stored, report.bytes_total),
            level_y: 46 + LEVEL_HEIGHT - level_height,
            level_height,
            message: report.message.as_deref().map(name).filter(|_| notes.is_empty()),
            notes,
            started: moment(report.started_at),
            removed: report.removed_at.map(moment),
        }
    }
}

/// The newest docking of each slot; what is not in its slot any more leaves it empty.
fn slots(t: Words, view: &DockView) -> Vec<Slot> {
    let mut newest: BTreeMap<(usize, &str), &DockingReport> = BTreeMap::new();
    for row in &view.dockings {
        let slot = row.report.slot.as_str();
        newest.entry((slot.len(), slot)).or_insert(&row.report);
    }
    let slots = newest.into_iter().map(|((_, slot), report)| Slot {
        name: name(slot),
        docking: report.is_present.then(|| Docking::new(t, report)),
    });
    slots.collect()
}

fn seen_words(t: Words, ago_ms: i64) -> String {
    if ago_ms < 2000 {
        return t.say("dock-seen-now");
    }
    t.with("dock-seen", span(t, ago_ms))
}

fn clock_words(t: Words, ahead_ms: i64) -> String {
    match ahead_ms {
        -999..=999 => t.say("dock-clock-same"),
        ahead if ahead > 0 => t.with("dock-clock-ahead", span(t, ahead)),
        behind => t.with("dock-clock-behind", span(t, behind)),
    }
}

impl DockCard {
    /// One dock as shown now.
    pub fn new(t: Words, view: &DockView, now: Timestamp) -> Self {
        let contact = view.contact.as_ref();
        let past = view.dockings.iter().filter(|row| !row.report.is_present);
        let silent_ms = contact.map(|c| now.ms_since(c.seen_at));
        Self {
            id: view.dock.id.to_string(),
            name: name(&view.dock.name),
            state: view.dock.state.clone(),
            state_word: t.key(dock_state_key(&view.dock.state)),
            unit: view.unit.as_ref().map(|(number, unit)| (name(number), name(unit))),
            seen: silent_ms.map(|ms| seen_words(t, ms)),
            is_silent: silent_ms.is_some_and(|ms| ms > SILENT_MS),
            clock: contact.map(|c| clock_words(t, c.clock_ahead_ms)),
            is_clock_apart: contact.is_some_and(|c| c.clock_ahead_ms.abs() > APART_MS),
            spool_free: contact.map(|c| size(c.spool_free_bytes)),
            is_spool_low: contact.is_some_and(|c| c.spool_free_bytes < SPOOL_LOW_BYTES),
            slots: slots(t, view),
            past: past.take(PAST_SHOWN).map(|row| Docking::new(t, &row.report)).collect(),
        }
    }
}
