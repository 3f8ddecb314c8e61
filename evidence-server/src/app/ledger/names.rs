//! Names for what the ledger speaks of, and what is on file in the shape of a draft: for pages that show and change it.
//!
//! What must stay true: a draft from here, put back unchanged, changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evidence_schema::ids::{OfficerId, RecorderId, UnitId};
use evidence_schema::ledger_import::catalogue::Catalogue;
use evidence_schema::limits::OFFERED_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::ledger::{DeviceDraft, OfficerDraft};

use super::units::{day_of, unit_on};
use crate::app::{App, AppError, AppResult};
use crate::store::offered::Offering;

/// A number that people know a thing by, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Number; the serial of a recorder.
    pub number: String,
    /// Name; the title of a recorder.
    pub name: String,
}

impl From<(String, String)> for Named {
    fn from((number, name): (String, String)) -> Self {
        Self { number, name }
    }
}

/// What fields propose, in the order in which they do.
#[derive(Debug, Clone, Default)]
pub struct Offered {
    /// Officers on duty, with the name of their unit.
    pub officers: Vec<(Named, Option<String>)>,
    /// Recorders by serial.
    pub recorders: Vec<Named>,
    /// Units by number.
    pub units: Vec<Named>,
}

fn by_number<'a>(units: impl Iterator<Item = &'a Named>) -> impl Iterator<Item = Named> {
    let mut all: Vec<Named> = units.cloned().collect();
    all.sort_by(|a, b| a.number.cmp(&b.number));
    all.into_iter()
}

/// Each once, where it stands first, and no more than may be proposed.
fn first<T>(all: impl Iterator<Item = T>, key: impl Fn(&T) -> String) -> Vec<T> {
    let mut seen = BTreeSet::new();
    all.filter(|one| seen.insert(key(one))).take(OFFERED_MAX).collect()
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
    /// Types of act, by the catalogue that is in force today.
    pub act_types: Arc<Catalogue>,
}

impl App {
    /// Names for everything that the ledger speaks of.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn ledger_names(&self, asker: Asker) -> AppResult<LedgerNames> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        let mut actors = BTreeMap::new();
        for (id, name) in self.store.people_names().await? {
            actors.insert(Actor::Person(id).to_string(), name);
        }
        for dock in self.store.docks().await? {
            actors.insert(Actor::Dock(dock.id).to_string(), dock.name);
        }
        let (officers, recorders) = (self.store.officer_names().await?, self.store.recorder_names().await?);
        Ok(LedgerNames {
            units: self.unit_names(asker).await?,
            officers: officers.into_iter().map(|(id, named)| (id, named.into())).collect(),
            recorders: recorders.into_iter().map(|(id, named)| (id, named.into())).collect(),
            actors,
            act_types: self.catalogue_on(day_of(self.now())).await?.catalogue,
        })
    }

    /// Names of the units alone.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn unit_names(&self, asker: Asker) -> AppResult<BTreeMap<UnitId, Named>> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        let units = self.store.units().await?.into_iter();
        Ok(units.map(|unit| (unit.id, (unit.number, unit.name).into())).collect())
    }

    /// What fields propose to the asker: of their own units first, [`OFFERED_MAX`] of a kind at most.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn ledger_offered(&self, asker: Asker) -> AppResult<Offered> {
        let units = self.unit_names(asker).await?;
        let wanted = Offering {
            person: match asker {
                Asker::Person(id, _) => Some(id),
                _ => None,
            },
            today: day_of(self.now()),
            limit: u32::try_from(OFFERED_MAX).map_err(AppError::internal)?,
        };
        let own = self.store.units_own(wanted).await?;
        let own_units = own.iter().filter_map(|id| units.get(id));
        let unit_of = |id: Option<UnitId>| id.and_then(|id| units.get(&id)).map(|unit| unit.name.clone());
        let officers = self.store.officers_offered(wanted).await?.into_iter();
        let officers = officers.map(|(number, name, unit)| (Named { number, name }, unit_of(unit)));
        let recorders = self.store.recorders_offered(wanted).await?.into_iter();
        Ok(Offered {
            officers: first(officers, |(named, _)| named.number.clone()),
            recorders: first(recorders.map(Named::from), |named| named.number.clone()),
            units: first(by_number(own_units).chain(by_number(units.values())), |named| {
                named.number.clone()
            }),
        })
    }

    /// What the ledger knows of each device that is bound to a unit.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn devices_bound(&self, asker: Asker) -> AppResult<BTreeMap<RecorderId, DeviceDraft>> {
        let units = self.unit_names(asker).await?;
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
