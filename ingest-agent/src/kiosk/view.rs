//! The screen's pages, from what the board says.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use evidence_schema::wire::claims::OfficerShown;
use evidence_schema::wire::docking_notes::{DockingNote, Tongue};
use evidence_schema::wire::docks::DockingState;

use super::board::{Alarm, Board, Clock};
use super::whose::{Offered, Whose};
use super::words::{Key, Words};
use crate::show::sanitised;

/// The whole page.
#[derive(Template)]
#[template(path = "screen.html")]
pub(super) struct FramePage<'a> {
    pub(super) t: Words,
    pub(super) token: &'a str,
    pub(super) dock: &'a str,
    pub(super) board: &'a Board,
}

/// The part of it that changes.
#[derive(Template)]
#[template(path = "tiles.html")]
pub(super) struct TilesPage<'a> {
    pub(super) t: Words,
    pub(super) token: &'a str,
    pub(super) board: &'a Board,
}

/// Whose was it, or who takes it?
#[derive(Template)]
#[template(path = "ask.html")]
pub(super) struct AskPage<'a> {
    pub(super) t: Words,
    pub(super) token: &'a str,
    pub(super) docking: String,
    pub(super) is_taking: bool,
    pub(super) serial: String,
    pub(super) offered: Vec<Offered>,
    pub(super) officers: &'a [OfficerShown],
    /// How old the roster is.
    pub(super) age_minutes: u64,
    pub(super) wrong: Option<String>,
}

/// When did they part, and who kept it?
#[derive(Template)]
#[template(path = "part.html")]
pub(super) struct PartPage<'a> {
    pub(super) t: Words,
    pub(super) token: &'a str,
    pub(super) docking: String,
    /// Day on which the recorder was docked, as the browser writes it: no later day can be said.
    pub(super) docked_on: String,
    /// Name and number of lead and assisting officer.
    pub(super) both: [(String, String); 2],
    pub(super) wrong: Option<String>,
}

/// A page, or that it could not be made.
pub(super) fn page(template: &impl Template) -> Response {
    page_as(StatusCode::OK, template)
}

/// The same with another status.
pub(super) fn page_as(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the screen cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A file that is part of the program.
pub(super) fn fixed(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))], text).into_response()
}

/// On to another page.
pub(super) fn see_other(place: &str, cookie: Option<&str>) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    let named = [(header::LOCATION, Some(place)), (header::SET_COOKIE, cookie)];
    for (name, value) in named {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

/// What may be done with a recorder, large, and what that means.
pub(super) fn state_words(t: Words, state: DockingState) -> (String, String) {
    let (word, advice) = match state {
        DockingState::Reading => (Key("state-reading"), Key("state-reading-advice")),
        DockingState::Spooled => (Key("state-spooled"), Key("state-spooled-advice")),
        DockingState::Stored => (Key("state-stored"), Key("state-stored-advice")),
        DockingState::Ready => (Key("state-ready"), Key("state-ready-advice")),
        DockingState::Incomplete => (Key("state-incomplete"), Key("state-incomplete-advice")),
        DockingState::NeedsPerson => (Key("state-needs-person"), Key("state-needs-person-advice")),
        DockingState::Refused => (Key("state-refused"), Key("state-refused-advice")),
    };
    (t.key(word), t.key(advice))
}

/// What happened, in the reader's words.
pub(super) fn note_words(t: Words, notes: &[DockingNote]) -> Vec<String> {
    let tongue = if t.is_english() {
        Tongue::English
    } else {
        Tongue::Chinese
    };
    let said = notes.iter().filter_map(|note| note.say(tongue));
    said.map(|words| sanitised(&words)).collect()
}

/// What is known of the clock.
pub(super) fn clock_words(t: Words, clock: Clock) -> String {
    match clock {
        Clock::Measured(0) => t.say("clock-same"),
        Clock::Measured(seconds) if seconds > 0 => t.count("clock-ahead", seconds.unsigned_abs()),
        Clock::Measured(seconds) => t.count("clock-behind", seconds.unsigned_abs()),
        Clock::Wrong => t.say("clock-wrong"),
        Clock::Plausible => t.say("clock-plausible"),
        Clock::Unknown => t.say("clock-unknown"),
    }
}

/// An alarm in the reader's words.
pub(super) fn alarm_words(t: Words, alarm: &Alarm) -> String {
    let key = match alarm.kind.as_str() {
        "recorder_full" => Key("alarm-recorder-full"),
        "recorder_not_writable" | "recorder_left_writable" => Key("alarm-recorder-writable"),
        "unreadable" | "flipped_bit" => Key("alarm-card"),
        "spool_full" | "spool_damaged" => Key("alarm-spool"),
        "token_refused" | "server_unfit" | "server_full" => Key("alarm-server"),
        _ => Key("alarm-other"),
    };
    t.key(key)
}
