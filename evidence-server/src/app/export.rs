//! Exports a case file as a folder that proves itself offline (`custody-verify`).
//!
//! What must stay true: the `case.exported` entry comes first, then a checkpoint that covers it, then the bytes, then
//! the manifest with every proof made against that one checkpoint.

use std::path::Path;
use std::time::Duration;

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::package::{
    CHECKPOINT_NAME, MANIFEST_NAME, Manifest, PACKAGE_VERSION, PackagedClip, PackagedDocument, PackagedEntry,
    SignedCapture,
};
use evidence_schema::custody::receipt::{Receipt, ReceiptLevel};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{CaseId, ClipId, DockId};
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::problem::ProblemCode;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::asker::actor_of;
use super::docks::checked_title;
use super::verify::is_exportable;
use super::{App, AppError, AppResult};
use crate::store::case_file::CaseRow;
use crate::store::clip::ClipRow;
use crate::store::log::{CheckpointRow, StoredEntry};
use crate::vault::ObjectKey;

const CHECKPOINT_WAIT: Duration = Duration::from_secs(30);

fn failed(what: &str, path: &Path, error: &std::io::Error) -> AppError {
    AppError::new(ProblemCode::Unavailable, format!("{what} {}: {error}.", path.display()))
        .kept("The case file and its clips; the folder is not complete.")
        .next("Make room or choose another folder, remove the incomplete one and export again.")
}

impl App {
    /// Writes a case file into a folder that does not exist yet; gives the number of clips.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`], [`ProblemCode::Conflict`] when the folder exists, or a failed write.
    pub async fn case_export(
        &self,
        asker: Asker,
        id: CaseId,
        (folder, reason): (&Path, Option<&str>),
    ) -> AppResult<usize> {
        let case = self.case_row(asker, Action::ExportCase, id).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::refused(ProblemCode::SignInNeeded))?;
        let clips = self.clips_of_case(id).await?;
        let disclosed = self.disclosure(asker, (&case, &clips), reason).await?;
        tokio::fs::create_dir(folder)
            .await
            .map_err(|e| failed("The folder cannot be made:", folder, &e))?;
        let mut tx = self
            .evidence(Event::CaseExported, actor.clone(), id.to_string())
            .await?;
        tx.fact(
            "clips",
            clips.iter().map(|clip| clip.id.to_string()).collect::<Vec<_>>(),
        );
        for (name, text) in disclosed {
            tx.fact(name, text);
        }
        let exported_at = self.now();
        let entry_id = tx.commit().await?;
        self.entries_due.notify_one();
        let checkpoint = self.checkpoint_over(entry_id).await?;
        let mut packaged = Vec::with_capacity(clips.len());
        for clip in &clips {
            packaged.push(self.clip_packaged(clip, &checkpoint, folder).await?);
        }
        let mut docks = Vec::new();
        for dock_id in self.docks_of(&clips).await? {
            docks.extend(
                self.entries_packaged(&dock_id.to_string(), &checkpoint, Some(Event::DockEnrolled))
                    .await?,
            );
        }
        let manifest = Manifest {
            v: PACKAGE_VERSION,
            case_id: id,
            case_number: case.number,
            case_title: case.title,
            exported_at,
            exported_by: actor.to_string(),
            log_vkey: self.log_key.vkey().to_owned(),
            entries: self.entries_packaged(&id.to_string(), &checkpoint, None).await?,
            clips: packaged,
            documents: self.documents_packaged(id, &checkpoint, folder).await?,
            docks,
        };
        write(folder, CHECKPOINT_NAME, checkpoint.note.as_bytes()).await?;
        let text = serde_json::to_vec_pretty(&manifest).map_err(AppError::internal)?;
        write(folder, MANIFEST_NAME, &text).await?;
        // The names as well: after a power cut the folder is whole.
        let names = tokio::fs::File::open(folder).await;
        let synced = match names {
            Ok(names) => names.sync_all().await,
            Err(e) => Err(e),
        };
        synced.map_err(|e| failed("Not synced:", folder, &e))?;
        Ok(clips.len())
    }

    /// What the entry says of sensitivity: while a flag stands only a head exports, and says why.
    async fn disclosure(
        &self,
        asker: Asker,
        (case, clips): (&CaseRow, &[ClipRow]),
        reason: Option<&str>,
    ) -> AppResult<Vec<(&'static str, String)>> {
        let mut flags = self.store.flags_of(&case.id.to_string()).await?;
        for clip in clips {
            flags = flags.and(self.store.flags_of(&clip.id.to_string()).await?);
        }
        let reason = reason.map(|reason| checked_title("reason", reason)).transpose()?;
        let mut said: Vec<(&'static str, String)> = reason.iter().map(|reason| ("reason", reason.clone())).collect();
        if !flags.any() {
            return Ok(said);
        }
        self.case_row(asker, Action::FlagCase, case.id).await?;
        if reason.is_none() {
            return Err(
                AppError::invalid("reason", "A flag stands: say why it goes out all the same.")
                    .kept("Everything; nothing was exported.")
                    .next("Give a reason, or lift the flags first."),
            );
        }
        said.push(("sensitivity", flags.to_string()));
        Ok(said)
    }

    async fn clips_of_case(&self, id: CaseId) -> AppResult<Vec<ClipRow>> {
        let mut clips = Vec::new();
        for link in self.store.links_of_case(id).await? {
            let clip = self
                .store
                .clip_by_id(link.clip_id)
                .await?
                .ok_or_else(|| AppError::not_found("clip"))?;
            if !is_exportable(&clip) {
                let message = format!("Clip {} was found damaged and cannot be exported as evidence.", clip.id);
                return Err(AppError::new(ProblemCode::Conflict, message)
                    .kept("Everything; nothing was exported.")
                    .next("Look at the finding about this clip; keep the dock's spool and the recorder's file as they are."));
            }
            clips.push(clip);
        }
        Ok(clips)
    }

    async fn docks_of(&self, clips: &[ClipRow]) -> AppResult<Vec<DockId>> {
        let mut docks = Vec::new();
        for clip in clips {
            docks.extend(
                self.store
                    .captures_of_clip(clip.id)
                    .await?
                    .into_iter()
                    .map(|c| c.dock_id),
            );
        }
        docks.sort_unstable();
        docks.dedup();
        Ok(docks)
    }

    /// Waits for a signed checkpoint that covers an entry.
    async fn checkpoint_over(&self, id: evidence_schema::ids::EntryId) -> AppResult<CheckpointRow> {
        let mut signed = self.signed.subscribe();
        let mut left = CHECKPOINT_WAIT;
        let step = Duration::from_millis(200);
        loop {
            signed.borrow_and_update();
            if let Some(entry) = self.store.entry_by_id(id).await?
                && let Some((_, checkpoint)) = self.covered(&entry).await?
            {
                return Ok(checkpoint);
            }
            left = left.checked_sub(step).ok_or_else(|| {
                AppError::new(ProblemCode::Unavailable, "The custody log was not signed within 30 s.")
                    .kept("Everything; the folder is not complete.")
                    .next("See whether the server runs, remove the folder and export again.")
            })?;
            let _woken = tokio::time::timeout(step, signed.changed()).await;
        }
    }

    async fn clip_packaged(&self, clip: &ClipRow, at: &CheckpointRow, folder: &Path) -> AppResult<PackagedClip> {
        let file = format!("clip-{}.{}", &clip.id.to_string()[5..], safe_extension(&clip.file_name));
        let stored = (clip.object_key.as_str(), clip.size_bytes, clip.sha256);
        self.bytes_written(&clip.id.to_string(), stored, &folder.join(&file))
            .await?;
        let mut capture_statements = Vec::new();
        for capture in self.store.captures_of_clip(clip.id).await? {
            let dock = self
                .store
                .dock_by_id(capture.dock_id)
                .await?
                .ok_or_else(|| AppError::not_found("dock"))?;
            let dock_vkey = dock
                .vkey
                .ok_or_else(|| AppError::internal("a dock with captures has no key"))?;
            capture_statements.push(SignedCapture {
                dock_vkey,
                statement: capture.statement,
            });
        }
        Ok(PackagedClip {
            clip_id: clip.id,
            file,
            original_name: clip.file_name.clone(),
            sha256: clip.sha256,
            size_bytes: clip.size_bytes,
            receipt: self.receipt_at(clip, at).await?,
            capture_statements,
            entries: self.entries_packaged(&clip.id.to_string(), at, None).await?,
            dockings: self.dockings_packaged(clip.id, at).await?,
        })
    }

    /// What docks said about the dockings with which a clip came.
    async fn dockings_packaged(&self, id: ClipId, at: &CheckpointRow) -> AppResult<Vec<PackagedEntry>> {
        let tagged = format!("\"{}\"", Event::DockingTagged.name());
        let mut packaged = Vec::new();
        for entry in self.docking_entries(id).await? {
            if entry.number.is_some_and(|n| n < at.size) && entry.body.contains(&tagged) {
                packaged.push(self.entry_packaged(&entry, at).await?);
            }
        }
        packaged.sort_by_key(|entry| entry.number);
        Ok(packaged)
    }

    /// Every document that stands in the case file, written and proven.
    async fn documents_packaged(
        &self,
        id: CaseId,
        at: &CheckpointRow,
        folder: &Path,
    ) -> AppResult<Vec<PackagedDocument>> {
        let mut packaged = Vec::new();
        for (document, title) in self.documents_standing(id).await? {
            let subject = document.id.to_string();
            let file = format!("{subject}.{}", safe_extension(&document.file_name));
            let stored = (document.object_key.as_str(), document.size_bytes, document.sha256);
            self.bytes_written(&subject, stored, &folder.join(&file)).await?;
            packaged.push(PackagedDocument {
                document_id: document.id,
                file,
                original_name: document.file_name,
                title,
                sha256: document.sha256,
                size_bytes: document.size_bytes,
                entries: self.entries_packaged(&subject, at, None).await?,
            });
        }
        Ok(packaged)
    }

    async fn bytes_written(
        &self,
        what: &str,
        (object_key, size_bytes, sha256): (&str, u64, Sha256Digest),
        path: &Path,
    ) -> AppResult<()> {
        let key = ObjectKey::parse(object_key)?;
        let mut bytes = self.vault.stream(&key, 0, size_bytes).await?;
        let mut file = tokio::fs::File::create_new(path)
            .await
            .map_err(|e| failed("Not written:", path, &e))?;
        let mut hasher = Sha256::new();
        while let Some(piece) = bytes.next().await {
            let piece = piece?;
            hasher.update(&piece);
            file.write_all(&piece)
                .await
                .map_err(|e| failed("Not written:", path, &e))?;
        }
        file.sync_all().await.map_err(|e| failed("Not synced:", path, &e))?;
        if Sha256Digest::from_bytes(hasher.finalize().into()) == sha256 {
            return Ok(());
        }
        let message = format!("The stored bytes of {what} are no longer those that were sealed.");
        Err(AppError::new(ProblemCode::Conflict, message)
            .kept("The case file; the folder is not complete and proves nothing.")
            .next("Run `evidence-server verify`; heal the clip by docking its recorder again; remove the folder and export again."))
    }

    /// The receipt of the highest level, proven against the folder's checkpoint.
    async fn receipt_at(&self, clip: &ClipRow, at: &CheckpointRow) -> AppResult<Receipt> {
        for (event, level) in [
            (Event::ClipVerified, ReceiptLevel::Verified),
            (Event::ClipSealed, ReceiptLevel::Sealed),
        ] {
            let entry = self.store.entry_newest_of(&clip.id.to_string(), &event.name()).await?;
            let is_due = level == ReceiptLevel::Verified && clip.state != ClipState::Verified;
            let Some(entry) = entry.filter(|e| !is_due && e.number.is_some_and(|n| n < at.size)) else {
                continue;
            };
            return self
                .receipt_for(clip.id, &entry, level, at)
                .await
                .map(|receipt| Receipt {
                    sha256: clip.sha256,
                    size_bytes: clip.size_bytes,
                    ..receipt
                });
        }
        Err(AppError::internal(format!("{} has no entry of its sealing", clip.id)))
    }

    async fn receipt_for(
        &self,
        clip_id: ClipId,
        entry: &StoredEntry,
        level: ReceiptLevel,
        at: &CheckpointRow,
    ) -> AppResult<Receipt> {
        let packaged = self.entry_packaged(entry, at).await?;
        let (Some(salt), Some(detail)) = (packaged.salt, packaged.detail) else {
            return Err(AppError::internal("the detail of a sealing is gone"));
        };
        Ok(Receipt {
            clip_id,
            capture_id: None,
            level,
            sha256: salt,
            size_bytes: 0,
            entry_number: packaged.number,
            entry: packaged.entry,
            salt,
            detail,
            inclusion: packaged.inclusion,
            checkpoint: at.note.clone(),
            consistency_from: 0,
            consistency: Vec::new(),
        })
    }

    async fn entries_packaged(
        &self,
        subject: &str,
        at: &CheckpointRow,
        only: Option<Event>,
    ) -> AppResult<Vec<PackagedEntry>> {
        let mut packaged = Vec::new();
        for entry in self.store.entries_of(subject).await? {
            let is_covered = entry.number.is_some_and(|n| n < at.size);
            let is_wanted = only.is_none_or(|event| entry.body.contains(&format!("\"{}\"", event.name())));
            if is_covered && is_wanted {
                packaged.push(self.entry_packaged(&entry, at).await?);
            }
        }
        packaged.sort_by_key(|entry| entry.number);
        Ok(packaged)
    }

    pub(super) async fn entry_packaged(&self, entry: &StoredEntry, at: &CheckpointRow) -> AppResult<PackagedEntry> {
        let number = entry
            .number
            .ok_or_else(|| AppError::internal("an entry has no number yet"))?;
        Ok(PackagedEntry {
            number,
            entry: entry.body.clone(),
            salt: entry.salt,
            detail: entry.detail.clone(),
            inclusion: self.prove_inclusion(at.size, number).await?,
        })
    }
}

/// The extension of a name if it is plain, `bin` otherwise: names from devices never become paths.
fn safe_extension(name: &str) -> String {
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    let is_plain = (1..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_plain { extension } else { "bin".to_owned() }
}

async fn write(folder: &Path, name: &str, bytes: &[u8]) -> AppResult<()> {
    let path = folder.join(name);
    let written = async {
        let mut file = tokio::fs::File::create_new(&path).await?;
        file.write_all(bytes).await?;
        file.sync_all().await
    };
    written.await.map_err(|e| failed("Not written:", &path, &e))
}
