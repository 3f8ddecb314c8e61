//! What a dock may know to ask "whose was it?": today's roster, last pairs, officers of its own units, by number and name.
//!
//! What must stay true: a dock learns nothing of officers of other units but the names of the pair whose recorder is in
//! its slot.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::custody::claim::SaidPair;
use evidence_schema::ids::{DockId, OfficerId, RecorderId};
use evidence_schema::limits::DOCK_ROSTER_MAX;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::attribution::AttributionPolicy;
use evidence_schema::rules::claims;
use evidence_schema::wire::claims::{
    DockRoster, DockingKnown, LastPair, OfficerShown, PairShown, RosterLineShown, TagShown,
};
use evidence_schema::wire::marks::TagKind;
use evidence_schema::wire::problem::ProblemCode;

use super::units::DockUnits;
use crate::app::ledger::drafts::DAY_MS;
use crate::app::ledger::handovers::LENGTH_MS_MAX;
use crate::app::ledger::units::{day_of, unit_on};
use crate::app::{App, AppError, AppResult};
use crate::store::docking::DockingRow;
use crate::store::handover::VersionRow;
use crate::store::officer::{OfficerRow, PostingRow};

/// Lines of the roster that ended so long ago, or begin so soon, are today's.
const TODAY_MS: i64 = DAY_MS / 2;

/// Officers of the dock's units, by id.
type Own = BTreeMap<OfficerId, OfficerRow>;

impl App {
    /// The roster of the dock that asks.
    ///
    /// # Errors
    /// When the asker is no dock.
    pub async fn dock_roster(&self, asker: Asker) -> AppResult<DockRoster> {
        self.permit(asker, Action::ReportDockings, Subject::Installation)?;
        let Asker::Dock(dock_id) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        let dockings = self.dockings_known(dock_id).await?;
        let Some(units) = self.dock_units(dock_id).await? else {
            return Ok(DockRoster {
                dockings,
                ..DockRoster::default()
            });
        };
        let own = self.officers_of(&units).await?;
        let mut officers: Vec<OfficerShown> = own.values().map(officer_shown).collect();
        officers.sort_by(|a, b| a.number.cmp(&b.number));
        officers.truncate(DOCK_ROSTER_MAX);
        let serials: BTreeMap<RecorderId, String> = self
            .store
            .recorders()
            .await?
            .into_iter()
            .map(|r| (r.id, r.serial))
            .collect();
        Ok(DockRoster {
            lines: self.lines_of_today(&own, &serials).await?,
            last_pairs: self.last_pairs(&own, (&units, &serials)).await?,
            unit_name: Some(units.unit.name),
            officers,
            dockings,
            tags: self.settings.marks.tags.iter().map(tag_shown).collect(),
        })
    }

    /// Officers who are in these units today.
    async fn officers_of(&self, units: &DockUnits) -> AppResult<Own> {
        let today = day_of(self.now());
        let mut postings: BTreeMap<OfficerId, Vec<PostingRow>> = BTreeMap::new();
        for posting in self.store.postings().await? {
            postings.entry(posting.officer_id).or_default().push(posting);
        }
        let is_own = |officer: &OfficerRow| {
            let unit = postings.get(&officer.id).and_then(|of| unit_on(of, today));
            officer.off_duty_on.is_none_or(|day| today < day) && unit.is_some_and(|unit| units.all.contains(&unit))
        };
        let officers = self.store.officers().await?.into_iter();
        Ok(officers.filter(is_own).map(|officer| (officer.id, officer)).collect())
    }

    async fn lines_of_today(
        &self,
        own: &Own,
        serials: &BTreeMap<RecorderId, String>,
    ) -> AppResult<Vec<RosterLineShown>> {
        let now = self.now();
        let shift = |ms| now.plus_ms(ms).unwrap_or(now);
        let rows = self
            .store
            .roster_between(shift(-LENGTH_MS_MAX), shift(TODAY_MS))
            .await?;
        let mut lines = Vec::new();
        for row in rows.into_iter().filter(|row| row.to_at > shift(-TODAY_MS)) {
            let Some(pair) = said_pair(own, row.lead_id, row.assisting_id) else {
                continue;
            };
            let recorders = row.recorder_ids()?;
            lines.push(RosterLineShown {
                pair,
                from: row.from_at,
                to: row.to_at,
                serials: recorders.iter().filter_map(|id| serials.get(id).cloned()).collect(),
            });
        }
        lines.truncate(DOCK_ROSTER_MAX);
        Ok(lines)
    }

    /// Who had each recorder last, where they are officers of the dock's units.
    async fn last_pairs(
        &self,
        own: &Own,
        (units, serials): (&DockUnits, &BTreeMap<RecorderId, String>),
    ) -> AppResult<Vec<LastPair>> {
        let now = self.now();
        let from = now.plus_ms(-LENGTH_MS_MAX).unwrap_or(now);
        let mut newest: BTreeMap<RecorderId, VersionRow> = BTreeMap::new();
        let mut versions = self.store.handovers_between(from, now).await?;
        versions.sort_by_key(|version| (version.from_at, version.handover_id));
        for version in versions {
            for recorder in version.recorder_ids()? {
                newest.insert(recorder, version.clone());
            }
        }
        let devices = self.store.devices().await?.into_iter();
        let bound: BTreeSet<RecorderId> = devices
            .filter(|device| units.all.contains(&device.unit_id))
            .map(|device| device.recorder_id)
            .collect();
        let pair = |(recorder, version): (RecorderId, VersionRow)| {
            let is_near = bound.contains(&recorder) || units.all.contains(&version.unit_id);
            Some(LastPair {
                serial: serials.get(&recorder).filter(|_| is_near)?.clone(),
                pair: said_pair(own, version.lead_id, version.assisting_id)?,
                is_open: version.to_at.is_none(),
            })
        };
        Ok(newest.into_iter().filter_map(pair).take(DOCK_ROSTER_MAX).collect())
    }

    async fn dockings_known(&self, dock_id: DockId) -> AppResult<Vec<DockingKnown>> {
        let mut known = Vec::new();
        for docking in self.store.dockings_present(dock_id).await? {
            known.push(DockingKnown {
                docking_id: docking.report.docking_id,
                used_by: self.docking_used_by(&docking).await?,
            });
        }
        Ok(known)
    }

    /// Whose the recorder was until this docking, by the ledger.
    async fn docking_used_by(&self, docking: &DockingRow) -> AppResult<Option<PairShown>> {
        let Some(serial) = docking.report.device.known_serial() else {
            return Ok(None);
        };
        let Some(recorder) = self.store.recorder_by_serial(serial).await? else {
            return Ok(None);
        };
        let (times, handovers) = self.docking_ledger(recorder.id, serial, &docking.report).await?;
        let Some(id) = claims::known(&times, &handovers, &AttributionPolicy::PRESET) else {
            return Ok(None);
        };
        let Some(handover) = handovers.into_iter().find(|handover| handover.id == id) else {
            return Ok(None);
        };
        let lead = self.store.officer_by_id(handover.lead).await?;
        let assisting = match handover.assisting {
            Some(id) => self.store.officer_by_id(id).await?,
            None => None,
        };
        Ok(lead.map(|lead| PairShown {
            lead_name: lead.name,
            assisting_name: assisting.map(|officer| officer.name),
        }))
    }
}

fn officer_shown(officer: &OfficerRow) -> OfficerShown {
    OfficerShown {
        number: officer.number.clone(),
        name: officer.name.clone(),
        is_assistant: officer.is_assistant,
    }
}

fn tag_shown(tag: &TagKind) -> TagShown {
    TagShown {
        code: tag.word.clone(),
        zh: tag.zh.clone(),
        en: tag.en.clone(),
    }
}

/// A pair by number, if both are the dock's own.
fn said_pair(own: &Own, lead: OfficerId, assisting: Option<OfficerId>) -> Option<SaidPair> {
    let assisting = assisting.map(|id| own.get(&id).map(|officer| officer.number.clone()));
    Some(SaidPair {
        lead_number: own.get(&lead)?.number.clone(),
        assisting_number: match assisting {
            None => None,
            Some(number) => Some(number?),
        },
    })
}
