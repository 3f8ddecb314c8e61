//! One examination: open the file, read every packet once, decode on the way what the level asks for, sum up.
//!
//! What must stay true: whatever the file holds, an answer comes out, with the facts found up to there. One pass.

use std::fs::File;

use evidence_schema::wire::media::{
    ClaimSource, ClaimedDuration, ContainerFacts, FaultStage, MEDIA_VERSION, MediaAnswer, MediaLevel, MediaOutcome,
    MediaRequest, RefusedPicture, SandboxReport, StreamFacts, limits::STREAMS_MAX,
};
use ffmpeg_next::format::context::Input;
use ffmpeg_next::{Error, Packet, Rational, ffi};

use crate::claims::Claims;
use crate::decode::{Decoded, Decoding, Shared};
use crate::faults::{Faults, Place};
use crate::formats;
use crate::limits::READ_FAILURES_IN_A_ROW_MAX;
use crate::native::{self, OpenFailure};
use crate::packets::Tally;
use crate::units::{length_ms, milliseconds, saturated};

/// Looks into `file` as deep as the request says.
pub(crate) fn examine(file: File, size_bytes: u64, request: &MediaRequest, sandbox: SandboxReport) -> MediaAnswer {
    let blank = blank(size_bytes, sandbox);
    if size_bytes == 0 {
        return MediaAnswer {
            outcome: MediaOutcome::Empty,
            ..blank.clone()
        };
    }
    match native::open(file, request.pixels_max) {
        Ok((input, format)) => read(input, format, request, &blank),
        Err(failure) => not_opened(failure, &blank),
    }
}

fn blank(size_bytes: u64, sandbox: SandboxReport) -> MediaAnswer {
    MediaAnswer {
        version: MEDIA_VERSION,
        sandbox,
        level: MediaLevel::Packets,
        size_bytes,
        outcome: MediaOutcome::Unrecognised,
        refused: None,
        container: None,
        streams: Vec::new(),
        streams_total: 0,
        claims: Vec::new(),
        claims_total: 0,
        stretches: Vec::new(),
        stretches_total: 0,
        faults: Vec::new(),
        faults_total: 0,
        poster: None,
        waveform: None,
        codes: Vec::new(),
        codes_total: 0,
    }
}

fn not_opened(failure: OpenFailure, blank: &MediaAnswer) -> MediaAnswer {
    let mut faults = Faults::default();
    let place = Place::file(FaultStage::Open);
    let (outcome, format, refused) = match failure {
        OpenFailure::Unrecognised => (MediaOutcome::Unrecognised, None, None),
        OpenFailure::Broken { format, error } => {
            faults.failed(place, &error);
            (MediaOutcome::Broken, Some(format), None)
        }
        OpenFailure::Refused { format, picture } => {
            faults.add(place, &too_large(picture));
            (MediaOutcome::Refused, Some(format), Some(picture))
        }
    };
    let (faults, faults_total) = faults.finish();
    let container = format.map(|format| ContainerFacts {
        is_still: formats::is_still(&format),
        format,
        claimed_duration: None,
        real_start_ms: None,
        real_duration_ms: None,
    });
    MediaAnswer {
        outcome,
        refused,
        container,
        faults,
        faults_total,
        ..blank.clone()
    }
}

fn too_large(picture: RefusedPicture) -> String {
    format!(
        "a picture of {} x {} points is larger than allowed",
        picture.width, picture.height
    )
}

/// Everything that grows while packets are read.
struct Reading {
    tallies: Vec<Tally>,
    decoding: Decoding,
    faults: Faults,
    claims: Claims,
    is_still: bool,
    gap_threshold_ms: u32,
}

fn read(mut input: Input, format: String, request: &MediaRequest, blank: &MediaAnswer) -> MediaAnswer {
    let is_still = formats::is_still(&format);
    let mut faults = Faults::default();
    faults.worked_around(Place::file(FaultStage::Open));
    let tallies = tallies(&input, 0, is_still, request.gap_threshold_ms);
    let decoding = Decoding::begin(&input, &tallies, request, &mut faults);
    let gap_threshold_ms = request.gap_threshold_ms;
    let mut reading = Reading {
        tallies,
        decoding,
        faults,
        claims: claims(&input),
        is_still,
        gap_threshold_ms,
    };
    let is_to_the_end = reading.all_packets(&mut input);
    let Reading {
        tallies,
        decoding,
        mut faults,
        mut claims,
        ..
    } = reading;
    let decoded = decoding.finish(&mut Shared {
        faults: &mut faults,
        claims: &mut claims,
    });
    let container = container(&input, format, &tallies);
    let streams_total = saturated(tallies.len());
    let streams = tallies
        .into_iter()
        .take(STREAMS_MAX)
        .map(|tally| with_decoded(tally.finish(), &decoded))
        .collect();
    let (faults, faults_total) = faults.finish();
    let (claims, claims_total) = claims.finish();
    MediaAnswer {
        level: request.level,
        outcome: if is_to_the_end {
            MediaOutcome::Read
        } else {
            MediaOutcome::ReadInPart
        },
        container: Some(container),
        streams,
        streams_total,
        claims,
        claims_total,
        stretches_total: saturated(decoded.stretches_total),
        stretches: decoded.stretches,
        faults,
        faults_total,
        poster: decoded.poster,
        waveform: decoded.waveform,
        codes_total: saturated(decoded.codes_total),
        codes: decoded.codes,
        ..blank.clone()
    }
}

impl Reading {
    /// Reads to the end of the file; false when it met nothing but failures.
    fn all_packets(&mut self, input: &mut Input) -> bool {
        let mut failures_in_a_row = 0;
        while failures_in_a_row < READ_FAILURES_IN_A_ROW_MAX {
            let mut packet = Packet::empty();
            match packet.read(input) {
                Ok(()) => {
                    failures_in_a_row = 0;
                    self.one_packet(input, &packet);
                }
                Err(Error::Eof) => {
                    self.faults.worked_around(Place::file(FaultStage::Read));
                    return true;
                }
                Err(error) => {
                    failures_in_a_row += 1;
                    self.faults.failed(Place::file(FaultStage::Read), &error);
                }
            }
        }
        false
    }

    fn one_packet(&mut self, input: &Input, packet: &Packet) {
        let index = packet.stream();
        if index >= self.tallies.len() {
            // A stream that appeared only now.
            self.tallies
                .extend(tallies(input, self.tallies.len(), self.is_still, self.gap_threshold_ms));
        }
        let (Some(tally), Ok(stream)) = (self.tallies.get_mut(index), u32::try_from(index)) else {
            return;
        };
        let at_ms = tally.count(packet);
        self.faults.worked_around(Place {
            stage: FaultStage::Read,
            stream: Some(stream),
            at_ms,
        });
        let mut shared = Shared {
            faults: &mut self.faults,
            claims: &mut self.claims,
        };
        self.decoding.packet(stream, packet, at_ms, &mut shared);
    }
}

fn tallies(input: &Input, known: usize, is_still: bool, gap_threshold_ms: u32) -> Vec<Tally> {
    let new = input.streams().zip(0_u32..).skip(known);
    new.map(|(stream, index)| Tally::new(&stream, index, is_still, gap_threshold_ms))
        .collect()
}

fn claims(input: &Input) -> Claims {
    let mut claims = Claims::default();
    claims.pick(ClaimSource::Container, None, native::container_tags(input));
    for (stream, index) in input.streams().zip(0_u32..) {
        claims.pick(ClaimSource::Stream, Some(index), native::stream_tags(&stream));
    }
    claims
}

fn container(input: &Input, format: String, tallies: &[Tally]) -> ContainerFacts {
    let is_still = formats::is_still(&format);
    let spans = || tallies.iter().filter_map(Tally::recorded_span);
    let start = spans().map(|(start, _)| start).min();
    let end = spans().map(|(_, end)| end).max();
    let length = start.zip(end).map(|(start, end)| length_ms(start, end));
    ContainerFacts {
        is_still,
        format,
        claimed_duration: claimed_duration(input).filter(|_| !is_still),
        real_start_ms: start,
        real_duration_ms: length,
    }
}

fn claimed_duration(input: &Input) -> Option<ClaimedDuration> {
    let unit = Rational::new(1, ffi::AV_TIME_BASE);
    let duration = Some(input.duration()).filter(|duration| *duration > 0)?;
    let duration_ms = length_ms(0, milliseconds(duration, unit)?);
    Some(ClaimedDuration {
        duration_ms,
        basis: native::duration_basis(input),
    })
}

fn with_decoded(facts: StreamFacts, decoded: &Decoded) -> StreamFacts {
    StreamFacts {
        decoded: decoded.facts.get(&facts.index).copied(),
        ..facts
    }
}
