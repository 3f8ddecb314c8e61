//! Words of explanations (中断说明): what is explained, of which sense, and what was decided.
//!
//! What must stay true: an explanation and the decision on it are two things by two persons; neither is ever changed.

use serde::{Deserialize, Serialize};

use crate::clip::text_enum;
use crate::rules::coverage::Sense;

text_enum!(
    /// What an explanation is about.
    ExplanationKind {
        /// A stretch of a session that nothing shows.
        Stretch = "stretch",
        /// The whole act: it may be omitted 可以不进行音像记录.
        MayBeOmitted = "may_be_omitted",
        /// The whole act: it could not be recorded 无法进行音像记录.
        CouldNotBeRecorded = "could_not_be_recorded",
    }
);

impl ExplanationKind {
    /// It speaks of every session of the act.
    pub const fn is_whole_act(self) -> bool {
        matches!(self, Self::MayBeOmitted | Self::CouldNotBeRecorded)
    }
}

text_enum!(
    /// What is missing.
    SenseMissing {
        /// The picture.
        Picture = "picture",
        /// The sound.
        Sound = "sound",
        /// Both.
        Both = "both",
    }
);

impl SenseMissing {
    /// The senses that it names.
    pub const fn senses(self) -> &'static [Sense] {
        match self {
            Self::Picture => &[Sense::Picture],
            Self::Sound => &[Sense::Sound],
            Self::Both => Sense::ALL,
        }
    }
}

text_enum!(
    /// What was decided on an explanation.
    ExplanationVerdict {
        /// It counts.
        Approved = "approved",
        /// It does not.
        Refused = "refused",
    }
);

text_enum!(
    /// Where an explanation stands.
    ExplanationState {
        /// Nobody decided.
        Waits = "waits",
        /// A head approved it.
        Approved = "approved",
        /// A head refused it.
        Refused = "refused",
        /// A newer one took its place.
        Superseded = "superseded",
    }
);

/// One reason of the agency's list, for which a stretch may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapReason {
    /// Stable word: `battery`.
    pub word: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}
