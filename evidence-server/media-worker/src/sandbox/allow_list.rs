//! The system calls that reading and decoding needs; every other one fails with "not permitted".
//!
//! What must stay true: an allow list, never a deny list. Nothing on it opens, connects, starts, signals or maps code.
//! Writing is for descriptors 1 and 2 only, and no file can be mapped: even a media file that was opened for writing
//! cannot be changed. `prlimit64` may ask and never set.

use std::collections::BTreeMap;

use libc::{MAP_ANONYMOUS, PROT_EXEC, c_long};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

use super::SandboxError;

/// Allowed whatever the arguments: memory, the descriptors already open, time, random bytes, the end.
const ALLOWED: &[c_long] = &[
    libc::SYS_read,
    libc::SYS_pread64,
    libc::SYS_readv,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_close,
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Installs the list for the calling thread, which must be the only one. Also sets "no new privileges".
pub(super) fn install() -> Result<(), SandboxError> {
    let program = program().map_err(|e| SandboxError::AllowList(e.to_string()))?;
    seccompiler::apply_filter(&program).map_err(|e| SandboxError::AllowList(e.to_string()))
}

fn program() -> Result<BpfProgram, BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    let no_code = bits(2, PROT_EXEC, 0)?;
    rules.insert(
        libc::SYS_mmap,
        vec![SeccompRule::new(vec![
            no_code.clone(),
            bits(3, MAP_ANONYMOUS, MAP_ANONYMOUS)?,
        ])?],
    );
    rules.insert(libc::SYS_mprotect, vec![SeccompRule::new(vec![no_code])?]);
    rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![equal(2, 0)?])?]);
    for call in [libc::SYS_write, libc::SYS_writev] {
        rules.insert(
            call,
            vec![
                SeccompRule::new(vec![equal(0, 1)?])?,
                SeccompRule::new(vec![equal(0, 2)?])?,
            ],
        );
    }
    let not_permitted = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    SeccompFilter::new(
        rules,
        not_permitted,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()
}

/// Holds when of the bits `mask` exactly `wanted` are set in the argument.
fn bits(argument: u8, mask: i32, wanted: i32) -> Result<SeccompCondition, BackendError> {
    let is_masked = SeccompCmpOp::MaskedEq(u64::from(mask.unsigned_abs()));
    SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Qword,
        is_masked,
        u64::from(wanted.unsigned_abs()),
    )
}

fn equal(argument: u8, value: u64) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, value)
}
