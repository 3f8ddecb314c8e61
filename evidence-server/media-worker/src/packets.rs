//! Level 1: counts the packets of one stream and the time that they cover.
//!
//! What must stay true: what comes out was counted here, except the fields named `claimed_…` and the header's own
//! numbers. A packet without a time is counted as such and covers none.

use evidence_schema::wire::media::{FrameRate, StreamFacts, StreamKind, limits::GAPS_MAX};
use ffmpeg_next::codec::packet::side_data::Type as SideDataType;
use ffmpeg_next::{Packet, Rational, Stream, media};

use crate::intervals::Intervals;
use crate::native::{self, StreamHeader};
use crate::text;
use crate::units::{length_ms, milliseconds, saturated};

/// One stream while its packets are read.
#[derive(Debug)]
pub(crate) struct Tally {
    facts: StreamFacts,
    time_base: Rational,
    is_cover_picture: bool,
    /// Length of a packet that names none, in milliseconds.
    usual_length_ms: i64,
    gap_threshold_ms: i64,
    last_decoding_time: Option<i64>,
    intervals: Intervals,
}

impl Tally {
    pub(crate) fn new(stream: &Stream<'_>, index: u32, is_still: bool, gap_threshold_ms: u32) -> Self {
        let header = native::stream_header(stream);
        let frame_rate = frame_rate(stream.avg_frame_rate());
        let usual_length_ms = frame_rate.map_or(0, |rate| i64::from(rate.seconds) * 1_000 / i64::from(rate.frames));
        Self {
            facts: facts_of_header(
                stream,
                &header,
                Announced {
                    index,
                    is_still,
                    frame_rate,
                },
            ),
            time_base: stream.time_base(),
            is_cover_picture: header.is_cover_picture,
            usual_length_ms,
            gap_threshold_ms: i64::from(gap_threshold_ms),
            last_decoding_time: None,
            intervals: Intervals::new(gap_threshold_ms),
        }
    }

    pub(crate) fn kind(&self) -> StreamKind {
        self.facts.kind
    }

    pub(crate) fn is_still(&self) -> bool {
        self.facts.is_still
    }

    /// Whether a decoder has something to do: a cover picture says nothing about the recording.
    pub(crate) fn is_decodable(&self, kind: StreamKind) -> bool {
        self.facts.kind == kind && !self.is_cover_picture
    }

    /// Counts a packet; gives its start in milliseconds where it has one.
    pub(crate) fn count(&mut self, packet: &Packet) -> Option<i64> {
        let facts = &mut self.facts;
        facts.packets += 1;
        facts.bytes += u64::try_from(packet.size()).unwrap_or(0);
        facts.key_packets += u64::from(packet.is_key());
        facts.corrupt_packets += u64::from(packet.is_corrupt());
        if let Some(time) = packet.dts() {
            facts.backward_steps += u64::from(self.last_decoding_time.is_some_and(|last| time < last));
            self.last_decoding_time = Some(time);
        }
        let start = packet
            .pts()
            .or(packet.dts())
            .and_then(|time| milliseconds(time, self.time_base));
        if native::packet_is_hidden(packet) {
            facts.hidden_packets += 1;
        }
        let Some(start_ms) = start else {
            facts.untimed_packets += 1;
            return None;
        };
        let end_ms = self.end_of(packet, start_ms);
        if native::packet_is_hidden(packet) {
            self.facts.hidden_ms = self.facts.hidden_ms.saturating_add(length_ms(start_ms, end_ms));
        } else {
            self.intervals.add(start_ms, end_ms);
        }
        start
    }

    /// Rounded from the exact end, so that the end of one packet and the start of the next are the same moment. Some
    /// containers know no gap and stretch the packet before it instead: no picture and no piece of sound covers more
    /// than the threshold, unless the stream is that slow throughout.
    fn end_of(&self, packet: &Packet, start_ms: i64) -> i64 {
        let usual_end_ms = start_ms.saturating_add(self.usual_length_ms);
        let exact = packet.pts().or(packet.dts()).filter(|_| packet.duration() > 0);
        let stated_end_ms = exact.and_then(|start| milliseconds(start.checked_add(packet.duration())?, self.time_base));
        let longest_ms = self.gap_threshold_ms.max(self.usual_length_ms.saturating_mul(2));
        stated_end_ms
            .filter(|end| self.facts.kind == StreamKind::Data || end.saturating_sub(start_ms) <= longest_ms)
            .unwrap_or(usual_end_ms)
    }

    /// Time that this stream adds to the length of the recording.
    pub(crate) fn recorded_span(&self) -> Option<(i64, i64)> {
        let counts = self.facts.kind != StreamKind::Data && !self.facts.is_still;
        self.intervals.span().filter(|_| counts)
    }

    pub(crate) fn finish(mut self) -> StreamFacts {
        if !self.facts.is_still {
            let span = self.intervals.span();
            self.facts.start_ms = span.map(|(start, _)| start);
            self.facts.end_ms = span.map(|(_, end)| end);
            self.facts.gaps = self.intervals.gaps(GAPS_MAX);
            self.facts.gaps_total = saturated(self.intervals.gaps_total());
        }
        self.facts
    }
}

/// What is known of a stream besides its header.
#[derive(Clone, Copy)]
struct Announced {
    index: u32,
    is_still: bool,
    frame_rate: Option<FrameRate>,
}

fn facts_of_header(stream: &Stream<'_>, header: &StreamHeader, announced: Announced) -> StreamFacts {
    let is_still = announced.is_still || header.is_cover_picture;
    let kind = kind_of(stream.parameters().medium());
    let claimed_ms = header
        .claimed_duration
        .and_then(|time| milliseconds(time, stream.time_base()));
    StreamFacts {
        index: announced.index,
        kind,
        codec: Some(stream.parameters().id().name().to_owned())
            .filter(|name| name != "none" && name != "unknown_codec"),
        tag: header.tag.map(|letters| text::plain(&letters)),
        is_still,
        width: header.width,
        height: header.height,
        rotation_degrees: rotation(stream),
        frame_rate: announced
            .frame_rate
            .filter(|_| kind == StreamKind::Picture && !is_still),
        sample_rate_hz: header.sample_rate_hz,
        channels: header.channels,
        claimed_duration_ms: claimed_ms.filter(|_| !is_still).map(|end| length_ms(0, end)),
        claimed_packets: header.claimed_packets,
        packets: 0,
        bytes: 0,
        key_packets: 0,
        corrupt_packets: 0,
        hidden_packets: 0,
        hidden_ms: 0,
        untimed_packets: 0,
        backward_steps: 0,
        start_ms: None,
        end_ms: None,
        gaps: Vec::new(),
        gaps_total: 0,
        decoded: None,
    }
}

fn kind_of(medium: media::Type) -> StreamKind {
    match medium {
        media::Type::Video => StreamKind::Picture,
        media::Type::Audio => StreamKind::Sound,
        _ => StreamKind::Data,
    }
}

fn frame_rate(rate: Rational) -> Option<FrameRate> {
    let frames = u32::try_from(rate.numerator()).ok().filter(|frames| *frames > 0)?;
    let seconds = u32::try_from(rate.denominator()).ok().filter(|seconds| *seconds > 0)?;
    Some(FrameRate { frames, seconds })
}

/// Quarter turns only; the matrix stands in the file as nine numbers, of which the first two show the turn.
fn rotation(stream: &Stream<'_>) -> Option<i32> {
    let matrix = stream
        .side_data()
        .find(|data| data.kind() == SideDataType::DisplayMatrix)?;
    let number = |place: usize| {
        let bytes = matrix.data().get(place * 4..place * 4 + 4)?;
        Some(i32::from_ne_bytes(bytes.try_into().ok()?).signum())
    };
    match (number(0)?, number(1)?) {
        (0, 1) => Some(90),
        (-1, 0) => Some(180),
        (0, -1) => Some(270),
        _ => None,
    }
}
