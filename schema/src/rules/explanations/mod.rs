//! Explanations: who may give one, who may decide on it, and which of them count.
//!
//! What must stay true: an officer of the act explains, a head who was no part of the act and did not write the
//! explanation decides; where nobody of the kind is left, the unit above. Only what was approved and that no newer
//! explanation took the place of counts. Nothing is erased. "May be omitted" is impossible where the duty is full.

use std::collections::BTreeSet;

use super::access::decider::Decider;
use super::coverage::{Duty, Explained};
use super::sessions::Session;
use crate::clip::text_enum;
use crate::explanation::{ExplanationKind, ExplanationState, ExplanationVerdict, SenseMissing};
use crate::ids::{ExplanationId, OfficerId, PersonId};
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// What is known of the act that is explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedAct {
    /// Its officers.
    pub officers: BTreeSet<OfficerId>,
    /// From arrival to departure, each.
    pub sessions: Vec<Session>,
    /// Whether it must be recorded.
    pub duty: Duty,
    /// It never took place.
    pub is_void: bool,
}

/// What somebody wants to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What it is about.
    pub kind: ExplanationKind,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// Its reason is one of the agency's list.
    pub is_reason_known: bool,
    /// It says something in words.
    pub has_text: bool,
    /// Where the explanation stands whose place it takes; absent: it takes nobody's.
    pub supersedes: Option<ExplanationState>,
}

text_enum!(
    /// Why an explanation cannot be given.
    GivingRefusal {
        /// The act never took place.
        ActIsVoid = "act_is_void",
        /// Only an officer of the act explains.
        NotAnOfficerOfTheAct = "not_an_officer_of_the_act",
        /// An act that must be recorded in full cannot be omitted.
        DutyIsFull = "duty_is_full",
        /// The reason is none of the list.
        ReasonUnknown = "reason_unknown",
        /// Without words.
        TextMissing = "text_missing",
        /// It ends before it begins, or at the same moment.
        EndsBeforeItBegins = "ends_before_it_begins",
        /// It ends later than now.
        InTheFuture = "in_the_future",
        /// It lies in no session of the act.
        OutsideOfTheSessions = "outside_of_the_sessions",
        /// What it shall take the place of has been replaced already.
        SupersededAlready = "superseded_already",
    }
);

text_enum!(
    /// Why an explanation cannot be decided on.
    DecidingRefusal {
        /// Somebody did already.
        DecidedAlready = "decided_already",
        /// A newer one took its place.
        Superseded = "superseded",
        /// The asker wrote it, was part of the act, or has no such role where it is decided.
        NotTheOne = "not_the_one",
        /// A refusal says why.
        ReasonMissing = "reason_missing",
    }
);

/// Everything that stands against giving an explanation, in a fixed order; nothing: it may be given.
pub fn may_be_given(
    by: Option<OfficerId>,
    act: &ExplainedAct,
    proposed: &Proposed,
    now: Timestamp,
) -> Vec<GivingRefusal> {
    use GivingRefusal as R;
    let is_own = by.is_some_and(|officer| act.officers.contains(&officer));
    let is_omitted = proposed.kind == ExplanationKind::MayBeOmitted;
    let is_stretch = !proposed.kind.is_whole_act();
    let is_turned = is_stretch && proposed.to <= proposed.from;
    let is_inside = act
        .sessions
        .iter()
        .any(|session| holds(session, (proposed.from, proposed.to)));
    let checks = [
        (R::ActIsVoid, act.is_void),
        (R::NotAnOfficerOfTheAct, !is_own),
        (R::DutyIsFull, is_omitted && act.duty == Duty::Full),
        (R::ReasonUnknown, !proposed.is_reason_known),
        (R::TextMissing, !proposed.has_text),
        (R::EndsBeforeItBegins, is_turned),
        (R::InTheFuture, is_stretch && proposed.to > now),
        (R::OutsideOfTheSessions, is_stretch && !is_turned && !is_inside),
        (
            R::SupersededAlready,
            proposed.supersedes == Some(ExplanationState::Superseded),
        ),
    ];
    let held = checks.into_iter().filter(|(_, is_so)| *is_so);
    held.map(|(refusal, _)| refusal).collect()
}

/// Whether a stretch lies in one session; where nobody wrote a departure down, it may end whenever.
fn holds(session: &Session, (from, to): (Timestamp, Timestamp)) -> bool {
    session.arrived_at <= from && session.departed_at.is_none_or(|departed| to <= departed)
}

/// Everything that stands against deciding on an explanation, in a fixed order; nothing: it may be decided.
pub fn may_be_decided(
    by: PersonId,
    state: ExplanationState,
    found: &Decider,
    (verdict, has_reason): (ExplanationVerdict, bool),
) -> Vec<DecidingRefusal> {
    use DecidingRefusal as R;
    let is_decided = matches!(state, ExplanationState::Approved | ExplanationState::Refused);
    let checks = [
        (R::DecidedAlready, is_decided),
        (R::Superseded, state == ExplanationState::Superseded),
        (R::NotTheOne, !found.may(by)),
        (R::ReasonMissing, verdict == ExplanationVerdict::Refused && !has_reason),
    ];
    let held = checks.into_iter().filter(|(_, is_so)| *is_so);
    held.map(|(refusal, _)| refusal).collect()
}

/// One explanation as it was given, with what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Which.
    pub id: ExplanationId,
    /// What it is about.
    pub kind: ExplanationKind,
    /// Of what.
    pub sense: SenseMissing,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// The one whose place it takes.
    pub supersedes: Option<ExplanationId>,
    /// What was decided.
    pub verdict: Option<ExplanationVerdict>,
}

/// Where each explanation of an act stands, in the order given.
pub fn states(given: &[Given]) -> Vec<ExplanationState> {
    let replaced: BTreeSet<ExplanationId> = given.iter().filter_map(|one| one.supersedes).collect();
    let state = |one: &Given| match one.verdict {
        _ if replaced.contains(&one.id) => ExplanationState::Superseded,
        None => ExplanationState::Waits,
        Some(ExplanationVerdict::Approved) => ExplanationState::Approved,
        Some(ExplanationVerdict::Refused) => ExplanationState::Refused,
    };
    given.iter().map(state).collect()
}

/// What is explained of an act with this duty: approved, and not replaced. What speaks of the whole act reaches as far as
/// the sessions that were known when it was said; that it may be omitted counts for nothing where the act turned out to be
/// one that must be recorded in full.
pub fn explained(given: &[Given], duty: Duty) -> Vec<Explained> {
    let is_void = |one: &Given| one.kind == ExplanationKind::MayBeOmitted && duty == Duty::Full;
    let counting = given.iter().zip(states(given)).filter(|(one, _)| !is_void(one));
    let approved = counting.filter(|(_, state)| *state == ExplanationState::Approved);
    let of_one = |one: &Given| {
        let (from, to) = (one.from, one.to);
        let senses = one.sense.senses().iter();
        let spans: Vec<Explained> = senses
            .map(|sense| Explained {
                sense: *sense,
                from,
                to,
            })
            .collect();
        spans
    };
    approved.flat_map(|(one, _)| of_one(one)).collect()
}
