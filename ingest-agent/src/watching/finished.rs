//! Moving a finished file out of the way, where a folder is set so: into `done` below the watched folder.
//!
//! What must stay true: nothing is deleted and nothing is written over; only a file that is still the one that was read
//! is moved, and only after its verified receipt was checked.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, RenameFlags, Stat, renameat_with, statat};

use crate::beneath;
use crate::scan::ListedFile;

/// Name of the folder of finished files; nothing in it is read.
pub(crate) const DONE_FOLDER: &str = "done";
/// Names that are tried where one is taken.
const NAMES_MAX: u32 = 1000;

/// Moves a file; false when it is another one by now.
pub(super) fn put_away(root: &Path, file: &ListedFile) -> io::Result<bool> {
    let (from, name) = beneath::folder_of(beneath::root(root)?, file.raw_path())?;
    if !is_same(&statat(&from, name, AtFlags::SYMLINK_NOFOLLOW)?, file) {
        return Ok(false);
    }
    let target = [DONE_FOLDER.as_bytes(), b"/", file.raw_path()].concat();
    let (to, _) = beneath::made_folder_of(beneath::root(root)?, &target).map_err(|error| no_folder(&error))?;
    for number in 1..=NAMES_MAX {
        match renameat_with(&from, name, &to, numbered(name, number), RenameFlags::NOREPLACE) {
            Ok(()) => {
                File::from(to).sync_all()?;
                File::from(from).sync_all()?;
                return Ok(true);
            }
            Err(rustix::io::Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(io::Error::other("every name that it could have there is taken"))
}

fn is_same(found: &Stat, file: &ListedFile) -> bool {
    let modified_ns = i128::from(found.st_mtime) * 1_000_000_000 + i128::from(found.st_mtime_nsec);
    FileType::from_raw_mode(found.st_mode) == FileType::RegularFile
        && u64::try_from(found.st_size) == Ok(file.size_bytes)
        && modified_ns == file.modified_ns
}

fn no_folder(error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("there is no folder of finished files to use: {error}"),
    )
}

/// `a.mp4`, `a (2).mp4`, `a (3).mp4`.
fn numbered(name: &[u8], number: u32) -> OsString {
    let name = Path::new(OsStr::from_bytes(name));
    if number == 1 {
        return name.into();
    }
    let mut numbered = name.file_stem().unwrap_or_default().to_owned();
    numbered.push(format!(" ({number})"));
    if let Some(extension) = name.extension() {
        numbered.push(".");
        numbered.push(extension);
    }
    numbered
}
