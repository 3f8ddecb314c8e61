//! From the worker's facts to what a person should look at.
//!
//! What must stay true: a function without I/O. A claim is never taken for a fact: the length is the one that is there,
//! times that the file states appear nowhere here. Each finding says what was found, that the clip is kept as it is, and
//! what to do; the verdict names the level that it rests on.

use evidence_schema::clip::ClipKind;
use evidence_schema::wire::media::{
    DurationBasis, MediaAnswer, MediaGap, MediaLevel, MediaOutcome, MediaStretch, RefusedPicture, StreamFacts,
    StreamKind,
};

use serde::{Deserialize, Serialize};

use super::checked::CheckedAnswer;
use super::limits::{DURATION_TOLERANCE_MS, FINDINGS_MAX, HIDDEN_TOLERANCE_MS};

mod words;

/// What the facts mean for a clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaMeaning {
    /// How deep the look was.
    pub rests_on: MediaLevel,
    /// What the clip is by its content; absent where it cannot be read.
    pub kind: Option<ClipKind>,
    /// Its real length in milliseconds; absent for photos and for what cannot be read.
    pub duration_ms: Option<u64>,
    /// What a person should look at, the gravest first, at most 200.
    pub findings: Vec<MediaFinding>,
    /// Findings made, also those not listed.
    pub findings_total: usize,
}

/// Something about a clip that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "word", content = "about", rename_all = "snake_case")]
pub enum MediaFinding {
    /// No bytes.
    Empty,
    /// Of no media format that is read here, although its name says media.
    NotMedia,
    /// The header cannot be read: typically a recording that was cut off.
    HeaderBroken,
    /// A picture is too large to be decoded.
    PictureTooLarge(RefusedPicture),
    /// Reading was given up before the end.
    ReadInPart,
    /// Content and name disagree about the kind.
    KindDisagrees {
        /// By its name.
        named: ClipKind,
        /// By its content.
        found: ClipKind,
    },
    /// The file's header claims another length than is there.
    DurationDisagrees {
        /// As the header claims.
        claimed_ms: u64,
        /// As the packets show.
        real_ms: u64,
    },
    /// Fewer packets than the header names.
    PacketsMissing {
        /// Stream.
        stream: u32,
        /// As the header claims.
        claimed: u64,
        /// As they were counted.
        counted: u64,
    },
    /// A video without sound: full recording means picture and sound.
    NoSound,
    /// The file tells players not to show parts of it.
    Hidden {
        /// Stream.
        stream: u32,
        /// How long they are together, in milliseconds.
        hidden_ms: u64,
    },
    /// A hole in the timestamps.
    Gap {
        /// Stream.
        stream: u32,
        /// Picture or sound.
        kind: StreamKind,
        /// The hole.
        gap: MediaGap,
    },
    /// Black, frozen or silent for long.
    Stretch(MediaStretch),
    /// Pictures or sounds that cannot be decoded, or only patched up.
    Damaged {
        /// Stream.
        stream: u32,
        /// Damaged frames and refused packets together.
        count: u64,
    },
    /// Reading met faults that nothing above explains.
    Faults {
        /// How many.
        total: u32,
        /// The first one, in FFmpeg's words.
        first: String,
    },
}

/// What `answer` means for a clip that its name makes `named`.
pub fn meaning(answer: &CheckedAnswer, named: ClipKind) -> MediaMeaning {
    let answer = answer.answer();
    let kind = kind_of(answer);
    let duration_ms = answer
        .container
        .as_ref()
        .and_then(|container| container.real_duration_ms);
    let mut findings: Vec<MediaFinding> = outcome_finding(answer, named).into_iter().collect();
    findings.extend(kind_finding(kind, named));
    findings.extend(duration_finding(answer));
    findings
        .extend((kind == Some(ClipKind::Video) && !has(answer, StreamKind::Sound)).then_some(MediaFinding::NoSound));
    findings.extend(answer.streams.iter().flat_map(stream_findings));
    findings.extend(answer.stretches.iter().copied().map(MediaFinding::Stretch));
    if findings.is_empty() {
        findings.extend(faults_finding(answer));
    }
    let findings_total = findings.len();
    findings.truncate(FINDINGS_MAX);
    MediaMeaning {
        rests_on: answer.level,
        kind,
        duration_ms,
        findings,
        findings_total,
    }
}

fn has(answer: &MediaAnswer, kind: StreamKind) -> bool {
    answer.streams.iter().any(|stream| stream.kind == kind)
}

fn kind_of(answer: &MediaAnswer) -> Option<ClipKind> {
    let container = answer.container.as_ref().filter(|_| answer.streams_total > 0)?;
    let is_moving = answer
        .streams
        .iter()
        .any(|stream| stream.kind == StreamKind::Picture && !stream.is_still);
    Some(match (container.is_still, is_moving, has(answer, StreamKind::Sound)) {
        (true, _, _) => ClipKind::Photo,
        (false, true, _) => ClipKind::Video,
        (false, false, true) => ClipKind::Audio,
        (false, false, false) => ClipKind::Other,
    })
}

fn is_media(kind: ClipKind) -> bool {
    matches!(kind, ClipKind::Video | ClipKind::Audio | ClipKind::Photo)
}

fn outcome_finding(answer: &MediaAnswer, named: ClipKind) -> Option<MediaFinding> {
    match answer.outcome {
        MediaOutcome::Read => None,
        MediaOutcome::ReadInPart => Some(MediaFinding::ReadInPart),
        MediaOutcome::Empty => Some(MediaFinding::Empty),
        MediaOutcome::Unrecognised => is_media(named).then_some(MediaFinding::NotMedia),
        MediaOutcome::Broken => Some(MediaFinding::HeaderBroken),
        MediaOutcome::Refused => answer.refused.map(MediaFinding::PictureTooLarge),
    }
}

fn kind_finding(kind: Option<ClipKind>, named: ClipKind) -> Option<MediaFinding> {
    let found = kind.filter(|found| is_media(named) && *found != named)?;
    Some(MediaFinding::KindDisagrees { named, found })
}

/// A length guessed from the bit rate is nobody's claim.
fn duration_finding(answer: &MediaAnswer) -> Option<MediaFinding> {
    let container = answer.container.as_ref()?;
    let claimed = container
        .claimed_duration
        .filter(|claimed| claimed.basis == DurationBasis::Header)?;
    let real_ms = container.real_duration_ms?;
    let disagrees = claimed.duration_ms.abs_diff(real_ms) > DURATION_TOLERANCE_MS;
    disagrees.then_some(MediaFinding::DurationDisagrees {
        claimed_ms: claimed.duration_ms,
        real_ms,
    })
}

fn stream_findings(facts: &StreamFacts) -> Vec<MediaFinding> {
    let stream = facts.index;
    let mut findings = Vec::new();
    if facts.kind == StreamKind::Data {
        return findings;
    }
    if let Some(claimed) = facts.claimed_packets.filter(|claimed| *claimed > facts.packets) {
        findings.push(MediaFinding::PacketsMissing {
            stream,
            claimed,
            counted: facts.packets,
        });
    }
    if facts.hidden_ms > HIDDEN_TOLERANCE_MS {
        findings.push(MediaFinding::Hidden {
            stream,
            hidden_ms: facts.hidden_ms,
        });
    }
    let damaged = facts.decoded.map_or(0, |decoded| {
        decoded.damaged_frames.saturating_add(decoded.refused_packets)
    });
    if damaged > 0 {
        findings.push(MediaFinding::Damaged { stream, count: damaged });
    }
    findings.extend(facts.gaps.iter().map(|gap| MediaFinding::Gap {
        stream,
        kind: facts.kind,
        gap: *gap,
    }));
    findings
}

fn faults_finding(answer: &MediaAnswer) -> Option<MediaFinding> {
    let first = answer.faults.first()?;
    Some(MediaFinding::Faults {
        total: answer.faults_total,
        first: first.text.clone(),
    })
}

#[cfg(test)]
mod tests;
