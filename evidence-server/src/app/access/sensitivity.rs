//! Sensitivity of clips and case files: what stands is the newest statement, the older ones stay.
//!
//! What must stay true: a flag narrows who sees a thing from the same commit on; every statement has its reason.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, ClipId, SensitivityId};
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::sensitivity::Flags;
use evidence_schema::wire::access::{SensitivityPage, SensitivityView};

use crate::app::asker::actor_of;
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::access::SensitivityRow;

impl App {
    /// Everything that was said of a clip's sensitivity, oldest first.
    ///
    /// # Errors
    /// When the asker may not see the clip.
    pub async fn clip_sensitivity(&self, asker: Asker, id: ClipId) -> AppResult<Vec<SensitivityRow>> {
        self.clip_seen(asker, id).await?;
        Ok(self.store.sensitivity_of(&id.to_string()).await?)
    }

    /// The same of a case file.
    ///
    /// # Errors
    /// When the asker may not see the case file.
    pub async fn case_sensitivity(&self, asker: Asker, id: CaseId) -> AppResult<Vec<SensitivityRow>> {
        self.case_seen(asker, id).await?;
        Ok(self.store.sensitivity_of(&id.to_string()).await?)
    }

    /// Says which flags stand on a clip from now on.
    ///
    /// # Errors
    /// When the asker may not, or no reason is given.
    pub async fn clip_flag(&self, asker: Asker, id: ClipId, (flags, reason): (Flags, &str)) -> AppResult<()> {
        self.clip_row(asker, Action::FlagClip, id).await?;
        self.flags_state(asker, (Event::ClipFlagged, id.to_string()), (flags, reason))
            .await
    }

    /// Says which flags stand on a case file from now on.
    ///
    /// # Errors
    /// When the asker may not, or no reason is given.
    pub async fn case_flag(&self, asker: Asker, id: CaseId, (flags, reason): (Flags, &str)) -> AppResult<()> {
        self.case_row(asker, Action::FlagCase, id).await?;
        self.flags_state(asker, (Event::CaseFlagged, id.to_string()), (flags, reason))
            .await
    }

    /// Statements of sensitivity with names for people.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sensitivity_shown(&self, rows: Vec<SensitivityRow>) -> AppResult<SensitivityPage> {
        let mut versions = Vec::with_capacity(rows.len());
        for row in rows {
            versions.push(SensitivityView {
                version: row.ordinal,
                flags: row.flags.iter().collect(),
                reason: row.reason,
                stated_at: row.stated_at,
                stated_by: self.actor_name(&row.stated_by).await?,
            });
        }
        Ok(SensitivityPage { versions })
    }

    async fn flags_state(
        &self,
        asker: Asker,
        (event, subject): (Event, String),
        (flags, reason): (Flags, &str),
    ) -> AppResult<()> {
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        let last = self.store.sensitivity_of(&subject).await?.pop();
        let row = SensitivityRow {
            id: SensitivityId::from_random(self.chance()),
            ordinal: last.map_or(0, |row| row.ordinal) + 1,
            flags,
            reason: checked_title("reason", reason)?,
            stated_at: self.now(),
            stated_by: actor.clone(),
            subject: subject.clone(),
        };
        let mut tx = self.evidence(event, actor, subject).await?;
        match tx.sensitivity_add(&row).await {
            Ok(()) => self.commit(tx).await,
            // Somebody else said something in the same moment.
            Err(StoreError::Exists) => Err(StoreError::Stale.into()),
            Err(e) => Err(e.into()),
        }
    }
}
