//! From a volume to its manifest: what is there, and what of it is to be collected.
//!
//! What must stay true: nothing is left out silently: an entry that cannot be listed is a problem that people see;
//! links are not followed; name, size and time found here are hints, never proof.

#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use encoding_rs::GBK;

use crate::limits::{LISTING_DEPTH_MAX, LISTING_ENTRIES_MAX};
use crate::profile::{NameFacts, Profile, Standing};
use crate::show::{is_hostile, sanitised};
use crate::times::FileTimes;

/// A folder to read from, and what the system says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceRoot {
    pub(crate) path: PathBuf,
    /// Volume label; a folder has none.
    pub(crate) label: Option<String>,
    /// Serial on the bus, or from the slot's configuration.
    pub(crate) usb_serial: Option<String>,
    /// What the modification times of its files mean.
    pub(crate) file_times: FileTimes,
}

/// One file as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedFile {
    /// Readable path below the root, `/` between parts.
    pub(crate) path: String,
    /// The path's bytes, where `path` is not exactly them.
    pub(crate) raw: Option<Vec<u8>>,
    pub(crate) size_bytes: u64,
    /// Modification time as the system shows it, in nanoseconds since 1970.
    pub(crate) modified_ns: i128,
}

impl ListedFile {
    /// The path's bytes below the root.
    pub(crate) fn raw_path(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.path.as_bytes())
    }

    /// Where the file lies.
    pub(crate) fn place(&self, root: &Path) -> PathBuf {
        root.join(OsStr::from_bytes(self.raw_path()))
    }
}

/// Everything found below a root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) files: Vec<ListedFile>,
    pub(crate) folders: Vec<String>,
    /// What could not be listed: footage may be missing.
    pub(crate) problems: Vec<String>,
}

/// One file that is to be collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ManifestFile {
    pub(crate) listed: ListedFile,
    /// What a pattern read in its path; absent = cannot parse.
    pub(crate) facts: Option<NameFacts>,
}

/// Readable text of a path's bytes, and whether it is exactly them.
pub(crate) fn readable(raw: &[u8]) -> (String, bool) {
    if let Ok(text) = std::str::from_utf8(raw) {
        return (sanitised(text), !text.chars().any(is_hostile));
    }
    let (text, had_errors) = GBK.decode_without_bom_handling(raw);
    let text = if had_errors { String::from_utf8_lossy(raw) } else { text };
    (sanitised(&text), false)
}

/// Lists a folder tree.
pub(crate) fn list(root: &Path) -> Listing {
    list_without(root, None)
}

/// Lists a folder tree but for one folder directly in it.
pub(crate) fn list_without(root: &Path, left_out: Option<&str>) -> Listing {
    let mut listing = Listing::default();
    let mut waiting = vec![(Vec::new(), 0_usize)];
    while let Some((folder, depth)) = waiting.pop() {
        if left_out.is_some_and(|name| folder == name.as_bytes()) {
            continue;
        }
        let count = listing.files.len() + listing.folders.len();
        if count > LISTING_ENTRIES_MAX {
            listing.problems.push(format!(
                "more than {LISTING_ENTRIES_MAX} entries: the rest was not listed"
            ));
            break;
        }
        if let Err(error) = list_folder(root, &folder, depth, (&mut listing, &mut waiting)) {
            let name = if folder.is_empty() {
                "the volume itself".to_owned()
            } else {
                readable(&folder).0
            };
            listing.problems.push(format!("{name} cannot be listed: {error}"));
        }
    }
    listing.files.sort_by(|a, b| a.raw_path().cmp(b.raw_path()));
    listing.folders.sort();
    listing
}

type Walk<'a> = (&'a mut Listing, &'a mut Vec<(Vec<u8>, usize)>);

fn list_folder(root: &Path, folder: &[u8], depth: usize, (listing, waiting): Walk<'_>) -> std::io::Result<()> {
    for entry in fs::read_dir(root.join(OsStr::from_bytes(folder)))? {
        let entry = entry?;
        let mut raw = folder.to_vec();
        if !raw.is_empty() {
            raw.push(b'/');
        }
        raw.extend_from_slice(entry.file_name().as_bytes());
        let (path, is_exact) = readable(&raw);
        // `DirEntry::metadata` does not follow links.
        let meta = match entry.metadata() {
            Ok(meta) => meta,
            Err(error) => {
                listing.problems.push(format!("{path} cannot be looked at: {error}"));
                continue;
            }
        };
        if meta.is_dir() && depth < LISTING_DEPTH_MAX {
            listing.folders.push(path);
            waiting.push((raw, depth + 1));
        } else if meta.is_file() && listing.files.len() < LISTING_ENTRIES_MAX {
            let raw = (!is_exact).then_some(raw);
            let modified_ns = modified_ns(&meta);
            listing.files.push(ListedFile {
                path,
                raw,
                size_bytes: meta.len(),
                modified_ns,
            });
        } else {
            listing
                .problems
                .push(format!("{path} {}: it was not read", what_else(&meta)));
        }
    }
    Ok(())
}

fn what_else(meta: &fs::Metadata) -> &'static str {
    if meta.is_symlink() {
        "is a link, and links are not followed"
    } else if meta.is_dir() {
        "lies too deep"
    } else if meta.is_file() {
        "is one file too many"
    } else {
        "is no file but a pipe, a socket or a device"
    }
}

/// Modification time in nanoseconds since 1970.
pub(crate) fn modified_ns(meta: &fs::Metadata) -> i128 {
    i128::from(meta.mtime()) * 1_000_000_000 + i128::from(meta.mtime_nsec())
}

/// What is to be collected; without a profile, everything.
pub(crate) fn manifest(listing: &Listing, profile: Option<&Profile>) -> Vec<ManifestFile> {
    let collected = |listed: &ListedFile| {
        let standing = profile.map_or(Standing::CannotParse, |profile| profile.standing(&listed.path));
        let facts = match standing {
            Standing::Ignored | Standing::DeviceBlock => return None,
            Standing::CannotParse => None,
            Standing::Recognised(facts) => Some(facts),
        };
        Some(ManifestFile {
            listed: listed.clone(),
            facts,
        })
    };
    listing.files.iter().filter_map(collected).collect()
}
