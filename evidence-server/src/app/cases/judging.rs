//! What an act is judged by: its type in the catalogue that was in force on its first day.
//!
//! What must stay true: an act without sessions is judged by the day on which it was stated; what the catalogue does not
//! know is situational, and that is said.

use evidence_schema::ids::{ActId, CaseId};
use evidence_schema::ledger_import::catalogue::{ActType, Mode};
use evidence_schema::rules::access::Asker;
use evidence_schema::rules::coverage::Duty;

use super::acts::ActPeopleAndTimes;
use crate::app::ledger::units::day_of;
use crate::app::{App, AppResult};
use crate::store::act::ActVersionRow;

/// What an act is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActJudged {
    /// Number of the version of the catalogue; 0 is the preset.
    pub catalogue: u64,
    /// Whether it must be recorded.
    pub duty: Duty,
    /// What a gate does.
    pub mode: Mode,
    /// Its type; absent where the catalogue does not know it.
    pub of: Option<ActType>,
}

impl App {
    pub(super) async fn act_judged(&self, version: &ActVersionRow, facts: &ActPeopleAndTimes) -> AppResult<ActJudged> {
        let first = facts.sessions.iter().map(|session| session.arrived_at).min();
        let day = day_of(first.unwrap_or(version.stated_at));
        let version_of_day = self.catalogue_on(day).await?;
        let judged = version_of_day.catalogue.judged(&version.kind);
        Ok(ActJudged {
            catalogue: version_of_day.number,
            duty: judged.duty,
            mode: judged.mode,
            of: judged.of.cloned(),
        })
    }

    /// What an act as it stands is judged by.
    ///
    /// # Errors
    /// When there is none, or the asker may not see it.
    pub async fn act_judged_by(&self, asker: Asker, (case_id, act_id): (CaseId, ActId)) -> AppResult<ActJudged> {
        self.case_seen(asker, case_id).await?;
        let now = self.act_last(case_id, act_id).await?;
        self.act_judged(&now, &ActPeopleAndTimes::of(&now)?).await
    }
}
