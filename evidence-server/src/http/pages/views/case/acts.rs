//! Acts as pages show them, and the short form that enters one.

use askama::Template;
use chrono_tz::Asia::Shanghai;
use evidence_schema::case::TimesSource;
use evidence_schema::dictionary::Named;
use evidence_schema::ledger_import::catalogue::{self, ActType};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{ActSession, ActView, Outsider};

use super::super::super::show::{Moment, day, moment, name};
use super::super::super::words::Words;
use super::super::cases::CaseLine;
use super::super::frame::Frame;
use super::super::ledger::{Choices, NamedWords, actor_words};
use super::super::problem::FormErrors;
use super::coverage::{CoverageCard, StandingLine};
use super::{Option3, source_key, times_key};
use crate::app::cases::judging::ActJudged;
use crate::app::ledger::names::LedgerNames;

/// Sessions that the form has room for; further ones come by the API.
pub const SESSIONS_SHOWN: usize = 3;

/// One version of an act.
pub struct ActCard {
    /// The act.
    pub id: String,
    /// What was done.
    pub kind: String,
    /// Where.
    pub place: Option<String>,
    /// The officers.
    pub officers: Vec<NamedWords>,
    /// Officers whom nobody here knows, and outside participants.
    pub others: Vec<String>,
    /// Number of the approval.
    pub approval: Option<String>,
    /// Done in urgency.
    pub is_urgent: bool,
    /// It never took place.
    pub is_void: bool,
    /// From when to when.
    pub sessions: Vec<SessionLine>,
    /// How often it was said.
    pub version: u64,
    /// Where this was said.
    pub source: String,
    /// Why it was changed.
    pub reason: Option<String>,
    /// When this was said.
    pub stated: Moment,
    /// By whom.
    pub by: String,
    /// Whether it is recorded, where that was asked.
    pub recorded: Option<StandingLine>,
}

/// One session.
pub struct SessionLine {
    /// Arrival.
    pub from: Moment,
    /// Departure.
    pub to: Option<Moment>,
    /// Where these times come from.
    pub source: String,
}

impl ActCard {
    /// One version as shown.
    pub fn new(t: Words, names: &LedgerNames, act: &ActView) -> Self {
        Self {
            id: act.act_id.to_string(),
            kind: kind_words(t, names, &act.kind),
            place: act.place.as_deref().map(name),
            officers: act
                .officer_ids
                .iter()
                .map(|id| NamedWords::of(&names.officers, id))
                .collect(),
            others: others(act),
            approval: act.approval_number.as_deref().map(name),
            is_urgent: act.is_urgent,
            is_void: act.is_void,
            sessions: act.sessions.iter().map(|one| SessionLine::new(t, one)).collect(),
            version: act.version,
            source: t.key(source_key(act.source)),
            reason: act.reason.as_deref().map(name),
            stated: moment(act.stated_at),
            by: actor_words(t, names, &act.stated_by),
            recorded: None,
        }
    }
}

impl SessionLine {
    fn new(t: Words, session: &ActSession) -> Self {
        Self {
            from: moment(session.arrived_at),
            to: session.departed_at.map(moment),
            source: t.key(times_key(session.source)),
        }
    }
}

/// One participant of another body, as the form takes it.
fn outsider(person: &Outsider) -> String {
    let certificate = person.certificate.as_deref().unwrap_or_default();
    format!("{} {} {certificate}", person.unit, person.name)
        .trim()
        .to_owned()
}

/// Officers whom nobody here knows, and participants of other bodies.
fn others(act: &ActView) -> Vec<String> {
    let unknown = act.officers_unknown.iter().map(|text| name(text));
    unknown
        .chain(act.outside.iter().map(|person| name(&outsider(person))))
        .collect()
}

/// What was done, in the reader's language where the catalogue knows it.
fn kind_words(t: Words, names: &LedgerNames, kind: &str) -> String {
    let known = names.act_types.type_of(kind).filter(|_| t.is_english());
    known.map_or_else(|| name(kind), |known| name(&known.name.english))
}

/// What an act is judged by, in words.
pub struct JudgedCard {
    /// Whether it must be recorded.
    pub duty: String,
    /// What a gate does.
    pub mode: String,
    /// The catalogue knows it.
    pub is_known: bool,
    /// Number of the version of the catalogue.
    pub catalogue: u64,
    /// What its footage must show, in order.
    pub elements: Vec<String>,
    /// What must be said.
    pub phrases: Vec<String>,
    /// By which text.
    pub basis: Option<String>,
    /// Somebody must confirm it.
    pub is_to_confirm: bool,
}

impl JudgedCard {
    /// As the catalogue says it.
    pub fn new(t: Words, judged: &ActJudged) -> Self {
        let of = judged.of.as_ref();
        let element = |one: &catalogue::Named| name(if t.is_english() { &one.english } else { &one.chinese });
        let list = |of: &ActType| of.elements.iter().map(element).collect();
        Self {
            duty: called(t, judged.duty),
            mode: called(t, judged.mode),
            is_known: of.is_some(),
            catalogue: judged.catalogue,
            elements: of.map(list).unwrap_or_default(),
            phrases: of
                .map(|of| of.phrases.iter().map(|text| name(text)).collect())
                .unwrap_or_default(),
            basis: of.map(|of| name(&of.legal_basis)),
            is_to_confirm: of.is_some_and(|of| of.is_to_confirm),
        }
    }
}

fn called<N: Named>(t: Words, one: N) -> String {
    if t.is_english() { one.english() } else { one.chinese() }.to_owned()
}

/// What was typed of an act, or is on file.
#[derive(Debug, Clone, Default)]
pub struct ActForm {
    /// What was done.
    pub kind: String,
    /// Where.
    pub place: String,
    /// Numbers of the officers.
    pub officers: String,
    /// Who else took part, a line for each.
    pub outside: String,
    /// Number of the approval.
    pub approval: String,
    /// Done in urgency.
    pub is_urgent: bool,
    /// Where the times come from.
    pub times: String,
    /// Sessions; those without times are left out.
    pub sessions: Vec<SessionForm>,
    /// Why it is changed.
    pub reason: String,
    /// What is wrong with it.
    pub errors: FormErrors,
    /// Types of act that the field proposes, in Chinese and in English; any other text is taken as well.
    pub kinds: Vec<(String, String)>,
}

/// One session as typed.
#[derive(Debug, Clone, Default)]
pub struct SessionForm {
    /// The day of the arrival.
    pub day: String,
    /// Arrival, a time of day.
    pub from: String,
    /// Departure, a time of day.
    pub to: String,
    /// Departure on the next day.
    pub is_next_day: bool,
}

impl SessionForm {
    fn of(session: &ActSession) -> Self {
        let hour = |at: Timestamp| at.to_chrono().with_timezone(&Shanghai).format("%H:%M").to_string();
        let departed = session.departed_at;
        Self {
            day: day(session.arrived_at).to_string(),
            from: hour(session.arrived_at),
            to: departed.map(hour).unwrap_or_default(),
            is_next_day: departed.is_some_and(|at| day(at) > day(session.arrived_at)),
        }
    }
}

impl ActForm {
    /// An empty form: today, the case file's officers, times from the on-site record.
    pub fn fresh(today: &str, officers: String) -> Self {
        let form = Self {
            officers,
            times: TimesSource::Record.as_str().to_owned(),
            ..Self::default()
        };
        form.with_room(today)
    }

    /// What is on file.
    pub fn of(names: &LedgerNames, act: &ActView) -> Self {
        let numbers = act.officer_ids.iter().filter_map(|id| names.officers.get(id));
        let numbers: Vec<&str> = numbers.map(|named| named.number.as_str()).collect();
        let outside: Vec<String> = act.outside.iter().map(outsider).collect();
        let first = act.sessions.first();
        let form = Self {
            kind: act.kind.clone(),
            place: act.place.clone().unwrap_or_default(),
            officers: numbers.join(" "),
            outside: outside.join("\n"),
            approval: act.approval_number.clone().unwrap_or_default(),
            is_urgent: act.is_urgent,
            times: first.map_or(TimesSource::Record, |s| s.source).as_str().to_owned(),
            sessions: act.sessions.iter().map(SessionForm::of).collect(),
            ..Self::default()
        };
        let today = form.sessions.first().map(|s| s.day.clone()).unwrap_or_default();
        form.with_room(&today)
    }

    /// With fields for further sessions.
    #[must_use]
    pub fn with_room(mut self, today: &str) -> Self {
        while self.sessions.len() < SESSIONS_SHOWN {
            let is_first = self.sessions.is_empty();
            self.sessions.push(SessionForm {
                day: if is_first { today.to_owned() } else { String::new() },
                ..SessionForm::default()
            });
        }
        self
    }

    /// Sources of the times to choose from.
    pub fn sources(&self, t: Words) -> Vec<Option3> {
        let one = |s: &TimesSource| (s.as_str().to_owned(), t.key(times_key(*s)), s.as_str() == self.times);
        // Nobody types a file; what came by one keeps its word.
        let may_be = |s: &&TimesSource| **s != TimesSource::Import || s.as_str() == self.times;
        TimesSource::ALL.iter().filter(may_be).map(one).collect()
    }

    /// What the field of the act's kind proposes.
    #[must_use]
    pub fn proposing(mut self, names: &LedgerNames) -> Self {
        let one = |known: &ActType| (known.name.chinese.clone(), known.name.english.clone());
        self.kinds = names.act_types.types.iter().map(one).collect();
        self
    }

    /// What is wrong with one end of a session, counted from 1.
    pub fn wrong(&self, session: &usize, end: &str) -> Option<&str> {
        self.errors.at(&format!("sessions.{session}.{end}"))
    }
}

/// The page of one act.
#[derive(Template)]
#[template(path = "act.html")]
pub struct ActPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Its case file.
    pub case: CaseLine,
    /// As it stands.
    pub now: ActCard,
    /// What it is judged by.
    pub judged: JudgedCard,
    /// Everything that was said, newest first.
    pub versions: Vec<ActCard>,
    /// What is recorded of it; absent where it never took place.
    pub covered: Option<CoverageCard>,
    /// Whether the visitor may attach clips and say why one is left out.
    pub may_link: bool,
    /// To say it anew.
    pub form: ActForm,
    /// Whether the visitor may change case files at all.
    pub may_change: bool,
    /// What fields propose.
    pub choices: Choices,
}
