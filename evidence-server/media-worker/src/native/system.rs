//! Two attempts for the sandbox's self-test that the standard library does not offer.
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
    const PAGE_BYTES: usize = 4096;
    let access = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
    // SAFETY: a new private page wherever the kernel likes; it aliases nothing.
    let page = unsafe {
        libc::mmap(
            null_mut(),
            PAGE_BYTES,
            access,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if page == libc::MAP_FAILED {
        return Err(Error::last_os_error());
    }
    // SAFETY: exactly the page mapped above, which nobody uses.
    unsafe { libc::munmap(page, PAGE_BYTES) };
    Ok(())
}
