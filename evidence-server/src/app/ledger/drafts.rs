//! What a draft of a handover means: officers, unit, recorders and times that exist and can be.

use chrono::NaiveDate;
use evidence_schema::ids::{OfficerId, RecorderId, UnitId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::HandoverDraft;

use super::given;
use super::handovers::LENGTH_MS_MAX;
use super::units::{day_of, unit_on};
use crate::app::{App, AppError, AppResult};
use crate::store::handover::VersionRow;
use crate::store::officer::OfficerRow;

const AHEAD_MS_MAX: i64 = DAY_MS;
pub(super) const BACK_MS_MAX: i64 = 20 * 366 * DAY_MS;
/// Recorders that one pair can carry.
const RECORDERS_MAX: usize = 16;
pub(super) const DAY_MS: i64 = 24 * 3600 * 1000;

/// What a draft means.
pub(super) struct Meant {
    pub(super) unit_id: UnitId,
    pub(super) lead_id: OfficerId,
    pub(super) assisting_id: Option<OfficerId>,
    pub(super) from_at: Timestamp,
    pub(super) to_at: Option<Timestamp>,
    pub(super) recorders: Vec<RecorderId>,
}

impl Meant {
    /// A handover as it stands, with this end.
    pub(super) fn closed(last: &VersionRow, to: Timestamp) -> AppResult<Self> {
        Ok(Self {
            unit_id: last.unit_id,
            lead_id: last.lead_id,
            assisting_id: last.assisting_id,
            from_at: last.from_at,
            to_at: Some(to),
            recorders: last.recorder_ids()?,
        })
    }
}

impl App {
    pub(super) async fn recorders_named(&self, field: &str, serials: &[String]) -> AppResult<Vec<RecorderId>> {
        if serials.len() > RECORDERS_MAX {
            return Err(AppError::invalid(field, format!("At most {RECORDERS_MAX} recorders.")));
        }
        let mut ids = Vec::with_capacity(serials.len());
        for serial in serials
            .iter()
            .map(|serial| serial.trim())
            .filter(|serial| !serial.is_empty())
        {
            let recorder = self.store.recorder_by_serial(serial).await?;
            let unknown = || AppError::invalid(field, format!("No recorder with the serial {serial:?} is registered."));
            ids.push(recorder.ok_or_else(unknown)?.id);
        }
        Ok(ids)
    }

    pub(super) async fn handover_meant(&self, draft: &HandoverDraft) -> AppResult<Meant> {
        let from_at = draft.from.unwrap_or_else(|| self.now());
        check_times(from_at, draft.to, self.now())?;
        let day = day_of(from_at);
        let (lead, assisting) = self.pair_meant(draft, day).await?;
        let unit_id = self.unit_meant(&lead, draft.unit_number.as_deref(), day).await?;
        let recorders = self
            .recorders_named("recorder_serials", &draft.recorder_serials)
            .await?;
        if recorders.is_empty() {
            return Err(AppError::invalid("recorder_serials", "Name at least one recorder."));
        }
        Ok(Meant {
            unit_id,
            lead_id: lead.id,
            assisting_id: assisting.map(|officer| officer.id),
            from_at,
            to_at: draft.to,
            recorders,
        })
    }

    /// Two officers, of whom no assistant leads; or one alone.
    pub(super) async fn pair_named(
        &self,
        lead: &str,
        assisting: Option<&str>,
    ) -> AppResult<(OfficerRow, Option<OfficerRow>)> {
        let lead = self.officer_named("lead_number", lead).await?;
        if lead.is_assistant {
            let message = "An assistant (辅助人员) accompanies, and never leads.";
            return Err(AppError::invalid("lead_number", message));
        }
        let assisting = match given(assisting) {
            Some(number) => Some(self.officer_named("assisting_number", number).await?),
            None => None,
        };
        if assisting.as_ref().is_some_and(|officer| officer.id == lead.id) {
            return Err(AppError::invalid("assisting_number", "A pair is two officers."));
        }
        Ok((lead, assisting))
    }

    /// The unit that is named, else the lead officer's on that day.
    pub(super) async fn unit_meant(
        &self,
        lead: &OfficerRow,
        number: Option<&str>,
        day: NaiveDate,
    ) -> AppResult<UnitId> {
        if let Some(number) = given(number) {
            return Ok(self.unit_named("unit_number", number).await?.id);
        }
        let no_unit = || {
            let message = format!("{} was in no unit on {day}; name the unit.", lead.name);
            AppError::invalid("unit_number", message)
        };
        unit_on(&self.store.postings_of(lead.id).await?, day).ok_or_else(no_unit)
    }

    async fn pair_meant(&self, draft: &HandoverDraft, day: NaiveDate) -> AppResult<(OfficerRow, Option<OfficerRow>)> {
        let (lead, assisting) = self
            .pair_named(&draft.lead_number, draft.assisting_number.as_deref())
            .await?;
        for (field, officer) in [("lead_number", Some(&lead)), ("assisting_number", assisting.as_ref())] {
            let Some(officer) = officer else { continue };
            if let Some(since) = officer.off_duty_on.filter(|since| *since <= day) {
                return Err(AppError::invalid(
                    field,
                    format!("{} is off duty since {since}.", officer.name),
                ));
            }
        }
        Ok((lead, assisting))
    }
}

/// Whether the certificate is valid from the first to the last day; assistants need none.
pub(super) fn is_certified(officer: &OfficerRow, days: (NaiveDate, NaiveDate)) -> bool {
    is_valid_certificate(officer, days) || officer.is_assistant
}

/// Whether there is a certificate that is valid from the first to the last day.
pub(in crate::app) fn is_valid_certificate(officer: &OfficerRow, (first, last): (NaiveDate, NaiveDate)) -> bool {
    officer.certificate_from.is_none_or(|from| from <= first)
        && officer.certificate_to.is_none_or(|to| last <= to)
        && officer.certificate_number.is_some()
}

pub(super) fn check_times(from: Timestamp, to: Option<Timestamp>, now: Timestamp) -> AppResult<()> {
    if now.ms_since(from) > BACK_MS_MAX {
        return Err(AppError::invalid("from", "A handover began at most twenty years ago."));
    }
    if from.ms_since(now) > AHEAD_MS_MAX {
        return Err(AppError::invalid("from", "A handover begins at most a day from now."));
    }
    match to {
        Some(to) if to <= from => Err(AppError::invalid("to", "A handover ends after it began.")),
        Some(to) if to.ms_since(from) > LENGTH_MS_MAX => Err(AppError::invalid(
            "to",
            "A handover lasts at most 31 days; enter a longer one in parts.",
        )),
        _ => Ok(()),
    }
}
