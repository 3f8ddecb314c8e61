//! Which limits (期限) run for a case file, when each ends, and how it stands: pure.
//!
//! What must stay true: limits and days come from tables that people keep, never from code; a limit is over or met by facts
//! alone; a limit that began twice runs twice; what nobody has confirmed says so in its answer.

pub mod calendar;
pub mod counting;
pub mod limit;
pub mod night;
mod table;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use calendar::{Calendar, DayKind};
pub use counting::{DaysOut, Due, due};
pub use limit::{LeftOut, Limit, LimitUnit, Moment, read_limits};
pub use table::{TableError, TableProblem};

use crate::clip::text_enum;
use crate::ids::ActId;
use crate::time::Timestamp;
use calendar::day_of;

/// Days before its end at which a limit without warnings of its own is due soon.
pub const SOON_DAYS: i64 = 3;

text_enum!(
    /// How a limit stands.
    LimitStanding {
        /// It runs.
        Running = "running",
        /// It runs, and a warning stands.
        Soon = "soon",
        /// It ended and nothing answered it.
        Over = "over",
        /// It was answered in time.
        Met = "met",
        /// It was answered after its end.
        MetLate = "met_late",
    }
);

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub moment: Moment,
    /// When.
    pub at: Timestamp,
    /// To which act; absent where it is about the whole case file.
    pub act: Option<ActId>,
}

/// A limit of a case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The limit's code.
    pub code: String,
    /// Of which act; absent where it is about the whole case file.
    pub act: Option<ActId>,
    /// From when it runs.
    pub started_at: Timestamp,
    /// When it ends.
    pub due: Due,
    /// Days from today to its last day: 0 is today, negative is over.
    pub days_left: i64,
    /// How it stands.
    pub standing: LimitStanding,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Days are being left out at this moment, so its end moves on.
    pub is_paused: bool,
}

impl Deadline {
    /// Whether somebody still has something to do.
    pub const fn is_open(&self) -> bool {
        matches!(
            self.standing,
            LimitStanding::Running | LimitStanding::Soon | LimitStanding::Over
        )
    }
}

/// The tables by which limits are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// The limits.
    pub limits: Vec<Limit>,
    /// The days.
    pub calendar: Calendar,
}

/// The limits of a case file: those that nobody answered first, by their end, then the others.
pub fn deadlines(happened: &[Happened], tables: &Tables, now: Timestamp) -> Vec<Deadline> {
    let mut all: Vec<Deadline> = Vec::new();
    for limit in &tables.limits {
        let starts = happened.iter().filter(|one| one.moment == limit.from && one.at <= now);
        all.extend(starts.filter_map(|start| deadline(limit, start, (happened, tables), now)));
    }
    let replaced: Vec<(String, Option<ActId>, Timestamp)> = all
        .iter()
        .filter_map(|one| {
            let limit = tables.limits.iter().find(|limit| limit.code == one.code)?;
            Some((limit.replaces.clone()?, one.act, one.started_at))
        })
        .collect();
    all.retain(|one| !replaced.contains(&(one.code.clone(), one.act, one.started_at)));
    all.sort_by(|a, b| {
        let key = |one: &Deadline| (!one.is_open(), one.due.ends_at, one.started_at);
        (key(a), &a.code, a.act).cmp(&(key(b), &b.code, b.act))
    });
    all.dedup();
    all
}

/// What is said of the whole case file is said of each act; what is said of an act answers no other.
fn is_about(one: &Happened, start: &Happened) -> bool {
    one.act.is_none() || start.act.is_none() || one.act == start.act
}

fn deadline(
    limit: &Limit,
    start: &Happened,
    (happened, tables): (&[Happened], &Tables),
    now: Timestamp,
) -> Option<Deadline> {
    let about: Vec<&Happened> = happened.iter().filter(|one| is_about(one, start)).collect();
    let needed = |needs: Moment| about.iter().any(|one| one.moment == needs);
    if limit.needs.is_some_and(|needs| !needed(needs)) {
        return None;
    }
    let answers = about
        .iter()
        .filter(|one| limit.until.contains(&one.moment) && one.at >= start.at && one.at <= now);
    let answered_at = answers.map(|one| one.at).min();
    let (out, is_paused) = days_out(limit.left_out, &about, answered_at.unwrap_or(now));
    let due = due(limit, start.at, &out, &tables.calendar)?;
    Some(Deadline {
        code: limit.code.clone(),
        act: start.act,
        started_at: start.at,
        days_left: counting::days_between(day_of(now), due.last_day),
        standing: standing((limit, &due), answered_at, now),
        due,
        answered_at,
        is_paused: is_paused && answered_at.is_none(),
    })
}

fn standing((limit, due): (&Limit, &Due), answered_at: Option<Timestamp>, now: Timestamp) -> LimitStanding {
    if let Some(at) = answered_at {
        // A day's end is the next day's beginning; an hour's end is still within it.
        let is_in_time = at < due.ends_at || (limit.unit == LimitUnit::Hours && at == due.ends_at);
        return if is_in_time {
            LimitStanding::Met
        } else {
            LimitStanding::MetLate
        };
    }
    let is_near = counting::days_between(day_of(now), due.last_day) <= SOON_DAYS;
    if now >= due.ends_at {
        LimitStanding::Over
    } else if counting::is_warned(due, now) || is_near {
        LimitStanding::Soon
    } else {
        LimitStanding::Running
    }
}

/// The days that do not count, and whether such days go on.
fn days_out(left_out: Option<LeftOut>, about: &[&Happened], until: Timestamp) -> (Vec<DaysOut>, bool) {
    let Some(left_out) = left_out else {
        return (Vec::new(), false);
    };
    let (begins, ends) = match left_out {
        LeftOut::Testing => (Moment::TestingBegan, Moment::TestingEnded),
        LeftOut::Suspension => (Moment::Suspended, Moment::Resumed),
    };
    let mut edges: Vec<(Timestamp, bool)> = about
        .iter()
        .filter(|one| one.at <= until && (one.moment == begins || one.moment == ends))
        .map(|one| (one.at, one.moment == begins))
        .collect();
    edges.sort_unstable_by_key(|(at, is_begin)| (*at, !*is_begin));
    let (mut out, mut since): (Vec<DaysOut>, Option<NaiveDate>) = (Vec::new(), None);
    for (at, is_begin) in edges {
        match (since, is_begin) {
            (None, true) => since = Some(day_of(at)),
            (Some(from), false) => {
                out.push((from, day_of(at)));
                since = None;
            }
            (Some(_), true) | (None, false) => {}
        }
    }
    out.extend(since.map(|from| (from, day_of(until))));
    (out, since.is_some())
}
