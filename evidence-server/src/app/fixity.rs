//! Reading sealed objects back from the device: what makes a clip *verified*, or an alarm.

use evidence_schema::custody::entry::Event;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::ClipId;
use evidence_schema::people::Actor;

use super::{App, AppResult, Change};
use crate::store::clip::ClipRow;
use crate::store::job::JobKind;
use crate::vault::{ObjectKey, ReadBack, VaultError};

impl App {
    /// Reads one clip's object back; the outcome is an entry of its own.
    ///
    /// # Errors
    /// When the vault does not answer; a damaged or missing object is an outcome, not an error.
    pub async fn clip_read_back(&self, id: ClipId) -> AppResult<()> {
        let Some(clip) = self.store.clip_by_id(id).await? else {
            return Ok(self.store.job_end(JobKind::ReadBack, &id.to_string()).await?);
        };
        let key = ObjectKey::parse(&clip.object_key)?;
        match self.vault.read_back(&key).await {
            Ok(found) if found.sha256 == clip.sha256 && found.size_bytes == clip.size_bytes => {
                self.clip_verified(clip, &found).await
            }
            Ok(found) => {
                let what = format!(
                    "its stored bytes changed: {} bytes with SHA-256 {} were read back",
                    found.size_bytes, found.sha256
                );
                self.clip_damaged(clip, &what).await
            }
            Err(VaultError::Missing(_)) => self.clip_damaged(clip, "its stored bytes are not there").await,
            Err(e) => Err(e.into()),
        }
    }

    async fn clip_verified(&self, clip: ClipRow, found: &ReadBack) -> AppResult<()> {
        let Ok(state) = clip.state.verify() else {
            // Found damaged before: only healing from another copy leads out of that.
            return Ok(self.store.job_end(JobKind::ReadBack, &clip.id.to_string()).await?);
        };
        let verified = ClipRow {
            state,
            verified_at: Some(self.now()),
            ..clip
        };
        let mut tx = self
            .evidence(Event::ClipVerified, Actor::system("fixity"), verified.id.to_string())
            .await?;
        tx.clip_unmoved(&verified).await?;
        tx.fact("read_back", found.method.as_str());
        tx.clip_update(&verified).await?;
        tx.job_end(JobKind::ReadBack, &verified.id.to_string()).await?;
        self.commit(tx).await?;
        self.tell(Change::Clips);
        Ok(())
    }

    async fn clip_damaged(&self, clip: ClipRow, what: &str) -> AppResult<()> {
        let message = format!(
            "Clip {} ({}): {what}. The recorder must keep its file. Compare with the dock's spool and the recorder, \
             check the disk.",
            clip.id, clip.file_name
        );
        let damaged = ClipRow {
            state: ClipState::Damaged,
            ..clip
        };
        let subject = damaged.id.to_string();
        let mut tx = self
            .evidence(Event::ClipDamaged, Actor::system("fixity"), subject.clone())
            .await?;
        tx.clip_unmoved(&damaged).await?;
        tx.fact("found", what);
        tx.clip_update(&damaged).await?;
        tx.job_end(JobKind::ReadBack, &subject).await?;
        self.commit(tx).await?;
        tracing::error!(clip = %subject, "read-back failed: {what}");
        self.tell(Change::Clips);
        self.finding_raise("damaged", &subject, &message, Actor::system("fixity"))
            .await
    }
}
