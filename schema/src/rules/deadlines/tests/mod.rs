//! Behaviour of limits and of the calendar: the golden cases of `fixtures/deadlines`, what holds for every limit, and each
//! way in which a table is refused.

mod night;
mod refused;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Asia::Shanghai;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::calendar::DayKind;
use super::{
    Calendar, DaysOut, Deadline, Due, Happened, Limit, LimitUnit, Moment, Tables, deadlines, due, read_limits,
};
use crate::digest::Sha256Digest;
use crate::golden;
use crate::ids::ActId;
use crate::time::Timestamp;

fn tables() -> Tables {
    Tables {
        limits: read_limits(golden::read("fixtures/deadlines/limits.csv").as_bytes()).unwrap(),
        calendar: calendar(),
    }
}

fn calendar() -> Calendar {
    Calendar::read(golden::read("fixtures/calendar/days.csv").as_bytes()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2026-11-22 24:00` is the midnight at which that day ends.
fn at(text: &str) -> Timestamp {
    let (on, time) = text.split_once(' ').unwrap();
    let local = match time {
        "24:00" => day(on).succ_opt().unwrap().and_hms_opt(0, 0, 0).unwrap(),
        _ => NaiveDateTime::parse_from_str(&format!("{text}:00"), "%Y-%m-%d %H:%M:%S").unwrap(),
    };
    let at = local.and_local_timezone(Shanghai).single().unwrap();
    at.with_timezone(&chrono::Utc).into()
}

fn said(at: Timestamp) -> String {
    at.to_chrono()
        .with_timezone(&Shanghai)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

/// An end at midnight is written as the end of the last day.
fn end(due: &Due) -> String {
    let text = said(due.ends_at);
    if text.ends_with("00:00") {
        format!("{} 24:00", due.last_day)
    } else {
        text
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndGiven {
    limit: String,
    start: String,
    #[serde(default)]
    not_counted: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndExpected {
    ends: String,
    #[serde(default)]
    warnings: Vec<String>,
    #[serde(default)]
    beyond_the_calendar: bool,
    to_confirm: bool,
}

fn days_out(text: &str) -> DaysOut {
    let (from, to) = text.split_once(" - ").unwrap();
    (day(from), day(to))
}

#[test]
fn golden_cases_of_ends_hold() {
    let tables = tables();
    for case in golden::cases::<EndGiven, EndExpected>("fixtures/deadlines/ends", 30) {
        let limit = tables.limits.iter().find(|one| one.code == case.given.limit).unwrap();
        let out: Vec<DaysOut> = case.given.not_counted.iter().map(|text| days_out(text)).collect();
        let found = due(limit, at(&case.given.start), &out, &tables.calendar).unwrap();
        let expected = EndExpected {
            ends: end(&found),
            warnings: found.warn_on.iter().map(|(n, day)| format!("{n}: {day}")).collect(),
            beyond_the_calendar: found.is_beyond_calendar,
            to_confirm: found.is_to_confirm,
        };
        assert_eq!(expected, case.expected, "{}", case.name);
    }
}

#[test]
fn every_limit_of_the_preset_has_a_golden_case() {
    let cases = golden::cases::<EndGiven, EndExpected>("fixtures/deadlines/ends", 30);
    for limit in tables().limits {
        assert!(
            cases.iter().any(|case| case.given.limit == limit.code),
            "{}",
            limit.code
        );
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StandingGiven {
    now: String,
    happened: Vec<String>,
}

fn act(name: &str) -> ActId {
    ActId::from_random(Sha256Digest::of(name.as_bytes()).as_bytes()[..16].try_into().unwrap())
}

/// `2026-11-02 10:00 seized of A`.
fn happened(text: &str) -> Happened {
    let (time, what) = text.split_at("2026-11-02 10:00".len());
    let (word, of) = what
        .split_once(" of ")
        .map_or((what, None), |(word, of)| (word, Some(of)));
    Happened {
        moment: word.trim().parse().unwrap(),
        at: at(time),
        act: of.map(act),
    }
}

fn told(one: &Deadline, given: &StandingGiven) -> String {
    let named = ["A", "B"].into_iter().find(|name| one.act == Some(act(name)));
    assert_eq!(named.is_some(), one.act.is_some(), "{given:?}");
    let of = named.map(|name| format!(" of {name}")).unwrap_or_default();
    let answered = one
        .answered_at
        .map(|at| format!(", answered {}", said(at)))
        .unwrap_or_default();
    let paused = if one.is_paused { ", paused" } else { "" };
    let (code, standing, left) = (&one.code, one.standing.as_str(), one.days_left);
    format!(
        "{code}{of}: {standing}, ends {}, {left} days left{answered}{paused}",
        end(&one.due)
    )
}

#[test]
fn golden_cases_of_standings_hold() {
    let tables = tables();
    for case in golden::cases::<StandingGiven, Vec<String>>("fixtures/deadlines/standing", 12) {
        let all: Vec<Happened> = case.given.happened.iter().map(|text| happened(text)).collect();
        let found = deadlines(&all, &tables, at(&case.given.now));
        let found: Vec<String> = found.iter().map(|one| told(one, &case.given)).collect();
        assert_eq!(found, case.expected, "{}", case.name);
    }
}

#[test]
fn the_preset_calendar_knows_every_statutory_day_of_each_year() {
    let calendar = calendar();
    let statutory = |year: i32| {
        let days = day(&format!("{year}-01-01"))
            .iter_days()
            .take_while(|day| day.year() == year);
        days.filter(|day| calendar.kind(*day) == DayKind::Statutory).count()
    };
    // Eleven until 2024, thirteen since: New Year's Eve of the lunar year and 2 May came with 2025.
    assert_eq!([2024, 2025, 2026, 2027].map(statutory), [11, 13, 13, 13]);
}

#[test]
fn the_preset_calendar_is_marked_for_confirmation_and_ends_with_2027() {
    let calendar = calendar();
    assert!(calendar.is_to_confirm((day("2027-03-01"), day("2027-03-02"))));
    assert!(!calendar.is_beyond((day("2024-01-01"), day("2027-12-31"))));
    assert!(calendar.is_beyond((day("2027-12-31"), day("2028-01-01"))));
    assert!(calendar.is_beyond((day("2023-12-31"), day("2024-01-01"))));
    assert_eq!(calendar.holiday(day("2026-02-14")), Some("春节"));
    assert_eq!(calendar.kind(day("2026-02-14")), DayKind::Shifted);
    assert_eq!(calendar.kind(day("2026-02-20")), DayKind::Rest);
}

#[test]
fn months_end_on_the_day_of_the_same_number_or_the_last_of_the_month() {
    let limit = |length| limit_of(length, LimitUnit::Months, false);
    let ends = |length, start: &str| end(&due(&limit(length), at(start), &[], &calendar()).unwrap());
    assert_eq!(ends(6, "2026-03-15 10:00"), "2026-09-15 24:00");
    assert_eq!(ends(1, "2026-01-31 10:00"), "2026-02-28 24:00");
}

fn limit_of(length: u32, unit: LimitUnit, is_put_off: bool) -> Limit {
    let mut limit = tables().limits.remove(1);
    limit.length = length;
    limit.unit = unit;
    limit.is_put_off = is_put_off;
    limit.warn_on = Vec::new();
    limit
}

fn any_start() -> impl Strategy<Value = Timestamp> {
    (0_i64..1400, 0_i64..1440).prop_map(|(days, minutes)| {
        at("2024-01-01 00:00")
            .plus_ms((days * 1440 + minutes) * 60_000)
            .unwrap()
    })
}

fn any_unit() -> impl Strategy<Value = LimitUnit> {
    prop::sample::select(LimitUnit::ALL)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_later_start_or_a_longer_limit_never_ends_earlier(
        (start, later_ms) in (any_start(), 0_i64..90 * 86_400_000), unit in any_unit(), length in 1_u32..60, put_off: bool,
    ) {
        let put_off = put_off && unit != LimitUnit::Hours;
        let calendar = calendar();
        let ends = |length, start| due(&limit_of(length, unit, put_off), start, &[], &calendar).unwrap().ends_at;
        prop_assert!(ends(length, start) <= ends(length, start.plus_ms(later_ms).unwrap()));
        prop_assert!(ends(length, start) <= ends(length + 1, start));
    }

    #[test]
    fn what_is_put_off_or_counts_working_days_never_ends_on_a_day_off(start in any_start(), length in 1_u32..60) {
        let calendar = calendar();
        for (unit, put_off) in [(LimitUnit::CalendarDays, true), (LimitUnit::Months, true), (LimitUnit::WorkingDays, false)] {
            let found = due(&limit_of(length.min(24), unit, put_off), start, &[], &calendar).unwrap();
            prop_assert!(calendar.kind(found.last_day).is_worked(), "{}", found.last_day);
        }
    }

    #[test]
    fn days_left_out_never_bring_the_end_nearer(
        start in any_start(), from in 0_u64..40, long in 0_u64..20, length in 1_u32..60,
    ) {
        let calendar = calendar();
        let limit = limit_of(length, LimitUnit::CalendarDays, false);
        let first = super::calendar::day_of(start) + chrono::Days::new(from);
        let out = [(first, first + chrono::Days::new(long))];
        let (plain, moved) = (due(&limit, start, &[], &calendar), due(&limit, start, &out, &calendar));
        let (plain, moved) = (plain.unwrap(), moved.unwrap());
        prop_assert!(plain.ends_at <= moved.ends_at);
        prop_assert_eq!((moved.last_day - plain.last_day).num_days(), i64::from(moved.days_left_out));
    }

    #[test]
    fn the_order_of_what_happened_does_not_matter(mut order in Just((0_usize..6).collect::<Vec<_>>()).prop_shuffle()) {
        let all = [
            "2026-11-02 10:00 seized of A", "2026-11-04 10:00 testing_began of A", "2026-11-06 10:00 testing_ended of A",
            "2026-11-08 10:00 seized of B", "2026-11-09 10:00 released of B", "2026-11-10 10:00 seizure_extended of A",
        ].map(happened);
        let shuffled: Vec<Happened> = order.drain(..).map(|place| all[place]).collect();
        let now = at("2026-11-12 10:00");
        prop_assert_eq!(deadlines(&shuffled, &tables(), now), deadlines(&all, &tables(), now));
    }
}

#[test]
fn every_moment_is_one_word_that_reads_back() {
    for moment in Moment::ALL {
        assert_eq!(moment.as_str().parse(), Ok(*moment));
    }
}
