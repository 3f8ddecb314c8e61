//! Who may review a case file, and who may decide where its handlers disagree with the opinion.
//!
//! What must stay true: nobody judges what they had a part in; the head who decides a disagreement is neither a handler
//! nor the reviewer. Where nobody of a unit may, the task goes to the unit above it: it is never waived.

use std::collections::BTreeSet;

use crate::clip::text_enum;
use crate::ids::PersonId;

text_enum!(
    /// How somebody had a part in a case file.
    Part {
        /// As an officer of one of its acts.
        Officer = "officer",
        /// By entering or changing it.
        Handler = "handler",
        /// By sending it for review.
        Sender = "sender",
        /// By deciding on an explanation in it.
        Approver = "approver",
        /// By writing the opinion on it.
        Reviewer = "reviewer",
    }
);

/// What somebody had to do with a case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Involved {
    /// Who.
    pub person: PersonId,
    /// How.
    pub part: Part,
}

/// Why a person may not write the opinion: their parts; empty: they may.
pub fn may_review(person: PersonId, involved: &[Involved]) -> BTreeSet<Part> {
    // A head who approved an explanation vouches for what the reviewer judges.
    parts(person, involved).filter(|part| *part != Part::Reviewer).collect()
}

/// Why a head may not decide a disagreement about the opinion: their parts; empty: they may.
pub fn may_settle(person: PersonId, involved: &[Involved]) -> BTreeSet<Part> {
    parts(person, involved).filter(|part| *part != Part::Approver).collect()
}

fn parts(person: PersonId, involved: &[Involved]) -> impl Iterator<Item = Part> {
    involved
        .iter()
        .filter(move |one| one.person == person)
        .map(|one| one.part)
}
