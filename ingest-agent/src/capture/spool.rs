//! The spool: the dock's own disk, one file per capture, named by the capture's id.
//!
//! What must stay true: a file without a journal row is a half reading and is dropped at start; room is promised to one
//! reading at a time, and the reserve stays free for the journal.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CaptureId;
use rustix::fs::{Advice, fadvise, statvfs};

use crate::config::SpoolConfig;
use crate::files;

const RESERVE_MAX: u64 = 1 << 30;

/// The spool.
#[derive(Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
    limit_bytes: Option<u64>,
    reserve_bytes: u64,
    account: Mutex<Account>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Account {
    /// Bytes of the files that are there.
    used: u64,
    /// Bytes promised to readings under way.
    promised: u64,
}

/// There is no room now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the spool has {} left for footage, {} are needed", crate::show::size(*.room), crate::show::size(*.needed))]
pub(crate) struct SpoolFull {
    pub(crate) room: u64,
    pub(crate) needed: u64,
}

/// Room promised to one reading; given back when dropped.
#[derive(Debug)]
pub(crate) struct Room<'a> {
    spool: &'a Spool,
    bytes: u64,
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        let mut account = self.spool.account();
        account.promised = account.promised.saturating_sub(self.bytes);
    }
}

impl Room<'_> {
    /// The reading is in the spool: the promise becomes use.
    pub(crate) fn use_up(self, size_bytes: u64) {
        let mut account = self.spool.account();
        account.used = account.used.saturating_add(size_bytes);
    }
}

impl Spool {
    /// Opens the folder and counts what is in it.
    pub(crate) fn open(folder: &Path, config: &SpoolConfig) -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let disk = statvfs(folder)?;
        let twentieth = disk.f_blocks.saturating_mul(disk.f_frsize) / 20;
        let spool = Self {
            folder: folder.to_owned(),
            limit_bytes: config.limit_bytes,
            reserve_bytes: config.reserve_bytes.unwrap_or_else(|| twentieth.min(RESERVE_MAX)),
            account: Mutex::default(),
        };
        let mut used = 0_u64;
        for entry in fs::read_dir(folder)? {
            used = used.saturating_add(entry?.metadata()?.len());
        }
        spool.account().used = used;
        Ok(spool)
    }

    fn account(&self) -> std::sync::MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a capture's bytes lie.
    pub(crate) fn place(&self, id: CaptureId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// A partial reading is kept: it takes room from now on.
    pub(crate) fn count_kept(&self, size_bytes: u64) {
        let mut account = self.account();
        account.used = account.used.saturating_add(size_bytes);
    }

    /// Free bytes on the disk, the reserve not counted.
    pub(crate) fn free_bytes(&self) -> u64 {
        let free = statvfs(&self.folder).map_or(0, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
        free.saturating_sub(self.reserve_bytes)
    }

    /// Bytes of the files that are there.
    pub(crate) fn used_bytes(&self) -> u64 {
        self.account().used
    }

    /// Promises room for one reading.
    pub(crate) fn room_for(&self, needed: u64) -> Result<Room<'_>, SpoolFull> {
        let free = self.free_bytes();
        let mut account = self.account();
        let by_limit = self.limit_bytes.map_or(u64::MAX, |limit| {
            limit.saturating_sub(account.used.saturating_add(account.promised))
        });
        let room = free.saturating_sub(account.promised).min(by_limit);
        if needed > room {
            return Err(SpoolFull { room, needed });
        }
        account.promised = account.promised.saturating_add(needed);
        Ok(Room {
            spool: self,
            bytes: needed,
        })
    }

    /// A new file for a capture.
    pub(crate) fn create(&self, id: CaptureId) -> io::Result<File> {
        OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.place(id))
    }

    /// Makes the names of new captures durable.
    pub(crate) fn sync_names(&self) -> io::Result<()> {
        files::sync_folder(&self.folder)
    }

    /// Syncs everything on the spool's file system at once.
    pub(crate) fn sync_everything(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(&self.folder)?)?)
    }

    /// Opens a capture's bytes.
    pub(crate) fn open_capture(&self, id: CaptureId) -> io::Result<File> {
        File::open(self.place(id))
    }

    /// Drops a reading that never became a capture.
    pub(crate) fn drop_half(&self, id: CaptureId) {
        if let Err(error) = fs::remove_file(self.place(id))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%id, %error, "a half spool file could not be dropped; it goes at the next start");
        }
    }

    /// Removes a capture's bytes after their time.
    pub(crate) fn remove(&self, id: CaptureId) -> io::Result<()> {
        let place = self.place(id);
        let size = match fs::metadata(&place) {
            Ok(meta) => meta.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        fs::remove_file(&place)?;
        let mut account = self.account();
        account.used = account.used.saturating_sub(size);
        Ok(())
    }

    /// Drops files that no journal row knows: readings that a power cut or a kill left half.
    pub(crate) fn drop_unknown(&self, known: &HashSet<CaptureId>) -> io::Result<u64> {
        let mut dropped = 0;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let id = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse::<CaptureId>().ok());
            // What is not named like a capture is not ours to remove.
            if let Some(id) = id.filter(|id| !known.contains(id)) {
                self.remove(id)?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }

    /// Hash of a capture's bytes.
    pub(crate) fn rehash(&self, id: CaptureId) -> io::Result<Sha256Digest> {
        rehash(&self.place(id))
    }
}

/// Hash of a spool file, read from the disk and not from memory.
pub(crate) fn rehash(place: &Path) -> io::Result<Sha256Digest> {
    let mut file = File::open(place)?;
    let _ = fadvise(&file, 0, None, Advice::DontNeed);
    super::pipeline::hash_file(&mut file)
}
