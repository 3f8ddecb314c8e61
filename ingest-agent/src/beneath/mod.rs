//! What lies beneath a folder, and nothing else: opened from the folder itself, so that a folder on the way that somebody
//! swaps for a link between the look and the opening leads nowhere.
//!
//! What must stay true: only the folder that was named by a person may be a link; below it none is followed, on kernels
//! with `openat2` and on older ones alike.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
const BENEATH: ResolveFlags = ResolveFlags::BENEATH
    .union(ResolveFlags::NO_SYMLINKS)
    .union(ResolveFlags::NO_MAGICLINKS);

/// The folder that everything else is opened from.
pub(crate) fn root(path: &Path) -> io::Result<OwnedFd> {
    Ok(rustix::fs::openat(CWD, path, FOLDER, Mode::empty())?)
}

/// The folder of a file beneath the root, and the file's name in it.
pub(crate) fn folder_of(root: OwnedFd, raw_path: &[u8]) -> io::Result<(OwnedFd, &[u8])> {
    let (parts, name) = parts(raw_path)?;
    if parts.is_empty() {
        return Ok((root, name));
    }
    let path = raw_path.get(..raw_path.len() - name.len() - 1).unwrap_or_default();
    match rustix::fs::openat2(&root, path, FOLDER, Mode::empty(), BENEATH) {
        // A kernel before 5.6.
        Err(Errno::NOSYS) => Ok((walked(root, &parts)?, name)),
        opened => Ok((opened?, name)),
    }
}

/// The same, with folders made that are not there yet.
pub(crate) fn made_folder_of(root: OwnedFd, raw_path: &[u8]) -> io::Result<(OwnedFd, &[u8])> {
    let (parts, name) = parts(raw_path)?;
    let mut folder = root;
    for part in parts {
        match rustix::fs::mkdirat(&folder, part, Mode::RWXU | Mode::RWXG | Mode::RWXO) {
            Ok(()) => File::from(folder.try_clone()?).sync_all()?,
            Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        folder = step(&folder, part)?;
    }
    Ok((folder, name))
}

/// A file beneath a folder, for reading: no link, and no waiting for what is not a file.
pub(crate) fn file(path: &Path, place: &Path) -> io::Result<File> {
    let below = place.strip_prefix(path).map_err(io::Error::other)?;
    let (folder, name) = folder_of(root(path)?, below.as_os_str().as_bytes())?;
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::openat(&folder, name, flags, Mode::empty())?))
}

/// Folders on the way, and the name at its end.
fn parts(raw_path: &[u8]) -> io::Result<(Vec<&[u8]>, &[u8])> {
    let mut parts: Vec<&[u8]> = raw_path.split(|byte| *byte == b'/').collect();
    let is_strange = |part: &&[u8]| matches!(*part, b"" | b"." | b"..");
    if parts.iter().any(is_strange) {
        return Err(io::Error::other("the path is not one that was listed"));
    }
    let name = parts.pop().unwrap_or_default();
    Ok((parts, name))
}

/// Goes down folder by folder; a link on the way is an error.
fn walked(root: OwnedFd, parts: &[&[u8]]) -> io::Result<OwnedFd> {
    let mut folder = root;
    for part in parts {
        folder = step(&folder, part)?;
    }
    Ok(folder)
}

fn step(folder: &impl AsFd, part: &[u8]) -> io::Result<OwnedFd> {
    Ok(rustix::fs::openat(
        folder,
        part,
        FOLDER | OFlags::NOFOLLOW,
        Mode::empty(),
    )?)
}
