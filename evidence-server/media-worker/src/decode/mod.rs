//! Levels 2 and 3: gives packets to decoders and collects what the frames show.
//!
//! What must stay true: one thread; a decoder runs only if it is on the list, and refuses pictures above the limit
//! itself. Level 2 decodes each key frame by itself, so that what was skipped is never reported as damage.

pub(crate) mod decoder;
mod frozen;
mod picture;
mod poster;
mod sample;
mod sound;

use std::collections::BTreeMap;

use evidence_schema::wire::media::{
    DecodedFacts, FaultStage, MediaLevel, MediaRequest, MediaStretch, Poster, SeenCode, StreamKind, Waveform,
    limits::STRETCHES_MAX,
};
use ffmpeg_next::format::context::Input;
use ffmpeg_next::{Packet, Stream};

use crate::claims::Claims;
use crate::codes::CodeTrack;
use crate::faults::{Faults, Place};
use crate::limits::DECODED_STREAMS_MAX;
use crate::packets::Tally;
use decoder::NotDecoded;
use picture::PictureTrack;
use poster::PosterChoice;
use sound::SoundTrack;

/// What decoding showed.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    pub(crate) facts: BTreeMap<u32, DecodedFacts>,
    pub(crate) stretches: Vec<MediaStretch>,
    pub(crate) stretches_total: usize,
    pub(crate) waveform: Option<Waveform>,
    pub(crate) poster: Option<Poster>,
    pub(crate) codes: Vec<SeenCode>,
    pub(crate) codes_total: usize,
}

/// Where tracks put what concerns the whole file.
pub(crate) struct Shared<'a> {
    pub(crate) faults: &'a mut Faults,
    pub(crate) claims: &'a mut Claims,
}

/// The decoders of one file.
pub(crate) struct Decoding {
    tracks: BTreeMap<u32, Track>,
    poster: PosterChoice,
    waveform_buckets: u16,
    /// Of the first picture stream.
    codes: Option<(u32, CodeTrack)>,
}

enum Track {
    Picture(PictureTrack),
    Sound(SoundTrack),
}

impl Decoding {
    /// Opens a decoder for the first streams of each kind that the level asks for.
    pub(crate) fn begin(input: &Input, tallies: &[Tally], request: &MediaRequest, faults: &mut Faults) -> Self {
        let mut tracks = BTreeMap::new();
        for kind in wanted_kinds(request.level) {
            let streams = input.streams().zip(tallies).zip(0_u32..);
            let of_kind = streams
                .filter(|((_, tally), _)| tally.is_decodable(*kind))
                .take(DECODED_STREAMS_MAX);
            for ((stream, tally), index) in of_kind {
                match Track::open(&stream, index, tally, request) {
                    Ok(track) => {
                        tracks.insert(index, track);
                    }
                    Err(error) => {
                        faults.failed(
                            Place {
                                stage: FaultStage::Decode,
                                stream: Some(index),
                                at_ms: None,
                            },
                            &error,
                        );
                    }
                }
            }
        }
        let codes = codes(input, tallies, request);
        Self {
            codes,
            tracks,
            poster: PosterChoice::new(request),
            waveform_buckets: request.waveform_buckets,
        }
    }

    /// Gives one packet to the decoder of its stream, if it has one.
    pub(crate) fn packet(&mut self, stream: u32, packet: &Packet, at_ms: Option<i64>, shared: &mut Shared<'_>) {
        if let Some((of, track)) = &mut self.codes
            && *of == stream
        {
            track.packet(packet, at_ms);
        }
        match self.tracks.get_mut(&stream) {
            Some(Track::Picture(track)) => track.packet(packet, at_ms, &mut self.poster, shared),
            Some(Track::Sound(track)) => track.packet(packet, at_ms, shared.faults),
            None => {}
        }
    }

    /// Takes the last frames out of the decoders and sums up.
    pub(crate) fn finish(self, shared: &mut Shared<'_>) -> Decoded {
        let mut decoded = Decoded::default();
        let mut poster = self.poster;
        if let Some((_, track)) = self.codes {
            (decoded.codes, decoded.codes_total) = track.finish().finish();
        }
        for (index, track) in self.tracks {
            let (facts, found) = match track {
                Track::Picture(track) => track.finish(&mut poster, shared),
                Track::Sound(track) => {
                    let (facts, found, peaks) = track.finish(shared.faults);
                    decoded.waveform = decoded.waveform.or_else(|| peaks.finish(index, self.waveform_buckets));
                    (facts, found)
                }
            };
            decoded.facts.insert(index, facts);
            for (listed, total) in found {
                decoded.stretches.extend(listed);
                decoded.stretches_total += total;
            }
        }
        decoded.stretches.truncate(STRETCHES_MAX);
        decoded.poster = poster.finish(shared.faults);
        decoded
    }
}

/// Looks for codes in the first moving picture, where decoding is asked for.
fn codes(input: &Input, tallies: &[Tally], request: &MediaRequest) -> Option<(u32, CodeTrack)> {
    let is_wanted = request.level != MediaLevel::Packets && request.codes_ms_max > 0;
    let mut streams = input.streams().zip(tallies).zip(0_u32..);
    let ((stream, _), index) = streams
        .find(|((_, tally), _)| tally.is_decodable(StreamKind::Picture) && !tally.is_still())
        .filter(|_| is_wanted)?;
    // That it cannot be decoded is told by its own track.
    Some((index, CodeTrack::open(&stream, index, request).ok()?))
}

impl Track {
    fn open(stream: &Stream<'_>, index: u32, tally: &Tally, request: &MediaRequest) -> Result<Self, NotDecoded> {
        match tally.kind() {
            StreamKind::Sound => SoundTrack::open(stream, index, request).map(Self::Sound),
            _ => PictureTrack::open(stream, index, tally.is_still(), request).map(Self::Picture),
        }
    }
}

fn wanted_kinds(level: MediaLevel) -> &'static [StreamKind] {
    match level {
        MediaLevel::Packets => &[],
        MediaLevel::KeyFrames => &[StreamKind::Picture],
        MediaLevel::FullDecode => &[StreamKind::Picture, StreamKind::Sound],
    }
}
