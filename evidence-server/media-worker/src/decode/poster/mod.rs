//! One picture that stands for the clip: the first good key frame, preferably not a black one, as a small JPEG.
//!
//! What must stay true: candidates are made small at once, so that only one small picture is held; the JPEG keeps to
//! the bytes asked for or there is none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence_schema::wire::media::{FaultStage, MediaRequest, Poster};
use ffmpeg_next::codec::{self, Id};
use ffmpeg_next::format::Pixel;
use ffmpeg_next::software::scaling::{Context, Flags};
use ffmpeg_next::{Dictionary, Error, Packet, color, frame};

use crate::faults::{Faults, Place};
use crate::limits::{POSTER_CANDIDATES_MAX, POSTER_QUALITIES};

/// Least side of a poster: JPEG shares colour between two points each way.
const SIDE_MIN: u32 = 2;

/// Looks at candidates until one is good.
pub(crate) struct PosterChoice {
    side_max: u32,
    bytes_max: usize,
    candidates: u32,
    chosen: Option<(frame::Video, Option<i64>)>,
    is_settled: bool,
}

impl PosterChoice {
    pub(crate) fn new(request: &MediaRequest) -> Self {
        Self {
            side_max: u32::from(request.poster_width_max),
            bytes_max: usize::try_from(request.poster_bytes_max).unwrap_or(0),
            candidates: 0,
            chosen: None,
            is_settled: false,
        }
    }

    /// Whether a further candidate would be looked at.
    pub(crate) fn is_open(&self) -> bool {
        !self.is_settled
    }

    /// Takes the first candidate, and in its place the first that is not black.
    pub(crate) fn consider(&mut self, picture: &frame::Video, at_ms: Option<i64>, is_black: bool, faults: &mut Faults) {
        self.candidates += 1;
        if self.chosen.is_none() || !is_black {
            match made_small(picture, self.side_max) {
                Ok(small) => {
                    self.chosen = Some((small, at_ms));
                    self.is_settled = !is_black;
                }
                Err(error) => faults.failed(
                    Place {
                        stage: FaultStage::Poster,
                        stream: None,
                        at_ms,
                    },
                    &error,
                ),
            }
        }
        self.is_settled |= self.candidates >= POSTER_CANDIDATES_MAX;
    }

    pub(crate) fn finish(self, faults: &mut Faults) -> Option<Poster> {
        let (small, at_ms) = self.chosen?;
        let place = Place {
            stage: FaultStage::Poster,
            stream: None,
            at_ms,
        };
        for quality in POSTER_QUALITIES {
            match jpeg(&small, quality) {
                Ok(bytes) if bytes.len() <= self.bytes_max => {
                    let jpeg_base64 = STANDARD.encode(bytes);
                    return Some(Poster {
                        width: small.width(),
                        height: small.height(),
                        at_ms,
                        jpeg_base64,
                    });
                }
                Ok(_) => {}
                Err(error) => {
                    faults.failed(place, &error);
                    return None;
                }
            }
        }
        faults.add(place, "the poster does not fit into the bytes asked for");
        None
    }
}

fn made_small(picture: &frame::Video, side_max: u32) -> Result<frame::Video, Error> {
    let (width, height) = size_within(shown_size(picture), side_max);
    let mut context = Context::get(
        picture.format(),
        picture.width(),
        picture.height(),
        Pixel::YUVJ420P,
        width,
        height,
        Flags::AREA,
    )?;
    let mut small = frame::Video::empty();
    context.run(picture, &mut small)?;
    small.set_color_range(color::Range::JPEG);
    Ok(small)
}

/// Points need not be square; turns that the file asks for are left to whoever shows the poster.
fn shown_size(picture: &frame::Video) -> (u64, u64) {
    let (width, height) = (u64::from(picture.width()), u64::from(picture.height()));
    let ratio = picture.aspect_ratio();
    match (u64::try_from(ratio.numerator()), u64::try_from(ratio.denominator())) {
        (Ok(across), Ok(down)) if across > 0 && down > 0 && across <= 4 * down && down <= 4 * across => {
            (width * across / down, height)
        }
        _ => (width, height),
    }
}

/// As large as fits into a square of `side_max` without growing; both sides even.
fn size_within((width, height): (u64, u64), side_max: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    let side = longer.min(u64::from(side_max));
    let even = |length: u64| {
        let scaled = u32::try_from(length.saturating_mul(side) / longer).unwrap_or(side_max);
        (scaled - scaled % 2).max(SIDE_MIN)
    };
    (even(width), even(height))
}

fn jpeg(small: &frame::Video, quality: i32) -> Result<Vec<u8>, Error> {
    let codec = codec::encoder::find(Id::MJPEG).ok_or(Error::EncoderNotFound)?;
    let mut encoder = codec::Context::new_with_codec(codec).encoder().video()?;
    encoder.set_width(small.width());
    encoder.set_height(small.height());
    encoder.set_format(Pixel::YUVJ420P);
    encoder.set_color_range(color::Range::JPEG);
    encoder.set_time_base((1, 25));
    let steps = quality.to_string();
    let options: Dictionary<'_> = [("threads", "1"), ("qmin", steps.as_str()), ("qmax", steps.as_str())]
        .into_iter()
        .collect();
    let mut encoder = encoder.open_with(options)?;
    let mut picture = small.clone();
    picture.set_pts(Some(0));
    encoder.send_frame(&picture)?;
    encoder.send_eof()?;
    let mut packet = Packet::empty();
    encoder.receive_packet(&mut packet)?;
    Ok(packet.data().unwrap_or_default().to_vec())
}

#[cfg(test)]
mod tests;
