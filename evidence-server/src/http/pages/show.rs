//! How numbers, times and names look on a page.
//!
//! What must stay true: names that come from devices are hostile until [`name`] has cleaned them; times are shown in
//! one zone, and the page says which.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use evidence_schema::time::Timestamp;

use super::words::Words;

/// A point in time for a `time` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// For programs.
    pub iso: String,
    /// For people, in the zone of the pages.
    pub text: String,
}

/// A point in time as people read it.
pub fn moment(at: Timestamp) -> Moment {
    let local = at.to_chrono().with_timezone(&Shanghai);
    Moment {
        iso: at.to_string(),
        text: local.format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// A point in time as a field for date and time wants it.
pub fn typed(at: Timestamp) -> String {
    let local = at.to_chrono().with_timezone(&Shanghai);
    local.format("%Y-%m-%dT%H:%M").to_string()
}

/// The same with seconds.
pub fn typed_seconds(at: Timestamp) -> String {
    let local = at.to_chrono().with_timezone(&Shanghai);
    local.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The day of a point in time, in the zone of the pages.
pub fn day(at: Timestamp) -> NaiveDate {
    at.to_chrono().with_timezone(&Shanghai).date_naive()
}

/// A size with three figures, in decimal units.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1000, "kB"),
    ];
    let Some((unit, word)) = UNITS.iter().find(|(unit, _)| bytes >= *unit) else {
        return format!("{bytes} B");
    };
    let (whole, tenths) = (bytes / unit, bytes % unit * 10 / unit);
    if whole >= 100 {
        format!("{whole} {word}")
    } else {
        format!("{whole}.{tenths} {word}")
    }
}

/// A whole number with thin groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// A length as a player shows it, with tenths below a minute.
pub fn length(ms: u64) -> String {
    let s = ms / 1000;
    match s / 3600 {
        0 if s < 60 => format!("0:{s:02}.{}", ms % 1000 / 100),
        0 => format!("{}:{:02}", s / 60, s % 60),
        hours => format!("{hours}:{:02}:{:02}", s / 60 % 60, s % 60),
    }
}

/// A length in words: days, hours, minutes or seconds, whichever says enough.
pub fn span(t: Words, ms: i64) -> String {
    let ms = ms.unsigned_abs();
    match ms / 1000 {
        0 => t.count("span-ms", ms),
        s if s < 120 => t.count("span-seconds", s),
        s if s < 2 * 3600 => t.count("span-minutes", s / 60),
        s if s < 2 * 86_400 => t.count("span-hours", s / 3600),
        s => t.count("span-days", s / 86_400),
    }
}

/// Signs that are not seen but change how the rest is read, and line ends.
fn is_tricky(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A name or text from outside: what cannot be seen is shown as a sign of its own, and it has an end.
pub fn name(text: &str) -> String {
    let shown = text
        .chars()
        .take(300)
        .map(|c| if is_tricky(c) { '\u{fffd}' } else { c });
    let mut out: String = shown.collect();
    if text.chars().nth(300).is_some() {
        out.push('…');
    }
    out
}

/// Whole percents of a part, 100 only when nothing is missing.
pub fn percent(part: u64, whole: u64) -> u64 {
    if part >= whole {
        return 100;
    }
    u64::try_from(u128::from(part) * 100 / u128::from(whole)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use evidence_schema::time::Timestamp;

    use super::{grouped, length, moment, name, percent, size};

    #[test]
    fn sizes_and_lengths_are_short() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_234_567), "1.2 MB");
        assert_eq!(size(268_435_456), "268 MB");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(length(12_080), "0:12.0");
        assert_eq!(length(3_723_000), "1:02:03");
    }

    #[test]
    fn percents_reach_100_only_when_nothing_is_missing() {
        assert_eq!(percent(999_999, 1_000_000), 99);
        assert_eq!(percent(0, 0), 100);
        assert_eq!(percent(u64::MAX - 1, u64::MAX), 99);
    }

    #[test]
    fn times_are_shown_in_the_zone_of_the_pages() {
        let at: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
        assert_eq!(moment(at).text, "2026-11-21 08:00:00");
    }

    #[test]
    fn hidden_signs_in_names_are_shown() {
        assert_eq!(name("a\u{202e}4PM.exe\n"), "a\u{fffd}4PM.exe\u{fffd}");
        assert_eq!(name("现场.mp4"), "现场.mp4");
    }
}
