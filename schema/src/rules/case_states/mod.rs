//! How a case file stands (案件状态), from everything that was said to have happened to it: pure.
//!
//! What must stay true: no fact is refused: what happened counts by its own time, in whatever order it was told, and what does
//! not fit is flagged; only a step that is taken here can be refused, and the refusal says why; what was said wrongly is
//! taken back by saying so.
//!
//! Source: DOMAIN.md §7 (states and ends).

#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

pub use words::{CaseState, CourseFlag, Step, StepRefusal};

use crate::ids::ActId;
use crate::time::Timestamp;

/// One thing that was said to have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// 1 for what was said first.
    pub ordinal: u64,
    /// What.
    pub step: Step,
    /// When it happened.
    pub at: Timestamp,
    /// To which act; absent where it is about the whole case file.
    pub act: Option<ActId>,
    /// Whether it names what went along (a transfer).
    pub has_list: bool,
    /// The ordinal of what this takes back.
    pub takes_back: Option<u64>,
}

/// How a case file stands, and how it came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The state.
    pub state: CaseState,
    /// Since when; absent where nothing was said.
    pub since: Option<Timestamp>,
    /// Whether the agency's list names its decision as major, so that a review must pass it.
    pub is_major: bool,
    /// Whether the police took it over.
    pub is_with_police: bool,
    /// Whether a decision stands.
    pub has_decision: bool,
    /// The newest correction note since it was closed: links change by it only.
    pub correction: Option<u64>,
    /// What does not fit, with the ordinal of what was said, by the time at which it happened.
    pub flags: Vec<(u64, CourseFlag)>,
    /// What counts, by the time at which it happened.
    pub counts: Vec<Said>,
}

/// What the walk through a course remembers.
struct Walk {
    course: Course,
    before_suspension: CaseState,
    is_transfer_decided: bool,
}

/// How a case file stands, by everything that was said of it, in whatever order.
pub fn course(said: &[Said]) -> Course {
    let back: BTreeSet<u64> = said.iter().filter_map(|one| one.takes_back).collect();
    let counts = |one: &&Said| one.takes_back.is_none() && !back.contains(&one.ordinal);
    let mut counting: Vec<Said> = said.iter().filter(counts).copied().collect();
    counting.sort_unstable_by_key(|one| (one.at, one.ordinal));
    let mut walk = Walk {
        course: Course {
            state: CaseState::Open,
            since: None,
            is_major: counting.iter().any(|one| one.step == Step::ListedAsMajor),
            is_with_police: false,
            has_decision: false,
            correction: None,
            flags: Vec::new(),
            counts: Vec::new(),
        },
        before_suspension: CaseState::Open,
        is_transfer_decided: false,
    };
    for one in &counting {
        walk.step(one);
    }
    Course {
        counts: counting,
        ..walk.course
    }
}

impl Walk {
    fn step(&mut self, one: &Said) {
        let flags = self.flags(one).into_iter().map(|flag| (one.ordinal, flag));
        self.course.flags.extend(flags);
        let next = self.next(one.step);
        if one.step == Step::Suspended && self.course.state != CaseState::Suspended {
            self.before_suspension = self.course.state;
        }
        match one.step {
            Step::TransferDecided => self.is_transfer_decided = true,
            Step::TransferAccepted => self.course.is_with_police = true,
            Step::TransferRefused => (self.is_transfer_decided, self.course.is_with_police) = (false, false),
            Step::Reopened => self.course.is_with_police = false,
            Step::Decided => self.course.has_decision = true,
            Step::DecisionRevoked => self.course.has_decision = false,
            Step::CorrectionNoted if is_shut(self.course.state) => self.course.correction = Some(one.ordinal),
            _ => {}
        }
        if !is_shut(next) || !is_shut(self.course.state) {
            self.course.correction = None;
        }
        if next != self.course.state || self.course.since.is_none() {
            self.course.since = Some(one.at);
        }
        self.course.state = next;
    }

    fn next(&self, step: Step) -> CaseState {
        match step {
            Step::SentForReview => CaseState::SentForReview,
            Step::ReviewPassed => CaseState::Passed,
            Step::ReviewReturned => CaseState::Returned,
            Step::Decided => CaseState::Decided,
            Step::NoPenalty => CaseState::NoPenalty,
            Step::Withdrawn => CaseState::Withdrawn,
            Step::Suspended => CaseState::Suspended,
            Step::Ended => CaseState::Ended,
            Step::Transferred => CaseState::Transferred,
            Step::DecisionRevoked => CaseState::Revoked,
            Step::Closed => CaseState::Closed,
            Step::Filed => CaseState::Filed,
            Step::Reopened | Step::TransferRefused => CaseState::Open,
            Step::Resumed if self.course.state == CaseState::Suspended => self.before_suspension,
            _ => self.course.state,
        }
    }

    fn flags(&self, one: &Said) -> Vec<CourseFlag> {
        let course = &self.course;
        let state = course.state;
        let is_under_review = matches!(state, CaseState::SentForReview | CaseState::Returned);
        let odd = match one.step {
            Step::Decided => [
                (!is_passed(state) && (course.is_major || is_under_review)).then_some(CourseFlag::DecidedUnreviewed),
                course.has_decision.then_some(CourseFlag::DecidedTwice),
            ],
            Step::Served | Step::Executed => [(!course.has_decision).then_some(CourseFlag::DoneUndecided), None],
            Step::ReviewPassed | Step::ReviewReturned => [
                (state != CaseState::SentForReview).then_some(CourseFlag::NotSentForReview),
                None,
            ],
            Step::Closed => [(!is_closable(state)).then_some(CourseFlag::ClosedUndecided), None],
            Step::Filed => [(state != CaseState::Closed).then_some(CourseFlag::FiledUnclosed), None],
            Step::Resumed => [
                (state != CaseState::Suspended).then_some(CourseFlag::NotSuspended),
                None,
            ],
            Step::DecisionRevoked => [(!course.has_decision).then_some(CourseFlag::RevokedUndecided), None],
            Step::Transferred => [
                (!self.is_transfer_decided).then_some(CourseFlag::TransferUndecided),
                (!one.has_list).then_some(CourseFlag::TransferWithoutList),
            ],
            Step::TransferAccepted | Step::TransferRefused => [
                (state != CaseState::Transferred).then_some(CourseFlag::NotTransferred),
                None,
            ],
            _ => [None, None],
        };
        let after = (is_shut(state) && one.step.needs_open()).then_some(CourseFlag::AfterClosing);
        odd.into_iter().chain([after]).flatten().collect()
    }
}

/// Whether nothing about a case file changes any more but by a correction note.
pub const fn is_shut(state: CaseState) -> bool {
    matches!(state, CaseState::Closed | CaseState::Filed)
}

const fn is_passed(state: CaseState) -> bool {
    matches!(state, CaseState::Passed)
}

/// States from which a case file is closed.
const fn is_closable(state: CaseState) -> bool {
    matches!(
        state,
        CaseState::Decided | CaseState::NoPenalty | CaseState::Withdrawn | CaseState::Ended | CaseState::Transferred
    )
}

/// Whether a step may be taken here and now; what happened elsewhere is never asked.
///
/// # Errors
/// Why not.
pub fn may_take(step: Step, course: &Course) -> Result<(), StepRefusal> {
    let refusal = match step {
        Step::SentForReview => may_not_send(course.state),
        Step::ReviewPassed | Step::ReviewReturned => {
            (course.state != CaseState::SentForReview).then_some(StepRefusal::NotUnderReview)
        }
        Step::Closed => may_not_close(course),
        Step::Reopened => (!is_over(course.state)).then_some(StepRefusal::NotOver),
        _ => None,
    };
    refusal.map_or(Ok(()), Err)
}

const fn may_not_send(state: CaseState) -> Option<StepRefusal> {
    match state {
        CaseState::Open | CaseState::Returned | CaseState::Revoked => None,
        CaseState::SentForReview => Some(StepRefusal::UnderReview),
        CaseState::Passed => Some(StepRefusal::PassedAlready),
        CaseState::Decided => Some(StepRefusal::DecidedAlready),
        CaseState::Suspended => Some(StepRefusal::IsSuspended),
        _ => Some(StepRefusal::IsOver),
    }
}

const fn may_not_close(course: &Course) -> Option<StepRefusal> {
    match course.state {
        CaseState::Transferred if !course.is_with_police => Some(StepRefusal::PoliceHaveNotAnswered),
        state if is_closable(state) => None,
        CaseState::SentForReview => Some(StepRefusal::UnderReview),
        CaseState::Suspended => Some(StepRefusal::IsSuspended),
        CaseState::Closed | CaseState::Filed => Some(StepRefusal::ClosedAlready),
        _ => Some(StepRefusal::Undecided),
    }
}

/// Whether nothing more is expected to be decided.
const fn is_over(state: CaseState) -> bool {
    is_closable(state) || is_shut(state)
}
