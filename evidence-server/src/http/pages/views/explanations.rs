//! Explanations as pages show them: those of one act, and what waits for the visitor.

use askama::Template;
use evidence_schema::explanation::{ExplanationKind, ExplanationState, ExplanationVerdict, GapReason, SenseMissing};
use evidence_schema::rules::coverage::Duty;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::ActSession;
use evidence_schema::wire::explanations::{
    ActExplanations, ExplanationTask, ExplanationView, ExplanationWork, GapTask, GapView, SiteNoteView,
};
use evidence_schema::wire::time_marks::ElementMarked;

use super::super::show::{Moment, moment, name, span, typed_seconds};
use super::super::words::{Key, Words};
use super::cases::CaseLine;
use super::frame::Frame;
use super::problem::FormErrors;

const fn kind_key(kind: ExplanationKind) -> Key {
    match kind {
        ExplanationKind::Stretch => Key("explanation-stretch"),
        ExplanationKind::MayBeOmitted => Key("explanation-omitted"),
        ExplanationKind::CouldNotBeRecorded => Key("explanation-impossible"),
    }
}

const fn sense_key(sense: SenseMissing) -> Key {
    match sense {
        SenseMissing::Picture => Key("sense-picture"),
        SenseMissing::Sound => Key("sense-sound"),
        SenseMissing::Both => Key("sense-both"),
    }
}

const fn state_key(state: ExplanationState) -> Key {
    match state {
        ExplanationState::Waits => Key("explanation-waits"),
        ExplanationState::Approved => Key("explanation-approved"),
        ExplanationState::Refused => Key("explanation-refused"),
        ExplanationState::Superseded => Key("explanation-superseded"),
    }
}

const fn duty_key(duty: Duty) -> Key {
    match duty {
        Duty::Full => Key("explanation-duty-full"),
        Duty::Situational => Key("explanation-duty-situational"),
        Duty::MayBeOmitted => Key("explanation-duty-omitted"),
    }
}

/// A reason in the reader's language; one of an older list by its word.
fn reason_words(t: Words, reasons: &[GapReason], word: &str) -> String {
    let known = reasons.iter().find(|reason| reason.word == word);
    known.map_or_else(
        || name(word),
        |reason| {
            if t.is_english() {
                name(&reason.en)
            } else {
                name(&reason.zh)
            }
        },
    )
}

/// Lines of what somebody said.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(name).collect()
}

/// One explanation.
pub struct ExplanationLine {
    /// Its id.
    pub id: String,
    /// Its number in the act.
    pub number: u64,
    /// What it is about.
    pub kind: String,
    /// What is missing.
    pub sense: String,
    /// From when.
    pub from: Moment,
    /// To when.
    pub to: Moment,
    /// How long.
    pub long: String,
    /// Its reason.
    pub reason: String,
    /// What happened.
    pub words: Vec<String>,
    /// A document that shows it stands in the case file.
    pub has_document: bool,
    /// Number of the one whose place it takes.
    pub supersedes: Option<u64>,
    /// Where it stands, as a word of style sheets.
    pub state: &'static str,
    /// The same for people.
    pub state_word: String,
    /// It can be replaced by saying it anew.
    pub may_be_replaced: bool,
    /// Who decided, why.
    pub decision: Option<DecisionLine>,
    /// The visitor may decide.
    pub is_for_visitor: bool,
    /// By whom.
    pub by: String,
    /// When.
    pub stated: Moment,
}

/// What was decided.
pub struct DecisionLine {
    /// It was approved.
    pub is_approved: bool,
    /// Why.
    pub remark: Vec<String>,
    /// By whom.
    pub by: String,
    /// When.
    pub stated: Moment,
}

impl ExplanationLine {
    fn new(t: Words, reasons: &[GapReason], view: &ExplanationView) -> Self {
        Self {
            id: view.explanation_id.to_string(),
            number: view.number,
            kind: t.key(kind_key(view.kind)),
            sense: t.key(sense_key(view.sense)),
            from: moment(view.from),
            to: moment(view.to),
            long: span(t, view.to.ms_since(view.from)),
            reason: reason_words(t, reasons, &view.reason),
            words: lines(&view.words),
            has_document: view.document_id.is_some(),
            supersedes: view.supersedes,
            state: view.state.as_str(),
            state_word: t.key(state_key(view.state)),
            may_be_replaced: view.state != ExplanationState::Superseded,
            decision: view.decision.as_ref().map(|made| DecisionLine {
                is_approved: made.verdict == ExplanationVerdict::Approved,
                remark: made.remark.as_deref().map(lines).unwrap_or_default(),
                by: name(&made.stated_by),
                stated: moment(made.stated_at),
            }),
            is_for_visitor: view.is_for_asker,
            by: name(&view.stated_by),
            stated: moment(view.stated_at),
        }
    }
}

/// A stretch that waits for an explanation.
pub struct GapLine {
    /// What is missing.
    pub sense: String,
    /// The same as the form's value.
    pub sense_value: &'static str,
    /// From when.
    pub from: Moment,
    /// To when.
    pub to: Moment,
    /// As the form's fields want them.
    pub typed: (String, String),
    /// How long.
    pub long: String,
    /// An explanation waits for a head.
    pub is_waiting: bool,
}

impl GapLine {
    fn new(t: Words, gap: &GapView) -> Self {
        Self {
            sense: t.key(sense_key(gap.sense)),
            sense_value: gap.sense.as_str(),
            from: moment(gap.from),
            to: moment(gap.to),
            typed: (typed_seconds(gap.from), typed_seconds(gap.to)),
            long: span(t, gap.to.ms_since(gap.from)),
            is_waiting: gap.is_waiting,
        }
    }
}

/// One end of a session, with what was said of its site.
pub struct SiteEnd {
    /// The session, by its arrival.
    pub arrived: String,
    /// Its departure, otherwise its arrival.
    pub is_end: bool,
    /// When.
    pub at: Moment,
    /// What counts, then what was said before.
    pub notes: Vec<SiteLine>,
}

/// What was said of a site once.
pub struct SiteLine {
    /// What it looked like.
    pub words: Vec<String>,
    /// Something newer was said.
    pub is_past: bool,
    /// By whom.
    pub by: String,
    /// When.
    pub stated: Moment,
}

fn site_end(notes: &[SiteNoteView], arrived_at: Timestamp, (is_end, at): (bool, Timestamp)) -> SiteEnd {
    let own = notes
        .iter()
        .rev()
        .filter(|note| note.arrived_at == arrived_at && note.is_at_end == is_end);
    let line = |note: &SiteNoteView| SiteLine {
        words: lines(&note.words),
        is_past: note.is_past,
        by: name(&note.stated_by),
        stated: moment(note.stated_at),
    };
    SiteEnd {
        arrived: arrived_at.to_string(),
        is_end,
        at: moment(at),
        notes: own.map(line).collect(),
    }
}

/// The ends of the sessions of an act, in order.
fn site(notes: &[SiteNoteView], sessions: &[ActSession]) -> Vec<SiteEnd> {
    let ends = sessions.iter().flat_map(|session| {
        let begins = (false, session.arrived_at);
        let ends = session.departed_at.map(|at| (true, at));
        [Some(begins), ends]
            .into_iter()
            .flatten()
            .map(|end| (session.arrived_at, end))
    });
    ends.map(|(arrived_at, end)| site_end(notes, arrived_at, end)).collect()
}

/// The page of an act's explanations.
#[derive(Template)]
#[template(path = "explanations.html")]
pub struct ExplanationsPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The case file: id and number; only where the visitor may see it.
    pub case: (String, Option<CaseLine>),
    /// The act.
    pub act_id: String,
    /// What was done.
    pub kind: String,
    /// Whether it must be recorded.
    pub duty: String,
    /// It may be omitted.
    pub may_be_omitted: bool,
    /// What waits.
    pub gaps: Vec<GapLine>,
    /// What was said, the newest first.
    pub explanations: Vec<ExplanationLine>,
    /// Elements, and whether each is marked.
    pub elements: Vec<(String, bool)>,
    /// The ends of its sessions.
    pub site: Vec<SiteEnd>,
    /// Names of those who decide.
    pub deciders: String,
    /// The task went up.
    pub is_gone_up: bool,
    /// The visitor may explain.
    pub may_explain: bool,
    /// Reasons to choose from: word and name.
    pub reasons: Vec<(String, String)>,
    /// Documents to choose from: id and title.
    pub documents: Vec<(String, String)>,
    /// What is wrong with what was typed.
    pub errors: FormErrors,
}

/// Elements in the reader's language, and whether each is marked.
fn elements(t: Words, view: &ActExplanations) -> Vec<(String, bool)> {
    let word = |one: &ElementMarked| name(if t.is_english() { &one.english } else { &one.chinese });
    view.elements.iter().map(|one| (word(one), one.is_marked)).collect()
}

/// Reasons to choose from.
fn reasons(t: Words, view: &ActExplanations) -> Vec<(String, String)> {
    let words = |reason: &GapReason| reason_words(t, &view.reasons, &reason.word);
    let reasons = view.reasons.iter();
    reasons.map(|reason| (reason.word.clone(), words(reason))).collect()
}

/// The case file: its number, and what the visitor may see of it.
type CaseOfPage = (String, Option<CaseLine>);

impl ExplanationsPage {
    /// The page of one act.
    pub fn new(
        (t, frame): (Words, Frame),
        view: &ActExplanations,
        (case, documents): (CaseOfPage, Vec<(String, String)>),
        errors: FormErrors,
    ) -> Self {
        let between = if t.is_english() { ", " } else { "、" };
        let line = |one: &ExplanationView| ExplanationLine::new(t, &view.reasons, one);
        Self {
            case,
            act_id: view.act_id.to_string(),
            kind: name(&view.kind),
            duty: t.key(duty_key(view.duty)),
            may_be_omitted: view.duty != Duty::Full,
            gaps: view.gaps.iter().map(|gap| GapLine::new(t, gap)).collect(),
            explanations: view.explanations.iter().rev().map(line).collect(),
            elements: elements(t, view),
            site: site(&view.site, &view.sessions),
            deciders: view.deciders.join(between),
            is_gone_up: view.levels_up > 0,
            may_explain: view.may_explain,
            reasons: reasons(t, view),
            documents,
            errors,
            frame,
            t,
        }
    }
}

/// One thing that waits.
pub struct TaskLine {
    /// Page of the act's explanations.
    pub path: String,
    /// Number of the case file.
    pub case: String,
    /// What was done.
    pub kind: String,
    /// The explanation.
    pub said: ExplanationLine,
}

/// An act that waits for explanations.
pub struct GapTaskLine {
    /// Page of the act's explanations.
    pub path: String,
    /// Number of the case file.
    pub case: String,
    /// What was done.
    pub kind: String,
    /// What nobody explained.
    pub gaps: Vec<GapLine>,
}

/// What waits for the visitor.
#[derive(Template)]
#[template(path = "explanation_work.html")]
pub struct WorkPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// For the visitor's decision.
    pub to_decide: Vec<TaskLine>,
    /// For an explanation.
    pub gaps: Vec<GapTaskLine>,
    /// Refused, to be said better.
    pub to_explain: Vec<TaskLine>,
    /// For somebody else.
    pub waiting: Vec<TaskLine>,
}

impl WorkPage {
    /// The page.
    pub fn new((t, frame): (Words, Frame), work: &ExplanationWork, reasons: &[GapReason]) -> Self {
        let path = |case: &dyn std::fmt::Display, act: &dyn std::fmt::Display| {
            format!("/cases/{case}/acts/{act}/explanations")
        };
        let task = |task: &ExplanationTask| TaskLine {
            path: path(&task.case_id, &task.explanation.act_id),
            case: name(&task.case_number),
            kind: name(&task.act_kind),
            said: ExplanationLine::new(t, reasons, &task.explanation),
        };
        let gaps = |task: &GapTask| GapTaskLine {
            path: path(&task.case_id, &task.act_id),
            case: name(&task.case_number),
            kind: name(&task.act_kind),
            gaps: task.gaps.iter().map(|gap| GapLine::new(t, gap)).collect(),
        };
        Self {
            to_decide: work.to_decide.iter().map(task).collect(),
            gaps: work.gaps.iter().map(gaps).collect(),
            to_explain: work.to_explain.iter().map(task).collect(),
            waiting: work.waiting.iter().map(task).collect(),
            frame,
            t,
        }
    }
}
