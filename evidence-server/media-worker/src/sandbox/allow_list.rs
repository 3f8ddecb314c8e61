//! The system calls that reading and decoding needs; every other one fails with "not permitted".
//!
//! What must stay true: an allow list, never a deny list. Nothing on it opens, connects, starts, signals or maps code:
//! `mmap` and `mprotect` are refused as soon as they ask for executable memory, `prlimit64` as soon as it would set.

use std::collections::BTreeMap;

use libc::{PROT_EXEC, SYS_mmap, SYS_mprotect, SYS_prlimit64, c_long};
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
    libc::SYS_write,
    libc::SYS_writev,
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
    rules.insert(SYS_mmap, vec![without_bits(2, PROT_EXEC)?]);
    rules.insert(SYS_mprotect, vec![without_bits(2, PROT_EXEC)?]);
    rules.insert(SYS_prlimit64, vec![is_zero(2)?]);
    let not_permitted = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    SeccompFilter::new(
        rules,
        not_permitted,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()
}

/// Holds when none of the bits is set in the argument.
fn without_bits(argument: u8, bits: i32) -> Result<SeccompRule, BackendError> {
    let mask = SeccompCmpOp::MaskedEq(u64::from(bits.unsigned_abs()));
    SeccompRule::new(vec![SeccompCondition::new(argument, SeccompCmpArgLen::Qword, mask, 0)?])
}

fn is_zero(argument: u8) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Qword,
        SeccompCmpOp::Eq,
        0,
    )?])
}
