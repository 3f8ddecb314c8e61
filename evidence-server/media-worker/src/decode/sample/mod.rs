//! A small sample of a picture's brightness, by which black and frozen are judged.
//!
//! What must stay true: points are picked, not averaged: averaging would remove the noise by which a living picture of
//! a still scene differs from a frozen one.

use ffmpeg_next::format::Pixel;
use ffmpeg_next::software::scaling::{Context, Flags};
use ffmpeg_next::{Error, frame};

use crate::limits::{BLACK_POINTS_PER_MILLE, DARK_MAX, SAMPLE_HEIGHT, SAMPLE_WIDTH};

/// Brightness of the points, row by row, 0 to 255.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample(Vec<u8>);

impl Sample {
    /// Nearly all points are dark.
    pub(crate) fn is_black(&self) -> bool {
        let dark = self.0.iter().filter(|point| **point <= DARK_MAX).count();
        let (dark, all) = (
            u64::try_from(dark).unwrap_or(0),
            u64::try_from(self.0.len()).unwrap_or(0),
        );
        all > 0 && dark * 1_000 >= all * BLACK_POINTS_PER_MILLE
    }

    /// How much the points differ on average, in thousandths of a brightness step; samples of different size differ
    /// beyond measure.
    pub(crate) fn difference_milli(&self, other: &Self) -> u64 {
        let all = u64::try_from(self.0.len()).unwrap_or(0);
        if all == 0 || self.0.len() != other.0.len() {
            return u64::MAX;
        }
        let sum: u64 = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        sum * 1_000 / all
    }
}

#[cfg(test)]
impl Sample {
    /// A made-up sample.
    pub(crate) fn of(points: Vec<u8>) -> Self {
        Self(points)
    }
}

/// Takes samples; keeps what is needed for pictures of one size and format.
pub(crate) struct Sampler {
    context: Option<Context>,
}

impl Sampler {
    pub(crate) fn new() -> Self {
        Self { context: None }
    }

    pub(crate) fn take(&mut self, picture: &frame::Video) -> Result<Sample, Error> {
        let is_fit = self.context.as_ref().is_some_and(|context| {
            let input = context.input();
            (input.format, input.width, input.height) == (picture.format(), picture.width(), picture.height())
        });
        if !is_fit {
            self.context = None;
        }
        let context = match &mut self.context {
            Some(context) => context,
            none => none.insert(Context::get(
                picture.format(),
                picture.width(),
                picture.height(),
                Pixel::GRAY8,
                SAMPLE_WIDTH,
                SAMPLE_HEIGHT,
                Flags::POINT,
            )?),
        };
        let mut small = frame::Video::empty();
        context.run(picture, &mut small)?;
        Ok(Sample(points(&small)))
    }
}

/// Rows may be longer in memory than they are wide.
fn points(small: &frame::Video) -> Vec<u8> {
    let (Ok(width), Ok(height)) = (usize::try_from(SAMPLE_WIDTH), usize::try_from(SAMPLE_HEIGHT)) else {
        return Vec::new();
    };
    if small.planes() == 0 {
        return Vec::new();
    }
    let rows = small.data(0).chunks(small.stride(0).max(width)).take(height);
    rows.flat_map(|row| row.iter().copied().take(width)).collect()
}

#[cfg(test)]
mod tests;
