//! Moving a finished file out of the way, where a folder is set so: into `done` below the watched folder.
//!
//! What must stay true: nothing is deleted and nothing is written over; only a file that is still the one that was read
//! is moved, and only after its verified receipt was checked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::files::sync_folder;
use crate::scan::{self, ListedFile};

/// Name of the folder of finished files; nothing in it is read.
pub(crate) const DONE_FOLDER: &str = "done";
/// Names that are tried where one is taken.
const NAMES_MAX: u32 = 1000;

/// Moves a file; false when it is another one by now.
pub(super) fn put_away(root: &Path, file: &ListedFile) -> io::Result<bool> {
    let place = file.place(root);
    let meta = fs::symlink_metadata(&place)?;
    let is_same = meta.is_file() && (meta.len(), scan::modified_ns(&meta)) == (file.size_bytes, file.modified_ns);
    if !is_same {
        return Ok(false);
    }
    let target = file.place(&root.join(DONE_FOLDER));
    let folder = target.parent().unwrap_or(root);
    let done = root.join(DONE_FOLDER);
    if fs::symlink_metadata(&done).is_ok_and(|meta| !meta.is_dir()) {
        return Err(io::Error::other(format!(
            "{} is no folder but something else",
            done.display()
        )));
    }
    fs::create_dir_all(folder)?;
    let is_inside = fs::canonicalize(folder)?.starts_with(fs::canonicalize(root)?.join(DONE_FOLDER));
    if !is_inside {
        return Err(io::Error::other(format!(
            "{} leads out of the watched folder",
            folder.display()
        )));
    }
    for number in 1..=NAMES_MAX {
        match renameat_with(CWD, &place, CWD, numbered(&target, number), RenameFlags::NOREPLACE) {
            Ok(()) => {
                sync_folder(folder)?;
                sync_folder(place.parent().unwrap_or(root))?;
                return Ok(true);
            }
            Err(rustix::io::Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(io::Error::other("every name that it could have there is taken"))
}

/// `a.mp4`, `a (2).mp4`, `a (3).mp4`.
fn numbered(target: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return target.to_owned();
    }
    let mut name = target.file_stem().unwrap_or_default().to_owned();
    name.push(format!(" ({number})"));
    if let Some(extension) = target.extension() {
        name.push(".");
        name.push(extension);
    }
    target.with_file_name(name)
}
