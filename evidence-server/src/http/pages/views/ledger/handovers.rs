//! Handovers in a list, and one with everything that was ever said of it.

use askama::Template;
use evidence_schema::ids::RecorderId;
use evidence_schema::ledger::LedgerSource;
use evidence_schema::wire::ledger::HandoverView;

use super::super::super::show::{Moment, moment, name, typed};
use super::super::super::words::{Key, Words};
use super::super::frame::Frame;
use super::super::problem::FormErrors;
use super::{Choices, NamedWords, PairWords, actor_words};
use crate::app::ledger::names::LedgerNames;

/// Fields for recorders that a form shows at least.
const RECORDER_FIELDS: usize = 3;
/// The reason that the server writes when a pair split.
const SPLIT: &str = "pair_split";

/// The page of handovers.
#[derive(Template)]
#[template(path = "handovers.html")]
pub struct HandoversPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Newest first.
    pub handovers: Vec<Version>,
    /// Days that are shown.
    pub days: u64,
    /// Whether the visitor may open one.
    pub may_work: bool,
    /// The form for a new one.
    pub form: HandoverForm,
    /// What fields propose.
    pub choices: Choices,
}

/// The page of one handover.
#[derive(Template)]
#[template(path = "handover.html")]
pub struct HandoverPageView {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// What counts.
    pub now: Version,
    /// Everything that was said, newest first.
    pub versions: Vec<Version>,
    /// Whether the visitor may close and correct it.
    pub may_work: bool,
    /// Forms on this page.
    pub forms: HandoverForms,
    /// What fields propose.
    pub choices: Choices,
}

/// Forms on the page of one handover.
#[derive(Debug, Clone, Default)]
pub struct HandoverForms {
    /// To close it.
    pub close: CloseForm,
    /// To correct it.
    pub correct: HandoverForm,
    /// To say that it never took place.
    pub never: ReasonForm,
}

/// Fields of a handover.
#[derive(Debug, Clone, Default)]
pub struct HandoverForm {
    /// Number of the lead officer.
    pub lead: String,
    /// Number of the assisting officer.
    pub assisting: String,
    /// Number of the unit.
    pub unit: String,
    /// Serials, with empty ones to fill.
    pub serials: Vec<String>,
    /// From when.
    pub from: String,
    /// To when.
    pub to: String,
    /// Why it is corrected.
    pub reason: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// Fields to close a handover.
#[derive(Debug, Clone, Default)]
pub struct CloseForm {
    /// To when.
    pub to: String,
    /// Whether the pair was not together all the time.
    pub is_split: bool,
    /// When they parted.
    pub parted: String,
    /// Recorder: id, serial, who went on with it (`lead`, `assisting` or nothing).
    pub recorders: Vec<(String, String, String)>,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// A form that asks for a reason alone.
#[derive(Debug, Clone, Default)]
pub struct ReasonForm {
    /// Why.
    pub reason: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl HandoverForm {
    /// What was said last, to be corrected.
    pub fn of(names: &LedgerNames, last: &HandoverView) -> Self {
        let number = |named: NamedWords| named.number;
        Self {
            lead: number(NamedWords::of(&names.officers, &last.lead_id)),
            assisting: last
                .assisting_id
                .map(|id| number(NamedWords::of(&names.officers, &id)))
                .unwrap_or_default(),
            unit: number(NamedWords::of(&names.units, &last.unit_id)),
            serials: last.recorder_ids.iter().map(|id| serial(names, id)).collect(),
            from: typed(last.from),
            to: last.to.map(typed).unwrap_or_default(),
            ..Self::default()
        }
        .with_room()
    }

    /// With empty fields for further recorders.
    #[must_use]
    pub fn with_room(mut self) -> Self {
        self.serials.retain(|serial| !serial.trim().is_empty());
        let fields = RECORDER_FIELDS.max(self.serials.len() + 1);
        self.serials.resize(fields, String::new());
        self
    }
}

impl CloseForm {
    /// Recorders of the handover, to be shared out where the pair split.
    pub fn of(names: &LedgerNames, last: &HandoverView) -> Self {
        let recorder = |id: &RecorderId| (id.to_string(), serial(names, id), String::new());
        Self {
            recorders: last.recorder_ids.iter().map(recorder).collect(),
            ..Self::default()
        }
    }
}

impl HandoverForms {
    /// Forms as they are when nothing was typed yet.
    pub fn of(names: &LedgerNames, last: &HandoverView) -> Self {
        Self {
            close: CloseForm::of(names, last),
            correct: HandoverForm::of(names, last),
            never: ReasonForm::default(),
        }
    }
}

fn serial(names: &LedgerNames, id: &RecorderId) -> String {
    NamedWords::of(&names.recorders, id).number
}

/// What was said of a handover.
pub struct Version {
    /// The handover.
    pub id: String,
    /// 1 for the first.
    pub number: u64,
    /// What became of it with this version, in words.
    pub what: String,
    /// Word of the state, for the style.
    pub state: &'static str,
    /// The same in words.
    pub state_word: String,
    /// Who.
    pub pair: PairWords,
    /// Which recorders.
    pub recorders: Vec<NamedWords>,
    /// From when.
    pub from: Moment,
    /// To when.
    pub to: Option<Moment>,
    /// Where it was entered.
    pub source: String,
    /// Why, in somebody's words.
    pub reason: Option<String>,
    /// When this was said.
    pub stated: Moment,
    /// By whom.
    pub by: String,
}

impl Version {
    /// Whether the handover is open.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// Whether it never took place.
    pub fn is_void(&self) -> bool {
        self.state == "void"
    }

    /// One version as shown.
    pub fn new(t: Words, names: &LedgerNames, view: &HandoverView) -> Self {
        let (state, state_key) = state_of(view);
        let recorders = view.recorder_ids.iter();
        Self {
            id: view.handover_id.to_string(),
            number: view.version,
            what: t.key(what_key(view)),
            state,
            state_word: t.key(state_key),
            pair: PairWords::new(names, view.unit_id, (view.lead_id, view.assisting_id)),
            recorders: recorders.map(|id| NamedWords::of(&names.recorders, id)).collect(),
            from: moment(view.from),
            to: view.to.map(moment),
            source: t.key(ledger_source_key(view.source)),
            reason: view.reason.as_deref().filter(|reason| *reason != SPLIT).map(name),
            stated: moment(view.stated_at),
            by: actor_words(t, names, &view.stated_by),
        }
    }
}

const fn state_of(view: &HandoverView) -> (&'static str, Key) {
    match view.to {
        _ if view.is_void => ("void", Key("handover-void")),
        None => ("open", Key("handover-open")),
        Some(_) => ("closed", Key("handover-closed")),
    }
}

fn what_key(view: &HandoverView) -> Key {
    match view.reason.as_deref() {
        _ if view.is_void => Key("version-void"),
        Some(SPLIT) => Key("version-split"),
        _ if view.version == 1 => Key("version-opened"),
        Some(_) => Key("version-corrected"),
        None => Key("version-closed"),
    }
}

const fn ledger_source_key(source: LedgerSource) -> Key {
    match source {
        LedgerSource::Page => Key("entered-page"),
        LedgerSource::Api => Key("entered-api"),
        LedgerSource::Dock => Key("entered-dock"),
        LedgerSource::Import => Key("entered-import"),
    }
}
