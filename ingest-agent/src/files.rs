//! Small files of the agent's own: bounded reading, writing that survives a power cut.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::failure::{Failure, cannot};
use crate::limits::SMALL_TEXT_BYTES_MAX;

/// Reads a small text file.
pub(crate) fn read_small(path: &Path) -> Result<String, Failure> {
    let file = File::open(path).map_err(cannot(format!("open {}", path.display())))?;
    let mut text = String::new();
    let limit = SMALL_TEXT_BYTES_MAX;
    file.take(limit + 1)
        .read_to_string(&mut text)
        .map_err(cannot(format!("read {}", path.display())))?;
    if u64::try_from(text.len()).is_ok_and(|bytes| bytes > limit) {
        return Err(Failure::new(format!("{} is longer than {limit} bytes", path.display())));
    }
    Ok(text)
}

/// Writes a file that only its owner reads: temporary file, sync, rename, sync the folder.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = folder.join(name);
    let tried = || format!("write {}", path.display());
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(cannot(tried()))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(cannot(tried()))?;
    fs::rename(&temporary, path).map_err(cannot(tried()))?;
    sync_folder(folder).map_err(cannot(tried()))
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes a folder that only its owner reads, with its parents.
pub(crate) fn make_private_folder(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(cannot(format!("create the folder {}", path.display())))
}
