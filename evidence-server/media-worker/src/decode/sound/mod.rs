//! One sound stream while it is decoded: silent stretches and the waveform.
//!
//! What must stay true: every channel is looked at by itself. Mixing them first could cancel sound out and call it
//! silence.

use evidence_schema::wire::media::{DecodedFacts, FaultStage, MediaRequest, StretchKind};
use ffmpeg_next::format::Sample;
use ffmpeg_next::{Packet, Stream, frame};

use super::decoder::{Decoder, NotDecoded};
use super::picture::Found;
use crate::faults::{Faults, Place};
use crate::limits::{SILENCE_PEAK, SOUND_PIECE_MS};
use crate::stretches::Stretches;
use crate::units::milliseconds;
use crate::waveform::Peaks;

/// See the top of the file.
pub(crate) struct SoundTrack {
    decoder: Decoder,
    silent: Stretches,
    peaks: Peaks,
    is_unknown_format_reported: bool,
}

impl SoundTrack {
    pub(crate) fn open(stream: &Stream<'_>, index: u32, request: &MediaRequest) -> Result<Self, NotDecoded> {
        Ok(Self {
            decoder: Decoder::open(stream, index, request.pixels_max)?,
            silent: Stretches::new(StretchKind::Silent, index, request.stretch_threshold_ms),
            peaks: Peaks::new(),
            is_unknown_format_reported: false,
        })
    }

    pub(crate) fn packet(&mut self, packet: &Packet, at_ms: Option<i64>, faults: &mut Faults) {
        self.decoder.send(packet, at_ms, faults);
        self.take_frames(faults);
    }

    pub(crate) fn finish(mut self, faults: &mut Faults) -> (DecodedFacts, Vec<Found>, Peaks) {
        self.decoder.send_end();
        self.take_frames(faults);
        (self.decoder.facts, vec![self.silent.finish()], self.peaks)
    }

    fn take_frames(&mut self, faults: &mut Faults) {
        let mut frame = frame::Audio::empty();
        while self.decoder.receive(&mut frame) {
            self.look_at(&frame, faults);
        }
    }

    fn look_at(&mut self, frame: &frame::Audio, faults: &mut Faults) {
        let rate = i64::from(frame.rate());
        let at_ms = frame
            .timestamp()
            .and_then(|time| milliseconds(time, self.decoder.time_base));
        let (Some(at_ms), true) = (at_ms, rate > 0) else { return };
        let samples_per_piece = usize::try_from(rate * SOUND_PIECE_MS / 1_000).unwrap_or(0).max(1);
        let Some(pieces) = peaks_by_piece(frame, samples_per_piece) else {
            self.report_unknown_format(at_ms, faults);
            return;
        };
        let end_ms = at_ms.saturating_add(i64::try_from(frame.samples()).unwrap_or(0) * 1_000 / rate);
        for (number, peak) in (0_i64..).zip(pieces) {
            let start_ms = at_ms.saturating_add(number * SOUND_PIECE_MS);
            let piece_end_ms = start_ms.saturating_add(SOUND_PIECE_MS).min(end_ms.max(start_ms));
            self.peaks.add(start_ms, piece_end_ms, drawn(peak));
            if peak <= SILENCE_PEAK {
                self.silent.holds(start_ms, piece_end_ms);
            } else {
                self.silent.ends_at(start_ms);
            }
        }
    }

    fn report_unknown_format(&mut self, at_ms: i64, faults: &mut Faults) {
        if !self.is_unknown_format_reported {
            self.is_unknown_format_reported = true;
            let place = Place {
                stage: FaultStage::Decode,
                stream: Some(self.decoder.stream),
                at_ms: Some(at_ms),
            };
            faults.add(place, "samples of this form are not judged for silence");
        }
    }
}

/// From 0 to 255.
fn drawn(peak: f32) -> u8 {
    let scaled = (peak * 255.0).round().clamp(0.0, 255.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255 by the line above"
    )]
    let byte = scaled as u8;
    byte
}

/// The loudest sample of any channel in each piece, as a share of full scale. `None` for forms that are not judged.
fn peaks_by_piece(frame: &frame::Audio, samples_per_piece: usize) -> Option<Vec<f32>> {
    let (bytes_per_sample, loudest): (usize, fn(&[u8]) -> f32) = match frame.format() {
        Sample::U8(_) => (1, loudest_u8),
        Sample::I16(_) => (2, loudest_i16),
        Sample::I32(_) => (4, loudest_i32),
        Sample::F32(_) => (4, loudest_f32),
        _ => return None,
    };
    let channels_per_plane = if frame.is_planar() {
        1
    } else {
        usize::from(frame.channels())
    };
    let bytes = frame.samples() * bytes_per_sample * channels_per_plane;
    let bytes_per_piece = samples_per_piece * bytes_per_sample * channels_per_plane;
    if bytes_per_piece == 0 {
        return None;
    }
    let mut pieces = vec![0.0_f32; bytes.div_ceil(bytes_per_piece)];
    for plane in 0..frame.planes() {
        let data = frame.data(plane).get(..bytes)?;
        for (piece, part) in pieces.iter_mut().zip(data.chunks(bytes_per_piece)) {
            *piece = piece.max(loudest(part));
        }
    }
    Some(pieces)
}

fn loudest_u8(bytes: &[u8]) -> f32 {
    f32::from(bytes.iter().map(|byte| byte.abs_diff(128)).max().unwrap_or(0)) / 128.0
}

fn loudest_i16(bytes: &[u8]) -> f32 {
    let samples = bytes
        .chunks_exact(2)
        .filter_map(|b| Some(i16::from_ne_bytes(b.try_into().ok()?).unsigned_abs()));
    f32::from(samples.max().unwrap_or(0)) / 32_768.0
}

/// The upper 16 bits are enough to judge by.
fn loudest_i32(bytes: &[u8]) -> f32 {
    let samples = bytes
        .chunks_exact(4)
        .filter_map(|b| Some(i32::from_ne_bytes(b.try_into().ok()?).unsigned_abs()));
    f32::from(
        samples
            .max()
            .and_then(|loudest| u16::try_from(loudest >> 16).ok())
            .unwrap_or(0),
    ) / 32_768.0
}

/// What is no number is passed over.
fn loudest_f32(bytes: &[u8]) -> f32 {
    let samples = bytes
        .chunks_exact(4)
        .filter_map(|b| Some(f32::from_ne_bytes(b.try_into().ok()?).abs()));
    samples.fold(0.0, f32::max)
}

#[cfg(test)]
mod tests;
