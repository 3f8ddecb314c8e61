//! What the system does with a recorder's volume: writable for a moment, synced, measured. The outside world's face.
//!
//! What must stay true: a volume is made writable only for a deletion, and the mount's other options stay as they were.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{StatVfsMountFlags, statvfs};
use rustix::mount::{MountFlags, mount_remount};

/// How a volume may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// As it always is.
    ReadOnly,
    /// For a deletion.
    ReadWrite,
}

/// Room on a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Space {
    pub(crate) free_bytes: u64,
    pub(crate) total_bytes: u64,
}

/// The steps of a deletion, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The second readings are in the journal.
    Reread,
    /// The intent is in the journal.
    Intended,
    /// The volume can be written to.
    Writable,
    /// One file is unlinked.
    Unlinked,
    /// The volume is synced.
    Synced,
    /// The deletion is in the journal.
    Noted,
    /// The volume is read-only again.
    Closed,
}

/// What the system does with a volume.
pub(crate) trait Medium: Send + Sync {
    /// Mounts the volume again, read-only or for writing.
    fn remount(&self, place: &Path, access: Access) -> io::Result<()>;
    /// Everything written to the volume is on the device.
    fn sync(&self, place: &Path) -> io::Result<()>;
    /// Room on the volume.
    fn space(&self, place: &Path) -> io::Result<Space>;
    /// Told after each step of a deletion: tests end the thread here, as a kill would.
    fn reached(&self, _step: Step) {}
}

/// The Linux kernel.
pub(crate) struct SystemMedium;

impl Medium for SystemMedium {
    fn remount(&self, place: &Path, access: Access) -> io::Result<()> {
        let mut flags = kept_flags(statvfs(place)?.f_flag);
        flags.set(MountFlags::RDONLY, access == Access::ReadOnly);
        Ok(mount_remount(place, flags, "")?)
    }

    fn sync(&self, place: &Path) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(place)?)?)
    }

    fn space(&self, place: &Path) -> io::Result<Space> {
        let disk = statvfs(place)?;
        Ok(Space {
            free_bytes: disk.f_bavail.saturating_mul(disk.f_frsize),
            total_bytes: disk.f_blocks.saturating_mul(disk.f_frsize),
        })
    }
}

/// The options that a remount would otherwise drop.
fn kept_flags(now: StatVfsMountFlags) -> MountFlags {
    let pairs = [
        (StatVfsMountFlags::NOSUID, MountFlags::NOSUID),
        (StatVfsMountFlags::NODEV, MountFlags::NODEV),
        (StatVfsMountFlags::NOEXEC, MountFlags::NOEXEC),
        (StatVfsMountFlags::SYNCHRONOUS, MountFlags::SYNCHRONOUS),
        (StatVfsMountFlags::NOATIME, MountFlags::NOATIME),
        (StatVfsMountFlags::NODIRATIME, MountFlags::NODIRATIME),
        (StatVfsMountFlags::RELATIME, MountFlags::RELATIME),
    ];
    pairs
        .into_iter()
        .filter(|(is, _)| now.contains(*is))
        .fold(MountFlags::empty(), |flags, (_, flag)| flags | flag)
}

#[cfg(test)]
mod tests;
