//! Staging: bytes of uploads on this server's own disk, hashed as they pass.
//!
//! What must stay true: the older of two writers is stopped and awaited before the newer learns an offset; a chunk with
//! a checksum counts wholly or not at all; the length of the file is the offset, which is a hint until sealing.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::UploadId;
use futures_util::{Stream, StreamExt};
use tokio::sync::{Mutex as AsyncMutex, mpsc};
use tokio_util::sync::CancellationToken;

use super::chunk::{self, Begin, Written};
pub use super::chunk::{Checksum, ChecksumKind};
use super::error::{VaultError, blocking};
use super::hashing::{Hasher, hash_prefix};
use super::local::{create_folder, sync_folder};

const QUEUED_PIECES: usize = 64;
/// A body that says nothing for so long is cut: its client has gone or means harm.
const SILENT_BODY: Duration = Duration::from_mins(1);

/// One request to append.
#[derive(Debug, Clone)]
pub struct Append {
    /// Offset at which the client goes on.
    pub offset: u64,
    /// Size that was announced for the whole upload.
    pub size_bytes: u64,
    /// Announced checksum of this chunk.
    pub checksum: Option<Checksum>,
}

/// Why an append ended without all of its bytes.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The client goes on from another offset than the one held.
    #[error("the upload stands at {held}")]
    Offset {
        /// The offset held.
        held: u64,
    },
    /// Anything else.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

#[derive(Default)]
struct Progress {
    offset: u64,
    /// Absent after a restart and after a failure: hashed again when needed.
    hasher: Option<Hasher>,
}

struct Slot {
    writer: Mutex<CancellationToken>,
    progress: AsyncMutex<Option<Progress>>,
}

/// The folder of staged uploads.
#[derive(Clone)]
pub struct Staging {
    folder: PathBuf,
    reserve_bytes: u64,
    slots: Arc<Mutex<HashMap<UploadId, Arc<Slot>>>>,
}

impl std::fmt::Debug for Staging {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Staging({})", self.folder.display())
    }
}

impl Staging {
    /// Opens (and creates) the folder `staging` below a data folder; `reserve_bytes` of its disk stay free.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn open(data: &Path, reserve_bytes: u64) -> Result<Self, VaultError> {
        let folder = data.join("staging");
        create_folder(&folder)?;
        Ok(Self {
            folder,
            reserve_bytes,
            slots: Arc::default(),
        })
    }

    /// Where the bytes of an upload are.
    pub fn path(&self, id: UploadId) -> PathBuf {
        self.folder.join(format!("{id}.part"))
    }

    /// Fails with [`VaultError::Full`] when `size_bytes` more would not leave the reserve free.
    ///
    /// # Errors
    /// Also when the disk cannot be asked.
    pub fn check_room(&self, size_bytes: u64) -> Result<(), VaultError> {
        let stat = rustix::fs::statvfs(&self.folder).map_err(|e| VaultError::io("ask", &self.folder, e.into()))?;
        let free = stat.f_bavail.saturating_mul(stat.f_frsize);
        if free < size_bytes.saturating_add(self.reserve_bytes) {
            return Err(VaultError::Full(format!(
                "{size_bytes} bytes are announced, {free} are free, {} stay in reserve",
                self.reserve_bytes
            )));
        }
        Ok(())
    }

    fn slot(&self, id: UploadId) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || {
            Arc::new(Slot {
                writer: Mutex::default(),
                progress: AsyncMutex::new(None),
            })
        };
        Arc::clone(slots.entry(id).or_insert_with(fresh))
    }

    /// Stops whoever writes now; the caller becomes the writer and still has to await the lock.
    fn take_over(slot: &Slot) -> CancellationToken {
        let mut writer = slot.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.cancel();
        *writer = CancellationToken::new();
        writer.clone()
    }

    /// The offset, after an older writer was stopped and has ended.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub async fn offset(&self, id: UploadId) -> Result<u64, VaultError> {
        let slot = self.slot(id);
        let _stopped = Self::take_over(&slot);
        let mut progress = slot.progress.lock().await;
        Ok(self.loaded(id, &mut progress).await?.offset)
    }

    async fn loaded<'a>(
        &self,
        id: UploadId,
        progress: &'a mut Option<Progress>,
    ) -> Result<&'a mut Progress, VaultError> {
        let held = if let Some(held) = progress.take() {
            held
        } else {
            let path = self.path(id);
            let offset = blocking(move || length(&path)).await?;
            Progress {
                offset,
                hasher: (offset == 0).then(Hasher::new),
            }
        };
        Ok(progress.insert(held))
    }

    /// Appends a body. Must run on a task of its own: dropping it in the middle would leave the writer behind.
    ///
    /// # Errors
    /// [`AppendError::Offset`] with the offset held; [`VaultError::Checksum`], [`VaultError::Superseded`],
    /// [`VaultError::BodyCut`] (what came without a checksum is kept), [`VaultError::Full`] (nothing of it is kept).
    pub async fn append<B, E>(&self, id: UploadId, append: Append, body: B) -> Result<u64, AppendError>
    where
        B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::fmt::Display,
    {
        let slot = self.slot(id);
        let stopped = Self::take_over(&slot);
        let mut guard = slot.progress.lock().await;
        let progress = self.loaded(id, &mut guard).await?;
        if progress.offset != append.offset {
            return Err(AppendError::Offset { held: progress.offset });
        }
        let start = progress.offset;
        let hasher = progress.hasher.take();
        let (pieces, queue) = mpsc::channel(QUEUED_PIECES);
        let kind = append.checksum.as_ref().map(|c| c.kind);
        let (path, before) = (self.path(id), hasher.clone());
        let begin = Begin { start, hasher, kind };
        let writing = tokio::task::spawn_blocking(move || chunk::write(&path, begin, queue));
        let ended = feed(body, &pieces, append.size_bytes.saturating_sub(start), &stopped).await;
        drop(pieces);
        let written = match writing.await {
            Ok(written) => written,
            Err(e) => Err(VaultError::Io {
                what: "write staged bytes".into(),
                source: std::io::Error::other(e),
            }),
        };
        match settle(&append, ended, written) {
            Settled::Kept(written, result) => {
                *progress = Progress {
                    offset: start + written.bytes,
                    hasher: written.hasher,
                };
                result.map(|()| progress.offset).map_err(AppendError::Vault)
            }
            Settled::Dropped(error) => {
                let path = self.path(id);
                blocking(move || truncate(&path, start)).await?;
                *progress = Progress {
                    offset: start,
                    hasher: before,
                };
                Err(error.into())
            }
        }
    }

    /// Makes the staged bytes survive a power cut.
    ///
    /// # Errors
    /// When they cannot be synced. They are dropped then: a second sync could succeed without writing them.
    pub async fn sync(&self, id: UploadId) -> Result<(), VaultError> {
        let result = self.sync_once(id).await;
        if result.is_err() {
            let slot = self.slot(id);
            let mut guard = slot.progress.lock().await;
            *guard = None;
            let path = self.path(id);
            blocking(move || truncate(&path, 0)).await?;
        }
        result
    }

    async fn sync_once(&self, id: UploadId) -> Result<(), VaultError> {
        let (path, folder) = (self.path(id), self.folder.clone());
        blocking(move || {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)
                .map_err(|e| VaultError::io("open staged", &path, e))?;
            file.sync_all().map_err(|e| VaultError::io("sync staged", &path, e))?;
            sync_folder(&folder)
        })
        .await
    }

    /// Digest and size of what is staged: the running hash, or the bytes hashed again.
    ///
    /// # Errors
    /// When the bytes cannot be read.
    pub async fn digest(&self, id: UploadId) -> Result<(Sha256Digest, u64), VaultError> {
        let slot = self.slot(id);
        let mut guard = slot.progress.lock().await;
        let progress = self.loaded(id, &mut guard).await?;
        if let Some(hasher) = &progress.hasher {
            return Ok((hasher.clone().finish(), progress.offset));
        }
        let path = self.path(id);
        let (hasher, size) = blocking(move || hash_prefix(&path, None)).await?;
        *progress = Progress {
            offset: size,
            hasher: Some(hasher.clone()),
        };
        Ok((hasher.finish(), size))
    }

    /// Drops the staged bytes of an upload.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub async fn remove(&self, id: UploadId) -> Result<(), VaultError> {
        let slot = self.slot(id);
        let _stopped = Self::take_over(&slot);
        let mut guard = slot.progress.lock().await;
        *guard = None;
        let path = self.path(id);
        blocking(move || match fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(VaultError::io("remove staged", &path, e)),
        })
        .await?;
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        Ok(())
    }

    /// Every upload that has staged bytes.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub async fn list(&self) -> Result<Vec<UploadId>, VaultError> {
        let folder = self.folder.clone();
        blocking(move || {
            let read = fs::read_dir(&folder).map_err(|e| VaultError::io("list", &folder, e))?;
            let names = read
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned());
            Ok(names
                .filter_map(|name| name.strip_suffix(".part")?.parse().ok())
                .collect())
        })
        .await
    }
}

fn length(path: &Path) -> Result<u64, VaultError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.len()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(e) => Err(VaultError::io("look at staged", path, e)),
    }
}

fn truncate(path: &Path, length: u64) -> Result<(), VaultError> {
    let file = File::options()
        .write(true)
        .open(path)
        .map_err(|e| VaultError::io("open staged", path, e))?;
    file.set_len(length).map_err(|e| VaultError::io("cut staged", path, e))
}

/// Hands the body's pieces to the writing thread until it ends, is too long, or a newer request takes over.
async fn feed<B, E>(
    mut body: B,
    pieces: &mpsc::Sender<Bytes>,
    room: u64,
    stopped: &CancellationToken,
) -> Result<(), VaultError>
where
    B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::fmt::Display,
{
    let mut left = room;
    loop {
        let next = tokio::select! {
            biased;
            () = stopped.cancelled() => return Err(VaultError::Superseded),
            next = tokio::time::timeout(SILENT_BODY, body.next()) => match next {
                Ok(next) => next,
                Err(_) => return Err(VaultError::BodyCut("no byte came for a minute".to_owned())),
            },
        };
        match next {
            None => return Ok(()),
            Some(Err(e)) => return Err(VaultError::BodyCut(e.to_string())),
            Some(Ok(piece)) => {
                left = left.checked_sub(piece.len() as u64).ok_or(VaultError::TooMuch)?;
                if pieces.send(piece).await.is_err() {
                    // The writing thread failed; its own error is the one that counts.
                    return Ok(());
                }
            }
        }
    }
}

enum Settled {
    Kept(Written, Result<(), VaultError>),
    Dropped(VaultError),
}

fn settle(append: &Append, ended: Result<(), VaultError>, written: Result<Written, VaultError>) -> Settled {
    let written = match written {
        Ok(written) => written,
        Err(error) => return Settled::Dropped(error),
    };
    match (&append.checksum, ended) {
        (Some(wanted), Ok(())) if written.checksum.as_deref() == Some(wanted.value.as_slice()) => {
            Settled::Kept(written, Ok(()))
        }
        (Some(_), Ok(())) => Settled::Dropped(VaultError::Checksum),
        (Some(_), Err(error)) | (None, Err(error @ VaultError::TooMuch)) => Settled::Dropped(error),
        (None, result) => Settled::Kept(written, result),
    }
}
