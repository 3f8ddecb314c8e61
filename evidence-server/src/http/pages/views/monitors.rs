//! Electronic monitoring as pages show it: the register, one device, a clip as a record.

use std::collections::BTreeSet;

use askama::Template;
use evidence_schema::dictionary::Named;
use evidence_schema::monitoring::{DecisionKind, DevicePoint, RecordPoint};
use evidence_schema::rules::monitoring::RecordLack;
use evidence_schema::wire::monitors::{
    DeciderView, DecisionView, MonitorDetail, MonitorRecordView, MonitorVersionView, MonitorView, RecordView,
    ReviewView,
};

use super::super::show::{Moment, moment, name};
use super::super::words::Words;
use super::frame::Frame;
use super::ledger::{Choices, NamedWords};
use super::problem::FormErrors;
use crate::app::ledger::names::LedgerNames;

fn called<N: Named>(t: Words, one: N) -> String {
    if t.is_english() { one.english() } else { one.chinese() }.to_owned()
}

fn list<N: Named>(t: Words, points: impl IntoIterator<Item = N>) -> String {
    let between = if t.is_english() { ", " } else { "、" };
    let points: Vec<String> = points.into_iter().map(|point| called(t, point)).collect();
    points.join(between)
}

/// What a record lacks, in words.
pub fn lack_words(t: Words, lack: &RecordLack) -> String {
    match lack {
        RecordLack::TimeUnknown => t.say("record-time-unknown"),
        RecordLack::BeforeDevice { since } => t.with("record-before-device", since),
        RecordLack::OutOfUse { since } => t.with("record-out-of-use", since),
        RecordLack::NotDecided { kind } => t.with("record-not-decided", called(t, *kind)),
        RecordLack::Refused { kind, unmet } => {
            let blanks = [("what", called(t, *kind)), ("unmet", list(t, unmet.iter().copied()))];
            t.fill("record-refused", &blanks)
        }
        RecordLack::ApprovedLater { kind, decided_on } => {
            let blanks = [("what", called(t, *kind)), ("day", decided_on.to_string())];
            t.fill("record-approved-later", &blanks)
        }
        RecordLack::NotReviewed => t.say("record-not-reviewed"),
        RecordLack::ReviewFailed { unmet } => t.with("record-review-failed", list(t, unmet.iter().copied())),
    }
}

/// The register.
#[derive(Template)]
#[template(path = "monitors.html")]
pub struct MonitorsPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// By name.
    pub monitors: Vec<MonitorLine>,
    /// Whether the visitor may enter devices.
    pub may_manage: bool,
    /// A new device.
    pub form: MonitorForm,
    /// Units to choose from.
    pub choices: Choices,
}

/// One device of the register.
pub struct MonitorLine {
    /// Its id.
    pub id: String,
    /// Its unit.
    pub unit: NamedWords,
    /// What counts.
    pub now: VersionLine,
    /// Both decisions, and whether they approve.
    pub decisions: Vec<(String, bool)>,
}

impl MonitorLine {
    /// One device as shown.
    pub fn new(t: Words, names: &LedgerNames, view: &MonitorView) -> Self {
        let decision = |kind: &DecisionKind| (called(t, *kind), view.approved.contains(kind));
        Self {
            id: view.monitor_id.to_string(),
            unit: NamedWords::of(&names.units, &view.unit_id),
            now: VersionLine::new(&view.now),
            decisions: DecisionKind::ALL.iter().map(decision).collect(),
        }
    }
}

/// What was said of a device once.
pub struct VersionLine {
    /// Number.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: String,
    /// The standard.
    pub standard: String,
    /// Where its place was made public.
    pub published: String,
    /// From then on.
    pub since: String,
    /// Taken out of use.
    pub is_void: bool,
    /// Why it was said.
    pub reason: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    pub stated: Moment,
}

impl VersionLine {
    fn new(view: &MonitorVersionView) -> Self {
        let text = |text: &Option<String>| text.as_deref().map(name).unwrap_or_default();
        Self {
            version: view.version,
            name: name(&view.name),
            place: name(&view.place),
            standard: text(&view.standard),
            published: text(&view.published),
            since: view.since.to_string(),
            is_void: view.is_void,
            reason: view.reason.as_deref().map(name),
            by: name(&view.stated_by),
            stated: moment(view.stated_at),
        }
    }
}

/// What was typed of a device.
#[derive(Debug, Clone, Default)]
pub struct MonitorForm {
    /// Number of its unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: String,
    /// The standard.
    pub standard: String,
    /// Where its place was made public.
    pub published: String,
    /// From then on.
    pub since: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl MonitorForm {
    /// What was typed, to be shown again.
    pub fn typed(text: impl Fn(&str) -> String, errors: FormErrors) -> Self {
        Self {
            unit: text("unit_number"),
            name: text("name"),
            place: text("place"),
            standard: text("standard"),
            published: text("published"),
            since: text("since"),
            errors,
        }
    }
}

/// One decision that was made.
pub struct DecisionLine {
    /// Which, in words.
    pub kind: String,
    /// The version that it is about.
    pub version: u64,
    /// The day on which it was made.
    pub decided_on: String,
    /// Every point was affirmed.
    pub is_approved: bool,
    /// Points that were not.
    pub unmet: String,
    /// The paper, or why not.
    pub remark: Option<String>,
    /// By whom it was entered.
    pub by: String,
    /// When it was entered.
    pub stated: Moment,
}

impl DecisionLine {
    fn new(t: Words, view: &DecisionView) -> Self {
        Self {
            kind: called(t, view.kind),
            version: view.version,
            decided_on: view.decided_on.to_string(),
            is_approved: view.is_approved,
            unmet: list(t, view.unmet.iter().copied()),
            remark: view.remark.as_deref().map(name),
            by: name(&view.stated_by),
            stated: moment(view.stated_at),
        }
    }
}

/// Who may make a decision, and the form of whoever may.
pub struct DeciderLine {
    /// As forms send it.
    pub word: &'static str,
    /// Which, in words.
    pub kind: String,
    /// Names of those who may.
    pub persons: String,
    /// The task went up.
    pub levels_up: u32,
    /// The visitor is one of them, and it is not approved already.
    pub is_visitor: bool,
    /// Points: as forms send them, and in words.
    pub points: Vec<(&'static str, String)>,
}

/// Whether the newest decision of a kind approves what counts of a device now: nothing is left to decide.
fn is_approved(detail: &MonitorDetail, kind: DecisionKind) -> bool {
    let version = detail.monitor.now.version;
    let mut made = detail.decisions.iter().rev();
    made.find(|one| one.kind == kind && one.version == version)
        .is_some_and(|one| one.is_approved)
}

impl DeciderLine {
    fn new(t: Words, view: &DeciderView, is_approved: bool) -> Self {
        let persons: Vec<String> = view.persons.iter().map(|person| name(person)).collect();
        let point = |point: &DevicePoint| (point.as_str(), called(t, *point));
        Self {
            word: view.kind.as_str(),
            kind: called(t, view.kind),
            persons: persons.join(if t.is_english() { ", " } else { "、" }),
            levels_up: view.levels_up,
            is_visitor: view.is_asker && !is_approved,
            points: view.kind.points().iter().map(point).collect(),
        }
    }
}

/// A record that a case file uses.
pub struct RecordLine {
    /// The clip.
    pub id: String,
    /// Its file name.
    pub name: String,
    /// What it lacks, in words.
    pub lacks: Vec<String>,
}

impl RecordLine {
    fn new(t: Words, view: &MonitorRecordView) -> Self {
        Self {
            id: view.clip_id.to_string(),
            name: name(&view.file_name),
            lacks: view.lacks.iter().map(|lack| lack_words(t, lack)).collect(),
        }
    }
}

/// One device.
#[derive(Template)]
#[template(path = "monitor.html")]
pub struct MonitorPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// As in the register.
    pub monitor: MonitorLine,
    /// Everything that was said, newest first.
    pub versions: Vec<VersionLine>,
    /// Every decision, newest first.
    pub decisions: Vec<DecisionLine>,
    /// Who may make which.
    pub deciders: Vec<DeciderLine>,
    /// Records that case files use.
    pub records: Vec<RecordLine>,
    /// Today, for the day of a decision.
    pub today: String,
    /// Whether the visitor may say it anew.
    pub may_manage: bool,
    /// What is wrong with what was typed.
    pub errors: FormErrors,
}

impl MonitorPage {
    /// One device as shown.
    pub fn new(
        (t, frame): (Words, Frame),
        (names, detail): (&LedgerNames, &MonitorDetail),
        (today, may_manage): (String, bool),
        errors: FormErrors,
    ) -> Self {
        Self {
            monitor: MonitorLine::new(t, names, &detail.monitor),
            versions: detail.versions.iter().rev().map(VersionLine::new).collect(),
            decisions: detail
                .decisions
                .iter()
                .rev()
                .map(|made| DecisionLine::new(t, made))
                .collect(),
            deciders: detail
                .deciders
                .iter()
                .map(|one| DeciderLine::new(t, one, is_approved(detail, one.kind)))
                .collect(),
            records: detail.records.iter().map(|record| RecordLine::new(t, record)).collect(),
            today,
            may_manage,
            errors,
            frame,
            t,
        }
    }
}

/// One review of a record.
pub struct ReviewLine {
    /// Every point was affirmed.
    pub is_passed: bool,
    /// Points that were not.
    pub unmet: String,
    /// In their words.
    pub remark: Option<String>,
    /// It was about another device.
    pub is_past: bool,
    /// By whom.
    pub by: String,
    /// When.
    pub stated: Moment,
}

/// A clip as a record of a device.
pub struct RecordCard {
    /// The device: id and name.
    pub monitor: Option<(String, String)>,
    /// What it lacks, in words.
    pub lacks: Vec<String>,
    /// Reviews, newest first.
    pub reviews: Vec<ReviewLine>,
    /// Names of devices, for choosing.
    pub names: Vec<String>,
    /// Points: as forms send them, and in words.
    pub points: Vec<(&'static str, String)>,
    /// Whether the visitor may review.
    pub may_review: bool,
    /// What is wrong with what was typed.
    pub errors: FormErrors,
}

impl RecordCard {
    /// A clip as shown; `None` where no device could have recorded it.
    pub fn new(t: Words, (view, names): (&RecordView, Vec<String>), may_review: bool) -> Self {
        let review = |view: &ReviewView| ReviewLine {
            is_passed: view.is_passed,
            unmet: list(t, view.unmet.iter().copied().collect::<BTreeSet<_>>()),
            remark: view.remark.as_deref().map(name),
            is_past: view.is_past,
            by: name(&view.stated_by),
            stated: moment(view.stated_at),
        };
        let monitor = view.monitor_id.zip(view.monitor.as_deref());
        Self {
            monitor: monitor.map(|(id, called)| (id.to_string(), name(called))),
            lacks: view.lacks.iter().map(|lack| lack_words(t, lack)).collect(),
            reviews: view.reviews.iter().rev().map(review).collect(),
            names,
            points: RecordPoint::ALL
                .iter()
                .map(|point| (point.as_str(), called(t, *point)))
                .collect(),
            may_review,
            errors: FormErrors::default(),
        }
    }
}
