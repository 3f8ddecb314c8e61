//! The unit tree, and the devices bound to it with their life.
//!
//! What must stay true: a unit is never its own ancestor; a lost device that is docked is collected all the same.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{OfficerId, RecorderId, UnitId};
use evidence_schema::ledger::DeviceState;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::usage;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{DeviceDraft, RecorderView, UnitDraft, UnitView};

use super::given;
use crate::app::asker::actor_of;
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::officer::PostingRow;
use crate::store::recorder::RecorderRow;
use crate::store::unit::{DeviceRow, UnitRow};

/// A file rests so long on its recorder where nobody said otherwise.
pub(super) const REST_HOURS_PRESET: u64 = 24;
const REST_HOURS_MAX: u64 = 24 * 90;

/// The day of the agency's calendar.
pub(in crate::app) fn day_of(at: Timestamp) -> NaiveDate {
    at.to_chrono().with_timezone(&Shanghai).date_naive()
}

/// The unit that postings name for a day.
pub(in crate::app) fn unit_on(postings: &[PostingRow], day: NaiveDate) -> Option<UnitId> {
    postings
        .iter()
        .filter(|p| p.from_on <= day && p.to_on.is_none_or(|to| day <= to))
        .max_by_key(|p| p.from_on)
        .map(|p| p.unit_id)
}

fn check_no_ring(units: Vec<UnitRow>, id: UnitId, parent_id: Option<UnitId>) -> AppResult<()> {
    let parents: BTreeMap<UnitId, Option<UnitId>> = units.into_iter().map(|unit| (unit.id, unit.parent_id)).collect();
    let mut above = parent_id;
    for _ in 0..=parents.len() {
        match above {
            Some(unit) if unit == id => {
                return Err(AppError::invalid("parent_number", "A unit cannot stand below itself."));
            }
            Some(unit) => above = parents.get(&unit).copied().flatten(),
            None => return Ok(()),
        }
    }
    Err(AppError::internal("the unit tree holds a ring"))
}

impl App {
    /// Who acts in the ledger.
    pub(super) fn ledger_actor(&self, asker: Asker, action: Action) -> AppResult<evidence_schema::people::Actor> {
        self.permit(asker, action, Subject::Installation)?;
        actor_of(asker).ok_or_else(|| AppError::not_found("person"))
    }

    /// The unit that an officer belongs to today.
    pub(in crate::app) async fn unit_today(&self, officer: OfficerId) -> AppResult<Option<UnitId>> {
        Ok(unit_on(&self.store.postings_of(officer).await?, day_of(self.now())))
    }

    pub(in crate::app) async fn unit_named(&self, field: &str, number: &str) -> AppResult<UnitRow> {
        let number = number.trim();
        let unit = self.store.unit_by_number(number).await?;
        unit.ok_or_else(|| AppError::invalid(field, format!("There is no unit with the number {number:?}.")))
    }

    /// Adds a unit, or changes the one with this number.
    ///
    /// # Errors
    /// When the words are out of bounds, the parent is unknown, or the tree would become a ring.
    pub async fn unit_put(&self, asker: Asker, draft: UnitDraft) -> AppResult<UnitView> {
        let actor = self.ledger_actor(asker, Action::ManageLedger)?;
        let number = checked_title("number", &draft.number)?;
        let parent_id = match given(draft.parent_number.as_deref()) {
            Some(parent) => Some(self.unit_named("parent_number", parent).await?.id),
            None => None,
        };
        let held = self.store.unit_by_number(&number).await?;
        self.permit_unit_put(asker, held.as_ref(), parent_id).await?;
        let before = held.clone();
        let event = if held.is_some() {
            Event::UnitChanged
        } else {
            Event::UnitAdded
        };
        let base = held.unwrap_or_else(|| UnitRow {
            id: UnitId::from_random(self.chance()),
            number,
            name: String::new(),
            parent_id: None,
            is_active: true,
            erasing_is_on: false,
            erasing_rest_hours: REST_HOURS_PRESET,
            added_at: self.now(),
        });
        let unit = UnitRow {
            name: checked_title("name", &draft.name)?,
            parent_id,
            erasing_is_on: draft.erasing_is_on.unwrap_or(base.erasing_is_on),
            erasing_rest_hours: draft
                .erasing_rest_hours
                .unwrap_or(base.erasing_rest_hours)
                .min(REST_HOURS_MAX),
            ..base
        };
        let mut tx = self.evidence(event, actor, unit.id.to_string()).await?;
        tx.units_take().await?;
        // Only now: two moves at once could make a ring that neither of them is.
        let all = tx.units().await?;
        let now = all.iter().find(|other| other.number == unit.number);
        if before.is_some() && now != before.as_ref() {
            return Err(StoreError::Stale.into());
        }
        check_no_ring(all, unit.id, parent_id)?;
        if event == Event::UnitAdded {
            match tx.unit_add(&unit).await {
                Err(StoreError::Exists) => return Err(AppError::invalid("number", "This number is taken.")),
                other => other?,
            }
        } else {
            tx.unit_update(&unit).await?;
        }
        self.commit(tx).await?;
        let all = self.units_counted().await?;
        let view = all.into_iter().find(|view| view.unit_id == unit.id);
        view.ok_or_else(|| AppError::not_found("unit"))
    }

    /// Whoever keeps only a part of the tree moves nothing in or out.
    async fn permit_unit_put(&self, asker: Asker, held: Option<&UnitRow>, parent_id: Option<UnitId>) -> AppResult<()> {
        let stays = held.filter(|unit| unit.parent_id == parent_id).map(|unit| unit.id);
        self.permit_over(asker, Action::ManageLedger, stays.or(parent_id))
            .await?;
        match held.filter(|unit| unit.parent_id != parent_id) {
            Some(moved) => self.permit_over(asker, Action::ManageLedger, moved.parent_id).await,
            None => Ok(()),
        }
    }

    /// Every unit with its officers and devices of today, by number.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn units(&self, asker: Asker) -> AppResult<Vec<UnitView>> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        self.units_counted().await
    }

    async fn units_counted(&self) -> AppResult<Vec<UnitView>> {
        let today = day_of(self.now());
        let mut inspecting: BTreeMap<UnitId, u64> = BTreeMap::new();
        for (unit, officer) in self.officers_posted(today).await? {
            if usage::needs_recorder(&officer, today) {
                *inspecting.entry(unit).or_default() += 1;
            }
        }
        let mut devices: BTreeMap<UnitId, u64> = BTreeMap::new();
        for device in self.store.devices().await? {
            if device.state == DeviceState::InUse {
                *devices.entry(device.unit_id).or_default() += 1;
            }
        }
        let mut units: Vec<UnitView> = self
            .store
            .units()
            .await?
            .into_iter()
            .map(|unit| UnitView {
                officers_inspecting: inspecting.get(&unit.id).copied().unwrap_or(0),
                devices_in_use: devices.get(&unit.id).copied().unwrap_or(0),
                unit_id: unit.id,
                number: unit.number,
                name: unit.name,
                parent_id: unit.parent_id,
                erasing_is_on: unit.erasing_is_on,
                erasing_rest_hours: unit.erasing_rest_hours,
            })
            .collect();
        units.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(units)
    }

    /// Every recorder with what the ledger knows of it, by serial.
    ///
    /// # Errors
    /// When the asker may not see recorders.
    pub async fn recorder_views(&self, asker: Asker) -> AppResult<Vec<RecorderView>> {
        let recorders = self.recorders(asker).await?;
        let devices = self.store.devices().await?;
        let devices: BTreeMap<RecorderId, DeviceRow> = devices.into_iter().map(|d| (d.recorder_id, d)).collect();
        let view = |recorder: RecorderRow| {
            let device = devices.get(&recorder.id);
            RecorderView {
                recorder_id: recorder.id,
                serial: recorder.serial,
                title: recorder.title,
                unit_id: device.map(|device| device.unit_id),
                kind: device.map(|device| device.kind),
                state: device.map(|device| device.state),
                note: device.and_then(|device| device.note.clone()),
            }
        };
        let mut views: Vec<RecorderView> = recorders.into_iter().map(view).collect();
        views.sort_by(|a, b| a.serial.cmp(&b.serial));
        Ok(views)
    }

    /// Binds a device to a unit, or says what became of it.
    ///
    /// # Errors
    /// When recorder or unit are unknown, or a loss is not explained.
    pub async fn device_put(&self, asker: Asker, id: RecorderId, draft: DeviceDraft) -> AppResult<()> {
        let actor = self.ledger_actor(asker, Action::ManageLedger)?;
        let unit = self.unit_named("unit_number", &draft.unit_number).await?;
        let note = given(draft.note.as_deref());
        if draft.state != DeviceState::InUse && note.is_none() {
            return Err(AppError::invalid("note", "Say what happened, and who reported it."));
        }
        let device = DeviceRow {
            recorder_id: id,
            unit_id: unit.id,
            kind: draft.kind,
            state: draft.state,
            stated_at: self.now(),
            stated_by: actor.clone(),
            note: note.map(|note| checked_title("note", note)).transpose()?,
        };
        let is_known = self.store.recorders().await?.iter().any(|recorder| recorder.id == id);
        if !is_known {
            return Err(AppError::not_found("recorder"));
        }
        self.permit_over(asker, Action::ManageLedger, Some(unit.id)).await?;
        if let Some(bound) = self.store.device_of(id).await? {
            self.permit_over(asker, Action::ManageLedger, Some(bound.unit_id))
                .await?;
        }
        let mut tx = self.evidence(Event::RecorderChanged, actor, id.to_string()).await?;
        tx.device_put(&device).await?;
        self.commit(tx).await
    }
}
