//! `of_unit`: how many recorders a unit has for every two officers who need one, and how much each is used.
//!
//! What must stay true: a statistic of the unit, never a finding on an act; a day is a day of use by the corrected time of
//! what was recorded on it, not by when it was docked; splitting footage, telling of it twice or in another order changes
//! nothing; a device that is not in use has numbers but no level.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clip::text_enum;
use crate::ledger::DeviceState;
use crate::time::Timestamp;

mod days;
#[cfg(test)]
mod tests;

use days::{footage_between, recorded_by_day};

/// One day of the agency's calendar; China knows no summer time.
pub const DAY_MS: i64 = 24 * 3600 * 1000;
/// Days of the short window.
pub const WEEK_DAYS: u32 = 7;
/// Days of the long window.
pub const MONTH_DAYS: u32 = 30;

/// What counts as use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsagePolicy {
    /// A day counts as a day of use from so much footage on, in milliseconds; 0: from the first photo on.
    pub day_ms_min: i64,
    /// A device is active when it recorded on so many of a hundred days.
    pub active_percent: u32,
}

impl UsagePolicy {
    /// Any footage makes a day of use; active from 40 of 100 days (3 of 7, 12 of 30). No text sets these numbers: an agency
    /// confirms or changes them.
    pub const PRESET: Self = Self {
        day_ms_min: 0,
        active_percent: 40,
    };
}

text_enum!(
    /// How much a device is used.
    UseLevel {
        /// Nothing that counts was recorded 闲置.
        Idle = "idle",
        /// Now and then 低使用.
        Low = "low",
        /// Regularly 正常使用.
        Active = "active",
    }
);

/// What the rule needs to know of an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerFacts {
    /// Inspects, punishes, coerces or surveys on site.
    pub is_inspecting: bool,
    /// Assistants (辅助人员) never count.
    pub is_assistant: bool,
    /// Off duty from this day.
    pub off_duty_on: Option<NaiveDate>,
}

/// What the rule needs to know of a recorder or terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFacts {
    /// Where it is in its life.
    pub state: DeviceState,
    /// Since when the agency knows of it: it cannot have been idle before.
    pub known_since: Timestamp,
    /// Start and end of what it recorded, by the corrected time; a photo ends where it begins.
    pub footage: Vec<(Timestamp, Timestamp)>,
    /// When handovers of it began.
    pub taken: Vec<Timestamp>,
    /// When it was put into a dock.
    pub docked: Vec<Timestamp>,
    /// When files of it came in whose time nobody can read.
    pub undated: Vec<Timestamp>,
}

/// The day that is asked about: the last one of both windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub day: NaiveDate,
    /// The midnight that ends it.
    pub ends_at: Timestamp,
}

/// What was recorded on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayUse {
    /// How long, in milliseconds; what runs twice at one time counts once.
    pub recorded_ms: i64,
    /// Files that were recorded on it, in part or whole.
    pub clips: u64,
}

/// Use over one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowUse {
    /// Days of the window.
    pub days: u64,
    /// Those of them on which the agency knew of the device, or it recorded.
    pub days_known: u64,
    /// Those of them on which it recorded.
    pub days_recorded: u64,
    /// How long it recorded, in milliseconds.
    pub recorded_ms: i64,
    /// Files.
    pub clips: u64,
    /// Handovers of it that began.
    pub handovers: u64,
    /// Times that it was put into a dock.
    pub dockings: u64,
    /// Files that came in whose time nobody can read: they may belong to any day.
    pub undated: u64,
    /// How much it is used; absent while it is not in use.
    pub level: Option<UseLevel>,
}

/// Use of one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceUse {
    /// The last seven days.
    pub week: WindowUse,
    /// The last thirty days.
    pub month: WindowUse,
    /// Each of the thirty days, oldest first.
    pub by_day: Vec<DayUse>,
}

/// Devices of a unit by how much they are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelCounts {
    /// Idle ones.
    pub idle: u64,
    /// Little used ones.
    pub low: u64,
    /// Active ones.
    pub active: u64,
}

/// The equipping standard: one device for every two officers who need one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Equipment {
    /// Officers on duty who inspect, punish, coerce or survey on site.
    pub officers: u64,
    /// Recorders and handheld terminals in use.
    pub devices: u64,
    /// Devices by the standard; an odd officer needs one as well.
    pub needed: u64,
    /// Devices that the standard misses.
    pub missing: u64,
    /// Devices for every two officers, in hundredths; absent without officers.
    pub per_two_hundredths: Option<u64>,
}

/// The verdict on one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitUse {
    /// Officers and devices.
    pub equipment: Equipment,
    /// Devices in use by their level over seven days.
    pub week: LevelCounts,
    /// The same over thirty days.
    pub month: LevelCounts,
    /// Each device, in the order given.
    pub devices: Vec<DeviceUse>,
}

/// Whether the equipping standard counts this officer on a day.
pub fn needs_recorder(officer: &OfficerFacts, day: NaiveDate) -> bool {
    let is_on_duty = officer.off_duty_on.is_none_or(|since| day < since);
    officer.is_inspecting && !officer.is_assistant && is_on_duty
}

/// Officers who need a device, and devices in use, against the standard.
pub fn equipment(officers: u64, devices: u64) -> Equipment {
    let needed = officers.div_ceil(2);
    let hundredths = (u128::from(devices) * 200 + u128::from(officers) / 2).checked_div(u128::from(officers));
    Equipment {
        officers,
        devices,
        needed,
        missing: needed.saturating_sub(devices),
        per_two_hundredths: hundredths.and_then(|rounded| u64::try_from(rounded).ok()),
    }
}

impl LevelCounts {
    /// Counts one device more.
    pub fn count(&mut self, level: Option<UseLevel>) {
        match level {
            Some(UseLevel::Idle) => self.idle += 1,
            Some(UseLevel::Low) => self.low += 1,
            Some(UseLevel::Active) => self.active += 1,
            None => {}
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            idle: self.idle + other.idle,
            low: self.low + other.low,
            active: self.active + other.active,
        }
    }
}

/// How much one device is used.
pub fn of_device(device: &DeviceFacts, today: Today, policy: &UsagePolicy) -> DeviceUse {
    let by_day = recorded_by_day(&device.footage, today.ends_at, MONTH_DAYS);
    DeviceUse {
        week: window(device, today, (WEEK_DAYS, &by_day), policy),
        month: window(device, today, (MONTH_DAYS, &by_day), policy),
        by_day,
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

fn window(device: &DeviceFacts, today: Today, (days, by_day): (u32, &[DayUse]), policy: &UsagePolicy) -> WindowUse {
    let starts_at = today
        .ends_at
        .plus_ms(-i64::from(days) * DAY_MS)
        .unwrap_or(today.ends_at);
    let within = |times: &[Timestamp]| count(times.iter().filter(|at| starts_at <= **at && **at < today.ends_at));
    let of_window = || by_day.iter().rev().take(usize::try_from(days).unwrap_or(usize::MAX));
    let is_of_use = |day: &&DayUse| day.clips > 0 && day.recorded_ms >= policy.day_ms_min;
    let days_recorded = count(of_window().filter(is_of_use));
    let days_known = days_known(device, today, days);
    let needed = (days_known * u64::from(policy.active_percent)).div_ceil(100).max(1);
    let level = match days_recorded {
        0 => UseLevel::Idle,
        recorded if recorded < needed => UseLevel::Low,
        _ => UseLevel::Active,
    };
    WindowUse {
        days: u64::from(days),
        days_known,
        days_recorded,
        recorded_ms: of_window().map(|day| day.recorded_ms).sum(),
        clips: count(footage_between(&device.footage, starts_at, today.ends_at)),
        handovers: within(&device.taken),
        dockings: within(&device.docked),
        undated: within(&device.undated),
        level: (device.state == DeviceState::InUse).then_some(level),
    }
}

/// Days of the window since the agency knows of the device; what it recorded before shows that it was there.
fn days_known(device: &DeviceFacts, today: Today, days: u32) -> u64 {
    let first = device.footage.iter().map(|(start, _)| *start).min();
    let since = first.map_or(device.known_since, |first| first.min(device.known_since));
    let known = today.ends_at.ms_since(since).max(1);
    let known = u64::try_from(known).unwrap_or(0).div_ceil(DAY_MS.unsigned_abs());
    known.min(u64::from(days))
}

/// The verdict on one unit: its officers of today and the devices that are bound to it.
pub fn of_unit(officers: &[OfficerFacts], devices: &[DeviceFacts], today: Today, policy: &UsagePolicy) -> UnitUse {
    let in_use = count(devices.iter().filter(|device| device.state == DeviceState::InUse));
    let inspecting = count(officers.iter().filter(|officer| needs_recorder(officer, today.day)));
    let devices: Vec<DeviceUse> = devices.iter().map(|device| of_device(device, today, policy)).collect();
    let (mut week, mut month) = (LevelCounts::default(), LevelCounts::default());
    for device in &devices {
        week.count(device.week.level);
        month.count(device.month.level);
    }
    UnitUse {
        equipment: equipment(inspecting, in_use),
        week,
        month,
        devices,
    }
}
