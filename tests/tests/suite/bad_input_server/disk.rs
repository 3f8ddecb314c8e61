//! Small disks for tests: one that fills up, and one whose blocks can be changed underneath.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tests::world::process::{command, run, run_well};

const IMAGE_BYTES: u64 = 64 << 20;
const BLOCK: u64 = 4096;

/// A mounted disk, unmounted at the end.
pub(super) struct Disk {
    folder: TempDir,
}

impl Disk {
    fn mount(words: &[&str], folder: TempDir) -> Self {
        let disk = Self { folder };
        std::fs::create_dir(disk.root()).unwrap();
        let mut mount = command("mount");
        mount.args(words).arg(disk.root());
        run_well(mount, "");
        disk
    }

    /// A disk in memory.
    pub(super) fn of_memory(mib: u64) -> Self {
        let size = format!("size={mib}m");
        Self::mount(&["-t", "tmpfs", "-o", &size, "none"], tempfile::tempdir().unwrap())
    }

    /// ext4 on an image file.
    pub(super) fn of_image() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let image = folder.path().join("image");
        File::create(&image).unwrap().set_len(IMAGE_BYTES).unwrap();
        let mut format = command("mkfs.ext4");
        format.args(["-q", "-F", "-b", &BLOCK.to_string()]).arg(&image);
        run_well(format, "");
        let image = image.to_str().unwrap().to_owned();
        Self::mount(&["-o", "loop", &image], folder)
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("mounted")
    }

    /// Flips the bits of the file's byte at `offset` on the device, behind the back of the file system.
    pub(super) fn rot(&self, file: &Path, offset: u64) {
        run_well(command("sync"), "");
        let at = physical_block(file) * BLOCK + offset;
        let image = File::options()
            .read(true)
            .write(true)
            .open(self.folder.path().join("image"))
            .unwrap();
        let mut byte = [0];
        image.read_exact_at(&mut byte, at).unwrap();
        let original = std::fs::read(file).unwrap()[usize::try_from(offset).unwrap()];
        assert_eq!(byte[0], original, "the device has another byte there");
        image.write_all_at(&[!byte[0]], at).unwrap();
        image.sync_all().unwrap();
    }
}

/// Number of the block in which a file begins; it must lie in one piece.
fn physical_block(file: &Path) -> u64 {
    let mut filefrag = command("filefrag");
    filefrag.arg("-v").arg(file);
    let text = run_well(filefrag, "");
    let extents: Vec<&str> = text
        .lines()
        .filter(|line| line.trim_start().starts_with("0:"))
        .collect();
    assert!(extents.len() == 1 && text.contains("1 extent found"), "{text}");
    let physical = extents[0].split(':').nth(2).unwrap().split("..").next().unwrap();
    physical
        .trim()
        .parse()
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

impl Drop for Disk {
    fn drop(&mut self) {
        let mut unmount = command("umount");
        unmount.arg("-l").arg(self.root());
        let output = run(unmount, "");
        let said = String::from_utf8_lossy(&output.stderr);
        let is_gone = output.status.success() || std::thread::panicking();
        assert!(is_gone, "unmount {}: {said}", self.root().display());
    }
}
