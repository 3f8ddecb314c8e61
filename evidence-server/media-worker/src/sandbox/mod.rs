//! The walls around the worker: resource limits, Landlock, a system-call allow list. Each is tried out where it stands.
//!
//! What must stay true: [`enter`] runs before the first byte of the file is read, in a process of one thread. Without
//! the allow list it fails and the worker does not work. Without Landlock (kernels before 5.13) it goes on and says so.
//! Landlock is tried before the allow list and the descriptor limit hide it, so that a wall is never credited with
//! what another one stopped.

mod allow_list;
mod filesystem;
mod resources;
mod self_test;

pub(crate) use self_test::self_test;

use std::fs::File;
use std::io::ErrorKind;
use std::net::UdpSocket;

use evidence_schema::wire::media::{MediaRequest, SandboxReport};

/// A file that everybody may read, so that only a wall can be the reason when opening it fails.
const READABLE_PATH: &str = "/proc/self/status";

/// A wall could not be raised, or does not hold.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SandboxError {
    #[error("resource limit {what} not set: {cause}; nothing was read")]
    Resource { what: &'static str, cause: String },
    #[error("Landlock not applied: {0}; nothing was read")]
    Landlock(String),
    #[error("system-call filter not installed: {0}; nothing was read")]
    AllowList(String),
    #[error("the sandbox does not hold: {0} succeeded; nothing was read")]
    DoesNotHold(&'static str),
}

/// Raises every wall and tries it out.
pub(crate) fn enter(request: &MediaRequest) -> Result<SandboxReport, SandboxError> {
    resources::limit(request)?;
    let landlock = filesystem::deny_all()?;
    if landlock && File::open(READABLE_PATH).is_ok() {
        return Err(SandboxError::DoesNotHold("opening a file behind Landlock"));
    }
    resources::close_descriptor_table()?;
    allow_list::install()?;
    if !is_denied(File::open(READABLE_PATH)) {
        return Err(SandboxError::DoesNotHold(
            "opening a file behind the system-call filter",
        ));
    }
    if !is_denied(UdpSocket::bind(("127.0.0.1", 0))) {
        return Err(SandboxError::DoesNotHold(
            "making a socket behind the system-call filter",
        ));
    }
    Ok(SandboxReport {
        landlock,
        seccomp: true,
        rlimits: resources::hold(request),
    })
}

/// Refused with "not permitted": the answer of the allow list, which no other wall gives here.
fn is_denied<T>(attempt: std::io::Result<T>) -> bool {
    attempt.is_err_and(|e| e.kind() == ErrorKind::PermissionDenied && e.raw_os_error() == Some(libc::EPERM))
}
