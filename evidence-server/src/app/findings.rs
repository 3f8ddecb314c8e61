//! Findings: raised by the system, settled by people.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, ClipId, DockId, FindingId, HandoverId, RecorderId, RoomUseId};
use evidence_schema::limits::TITLE_CHARS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{self, Action, Asker, Grounds, Permit, Subject};
use evidence_schema::wire::problem::ProblemCode;

use super::asker::actor_of;
use super::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::finding::FindingRow;

impl App {
    /// Raises a finding unless the same one is open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn finding_raise(&self, kind: &str, subject: &str, message: &str, actor: Actor) -> AppResult<()> {
        if self.store.finding_open_of(kind, subject).await?.is_some() {
            return Ok(());
        }
        let finding = FindingRow {
            id: FindingId::from_random(self.chance()),
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            message: message.to_owned(),
            raised_at: self.now(),
            settled_at: None,
            settled_by: None,
            note: None,
        };
        let mut tx = self
            .evidence(Event::FindingRaised, actor, finding.id.to_string())
            .await?;
        match tx.finding_add(&finding).await {
            Ok(()) => self.commit(tx).await,
            // Somebody else raised it in the same moment.
            Err(StoreError::Exists) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// Open findings, newest first.
    ///
    /// # Errors
    /// When the asker may not see them.
    pub async fn findings(&self, asker: Asker) -> AppResult<Vec<FindingRow>> {
        self.permit(asker, Action::SeeFindings, Subject::Installation)?;
        let mut shown = Vec::new();
        for finding in self.store.findings_open().await? {
            if self
                .finding_permit(asker, Action::SeeFindings, &finding.subject)
                .await?
                == Permit::Allowed
            {
                shown.push(finding);
            }
        }
        Ok(shown)
    }

    /// What the rule says of a finding, by the thing that it is about.
    async fn finding_permit(&self, asker: Asker, action: Action, about: &str) -> AppResult<Permit> {
        let grounds = self.grounds(asker).await?;
        // A use of a room is its case file's.
        let of_use = match about.parse::<RoomUseId>() {
            Ok(id) => self.store.room_use_by_id(id).await?.map(|row| row.case_id.to_string()),
            Err(_) => None,
        };
        let about = of_use.as_deref().unwrap_or(about);
        let subject = if let Ok(id) = about.parse::<ClipId>() {
            match self.store.clip_by_id(id).await? {
                Some(clip) => Subject::Clip(self.reach_of_clip(asker, &grounds, &clip).await?),
                None => Subject::Unit(self.reach_of_unit(&grounds, None).await?),
            }
        } else if let Ok(id) = about.parse::<CaseId>() {
            match self.store.case_by_id(id).await? {
                Some(case) => Subject::Case(self.reach_of_case(asker, &grounds, &case).await?),
                None => Subject::Unit(self.reach_of_unit(&grounds, None).await?),
            }
        } else if let Ok(id) = about.parse::<HandoverId>() {
            match self.store.versions_of(id).await?.pop() {
                Some(last) => Subject::Handover(self.reach_of_handover(&grounds, &last).await?),
                None => Subject::Unit(self.reach_of_unit(&grounds, None).await?),
            }
        } else if action == Action::SeeFindings {
            self.finding_of_device(&grounds, about).await?
        } else {
            let device = match about.parse::<RecorderId>() {
                Ok(id) => self.store.device_of(id).await?,
                Err(_) => None,
            };
            Subject::Unit(
                self.reach_of_unit(&grounds, device.map(|device| device.unit_id))
                    .await?,
            )
        };
        Ok(access::permit(asker, action, subject))
    }

    /// Whom a finding about a recorder or dock concerns; what names neither is for everybody.
    async fn finding_of_device(&self, grounds: &Grounds, about: &str) -> AppResult<Subject> {
        let unit = if let Ok(id) = about.parse::<RecorderId>() {
            self.store.device_of(id).await?.map(|device| device.unit_id)
        } else if let Ok(id) = about.parse::<DockId>() {
            self.store.dock_binding(id).await?.map(|binding| binding.unit_id)
        } else {
            return Ok(Subject::Installation);
        };
        Ok(Subject::Device(self.reach_of_device(grounds, unit).await?))
    }

    /// A person settles a finding, in their own words.
    ///
    /// # Errors
    /// When it is settled already or the note is empty.
    pub async fn finding_settle(&self, asker: Asker, id: FindingId, note: &str) -> AppResult<()> {
        self.permit(asker, Action::SettleFindings, Subject::Installation)?;
        let note = note.trim();
        if note.is_empty() || note.chars().count() > TITLE_CHARS_MAX {
            return Err(AppError::invalid(
                "note",
                format!("Say what was done, in 1 to {TITLE_CHARS_MAX} characters."),
            ));
        }
        let finding = self
            .store
            .finding_by_id(id)
            .await?
            .ok_or_else(|| AppError::not_found("finding"))?;
        match self
            .finding_permit(asker, Action::SettleFindings, &finding.subject)
            .await?
        {
            Permit::Allowed => {}
            Permit::Hidden => return Err(AppError::not_found("finding")),
            Permit::Denied | Permit::SignInNeeded => return Err(AppError::refused(ProblemCode::Forbidden)),
        }
        if finding.settled_at.is_some() {
            return Err(StoreError::Stale.into());
        }
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        let settled = FindingRow {
            settled_at: Some(self.now()),
            settled_by: Some(actor.clone()),
            note: Some(note.to_owned()),
            ..finding
        };
        let mut tx = self.evidence(Event::FindingSettled, actor, id.to_string()).await?;
        tx.finding_update(&settled).await?;
        self.commit(tx).await
    }
}
