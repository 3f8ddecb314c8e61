//! Review as people see it: the two gates with reasons and cures, bundles, opinions, coverage sheets.
//!
//! What must stay true: every reason names its act and what cures it; what was signed is shown as it was signed.

mod gates;
mod signed;

pub use gates::{ActRemarkLine, GateCard, ReasonLine};
pub use signed::{BundleActLine, BundlePage, DifferenceLine, OpinionsPage, SheetPage};

use askama::Template;
use evidence_schema::dictionary::Named;
use evidence_schema::rules::review::Answer;
use evidence_schema::wire::review::{OpinionView, RecordView, ReviewOutcome, ReviewView};

use super::super::show::{Moment, moment, name};
use super::super::words::{Key, Words};
use super::cases::CaseLine;
use super::frame::Frame;
use super::problem::FormErrors;

/// One bundle, or one sheet.
pub struct RecordLine {
    /// Address of its page.
    pub id: String,
    /// Which one.
    pub number: u64,
    /// When.
    pub made: Moment,
    /// By whom.
    pub by: String,
    /// What the gate said, where it warned.
    pub is_warned: bool,
    /// The sender's words.
    pub remark: Option<String>,
    /// Digest of the signed text.
    pub sha256: String,
}

impl RecordLine {
    fn new(view: &RecordView) -> Self {
        Self {
            id: view.record_id.to_string(),
            number: view.number,
            made: moment(view.made_at),
            by: name(&view.made_by),
            is_warned: view.answer == Some(Answer::Warns),
            remark: view.remark.as_deref().map(name),
            sha256: view.sha256.to_string(),
        }
    }
}

/// One written opinion.
pub struct OpinionLine {
    /// Address of its page.
    pub id: String,
    /// Which bundle it is about.
    pub bundle: u64,
    /// Stable word of what it comes to.
    pub outcome: &'static str,
    /// The same in words.
    pub outcome_words: String,
    /// The opinion, a line each.
    pub text: Vec<String>,
    /// Address of the document with counsel's opinion.
    pub counsel: Option<String>,
    /// When it was due.
    pub due: Option<Moment>,
    /// It came late.
    pub is_late: bool,
    /// When.
    pub given: Moment,
    /// By whom.
    pub by: String,
    /// What a head settled.
    pub settled: Option<SettledLine>,
}

/// What a head settled.
pub struct SettledLine {
    /// What holds.
    pub outcome_words: String,
    /// Why, a line each.
    pub text: Vec<String>,
    /// When.
    pub settled: Moment,
    /// By whom.
    pub by: String,
}

fn outcome_words(t: Words, outcome: ReviewOutcome) -> String {
    t.key(match outcome {
        ReviewOutcome::Passed => Key("legal-review-passed"),
        ReviewOutcome::Returned => Key("legal-review-returned"),
    })
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(name).collect()
}

impl OpinionLine {
    /// An opinion as shown.
    pub fn new(t: Words, view: &OpinionView) -> Self {
        let settled = view.disagreement.as_ref().map(|settled| SettledLine {
            outcome_words: outcome_words(t, settled.outcome),
            text: lines(&settled.text),
            settled: moment(settled.settled_at),
            by: name(&settled.settled_by),
        });
        Self {
            id: view.opinion_id.to_string(),
            bundle: view.bundle_number,
            outcome: view.outcome.as_str(),
            outcome_words: outcome_words(t, view.outcome),
            text: lines(&view.text),
            counsel: view.counsel_document_id.map(|id| id.to_string()),
            due: view.due_at.map(moment),
            is_late: view.due_at.is_some_and(|due| view.given_at > due),
            given: moment(view.given_at),
            by: name(&view.given_by),
            settled,
        }
    }
}

/// The page of a case file's review.
#[derive(Template)]
#[template(path = "review.html")]
pub struct ReviewPage {
    /// Words.
    pub t: Words,
    /// Frame.
    pub frame: Frame,
    /// The case file.
    pub case: CaseLine,
    /// How it stands.
    pub state: &'static str,
    /// The same in words.
    pub state_words: String,
    /// The gate before review.
    pub submit: GateCard,
    /// The gate before closing.
    pub close: GateCard,
    /// Bundles, newest first.
    pub bundles: Vec<RecordLine>,
    /// Opinions, newest first.
    pub opinions: Vec<OpinionLine>,
    /// When the opinion is due that is wanted.
    pub due: Option<Moment>,
    /// Documents that may hold counsel's opinion: address and title.
    pub documents: Vec<(String, String)>,
    /// The bundle that an opinion is wanted on.
    pub review_of: Option<String>,
    /// The opinion about which a head may settle.
    pub settle_of: Option<String>,
    /// What was wrong with a form.
    pub errors: FormErrors,
}

impl ReviewPage {
    /// Bundles and opinions as shown.
    pub fn told(t: Words, view: &ReviewView) -> (Vec<RecordLine>, Vec<OpinionLine>) {
        (
            view.bundles.iter().rev().map(RecordLine::new).collect(),
            view.opinions.iter().rev().map(|one| OpinionLine::new(t, one)).collect(),
        )
    }
}

/// A word of the dictionary in the reader's language.
fn called<N: Named>(t: Words, one: N) -> String {
    if t.is_english() { one.english() } else { one.chinese() }.to_owned()
}

/// How a case file stands, in words.
pub fn state_words(t: Words, state: evidence_schema::rules::case_states::CaseState) -> String {
    called(t, state)
}
