//! The brightness of a picture, for the reader of codes.
//!
//! What must stay true: no picture wider than the bound comes out, whatever goes in.

use ffmpeg_next::format::Pixel;
use ffmpeg_next::software::scaling::{Context, Flags};
use ffmpeg_next::{Error, frame};

use crate::limits::CODES_WIDTH_MAX;

/// Brightness row by row, 0 to 255.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grey {
    pub(crate) width: usize,
    pub(crate) height: usize,
    points: Vec<u8>,
}

impl Grey {
    pub(crate) fn new(width: usize, height: usize, points: Vec<u8>) -> Self {
        Self { width, height, points }
    }

    /// Brightness of a point; white outside.
    pub(crate) fn at(&self, x: usize, y: usize) -> u8 {
        let place = y.checked_mul(self.width).and_then(|row| row.checked_add(x));
        place.and_then(|place| self.points.get(place)).copied().unwrap_or(255)
    }

    /// Half as wide and high; each point is the mean of four.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mean = |x: usize, y: usize| {
            let sum = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .iter()
                .map(|(dx, dy)| u16::from(self.at(2 * x + dx, 2 * y + dy)))
                .sum::<u16>();
            u8::try_from(sum / 4).unwrap_or(255)
        };
        let points = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self::new(width, height, points.map(|(x, y)| mean(x, y)).collect())
    }
}

/// Makes pictures grey; keeps what is needed for pictures of one size and format.
pub(crate) struct Greys {
    context: Option<Context>,
}

impl Greys {
    pub(crate) fn new() -> Self {
        Self { context: None }
    }

    pub(crate) fn take(&mut self, picture: &frame::Video) -> Result<Grey, Error> {
        let is_fit = self.context.as_ref().is_some_and(|context| {
            let input = context.input();
            (input.format, input.width, input.height) == (picture.format(), picture.width(), picture.height())
        });
        if !is_fit {
            self.context = None;
        }
        let (width, height) = fitted(picture.width(), picture.height());
        let context = match &mut self.context {
            Some(context) => context,
            none => none.insert(Context::get(
                picture.format(),
                picture.width(),
                picture.height(),
                Pixel::GRAY8,
                width,
                height,
                Flags::AREA,
            )?),
        };
        let mut small = frame::Video::empty();
        context.run(picture, &mut small)?;
        points(&small, width, height).ok_or(Error::InvalidData)
    }
}

/// Size of the grey picture.
fn fitted(width: u32, height: u32) -> (u32, u32) {
    let widest = width.max(height).max(1);
    if widest <= CODES_WIDTH_MAX {
        return (width, height);
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(CODES_WIDTH_MAX) / u64::from(widest);
        u32::try_from(side).unwrap_or(1).max(1)
    };
    (scaled(width), scaled(height))
}

/// Rows may be longer in memory than they are wide.
fn points(small: &frame::Video, width: u32, height: u32) -> Option<Grey> {
    let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    if small.planes() == 0 || width == 0 {
        return None;
    }
    let rows = small.data(0).chunks(small.stride(0).max(width)).take(height);
    let points: Vec<u8> = rows.flat_map(|row| row.iter().copied().take(width)).collect();
    (points.len() == width * height).then(|| Grey::new(width, height, points))
}
