//! Findings: raised by the system, settled by people. `concerns` says whom one is for.

mod concerns;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, CaseId, ClipId, DockingId, FindingId, HandoverId, JobId, MonitorId};
use evidence_schema::limits::{FINDING_PAGES_MAX, FINDINGS_SHOWN_MAX, TITLE_CHARS_MAX};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{self, Action, Asker, Permit, Subject};
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
        let Some(finding) = self.finding_new((kind, subject), message).await? else {
            return Ok(());
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

    /// Raises a finding unless the same words stand already, also where a person settled them: nothing new was found.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn finding_raise_once(
        &self,
        (kind, subject): (&str, &str),
        message: &str,
        actor: Actor,
    ) -> AppResult<()> {
        let known = self.store.findings_about(subject).await?;
        if known.iter().any(|known| known.kind == kind && known.message == message) {
            return Ok(());
        }
        self.finding_raise(kind, subject, message, actor).await
    }

    /// A finding to be written with the commit that it is about, unless the same one is open.
    pub(super) async fn finding_new(
        &self,
        (kind, subject): (&str, &str),
        message: &str,
    ) -> AppResult<Option<FindingRow>> {
        if self.store.finding_open_of(kind, subject).await?.is_some() {
            return Ok(None);
        }
        Ok(Some(FindingRow {
            id: FindingId::from_random(self.chance()),
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            message: message.to_owned(),
            raised_at: self.now(),
            settled_at: None,
            settled_by: None,
            note: None,
        }))
    }

    /// What a commit left to be looked at, in case nobody did: about a handover, a record of a monitoring device, the
    /// device itself, the number of a case file, an act or the clock of a docked recorder.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn findings_owed(&self, subject: &str, job: JobId) -> AppResult<()> {
        let by = Actor::system("findings");
        if let Ok(id) = subject.parse::<HandoverId>() {
            self.handover_check(id).await?;
        } else if let Ok(id) = subject.parse::<ClipId>() {
            self.records_linked(&[id], &by).await?;
        } else if let Ok(id) = subject.parse::<MonitorId>() {
            self.records_check(id, &by).await?;
        } else if let Ok(id) = subject.parse::<CaseId>() {
            self.number_check_again(id).await?;
        } else if let Ok(id) = subject.parse::<DockingId>() {
            self.docking_clock_check(id).await?;
        } else if let Ok(id) = subject.parse::<ActId>() {
            self.act_check(id).await?;
            self.act_time_check(id).await?;
        } else {
            return Err(AppError::internal(format!("nothing is owed about {subject:?}")));
        }
        Ok(self.store.job_end_one(job).await?)
    }

    /// Open findings that concern the asker, newest first.
    ///
    /// # Errors
    /// When the asker may not see any.
    pub async fn findings(&self, asker: Asker) -> AppResult<Vec<FindingRow>> {
        self.permit(asker, Action::SeeFindings, Subject::Installation)?;
        let grounds = self.grounds(asker).await?;
        let (mut shown, mut after) = (Vec::new(), None);
        for _ in 0..FINDING_PAGES_MAX {
            let page = self.store.findings_open_after(after).await?;
            after = page.last().map(|last| (last.raised_at, last.id));
            for finding in page {
                let subject = self.subject_of_finding((asker, &grounds), &finding).await?;
                if access::permit(asker, Action::SeeFindings, subject) == Permit::Allowed {
                    shown.push(finding);
                }
            }
            if after.is_none() || shown.len() >= FINDINGS_SHOWN_MAX {
                break;
            }
        }
        shown.truncate(FINDINGS_SHOWN_MAX);
        Ok(shown)
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
        let grounds = self.grounds(asker).await?;
        let subject = self.subject_of_finding((asker, &grounds), &finding).await?;
        match access::permit(asker, Action::SettleFindings, subject) {
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
