//! How a case file stands, what happened to it, its limits, and the form that enters what happened.

use askama::Template;
use evidence_schema::case::CaseSource;
use evidence_schema::dictionary::Named;
use evidence_schema::ids::ActId;
use evidence_schema::rules::case_states::{CourseFlag, Step};
use evidence_schema::rules::deadlines::{LimitStanding, LimitUnit};
use evidence_schema::wire::acts::ActView;
use evidence_schema::wire::case_states::{CaseStateView, DeadlineLine, DeadlineList, DeadlineView, StepView};

use super::super::super::show::{Moment, moment, name};
use super::super::super::words::Words;
use super::super::frame::Frame;
use super::super::ledger::actor_words;
use super::super::problem::FormErrors;
use super::{Option3, source_key};
use crate::app::ledger::names::LedgerNames;

fn called<N: Named>(t: Words, one: N) -> String {
    if t.is_english() { one.english() } else { one.chinese() }.to_owned()
}

/// One limit as shown.
pub struct LimitLine {
    /// What it is called.
    pub name: String,
    /// Of which act.
    pub act: Option<String>,
    /// How long it is.
    pub length: String,
    /// From when.
    pub started: Moment,
    /// Its end: a day, or a moment where it counts hours.
    pub ends: String,
    /// Days left, or over; of one that was answered nothing.
    pub left: Option<String>,
    /// Stable word of how it stands.
    pub standing: &'static str,
    /// The same in words.
    pub standing_words: String,
    /// When it was answered.
    pub answered: Option<Moment>,
    /// By which text.
    pub article: String,
    /// What else is to be known of it.
    pub remarks: Vec<String>,
}

fn left_words(t: Words, limit: &DeadlineView) -> Option<String> {
    let days = limit.days_left.unsigned_abs();
    match limit.standing {
        LimitStanding::Met | LimitStanding::MetLate => None,
        LimitStanding::Over if days == 0 => Some(t.say("limit-over-today")),
        LimitStanding::Over => Some(t.count("limit-over", days)),
        _ if days == 0 => Some(t.say("limit-today")),
        _ => Some(t.count("limit-left", days)),
    }
}

fn remarks(t: Words, limit: &DeadlineView) -> Vec<String> {
    [
        limit.is_paused.then(|| t.say("limit-paused")),
        (limit.days_left_out > 0).then(|| t.count("limit-left-out", limit.days_left_out)),
        limit.is_to_confirm.then(|| t.say("limit-to-confirm")),
        limit.is_beyond_calendar.then(|| t.say("limit-beyond")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl LimitLine {
    /// One limit as shown.
    pub fn new(t: Words, limit: &DeadlineView, acts: &[ActView]) -> Self {
        let of_act = |id: ActId| acts.iter().find(|act| act.act_id == id).map(|act| name(&act.kind));
        let is_hours = limit.unit == LimitUnit::Hours;
        let between = if t.is_english() { " " } else { "" };
        Self {
            name: name(if t.is_english() {
                &limit.name.english
            } else {
                &limit.name.chinese
            }),
            act: limit.act_id.and_then(of_act),
            length: format!("{}{between}{}", limit.length, called(t, limit.unit)),
            started: moment(limit.started_at),
            ends: if is_hours {
                moment(limit.ends_at).text
            } else {
                limit.last_day.to_string()
            },
            left: left_words(t, limit),
            standing: limit.standing.as_str(),
            standing_words: called(t, limit.standing),
            answered: limit.answered_at.map(moment),
            article: name(&limit.article),
            remarks: remarks(t, limit),
        }
    }
}

/// One thing that was said to have happened.
pub struct StepLine {
    /// Its number.
    pub number: u64,
    /// What.
    pub step: String,
    /// When.
    pub at: Moment,
    /// To which act.
    pub act: Option<String>,
    /// It was taken back.
    pub is_taken_back: bool,
    /// The number of what it takes back.
    pub takes_back: Option<u64>,
    /// The document.
    pub document: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// What went along.
    pub went: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// What does not fit.
    pub flags: Vec<String>,
    /// Where this was said.
    pub source: String,
    /// When.
    pub stated: Moment,
    /// By whom.
    pub by: String,
}

impl StepLine {
    fn new(t: Words, names: &LedgerNames, (step, acts): (&StepView, &[ActView])) -> Self {
        let of_act = |id: ActId| acts.iter().find(|act| act.act_id == id).map(|act| name(&act.kind));
        Self {
            number: step.number,
            step: called(t, step.step),
            at: moment(step.happened_at),
            act: step.act_id.and_then(of_act),
            is_taken_back: step.is_taken_back,
            takes_back: step.takes_back,
            document: step.document.as_deref().map(name),
            approved_by: step.approved_by.as_deref().map(name),
            went: step.went.iter().map(|line| name(line)).collect(),
            reason: step.reason.as_deref().map(name),
            flags: step.flags.iter().map(|flag: &CourseFlag| called(t, *flag)).collect(),
            source: match step.source {
                CaseSource::Page => String::new(),
                other => t.key(source_key(other)),
            },
            stated: moment(step.stated_at),
            by: actor_words(t, names, &step.stated_by),
        }
    }
}

/// What was typed of something that happened.
#[derive(Debug, Clone, Default)]
pub struct StepForm {
    /// What.
    pub step: String,
    /// When.
    pub at: String,
    /// The act.
    pub act: String,
    /// The document.
    pub document: String,
    /// Who approved it.
    pub approved_by: String,
    /// What went along.
    pub went: String,
    /// Why.
    pub reason: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl StepForm {
    /// Facts to choose from.
    pub fn steps(&self, t: Words) -> Vec<Option3> {
        let is_fact = |step: &&Step| !step.is_taken_here() && !step.is_of_review() && **step != Step::TakenBack;
        let one = |step: &Step| (step.as_str().to_owned(), called(t, *step), step.as_str() == self.step);
        Step::ALL.iter().filter(is_fact).map(one).collect()
    }
}

/// The card of a case file's page.
pub struct StatesCard {
    /// Stable word of the state.
    pub state: &'static str,
    /// The same in words.
    pub state_words: String,
    /// Since when.
    pub since: Option<Moment>,
    /// Whether a review must pass its decision.
    pub is_major: bool,
    /// Why it cannot be sent for review.
    pub not_sent: Option<String>,
    /// Why it cannot be closed.
    pub not_closed: Option<String>,
    /// Its limits.
    pub limits: Vec<LimitLine>,
    /// What happened, newest first.
    pub steps: Vec<StepLine>,
    /// Acts to choose from.
    pub acts: Vec<(String, String)>,
}

impl StatesCard {
    /// The card as shown.
    pub fn new(t: Words, names: &LedgerNames, (view, acts): (&CaseStateView, &[ActView])) -> Self {
        let standing = acts.iter().filter(|act| !act.is_void);
        Self {
            state: view.state.as_str(),
            state_words: called(t, view.state),
            since: view.since.map(moment),
            is_major: view.is_major,
            not_sent: view.not_sent_because.map(|why| called(t, why)),
            not_closed: view.not_closed_because.map(|why| called(t, why)),
            limits: view.deadlines.iter().map(|one| LimitLine::new(t, one, acts)).collect(),
            steps: view
                .steps
                .iter()
                .rev()
                .map(|one| StepLine::new(t, names, (one, acts)))
                .collect(),
            acts: standing.map(|act| (act.act_id.to_string(), name(&act.kind))).collect(),
        }
    }
}

/// One line of the list of limits.
pub struct LimitOfCase {
    /// The case file.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The limit.
    pub limit: LimitLine,
}

impl LimitOfCase {
    /// One line as shown.
    pub fn new(t: Words, line: &DeadlineLine) -> Self {
        Self {
            id: line.case_id.to_string(),
            number: name(&line.number),
            title: name(&line.title),
            limit: LimitLine::new(t, &line.deadline, &[]),
        }
    }
}

/// Every open limit, nearest first.
#[derive(Template)]
#[template(path = "deadlines.html")]
pub struct DeadlinesPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The limits.
    pub lines: Vec<LimitOfCase>,
    /// How many are over.
    pub over: String,
    /// How many are due soon.
    pub soon: String,
    /// There are more.
    pub is_cut: bool,
}

impl DeadlinesPage {
    /// The page as shown.
    pub fn new((t, frame): (Words, Frame), list: &DeadlineList) -> Self {
        Self {
            t,
            frame,
            lines: list.deadlines.iter().map(|line| LimitOfCase::new(t, line)).collect(),
            over: t.count("limits-over", list.over),
            soon: t.count("limits-soon", list.soon),
            is_cut: list.is_cut,
        }
    }
}
