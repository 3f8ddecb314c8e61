//! The local engine: files below `objects/`, durable against a power cut.
//!
//! What must stay true: the staged file was synced when it was staged, before it is linked; the link never replaces; the folder is synced
//! before `put` returns; a server locks its data folder ([`lock_folder`]).

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::error::{VaultError, blocking};
use super::hashing::{hash_prefix, read_back_file};
use super::{FoundObject, ObjectKey, ObjectStream, ReadBack};

const STREAM_BUFFER: usize = 256 << 10;

/// Objects as files on this machine.
#[derive(Debug, Clone)]
pub struct LocalVault {
    objects: PathBuf,
}

impl LocalVault {
    /// Opens the vault below a data folder; a server has locked the folder before.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(data: &Path) -> Result<Self, VaultError> {
        let objects = data.join("objects");
        create_folder(&objects)?;
        Ok(Self { objects })
    }

    fn path(&self, key: &ObjectKey) -> PathBuf {
        self.objects.join(key.as_str())
    }

    pub(super) async fn put(&self, staged: &Path, key: &ObjectKey) -> Result<(), VaultError> {
        let (vault, staged, path) = (self.clone(), staged.to_owned(), self.path(key));
        let key = key.clone();
        blocking(move || vault.put_now(&staged, &path, &key)).await
    }

    fn put_now(&self, staged: &Path, path: &Path, key: &ObjectKey) -> Result<(), VaultError> {
        let folder = path.parent().unwrap_or(&self.objects);
        if !folder.exists() {
            create_folder(folder)?;
            sync_folder(&self.objects)?;
        }
        let file = match File::open(staged) {
            Ok(file) => file,
            // The staged file is gone but the object is there: an earlier try got this far.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && path.exists() => return sync_folder(folder),
            Err(e) => return Err(VaultError::io("open staged", staged, e)),
        };
        file.set_permissions(Permissions::from_mode(0o444))
            .map_err(|e| VaultError::io("protect", staged, e))?;
        // Staged means synced: an upload becomes `staged` only after its bytes were.
        match fs::hard_link(staged, path) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => same_bytes(staged, path, key)?,
            Err(e) => return Err(VaultError::io("link", path, e)),
        }
        sync_folder(folder)
    }

    pub(super) async fn read_back(&self, key: &ObjectKey) -> Result<ReadBack, VaultError> {
        let path = self.path(key);
        blocking(move || read_back_file(&path)).await
    }

    pub(super) async fn stream(&self, key: &ObjectKey, from: u64, to: u64) -> Result<ObjectStream, VaultError> {
        let path = self.path(key);
        let mut file = tokio::fs::File::open(&path)
            .await
            .map_err(|e| VaultError::io("open", &path, e))?;
        file.seek(std::io::SeekFrom::Start(from))
            .await
            .map_err(|e| VaultError::io("seek", &path, e))?;
        let limited = file.take(to.saturating_sub(from));
        let stream = ReaderStream::with_capacity(limited, STREAM_BUFFER);
        Ok(stream
            .map(move |chunk| chunk.map_err(|e| VaultError::io("read", &path, e)))
            .boxed())
    }

    pub(super) async fn open_file(&self, key: &ObjectKey) -> Result<File, VaultError> {
        let path = self.path(key);
        blocking(move || File::open(&path).map_err(|e| VaultError::io("open", &path, e))).await
    }

    pub(super) async fn size(&self, key: &ObjectKey) -> Result<Option<u64>, VaultError> {
        let path = self.path(key);
        blocking(move || match fs::metadata(&path) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(VaultError::io("look at", &path, e)),
        })
        .await
    }

    pub(super) async fn list(&self) -> Result<Vec<FoundObject>, VaultError> {
        let objects = self.objects.clone();
        blocking(move || {
            let mut found = Vec::new();
            for folder in entries(&objects)? {
                for path in entries(&folder)? {
                    let size = fs::metadata(&path)
                        .map_err(|e| VaultError::io("look at", &path, e))?
                        .len();
                    let relative = path
                        .strip_prefix(&objects)
                        .unwrap_or(&path)
                        .to_string_lossy()
                        .into_owned();
                    found.push(FoundObject {
                        key: ObjectKey::parse(&relative)?,
                        size_bytes: size,
                    });
                }
            }
            Ok(found)
        })
        .await
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, VaultError> {
    let read = fs::read_dir(folder).map_err(|e| VaultError::io("list", folder, e))?;
    let mut paths = Vec::new();
    for entry in read {
        paths.push(entry.map_err(|e| VaultError::io("list", folder, e))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// A retry finds its own link (same inode) or a copy of the same bytes; anything else is refused.
fn same_bytes(staged: &Path, path: &Path, key: &ObjectKey) -> Result<(), VaultError> {
    let ours = fs::metadata(staged).map_err(|e| VaultError::io("look at", staged, e))?;
    let theirs = fs::metadata(path).map_err(|e| VaultError::io("look at", path, e))?;
    if ours.ino() == theirs.ino() && ours.dev() == theirs.dev() {
        return Ok(());
    }
    let is_same =
        ours.len() == theirs.len() && hash_prefix(staged, None)?.0.finish() == hash_prefix(path, None)?.0.finish();
    if is_same {
        Ok(())
    } else {
        Err(VaultError::KeyTaken(key.to_string()))
    }
}

/// Creates a folder and syncs its parent, so that the folder itself survives.
pub(super) fn create_folder(folder: &Path) -> Result<(), VaultError> {
    fs::create_dir_all(folder).map_err(|e| VaultError::io("create", folder, e))?;
    match folder.parent() {
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

/// Syncs a folder's list of names.
pub(super) fn sync_folder(folder: &Path) -> Result<(), VaultError> {
    let file = File::open(folder).map_err(|e| VaultError::io("open", folder, e))?;
    file.sync_all().map_err(|e| VaultError::io("sync", folder, e))
}

/// Locks a data folder for this process.
///
/// # Errors
/// [`VaultError::Locked`] when another process holds it.
pub fn lock_folder(data: &Path) -> Result<File, VaultError> {
    let path = data.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| VaultError::io("open", &path, e))?;
    file.try_lock()
        .map_err(|_| VaultError::Locked(data.display().to_string()))?;
    Ok(file)
}
