//! From FFmpeg's time units to milliseconds, and careful conversions between integers.
//!
//! What must stay true: no overflow, no division by zero, whatever numbers a file holds; a unit of 0 means "no time".

use ffmpeg_next::Rational;

/// `value` units as milliseconds, rounded to the nearest; `None` where the unit is no unit or the result is no time.
pub(crate) fn milliseconds(value: i64, unit: Rational) -> Option<i64> {
    let numerator = i128::from(unit.numerator());
    let denominator = i128::from(unit.denominator());
    if numerator <= 0 || denominator <= 0 {
        return None;
    }
    let doubled = i128::from(value) * numerator * 2_000;
    let rounded = (doubled + denominator).div_euclid(2 * denominator);
    i64::try_from(rounded).ok()
}

/// A count as 32 bits; more than fits is the most that fits.
pub(crate) fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A length from `start` to `end`, never negative.
pub(crate) fn length_ms(start: i64, end: i64) -> u64 {
    end.saturating_sub(start).max(0).unsigned_abs()
}

#[cfg(test)]
mod tests;
