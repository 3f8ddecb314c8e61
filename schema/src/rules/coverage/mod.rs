//! Whether an act is recorded from arrival to departure, in picture and in sound: pure.
//!
//! What must stay true: recorded, doubtful, tolerated, explained and unexplained time add up to the sessions exactly;
//! another clip never adds a gap; neither the order of the clips nor their splitting matters; a clock's uncertainty alone
//! never makes a gap and never fills one silently.
//!
//! Clips of one clock (one recorder at one docking) keep their distances exactly, whatever the uncertainty: they are laid
//! side by side first, and only the whole is moved.

mod lane;
pub mod spans;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::clip::text_enum;
use crate::ids::ClipId;
use crate::time::Timestamp;

use lane::{Laid, lane};
use spans::{Span, Spans};

text_enum!(
    /// Whether an act must be recorded (记录要求).
    Duty {
        /// The whole of it 全程.
        Full = "full",
        /// Where the situation asks for it 视情.
        Situational = "situational",
        /// It need not be 可以不进行音像记录.
        MayBeOmitted = "may_be_omitted",
    }
);

text_enum!(
    /// What is looked for.
    Sense {
        /// A picture that shows something.
        Picture = "picture",
        /// Sound that is not silence.
        Sound = "sound",
    }
);

text_enum!(
    /// Why nothing shows a stretch.
    Cause {
        /// No clip at all.
        NoClip = "no_clip",
        /// The clip's own timestamps leave it out.
        Hole = "hole",
        /// Black or frozen.
        Dark = "dark",
        /// Without sound.
        Silent = "silent",
        /// The clip has no such track.
        NoTrack = "no_track",
        /// There is footage, and it is left out of the act.
        LeftOut = "left_out",
    }
);

text_enum!(
    /// How an act stands; the later, the worse.
    Standing {
        /// All of it is recorded.
        Recorded = "recorded",
        /// Only a clock's uncertainty leaves a stretch open.
        Doubtful = "doubtful",
        /// What is missing is explained, and a head approved it.
        Explained = "explained",
        /// Something is missing that nobody explained.
        Unexplained = "unexplained",
        /// Nothing is there.
        NotRecorded = "not_recorded",
    }
);

/// Numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoveragePolicy {
    /// What is shorter is no gap, in milliseconds.
    pub tolerance_ms: i64,
    /// Black, frozen or soundless for so long is missing, in milliseconds.
    pub stretch_ms: i64,
    /// An act's times that fall on the footage's to so many milliseconds were taken from it.
    pub same_ms: i64,
    /// Certified officers that an act needs.
    pub officers: usize,
}

impl CoveragePolicy {
    /// What an agency starts with.
    pub const PRESET: Self = Self {
        tolerance_ms: 2000,
        stretch_ms: 10_000,
        same_ms: 1000,
        officers: 2,
    };
}

/// One clip of the act's officers and recorders, on the corrected axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipFacts {
    /// The clip.
    pub id: ClipId,
    /// Clips with the same word were recorded by one clock.
    pub clock: String,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// By so much both may be wrong, in milliseconds.
    pub uncertainty_ms: i64,
    /// Whether it has a picture.
    pub has_picture: bool,
    /// Whether it has sound.
    pub has_sound: bool,
    /// What its picture's timestamps leave out, in milliseconds from its beginning.
    pub holes: Vec<Span>,
    /// What its sound's timestamps leave out, likewise.
    pub sound_holes: Vec<Span>,
    /// Where it is black or frozen, likewise.
    pub dark: Vec<Span>,
    /// Where it is without sound, likewise.
    pub silent: Vec<Span>,
    /// Whether it stands outside of the act, and why.
    pub left_out: Option<LeftOut>,
    /// Whether its stored bytes were read back.
    pub is_read_back: bool,
}

/// A clip of the act's officers that stands outside of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Somebody said why.
    ForAReason,
    /// Nobody did.
    Silently,
}

/// An approved explanation of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// Of what.
    pub sense: Sense,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
}

/// What is known of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActFacts {
    /// Whether it must be recorded.
    pub duty: Duty,
    /// From arrival to departure, each; in order, without overlaps.
    pub sessions: Vec<(Timestamp, Timestamp)>,
    /// Every clip of its officers and recorders that may lie in them.
    pub clips: Vec<ClipFacts>,
    /// Clips of them of which nobody knows the time.
    pub unplaced: Vec<ClipId>,
    /// What a head approved.
    pub explained: Vec<Explained>,
    /// Officers whose certificates cover every day of it; neither assistants nor people of other bodies.
    pub certified_officers: usize,
    /// What its footage must show, in the catalogue's order: when it was marked first; absent where nobody marked it.
    pub elements: Vec<Option<Timestamp>>,
    /// Versions that changed what was said of its times before.
    pub times_changed: Vec<u64>,
}

/// How much of a time is what, in milliseconds; they add up to the whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    /// Shown, whatever the clocks.
    pub recorded_ms: i64,
    /// Shown, or not, as the clocks are.
    pub doubtful_ms: i64,
    /// Missing, and shorter than the tolerance.
    pub tolerated_ms: i64,
    /// Missing, with an approved explanation.
    pub explained_ms: i64,
    /// Missing.
    pub unexplained_ms: i64,
}

impl Measure {
    /// The whole.
    pub const fn total_ms(&self) -> i64 {
        self.recorded_ms + self.doubtful_ms + self.tolerated_ms + self.explained_ms + self.unexplained_ms
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            recorded_ms: self.recorded_ms + other.recorded_ms,
            doubtful_ms: self.doubtful_ms + other.doubtful_ms,
            tolerated_ms: self.tolerated_ms + other.tolerated_ms,
            explained_ms: self.explained_ms + other.explained_ms,
            unexplained_ms: self.unexplained_ms + other.unexplained_ms,
        }
    }

    const fn standing(&self) -> Standing {
        if self.unexplained_ms > 0 {
            Standing::Unexplained
        } else if self.explained_ms > 0 {
            Standing::Explained
        } else if self.doubtful_ms > 0 {
            Standing::Doubtful
        } else {
            Standing::Recorded
        }
    }
}

/// A stretch that nothing shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// When.
    pub span: Span,
    /// Why, everything that holds.
    pub causes: BTreeSet<Cause>,
    /// How much of it is explained, in milliseconds.
    pub explained_ms: i64,
}

/// One sense of one session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lane {
    /// How much is what.
    pub measure: Measure,
    /// What is missing, in order.
    pub gaps: Vec<Gap>,
    /// Where only a clock's uncertainty decides, in order.
    pub doubts: Vec<Span>,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCoverage {
    /// From arrival to departure.
    pub span: Span,
    /// What is seen.
    pub picture: Lane,
    /// What is heard.
    pub sound: Lane,
}

/// Something about an act that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoverageFinding {
    /// A clip in the act's time stands outside of it, and nobody said why.
    LeftOutSilently(ClipId),
    /// Nobody knows when a clip of its officers was recorded.
    Unplaced(ClipId),
    /// The stored bytes of a clip were not read back yet.
    NotReadBack(ClipId),
    /// Fewer certified officers than it needs.
    TooFewCertified(usize),
    /// The times of a session (its place in the order) are those of the footage.
    TimesOfTheFootage(usize),
    /// A version changed the times that were said before.
    TimesChanged(u64),
    /// An element (its place in the catalogue's order) is marked nowhere.
    ElementMissing(usize),
    /// An element is marked at a time that no session holds.
    ElementOutside(usize),
}

/// What is recorded of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// In the order of the act's sessions.
    pub sessions: Vec<SessionCoverage>,
    /// Time between sessions: shown, never a gap.
    pub between: Vec<Span>,
    /// What is seen, of all sessions.
    pub picture: Measure,
    /// What is heard, of all sessions.
    pub sound: Measure,
    /// In a stable order.
    pub findings: BTreeSet<CoverageFinding>,
    /// The worst of picture and sound.
    pub standing: Standing,
}

/// Judges an act.
pub fn assess(act: &ActFacts, policy: &CoveragePolicy) -> Coverage {
    let laid = Sense::ALL.iter().map(|sense| (*sense, Laid::of(*sense, act, policy)));
    let laid: Vec<(Sense, Laid)> = laid.collect();
    let lane_of = |sense: Sense, span: Span| {
        let found = laid.iter().find(|(known, _)| *known == sense);
        found.map(|(_, laid)| lane(span, laid, policy)).unwrap_or_default()
    };
    let session = |span: Span| SessionCoverage {
        span,
        picture: lane_of(Sense::Picture, span),
        sound: lane_of(Sense::Sound, span),
    };
    let sessions: Vec<SessionCoverage> = act.sessions.iter().map(|times| session(span_of(*times))).collect();
    let sum = |lane: fn(&SessionCoverage) -> &Lane| {
        let each = sessions.iter().map(|session| lane(session).measure);
        each.fold(Measure::default(), Measure::plus)
    };
    let (picture, sound) = (sum(|session| &session.picture), sum(|session| &session.sound));
    let ends = sessions.windows(2).filter_map(|pair| match pair {
        [one, next] => Some((one.span.1, next.span.0)),
        _ => None,
    });
    Coverage {
        between: ends.filter(|(from, to)| from < to).collect(),
        findings: findings(act, policy),
        standing: standing(&picture, &sound),
        sessions,
        picture,
        sound,
    }
}

fn standing(picture: &Measure, sound: &Measure) -> Standing {
    let is_there = |measure: &Measure| measure.recorded_ms > 0 || measure.doubtful_ms > 0;
    let worst = picture.standing().max(sound.standing());
    if picture.total_ms() == 0 {
        // Nobody said when it was: nothing of it can be recorded.
        return Standing::NotRecorded;
    }
    if worst == Standing::Unexplained && !is_there(picture) && !is_there(sound) {
        return Standing::NotRecorded;
    }
    worst
}

fn findings(act: &ActFacts, policy: &CoveragePolicy) -> BTreeSet<CoverageFinding> {
    let sessions = Spans::of(act.sessions.iter().map(|times| span_of(*times)));
    let mut found: BTreeSet<CoverageFinding> = act.unplaced.iter().map(|id| CoverageFinding::Unplaced(*id)).collect();
    for clip in act.clips.iter().filter(|clip| sessions.touches(widest(clip))) {
        if clip.left_out == Some(LeftOut::Silently) {
            found.insert(CoverageFinding::LeftOutSilently(clip.id));
        }
        if clip.left_out.is_none() && !clip.is_read_back {
            found.insert(CoverageFinding::NotReadBack(clip.id));
        }
    }
    if act.certified_officers < policy.officers {
        found.insert(CoverageFinding::TooFewCertified(act.certified_officers));
    }
    let is_near = |one: Timestamp, other: Timestamp| one.ms_since(other).abs() <= policy.same_ms;
    for (place, (from, to)) in act.sessions.iter().enumerate() {
        let begins = act.clips.iter().any(|clip| is_near(clip.from, *from));
        if begins && act.clips.iter().any(|clip| is_near(clip.to, *to)) {
            found.insert(CoverageFinding::TimesOfTheFootage(place));
        }
    }
    found.extend(act.times_changed.iter().copied().map(CoverageFinding::TimesChanged));
    found.extend(elements(act, &sessions));
    found
}

/// Marks made by hand are asked for only where the whole act must be recorded.
fn elements(act: &ActFacts, sessions: &Spans) -> impl Iterator<Item = CoverageFinding> {
    let asked = if act.duty == Duty::Full {
        act.elements.as_slice()
    } else {
        &[]
    };
    asked.iter().enumerate().filter_map(|(place, marked)| match marked {
        None => Some(CoverageFinding::ElementMissing(place)),
        Some(at) if !sessions.touches((at.as_millis(), at.as_millis() + 1)) => {
            Some(CoverageFinding::ElementOutside(place))
        }
        Some(_) => None,
    })
}

const fn span_of((from, to): (Timestamp, Timestamp)) -> Span {
    (from.as_millis(), to.as_millis())
}

/// Where a clip may lie at all.
fn widest(clip: &ClipFacts) -> Span {
    let (from, to) = span_of((clip.from, clip.to));
    let doubt = clip.uncertainty_ms.max(0);
    (from.saturating_sub(doubt), to.saturating_add(doubt))
}
