//! One picture stream while it is decoded: size, damage, black and frozen stretches, candidates for the poster.
//!
//! What must stay true: black goes before frozen, so that a stretch is reported once.

use evidence_schema::wire::media::{
    ClaimSource, DecodedFacts, FaultStage, MediaLevel, MediaRequest, MediaStretch, StretchKind,
};
use ffmpeg_next::{Packet, Stream, frame};

use super::Shared;
use super::decoder::{Decoder, NotDecoded, is_damaged};
use super::frozen::Frozen;
use super::poster::PosterChoice;
use super::sample::{Sample, Sampler};
use crate::faults::{Faults, Place};
use crate::limits::KEY_FRAME_SPACING_MS;
use crate::native;
use crate::stretches::Stretches;
use crate::units::milliseconds;

/// Stretches of one kind as listed, and how many there were.
pub(crate) type Found = (Vec<MediaStretch>, usize);

/// See the top of the file.
pub(crate) struct PictureTrack {
    decoder: Decoder,
    /// Level 2: each key frame by itself.
    is_key_frames_only: bool,
    is_still: bool,
    last_key_ms: Option<i64>,
    usual_length_ms: i64,
    sampler: Sampler,
    black: Stretches,
    frozen: Frozen,
}

impl PictureTrack {
    pub(crate) fn open(
        stream: &Stream<'_>,
        index: u32,
        is_still: bool,
        request: &MediaRequest,
    ) -> Result<Self, NotDecoded> {
        let rate = stream.avg_frame_rate();
        let usual_length_ms = milliseconds(i64::from(rate.denominator()), (1, rate.numerator()).into()).unwrap_or(0);
        Ok(Self {
            decoder: Decoder::open(stream, index, request.pixels_max)?,
            is_key_frames_only: request.level == MediaLevel::KeyFrames,
            is_still,
            last_key_ms: None,
            usual_length_ms,
            sampler: Sampler::new(),
            black: Stretches::new(StretchKind::Black, index, request.stretch_threshold_ms),
            frozen: Frozen::new(index, request.stretch_threshold_ms),
        })
    }

    pub(crate) fn packet(
        &mut self,
        packet: &Packet,
        at_ms: Option<i64>,
        poster: &mut PosterChoice,
        shared: &mut Shared<'_>,
    ) {
        if self.is_key_frames_only && !self.is_wanted_key(packet, at_ms) {
            return;
        }
        self.decoder.send(packet, at_ms, shared.faults);
        if self.is_key_frames_only {
            self.decoder.send_end();
        }
        self.take_frames(poster, shared);
        if self.is_key_frames_only {
            self.decoder.forget();
        }
    }

    pub(crate) fn finish(mut self, poster: &mut PosterChoice, shared: &mut Shared<'_>) -> (DecodedFacts, Vec<Found>) {
        self.decoder.send_end();
        self.take_frames(poster, shared);
        (self.decoder.facts, vec![self.black.finish(), self.frozen.finish()])
    }

    fn is_wanted_key(&mut self, packet: &Packet, at_ms: Option<i64>) -> bool {
        let is_spaced = match (at_ms, self.last_key_ms) {
            (Some(now), Some(last)) => now < last || now.saturating_sub(last) >= KEY_FRAME_SPACING_MS,
            _ => true,
        };
        let is_wanted = packet.is_key() && is_spaced;
        if is_wanted {
            self.last_key_ms = at_ms.or(self.last_key_ms);
        }
        is_wanted
    }

    fn take_frames(&mut self, poster: &mut PosterChoice, shared: &mut Shared<'_>) {
        let mut frame = frame::Video::empty();
        while self.decoder.receive(&mut frame) {
            self.look_at(&frame, poster, shared);
        }
    }

    fn look_at(&mut self, frame: &frame::Video, poster: &mut PosterChoice, shared: &mut Shared<'_>) {
        let at_ms = frame
            .timestamp()
            .and_then(|time| milliseconds(time, self.decoder.time_base));
        if self.decoder.facts.width.is_none() {
            self.decoder.facts.width = Some(frame.width());
            self.decoder.facts.height = Some(frame.height());
            shared.claims.pick(
                ClaimSource::Picture,
                Some(self.decoder.stream),
                native::frame_tags(frame),
            );
        }
        let is_key = self.is_key_frames_only || frame.is_key();
        let is_candidate = is_key && !is_damaged(frame) && poster.is_open();
        let is_judged = !self.is_key_frames_only && !self.is_still;
        if !is_candidate && !is_judged {
            return;
        }
        let Some(sample) = self.sample(frame, at_ms, shared.faults) else {
            return;
        };
        if is_candidate {
            poster.consider(frame, at_ms, sample.is_black(), shared.faults);
        }
        if let Some(start_ms) = at_ms.filter(|_| is_judged) {
            self.judge(sample, start_ms, start_ms.saturating_add(self.length_of(frame)));
        }
    }

    fn sample(&mut self, frame: &frame::Video, at_ms: Option<i64>, faults: &mut Faults) -> Option<Sample> {
        match self.sampler.take(frame) {
            Ok(sample) => Some(sample),
            Err(error) => {
                let place = Place {
                    stage: FaultStage::Decode,
                    stream: Some(self.decoder.stream),
                    at_ms,
                };
                faults.failed(place, &error);
                None
            }
        }
    }

    fn length_of(&self, frame: &frame::Video) -> i64 {
        let named = Some(frame.packet().duration).filter(|duration| *duration > 0);
        named
            .and_then(|duration| milliseconds(duration, self.decoder.time_base))
            .unwrap_or(self.usual_length_ms)
    }

    fn judge(&mut self, sample: Sample, start_ms: i64, end_ms: i64) {
        if sample.is_black() {
            self.black.holds(start_ms, end_ms);
            self.frozen.interrupted();
            return;
        }
        self.black.ends_at(start_ms);
        self.frozen.picture(sample, start_ms, end_ms);
    }
}
