//! Which packages are asked for, and when a program on the path is good enough.

use super::*;

fn all() -> Vec<&'static Package> {
    PACKAGES.iter().collect()
}

#[test]
fn a_package_that_was_removed_but_left_its_settings_is_missing() {
    let installed = parse_installed("ffmpeg installed\nrclone config-files\nclang not-installed\n");
    assert_eq!(installed, BTreeSet::from(["ffmpeg".to_owned()]));
}

#[test]
fn nodejs_from_elsewhere_serves_but_nothing_replaces_clang() {
    let missing = missing(&all(), &BTreeSet::new(), |program| {
        program == "node" || program == "clang"
    });
    assert!(!missing.contains(&"nodejs"));
    assert!(missing.contains(&"clang") && missing.contains(&"npm"));
}

#[test]
fn nothing_is_missing_once_everything_is_installed() {
    let installed = PACKAGES.iter().map(|package| package.name.to_owned()).collect();
    assert!(missing(&all(), &installed, |_| false).is_empty());
}

#[test]
fn no_package_is_listed_twice() {
    let names: BTreeSet<_> = PACKAGES.iter().map(|package| package.name).collect();
    assert_eq!(names.len(), PACKAGES.len());
}
