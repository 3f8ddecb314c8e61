//! One reading of one file: hashed, and into the spool if it is a capture.
//!
//! What must stay true: a file is read once for hash and spool together, never mapped (a pulled volume would kill the
//! process); the spool file is not a capture before it is synced and journalled; a file that changed while it was read
//! is never taken for a quiet one.

mod pipeline;
pub(crate) mod settle;
pub(crate) mod spool;
#[cfg(test)]
pub(crate) mod tests;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use evidence_schema::digest::Sha256Digest;
use rustix::fs::{Advice, OFlags, fadvise};

use crate::{beneath, scan};

pub(crate) use pipeline::Progress;

/// Which file it is, its size and time, before or after a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileFacts {
    pub(crate) size_bytes: u64,
    pub(crate) modified_ns: i128,
    /// Number of the device that it lies on.
    pub(crate) device: u64,
    /// Its number there.
    pub(crate) inode: u64,
}

/// An open file of a recorder.
pub(crate) trait Source: Read + Send {
    /// Size and time as they are now.
    fn facts(&self) -> io::Result<FileFacts>;
    /// The pages of this file are not needed in memory any more.
    fn forget(&self);
}

impl Source for File {
    fn facts(&self) -> io::Result<FileFacts> {
        let meta = self.metadata()?;
        Ok(FileFacts {
            size_bytes: meta.len(),
            modified_ns: scan::modified_ns(&meta),
            device: meta.dev(),
            inode: meta.ino(),
        })
    }

    fn forget(&self) {
        // Only advice: a file system that does not take it loses nothing.
        let _ = fadvise(self, 0, None, Advice::DontNeed);
    }
}

/// Opens files; tests put a failing device in its place.
pub(crate) type Open = dyn Fn(&Path) -> io::Result<Box<dyn Source>> + Send + Sync;

/// Opens a file of a recorder: no links, and no waiting for what is not a file.
pub(crate) fn open_file(path: &Path) -> io::Result<Box<dyn Source>> {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let file = std::fs::OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let _ = fadvise(&file, 0, None, Advice::Sequential);
    Ok(Box::new(file))
}

/// Opens files beneath a folder: no link on the way there either.
pub(crate) fn open_beneath(root: &Path) -> impl Fn(&Path) -> io::Result<Box<dyn Source>> + Send + Sync + use<> {
    let root = root.to_owned();
    move |place: &Path| {
        let file = beneath::file(&root, place)?;
        let _ = fadvise(&file, 0, None, Advice::Sequential);
        Ok(Box::new(file))
    }
}

/// What one reading gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Readout {
    pub(crate) sha256: Sha256Digest,
    pub(crate) size_bytes: u64,
    pub(crate) before: FileFacts,
    pub(crate) after: FileFacts,
}

impl Readout {
    /// Whether the file stayed what it was listed as, from before the first byte to after the last.
    pub(crate) fn is_quiet(&self) -> bool {
        self.before == self.after && self.size_bytes == self.after.size_bytes
    }
}

/// Why a reading ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CaptureError {
    /// The recorder's side, after so many bytes.
    #[error("reading stopped after {bytes} bytes: {error}")]
    Read {
        /// Bytes read before.
        bytes: u64,
        /// What the system said.
        error: io::Error,
    },
    /// The spool's side.
    #[error("writing to the spool failed: {0}")]
    Spool(io::Error),
}

impl CaptureError {
    /// No room on the spool's disk.
    pub(crate) fn is_full(&self) -> bool {
        matches!(self, Self::Spool(error) if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}

/// Reads a file to its end: hashed, and written to `sink` if there is one.
pub(crate) fn read(
    open: &Open,
    path: &Path,
    sink: Option<&File>,
    progress: Progress<'_>,
) -> Result<Readout, CaptureError> {
    let at_start = |error| CaptureError::Read { bytes: 0, error };
    let mut source = open(path).map_err(at_start)?;
    read_source(source.as_mut(), sink, progress)
}

/// Reads an open file to its end; without a sink from the device and not from memory.
pub(crate) fn read_source(
    source: &mut dyn Source,
    sink: Option<&File>,
    progress: Progress<'_>,
) -> Result<Readout, CaptureError> {
    let at_start = |error| CaptureError::Read { bytes: 0, error };
    let before = source.facts().map_err(at_start)?;
    if sink.is_none() {
        source.forget();
    }
    let (sha256, size_bytes) = pipeline::run(source, sink, before.size_bytes, progress)?;
    let after = source.facts().map_err(|error| CaptureError::Read {
        bytes: size_bytes,
        error,
    })?;
    source.forget();
    Ok(Readout {
        sha256,
        size_bytes,
        before,
        after,
    })
}
