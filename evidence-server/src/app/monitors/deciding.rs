//! The legal and the technical decision on a device: who may make which, and making one.
//!
//! What must stay true: whoever entered what counts of the device, or made the other decision on it, is never the one;
//! where nobody else is left in the unit the task goes to the unit above.

use std::collections::BTreeSet;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{DecisionId, MonitorId};
use evidence_schema::monitoring::{DecisionKind, DevicePoint};
use evidence_schema::people::{Actor, Role};
use evidence_schema::rules::access::decider::{Decider, Task};
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::monitoring::DecisionFacts;
use evidence_schema::wire::monitors::{DeciderView, DecisionDraft, DecisionView};
use evidence_schema::wire::problem::ProblemCode;

use super::{day_of, line, overtaken, person_of};
use crate::app::access::deciders::persons;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::job::JobKind;
use crate::store::monitor::{DecisionRow, MonitorRow, MonitorVersionRow};

/// Everything but the points that no list of points could be.
pub(super) fn facts_of(row: &DecisionRow) -> AppResult<DecisionFacts> {
    Ok(DecisionFacts {
        kind: row.kind,
        version: row.version,
        decided_on: row.decided_on,
        affirmed: row.points()?,
    })
}

const fn role_of(kind: DecisionKind) -> Role {
    match kind {
        DecisionKind::Legal => Role::LegalReviewer,
        DecisionKind::Technical => Role::Head,
    }
}

/// The decision that is to be made on what counts of a device now.
fn task(kind: DecisionKind, row: &MonitorRow, (now, made): (&MonitorVersionRow, &[DecisionRow])) -> Task {
    let of_other = made
        .iter()
        .filter(|decision| decision.version == now.ordinal && decision.kind == kind.other());
    Task {
        unit: Some(row.unit_id),
        role: role_of(kind),
        done_by: persons(std::iter::once(&now.stated_by)),
        part_of: persons(of_other.map(|decision| &decision.stated_by)),
    }
}

fn not_the_one(found: &Decider) -> AppError {
    let next = match found {
        Decider::Found { .. } => "Somebody else who is named on the page of the device may.",
        Decider::Nobody { .. } => "Give the role to somebody who was not part of it, here or in a unit above.",
    };
    let message = "Whoever entered a device or made the other decision on it cannot make this one.";
    AppError::new(ProblemCode::Forbidden, message)
        .kept("The device as it is.")
        .next(next)
}

impl App {
    /// Who may make which decision, for the page of a device.
    pub(super) async fn deciders_shown(
        &self,
        asker: Asker,
        row: &MonitorRow,
        said: (&MonitorVersionRow, &[DecisionRow]),
    ) -> AppResult<Vec<DeciderView>> {
        let deciders = self.deciders().await?;
        let mut shown = Vec::new();
        for kind in DecisionKind::ALL {
            let found = deciders.of(&task(*kind, row, said));
            let is_asker = matches!(asker, Asker::Person(id, _) if found.may(id));
            let (persons, levels_up) = self.decider_names(&found).await?;
            shown.push(DeciderView {
                kind: *kind,
                persons,
                levels_up,
                is_asker,
            });
        }
        Ok(shown)
    }

    pub(super) async fn decision_view(&self, row: &DecisionRow) -> AppResult<DecisionView> {
        let unmet = facts_of(row)?.unmet();
        Ok(DecisionView {
            kind: row.kind,
            version: row.version,
            decided_on: row.decided_on,
            is_approved: unmet.is_empty(),
            unmet: unmet.into_iter().collect(),
            remark: row.remark.clone(),
            stated_at: row.stated_at,
            stated_by: self.actor_name(&row.stated_by).await?,
        })
    }

    /// Makes a decision on what counts of a device now.
    ///
    /// # Errors
    /// When the asker is not one who may, the device was said anew since they looked, or the day cannot be.
    pub async fn monitor_decide(&self, asker: Asker, id: MonitorId, draft: DecisionDraft) -> AppResult<DecisionView> {
        self.permit(asker, Action::DecideMonitor, Subject::Installation)?;
        let row = self.store.monitor_by_id(id).await?;
        let row = row.ok_or_else(|| AppError::not_found("monitoring device"))?;
        let now = self.store.monitor_versions(id).await?.pop();
        let now = now.ok_or_else(|| AppError::internal(format!("{id} has no version")))?;
        if now.ordinal != draft.version {
            return Err(StoreError::Stale.into());
        }
        let made = self.store.monitor_decisions(id).await?;
        let found = self.deciders().await?.of(&task(draft.kind, &row, (&now, &made)));
        if !matches!(asker, Asker::Person(person, _) if found.may(person)) {
            return Err(not_the_one(&found));
        }
        let last = made.last().map_or(0, |decision| decision.ordinal);
        let decision = self.decision_row((&now, last), draft, person_of(asker)?)?;
        self.decision_write(&decision).await?;
        self.records_check(id, &decision.stated_by).await?;
        self.decision_view(&decision).await
    }

    fn decision_row(
        &self,
        (now, last): (&MonitorVersionRow, u64),
        draft: DecisionDraft,
        stated_by: Actor,
    ) -> AppResult<DecisionRow> {
        let affirmed: BTreeSet<DevicePoint> = draft.affirmed.into_iter().collect();
        if affirmed.iter().any(|point| !draft.kind.points().contains(point)) {
            return Err(AppError::invalid(
                "affirmed",
                "This point belongs to the other decision.",
            ));
        }
        let remark = line("remark", draft.remark.as_deref())?;
        if affirmed.len() < draft.kind.points().len() && remark.is_none() {
            return Err(AppError::invalid("remark", "Say why it is refused."));
        }
        if draft.decided_on > day_of(self.now()) {
            return Err(AppError::invalid("decided_on", "This day has not come yet."));
        }
        if draft.decided_on < now.since {
            let message = "The device did not stand there yet on that day.";
            return Err(AppError::invalid("decided_on", message));
        }
        let words: Vec<&str> = affirmed.iter().map(|point| point.as_str()).collect();
        Ok(DecisionRow {
            id: DecisionId::from_random(self.chance()),
            monitor_id: now.monitor_id,
            ordinal: last + 1,
            version: now.ordinal,
            kind: draft.kind,
            decided_on: draft.decided_on,
            affirmed: words.join(" "),
            remark,
            stated_at: self.now(),
            stated_by,
        })
    }

    async fn decision_write(&self, row: &DecisionRow) -> AppResult<()> {
        let event = if facts_of(row)?.unmet().is_empty() {
            Event::MonitorApproved
        } else {
            Event::MonitorRefused
        };
        let mut tx = self
            .evidence(event, row.stated_by.clone(), row.monitor_id.to_string())
            .await?;
        tx.decision_add(row).await.map_err(overtaken)?;
        tx.job_add(&self.job(JobKind::Findings, &row.monitor_id.to_string()))
            .await?;
        self.commit(tx).await
    }
}
