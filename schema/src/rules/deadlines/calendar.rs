//! The calendar by which limits are counted: statutory holidays, rest days and shifted working days, three different things.
//!
//! What must stay true: a day that the table does not name is a working day from Monday to Friday and a rest day otherwise;
//! beyond the years of the table that is a guess, and whoever asks is told so.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Asia::Shanghai;

use super::table::{TableError, TableProblem, lines};
use crate::clip::text_enum;
use crate::time::Timestamp;

text_enum!(
    /// What a day is for the counting of limits.
    DayKind {
        /// Worked, as most days are 工作日.
        Working = "working_day",
        /// A weekend, or a day off that a holiday's arrangement gives 休息日.
        Rest = "rest_day",
        /// A day that the law itself names 法定节假日.
        Statutory = "statutory_holiday",
        /// A weekend that is worked to make up for a holiday 调休上班.
        Shifted = "shifted_working_day",
    }
);

impl DayKind {
    /// Whether people work on it.
    pub const fn is_worked(self) -> bool {
        matches!(self, Self::Working | Self::Shifted)
    }
}

const COLUMNS: [&str; 4] = ["日期", "种类", "名称", "待确认"];

/// One day that the table names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    kind: DayKind,
    name: String,
    is_to_confirm: bool,
}

/// The days of some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, Named>,
}

impl Calendar {
    /// Reads a table: day, kind (法定节假日, 休息日, 调休上班), the holiday's name, and whether somebody must confirm it.
    ///
    /// # Errors
    /// The first cell that is wrong, with its line; nothing is taken of the table then.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let mut days = BTreeMap::new();
        lines(bytes, &COLUMNS, |line| {
            let text = line.needed(0)?;
            let day: NaiveDate = text
                .parse()
                .map_err(|_| line.error(0, TableProblem::NotADay(text.to_owned())))?;
            let kind = match line.needed(1)? {
                "法定节假日" => DayKind::Statutory,
                "休息日" => DayKind::Rest,
                "调休上班" => DayKind::Shifted,
                other => return Err(line.error(1, TableProblem::UnknownWord(other.to_owned()))),
            };
            let is_same = kind != DayKind::Statutory && kind.is_worked() == by_weekday(day).is_worked();
            if is_same {
                return Err(line.error(1, TableProblem::ByItsWeekday));
            }
            let named = Named {
                kind,
                name: line.needed(2)?.to_owned(),
                is_to_confirm: line.yes(3)?,
            };
            match days.insert(day, named) {
                None => Ok(()),
                Some(_) => Err(line.error(0, TableProblem::Twice(text.to_owned()))),
            }
        })?;
        Ok(Self { days })
    }

    /// What a day is.
    pub fn kind(&self, day: NaiveDate) -> DayKind {
        self.days.get(&day).map_or_else(|| by_weekday(day), |named| named.kind)
    }

    /// The holiday to which a day belongs, also when it is worked for it.
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        self.days.get(&day).map(|named| named.name.as_str())
    }

    /// Whether a stretch of days leaves the years that the table speaks of.
    pub fn is_beyond(&self, (from, to): (NaiveDate, NaiveDate)) -> bool {
        let years = |day: Option<(&NaiveDate, &Named)>| day.map(|(day, _)| day.year());
        let first = years(self.days.first_key_value());
        let last = years(self.days.last_key_value());
        first.is_none_or(|first| from.year() < first) || last.is_none_or(|last| to.year() > last)
    }

    /// Whether somebody has yet to confirm a year of the stretch: one day in doubt leaves its whole year in doubt.
    pub fn is_to_confirm(&self, (from, to): (NaiveDate, NaiveDate)) -> bool {
        let years = from.year()..=to.year();
        let mut days = self.days.iter();
        days.any(|(day, named)| named.is_to_confirm && years.contains(&day.year()))
    }
}

fn by_weekday(day: NaiveDate) -> DayKind {
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => DayKind::Rest,
        _ => DayKind::Working,
    }
}

/// The day of a moment, in China.
pub fn day_of(at: Timestamp) -> NaiveDate {
    at.to_chrono().with_timezone(&Shanghai).date_naive()
}

/// An hour of a day in China.
pub(super) fn local(day: NaiveDate, time: NaiveTime) -> Option<Timestamp> {
    let at = day.and_time(time).and_local_timezone(Shanghai).earliest()?;
    Some(at.with_timezone(&Utc).into())
}

/// The moment at which a day begins, in China.
pub(super) fn begin_of(day: NaiveDate) -> Option<Timestamp> {
    local(day, NaiveTime::MIN)
}

/// The moment at which a day is over: its limits end with it.
pub(super) fn end_of(day: NaiveDate) -> Option<Timestamp> {
    begin_of(day.succ_opt()?)
}
