//! The officers of an act who count: certified on every one of its days.

use chrono::NaiveDate;

use super::loading::{ActNow, whole};
use crate::app::ledger::is_valid_certificate;
use crate::app::ledger::units::day_of;
use crate::app::{App, AppResult};
use crate::store::officer::OfficerRow;

/// Assistants never count, nor who was off duty by then.
fn counts(officer: &OfficerRow, (first, last): (NaiveDate, NaiveDate)) -> bool {
    let is_on_duty = officer.off_duty_on.is_none_or(|since| last < since);
    is_on_duty && !officer.is_assistant && is_valid_certificate(officer, (first, last))
}

impl App {
    /// How many of its officers count.
    pub(super) async fn certified_officers(&self, act: &ActNow) -> AppResult<usize> {
        let Some((first, last)) = whole(act) else { return Ok(0) };
        let days = (day_of(first), day_of(last));
        let mut certified = 0;
        for id in &act.people.officers {
            let officer = self.store.officer_by_id(*id).await?;
            certified += usize::from(officer.is_some_and(|officer| counts(&officer, days)));
        }
        Ok(certified)
    }
}
