//! The report on a unit and those below it: officers who need a recorder, devices, and how much each is used.
//!
//! What must stay true: it shows nothing of other units, and of footage only how much there is, not whose or what.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use chrono_tz::Asia::Shanghai;
use evidence_schema::ids::{OfficerId, RecorderId, UnitId};
use evidence_schema::limits::USE_DEVICES_MAX;
use evidence_schema::rules::access::{self, Action, Asker, Permit, Subject};
use evidence_schema::rules::usage::{
    self, DAY_MS, DeviceFacts, LevelCounts, MONTH_DAYS, OfficerFacts, Today, UnitUse, UsagePolicy,
};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::usage::{DeviceUseLine, UnitUseLine, UnitUseReport};

use super::units::{day_of, unit_on};
use crate::app::{App, AppError, AppResult};
use crate::store::officer::PostingRow;
use crate::store::recorder::RecorderRow;
use crate::store::unit::{DeviceRow, UnitRow};

/// The midnight that ends a day of the agency's calendar.
fn end_of_day(day: NaiveDate) -> Option<Timestamp> {
    let next = day.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?;
    let midnight = next.and_local_timezone(Shanghai).earliest()?;
    Some(midnight.to_utc().into())
}

/// A unit and every unit below it.
fn below(units: Vec<UnitRow>, top: UnitId) -> Vec<UnitRow> {
    let mut ids = BTreeSet::from([top]);
    loop {
        let is_below = |unit: &&UnitRow| unit.parent_id.is_some_and(|parent| ids.contains(&parent));
        let found: Vec<UnitId> = units.iter().filter(is_below).map(|unit| unit.id).collect();
        let known = ids.len();
        ids.extend(found);
        if ids.len() == known {
            break;
        }
    }
    let mut all: Vec<UnitRow> = units.into_iter().filter(|unit| ids.contains(&unit.id)).collect();
    all.sort_by(|a, b| (a.id != top, &a.number).cmp(&(b.id != top, &b.number)));
    all
}

/// A device with the recorder that it is.
struct Bound {
    device: DeviceRow,
    recorder: RecorderRow,
}

/// What is known of the devices, unit by unit.
struct Known {
    officers: BTreeMap<UnitId, Vec<OfficerFacts>>,
    devices: BTreeMap<UnitId, Vec<Bound>>,
    taken: BTreeMap<RecorderId, Vec<Timestamp>>,
}

impl App {
    /// Officers with the unit that each belongs to on a day.
    pub(super) async fn officers_posted(&self, day: NaiveDate) -> AppResult<Vec<(UnitId, OfficerFacts)>> {
        let mut postings: BTreeMap<OfficerId, Vec<PostingRow>> = BTreeMap::new();
        for posting in self.store.postings().await? {
            postings.entry(posting.officer_id).or_default().push(posting);
        }
        let mut posted = Vec::new();
        for officer in self.store.officers().await? {
            let unit = postings.get(&officer.id).and_then(|of| unit_on(of, day));
            let facts = OfficerFacts {
                is_inspecting: officer.is_inspecting,
                is_assistant: officer.is_assistant,
                off_duty_on: officer.off_duty_on,
            };
            posted.extend(unit.map(|unit| (unit, facts)));
        }
        Ok(posted)
    }

    /// Units whose report the asker may see.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn units_with_use(&self, asker: Asker) -> AppResult<BTreeSet<UnitId>> {
        let grounds = self.grounds(asker).await?;
        let mut seen = BTreeSet::new();
        for unit in self.store.units().await? {
            let reach = self.reach_of_unit(&grounds, Some(unit.id)).await?;
            if access::permit(asker, Action::SeeUse, Subject::Unit(reach)) == Permit::Allowed {
                seen.insert(unit.id);
            }
        }
        Ok(seen)
    }

    /// How many devices a unit and those below it have, and how much each is used over seven and thirty days.
    ///
    /// # Errors
    /// When there is no such unit, the asker may not see the report, or it is about too many devices.
    pub async fn unit_use(&self, asker: Asker, id: UnitId) -> AppResult<UnitUseReport> {
        self.permit_over(asker, Action::SeeUse, Some(id)).await?;
        let units = below(self.store.units().await?, id);
        if units.is_empty() {
            return Err(AppError::not_found("unit"));
        }
        let now = self.now();
        let day = day_of(now);
        let ends_at = end_of_day(day).ok_or_else(|| AppError::internal("the day has no end"))?;
        let today = Today { day, ends_at };
        let mut known = self.use_known(&units, today).await?;
        let mut report = UnitUseReport {
            unit_id: id,
            day,
            equipment: usage::equipment(0, 0),
            week: LevelCounts::default(),
            month: LevelCounts::default(),
            units: Vec::with_capacity(units.len()),
            devices: Vec::new(),
        };
        for unit in units {
            let bound = known.devices.remove(&unit.id).unwrap_or_default();
            let officers = known.officers.remove(&unit.id).unwrap_or_default();
            let facts = self.device_facts(unit.id, (&bound, &known.taken), today).await?;
            let verdict = usage::of_unit(&officers, &facts, today, &UsagePolicy::PRESET);
            told(&mut report, unit, bound, verdict);
        }
        report.devices.sort_by(|a, b| a.serial.cmp(&b.serial));
        Ok(report)
    }

    async fn use_known(&self, units: &[UnitRow], today: Today) -> AppResult<Known> {
        let ids: BTreeSet<UnitId> = units.iter().map(|unit| unit.id).collect();
        let recorders = self.store.recorders().await?;
        let mut recorders: BTreeMap<RecorderId, RecorderRow> = recorders.into_iter().map(|r| (r.id, r)).collect();
        let mut known = Known {
            officers: BTreeMap::new(),
            devices: BTreeMap::new(),
            taken: BTreeMap::new(),
        };
        let mut count = 0;
        for device in self.store.devices().await? {
            if let Some(recorder) = recorders
                .remove(&device.recorder_id)
                .filter(|_| ids.contains(&device.unit_id))
            {
                count += 1;
                let of_unit = known.devices.entry(device.unit_id).or_default();
                of_unit.push(Bound { device, recorder });
            }
        }
        if count > USE_DEVICES_MAX {
            let message = format!("The report is about more than {USE_DEVICES_MAX} devices. Ask for a unit below.");
            return Err(AppError::invalid("unit", message));
        }
        for (unit, officer) in self.officers_posted(today.day).await? {
            known.officers.entry(unit).or_default().push(officer);
        }
        let (from, to) = window_of(today);
        for version in self.store.handovers_between(from, to).await? {
            for recorder in version.recorder_ids()? {
                known.taken.entry(recorder).or_default().push(version.from_at);
            }
        }
        Ok(known)
    }

    /// What the rule needs to know of a unit's devices, in their order.
    async fn device_facts(
        &self,
        unit: UnitId,
        (bound, taken): (&[Bound], &BTreeMap<RecorderId, Vec<Timestamp>>),
        today: Today,
    ) -> AppResult<Vec<DeviceFacts>> {
        if bound.is_empty() {
            return Ok(Vec::new());
        }
        let window = window_of(today);
        let mut footage: BTreeMap<RecorderId, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
        for (recorder, from, to) in self.store.unit_footage(unit, window).await? {
            footage.entry(recorder).or_default().push((from, to));
        }
        let mut docked = by_device(self.store.unit_docked(unit, window).await?);
        let mut undated = by_device(self.store.unit_undated(unit, window).await?);
        let facts = |bound: &Bound| {
            let id = bound.recorder.id;
            DeviceFacts {
                state: bound.device.state,
                known_since: bound.recorder.added_at,
                footage: footage.remove(&id).unwrap_or_default(),
                taken: taken.get(&id).cloned().unwrap_or_default(),
                docked: docked.remove(&id).unwrap_or_default(),
                undated: undated.remove(&id).unwrap_or_default(),
            }
        };
        Ok(bound.iter().map(facts).collect())
    }
}

fn window_of(today: Today) -> (Timestamp, Timestamp) {
    let from = today.ends_at.plus_ms(-i64::from(MONTH_DAYS) * DAY_MS);
    (from.unwrap_or(today.ends_at), today.ends_at)
}

fn by_device(moments: Vec<(RecorderId, Timestamp)>) -> BTreeMap<RecorderId, Vec<Timestamp>> {
    let mut by_device: BTreeMap<RecorderId, Vec<Timestamp>> = BTreeMap::new();
    for (recorder, at) in moments {
        by_device.entry(recorder).or_default().push(at);
    }
    by_device
}

/// Adds one unit with its devices to the report.
fn told(report: &mut UnitUseReport, unit: UnitRow, bound: Vec<Bound>, verdict: UnitUse) {
    let both = (report.equipment, verdict.equipment);
    report.equipment = usage::equipment(both.0.officers + both.1.officers, both.0.devices + both.1.devices);
    report.week = report.week.and(verdict.week);
    report.month = report.month.and(verdict.month);
    for (bound, used) in bound.into_iter().zip(verdict.devices) {
        report.devices.push(DeviceUseLine {
            recorder_id: bound.recorder.id,
            serial: bound.recorder.serial,
            title: bound.recorder.title,
            unit_id: unit.id,
            kind: bound.device.kind,
            state: bound.device.state,
            used,
        });
    }
    report.units.push(UnitUseLine {
        unit_id: unit.id,
        number: unit.number,
        name: unit.name,
        equipment: verdict.equipment,
        week: verdict.week,
        month: verdict.month,
    });
}
