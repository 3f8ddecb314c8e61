//! Names for what the ledger speaks of, and what is on file in the shape of a draft: for pages that show and change it.
//!
//! What must stay true: a draft from here, put back unchanged, changes nothing.

use std::collections::BTreeMap;

use evidence_schema::ids::{OfficerId, RecorderId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::ledger::{DeviceDraft, OfficerDraft};

use super::units::{day_of, unit_on};
use crate::app::{App, AppResult};

/// A number that people know a thing by, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Number; the serial of a recorder.
    pub number: String,
    /// Name; the title of a recorder.
    pub name: String,
}

/// What the ids in the ledger's answers stand for.
#[derive(Debug, Clone, Default)]
pub struct LedgerNames {
    /// Units.
    pub units: BTreeMap<UnitId, Named>,
    /// Officers, off duty or not.
    pub officers: BTreeMap<OfficerId, Named>,
    /// Recorders.
    pub recorders: BTreeMap<RecorderId, Named>,
    /// Names of people and docks by the text of the actor.
    pub actors: BTreeMap<String, String>,
}

impl App {
    /// Names for everything that the ledger speaks of.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn ledger_names(&self, asker: Asker) -> AppResult<LedgerNames> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        let named = |number, name| Named { number, name };
        let (units, officers) = (self.store.units().await?, self.store.officers().await?);
        let recorders = self.store.recorders().await?;
        let mut actors = BTreeMap::new();
        for person in self.store.people().await? {
            actors.insert(Actor::Person(person.id).to_string(), person.name);
        }
        for dock in self.store.docks().await? {
            actors.insert(Actor::Dock(dock.id).to_string(), dock.name);
        }
        Ok(LedgerNames {
            units: units.into_iter().map(|u| (u.id, named(u.number, u.name))).collect(),
            officers: officers.into_iter().map(|o| (o.id, named(o.number, o.name))).collect(),
            recorders: recorders
                .into_iter()
                .map(|r| (r.id, named(r.serial, r.title)))
                .collect(),
            actors,
        })
    }

    /// What the ledger knows of each device that is bound to a unit.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn devices_bound(&self, asker: Asker) -> AppResult<BTreeMap<RecorderId, DeviceDraft>> {
        let units = self.ledger_names(asker).await?.units;
        let devices = self.store.devices().await?.into_iter().map(|device| {
            let unit = units.get(&device.unit_id);
            let draft = DeviceDraft {
                unit_number: unit.map(|unit| unit.number.clone()).unwrap_or_default(),
                kind: device.kind,
                state: device.state,
                note: device.note,
            };
            (device.recorder_id, draft)
        });
        Ok(devices.collect())
    }

    /// What is on file of the officer with this number.
    ///
    /// # Errors
    /// When the asker may not change officers.
    pub async fn officer_on_file(&self, asker: Asker, number: &str) -> AppResult<Option<OfficerDraft>> {
        self.permit(asker, Action::ManageLedger, Subject::Installation)?;
        let Some(officer) = self.store.officer_by_number(number.trim()).await? else {
            return Ok(None);
        };
        let unit_id = unit_on(&self.store.postings_of(officer.id).await?, day_of(self.now()));
        let unit = match unit_id {
            Some(id) => self.store.unit_by_id(id).await?,
            None => None,
        };
        let account = match officer.person_id {
            Some(id) => self.store.person_by_id(id).await?,
            None => None,
        };
        Ok(Some(OfficerDraft {
            unit_number: unit.map(|unit| unit.number).unwrap_or_default(),
            unit_from: None,
            account: account.map(|person| person.name),
            number: officer.number,
            name: officer.name,
            certificate_number: officer.certificate_number,
            certificate_from: officer.certificate_from,
            certificate_to: officer.certificate_to,
            is_inspecting: officer.is_inspecting,
            is_assistant: officer.is_assistant,
            off_duty_on: officer.off_duty_on,
        }))
    }
}
