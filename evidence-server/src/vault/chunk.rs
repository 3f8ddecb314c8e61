//! Writing one chunk: append, run the clip's hash and the chunk's announced checksum over the same bytes.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use bytes::Bytes;
use tokio::sync::mpsc;

use super::error::VaultError;
use super::hashing::Hasher;

/// Checksums that a client may announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecksumKind {
    /// SHA-1: what the tus standard asks every server to know. It guards the road, not the evidence.
    Sha1,
    /// SHA-256.
    Sha256,
    /// CRC-32C, cheap: what our agent sends.
    Crc32c,
}

/// An announced checksum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    /// Algorithm.
    pub kind: ChecksumKind,
    /// Its bytes (CRC-32C: four, big-endian).
    pub value: Vec<u8>,
}

/// Where a writing thread begins, and what it computes on the way.
pub(super) struct Begin {
    pub(super) start: u64,
    pub(super) hasher: Option<Hasher>,
    pub(super) kind: Option<ChecksumKind>,
}

/// What a writing thread did.
pub(super) struct Written {
    pub(super) bytes: u64,
    pub(super) hasher: Option<Hasher>,
    pub(super) checksum: Option<Vec<u8>>,
}

enum Running {
    None,
    Digest(Context),
    Crc(u32),
}

impl Running {
    fn new(kind: Option<ChecksumKind>) -> Self {
        match kind {
            None => Self::None,
            Some(ChecksumKind::Sha1) => Self::Digest(Context::new(&SHA1_FOR_LEGACY_USE_ONLY)),
            Some(ChecksumKind::Sha256) => Self::Digest(Context::new(&SHA256)),
            Some(ChecksumKind::Crc32c) => Self::Crc(0),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::None => {}
            Self::Digest(context) => context.update(bytes),
            Self::Crc(value) => *value = crc32c::crc32c_append(*value, bytes),
        }
    }

    fn finish(self) -> Option<Vec<u8>> {
        match self {
            Self::None => None,
            Self::Digest(context) => Some(context.finish().as_ref().to_vec()),
            Self::Crc(value) => Some(value.to_be_bytes().to_vec()),
        }
    }
}

/// Writes the pieces of a chunk from `start` on, on a thread for blocking work.
pub(super) fn write(path: &Path, begin: Begin, mut pieces: mpsc::Receiver<Bytes>) -> Result<Written, VaultError> {
    let Begin {
        start,
        mut hasher,
        kind,
    } = begin;
    let failed = |what: &str, e| VaultError::io(what, path, e);
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|e| failed("open staged", e))?;
    file.seek(SeekFrom::Start(start))
        .map_err(|e| failed("seek staged", e))?;
    let mut checksum = Running::new(kind);
    let mut bytes = 0_u64;
    while let Some(piece) = pieces.blocking_recv() {
        file.write_all(&piece).map_err(|e| failed("write staged", e))?;
        checksum.update(&piece);
        if let Some(hasher) = &mut hasher {
            hasher.update(&piece);
        }
        bytes += piece.len() as u64;
    }
    Ok(Written {
        bytes,
        hasher,
        checksum: checksum.finish(),
    })
}
