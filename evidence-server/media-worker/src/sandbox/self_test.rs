//! `media-worker --self-test`: tries what a taken-over worker would try, before and behind the walls, and reports both.
//!
//! What must stay true: every attempt made before the walls succeeds (or the test would prove nothing), and every
//! attempt behind them fails. `exec` and the bare system calls run behind the walls only: they would end or change us.

use std::fs::File;
use std::io::Error;
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use evidence_schema::wire::media::{MediaRequest, SandboxReport};
use rustix::process::{Resource, Rlimit};
use serde::Serialize;

use super::{READABLE_PATH, SandboxError, enter};
use crate::native;

/// What was tried and what came of it.
#[derive(Debug, Serialize)]
pub(crate) struct SelfTest {
    sandbox: SandboxReport,
    attempts: Vec<Attempt>,
}

/// One attempt; the numbers are error numbers of the system, absent where it succeeded.
#[derive(Debug, Serialize)]
struct Attempt {
    name: &'static str,
    was_tried_before: bool,
    error_before: Option<i32>,
    is_denied_behind: bool,
    error_behind: Option<i32>,
}

type Try = (&'static str, fn() -> Result<(), Error>);

/// Harmless where they succeed, so that they can be tried on both sides.
const ON_BOTH_SIDES: &[Try] = &[
    ("open a file to read", || File::open(READABLE_PATH).map(drop)),
    ("open a file to write", || {
        File::options().write(true).open("/dev/null").map(drop)
    }),
    ("list a folder", || std::fs::read_dir("/").map(drop)),
    ("look at a file", || std::fs::metadata("/").map(drop)),
    ("make a datagram socket", || UdpSocket::bind(("127.0.0.1", 0)).map(drop)),
    ("make a listening socket", || {
        TcpListener::bind(("127.0.0.1", 0)).map(drop)
    }),
    ("make a local socket pair", || UnixStream::pair().map(drop)),
    ("make a thread", make_thread),
    ("start a process", start_process),
    ("map executable memory", native::map_executable),
    ("map a file", native::map_descriptor_0),
    ("set a resource limit", set_resource_limit),
    ("send a signal", || {
        rustix::process::test_kill_process(rustix::process::getpid()).map_err(Error::from)
    }),
];

/// Each with zeros as arguments: whatever gets past the filter fails otherwise, or is harmless in a process that ends.
const BEHIND_ONLY: &[(&str, libc::c_long)] = &[
    ("execve", libc::SYS_execve),
    ("execveat", libc::SYS_execveat),
    // To descriptor 0, the media.
    ("write", libc::SYS_write),
    ("writev", libc::SYS_writev),
    ("pwrite64", libc::SYS_pwrite64),
    ("ftruncate", libc::SYS_ftruncate),
    ("connect", libc::SYS_connect),
    ("sendto", libc::SYS_sendto),
    ("openat2", libc::SYS_openat2),
    ("open_by_handle_at", libc::SYS_open_by_handle_at),
    ("memfd_create", libc::SYS_memfd_create),
    ("clone3", libc::SYS_clone3),
    ("ptrace", libc::SYS_ptrace),
    ("process_vm_readv", libc::SYS_process_vm_readv),
    ("process_vm_writev", libc::SYS_process_vm_writev),
    ("io_uring_setup", libc::SYS_io_uring_setup),
    ("bpf", libc::SYS_bpf),
    ("perf_event_open", libc::SYS_perf_event_open),
    ("userfaultfd", libc::SYS_userfaultfd),
    ("keyctl", libc::SYS_keyctl),
    ("mount", libc::SYS_mount),
    ("unshare", libc::SYS_unshare),
    ("setns", libc::SYS_setns),
    ("ioctl", libc::SYS_ioctl),
    ("dup", libc::SYS_dup),
    ("prctl", libc::SYS_prctl),
];

/// Runs the attempts around [`enter`].
pub(crate) fn self_test(request: &MediaRequest) -> Result<SelfTest, SandboxError> {
    let before: Vec<Option<i32>> = ON_BOTH_SIDES
        .iter()
        .map(|(_, attempt)| error_number(attempt()))
        .collect();
    let sandbox = enter(request)?;
    let mut attempts: Vec<Attempt> = ON_BOTH_SIDES
        .iter()
        .zip(before)
        .map(|((name, attempt), error_before)| Attempt {
            name,
            was_tried_before: true,
            error_before,
            ..behind(name, attempt())
        })
        .collect();
    attempts.push(behind("replace this process", Err(replace_process())));
    attempts.extend(
        BEHIND_ONLY
            .iter()
            .map(|(name, number)| behind(name, native::call_with_zeros(*number))),
    );
    Ok(SelfTest { sandbox, attempts })
}

fn behind(name: &'static str, result: Result<(), Error>) -> Attempt {
    let error_behind = error_number(result);
    Attempt {
        name,
        was_tried_before: false,
        error_before: None,
        is_denied_behind: error_behind.is_some(),
        error_behind,
    }
}

/// Absent for success; an error without a number of the system counts as -1.
fn error_number(result: Result<(), Error>) -> Option<i32> {
    result.err().map(|e| e.raw_os_error().unwrap_or(-1))
}

fn make_thread() -> Result<(), Error> {
    let thread = std::thread::Builder::new().spawn(|| ())?;
    thread.join().map_err(|_| Error::other("the thread did not end well"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the attempt itself: the sandbox must make it fail"
)]
fn start_process() -> Result<(), Error> {
    let mut child = Command::new("/bin/true")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    child.wait().map(drop)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the attempt itself: the sandbox must make it fail"
)]
fn replace_process() -> Error {
    Command::new("/bin/true").exec()
}

/// Sets the limit to what it is: allowed to everybody, and refused behind the filter.
fn set_resource_limit() -> Result<(), Error> {
    let now = rustix::process::getrlimit(Resource::Stack);
    let same = Rlimit {
        current: now.current,
        maximum: now.maximum,
    };
    rustix::process::setrlimit(Resource::Stack, same).map_err(Error::from)
}
