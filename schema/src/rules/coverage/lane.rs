//! One sense of an act: where it is shown whatever the clocks, where it may be, and why not where it is not.
//!
//! What must stay true: what is dark or silent counts as missing only together with whatever is missing around it: so
//! neither cutting a clip in two nor adding one makes more of it.

use std::collections::{BTreeMap, BTreeSet};

use super::spans::{Span, Spans};
use super::{ActFacts, Cause, ClipFacts, CoveragePolicy, Duty, Gap, Lane, Measure, Sense, span_of};

/// Footage of all clocks on one axis.
#[derive(Debug, Default)]
struct Footage {
    /// Something is seen or heard.
    shown: Spans,
    /// There is a track, and nothing on it.
    empty: Spans,
}

impl Footage {
    /// What is seen of a session: an empty stretch counts as seen where all that is unseen there is short.
    fn seen(&self, session: &Spans, policy: &CoveragePolicy) -> Spans {
        let (_, short) = session.minus(&self.shown).parted(policy.stretch_ms - 1);
        self.shown.or(&short.and(&self.empty))
    }
}

/// What the clips of an act show of one sense.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// Whatever the clocks.
    certain: Footage,
    /// If the clocks are so.
    possible: Footage,
    /// Approved explanations.
    explained: Spans,
    /// All that any clip spans, shown or not.
    spanned: Spans,
    /// Where clips span and do not show, by their cause.
    unseen: BTreeMap<Cause, Spans>,
}

/// Clips of one clock with one uncertainty.
#[derive(Debug, Default)]
struct OneClock {
    shown: Vec<Span>,
    empty: Vec<Span>,
}

impl Laid {
    pub(super) fn of(sense: Sense, act: &ActFacts, policy: &CoveragePolicy) -> Self {
        let mut clocks: BTreeMap<(&str, i64), OneClock> = BTreeMap::new();
        let mut unseen: BTreeMap<Cause, Vec<Span>> = BTreeMap::new();
        for clip in &act.clips {
            let whole = span_of((clip.from, clip.to));
            let has_track = match sense {
                Sense::Picture => clip.has_picture,
                Sense::Sound => clip.has_sound,
            };
            if clip.left_out.is_some() || !has_track {
                let cause = if has_track { Cause::LeftOut } else { Cause::NoTrack };
                unseen.entry(cause).or_default().push(whole);
                continue;
            }
            let holes = placed(clip, holes(sense, clip));
            let (cause, empty) = emptiness(sense, act.duty, clip);
            let clock = clocks.entry((&clip.clock, clip.uncertainty_ms.max(0))).or_default();
            clock
                .shown
                .extend(Spans::of([whole]).minus(&holes).minus(&empty).iter());
            clock.empty.extend(empty.minus(&holes).iter());
            unseen.entry(Cause::Hole).or_default().extend(holes.iter());
            unseen.entry(cause).or_default().extend(empty.iter());
        }
        let explained = act.explained.iter().filter(|explained| explained.sense == sense);
        Self {
            certain: moved(&clocks, -1, policy),
            possible: moved(&clocks, 1, policy),
            explained: explained
                .map(|explained| span_of((explained.from, explained.to)))
                .collect(),
            spanned: act.clips.iter().map(|clip| span_of((clip.from, clip.to))).collect(),
            unseen: unseen
                .into_iter()
                .map(|(cause, spans)| (cause, Spans::of(spans)))
                .collect(),
        }
    }

    fn causes(&self, gap: Span, policy: &CoveragePolicy) -> BTreeSet<Cause> {
        let touching = self.unseen.iter().filter(|(_, spans)| spans.touches(gap));
        let mut causes: BTreeSet<Cause> = touching.map(|(cause, _)| *cause).collect();
        let (bare, _) = Spans::of([gap]).minus(&self.spanned).parted(policy.tolerance_ms);
        if !bare.is_empty() || causes.is_empty() {
            causes.insert(Cause::NoClip);
        }
        causes
    }
}

/// The footage of all clocks, made longer (1) or shorter (-1) by what each clock may be wrong.
fn moved(clocks: &BTreeMap<(&str, i64), OneClock>, direction: i64, policy: &CoveragePolicy) -> Footage {
    let (mut shown, mut empty) = (Vec::new(), Vec::new());
    for ((_, doubt), clock) in clocks {
        let by = doubt.saturating_mul(direction);
        let ends = |(from, to): Span| (from.saturating_sub(by), to.saturating_add(by));
        let one = Spans::seamed(clock.shown.iter().copied(), policy.tolerance_ms);
        shown.extend(one.iter().map(ends));
        empty.extend(Spans::of(clock.empty.iter().copied()).iter().map(ends));
    }
    Footage {
        shown: Spans::seamed(shown, policy.tolerance_ms),
        empty: Spans::of(empty),
    }
}

/// Stretches within a clip, on the axis.
fn placed(clip: &ClipFacts, spans: &[Span]) -> Spans {
    let (from, to) = span_of((clip.from, clip.to));
    let on_axis = |(start, end): &Span| (from.saturating_add(*start).max(from), from.saturating_add(*end).min(to));
    spans.iter().map(on_axis).collect()
}

/// What the timestamps of a clip's track leave out.
fn holes(sense: Sense, clip: &ClipFacts) -> &[Span] {
    match sense {
        Sense::Picture => &clip.holes,
        Sense::Sound => &clip.sound_holes,
    }
}

/// Where a clip has the track and nothing on it; asked only where the whole act must be recorded.
fn emptiness(sense: Sense, duty: Duty, clip: &ClipFacts) -> (Cause, Spans) {
    let (cause, spans) = match sense {
        Sense::Picture => (Cause::Dark, &clip.dark),
        Sense::Sound => (Cause::Silent, &clip.silent),
    };
    let judged: &[Span] = if duty == Duty::Full { spans } else { &[] };
    (cause, placed(clip, judged))
}

/// One sense of one session.
pub(super) fn lane(session: Span, laid: &Laid, policy: &CoveragePolicy) -> Lane {
    let session = Spans::of([session]);
    let certain = laid.certain.seen(&session, policy);
    let possible = laid.possible.seen(&session, policy);
    let (missing, tolerated) = session.minus(&possible).parted(policy.tolerance_ms);
    let open = session.and(&possible).minus(&certain);
    let (doubts, slight) = open.parted(policy.tolerance_ms);
    let explained = missing.and(&laid.explained);
    let gap = |span: Span| Gap {
        span,
        causes: laid.causes(span, policy),
        explained_ms: Spans::of([span]).and(&laid.explained).total_ms(),
    };
    Lane {
        measure: Measure {
            recorded_ms: session.and(&certain).total_ms() + slight.total_ms(),
            doubtful_ms: doubts.total_ms(),
            tolerated_ms: tolerated.total_ms(),
            explained_ms: explained.total_ms(),
            unexplained_ms: missing.total_ms() - explained.total_ms(),
        },
        gaps: missing.iter().map(gap).collect(),
        doubts: doubts.iter().collect(),
    }
}
