//! A plan becomes rows.
//!
//! What must stay true: rows are written in an order that the database takes (units above first, given-up certificates
//! before they are taken); what a file does not say (accounts, clearing, a device's state) stays as it is.

use std::collections::BTreeMap;

use evidence_schema::ids::{DutyId, OfficerId, PostingId, RecorderId, UnitId};
use evidence_schema::ledger::DeviceState;
use evidence_schema::ledger_import::{KindPlan, Lined, OfficerRecord, Plan, RecorderRecord, RosterRecord, UnitRecord};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::facts::{instant, postings_of};
use super::postings;
use crate::app::ledger::units::{REST_HOURS_PRESET, day_of};
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::handover::recorders_text;
use crate::store::imported::LedgerRows;
use crate::store::job::JobKind;
use crate::store::officer::{OfficerRow, PostingRow};
use crate::store::recorder::RecorderRow;
use crate::store::roster::RosterRow;
use crate::store::unit::{DeviceRow, UnitRow};

/// One import on its way into the database.
pub(super) struct Writing<'a> {
    app: &'a App,
    tx: &'a mut EvidenceTx,
    rows: &'a LedgerRows,
    actor: Actor,
    now: Timestamp,
    units: BTreeMap<&'a str, UnitId>,
    officers: BTreeMap<&'a str, &'a OfficerRow>,
    recorders: BTreeMap<&'a str, &'a RecorderRow>,
    devices: BTreeMap<RecorderId, &'a DeviceRow>,
}

/// The plan was made against these very rows.
fn found<T>(thing: Option<T>) -> AppResult<T> {
    thing.ok_or_else(|| AppError::internal("an import names what is not in the ledger"))
}

impl<'a> Writing<'a> {
    /// `now` is the time with which the plan was made.
    pub(super) fn new(
        app: &'a App,
        tx: &'a mut EvidenceTx,
        (rows, actor, now): (&'a LedgerRows, Actor, Timestamp),
    ) -> Self {
        Self {
            app,
            tx,
            rows,
            actor,
            now,
            units: rows.units.iter().map(|unit| (unit.number.as_str(), unit.id)).collect(),
            officers: rows.officers.iter().map(|o| (o.number.as_str(), o)).collect(),
            recorders: rows.recorders.iter().map(|r| (r.serial.as_str(), r)).collect(),
            devices: rows.devices.iter().map(|device| (device.recorder_id, device)).collect(),
        }
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// When the database refuses; then nothing may be committed.
    pub(super) async fn plan(mut self, plan: &'a KindPlan) -> AppResult<()> {
        match plan {
            KindPlan::Units(plan) => self.units(plan).await,
            KindPlan::Officers(plan) => self.officers(plan).await,
            KindPlan::Recorders(plan) => self.recorders(plan).await,
            KindPlan::Roster(plan) => self.roster(plan).await,
        }
    }

    fn unit(&self, number: &str) -> AppResult<UnitId> {
        found(self.units.get(number).copied())
    }

    async fn units(&mut self, plan: &'a Plan<UnitRecord>) -> AppResult<()> {
        for record in parents_first(&plan.adds) {
            let id = UnitId::from_random(self.app.chance());
            let unit = UnitRow {
                id,
                number: record.number.clone(),
                name: record.name.clone(),
                parent_id: record
                    .parent_number
                    .as_deref()
                    .map(|parent| self.unit(parent))
                    .transpose()?,
                is_active: true,
                erasing_is_on: false,
                erasing_rest_hours: REST_HOURS_PRESET,
                added_at: self.now,
            };
            self.tx.unit_add(&unit).await?;
            self.units.insert(&record.number, id);
        }
        let held: BTreeMap<&str, &UnitRow> = self.rows.units.iter().map(|u| (u.number.as_str(), u)).collect();
        for record in plan.changes.iter().map(|change| &change.after) {
            let unit = UnitRow {
                name: record.name.clone(),
                parent_id: record
                    .parent_number
                    .as_deref()
                    .map(|parent| self.unit(parent))
                    .transpose()?,
                ..(*found(held.get(record.number.as_str()))?).clone()
            };
            self.tx.unit_update(&unit).await?;
        }
        Ok(())
    }

    async fn officers(&mut self, plan: &'a Plan<OfficerRecord>) -> AppResult<()> {
        let mut changed = Vec::with_capacity(plan.changes.len());
        for record in plan.changes.iter().map(|change| &change.after) {
            let held = found(self.officers.get(record.number.as_str()))?;
            changed.push(officer_row(record, (*held).clone()));
        }
        // Whoever is new may take a certificate that one of these gives up.
        self.tx.officers_update(&changed).await?;
        let held = postings_of(self.rows);
        for (record, row) in plan.changes.iter().map(|change| &change.after).zip(&changed) {
            let postings = held.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            self.posting(record, (row.id, postings)).await?;
        }
        for record in plan.adds.iter().map(|lined| &lined.record) {
            let blank = OfficerRow {
                id: OfficerId::from_random(self.app.chance()),
                number: record.number.clone(),
                name: String::new(),
                certificate_number: None,
                certificate_from: None,
                certificate_to: None,
                is_inspecting: false,
                is_assistant: false,
                person_id: None,
                off_duty_on: None,
                added_at: self.now,
            };
            let row = officer_row(record, blank);
            self.tx.officer_add(&row).await?;
            self.posting(record, (row.id, &[])).await?;
        }
        Ok(())
    }

    async fn posting(&mut self, record: &OfficerRecord, (id, held): (OfficerId, &[&PostingRow])) -> AppResult<()> {
        let unit_id = self.unit(&record.unit_number)?;
        let change = postings::change(held, unit_id, (record.posting_from, day_of(self.now)));
        let change = found(change.ok())?;
        for posting in &change.changed {
            self.tx.posting_update(posting).await?;
        }
        if let Some((unit_id, from_on)) = change.begun {
            let posting = PostingRow {
                id: PostingId::from_random(self.app.chance()),
                officer_id: id,
                unit_id,
                from_on,
                to_on: None,
            };
            self.tx.posting_add(&posting).await?;
        }
        Ok(())
    }

    async fn recorders(&mut self, plan: &'a Plan<RecorderRecord>) -> AppResult<()> {
        for record in plan.adds.iter().map(|lined| &lined.record) {
            let recorder = RecorderRow {
                id: RecorderId::from_random(self.app.chance()),
                serial: record.serial.clone(),
                title: record.title.clone(),
                is_active: true,
                added_at: self.now,
            };
            self.tx.recorder_add(&recorder).await?;
            self.device(record, recorder.id).await?;
            // Its footage may have come before it was registered.
            for clip in self.app.store.clips_of_serial(&recorder.serial).await? {
                let job = self.app.job(JobKind::Attribute, &clip.to_string());
                self.tx.job_add(&job).await?;
            }
        }
        for record in plan.changes.iter().map(|change| &change.after) {
            let held = *found(self.recorders.get(record.serial.as_str()))?;
            if held.title != record.title {
                let recorder = RecorderRow {
                    title: record.title.clone(),
                    ..held.clone()
                };
                self.tx.recorder_update(&recorder).await?;
            }
            self.device(record, held.id).await?;
        }
        Ok(())
    }

    /// Binds it, unless nothing of that is new; where it is in its life is not the file's to say.
    async fn device(&mut self, record: &RecorderRecord, recorder_id: RecorderId) -> AppResult<()> {
        let unit_id = self.unit(&record.unit_number)?;
        let held = self.devices.get(&recorder_id).copied();
        if held.is_some_and(|held| (held.unit_id, held.kind) == (unit_id, record.kind)) {
            return Ok(());
        }
        let fresh = || DeviceRow {
            recorder_id,
            unit_id,
            kind: record.kind,
            state: DeviceState::InUse,
            stated_at: self.now,
            stated_by: self.actor.clone(),
            note: None,
        };
        let device = DeviceRow {
            unit_id,
            kind: record.kind,
            ..held.cloned().unwrap_or_else(fresh)
        };
        Ok(self.tx.device_put(&device).await?)
    }

    async fn roster(&mut self, plan: &'a Plan<RosterRecord>) -> AppResult<()> {
        for record in plan.adds.iter().map(|lined| &lined.record) {
            let fresh = (DutyId::from_random(self.app.chance()), self.now);
            let line = self.duty(record, fresh)?;
            self.tx.roster_add(&line).await?;
        }
        let held: BTreeMap<(OfficerId, Timestamp), &RosterRow> = self
            .rows
            .roster
            .iter()
            .map(|line| ((line.lead_id, line.from_at), line))
            .collect();
        for record in plan.changes.iter().map(|change| &change.after) {
            let lead = found(self.officers.get(record.lead_number.as_str()))?.id;
            let held = found(held.get(&(lead, instant(record.start()))))?;
            let line = self.duty(record, (held.id, held.added_at))?;
            self.tx.roster_update(&line).await?;
        }
        Ok(())
    }

    fn duty(&self, record: &RosterRecord, (id, added_at): (DutyId, Timestamp)) -> AppResult<RosterRow> {
        let officer = |number: &str| found(self.officers.get(number).map(|officer| officer.id));
        let recorder = |serial: &String| found(self.recorders.get(serial.as_str()).map(|recorder| recorder.id));
        let recorders = record.serials.iter().map(recorder).collect::<AppResult<Vec<_>>>()?;
        Ok(RosterRow {
            id,
            unit_id: self.unit(&record.unit_number)?,
            lead_id: officer(&record.lead_number)?,
            assisting_id: record.assisting_number.as_deref().map(officer).transpose()?,
            from_at: instant(record.start()),
            to_at: instant(record.end()),
            recorders: recorders_text(&recorders),
            added_at,
        })
    }
}

fn officer_row(record: &OfficerRecord, held: OfficerRow) -> OfficerRow {
    let certificate = record.certificate.as_ref();
    OfficerRow {
        name: record.name.clone(),
        certificate_number: certificate.map(|c| c.number.clone()),
        certificate_from: certificate.map(|c| c.from),
        certificate_to: certificate.map(|c| c.to),
        is_inspecting: record.inspects,
        is_assistant: record.is_assistant,
        ..held
    }
}

/// Every unit after the one above it; the plan has no circle.
fn parents_first(adds: &[Lined<UnitRecord>]) -> Vec<&UnitRecord> {
    let mut below: BTreeMap<&str, Vec<&UnitRecord>> = BTreeMap::new();
    let added: BTreeMap<&str, &UnitRecord> = adds.iter().map(|l| (l.record.number.as_str(), &l.record)).collect();
    let mut ordered = Vec::with_capacity(adds.len());
    for record in added.values().copied() {
        match record
            .parent_number
            .as_deref()
            .filter(|parent| added.contains_key(parent))
        {
            Some(parent) => below.entry(parent).or_default().push(record),
            None => ordered.push(record),
        }
    }
    let mut next = 0;
    while let Some(record) = ordered.get(next) {
        ordered.extend(below.remove(record.number.as_str()).unwrap_or_default());
        next += 1;
    }
    ordered
}
