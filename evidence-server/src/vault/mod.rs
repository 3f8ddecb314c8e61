//! The only folder that touches evidence bytes: staging, the local engine, the S3 engine, the published log.
//!
//! What must stay true: an object is put once under a fresh key and never overwritten; `put` returns only when the
//! bytes would survive a power cut; a read-back comes from the device, not from memory.

mod chunk;
mod error;
mod hashing;
mod key;
mod local;
mod published;
mod s3;
mod staging;

use std::path::Path;

use bytes::Bytes;
use futures_util::stream::BoxStream;

pub use error::VaultError;
pub use key::ObjectKey;
pub use local::{LocalVault, lock_folder};
pub use published::Published;
pub use s3::{S3Settings, S3Vault};
pub use staging::{Append, AppendError, Checksum, ChecksumKind, Staging};

/// What a read-back found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBack {
    /// Digest of the bytes as they are on the device.
    pub sha256: evidence_schema::digest::Sha256Digest,
    /// Their number.
    pub size_bytes: u64,
    /// How memory was kept out of it.
    pub method: ReadMethod,
}

/// How memory was kept out of a read-back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadMethod {
    /// `O_DIRECT`: the page cache was never asked.
    Direct,
    /// The file was dropped from the page cache before it was read.
    Dropped,
    /// The store's own process read its device.
    Remote,
}

impl ReadMethod {
    /// Stable word, for the entry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Dropped => "cache_dropped",
            Self::Remote => "remote",
        }
    }
}

/// An object found in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundObject {
    /// Its key.
    pub key: ObjectKey,
    /// Its size.
    pub size_bytes: u64,
}

/// Bytes of an object, in order.
pub type ObjectStream = BoxStream<'static, Result<Bytes, VaultError>>;

/// The vault: one of its two engines.
#[derive(Debug, Clone)]
pub enum Vault {
    /// Files on this machine.
    Local(LocalVault),
    /// A bucket.
    S3(S3Vault),
}

impl Vault {
    /// Puts a staged file under a fresh key. Doing it again with the same bytes is fine; other bytes are refused.
    ///
    /// # Errors
    /// [`VaultError::Full`] when there is no room; [`VaultError::KeyTaken`] when other bytes stand there.
    pub async fn put(&self, staged: &Path, key: &ObjectKey) -> Result<(), VaultError> {
        match self {
            Self::Local(vault) => vault.put(staged, key).await,
            Self::S3(vault) => vault.put(staged, key).await,
        }
    }

    /// Reads an object back from the device and hashes it.
    ///
    /// # Errors
    /// [`VaultError::Missing`] when it is gone.
    pub async fn read_back(&self, key: &ObjectKey) -> Result<ReadBack, VaultError> {
        match self {
            Self::Local(vault) => vault.read_back(key).await,
            Self::S3(vault) => vault.read_back(key).await,
        }
    }

    /// Bytes `from..to` of an object.
    ///
    /// # Errors
    /// [`VaultError::Missing`] when it is gone.
    pub async fn stream(&self, key: &ObjectKey, from: u64, to: u64) -> Result<ObjectStream, VaultError> {
        match self {
            Self::Local(vault) => vault.stream(key, from, to).await,
            Self::S3(vault) => vault.stream(key, from, to).await,
        }
    }

    /// A seekable file with the object's bytes, for the media worker; from a bucket it is fetched into `scratch`.
    ///
    /// # Errors
    /// [`VaultError::Missing`] when it is gone.
    pub async fn open_file(&self, key: &ObjectKey, scratch: &Path) -> Result<std::fs::File, VaultError> {
        match self {
            Self::Local(vault) => vault.open_file(key).await,
            Self::S3(vault) => vault.open_file(key, scratch).await,
        }
    }

    /// Size of an object, `None` when it is not there.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub async fn size(&self, key: &ObjectKey) -> Result<Option<u64>, VaultError> {
        match self {
            Self::Local(vault) => vault.size(key).await,
            Self::S3(vault) => vault.size(key).await,
        }
    }

    /// Every object.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub async fn list(&self) -> Result<Vec<FoundObject>, VaultError> {
        match self {
            Self::Local(vault) => vault.list().await,
            Self::S3(vault) => vault.list().await,
        }
    }

    /// What the engine cannot do and somebody should know, one sentence each.
    pub async fn probe(&self) -> Vec<String> {
        match self {
            Self::Local(_) => Vec::new(),
            Self::S3(vault) => vault.probe().await,
        }
    }

    /// `local` or `s3`.
    pub const fn engine_name(&self) -> &'static str {
        match self {
            Self::Local(_) => "local",
            Self::S3(_) => "s3",
        }
    }
}
