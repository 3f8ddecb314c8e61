//! Uploads: created once per (dock, capture, hash), written by one at a time, staged and synced before they count.

use bytes::Bytes;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::{ClipState, UploadState};
use evidence_schema::ids::UploadId;
use evidence_schema::limits::{CLIP_BYTES_MAX, TITLE_CHARS_MAX};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Owner, Subject};
use evidence_schema::wire::problem::{Problem, ProblemCode};
use evidence_schema::wire::uploads::{META_PURPOSE, UploadStatus, metadata_value};
use futures_util::Stream;

use super::asker::actor_of;
use super::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::job::{JobKind, NewJob};
use crate::store::upload::UploadRow;
use crate::vault::{Append, AppendError};

/// What a client says when it begins an upload.
#[derive(Debug, Clone)]
pub struct UploadDraft {
    /// Size in bytes.
    pub size_bytes: u64,
    /// Name of the file; foreign clients send it, docks say it in the statement.
    pub file_name: Option<String>,
    /// Signed capture statement; docks only.
    pub statement: Option<String>,
    /// Digest that a foreign client declares.
    pub sha256: Option<Sha256Digest>,
    /// `Upload-Metadata` as it was sent, for `HEAD`.
    pub metadata: String,
}

/// Where an upload stands for its client.
#[derive(Debug, Clone)]
pub struct UploadPlace {
    /// The upload.
    pub row: UploadRow,
    /// Bytes held.
    pub offset_bytes: u64,
}

/// The owner as the access rule sees it.
pub(super) fn owner_of(actor: &Actor) -> Subject {
    match actor {
        Actor::Dock(id) => Subject::Owned(Owner::Dock(*id)),
        Actor::Machine(id) => Subject::Owned(Owner::Machine(*id)),
        Actor::Person(id) => Subject::Owned(Owner::Person(*id)),
        _ => Subject::Installation,
    }
}

fn clean_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(TITLE_CHARS_MAX)
        .collect();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned();
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

fn has_purpose(metadata: &str) -> bool {
    metadata_value(metadata, META_PURPOSE).is_some()
}

impl App {
    /// Begins an upload, or finds the one that was begun under the same key.
    ///
    /// # Errors
    /// [`ProblemCode::StatementInvalid`], [`ProblemCode::TooLarge`], [`ProblemCode::StorageFull`].
    pub async fn upload_create(&self, asker: Asker, draft: UploadDraft) -> AppResult<UploadPlace> {
        self.permit(asker, Action::CreateUpload, Subject::Installation)?;
        if draft.size_bytes > CLIP_BYTES_MAX {
            return Err(AppError::new(
                ProblemCode::TooLarge,
                format!("A clip has at most {CLIP_BYTES_MAX} bytes."),
            ));
        }
        if matches!(asker, Asker::Dock(_)) {
            // A dock brings what it read; documents and case files are a person's word.
            if has_purpose(&draft.metadata) {
                return Err(AppError::invalid("purpose", "A dock sends captures and nothing else."));
            }
        } else {
            self.document_check(asker, &draft).await?;
            self.clip_wish_check(asker, &draft).await?;
        }
        let upload = self.upload_drafted(asker, draft).await?;
        if let Some(held) = self.store.upload_by_key(&upload.upload_key).await? {
            if self.upload_is_damaged(&held).await? {
                self.store.upload_forget(held.id).await?;
            } else if held.server == self.instance || held.state != UploadState::Receiving {
                return self.upload_place(held).await;
            } else {
                // Begun on another server's disk: it starts again on this one.
                self.store.upload_remove(held.id).await?;
            }
        }
        self.staging.check_room(upload.size_bytes)?;
        match self.store.upload_add(&upload).await {
            Ok(()) => {}
            // Another request of the same client was faster.
            Err(StoreError::Exists) => {
                let held = self.store.upload_by_key(&upload.upload_key).await?;
                return self
                    .upload_place(held.ok_or_else(|| AppError::not_found("upload"))?)
                    .await;
            }
            Err(e) => return Err(e.into()),
        }
        if upload.size_bytes == 0 {
            self.upload_stage(upload.id).await?;
        }
        Ok(UploadPlace {
            row: upload,
            offset_bytes: 0,
        })
    }

    /// What it became was found damaged: its bytes are wanted again.
    async fn upload_is_damaged(&self, row: &UploadRow) -> AppResult<bool> {
        let Some(clip_id) = row.clip_id.filter(|_| row.capture_id.is_some()) else {
            return Ok(false);
        };
        let clip = self.store.clip_by_id(clip_id).await?;
        Ok(clip.is_some_and(|clip| clip.state == ClipState::Damaged))
    }

    async fn upload_drafted(&self, asker: Asker, draft: UploadDraft) -> AppResult<UploadRow> {
        let owner = actor_of(asker).ok_or_else(|| AppError::refused(ProblemCode::SignInNeeded))?;
        let id = UploadId::from_random(self.chance());
        let now = self.now();
        let mut upload = UploadRow {
            id,
            owner,
            server: self.instance.clone(),
            metadata: draft.metadata.clone(),
            upload_key: id.to_string(),
            state: UploadState::Receiving,
            size_bytes: draft.size_bytes,
            declared_sha256: draft.sha256,
            file_name: clean_name(draft.file_name.as_deref().unwrap_or_default()),
            statement: None,
            capture_id: None,
            object_key: None,
            clip_id: None,
            refusal: None,
            created_at: now,
            expires_at: self.upload_end()?,
        };
        if let Asker::Dock(dock_id) = asker {
            let note = draft.statement.ok_or_else(|| {
                AppError::new(
                    ProblemCode::StatementInvalid,
                    "A dock's upload needs its signed capture statement.",
                )
            })?;
            let statement = self.statement_open(dock_id, &note).await?;
            if statement.size_bytes != draft.size_bytes {
                return Err(AppError::new(
                    ProblemCode::StatementInvalid,
                    "Upload-Length differs from the statement.",
                ));
            }
            upload.upload_key = format!("{dock_id}:{}:{}", statement.capture_id, statement.sha256);
            upload.declared_sha256 = Some(statement.sha256);
            upload.file_name = clean_name(&statement.path);
            upload.capture_id = Some(statement.capture_id);
            upload.statement = Some(note);
        }
        Ok(upload)
    }

    fn upload_end(&self) -> AppResult<evidence_schema::time::Timestamp> {
        let end = self.now().plus_ms(self.settings.upload_expiry_ms);
        end.ok_or_else(|| AppError::internal("the expiry of uploads is out of range"))
    }

    /// The upload, if this asker may know of it.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`].
    pub async fn upload_of(&self, asker: Asker, id: UploadId, action: Action) -> AppResult<UploadRow> {
        let row = self
            .store
            .upload_by_id(id)
            .await?
            .ok_or_else(|| AppError::not_found("upload"))?;
        self.permit(asker, action, owner_of(&row.owner))?;
        Ok(row)
    }

    /// Bytes are staged on one server's disk; another one cannot go on with them.
    fn upload_is_here(&self, row: &UploadRow) -> AppResult<()> {
        if row.server == self.instance || row.state != UploadState::Receiving {
            return Ok(());
        }
        Err(
            AppError::new(ProblemCode::UploadGone, "This upload was begun on another server.")
                .kept("Everything that was acknowledged as sealed; the file is still in the dock's spool.")
                .next("Begin the upload again; this server takes it from the start."),
        )
    }

    async fn upload_place(&self, row: UploadRow) -> AppResult<UploadPlace> {
        self.upload_is_here(&row)?;
        let offset_bytes = match row.state {
            UploadState::Receiving => {
                let held = self.staging.offset(row.id).await?;
                // All bytes are there but nobody was told: the answer to the last PATCH got lost with the process.
                if held == row.size_bytes {
                    self.upload_stage(row.id).await?;
                }
                held
            }
            UploadState::Staged | UploadState::Sealed => row.size_bytes,
            UploadState::Refused => return Err(refusal_of(&row)),
        };
        Ok(UploadPlace { row, offset_bytes })
    }

    /// Where the upload stands; an older writer is stopped and awaited first.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`], or the refusal.
    pub async fn upload_head(&self, asker: Asker, id: UploadId) -> AppResult<UploadPlace> {
        let row = self.upload_of(asker, id, Action::WriteUpload).await?;
        self.upload_place(row).await
    }

    /// Appends a body and, when it was the last, stages the upload. Runs on a task of its own.
    ///
    /// # Errors
    /// [`ProblemCode::OffsetWrong`], [`ProblemCode::ChecksumMismatch`], [`ProblemCode::StorageFull`], ...
    pub async fn upload_append<B, E>(
        &self,
        asker: Asker,
        id: UploadId,
        append: Append,
        body: B,
    ) -> AppResult<UploadPlace>
    where
        B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::fmt::Display,
    {
        let row = self.upload_of(asker, id, Action::WriteUpload).await?;
        self.upload_is_here(&row)?;
        match row.state {
            UploadState::Receiving => {}
            UploadState::Refused => return Err(refusal_of(&row)),
            UploadState::Staged | UploadState::Sealed => return Err(offset_wrong(row.size_bytes)),
        }
        self.staging.check_room(row.size_bytes.saturating_sub(append.offset))?;
        let append = Append {
            size_bytes: row.size_bytes,
            ..append
        };
        let offset_bytes = match self.staging.append(id, append, body).await {
            Ok(offset) => offset,
            Err(AppendError::Offset { held }) => return Err(offset_wrong(held)),
            Err(AppendError::Vault(e)) => return Err(e.into()),
        };
        if offset_bytes == row.size_bytes {
            self.upload_stage(id).await?;
        } else {
            self.store.upload_extend(id, self.upload_end()?).await?;
        }
        Ok(UploadPlace { row, offset_bytes })
    }

    /// All bytes arrived: sync them, then one commit: staged, and the job that seals.
    async fn upload_stage(&self, id: UploadId) -> AppResult<()> {
        self.staging.sync(id).await?;
        let mut tx = self.store.work().await?;
        if tx.upload_stage(id).await? {
            let job = NewJob {
                server: Some(self.instance.clone()),
                ..self.job(JobKind::Seal, &id.to_string())
            };
            tx.job_add(&job).await?;
        }
        tx.commit().await?;
        self.jobs_due.notify_waiters();
        Ok(())
    }

    /// Ends an upload that is not complete.
    ///
    /// # Errors
    /// [`ProblemCode::Conflict`] when it is complete: footage is never deleted this way.
    pub async fn upload_terminate(&self, asker: Asker, id: UploadId) -> AppResult<()> {
        let row = self.upload_of(asker, id, Action::WriteUpload).await?;
        if !matches!(row.state, UploadState::Receiving | UploadState::Refused) {
            return Err(AppError::new(
                ProblemCode::Conflict,
                "The upload is complete; it cannot be taken back.",
            )
            .kept("All of it."));
        }
        if self.store.upload_remove(id).await? {
            self.staging.remove(id).await?;
        }
        Ok(())
    }

    /// The state of an upload in JSON.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`].
    pub async fn upload_status(&self, asker: Asker, id: UploadId) -> AppResult<UploadStatus> {
        let row = self.upload_of(asker, id, Action::SeeReceipt).await?;
        let offset_bytes = match row.state {
            UploadState::Receiving => tokio::fs::metadata(self.staging.path(id))
                .await
                .map_or(0, |metadata| metadata.len()),
            _ => row.size_bytes,
        };
        let expires_at = (row.state == UploadState::Receiving).then_some(row.expires_at);
        let refusal = row
            .refusal
            .as_deref()
            .and_then(|text| serde_json::from_str::<Problem>(text).ok());
        Ok(UploadStatus {
            is_held: self.is_held_before(&row).await?,
            upload_id: id,
            state: row.state,
            offset_bytes,
            size_bytes: row.size_bytes,
            sha256: row.declared_sha256,
            clip_id: row.clip_id,
            document_id: self.store.document_of_upload(id).await?.map(|document| document.id),
            expires_at,
            refusal,
        })
    }

    /// Sweeps uploads whose time is over and staged bytes that nobody knows.
    ///
    /// # Errors
    /// When database or disk do not answer.
    pub async fn uploads_sweep(&self) -> AppResult<u64> {
        let mut swept = 0;
        for row in self.store.uploads_expired(self.now(), &self.instance).await? {
            if self.store.upload_remove(row.id).await? {
                self.staging.remove(row.id).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Staged bytes of uploads that are decided, left behind by a crash. Only at start-up, before anything is received.
    ///
    /// # Errors
    /// When database or disk do not answer.
    pub async fn staging_tidy(&self) -> AppResult<()> {
        let wanted: std::collections::HashSet<UploadId> = self
            .store
            .uploads_unfinished(&self.instance)
            .await?
            .into_iter()
            .collect();
        for id in self.staging.list().await? {
            if !wanted.contains(&id) {
                self.staging.remove(id).await?;
            }
        }
        Ok(())
    }
}

fn offset_wrong(held: u64) -> AppError {
    let mut error = AppError::new(ProblemCode::OffsetWrong, format!("The upload stands at {held} bytes."))
        .next("Go on from this offset.");
    error.offset_bytes = Some(held);
    error
}

/// The stored refusal as an error again.
pub(super) fn refusal_of(row: &UploadRow) -> AppError {
    match row
        .refusal
        .as_deref()
        .and_then(|text| serde_json::from_str::<Problem>(text).ok())
    {
        Some(problem) => {
            let mut error = AppError::new(problem.code, problem.detail);
            error.kept = problem.kept;
            error.next = problem.next;
            error
        }
        None => AppError::new(ProblemCode::UploadGone, "The upload was refused."),
    }
}
