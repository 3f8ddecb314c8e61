//! Attempts for the sandbox's self-test that the standard library does not offer.
//!
//! What must stay true: called by the self-test only, in a process that ends right after it.

use std::io::Error;
use std::ptr::null_mut;

/// One system call with zeros as arguments.
pub(crate) fn call_with_zeros(number: libc::c_long) -> Result<(), Error> {
    // SAFETY: with null pointers and zero lengths the calls of the self-test's list touch no memory of ours.
    match unsafe { libc::syscall(number, 0, 0, 0, 0, 0, 0) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}

/// A page that could be written and then run.
pub(crate) fn map_executable() -> Result<(), Error> {
    map(
        libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC,
        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
        -1,
    )
}

/// The first page of the media.
pub(crate) fn map_descriptor_0() -> Result<(), Error> {
    map(libc::PROT_READ, libc::MAP_SHARED, 0)
}

fn map(access: i32, flags: i32, descriptor: i32) -> Result<(), Error> {
    const PAGE_BYTES: usize = 4096;
    // SAFETY: a new page wherever the kernel likes, which nobody touches; it aliases nothing of ours.
    let page = unsafe { libc::mmap(null_mut(), PAGE_BYTES, access, flags, descriptor, 0) };
    if page == libc::MAP_FAILED {
        return Err(Error::last_os_error());
    }
    // SAFETY: exactly the page mapped above, which nobody uses.
    unsafe { libc::munmap(page, PAGE_BYTES) };
    Ok(())
}
