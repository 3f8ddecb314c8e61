//! What is said of a case file beyond its number and title: category, unit, officers, stage.
//!
//! What must stay true: a statement is never changed; the next one counts and says why.

use evidence_schema::case::{CaseCategory, CaseSource, CaseStage};
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, HeadingId, OfficerId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::cases::{HeadingDraft, HeadingView};

use super::person_of;
use crate::app::docks::checked_title;
pub(super) use crate::app::error::overtaken;
use crate::app::ledger::given;
use crate::app::ledger::units::{day_of, unit_on};
use crate::app::{App, AppError, AppResult};
use crate::store::heading::HeadingRow;
use crate::store::job::JobKind;

/// What a draft of a heading means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct HeadingMeant {
    pub(super) category: Option<CaseCategory>,
    pub(super) unit_id: Option<UnitId>,
    pub(super) lead_id: Option<OfficerId>,
    pub(super) assisting_id: Option<OfficerId>,
    pub(super) stage: Option<CaseStage>,
}

impl HeadingMeant {
    /// As it stands.
    pub(super) fn of(row: &HeadingRow) -> Self {
        Self {
            category: row.category,
            unit_id: row.unit_id,
            lead_id: row.lead_id,
            assisting_id: row.assisting_id,
            stage: row.stage,
        }
    }
}

/// Who says something of a case file, where, and why.
pub(super) struct Said {
    pub(super) source: CaseSource,
    pub(super) actor: Actor,
    pub(super) reason: Option<String>,
}

/// One statement as the API shows it.
pub(super) fn heading_view(row: HeadingRow) -> HeadingView {
    HeadingView {
        version: row.ordinal,
        category: row.category,
        unit_id: row.unit_id,
        lead_id: row.lead_id,
        assisting_id: row.assisting_id,
        stage: row.stage,
        source: row.source,
        reason: row.reason,
        stated_at: row.stated_at,
        stated_by: row.stated_by.to_string(),
    }
}

/// A reason in words; needed where something was said before.
pub(super) fn reason_for(reason: Option<&str>, is_first: bool) -> AppResult<Option<String>> {
    match given(reason) {
        None if is_first => Ok(None),
        None => Err(AppError::invalid("reason", "Say why it is changed.")),
        Some(reason) => checked_title("reason", reason).map(Some),
    }
}

impl App {
    /// The officers and the unit that a draft names.
    pub(super) async fn heading_meant(&self, draft: &HeadingDraft) -> AppResult<HeadingMeant> {
        let lead = match given(draft.lead_number.as_deref()) {
            Some(number) => Some(self.officer_named("lead_number", number).await?),
            None => None,
        };
        if lead.as_ref().is_some_and(|officer| officer.is_assistant) {
            let message = "An assistant (辅助人员) accompanies, and never leads.";
            return Err(AppError::invalid("lead_number", message));
        }
        let assisting = match given(draft.assisting_number.as_deref()) {
            Some(number) => Some(self.officer_named("assisting_number", number).await?),
            None => None,
        };
        if lead.is_some() && lead.as_ref().map(|o| o.id) == assisting.as_ref().map(|o| o.id) {
            return Err(AppError::invalid("assisting_number", "A pair is two officers."));
        }
        let unit_id = match (given(draft.unit_number.as_deref()), &lead) {
            (Some(number), _) => Some(self.unit_named("unit_number", number).await?.id),
            (None, Some(lead)) => unit_on(&self.store.postings_of(lead.id).await?, day_of(self.now())),
            (None, None) => None,
        };
        Ok(HeadingMeant {
            category: draft.category,
            unit_id,
            lead_id: lead.map(|officer| officer.id),
            assisting_id: assisting.map(|officer| officer.id),
            stage: draft.stage,
        })
    }

    /// The row of the statement with this ordinal.
    pub(super) fn heading_row(&self, case_id: CaseId, ordinal: u64, (meant, said): (HeadingMeant, Said)) -> HeadingRow {
        HeadingRow {
            id: HeadingId::from_random(self.chance()),
            case_id,
            ordinal,
            category: meant.category,
            unit_id: meant.unit_id,
            lead_id: meant.lead_id,
            assisting_id: meant.assisting_id,
            stage: meant.stage,
            source: said.source,
            reason: said.reason,
            stated_at: self.now(),
            stated_by: said.actor,
        }
    }

    /// States the heading of a case file anew; what was said before stays.
    ///
    /// # Errors
    /// When the asker may not, unit or officers are unknown, or no reason is given.
    pub async fn heading_state(&self, asker: Asker, id: CaseId, draft: HeadingDraft) -> AppResult<HeadingView> {
        let case = self.case_row(asker, Action::ChangeCase, id).await?;
        let held = self.store.heading_now(id).await?;
        let said = Said {
            source: CaseSource::Page,
            actor: person_of(asker)?,
            reason: reason_for(draft.reason.as_deref(), held.is_none())?,
        };
        let meant = self.heading_meant(&draft).await?;
        let unit_before = held.as_ref().and_then(|row| row.unit_id);
        self.case_unit_permit(asker, (unit_before, meant.unit_id)).await?;
        let ordinal = held.map_or(1, |row| row.ordinal + 1);
        let actor = said.actor.clone();
        let row = self.heading_row(id, ordinal, (meant, said));
        let mut tx = self.evidence(Event::CaseHeadingStated, actor, id.to_string()).await?;
        tx.case_take(&case.number).await?;
        tx.heading_add(&row).await.map_err(overtaken)?;
        tx.job_add(&self.job(JobKind::Findings, &id.to_string())).await?;
        self.commit(tx).await?;
        self.number_finding(&case, meant).await?;
        Ok(heading_view(row))
    }

    /// Nobody puts a case file into a unit that they do not work for.
    pub(super) async fn case_unit_permit(
        &self,
        asker: Asker,
        (before, after): (Option<UnitId>, Option<UnitId>),
    ) -> AppResult<()> {
        if after.is_none() || before == after {
            return Ok(());
        }
        self.permit_over(asker, Action::CreateCase, after).await
    }

    /// Everything that was said of a case file's heading, oldest first.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`].
    pub async fn headings(&self, asker: Asker, id: CaseId) -> AppResult<Vec<HeadingView>> {
        self.case_seen(asker, id).await?;
        let rows = self.store.headings_of(id).await?;
        Ok(rows.into_iter().map(heading_view).collect())
    }
}
