//! The one function that removes a recorder's file, and the moment in which a volume can be written to.
//!
//! What must stay true: what is unlinked is the very file that was read a second time (device, inode, size, time, no
//! link on the way); a volume that was made writable is made read-only again, whatever happens in between.

use std::fs::File;
use std::io;

use evidence_schema::custody::statement::ReadFrom;
use rustix::fs::{AtFlags, FileType, Stat};
use rustix::io::Errno;

use super::Permit;
use super::medium::{Access, Medium};
use crate::beneath;
use crate::capture::FileFacts;
use crate::dock::Volume;
use crate::limits::{REMOUNT_TRIES_MAX, REMOUNT_WAIT};
use crate::scan::ListedFile;

/// Why a file was not erased.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EraseError {
    /// It was not tried, because it is not the file that was read: it is still there.
    #[error("not erased: {0}")]
    Kept(String),
    /// The system does not let this agent write there: the file is still there.
    #[error("not erased: {0}")]
    Refused(io::Error),
    /// The device did not answer: the file may be there or gone. The next look tells.
    #[error("it is not known whether it was erased: {0}")]
    Unknown(io::Error),
}

/// A volume that can be written to, until this is closed or dropped.
pub(crate) struct Writable<'a> {
    medium: &'a dyn Medium,
    volume: &'a Volume,
    is_open: bool,
}

impl<'a> Writable<'a> {
    /// Makes a mounted volume writable; a plain folder is as it is.
    pub(crate) fn open(medium: &'a dyn Medium, volume: &'a Volume) -> io::Result<Self> {
        // Made first: a remount that fails half-way is undone as well.
        let mut writable = Self {
            medium,
            volume,
            is_open: is_mounted(volume),
        };
        if writable.is_open {
            let opened = medium.remount(&volume.root.path, Access::ReadWrite);
            if let Err(error) = opened {
                let _ = writable.shut();
                return Err(error);
            }
        }
        Ok(writable)
    }

    /// Makes the volume read-only again.
    pub(crate) fn close(mut self) -> io::Result<()> {
        self.shut()
    }

    fn shut(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_open) {
            shut(self.medium, self.volume)?;
        }
        Ok(())
    }
}

impl Drop for Writable<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.shut() {
            tracing::error!(slot = self.volume.slot, %error, "the volume could not be made read-only again");
        }
    }
}

/// Whether the volume is a mount of its own.
pub(crate) fn is_mounted(volume: &Volume) -> bool {
    matches!(volume.read_from, ReadFrom::Volume { .. })
}

/// Makes a mounted volume read-only, also one that a kill left writable.
pub(crate) fn shut(medium: &dyn Medium, volume: &Volume) -> io::Result<()> {
    if !is_mounted(volume) {
        return Ok(());
    }
    let mut tries = 1;
    loop {
        match medium.remount(&volume.root.path, Access::ReadOnly) {
            // Something has a file open there for a moment.
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy && tries < REMOUNT_TRIES_MAX => {
                tries += 1;
                std::thread::sleep(REMOUNT_WAIT);
            }
            outcome => return outcome,
        }
    }
}

/// Erases the file that the permit is about. The answer is its folder, still to be synced.
///
/// The permit is used up: the file that it held open is closed, because a volume with an open file that has no name any
/// more cannot be made read-only again.
pub(crate) fn erase(writable: &Writable<'_>, listed: &ListedFile, permit: Permit) -> Result<File, EraseError> {
    let kept = |error: io::Error| EraseError::Kept(error.to_string());
    let read = permit.unchanged().map_err(kept)?;
    let root = beneath::root(&writable.volume.root.path).map_err(kept)?;
    if rustix::fs::fstat(&root).map_err(io::Error::from).map_err(kept)?.st_dev != read.device {
        return Err(EraseError::Kept("the file lies on another volume".to_owned()));
    }
    let (folder, name) = beneath::folder_of(root, listed.raw_path()).map_err(kept)?;
    let found = rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)
        .map_err(io::Error::from)
        .map_err(kept)?;
    if !is_same(&found, &read) {
        return Err(EraseError::Kept("another file lies there now".to_owned()));
    }
    let outcome = rustix::fs::unlinkat(&folder, name, AtFlags::empty());
    drop(permit);
    match outcome {
        Ok(()) => Ok(File::from(folder)),
        Err(error @ (Errno::ROFS | Errno::ACCESS | Errno::PERM | Errno::BUSY)) => {
            Err(EraseError::Refused(error.into()))
        }
        Err(error) => Err(EraseError::Unknown(error.into())),
    }
}

fn is_same(found: &Stat, read: &FileFacts) -> bool {
    let modified_ns = i128::from(found.st_mtime) * 1_000_000_000 + i128::from(found.st_mtime_nsec);
    FileType::from_raw_mode(found.st_mode) == FileType::RegularFile
        && (found.st_dev, found.st_ino) == (read.device, read.inode)
        && u64::try_from(found.st_size) == Ok(read.size_bytes)
        && modified_ns == read.modified_ns
}
