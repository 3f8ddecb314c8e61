//! Which footage of a recorder is missing when it is lost or damaged: by the ledger and by acts.
//!
//! What must stay true: handovers and case files that the asker may not see are not in the list; the list is made anew
//! whenever it is asked for, so what was docked meanwhile is gone from it.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::ids::{ActId, HandoverId, OfficerId, RecorderId};
use evidence_schema::ledger::DeviceState;
use evidence_schema::limits::{EXPECTED_ACTS_MAX, EXPECTED_CLIPS_MAX, EXPECTED_DOCKINGS_MAX, EXPECTED_HANDOVERS_MAX};
use evidence_schema::rules::access::{self, Action, Asker, Grounds, Permit, Subject};
use evidence_schema::rules::expected::{
    self, ActFacts, DockingFacts, ExpectedPolicy, ExpectedSession, ExpectedStretch, HeldFacts, RecorderFacts,
};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::{DockingReport, DockingState};
use evidence_schema::wire::expected::{ExpectedAct, ExpectedFootage, ExpectedHandover};

use super::drafts::DAY_MS;
use super::handovers::LENGTH_MS_MAX;
use crate::app::cases::acts::{ActPeopleAndTimes, bare};
use crate::app::{App, AppError, AppResult};
use crate::store::act::ActVersionRow;
use crate::store::handover::VersionRow;
use crate::store::recorder::RecorderRow;

/// Handovers of so long a time are looked at.
const LOOKED_BACK_MS: i64 = 366 * DAY_MS;

/// What is known, with the rows that it was made of.
struct Known {
    facts: RecorderFacts,
    handovers: BTreeMap<HandoverId, VersionRow>,
    acts: BTreeMap<ActId, ActVersionRow>,
    since: Timestamp,
    /// There is more than is looked at.
    is_cut: bool,
}

/// Whether a docking read all that was on the recorder.
fn is_read(report: &DockingReport) -> bool {
    let is_over = match report.state {
        DockingState::Spooled | DockingState::Stored | DockingState::Ready | DockingState::NeedsPerson => true,
        DockingState::Reading | DockingState::Incomplete | DockingState::Refused => false,
    };
    is_over && report.files_failed == 0 && report.files_spooled >= report.files_total
}

impl App {
    /// Footage of a recorder that ledger and acts expect and nobody has, as far as the asker may see.
    ///
    /// # Errors
    /// When there is no such recorder, or it is hidden from the asker.
    pub async fn recorder_expected(&self, asker: Asker, id: RecorderId) -> AppResult<ExpectedFootage> {
        let recorder = self.recorder_seen(asker, id).await?;
        let device = self.store.device_of(id).await?;
        let gone = device.as_ref().filter(|device| device.state != DeviceState::InUse);
        let gone_at = gone.map(|device| device.stated_at);
        let known = self.recorder_known(&recorder, gone_at).await?;
        let stretches = expected::of_device(&known.facts, &ExpectedPolicy::PRESET);
        let last_read = known.facts.dockings.iter().filter(|docking| docking.is_read);
        let stretches = self.expected_seen(asker, &known, stretches).await?;
        self.rows_seen(asker, &id.to_string(), ("expected", stretches.len()))
            .await?;
        Ok(ExpectedFootage {
            recorder_id: id,
            last_read_at: last_read.map(DockingFacts::docked_at).max(),
            serial: recorder.serial,
            title: recorder.title,
            unit_id: device.as_ref().map(|device| device.unit_id),
            state: device.as_ref().map(|device| device.state),
            note: device.and_then(|device| device.note),
            gone_at,
            since: known.since,
            is_cut: known.is_cut,
            asked_at: known.facts.asked_at,
            stretches,
        })
    }

    /// The recorder, if the asker may see it.
    async fn recorder_seen(&self, asker: Asker, id: RecorderId) -> AppResult<RecorderRow> {
        let device = self.store.device_of(id).await?;
        let grounds = self.grounds(asker).await?;
        let reach = self
            .reach_of_device(&grounds, device.map(|device| device.unit_id))
            .await?;
        self.permit(asker, Action::SeeRecorders, Subject::Device(reach))?;
        let recorder = self.store.recorder_by_id(id).await?;
        recorder.ok_or_else(|| AppError::not_found("recorder"))
    }

    async fn recorder_known(&self, recorder: &RecorderRow, gone_at: Option<Timestamp>) -> AppResult<Known> {
        let asked_at = self.now();
        let back = |at: Timestamp, ms: i64| at.plus_ms(-ms).unwrap_or(at);
        let reports = self
            .store
            .dockings_of(&recorder.serial, back(asked_at, LOOKED_BACK_MS), EXPECTED_DOCKINGS_MAX)
            .await?;
        let docking = |(report, heard_at): &(DockingReport, Timestamp)| DockingFacts {
            at: report.started_at,
            heard_at: *heard_at,
            is_read: is_read(report),
        };
        let dockings: Vec<DockingFacts> = reports.iter().map(docking).collect();
        let read = dockings
            .iter()
            .filter(|docking| docking.is_read)
            .map(DockingFacts::docked_at);
        let since = read.max().unwrap_or_else(|| back(asked_at, LOOKED_BACK_MS));
        let began = (back(since, LENGTH_MS_MAX), asked_at);
        let handovers = self
            .store
            .handovers_of(recorder.id, began, EXPECTED_HANDOVERS_MAX)
            .await?;
        let handovers: BTreeMap<_, _> = handovers.into_iter().map(|held| (held.handover_id, held)).collect();
        let clips = self
            .store
            .footage_of(&recorder.serial, since, EXPECTED_CLIPS_MAX)
            .await?;
        let mut is_cut = is_full(reports.len(), EXPECTED_DOCKINGS_MAX)
            || is_full(handovers.len(), EXPECTED_HANDOVERS_MAX)
            || is_full(clips.len(), EXPECTED_CLIPS_MAX);
        let officers: BTreeSet<OfficerId> = handovers.values().flat_map(pair).collect();
        let mut acts = BTreeMap::new();
        for officer in officers {
            let named = self
                .store
                .acts_naming(officer, (since, asked_at), EXPECTED_ACTS_MAX)
                .await?;
            is_cut |= is_full(named.len(), EXPECTED_ACTS_MAX);
            acts.extend(named.into_iter().map(|version| (version.act_id, version)));
        }
        let facts = RecorderFacts {
            asked_at,
            gone_at,
            dockings,
            handovers: handovers.values().map(held_facts).collect(),
            clips,
            acts: acts.values().map(act_facts).collect::<AppResult<_>>()?,
        };
        Ok(Known {
            facts,
            handovers,
            acts,
            since,
            is_cut,
        })
    }

    /// What of it the asker may see.
    async fn expected_seen(
        &self,
        asker: Asker,
        known: &Known,
        stretches: Vec<ExpectedStretch>,
    ) -> AppResult<Vec<ExpectedHandover>> {
        let grounds = self.grounds(asker).await?;
        let mut seen = Vec::new();
        for stretch in stretches {
            let Some(version) = known.handovers.get(&stretch.handover_id) else {
                continue;
            };
            let subject = Subject::Handover(self.reach_of_handover(&grounds, version).await?);
            if access::permit(asker, Action::SeeHandover, subject) != Permit::Allowed {
                continue;
            }
            let mut sessions = Vec::new();
            for session in &stretch.sessions {
                sessions.extend(self.expected_act((asker, &grounds), known, session).await?);
            }
            seen.push(ExpectedHandover {
                handover_id: stretch.handover_id,
                unit_id: version.unit_id,
                lead_id: version.lead_id,
                assisting_id: version.assisting_id,
                from: stretch.from,
                to: stretch.to,
                reason: stretch.reason,
                clips: stretch.clips,
                sessions,
            });
        }
        Ok(seen)
    }

    async fn expected_act(
        &self,
        (asker, grounds): (Asker, &Grounds),
        known: &Known,
        session: &ExpectedSession,
    ) -> AppResult<Option<ExpectedAct>> {
        let (Some(version), Some(act)) = (
            known.acts.get(&session.act_id),
            self.store.act_by_id(session.act_id).await?,
        ) else {
            return Ok(None);
        };
        let Some(case) = self.store.case_by_id(act.case_id).await? else {
            return Ok(None);
        };
        let reach = self.reach_of_case(asker, grounds, &case).await?;
        let is_seen = access::permit(asker, Action::SeeCase, Subject::Case(reach)) == Permit::Allowed;
        Ok(is_seen.then(|| ExpectedAct {
            case_id: case.id,
            case_number: case.number,
            act_id: session.act_id,
            kind: version.kind.clone(),
            session: session.session,
            from: session.from,
            to: session.to,
        }))
    }
}

fn is_full(count: usize, limit: u32) -> bool {
    usize::try_from(limit).is_ok_and(|limit| count >= limit)
}

fn pair(version: &VersionRow) -> impl Iterator<Item = OfficerId> {
    [Some(version.lead_id), version.assisting_id].into_iter().flatten()
}

fn held_facts(version: &VersionRow) -> HeldFacts {
    HeldFacts {
        id: version.handover_id,
        officers: pair(version).collect(),
        from: version.from_at,
        to: version.to_at,
    }
}

fn act_facts(version: &ActVersionRow) -> AppResult<ActFacts> {
    let facts = ActPeopleAndTimes::of(version)?;
    Ok(ActFacts {
        id: version.act_id,
        officers: facts.officers,
        sessions: bare(&facts.sessions),
    })
}
