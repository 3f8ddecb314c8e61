//! Links beneath a folder lead nowhere, whenever they got there.

use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::{file, folder_of, made_folder_of, parts, root, walked};

/// A folder with `day/a.mp4`, and beside it one with the same names that nobody gave to the agent.
fn folders() -> (tempfile::TempDir, std::path::PathBuf, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (watched, outside) = (folder.path().join("watched"), folder.path().join("outside"));
    for (at, bytes) in [(&watched, "inside"), (&outside, "outside")] {
        fs::create_dir_all(at.join("day")).unwrap();
        fs::write(at.join("day/a.mp4"), bytes).unwrap();
    }
    (folder, watched, outside)
}

fn text(at: &Path, below: &str) -> std::io::Result<String> {
    let mut text = String::new();
    file(at, &at.join(below))?.read_to_string(&mut text)?;
    Ok(text)
}

fn swap(watched: &Path, outside: &Path) {
    fs::rename(watched.join("day"), watched.join("day before")).unwrap();
    symlink(outside.join("day"), watched.join("day")).unwrap();
}

#[test]
fn files_are_opened_beneath_the_folder_and_not_through_links() {
    let (folder, watched, outside) = folders();
    assert_eq!(text(&watched, "day/a.mp4").unwrap(), "inside");
    let link = folder.path().join("link to the folder");
    symlink(&watched, &link).unwrap();
    assert_eq!(
        text(&link, "day/a.mp4").unwrap(),
        "inside",
        "what a person named may be a link"
    );
    swap(&watched, &outside);
    assert_eq!(fs::read_to_string(watched.join("day/a.mp4")).unwrap(), "outside");
    assert!(text(&watched, "day/a.mp4").is_err());
    symlink(outside.join("day/a.mp4"), watched.join("b.mp4")).unwrap();
    assert!(text(&watched, "b.mp4").is_err());
    for strange in [
        "../outside/day/a.mp4",
        "day before/../day before/a.mp4",
        "/etc/hostname",
    ] {
        assert!(text(&watched, strange).is_err(), "{strange}");
    }
}

#[test]
fn older_kernels_refuse_the_same_by_going_down_step_by_step() {
    let (_folder, watched, outside) = folders();
    let (on_the_way, _) = parts(b"day/a.mp4").unwrap();
    assert!(walked(root(&watched).unwrap(), &on_the_way).is_ok());
    swap(&watched, &outside);
    assert!(walked(root(&watched).unwrap(), &on_the_way).is_err());
    assert!(folder_of(root(&watched).unwrap(), b"day/a.mp4").is_err());
}

#[test]
fn folders_are_made_beneath_and_not_through_links() {
    let (_folder, watched, outside) = folders();
    let (_, name) = made_folder_of(root(&watched).unwrap(), b"done/day/a.mp4").unwrap();
    assert!(watched.join("done/day").is_dir() && name == b"a.mp4");
    fs::remove_dir_all(watched.join("done")).unwrap();
    symlink(&outside, watched.join("done")).unwrap();
    assert!(made_folder_of(root(&watched).unwrap(), b"done/new/a.mp4").is_err());
    assert!(!outside.join("new").exists());
}
