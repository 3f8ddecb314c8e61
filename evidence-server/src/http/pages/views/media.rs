//! What the media worker found, in the reader's words.
//!
//! What must stay true: what the file claims is named a claim, what was counted a fact; the depth of the look is said.

use evidence_schema::wire::media::{MediaAnswer, MediaLevel, MediaOutcome, StreamFacts, StreamKind, StretchKind};

use super::super::show::{length, name};
use super::super::words::{Key, Words};
use super::clips::kind_key;
use crate::app::probing::{KeptFacts, MediaFinding};

/// What was found in a clip.
pub struct MediaCard {
    /// How deep the look was.
    pub level: String,
    /// How the look ended.
    pub outcome: String,
    /// The container's format.
    pub format: Option<String>,
    /// Real length.
    pub real: Option<String>,
    /// Length that the file claims.
    pub claimed: Option<String>,
    /// One line per stream.
    pub streams: Vec<String>,
    /// What a person should look at.
    pub findings: Vec<FoundLine>,
}

/// One thing to look at.
pub struct FoundLine {
    /// In words.
    pub text: String,
    /// Second of the file at which it begins, for the player.
    pub at_s: Option<String>,
}

const fn level_key(level: MediaLevel) -> Key {
    match level {
        MediaLevel::Packets => Key("media-level-packets"),
        MediaLevel::KeyFrames => Key("media-level-key-frames"),
        MediaLevel::FullDecode => Key("media-level-full"),
    }
}

const fn outcome_key(outcome: MediaOutcome) -> Key {
    match outcome {
        MediaOutcome::Read => Key("media-outcome-read"),
        MediaOutcome::ReadInPart => Key("media-outcome-part"),
        MediaOutcome::Empty => Key("media-outcome-empty"),
        MediaOutcome::Unrecognised => Key("media-outcome-unrecognised"),
        MediaOutcome::Broken => Key("media-outcome-broken"),
        MediaOutcome::Refused => Key("media-outcome-refused"),
    }
}

const fn stream_key(kind: StreamKind) -> Key {
    match kind {
        StreamKind::Picture => Key("media-picture"),
        StreamKind::Sound => Key("media-sound"),
        StreamKind::Data => Key("media-data"),
    }
}

fn stream_line(t: Words, stream: &StreamFacts) -> String {
    let mut parts = vec![t.key(stream_key(stream.kind))];
    parts.extend(stream.codec.as_deref().or(stream.tag.as_deref()).map(name));
    if let (Some(width), Some(height)) = (stream.width, stream.height) {
        parts.push(format!("{width} × {height}"));
    }
    if let Some(rate) = stream.frame_rate.filter(|rate| rate.seconds > 0 && !stream.is_still) {
        parts.push(
            t.with(
                "media-rate",
                format!("{:.4}", f64::from(rate.frames) / f64::from(rate.seconds))
                    .trim_end_matches('0')
                    .trim_end_matches('.'),
            ),
        );
    }
    parts.extend(stream.sample_rate_hz.map(|hz| format!("{hz} Hz")));
    parts.extend(stream.channels.map(|count| t.count("media-channels", count)));
    parts.push(t.count("media-packets", stream.packets));
    parts.join(" · ")
}

fn at(ms: i64) -> String {
    length(u64::try_from(ms).unwrap_or(0))
}

const fn stretch_key(kind: StretchKind) -> Key {
    match kind {
        StretchKind::Black => Key("found-black"),
        StretchKind::Frozen => Key("found-frozen"),
        StretchKind::Silent => Key("found-silent"),
    }
}

/// A stretch from one moment to another.
fn between(t: Words, key: Key, (start_ms, end_ms): (i64, i64)) -> String {
    t.fill(key.0, &[("from", at(start_ms)), ("to", at(end_ms))])
}

const fn gap_key(kind: StreamKind) -> Key {
    match kind {
        StreamKind::Sound => Key("found-gap-sound"),
        StreamKind::Picture | StreamKind::Data => Key("found-gap-picture"),
    }
}

/// A finding about the file as a whole, or about one of its parts.
fn found(t: Words, finding: &MediaFinding) -> String {
    use MediaFinding as F;
    match finding {
        F::Empty => t.say("found-empty"),
        F::NotMedia => t.say("found-not-media"),
        F::HeaderBroken => t.say("found-header-broken"),
        F::PictureTooLarge(p) => t.with("found-too-large", format!("{} × {}", p.width, p.height)),
        F::ReadInPart => t.say("found-in-part"),
        F::NoSound => t.say("found-no-sound"),
        F::Hidden { hidden_ms, .. } => t.with("found-hidden", length(*hidden_ms)),
        F::Damaged { count, .. } => t.count("found-damaged", *count),
        F::Faults { total, first } => t.fill("found-faults", &[("count", total.to_string()), ("first", name(first))]),
        F::Gap { kind, gap, .. } => between(t, gap_key(*kind), (gap.start_ms, gap.end_ms)),
        F::Stretch(stretch) => between(t, stretch_key(stretch.kind), (stretch.start_ms, stretch.end_ms)),
        F::KindDisagrees { .. } | F::DurationDisagrees { .. } | F::PacketsMissing { .. } => disagreement(t, finding),
    }
}

/// What the file claims beside what is there.
fn disagreement(t: Words, finding: &MediaFinding) -> String {
    use MediaFinding as F;
    let (key, claimed, real) = match finding {
        F::KindDisagrees { named, found } => (Key("found-kind"), t.key(kind_key(*named)), t.key(kind_key(*found))),
        F::DurationDisagrees { claimed_ms, real_ms } => (Key("found-duration"), length(*claimed_ms), length(*real_ms)),
        F::PacketsMissing { claimed, counted, .. } => (Key("found-packets"), claimed.to_string(), counted.to_string()),
        _ => return String::new(),
    };
    t.fill(key.0, &[("claimed", claimed), ("real", real)])
}

const fn start_ms(finding: &MediaFinding) -> Option<i64> {
    match finding {
        MediaFinding::Gap { gap, .. } => Some(gap.start_ms),
        MediaFinding::Stretch(stretch) => Some(stretch.start_ms),
        _ => None,
    }
}

impl MediaCard {
    /// What was found, as shown.
    pub fn new(t: Words, facts: &KeptFacts) -> Self {
        let answer: &MediaAnswer = &facts.answer;
        let container = answer.container.as_ref();
        let as_line = |finding: &MediaFinding| FoundLine {
            text: found(t, finding),
            at_s: start_ms(finding)
                .filter(|ms| *ms >= 0)
                .map(|ms| format!("{}.{:03}", ms / 1000, ms % 1000)),
        };
        Self {
            level: t.key(level_key(answer.level)),
            outcome: t.key(outcome_key(answer.outcome)),
            format: container.map(|c| name(&c.format)),
            real: container.and_then(|c| c.real_duration_ms).map(length),
            claimed: container
                .and_then(|c| c.claimed_duration)
                .map(|claim| length(claim.duration_ms)),
            streams: answer.streams.iter().map(|stream| stream_line(t, stream)).collect(),
            findings: facts.found.iter().map(as_line).collect(),
        }
    }
}
