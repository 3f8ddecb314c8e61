//! When a limit ends, counted by the calendar.
//!
//! What must stay true: the day of the start does not count; a day that is left out does not count and is never the last;
//! a limit that is put off never ends on a day off; hours run through nights and holidays.

use chrono::{Days, Months, NaiveDate};

use super::calendar::{Calendar, begin_of, day_of, end_of};
use super::limit::{Limit, LimitUnit};
use crate::limits::DEADLINE_DAYS_MAX;
use crate::time::Timestamp;

/// An hour, in milliseconds.
const HOUR_MS: i64 = 3600 * 1000;

/// Days that do not count: after the first, up to and with the last.
pub type DaysOut = (NaiveDate, NaiveDate);

/// When a limit ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The moment at which it is over: of days and months the end of the last one.
    pub ends_at: Timestamp,
    /// The last day.
    pub last_day: NaiveDate,
    /// The days on which people are warned, each with its number.
    pub warn_on: Vec<(u32, NaiveDate)>,
    /// Days that did not count because they were left out.
    pub days_left_out: u32,
    /// The table of days ends before the limit does: weekends only were known.
    pub is_beyond_calendar: bool,
    /// Somebody has yet to confirm the limit, or a day by which its end was counted.
    pub is_to_confirm: bool,
}

/// When a limit that begins at `start` ends; absent outside the years that can be counted.
pub fn due(limit: &Limit, start: Timestamp, out: &[DaysOut], calendar: &Calendar) -> Option<Due> {
    let first = day_of(start);
    if limit.unit == LimitUnit::Hours {
        let ends_at = start.plus_ms(i64::from(limit.length).checked_mul(HOUR_MS)?)?;
        return Some(plain(limit, (ends_at, day_of(ends_at))));
    }
    let counted = match limit.unit {
        LimitUnit::Months => Counted {
            last: first.checked_add_months(Months::new(limit.length))?,
            warn_on: Vec::new(),
            left_out: 0,
        },
        _ => counted(limit, first, out, calendar)?,
    };
    let last = if limit.is_put_off {
        put_off(counted.last, calendar)?
    } else {
        counted.last
    };
    let asks_calendar = limit.is_put_off || limit.unit == LimitUnit::WorkingDays;
    Some(Due {
        warn_on: counted.warn_on,
        days_left_out: counted.left_out,
        is_beyond_calendar: asks_calendar && calendar.is_beyond((first, last)),
        is_to_confirm: limit.is_to_confirm || (asks_calendar && calendar.is_to_confirm((first, last))),
        ..plain(limit, (end_of(last)?, last))
    })
}

const fn plain(limit: &Limit, (ends_at, last_day): (Timestamp, NaiveDate)) -> Due {
    Due {
        ends_at,
        last_day,
        warn_on: Vec::new(),
        days_left_out: 0,
        is_beyond_calendar: false,
        is_to_confirm: limit.is_to_confirm,
    }
}

struct Counted {
    last: NaiveDate,
    warn_on: Vec<(u32, NaiveDate)>,
    left_out: u32,
}

fn counted(limit: &Limit, first: NaiveDate, out: &[DaysOut], calendar: &Calendar) -> Option<Counted> {
    let (mut day, mut number, mut left_out, mut warn_on) = (first, 0, 0, Vec::new());
    for _ in 0..DEADLINE_DAYS_MAX {
        day = day.checked_add_days(Days::new(1))?;
        if out.iter().any(|(from, to)| *from < day && day <= *to) {
            left_out += 1;
            continue;
        }
        if limit.unit == LimitUnit::WorkingDays && !calendar.kind(day).is_worked() {
            continue;
        }
        number += 1;
        if limit.warn_on.contains(&number) {
            warn_on.push((number, day));
        }
        if number == limit.length {
            return Some(Counted {
                last: day,
                warn_on,
                left_out,
            });
        }
    }
    None
}

/// The first working day from here on.
fn put_off(last: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let days = last.iter_days().take(DEADLINE_DAYS_MAX);
    days.into_iter().find(|day| calendar.kind(*day).is_worked())
}

/// Days from today to the last one: 0 is today, negative is over.
pub(super) fn days_between(today: NaiveDate, last: NaiveDate) -> i64 {
    last.signed_duration_since(today).num_days()
}

/// Whether a warning stands today.
pub(super) fn is_warned(due: &Due, now: Timestamp) -> bool {
    let is_begun = |(_, day): &(u32, NaiveDate)| begin_of(*day).is_some_and(|begin| begin <= now);
    due.warn_on.iter().any(is_begun)
}
