//! Electronic monitoring: devices and where they stand, the two decisions on each, the reviews of their records.
//!
//! What must stay true: what was said stands beside what is said anew; a decision is about one version of a device and
//! made by somebody who neither entered it nor made the other decision; what a record lacks is the rule `monitoring`.

mod deciding;
mod records;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{MonitorId, MonitorVersionId};
use evidence_schema::limits::MONITORS_MAX;
use evidence_schema::monitoring::DecisionKind;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::monitors::{MonitorDetail, MonitorDraft, MonitorList, MonitorVersionView, MonitorView};

use super::asker::person_of;
use super::docks::checked_title;
use super::ledger::given;
use super::{App, AppError, AppResult};
use crate::app::error::overtaken;
use crate::store::job::JobKind;
use crate::store::monitor::{DecisionRow, MonitorRow, MonitorVersionRow};

fn line(field: &str, text: Option<&str>) -> AppResult<Option<String>> {
    given(text).map(|text| checked_title(field, text)).transpose()
}

/// The day in China.
fn day_of(at: Timestamp) -> NaiveDate {
    at.to_chrono().with_timezone(&Shanghai).date_naive()
}

/// Kinds of decision that approve a version, each by the one that was made last.
fn approved(decisions: &[DecisionRow], version: u64) -> AppResult<Vec<DecisionKind>> {
    let mut last = BTreeMap::new();
    let mut made: Vec<&DecisionRow> = decisions.iter().filter(|row| row.version == version).collect();
    made.sort_by_key(|row| (row.decided_on, row.ordinal));
    for row in made {
        last.insert(row.kind, deciding::facts_of(row)?.unmet().is_empty());
    }
    let kinds = last.into_iter().filter(|(_, is_approved)| *is_approved);
    Ok(kinds.map(|(kind, _)| kind).collect())
}

impl App {
    /// Every device, by name.
    ///
    /// # Errors
    /// When the asker may not see the register.
    pub async fn monitors(&self, asker: Asker) -> AppResult<MonitorList> {
        self.permit(asker, Action::SeeMonitors, Subject::Installation)?;
        let decisions = self.store.decisions().await?;
        let mut monitors = Vec::new();
        for (row, now) in self.store.monitors().await? {
            let of_it: Vec<DecisionRow> = decisions.iter().filter(|d| d.monitor_id == row.id).cloned().collect();
            monitors.push(self.monitor_view(&row, (now, &of_it)).await?);
        }
        monitors.sort_by(|a, b| (&a.now.name, a.monitor_id).cmp(&(&b.now.name, b.monitor_id)));
        Ok(MonitorList { monitors })
    }

    async fn monitor_view(
        &self,
        row: &MonitorRow,
        (now, decisions): (MonitorVersionRow, &[DecisionRow]),
    ) -> AppResult<MonitorView> {
        Ok(MonitorView {
            monitor_id: row.id,
            unit_id: row.unit_id,
            approved: approved(decisions, now.ordinal)?,
            now: self.monitor_version_view(now).await?,
        })
    }

    async fn monitor_version_view(&self, row: MonitorVersionRow) -> AppResult<MonitorVersionView> {
        Ok(MonitorVersionView {
            version: row.ordinal,
            name: row.name,
            place: row.place,
            standard: row.standard,
            published: row.published,
            since: row.since,
            is_void: row.is_void,
            reason: row.reason,
            stated_at: row.stated_at,
            stated_by: self.actor_name(&row.stated_by).await?,
        })
    }

    /// One device with everything that was said and decided, and its records that are in use.
    ///
    /// # Errors
    /// When there is none, or the asker may not see the register.
    pub async fn monitor_detail(&self, asker: Asker, id: MonitorId) -> AppResult<MonitorDetail> {
        self.permit(asker, Action::SeeMonitors, Subject::Installation)?;
        let row = self.store.monitor_by_id(id).await?;
        let row = row.ok_or_else(|| AppError::not_found("monitoring device"))?;
        let said = self.store.monitor_versions(id).await?;
        let now = said.last().cloned();
        let now = now.ok_or_else(|| AppError::internal(format!("{id} has no version")))?;
        let decisions = self.store.monitor_decisions(id).await?;
        let deciders = self.deciders_shown(asker, &row, (&now, &decisions)).await?;
        let mut versions = Vec::with_capacity(said.len());
        for version in said {
            versions.push(self.monitor_version_view(version).await?);
        }
        let mut shown = Vec::with_capacity(decisions.len());
        for decision in &decisions {
            shown.push(self.decision_view(decision).await?);
        }
        Ok(MonitorDetail {
            monitor: self.monitor_view(&row, (now, &decisions)).await?,
            versions,
            decisions: shown,
            deciders,
            records: self.records_shown(asker, id).await?,
        })
    }

    /// The device with this name that is in use.
    async fn monitor_named(&self, name: &str) -> AppResult<Option<MonitorRow>> {
        let monitors = self.store.monitors().await?;
        let mut standing = monitors.into_iter().filter(|(_, now)| !now.is_void);
        Ok(standing.find(|(_, now)| now.name == name.trim()).map(|(row, _)| row))
    }

    /// Enters a device, or says one anew; the decisions on what was said before do not count for it.
    ///
    /// # Errors
    /// When the asker may not, a word is out of bounds, or another device bears the name.
    pub async fn monitor_state(&self, asker: Asker, draft: MonitorDraft) -> AppResult<MonitorView> {
        self.permit(asker, Action::ManageMonitors, Subject::Installation)?;
        let actor = person_of(asker)?;
        let row = match draft.monitor_id {
            Some(id) => {
                let held = self.store.monitor_by_id(id).await?;
                held.ok_or_else(|| AppError::not_found("monitoring device"))?
            }
            None => MonitorRow {
                id: MonitorId::from_random(self.chance()),
                unit_id: self.unit_named("unit_number", &draft.unit_number).await?.id,
                added_at: self.now(),
                added_by: actor.clone(),
            },
        };
        self.permit_over(asker, Action::ManageMonitors, Some(row.unit_id))
            .await?;
        let version = self.monitor_write(&row, &draft, actor).await?;
        self.records_check(row.id, &version.stated_by).await?;
        let decisions = self.store.monitor_decisions(row.id).await?;
        self.monitor_view(&row, (version, &decisions)).await
    }

    /// Writes what is said of a device, while nobody else may say anything of devices: no two of them get one name.
    async fn monitor_write(
        &self,
        row: &MonitorRow,
        draft: &MonitorDraft,
        actor: Actor,
    ) -> AppResult<MonitorVersionRow> {
        let mut tx = self
            .evidence(Event::MonitorStated, actor.clone(), row.id.to_string())
            .await?;
        tx.monitors_take().await?;
        let monitors = tx.monitors().await?;
        let held = monitors.iter().find(|(known, _)| known.id == row.id);
        if held.is_none() && monitors.len() >= MONITORS_MAX {
            let message = format!("There are at most {MONITORS_MAX} devices.");
            return Err(AppError::invalid("name", message));
        }
        let version = self.monitor_version(row, (held.map(|(_, now)| now), draft), actor)?;
        let is_same_name = |(other, now): &(MonitorRow, MonitorVersionRow)| {
            other.id != row.id && !now.is_void && now.name == version.name
        };
        if !version.is_void && monitors.iter().any(is_same_name) {
            return Err(AppError::invalid("name", "This name is taken."));
        }
        if held.is_none() {
            tx.monitor_add(row).await?;
        }
        tx.monitor_version_add(&version).await.map_err(overtaken)?;
        tx.job_add(&self.job(JobKind::Findings, &row.id.to_string())).await?;
        self.commit(tx).await?;
        Ok(version)
    }

    fn monitor_version(
        &self,
        row: &MonitorRow,
        (held, draft): (Option<&MonitorVersionRow>, &MonitorDraft),
        stated_by: Actor,
    ) -> AppResult<MonitorVersionRow> {
        let reason = line("reason", draft.reason.as_deref())?;
        if held.is_some() && reason.is_none() {
            return Err(AppError::invalid("reason", "Say why."));
        }
        if draft.since > day_of(self.now()) {
            return Err(AppError::invalid("since", "This day has not come yet."));
        }
        if held.is_some_and(|held| draft.since < held.since) {
            return Err(AppError::invalid(
                "since",
                "What is said anew holds from the same day on, or a later one.",
            ));
        }
        Ok(MonitorVersionRow {
            id: MonitorVersionId::from_random(self.chance()),
            monitor_id: row.id,
            ordinal: held.map_or(1, |held| held.ordinal + 1),
            name: checked_title("name", &draft.name)?,
            place: checked_title("place", &draft.place)?,
            standard: line("standard", draft.standard.as_deref())?,
            published: line("published", draft.published.as_deref())?,
            since: draft.since,
            is_void: draft.is_void,
            reason,
            stated_at: self.now(),
            stated_by,
        })
    }
}
