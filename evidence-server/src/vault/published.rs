//! Files of the custody log that anybody may fetch: tiles, bundles, checkpoint.
//!
//! What must stay true: they are derived from the database and can be made again; the checkpoint goes last, so that it
//! never names tiles that are not there.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;

use super::error::{VaultError, blocking};
use super::local::sync_folder;

/// The folder of published files.
#[derive(Debug, Clone)]
pub struct Published {
    root: PathBuf,
}

impl Published {
    /// Opens (and creates) the folder `log` below a data folder.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn open(data: &Path) -> Result<Self, VaultError> {
        let root = data.join("log");
        super::local::create_folder(&root)?;
        Ok(Self { root })
    }

    fn path(&self, name: &str) -> Result<PathBuf, VaultError> {
        let relative = Path::new(name);
        let is_plain = relative.components().all(|c| matches!(c, Component::Normal(_)));
        if is_plain && !name.is_empty() {
            Ok(self.root.join(relative))
        } else {
            Err(VaultError::BadKey(name.into()))
        }
    }

    /// Writes a file: all of it or nothing, also after a power cut.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), VaultError> {
        let path = self.path(name)?;
        blocking(move || {
            let folder = path.parent().unwrap_or(Path::new("/"));
            fs::create_dir_all(folder).map_err(|e| VaultError::io("create", folder, e))?;
            let mut temporary = path.clone().into_os_string();
            temporary.push(".new");
            let temporary = PathBuf::from(temporary);
            let failed = |what: &str, e| VaultError::io(what, &temporary, e);
            let mut file = File::create(&temporary).map_err(|e| failed("create", e))?;
            file.write_all(&bytes).map_err(|e| failed("write", e))?;
            // Without this a power cut may leave the new name with nothing behind it (seen on xfs).
            file.sync_all().map_err(|e| failed("sync", e))?;
            fs::rename(&temporary, &path).map_err(|e| VaultError::io("rename", &path, e))?;
            sync_folder(folder)
        })
        .await
    }

    /// Reads a file, `None` when it is not there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, VaultError> {
        let path = self.path(name)?;
        blocking(move || match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(e)
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(e) => Err(VaultError::io("read", &path, e)),
        })
        .await
    }

    /// Removes the partial widths of a tile that is full now.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub async fn drop_partials(&self, full_name: &str) -> Result<(), VaultError> {
        let path = self.path(&format!("{full_name}.p"))?;
        blocking(move || match fs::remove_dir_all(&path) {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(VaultError::io("remove", &path, e)),
        })
        .await
    }
}
