//! What forms propose before anybody typed: the asker's unit, the pair of the last handover, the next case number.
//!
//! What must stay true: a proposal is no statement: nothing is written, and whoever sends the form says it.

use evidence_schema::ids::{OfficerId, UnitId};
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::case_number::NumberPattern;

use super::numbers::standing;
use crate::app::ledger::units::day_of;
use crate::app::{App, AppError, AppResult};

/// How far back a handover counts as the last one: 30 days.
const HANDOVER_MS: i64 = 30 * 24 * 3600 * 1000;
/// Newest case files whose numbers are looked at.
const NUMBERS_MAX: u32 = 1000;

/// What is proposed; absent where nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseProposal {
    /// The next number of the unit.
    pub number: Option<String>,
    /// The asker's unit.
    pub unit: Option<UnitId>,
    /// The asker's officer.
    pub lead: Option<OfficerId>,
    /// The other one of the pair of the last handover.
    pub assisting: Option<OfficerId>,
}

impl App {
    /// What the form of a new case file proposes to this asker.
    ///
    /// # Errors
    /// When the asker may not list case files.
    pub async fn case_proposal(&self, asker: Asker) -> AppResult<CaseProposal> {
        self.permit(asker, Action::ListCases, Subject::Installation)?;
        let Some(own) = self.grounds(asker).await?.officer else {
            return Ok(CaseProposal::default());
        };
        let unit = self.unit_today(own).await?;
        let pair = self.pair_of_last_handover(own).await?.unwrap_or((own, None));
        let is_assistant = self
            .store
            .officer_by_id(own)
            .await?
            .is_some_and(|officer| officer.is_assistant);
        let (lead, assisting) = match pair {
            // An assistant (辅助人员) never leads.
            (lead, assisting) if is_assistant && lead == own => (assisting, Some(own)),
            (lead, _) if is_assistant => (Some(lead), Some(own)),
            (lead, assisting) if lead == own => (Some(own), assisting),
            (lead, _) => (Some(own), Some(lead)),
        };
        Ok(CaseProposal {
            number: match unit {
                Some(unit) => self.next_number(unit).await?,
                None => None,
            },
            unit,
            lead,
            assisting: assisting.filter(|id| Some(*id) != lead),
        })
    }

    /// The asker's officer and the other one of the pair of the last handover, the lead first.
    ///
    /// # Errors
    /// When the asker may not list case files.
    pub async fn officers_proposal(&self, asker: Asker) -> AppResult<Vec<OfficerId>> {
        self.permit(asker, Action::ListCases, Subject::Installation)?;
        let Some(own) = self.grounds(asker).await?.officer else {
            return Ok(Vec::new());
        };
        let (lead, assisting) = self.pair_of_last_handover(own).await?.unwrap_or((own, None));
        Ok([Some(lead), assisting].into_iter().flatten().collect())
    }

    async fn pair_of_last_handover(&self, own: OfficerId) -> AppResult<Option<(OfficerId, Option<OfficerId>)>> {
        let now = self.now();
        let from = now.plus_ms(-HANDOVER_MS).unwrap_or(now);
        let handovers = self.store.handovers_between(from, now).await?.into_iter();
        let of_own = handovers.filter(|handover| handover.lead_id == own || handover.assisting_id == Some(own));
        let last = of_own.max_by_key(|handover| (handover.from_at, handover.handover_id));
        Ok(last.map(|handover| (handover.lead_id, handover.assisting_id)))
    }

    /// The next number of a unit that writes all its numbers in one way.
    async fn next_number(&self, unit: UnitId) -> AppResult<Option<String>> {
        let patterns = standing(self.store.patterns_of(unit).await?);
        let Some(text) = patterns.of(unit, None) else {
            return Ok(None);
        };
        let pattern: NumberPattern = text.parse().map_err(AppError::internal)?;
        let year = chrono::Datelike::year(&day_of(self.now()));
        let taken = self.store.case_numbers_like(&pattern.prefix(year), NUMBERS_MAX).await?;
        Ok(pattern.next(year, taken.iter().map(String::as_str)))
    }
}
