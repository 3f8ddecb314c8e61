//! "Whose was it?" and "who takes it?": two touches in the common case, and what is said goes to the journal.
//!
//! What must stay true: the next page says only what is on the disk; a wrong answer changes nothing and says why.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Asia::Shanghai;
use evidence_schema::custody::claim::{Parting, Said, SaidPair};
use evidence_schema::ids::DockingId;
use evidence_schema::time::Timestamp;

use super::Screen;
use super::guard::field;
use super::view::{AskPage, PartPage, page_as, see_other};
use super::whose::{name, offered};
use super::words::{Key, Language, Words};
use crate::claims::{Unsayable, say};
use crate::docking::registry::Seen;

impl Screen {
    fn seen(&self, docking: Option<&str>) -> Option<Seen> {
        let id: DockingId = docking?.parse().ok()?;
        let mut present = self.agent.dockings.seen().into_iter();
        present.find(|seen| seen.report.docking_id == id && seen.report.is_present)
    }
}

/// Asks.
pub(super) async fn ask(State(screen): State<Arc<Screen>>, headers: HeaderMap, uri: Uri) -> Response {
    let query = uri.query().unwrap_or_default().as_bytes();
    match asked(&screen, &headers, (query, None)) {
        Some(answer) => answer,
        None => see_other("/", None),
    }
}

/// The page of a question, with what was wrong with the last answer.
fn asked(screen: &Screen, headers: &HeaderMap, (fields, wrong): (&[u8], Option<Key>)) -> Option<Response> {
    let t = Words(Language::of_headers(headers));
    let seen = screen.seen(field(fields, "docking").as_deref())?;
    let roster = screen.agent.counter.roster()?;
    let serial = seen.report.device.known_serial()?;
    let token = screen.guard.token();
    let docking = seen.report.docking_id.to_string();
    let status = if wrong.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    if field(fields, "parted").is_some() {
        let pair = pair_of(fields)?;
        let assisting = pair.assisting_number.clone()?;
        let both = [pair.lead_number, assisting].map(|number| (name(&roster, &number), number));
        let wrong = wrong.map(|key| t.key(key));
        return Some(page_as(
            status,
            &PartPage {
                t,
                token,
                docking,
                docked_on: local_day(seen.report.started_at).to_string(),
                both,
                wrong,
            },
        ));
    }
    let now = screen.agent.clock.now();
    Some(page_as(
        status,
        &AskPage {
            t,
            token,
            docking,
            is_taking: field(fields, "kind").as_deref() == Some("taken"),
            serial: crate::show::sanitised(serial),
            offered: offered(serial, &roster, now),
            officers: &roster.roster.officers,
            age_minutes: u64::try_from(now.ms_since(roster.heard_at) / 60_000).unwrap_or(0),
            wrong: wrong.map(|key| t.key(key)),
        },
    ))
}

fn pair_of(fields: &[u8]) -> Option<SaidPair> {
    let given = |name: &str| {
        field(fields, name)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    Some(SaidPair {
        lead_number: given("lead")?,
        assisting_number: given("assisting"),
    })
}

fn said(fields: &[u8], seen: &Seen) -> Option<Said> {
    match field(fields, "kind")?.as_str() {
        "used" => {
            let parted = match field(fields, "kept_by") {
                Some(kept_by_number) => Some(Parting {
                    at: parted_at(
                        seen.report.started_at,
                        &field(fields, "at")?,
                        field(fields, "day").as_deref(),
                    )?,
                    kept_by_number,
                }),
                None => None,
            };
            let pair = pair_of(fields)?;
            Some(Said::Used { pair, parted })
        }
        "taken" => Some(Said::Taken { pair: pair_of(fields)? }),
        "tagged" => Some(Said::Tagged {
            tag: field(fields, "tag")?,
        }),
        _ => None,
    }
}

/// When a clock on the wall showed this: on that day, or without one the last time before `end`.
fn parted_at(end: Timestamp, clock: &str, day: Option<&str>) -> Option<Timestamp> {
    let time = NaiveTime::parse_from_str(clock.trim(), "%H:%M").ok()?;
    match day.map(str::trim).filter(|day| !day.is_empty()) {
        Some(day) => instant(NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?, time),
        None => last_before(end, time),
    }
}

fn instant(day: NaiveDate, time: NaiveTime) -> Option<Timestamp> {
    let local = Shanghai.from_local_datetime(&day.and_time(time)).single()?;
    Some(local.with_timezone(&chrono::Utc).into())
}

fn local_day(at: Timestamp) -> NaiveDate {
    at.to_chrono().with_timezone(&Shanghai).date_naive()
}

fn last_before(end: Timestamp, time: NaiveTime) -> Option<Timestamp> {
    let days = [Some(local_day(end)), local_day(end).checked_sub_days(Days::new(1))];
    let instants = days.into_iter().flatten().filter_map(|day| instant(day, time));
    instants.into_iter().find(|at| *at < end)
}

/// Takes an answer.
pub(super) async fn answer(State(screen): State<Arc<Screen>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(seen) = screen.seen(field(&body, "docking").as_deref()) else {
        return see_other("/", None);
    };
    let outcome = match said(&body, &seen) {
        Some(said) => say(&screen.agent, seen.report.docking_id, said).await,
        None => Err(Unsayable::Nobody),
    };
    let wrong = match outcome {
        Ok(()) | Err(Unsayable::Gone) => return see_other("/", None),
        Err(Unsayable::Nobody) => Key("wrong-nobody"),
        Err(Unsayable::Time) => Key("wrong-time"),
        Err(Unsayable::NotKept) => Key("wrong-not-kept"),
    };
    let again = asked(&screen, &headers, (&body, Some(wrong)));
    again.unwrap_or_else(|| see_other("/", None))
}
