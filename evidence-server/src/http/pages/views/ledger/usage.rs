//! Recorders for every two officers, and how much each is used: pictures first, the numbers beside them.
//!
//! What must stay true: colours never say anything alone; every picture has its numbers in words.

use std::collections::BTreeMap;

use askama::Template;
use evidence_schema::ids::UnitId;
use evidence_schema::rules::usage::{DayUse, Equipment, LevelCounts, UseLevel, WindowUse};
use evidence_schema::wire::usage::{DeviceUseLine, UnitUseLine, UnitUseReport};

use super::super::super::show::name;
use super::super::super::visit::Visit;
use super::super::super::words::{Key, Words};
use super::super::frame::Frame;
use super::super::recorders::{device_kind_key, device_state_key};

/// A day with so much footage fills its bar.
const FULL_DAY_MS: i64 = 8 * 3_600_000;
/// Height of the strip of days.
const STRIP_HEIGHT: i64 = 24;
/// Width of one day in it.
const DAY_WIDTH: i64 = 6;
/// Width of a bar of levels.
const BAR_WIDTH: u64 = 300;

/// The page of one unit's use.
#[derive(Template)]
#[template(path = "unit_use.html")]
pub struct UnitUsePage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Name of the unit.
    pub title: String,
    /// The last day of both windows.
    pub day: String,
    /// The standard over all units shown.
    pub equipment: EquipmentWords,
    /// Seven days, then thirty.
    pub bars: Vec<LevelBar>,
    /// The unit and those below it; empty where there is only one.
    pub units: Vec<UnitUseRow>,
    /// Every device.
    pub devices: Vec<DeviceUseRow>,
}

/// The equipping standard in words and as a bar.
pub struct EquipmentWords {
    /// Officers who need one.
    pub officers: u64,
    /// Devices in use.
    pub devices: u64,
    /// Devices by the standard.
    pub needed: u64,
    /// Devices that are missing, in words.
    pub missing: Option<String>,
    /// Devices for every two officers.
    pub per_two: String,
    /// How much of the bar is filled, of a hundred.
    pub filled: u64,
}

/// Devices by level over one window, as one bar.
pub struct LevelBar {
    /// The window.
    pub window: String,
    /// Its parts, active first.
    pub parts: Vec<LevelPart>,
    /// The bar in words.
    pub words: String,
}

/// One part of a bar.
pub struct LevelPart {
    /// Word of the level, for the style.
    pub level: &'static str,
    /// Where it begins.
    pub x: u64,
    /// How wide it is.
    pub width: u64,
}

/// One unit.
pub struct UnitUseRow {
    /// Its id.
    pub id: String,
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// The standard.
    pub equipment: EquipmentWords,
    /// Seven days, then thirty.
    pub bars: Vec<LevelBar>,
}

/// One device.
pub struct DeviceUseRow {
    /// Serial.
    pub serial: String,
    /// Title for people.
    pub title: String,
    /// Name of its unit.
    pub unit: String,
    /// What it is.
    pub kind: String,
    /// Word of the state, for the style.
    pub state: &'static str,
    /// The same in words.
    pub state_word: String,
    /// Seven days, then thirty.
    pub windows: Vec<WindowWords>,
    /// Each of thirty days as a bar, oldest first.
    pub strip: Vec<DayBar>,
}

/// Use over one window.
pub struct WindowWords {
    /// The window.
    pub window: String,
    /// Word of the level, for the style; empty while it is not in use.
    pub level: &'static str,
    /// The same in words.
    pub level_word: String,
    /// The numbers.
    pub numbers: Vec<String>,
}

/// One day of a strip.
pub struct DayBar {
    /// Where it stands.
    pub x: i64,
    /// Where its bar begins.
    pub y: i64,
    /// How high it is; a photo's day has the lowest bar, a day without footage none.
    pub height: i64,
}

const fn level_key(level: UseLevel) -> Key {
    match level {
        UseLevel::Idle => Key("use-idle"),
        UseLevel::Low => Key("use-low"),
        UseLevel::Active => Key("use-active"),
    }
}

/// Devices for every two officers with two decimals.
pub fn per_two(t: Words, equipment: Equipment) -> String {
    let Some(hundredths) = equipment.per_two_hundredths else {
        return t.say("unit-ratio-none");
    };
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

impl EquipmentWords {
    fn new(t: Words, equipment: Equipment) -> Self {
        let held = equipment.devices.min(equipment.needed);
        Self {
            officers: equipment.officers,
            devices: equipment.devices,
            needed: equipment.needed,
            missing: (equipment.missing > 0).then(|| t.count("use-missing", equipment.missing)),
            per_two: per_two(t, equipment),
            filled: (held * 100).checked_div(equipment.needed).unwrap_or(0),
        }
    }
}

impl LevelBar {
    fn new(t: Words, window: Key, counts: LevelCounts) -> Self {
        let levels = [
            (UseLevel::Active, counts.active),
            (UseLevel::Low, counts.low),
            (UseLevel::Idle, counts.idle),
        ];
        let all: u64 = levels.iter().map(|(_, count)| count).sum();
        let mut before = 0;
        let mut parts = Vec::new();
        for (level, count) in levels.iter().filter(|(_, count)| *count > 0) {
            let at = |devices: u64| devices * BAR_WIDTH / all.max(1);
            parts.push(LevelPart {
                level: level.as_str(),
                x: at(before),
                width: at(before + count) - at(before),
            });
            before += count;
        }
        let word = |(level, count): &(UseLevel, u64)| format!("{} {count}", t.key(level_key(*level)));
        Self {
            window: t.key(window),
            parts,
            words: levels.iter().map(word).collect::<Vec<_>>().join(" · "),
        }
    }

    fn both(t: Words, week: LevelCounts, month: LevelCounts) -> Vec<Self> {
        vec![
            Self::new(t, Key("use-week"), week),
            Self::new(t, Key("use-month"), month),
        ]
    }
}

/// Hours and minutes.
fn hours(ms: i64) -> String {
    let minutes = ms / 60_000;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

impl WindowWords {
    fn new(t: Words, window: Key, used: WindowUse) -> Self {
        let days = [
            ("recorded", used.days_recorded.to_string()),
            ("days", used.days_known.to_string()),
        ];
        let mut numbers = vec![
            t.fill("use-days", &days),
            t.with("use-hours", hours(used.recorded_ms)),
            t.count("use-files", used.clips),
            t.count("use-handovers", used.handovers),
            t.count("use-dockings", used.dockings),
        ];
        if used.undated > 0 {
            numbers.push(t.count("use-undated", used.undated));
        }
        Self {
            window: t.key(window),
            level: used.level.map_or("", UseLevel::as_str),
            level_word: used
                .level
                .map_or_else(|| t.say("use-no-level"), |level| t.key(level_key(level))),
            numbers,
        }
    }
}

fn strip(days: &[DayUse]) -> Vec<DayBar> {
    let bar = |(index, day): (i64, &DayUse)| {
        let height = day.recorded_ms.min(FULL_DAY_MS) * STRIP_HEIGHT / FULL_DAY_MS;
        let height = if day.clips > 0 { height.max(2) } else { 0 };
        DayBar {
            x: index * DAY_WIDTH,
            y: STRIP_HEIGHT - height,
            height,
        }
    };
    (0_i64..).zip(days).map(bar).collect()
}

impl UnitUsePage {
    /// The page of a report.
    pub fn new(visit: &Visit, report: &UnitUseReport) -> Self {
        let t = visit.t;
        let names: BTreeMap<UnitId, String> = report.units.iter().map(|u| (u.unit_id, name(&u.name))).collect();
        let title = names.get(&report.unit_id).cloned().unwrap_or_default();
        let units = report.units.iter().filter(|_| report.units.len() > 1);
        Self {
            t,
            frame: visit.frame_titled(&t.with("use-title", &title)),
            title,
            day: report.day.to_string(),
            equipment: EquipmentWords::new(t, report.equipment),
            bars: LevelBar::both(t, report.week, report.month),
            units: units.map(|unit| UnitUseRow::new(t, unit)).collect(),
            devices: report
                .devices
                .iter()
                .map(|one| DeviceUseRow::new(t, one, &names))
                .collect(),
        }
    }
}

impl UnitUseRow {
    fn new(t: Words, unit: &UnitUseLine) -> Self {
        Self {
            id: unit.unit_id.to_string(),
            number: name(&unit.number),
            name: name(&unit.name),
            equipment: EquipmentWords::new(t, unit.equipment),
            bars: LevelBar::both(t, unit.week, unit.month),
        }
    }
}

impl DeviceUseRow {
    fn new(t: Words, line: &DeviceUseLine, names: &BTreeMap<UnitId, String>) -> Self {
        Self {
            serial: name(&line.serial),
            title: name(&line.title),
            unit: names.get(&line.unit_id).cloned().unwrap_or_default(),
            kind: t.key(device_kind_key(line.kind)),
            state: line.state.as_str(),
            state_word: t.key(device_state_key(line.state)),
            windows: vec![
                WindowWords::new(t, Key("use-week"), line.used.week),
                WindowWords::new(t, Key("use-month"), line.used.month),
            ],
            strip: strip(&line.used.by_day),
        }
    }
}

#[cfg(test)]
mod tests {
    use evidence_schema::rules::usage::{DayUse, LevelCounts};

    use super::super::super::super::words::{Key, Language, Words};
    use super::{BAR_WIDTH, LevelBar, hours, strip};

    #[test]
    fn parts_of_a_bar_fill_it_without_a_gap() {
        let counts = LevelCounts {
            idle: 1,
            low: 1,
            active: 5,
        };
        let bar = LevelBar::new(Words(Language::English), Key("use-week"), counts);
        let mut x = 0;
        for part in &bar.parts {
            assert_eq!(part.x, x);
            x += part.width;
        }
        assert_eq!(x, BAR_WIDTH);
        assert_eq!(bar.words, "active 5 · little used 1 · idle 1");
        let nothing = LevelBar::new(Words(Language::English), Key("use-week"), LevelCounts::default());
        assert!(nothing.parts.is_empty());
    }

    #[test]
    fn a_day_with_a_photo_is_seen_and_a_day_without_footage_is_not() {
        let day = |recorded_ms, clips| DayUse { recorded_ms, clips };
        let bars = strip(&[day(0, 0), day(0, 1), day(4 * 3_600_000, 2), day(20 * 3_600_000, 9)]);
        let heights: Vec<i64> = bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [0, 2, 12, 24]);
        assert_eq!((bars[3].x, bars[3].y), (18, 0));
        assert_eq!(hours(5_460_000), "1:31");
    }
}
