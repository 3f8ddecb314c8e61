//! A small disk: an image on a loop device, mounted; its copy as a power cut would leave it.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use tests::world::process::{self, run_well};

const IMAGE_BYTES: u64 = 256 << 20;

#[derive(Debug, Clone, Copy)]
pub(super) enum FileSystem {
    Ext4,
    Xfs,
}

impl FileSystem {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ext4 => "ext4",
            Self::Xfs => "xfs",
        }
    }

    fn format(self, image: &Path) {
        let mut command = match self {
            Self::Ext4 => process::command("mkfs.ext4"),
            Self::Xfs => process::command("mkfs.xfs"),
        };
        match self {
            Self::Ext4 => command.args(["-q", "-F"]),
            // Newer releases want 300 MB unless told that this is no disk for real work.
            Self::Xfs => command.args(["-q", "-f", "--unsupported"]),
        };
        run_well(command_with(command, image), "");
    }

    /// The copy has the same UUID as the original, which xfs refuses to mount beside it.
    const fn options(self) -> &'static str {
        match self {
            Self::Ext4 => "loop",
            Self::Xfs => "loop,nouuid",
        }
    }
}

fn command_with(mut command: Command, path: &Path) -> Command {
    command.arg(path);
    command
}

/// The library that makes syncing do nothing.
pub(super) fn eatmydata() -> String {
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];
    let found = folders
        .iter()
        .map(|f| Path::new(f).join("libeatmydata.so"))
        .find(|p| p.exists());
    let path = found.expect("Debian's package eatmydata is installed by cargo xtask test");
    path.to_str().expect("a plain path").to_owned()
}

/// A mounted disk. It is unmounted and removed at the end.
pub(super) struct Disk {
    folder: TempDir,
    file_system: FileSystem,
}

impl Disk {
    pub(super) fn make(file_system: FileSystem) -> Self {
        let disk = Self {
            folder: tempfile::tempdir().expect("make a folder"),
            file_system,
        };
        let image = std::fs::File::create(disk.image()).expect("make the image");
        image.set_len(IMAGE_BYTES).expect("size the image");
        file_system.format(&disk.image());
        disk.mount();
        disk
    }

    /// Another disk with the bytes that this one's device holds now.
    pub(super) fn copy_as_it_is(&self) -> Self {
        let copy = Self {
            folder: tempfile::tempdir().expect("make a folder"),
            file_system: self.file_system,
        };
        let mut command = process::command("cp");
        command.arg("--sparse=always").arg(self.image()).arg(copy.image());
        run_well(command, "");
        copy.mount();
        copy
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.folder.path().join("mounted")
    }

    fn mount(&self) {
        std::fs::create_dir(self.folder()).expect("make the mount point");
        let mut command = process::command("mount");
        command
            .args(["-o", self.file_system.options()])
            .arg(self.image())
            .arg(self.folder());
        run_well(command, "");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the killed server's last descriptors may take a moment.
        let unmounted = process::command("umount").arg("--lazy").arg(self.folder()).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} stays mounted", self.folder().display());
        }
    }
}
