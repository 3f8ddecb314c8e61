//! What the media worker's answer means for coverage: which tracks a clip has, and where each of them shows nothing.
//!
//! What must stay true: a function without I/O. A list that was cut counts as if nothing were shown after its last entry;
//! of several tracks of one kind, only what all of them leave out is left out.

use evidence_schema::clip::ClipKind;
use evidence_schema::rules::coverage::spans::{Span, Spans};
use evidence_schema::wire::media::{MediaAnswer, MediaLevel, StreamFacts, StreamKind, StretchKind};

use crate::app::probing::KeptFacts;

/// What a clip can show, in milliseconds from its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(in crate::app) struct Tracks {
    /// It is of a kind that lasts: neither a photo nor something else.
    pub(in crate::app) lasts: bool,
    /// Whether it has a picture.
    pub(in crate::app) has_picture: bool,
    /// Whether it has sound.
    pub(in crate::app) has_sound: bool,
    /// What the picture's timestamps leave out.
    pub(in crate::app) holes: Vec<Span>,
    /// What the sound's timestamps leave out.
    pub(in crate::app) sound_holes: Vec<Span>,
    /// Black or frozen.
    pub(in crate::app) dark: Vec<Span>,
    /// Without sound.
    pub(in crate::app) silent: Vec<Span>,
    /// Looked at as deeply as can be.
    pub(in crate::app) is_looked_in_full: bool,
}

impl Tracks {
    /// Before anybody looked: by the kind that its name says, and of no length.
    pub(in crate::app::coverage) fn unseen(kind: ClipKind) -> Self {
        Self {
            lasts: kind != ClipKind::Photo,
            has_picture: kind == ClipKind::Video,
            has_sound: matches!(kind, ClipKind::Video | ClipKind::Audio),
            ..Self::default()
        }
    }

    /// By what the worker found. A file in which nothing can be read is still one that its name calls footage.
    pub(in crate::app::coverage) fn of(kept: &KeptFacts, kind: ClipKind) -> Self {
        let answer = &kept.answer;
        let is_broken_footage = answer.streams_total == 0 && matches!(kind, ClipKind::Video | ClipKind::Audio);
        let begins = answer.container.as_ref().and_then(|container| container.real_start_ms);
        let length = answer
            .container
            .as_ref()
            .and_then(|container| container.real_duration_ms);
        let begins = begins.unwrap_or(0);
        let whole = (
            begins,
            begins.saturating_add(length.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(0)),
        );
        let (picture, sound) = (of_kind(answer, StreamKind::Picture), of_kind(answer, StreamKind::Sound));
        let from_start = |spans: Spans| spans.iter().map(|(from, to)| (from - begins, to - begins)).collect();
        Self {
            lasts: !picture.is_empty() || !sound.is_empty() || is_broken_footage,
            has_picture: !picture.is_empty(),
            has_sound: !sound.is_empty(),
            holes: from_start(common(&picture, |stream| holes(stream, whole))),
            sound_holes: from_start(common(&sound, |stream| holes(stream, whole))),
            dark: from_start(common(&decoded(&picture), |stream| empty(answer, stream, whole))),
            silent: from_start(common(&decoded(&sound), |stream| empty(answer, stream, whole))),
            is_looked_in_full: kept.is_looked_in_full(),
        }
    }
}

impl KeptFacts {
    /// Whether every picture and sound was decoded, or that was tried.
    pub(in crate::app) fn is_looked_in_full(&self) -> bool {
        let full = MediaLevel::FullDecode;
        self.answer.level == full || self.asked.is_some_and(|asked| asked == full.number())
    }
}

fn of_kind(answer: &MediaAnswer, kind: StreamKind) -> Vec<&StreamFacts> {
    let is_meant = |stream: &&StreamFacts| stream.kind == kind && !stream.is_still && stream.packets > 0;
    answer.streams.iter().filter(is_meant).collect()
}

/// Only what was decoded can be called dark or silent.
fn decoded<'a>(streams: &[&'a StreamFacts]) -> Vec<&'a StreamFacts> {
    let decoded = streams.iter().filter(|stream| stream.decoded.is_some());
    decoded.copied().collect()
}

/// What every one of the streams has.
fn common(streams: &[&StreamFacts], of: impl Fn(&StreamFacts) -> Spans) -> Spans {
    let each = streams.iter().map(|stream| of(stream));
    each.reduce(|one, other| one.and(&other)).unwrap_or_default()
}

/// Before the first packet, between packets, and after the last one.
fn holes(stream: &StreamFacts, (begins, ends): Span) -> Spans {
    let mut holes: Vec<Span> = stream.gaps.iter().map(|gap| (gap.start_ms, gap.end_ms)).collect();
    holes.extend(stream.start_ms.map(|start| (begins, start)));
    holes.extend(stream.end_ms.map(|end| (end, ends)));
    let is_cut = usize::try_from(stream.gaps_total).is_ok_and(|total| total > stream.gaps.len());
    if let Some(last) = stream.gaps.last().filter(|_| is_cut) {
        holes.push((last.start_ms, ends));
    }
    Spans::of(holes)
}

/// Black, frozen or silent stretches of one stream.
fn empty(answer: &MediaAnswer, stream: &StreamFacts, (begins, ends): Span) -> Spans {
    let kinds: &[StretchKind] = match stream.kind {
        StreamKind::Picture => &[StretchKind::Black, StretchKind::Frozen],
        StreamKind::Sound => &[StretchKind::Silent],
        StreamKind::Data => &[],
    };
    let own = answer.stretches.iter();
    let own = own.filter(|stretch| stretch.stream == stream.index && kinds.contains(&stretch.kind));
    let mut empty: Vec<Span> = own.map(|stretch| (stretch.start_ms, stretch.end_ms)).collect();
    let is_cut = usize::try_from(answer.stretches_total).is_ok_and(|total| total > answer.stretches.len());
    if is_cut {
        // Further ones are counted only, in whichever stream.
        empty.push((empty.last().map_or(begins, |(from, _)| *from), ends));
    }
    Spans::of(empty)
}
