//! Hashing files: the running hash of an upload, read-backs that memory has no part in.
//!
//! What must stay true: memory use is flat whatever the size; files are never mapped.

use std::fs::File;
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use evidence_schema::digest::Sha256Digest;
use rustix::fs::{Advice, Mode, OFlags, fadvise};

use super::error::VaultError;
use super::{ReadBack, ReadMethod};

const BUFFER: usize = 1 << 20;
const ALIGNMENT: usize = 4096;

/// A running SHA-256.
#[derive(Clone)]
pub(super) struct Hasher(Context);

impl Hasher {
    pub(super) fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(super) fn finish(self) -> Sha256Digest {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        Sha256Digest::from_bytes(bytes)
    }
}

/// Hashes the first `size` bytes of a file (all of it when `None`), leaving the hash open to go on.
pub(super) fn hash_prefix(path: &Path, size: Option<u64>) -> Result<(Hasher, u64), VaultError> {
    use std::io::Read;
    let file = File::open(path).map_err(|e| VaultError::io("open", path, e))?;
    let mut limited = file.take(size.unwrap_or(u64::MAX));
    let mut hasher = Hasher::new();
    let mut buffer = vec![0; BUFFER];
    let mut total = 0_u64;
    loop {
        let n = limited.read(&mut buffer).map_err(|e| VaultError::io("read", path, e))?;
        if n == 0 {
            return Ok((hasher, total));
        }
        hasher.update(&buffer[..n]);
        total += n as u64;
    }
}

/// Reads a file from its device and hashes it: with `O_DIRECT`, else after dropping it from the page cache.
pub(super) fn read_back_file(path: &Path) -> Result<ReadBack, VaultError> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags | OFlags::DIRECT, Mode::empty()) {
        Ok(descriptor) => match read_aligned(&File::from(descriptor), path) {
            Ok((sha256, size_bytes)) => Ok(ReadBack {
                sha256,
                size_bytes,
                method: ReadMethod::Direct,
            }),
            // Some file systems accept the flag and refuse the first read.
            Err(VaultError::Io { source, .. }) if source.kind() == std::io::ErrorKind::InvalidInput => dropped(path),
            Err(e) => Err(e),
        },
        Err(rustix::io::Errno::INVAL) => dropped(path),
        Err(e) => Err(VaultError::io("open", path, e.into())),
    }
}

fn dropped(path: &Path) -> Result<ReadBack, VaultError> {
    let file = File::open(path).map_err(|e| VaultError::io("open", path, e))?;
    fadvise(&file, 0, None, Advice::DontNeed).map_err(|e| VaultError::io("drop cache of", path, e.into()))?;
    let (sha256, size_bytes) = read_aligned(&file, path)?;
    Ok(ReadBack {
        sha256,
        size_bytes,
        method: ReadMethod::Dropped,
    })
}

/// Reads with a buffer that starts on a block boundary, as `O_DIRECT` demands.
fn read_aligned(file: &File, path: &Path) -> Result<(Sha256Digest, u64), VaultError> {
    let mut space = vec![0_u8; BUFFER + ALIGNMENT];
    let start = space.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
    let buffer = &mut space[start..start + BUFFER];
    let mut hasher = Hasher::new();
    let mut total = 0_u64;
    loop {
        let n = match rustix::io::read(file, &mut *buffer) {
            Ok(n) => n,
            Err(rustix::io::Errno::INTR) => continue,
            Err(e) => return Err(VaultError::io("read back", path, e.into())),
        };
        if n == 0 {
            return Ok((hasher.finish(), total));
        }
        hasher.update(&buffer[..n]);
        total += n as u64;
    }
}
