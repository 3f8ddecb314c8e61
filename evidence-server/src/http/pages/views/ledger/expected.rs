//! Footage of a lost or damaged recorder that is missing, by handover.

use askama::Template;
use evidence_schema::rules::expected::ExpectedReason;
use evidence_schema::wire::expected::{ExpectedAct, ExpectedFootage, ExpectedHandover};

use super::super::super::show::{Moment, moment, name};
use super::super::super::visit::Visit;
use super::super::super::words::{Key, Words};
use super::super::frame::Frame;
use super::super::recorders::device_state_key;
use super::PairWords;
use crate::app::ledger::names::LedgerNames;

/// The page of one recorder's missing footage.
#[derive(Template)]
#[template(path = "expected.html")]
pub struct ExpectedPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Serial.
    pub serial: String,
    /// Title for people.
    pub title: String,
    /// Word of the state, for the style.
    pub state: &'static str,
    /// The same in words.
    pub state_word: String,
    /// What was said about that.
    pub note: Option<String>,
    /// Since when it is gone.
    pub gone: Option<Moment>,
    /// When it was read to the end last.
    pub last_read: Option<Moment>,
    /// Handovers that ended before this were not looked at.
    pub since: Moment,
    /// More is known than was looked at.
    pub is_cut: bool,
    /// What is missing, the oldest first.
    pub stretches: Vec<StretchRow>,
}

/// One stretch.
pub struct StretchRow {
    /// The handover.
    pub handover: String,
    /// Who held it.
    pub pair: PairWords,
    /// From when.
    pub from: Moment,
    /// To when, at the latest.
    pub to: Moment,
    /// Why it is expected.
    pub reason: String,
    /// Clips that came all the same.
    pub came: Option<String>,
    /// Sessions of acts in that time.
    pub acts: Vec<ActRow>,
}

/// One session of an act.
pub struct ActRow {
    /// Page of the act.
    pub path: String,
    /// Number of the case file.
    pub case_number: String,
    /// What was done.
    pub kind: String,
    /// From when it lies in the stretch.
    pub from: Moment,
    /// To when.
    pub to: Moment,
}

const fn reason_key(reason: ExpectedReason) -> Key {
    match reason {
        ExpectedReason::StillOut => Key("expected-still-out"),
        ExpectedReason::NotDocked => Key("expected-not-docked"),
        ExpectedReason::DockedBefore => Key("expected-docked-before"),
        ExpectedReason::ReadInPart => Key("expected-read-in-part"),
    }
}

impl ActRow {
    fn new(act: &ExpectedAct) -> Self {
        Self {
            path: format!("/cases/{}/acts/{}", act.case_id, act.act_id),
            case_number: name(&act.case_number),
            kind: name(&act.kind),
            from: moment(act.from),
            to: moment(act.to),
        }
    }
}

impl StretchRow {
    fn new(t: Words, names: &LedgerNames, one: &ExpectedHandover) -> Self {
        Self {
            handover: one.handover_id.to_string(),
            pair: PairWords::new(names, one.unit_id, (one.lead_id, one.assisting_id)),
            from: moment(one.from),
            to: moment(one.to),
            reason: t.key(reason_key(one.reason)),
            came: (one.clips > 0).then(|| t.count("expected-came", one.clips)),
            acts: one.sessions.iter().map(ActRow::new).collect(),
        }
    }
}

impl ExpectedPage {
    /// The page of a list.
    pub fn new(visit: &Visit, names: &LedgerNames, footage: &ExpectedFootage) -> Self {
        let t = visit.t;
        let serial = name(&footage.serial);
        Self {
            t,
            frame: visit.frame_titled(&t.with("expected-title", &serial)),
            title: name(&footage.title),
            state: footage
                .state
                .map_or("unbound", evidence_schema::ledger::DeviceState::as_str),
            state_word: t.key(footage.state.map_or(Key("device-unbound"), device_state_key)),
            note: footage.note.as_deref().map(name),
            gone: footage.gone_at.map(moment),
            last_read: footage.last_read_at.map(moment),
            since: moment(footage.since),
            is_cut: footage.is_cut,
            stretches: footage
                .stretches
                .iter()
                .map(|one| StretchRow::new(t, names, one))
                .collect(),
            serial,
        }
    }
}
