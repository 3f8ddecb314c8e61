//! The system's face: what a remount keeps, and what cannot be remounted.

use rustix::fs::StatVfsMountFlags;
use rustix::mount::MountFlags;

use super::{Access, Medium, SystemMedium, kept_flags};

#[test]
fn remount_keeps_the_options_of_the_mount() {
    let now = StatVfsMountFlags::NOSUID | StatVfsMountFlags::NOEXEC | StatVfsMountFlags::RDONLY;
    assert_eq!(kept_flags(now), MountFlags::NOSUID | MountFlags::NOEXEC);
}

#[test]
fn folder_that_is_no_mount_cannot_be_made_writable() {
    let folder = tempfile::tempdir().unwrap();
    assert!(SystemMedium.remount(folder.path(), Access::ReadWrite).is_err());
    assert!(SystemMedium.sync(folder.path()).is_ok());
    let space = SystemMedium.space(folder.path()).unwrap();
    assert!(space.total_bytes > 0 && space.free_bytes <= space.total_bytes);
}
