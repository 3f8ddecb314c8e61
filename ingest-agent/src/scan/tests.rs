//! Listings of awkward volumes.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use rustix::thread::{CapabilitySet, capabilities, set_capabilities};

use super::{list, manifest, readable};
use crate::tests::patrol_volume;

/// Runs as somebody who may not read everything, also where the tests run as root.
fn without_privileges<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        scope
            .spawn(|| {
                let mut sets = capabilities(None).unwrap();
                sets.effective
                    .remove(CapabilitySet::DAC_OVERRIDE | CapabilitySet::DAC_READ_SEARCH);
                set_capabilities(None, sets).unwrap();
                work()
            })
            .join()
            .unwrap()
    })
}

#[test]
fn folder_that_cannot_be_listed_is_a_problem_and_the_rest_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    patrol_volume(folder.path(), &[("a.MP4", b"a")]);
    let locked = folder.path().join("VIDEO/locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let listing = without_privileges(|| list(folder.path()));
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(listing.files.len(), 2);
    assert_eq!(listing.problems.len(), 1);
    assert!(
        listing.problems[0].starts_with("VIDEO/locked cannot be listed"),
        "{:?}",
        listing.problems
    );
}

#[test]
fn links_are_told_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link")).unwrap();
    let listing = list(folder.path());
    assert!(listing.files.is_empty());
    assert!(listing.problems[0].starts_with("link "));
}

#[test]
fn names_in_gbk_or_with_control_characters_keep_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let gbk: &[u8] = &[0xcf, 0xd6, 0xb3, 0xa1, b'.', b'm', b'p', b'4'];
    for name in [gbk, b"a\x1b[2Jb.mp4", "现场.mp4".as_bytes()] {
        fs::write(folder.path().join(OsStr::from_bytes(name)), b"x").unwrap();
    }
    let listing = list(folder.path());
    let seen: Vec<(&str, Option<&[u8]>)> = listing
        .files
        .iter()
        .map(|f| (f.path.as_str(), f.raw.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            ("a\u{FFFD}[2Jb.mp4", Some(b"a\x1b[2Jb.mp4".as_slice())),
            ("现场.mp4", Some(gbk)),
            ("现场.mp4", None),
        ]
    );
    for file in &listing.files {
        assert_eq!(fs::read(file.place(folder.path())).unwrap(), b"x");
    }
}

#[test]
fn bytes_that_are_no_text_become_replacement_characters() {
    assert_eq!(readable(b"a\xffb"), ("a\u{FFFD}b".to_owned(), false));
}

#[test]
fn without_a_profile_everything_is_to_be_collected() {
    let folder = tempfile::tempdir().unwrap();
    patrol_volume(folder.path(), &[("a.THM", b"a")]);
    let listing = list(folder.path());
    assert_eq!(manifest(&listing, None).len(), 2);
    let profiles = crate::profile::load(None).unwrap();
    assert!(manifest(&listing, profiles.first()).is_empty());
}
