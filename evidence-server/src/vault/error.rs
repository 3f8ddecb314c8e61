//! What can go wrong in the vault.

use std::io;
use std::path::Path;

/// An error of the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No room left.
    #[error("no room left in the vault ({0})")]
    Full(String),
    /// The object or file is not there.
    #[error("{0} is not there")]
    Missing(String),
    /// Other bytes stand under this key.
    #[error("other bytes stand under the key {0}")]
    KeyTaken(String),
    /// A text that cannot be a key.
    #[error("{0:?} cannot be a key of the vault")]
    BadKey(String),
    /// A file operation failed.
    #[error("{what}: {source}")]
    Io {
        /// What was tried, on what.
        what: String,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// The object store failed.
    #[error("object store: {what}: {source}")]
    Remote {
        /// What was tried, on what.
        what: String,
        /// Its answer.
        #[source]
        source: object_store::Error,
    },
    /// Another process uses the data folder.
    #[error("another process uses {0}; only one server may use a data folder")]
    Locked(String),
    /// tus: the chunk's checksum does not fit.
    #[error("the checksum of the chunk differs")]
    Checksum,
    /// A newer request took over.
    #[error("a newer request writes this upload")]
    Superseded,
    /// The client went away in the middle of a body.
    #[error("the body ended early: {0}")]
    BodyCut(String),
    /// More bytes than were announced.
    #[error("more bytes than were announced")]
    TooMuch,
}

impl VaultError {
    /// A failed file operation: a full disk is told apart.
    pub(super) fn io(what: &str, path: &Path, source: io::Error) -> Self {
        let what = format!("{what} {}", path.display());
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(what),
            io::ErrorKind::NotFound => Self::Missing(what),
            _ => Self::Io { what, source },
        }
    }

    /// A failed request to the object store.
    pub(super) fn remote(what: &str, key: &str, source: object_store::Error) -> Self {
        let what = format!("{what} {key}");
        match source {
            object_store::Error::NotFound { .. } => Self::Missing(what),
            source => Self::Remote { what, source },
        }
    }
}

/// Runs blocking file work on a thread for it.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(e) => Err(VaultError::Io {
            what: "file work".into(),
            source: io::Error::other(e),
        }),
    }
}
