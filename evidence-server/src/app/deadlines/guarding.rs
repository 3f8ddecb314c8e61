//! Forced execution held against night and statutory holidays (行政强制法 article 43), after every change of an act.
//!
//! What must stay true: nothing is refused; the finding names what stands against the act, what allowed it, and what of
//! that is missing.

use evidence_schema::ids::ActId;
use evidence_schema::ledger_import::catalogue::Guard;
use evidence_schema::people::Actor;
use evidence_schema::rules::case_states::Step;
use evidence_schema::rules::deadlines::calendar::day_of;
use evidence_schema::rules::deadlines::night::{GuardReport, NightPolicy, NotThen, Urgency, execution_guard};

use super::time_of;
use crate::app::cases::acts::{ActPeopleAndTimes, local};
use crate::app::{App, AppError, AppResult};
use crate::store::act::ActVersionRow;
use crate::store::case_state::StepRow;

const fn why(not_then: NotThen) -> &'static str {
    match not_then {
        NotThen::Night => "at night",
        NotThen::StatutoryHoliday => "on a statutory holiday",
    }
}

/// What allowed an urgent act: its own approval, and what was said when that was made up.
fn urgency(version: &ActVersionRow, approved: Option<&StepRow>) -> Option<Urgency> {
    let of_step = |text: fn(&StepRow) -> Option<String>| approved.and_then(text);
    version.is_urgent.then(|| Urgency {
        reason: of_step(|row| row.reason.clone()),
        approving_head: of_step(|row| row.approved_by.clone()),
        approved_at: approved.map(|row| row.happened_at),
        document: of_step(|row| row.document.clone()).or_else(|| version.approval_number.clone()),
    })
}

fn words(act: &str, began: &str, report: &GuardReport) -> String {
    let against: Vec<&str> = report.not_then.iter().map(|one| why(*one)).collect();
    let against = against.join(" and ");
    let missing: Vec<String> = report
        .missing
        .iter()
        .map(|part| part.as_str().replace('_', " "))
        .collect();
    let allowed = match (&report.urgency, missing.is_empty()) {
        (None, _) => "It is not said to have been an emergency.".to_owned(),
        (Some(_), true) => "It was an emergency.".to_owned(),
        (Some(_), false) => format!("It is said to have been an emergency; missing: {}.", missing.join(", ")),
    };
    format!("Act {act:?} ({began}) is forced execution {against}. {allowed}")
}

impl App {
    /// Looks at the times of an act again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(in crate::app) async fn act_time_check(&self, id: ActId) -> AppResult<()> {
        let act = self.store.act_by_id(id).await?;
        let act = act.ok_or_else(|| AppError::not_found("act"))?;
        let Some(version) = self.store.act_versions(id).await?.pop() else {
            return Ok(());
        };
        let Some((from, _)) = time_of(&version)? else {
            return Ok(());
        };
        let found = self.catalogue_on(day_of(from)).await?;
        let act_type = found.catalogue.type_of(&version.kind);
        if act_type.is_none_or(|act_type| act_type.guard != Guard::Execution) {
            return Ok(());
        }
        let steps = self.store.steps_of(act.case_id).await?;
        let is_approval = |row: &&StepRow| row.step == Step::UrgentApproved && row.act_id.is_none_or(|act| act == id);
        let urgency = urgency(&version, steps.iter().rev().find(is_approval));
        for session in ActPeopleAndTimes::of(&version)?.sessions {
            let to = session.departed_at.unwrap_or(session.arrived_at);
            let times = (session.arrived_at, to);
            let calendar = &self.settings.tables.calendar;
            let report = execution_guard(times, urgency.as_ref(), calendar, NightPolicy::PRESET);
            if report.is_finding() {
                let message = words(&version.kind, &local(Some(session.arrived_at)), &report);
                let about = ("act_not_then", &*id.to_string());
                self.finding_raise_once(about, &message, Actor::system("deadlines"))
                    .await?;
            }
        }
        Ok(())
    }
}
