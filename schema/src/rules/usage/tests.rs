//! Behaviour of the report on a unit's devices.

use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    DAY_MS, DeviceFacts, Equipment, OfficerFacts, Today, UsagePolicy, WindowUse, equipment, of_device, of_unit,
};
use crate::golden::{self, Case};
use crate::ledger::DeviceState;
use crate::time::Timestamp;

/// Facts as a person writes them down in `fixtures/usage`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    today: NaiveDate,
    policy: Option<PolicyGiven>,
    #[serde(default)]
    officers: Vec<OfficerGiven>,
    devices: Vec<DeviceGiven>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyGiven {
    day_minutes_min: i64,
    active_percent: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficerGiven {
    #[expect(dead_code, reason = "for the reader of the file")]
    name: String,
    is_inspecting: bool,
    is_assistant: bool,
    off_duty_on: Option<NaiveDate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceGiven {
    name: String,
    state: DeviceState,
    known_since: Timestamp,
    #[serde(default)]
    footage: Vec<FootageGiven>,
    #[serde(default)]
    taken: Vec<Timestamp>,
    #[serde(default)]
    docked: Vec<Timestamp>,
    #[serde(default)]
    undated: Vec<Timestamp>,
}

/// One stretch, or the same hours of several days.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum FootageGiven {
    Stretch {
        from: Timestamp,
        to: Timestamp,
    },
    Daily {
        on: Vec<NaiveDate>,
        from: NaiveTime,
        to: NaiveTime,
    },
}

fn in_china(day: NaiveDate, time: NaiveTime) -> Timestamp {
    let written = format!("{}T{}+08:00", day, time.format("%H:%M:%S"));
    written.parse().unwrap()
}

impl DeviceGiven {
    fn facts(&self) -> DeviceFacts {
        let stretches = |given: &FootageGiven| match given {
            FootageGiven::Stretch { from, to } => vec![(*from, *to)],
            FootageGiven::Daily { on, from, to } => on
                .iter()
                .map(|day| (in_china(*day, *from), in_china(*day, *to)))
                .collect(),
        };
        DeviceFacts {
            state: self.state,
            known_since: self.known_since,
            footage: self.footage.iter().flat_map(stretches).collect(),
            taken: self.taken.clone(),
            docked: self.docked.clone(),
            undated: self.undated.clone(),
        }
    }
}

fn today(day: NaiveDate) -> Today {
    Today {
        day,
        ends_at: in_china(day.succ_opt().unwrap(), NaiveTime::MIN),
    }
}

fn told_equipment(equipment: Equipment) -> Value {
    let per_two = equipment.per_two_hundredths;
    json!({
        "officers": equipment.officers,
        "devices": equipment.devices,
        "needed": equipment.needed,
        "missing": equipment.missing,
        "per_two": per_two.map(|hundredths| format!("{}.{:02}", hundredths / 100, hundredths % 100)),
    })
}

fn told_window(window: WindowUse) -> Value {
    let minutes = window.recorded_ms / 60_000;
    json!({
        "level": window.level,
        "days_recorded": format!("{} of {}", window.days_recorded, window.days_known),
        "recorded": format!("{}:{:02}", minutes / 60, minutes % 60),
        "files": window.clips,
        "handovers": window.handovers,
        "dockings": window.dockings,
        "undated": window.undated,
    })
}

fn verdict(given: &Given) -> Value {
    let policy = given.policy.as_ref().map_or(UsagePolicy::PRESET, |policy| UsagePolicy {
        day_ms_min: policy.day_minutes_min * 60_000,
        active_percent: policy.active_percent,
    });
    let officer = |given: &OfficerGiven| OfficerFacts {
        is_inspecting: given.is_inspecting,
        is_assistant: given.is_assistant,
        off_duty_on: given.off_duty_on,
    };
    let officers: Vec<OfficerFacts> = given.officers.iter().map(officer).collect();
    let devices: Vec<DeviceFacts> = given.devices.iter().map(DeviceGiven::facts).collect();
    let unit = of_unit(&officers, &devices, today(given.today), &policy);
    let of_device = |(named, used): (&DeviceGiven, &super::DeviceUse)| {
        let told = json!({"7 days": told_window(used.week), "30 days": told_window(used.month)});
        (named.name.clone(), told)
    };
    json!({
        "equipment": told_equipment(unit.equipment),
        "devices": given.devices.iter().zip(&unit.devices).map(of_device).collect::<serde_json::Map<_, _>>(),
    })
}

#[test]
fn golden_cases_hold() {
    for Case { name, given, expected } in golden::cases::<Given, Value>("fixtures/usage", 12) {
        assert_eq!(verdict(&given), expected, "{name}");
    }
}

#[test]
fn ratio_is_rounded_and_absent_without_officers() {
    assert_eq!(equipment(6, 2).per_two_hundredths, Some(67));
    assert_eq!(equipment(6, 3).per_two_hundredths, Some(100));
    assert_eq!(equipment(0, 1).per_two_hundredths, None);
    assert_eq!((equipment(5, 2).needed, equipment(5, 2).missing), (3, 1));
}

fn device(footage: Vec<(Timestamp, Timestamp)>) -> DeviceFacts {
    DeviceFacts {
        state: DeviceState::InUse,
        known_since: "2020-01-01T00:00:00Z".parse().unwrap(),
        footage,
        taken: vec![],
        docked: vec![],
        undated: vec![],
    }
}

prop_compose! {
    /// A file of some minutes within five weeks.
    fn some_file()(minute in 0_i64..35 * 1440, long in 0_i64..300) -> (Timestamp, Timestamp) {
        let start: Timestamp = "2026-10-17T00:00:00+08:00".parse().unwrap();
        let start = start.plus_ms(minute * 60_000).unwrap();
        (start, start.plus_ms(long * 60_000).unwrap())
    }
}

proptest! {
    #[test]
    fn order_repetition_and_splitting_change_neither_days_nor_hours(files in proptest::collection::vec(some_file(), 0..12)) {
        let now = today("2026-11-20".parse().unwrap());
        let used = of_device(&device(files.clone()), now, &UsagePolicy::PRESET);
        let halves = |(start, end): &(Timestamp, Timestamp)| {
            let middle = start.plus_ms(end.ms_since(*start) / 2).unwrap();
            [(*start, middle), (middle, *end)]
        };
        // A half that begins where the day ends belongs to the next one: only files with a length are cut.
        let (long, short): (Vec<_>, Vec<_>) = files.iter().partition(|(start, end)| end.ms_since(*start) >= 120_000);
        let mut cut: Vec<_> = long.iter().copied().flat_map(halves).chain(short.into_iter().copied()).collect();
        cut.reverse();
        cut.extend(files.iter().copied());
        let again = of_device(&device(cut), now, &UsagePolicy::PRESET);
        prop_assert_eq!(used.month.recorded_ms, again.month.recorded_ms);
        prop_assert_eq!(used.month.days_recorded, again.month.days_recorded);
        prop_assert_eq!(used.week.level, again.week.level);
    }

    #[test]
    fn another_file_never_lowers_anything(files in proptest::collection::vec(some_file(), 0..12), more in some_file()) {
        let now = today("2026-11-20".parse().unwrap());
        let before = of_device(&device(files.clone()), now, &UsagePolicy::PRESET);
        let after = of_device(&device([files, vec![more]].concat()), now, &UsagePolicy::PRESET);
        for (before, after) in [(before.week, after.week), (before.month, after.month)] {
            prop_assert!(before.recorded_ms <= after.recorded_ms && before.days_recorded <= after.days_recorded);
            prop_assert!(before.level <= after.level);
            prop_assert!(after.recorded_ms <= i64::try_from(after.days).unwrap() * DAY_MS);
        }
    }
}
