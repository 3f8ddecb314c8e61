//! Sealing: a staged upload becomes a clip. A job, safe to repeat from any point.
//!
//! What must stay true: hash = declared, or refusal; the object is put (never inside a transaction) before one commit
//! holds clip, capture, entry and next jobs; an unknown outcome is looked up, never assumed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use evidence_schema::clip::{ClipKind, SourceKind};
use evidence_schema::custody::entry::Event;
use evidence_schema::custody::statement::CaptureStatement;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::{ClipState, UploadState};
use evidence_schema::ids::{ClipId, UploadId};
use evidence_schema::people::Actor;
use evidence_schema::wire::problem::ProblemCode;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::documents::wish_of;
use super::intake::ClipWish;
use super::statements::{identity_to_seal, recorder_serial};
use super::{App, AppError, AppResult, Change};
use crate::store::EvidenceTx;
use crate::store::capture::CaptureRow;
use crate::store::clip::ClipRow;
use crate::store::job::JobKind;
use crate::store::upload::UploadRow;
use crate::vault::ObjectKey;

/// Files that are being sealed by this server: two uploads of one file at once would put its bytes twice.
#[derive(Debug, Default)]
pub struct SealingNow(Mutex<HashMap<Sha256Digest, Weak<AsyncMutex<()>>>>);

impl SealingNow {
    /// Waits until nobody else seals the file with this identity.
    pub(super) async fn alone(&self, identity: Sha256Digest) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let turn = turns.get(&identity).and_then(Weak::upgrade).unwrap_or_default();
            turns.insert(identity, Arc::downgrade(&turn));
            turn
        };
        turn.lock_owned().await
    }
}

/// Why an upload does not become a clip.
pub(super) struct Refusal {
    pub(super) error: AppError,
    /// Kind of the finding that a person should look at; absent where who sent it is told, and that is enough.
    pub(super) finding: Option<&'static str>,
    pub(super) facts: Vec<(&'static str, serde_json::Value)>,
}

/// Everything that is known of a clip before it is committed.
pub(super) struct Sealing<'a> {
    pub(super) upload: &'a UploadRow,
    pub(super) statement: Option<&'a CaptureStatement>,
    /// What a person who brought it in says of it.
    pub(super) wish: Option<&'a ClipWish>,
    identity: Sha256Digest,
    sha256: Sha256Digest,
    key: &'a ObjectKey,
}

/// The statement that stands behind an upload; its signature was checked when it came.
fn statement_of(upload: &UploadRow) -> AppResult<Option<CaptureStatement>> {
    let text = upload.statement.as_deref();
    text.map(CaptureStatement::open_unverified)
        .transpose()
        .map_err(AppError::internal)
}

impl App {
    /// Seals one upload; does nothing when that was done before.
    ///
    /// # Errors
    /// When something must be tried again.
    pub async fn upload_seal(&self, id: UploadId) -> AppResult<()> {
        let Some(upload) = self.store.upload_by_id(id).await? else {
            return Ok(self.store.job_end(JobKind::Seal, &id.to_string()).await?);
        };
        if upload.state != UploadState::Staged {
            self.store.job_end(JobKind::Seal, &id.to_string()).await?;
            return self.staged_drop(id).await;
        }
        if let Some(wish) = wish_of(&upload.metadata) {
            self.document_seal(&upload, wish).await?;
            return self.staged_drop(id).await;
        }
        let statement = statement_of(&upload)?;
        if let Some(statement) = &statement
            && let Some(capture) = self.store.capture_by_id(statement.capture_id).await?
        {
            let clip = self.store.clip_by_id(capture.clip_id).await?;
            let is_whole = clip.is_none_or(|clip| clip.state != ClipState::Damaged);
            if is_whole || upload.statement.as_deref() != Some(capture.statement.as_str()) {
                self.upload_stated_before(&upload, &capture).await?;
                return self.staged_drop(id).await;
            }
        }
        let Some((key, sha256)) = self.sealing_key(&upload).await? else {
            return self.staged_drop(id).await;
        };
        let wish = self.clip_wish(&upload).await?;
        let identity = identity_to_seal(&upload, (statement.as_ref(), wish.is_some()), sha256)?;
        let _alone = self.sealing_now.alone(identity).await;
        if let Some(wish) = &wish
            && self.upload_brought_again(&upload, (wish, sha256)).await?
        {
            return self.staged_drop(id).await;
        }
        let sealing = Sealing {
            upload: &upload,
            statement: statement.as_ref(),
            wish: wish.as_ref(),
            identity,
            sha256,
            key: &key,
        };
        if let Some(clip) = self.store.clip_by_identity(identity).await? {
            if let Ok(state) = clip.state.heal() {
                self.vault.put(&self.staging.path(id), &key).await?;
                self.clip_heal(&sealing, clip, state).await?;
            } else {
                self.capture_again(&sealing, &clip).await?;
            }
        } else {
            self.vault.put(&self.staging.path(id), &key).await?;
            self.clip_commit(&sealing).await?;
        }
        self.tell(Change::Clips);
        self.jobs_due.notify_waiters();
        self.staged_drop(id).await
    }

    /// The key and the digest of this try, or of an earlier one. `None` when the upload was refused.
    pub(super) async fn sealing_key(&self, upload: &UploadRow) -> AppResult<Option<(ObjectKey, Sha256Digest)>> {
        let Some(text) = &upload.object_key else {
            return self.sealing_begin(upload).await;
        };
        let key = ObjectKey::parse(text)?;
        let sha256 = self.staged_or_stored_digest(upload, &key).await?;
        if key.is_of(sha256) {
            return Ok(Some((key, sha256)));
        }
        // The bytes rotted between two tries: the key's name holds the digest that was checked when it was chosen.
        self.upload_refuse(upload, hash_differs(upload, sha256, upload.size_bytes))
            .await?;
        Ok(None)
    }

    /// Checks the digest and chooses the key. `None` when the upload was refused.
    async fn sealing_begin(&self, upload: &UploadRow) -> AppResult<Option<(ObjectKey, Sha256Digest)>> {
        let (sha256, size_bytes) = self.staging.digest(upload.id).await?;
        let is_declared = upload.declared_sha256.is_none_or(|declared| declared == sha256);
        if !is_declared || size_bytes != upload.size_bytes {
            self.upload_refuse(upload, hash_differs(upload, sha256, size_bytes))
                .await?;
            return Ok(None);
        }
        let key = ObjectKey::fresh(sha256, self.chance());
        if !self.store.upload_set_key(upload.id, key.as_str()).await? {
            return Err(AppError::from(crate::store::StoreError::Stale));
        }
        Ok(Some((key, sha256)))
    }

    async fn staged_or_stored_digest(&self, upload: &UploadRow, key: &ObjectKey) -> AppResult<Sha256Digest> {
        if tokio::fs::try_exists(self.staging.path(upload.id))
            .await
            .unwrap_or(false)
        {
            return Ok(self.staging.digest(upload.id).await?.0);
        }
        Ok(self.vault.read_back(key).await?.sha256)
    }

    /// The dock offered the same capture while it was uploading and heard that it is held; or it used its id twice.
    async fn upload_stated_before(&self, upload: &UploadRow, capture: &CaptureRow) -> AppResult<()> {
        if upload.statement.as_deref() != Some(capture.statement.as_str()) {
            return self.upload_refuse(upload, capture_used_twice(upload, capture)).await;
        }
        let mut tx = self.store.work().await?;
        tx.upload_seal(upload.id, capture.clip_id).await?;
        tx.job_end(JobKind::Seal, &upload.id.to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// An entry, a finding; the caller drops what is staged.
    pub(super) async fn upload_refuse(&self, upload: &UploadRow, refusal: Refusal) -> AppResult<()> {
        let Refusal { error, finding, facts } = refusal;
        let subject = upload
            .capture_id
            .map_or_else(|| upload.id.to_string(), |c| c.to_string());
        let mut tx = self
            .evidence(Event::UploadRefused, Actor::system("sealing"), subject.clone())
            .await?;
        for (name, value) in facts {
            tx.fact(name, value);
        }
        let problem = serde_json::to_string(&error.problem(None)).map_err(AppError::internal)?;
        tx.upload_refuse(upload.id, &problem).await?;
        tx.job_end(JobKind::Seal, &upload.id.to_string()).await?;
        self.commit(tx).await?;
        match finding {
            Some(kind) => {
                self.finding_raise(kind, &subject, &error.detail, Actor::system("sealing"))
                    .await
            }
            None => Ok(()),
        }
    }

    /// The clip is held already: the statement is added to it.
    async fn capture_again(&self, sealing: &Sealing<'_>, clip: &ClipRow) -> AppResult<()> {
        let actor = Actor::system("sealing");
        let mut tx = self
            .evidence(Event::ClipCapturedAgain, actor, clip.id.to_string())
            .await?;
        self.capture_add(&mut tx, sealing, clip.id).await?;
        tx.upload_seal(sealing.upload.id, clip.id).await?;
        tx.job_end(JobKind::Seal, &sealing.upload.id.to_string()).await?;
        self.commit(tx).await
    }

    /// The clip's stored bytes were found damaged, and the same bytes came again: they stand under a key of their own;
    /// what was found is left where it lies, for whoever wants to know what happened to it.
    async fn clip_heal(&self, sealing: &Sealing<'_>, clip: ClipRow, state: ClipState) -> AppResult<()> {
        let subject = clip.id.to_string();
        let mut tx = self
            .evidence(Event::ClipHealed, Actor::system("sealing"), subject.clone())
            .await?;
        tx.clip_unmoved(&clip).await?;
        tx.fact("damaged_object", clip.object_key.as_str());
        let is_stated = match sealing.statement {
            Some(statement) => self.store.capture_by_id(statement.capture_id).await?.is_some(),
            None => true,
        };
        let healed = ClipRow {
            state,
            object_key: sealing.key.to_string(),
            verified_at: None,
            ..clip
        };
        tx.clip_update(&healed).await?;
        if !is_stated {
            self.capture_add(&mut tx, sealing, healed.id).await?;
        }
        tx.upload_seal(sealing.upload.id, healed.id).await?;
        tx.job_add(&self.job(JobKind::ReadBack, &subject)).await?;
        tx.job_end(JobKind::Seal, &sealing.upload.id.to_string()).await?;
        if let Some(wish) = sealing.wish
            && let Some(case_id) = self.case_to_link(wish, healed.id).await?
        {
            let owner = sealing.upload.owner.clone();
            self.case_link_add(&mut tx, case_id, (healed.id, owner)).await?;
        }
        self.commit(tx).await?;
        tracing::info!(clip = %subject, "a damaged clip was healed with bytes that came again");
        Ok(())
    }

    async fn capture_add(&self, tx: &mut EvidenceTx, sealing: &Sealing<'_>, clip_id: ClipId) -> AppResult<()> {
        let (Some(statement), Some(note)) = (sealing.statement, &sealing.upload.statement) else {
            return Ok(());
        };
        let capture = CaptureRow {
            id: statement.capture_id,
            clip_id,
            dock_id: statement.dock_id,
            docking_id: statement.docking_id,
            statement: note.clone(),
            received_at: self.now(),
        };
        Ok(tx.capture_add(&capture).await?)
    }

    async fn clip_commit(&self, sealing: &Sealing<'_>) -> AppResult<()> {
        let clip = self.clip_drafted(sealing).await?;
        let subject = clip.id.to_string();
        let mut tx = self
            .evidence(Event::ClipSealed, Actor::system("sealing"), subject.clone())
            .await?;
        tx.clip_seal(&clip).await?;
        self.capture_add(&mut tx, sealing, clip.id).await?;
        self.intake_add(&mut tx, sealing, &clip).await?;
        tx.upload_seal(sealing.upload.id, clip.id).await?;
        tx.job_add(&self.job(JobKind::ReadBack, &subject)).await?;
        tx.job_add(&self.job(JobKind::Probe, &subject)).await?;
        tx.job_end(JobKind::Seal, &sealing.upload.id.to_string()).await?;
        self.commit(tx).await?;
        self.recorder_check(sealing.statement, &clip).await
    }

    async fn clip_drafted(&self, sealing: &Sealing<'_>) -> AppResult<ClipRow> {
        let Sealing {
            upload,
            statement,
            wish,
            ..
        } = sealing;
        let serial = statement.and_then(recorder_serial).map(str::to_owned);
        let recorder = match &serial {
            Some(serial) => self.store.recorder_by_serial(serial).await?,
            None => None,
        };
        let claims = match statement {
            Some(statement) => statement.time_claims.clone(),
            None => wish.map(ClipWish::claims).unwrap_or_default(),
        };
        let said = statement.map(|s| s.source).or(wish.map(|wish| wish.source));
        Ok(ClipRow {
            id: ClipId::from_random(self.chance()),
            identity: sealing.identity,
            sha256: sealing.sha256,
            size_bytes: upload.size_bytes,
            object_key: sealing.key.to_string(),
            file_name: upload.file_name.clone(),
            kind: ClipKind::of_name(&upload.file_name),
            source: said.unwrap_or(SourceKind::Unknown),
            state: ClipState::Sealed,
            sealed_at: self.now(),
            verified_at: None,
            recorder_id: recorder.map(|r| r.id),
            device_serial: serial,
            is_marked_important: statement.is_some_and(|s| s.is_marked_important),
            has_statement: statement.is_some(),
            time_claims: serde_json::to_string(&claims).map_err(AppError::internal)?,
        })
    }

    /// A recorder that nobody registered: collected all the same, and a person should look.
    async fn recorder_check(&self, statement: Option<&CaptureStatement>, clip: &ClipRow) -> AppResult<()> {
        let Some(serial) = statement.and_then(recorder_serial) else {
            return Ok(());
        };
        if clip.recorder_id.is_some() {
            return Ok(());
        }
        let message = format!(
            "Recorder {serial} is not registered. Its footage was collected and is unassigned. \
             Register the recorder, or find out whose it is."
        );
        self.finding_raise("unknown_recorder", serial, &message, Actor::system("sealing"))
            .await
    }

    /// The staged name goes; the object keeps the bytes.
    async fn staged_drop(&self, id: UploadId) -> AppResult<()> {
        Ok(self.staging.remove(id).await?)
    }
}

fn hash_differs(upload: &UploadRow, found: Sha256Digest, found_bytes: u64) -> Refusal {
    let declared = upload
        .declared_sha256
        .map_or_else(|| "none".to_owned(), |d| d.to_string());
    let error = AppError::new(
        ProblemCode::HashMismatch,
        format!(
            "{}: {} bytes with SHA-256 {declared} were declared, {found_bytes} bytes with {found} arrived.",
            upload.file_name, upload.size_bytes
        ),
    )
    .kept("Nothing of this upload; the file is still in the dock's spool and on the recorder.")
    .next("The dock starts again from its spool. If it happens again, check the dock's disk and memory.");
    let facts = vec![
        ("declared_sha256", declared.into()),
        ("found_sha256", found.to_string().into()),
        ("found_bytes", found_bytes.into()),
    ];
    Refusal {
        error,
        finding: Some("hash_mismatch"),
        facts,
    }
}

fn capture_used_twice(upload: &UploadRow, capture: &CaptureRow) -> Refusal {
    let error = AppError::new(
        ProblemCode::StatementInvalid,
        format!(
            "{}: the dock used the id {} before, for another reading.",
            upload.file_name, capture.id
        ),
    )
    .kept("Nothing of this upload; the file is still in the dock's spool and on the recorder.")
    .next("Dock the recorder again, so that it is read under an id of its own; have the dock looked at.");
    Refusal {
        error,
        finding: Some("capture_used_twice"),
        facts: vec![("clip_id", capture.clip_id.to_string().into())],
    }
}
