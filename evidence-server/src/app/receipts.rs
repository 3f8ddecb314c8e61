//! Receipts: given only when a signed checkpoint covers the entry.

use std::time::Duration;

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::receipt::{Receipt, ReceiptLevel};
use evidence_schema::evidence::{ClipState, UploadState};
use evidence_schema::ids::{CaptureId, ClipId, UploadId};
use evidence_schema::limits::RECEIPT_WAIT_MS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Owner, Subject};
use evidence_schema::wire::problem::ProblemCode;

use super::uploads::refusal_of;
use super::{App, AppError, AppResult};
use crate::store::clip::ClipRow;
use crate::store::log::StoredEntry;

/// Another server's sequencer cannot wake us: look again after this time.
const POLL: Duration = Duration::from_millis(200);

/// What is asked of a receipt.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptWish {
    /// At least this level.
    pub level: ReceiptLevel,
    /// Entries in the last checkpoint that the asker saw, 0 for none.
    pub since: u64,
    /// How long to wait for it, in milliseconds.
    pub wait_ms: u64,
}

pub(super) fn pending() -> AppError {
    AppError::new(
        ProblemCode::ReceiptPending,
        "The receipt of this level is not there yet.",
    )
    .kept("Every byte that was acknowledged.")
    .next("Ask again.")
}

impl App {
    /// The receipt for an upload.
    ///
    /// # Errors
    /// [`ProblemCode::ReceiptPending`] when it did not come in time; the upload's refusal; [`ProblemCode::NotFound`].
    pub async fn receipt_of_upload(&self, asker: Asker, id: UploadId, wish: ReceiptWish) -> AppResult<Receipt> {
        let row = self.upload_of(asker, id, Action::SeeReceipt).await?;
        let capture_id = row.capture_id;
        self.receipt_wait(wish, || async move {
            let row = self
                .store
                .upload_by_id(id)
                .await?
                .ok_or_else(|| AppError::not_found("upload"))?;
            match row.state {
                UploadState::Refused => Err(refusal_of(&row)),
                _ => Ok(row.clip_id),
            }
        })
        .await
        .map(|receipt| Receipt { capture_id, ..receipt })
    }

    /// The receipt for a capture, whichever upload brought the bytes.
    ///
    /// # Errors
    /// As [`Self::receipt_of_upload`].
    pub async fn receipt_of_capture(&self, asker: Asker, id: CaptureId, wish: ReceiptWish) -> AppResult<Receipt> {
        let dock_id = match self.store.capture_by_id(id).await? {
            Some(capture) => Some(capture.dock_id),
            None => match self.store.upload_by_capture(id).await?.map(|upload| upload.owner) {
                Some(Actor::Dock(dock_id)) => Some(dock_id),
                _ => None,
            },
        };
        let owner = Owner::Dock(dock_id.ok_or_else(|| AppError::not_found("capture"))?);
        self.permit(asker, Action::SeeReceipt, Subject::Owned(owner))?;
        let receipt = self.receipt_wait(wish, || async move {
            if let Some(clip_id) = self.store.clip_of_capture(id).await? {
                return Ok(Some(clip_id));
            }
            match self.store.upload_by_capture(id).await? {
                Some(row) if row.state == UploadState::Refused => Err(refusal_of(&row)),
                _ => Ok(None),
            }
        });
        receipt.await.map(|receipt| Receipt {
            capture_id: Some(id),
            ..receipt
        })
    }

    async fn receipt_wait<F, Fut>(&self, wish: ReceiptWish, find_clip: F) -> AppResult<Receipt>
    where
        F: Fn() -> Fut + Send,
        Fut: Future<Output = AppResult<Option<ClipId>>> + Send,
    {
        let mut signed = self.signed.subscribe();
        let mut left = Duration::from_millis(wish.wait_ms.min(RECEIPT_WAIT_MS_MAX));
        loop {
            signed.borrow_and_update();
            if let Some(clip_id) = find_clip().await?
                && let Some(receipt) = self.receipt_now(clip_id, wish).await?
            {
                return Ok(receipt);
            }
            if left.is_zero() {
                return Err(pending());
            }
            let step = left.min(POLL);
            left -= step;
            let _woken = tokio::time::timeout(step, signed.changed()).await;
        }
    }

    /// The same bytes were sent again and wait to be sealed.
    async fn clip_is_being_healed(&self, clip: &ClipRow) -> AppResult<bool> {
        for capture in self.store.captures_of_clip(clip.id).await? {
            let upload = self.store.upload_by_capture(capture.id).await?;
            if upload.is_some_and(|upload| upload.state == UploadState::Staged) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The receipt as it can be given now, the highest level first.
    pub(super) async fn receipt_now(&self, clip_id: ClipId, wish: ReceiptWish) -> AppResult<Option<Receipt>> {
        let clip = self
            .store
            .clip_by_id(clip_id)
            .await?
            .ok_or_else(|| AppError::not_found("clip"))?;
        if clip.state == ClipState::Damaged && !self.clip_is_being_healed(&clip).await? {
            let message = format!("Clip {clip_id} was found damaged on the server; there is no receipt.");
            return Err(AppError::new(ProblemCode::UploadGone, message)
                .kept("The file in the dock's spool and on the recorder.")
                .next("Offer it again: the dock sends it from its spool, or reads the recorder again."));
        }
        for (event, level) in [
            (Event::ClipVerified, ReceiptLevel::Verified),
            (Event::ClipSealed, ReceiptLevel::Sealed),
        ] {
            if level < wish.level {
                break;
            }
            let entry = self.store.entry_newest_of(&clip_id.to_string(), &event.name()).await?;
            // A clip that was healed is verified only by the reading back that followed.
            let is_due = clip.state == ClipState::Damaged
                || level == ReceiptLevel::Verified && clip.state != ClipState::Verified;
            let Some(entry) = entry.filter(|_| !is_due) else {
                continue;
            };
            if let Some(receipt) = self.receipt_from(&entry, clip_id, level, wish.since).await? {
                return Ok(Some(Receipt {
                    sha256: clip.sha256,
                    size_bytes: clip.size_bytes,
                    ..receipt
                }));
            }
        }
        Ok(None)
    }

    /// A receipt from one entry, if a checkpoint covers it. Digest and size are filled in by the caller.
    pub(super) async fn receipt_from(
        &self,
        entry: &StoredEntry,
        clip_id: ClipId,
        level: ReceiptLevel,
        since: u64,
    ) -> AppResult<Option<Receipt>> {
        let Some((number, checkpoint)) = self.covered(entry).await? else {
            return Ok(None);
        };
        if since > checkpoint.size {
            return Err(self.log_behind(since, checkpoint.size).await);
        }
        let (Some(salt), Some(detail)) = (entry.salt, entry.detail.clone()) else {
            return Ok(None);
        };
        Ok(Some(Receipt {
            clip_id,
            capture_id: None,
            level,
            sha256: salt,
            size_bytes: 0,
            entry_number: number,
            entry: entry.body.clone(),
            salt,
            detail,
            inclusion: self.prove_inclusion(checkpoint.size, number).await?,
            consistency: self.prove_consistency(checkpoint.size, since).await?,
            consistency_from: since,
            checkpoint: checkpoint.note,
        }))
    }

    /// A dock has seen more of the log than there is: the database was rolled back.
    async fn log_behind(&self, seen: u64, held: u64) -> AppError {
        let message = format!(
            "A dock has seen a custody log of {seen} entries, this server's has {held}: the database is older than \
             what was signed. Stop, keep all spools, restore the newest backup."
        );
        tracing::error!("{message}");
        let actor = Actor::system("sequencer");
        if let Err(e) = self.finding_raise("log_behind", "log", &message, actor).await {
            tracing::error!("finding about the log was not written: {e}");
        }
        AppError::new(ProblemCode::Conflict, message).kept("The file in the dock's spool and on the recorder.")
    }
}
