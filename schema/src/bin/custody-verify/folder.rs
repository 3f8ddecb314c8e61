//! Reading a folder that a stranger handed over: plain files only, no link followed, every length bounded.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use evidence_schema::custody::package::FoundFile;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::limits::PACKAGE_FILES_MAX;
use sha2::{Digest, Sha256};

use crate::Unreadable;

const BUFFER_BYTES: usize = 1 << 20;
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

/// What lies below a folder.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Size of every plain file, by path with `/`.
    pub(crate) files: BTreeMap<String, u64>,
    /// What is neither plain file nor plain folder, or cannot be named, with the reason.
    pub(crate) refused: Vec<(String, String)>,
}

/// Lists a folder to the bottom.
pub(crate) fn list(root: &Path) -> Result<Listing, Unreadable> {
    let mut listing = Listing::default();
    let mut waiting = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = waiting.pop() {
        let unreadable = |e: std::io::Error| Unreadable::new(folder.display().to_string(), e);
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if listing.files.len() + listing.refused.len() >= PACKAGE_FILES_MAX {
                listing.refused.push((
                    path,
                    format!("more than {PACKAGE_FILES_MAX} files; the rest was not looked at"),
                ));
                return Ok(listing);
            }
            let kind = entry.file_type().map_err(unreadable)?;
            if entry.file_name().to_str().is_none() {
                listing.refused.push((path, "its name is no UTF-8 text".to_owned()));
            } else if kind.is_dir() {
                waiting.push((entry.path(), format!("{path}/")));
            } else if kind.is_file() {
                listing.files.insert(path, entry.metadata().map_err(unreadable)?.len());
            } else if kind.is_symlink() {
                listing
                    .refused
                    .push((path, "it is a symbolic link; none is followed".to_owned()));
            } else {
                listing.refused.push((path, "it is no plain file".to_owned()));
            }
        }
    }
    listing.refused.sort();
    Ok(listing)
}

/// The bytes of a file; one byte more than the bound where it is longer.
pub(crate) fn read_to_bound(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Unreadable> {
    let unreadable = |e: std::io::Error| Unreadable::new(path.display().to_string(), e);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(bytes_max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

/// The bytes of a file that must not be longer than the bound.
pub(crate) fn read_bounded(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Unreadable> {
    let bytes = read_to_bound(path, bytes_max)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= bytes_max) {
        Ok(bytes)
    } else {
        Err(Unreadable::new(
            path.display().to_string(),
            format!("it is longer than {bytes_max} bytes"),
        ))
    }
}

/// The text of one of the folder's own papers, which must be a plain file.
pub(crate) fn read_paper(root: &Path, listing: &Listing, name: &str, bytes_max: u64) -> Result<Vec<u8>, Unreadable> {
    let path: PathBuf = root.join(name);
    if !listing.files.contains_key(name) {
        return Err(Unreadable::new(
            path.display().to_string(),
            "there is no such plain file",
        ));
    }
    read_bounded(&path, bytes_max)
}

/// Reads a file once and answers its size and digest; long ones say on the error stream how far they are.
pub(crate) fn hash(path: &Path, name: &str) -> Result<FoundFile, Unreadable> {
    let unreadable = |e: std::io::Error| Unreadable::new(path.display().to_string(), e);
    let mut file = File::open(path).map_err(unreadable)?;
    let total = file.metadata().map_err(unreadable)?.len();
    let mut progress = Progress {
        name,
        total,
        told: Instant::now(),
    };
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut size_bytes = 0_u64;
    loop {
        let read = file.read(&mut buffer).map_err(unreadable)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hasher.update(bytes);
        size_bytes = size_bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        progress.tell(size_bytes);
    }
    Ok(FoundFile {
        size_bytes,
        sha256: Some(Sha256Digest::from_bytes(hasher.finalize().into())),
    })
}

struct Progress<'a> {
    name: &'a str,
    total: u64,
    told: Instant,
}

impl Progress<'_> {
    fn tell(&mut self, done: u64) {
        if self.told.elapsed() < PROGRESS_EVERY {
            return;
        }
        self.told = Instant::now();
        let mut stream = std::io::stderr();
        let (mib, of) = (done >> 20, self.total >> 20);
        let end = if stream.is_terminal() { '\r' } else { '\n' };
        let name = crate::text::plain(self.name);
        // Progress is a courtesy: a closed error stream changes no verdict.
        let _ = write!(stream, "reading {name}: {mib} of {of} MiB  {end}");
    }
}
