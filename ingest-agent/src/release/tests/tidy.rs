//! One place removes a recorder's files: every other line of the agent that could remove or overwrite a file is listed here.
//!
//! What must stay true: the table is exact in both directions. A new line that removes, renames or overwrites a file
//! fails this test until somebody has said here what it is about. An alias does not hide a call (its `use` line is
//! counted), nor does the C library: unsafe code is denied and no process may be started.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Names under which bytes or names of files go away, in the standard library and in rustix.
const TAKES_AWAY: [&str; 19] = [
    "remove_file",
    "remove_dir",
    "remove_dir_all",
    "unlink",
    "unlinkat",
    "rmdir",
    "rename",
    "renameat",
    "renameat_with",
    "set_len",
    "ftruncate",
    "truncate",
    "fallocate",
    "copy",
    "hard_link",
    "OpenOptions",
    "create_new",
    "mount_remount",
    "process",
];

/// The same where the name alone says too little.
const CALLS: [&str; 3] = ["fs::write(", "File::create(", "File::options("];

/// File, name, lines, and what they are about.
const KNOWN: [(&str, &str, usize, &str); 17] = [
    ("release/erase.rs", "unlinkat", 1, "the recorder's file, with a permit"),
    (
        "release/medium/mod.rs",
        "mount_remount",
        2,
        "the recorder's volume, for that deletion",
    ),
    (
        "capture/mod.rs",
        "OpenOptions",
        1,
        "opens a recorder's file for reading only",
    ),
    ("capture/spool.rs", "remove_file", 2, "the spool, by capture id"),
    ("capture/spool.rs", "OpenOptions", 2, "the spool, by capture id"),
    ("capture/spool.rs", "create_new", 1, "the spool, never over a file"),
    ("control.rs", "remove_file", 1, "the control socket in the data folder"),
    ("files.rs", "OpenOptions", 2, "a temporary file of the data folder"),
    ("files.rs", "truncate", 1, "the same"),
    ("files.rs", "rename", 1, "the same"),
    ("import/job.rs", "truncate", 1, "shortens a list in memory"),
    ("profile/mod.rs", "rename", 1, "the name of a field"),
    ("run.rs", "process", 2, "the process's exit code"),
    ("main.rs", "process", 1, "the process's exit code"),
    ("import/command.rs", "process", 1, "the process's exit code"),
    ("watching/board.rs", "truncate", 1, "a list in memory"),
    (
        "watching/finished.rs",
        "renameat_with",
        2,
        "a watched file goes to the folder of finished ones, and replaces none",
    ),
];

/// Lines of each name that takes something away; comments do not count.
fn found(text: &str) -> BTreeMap<String, usize> {
    let mut lines: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        let named = words.filter(|word| TAKES_AWAY.contains(word));
        let called = CALLS.into_iter().filter(|call| code.contains(call));
        for name in named.chain(called) {
            lines.entry(name.to_owned()).or_default().insert(number);
        }
    }
    lines.into_iter().map(|(name, lines)| (name, lines.len())).collect()
}

/// Every file of the agent but its tests.
fn production(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" {
            production(&path, visit);
        } else if path.extension().is_some_and(|kind| kind == "rs") && name != "tests.rs" {
            visit(&path);
        }
    }
}

#[test]
fn nothing_else_in_the_agent_takes_a_file_away() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = BTreeMap::new();
    let mut files = 0;
    production(&sources, &mut |path| {
        files += 1;
        let name = path.strip_prefix(&sources).unwrap().to_str().unwrap().to_owned();
        for (word, lines) in found(&fs::read_to_string(path).unwrap()) {
            seen.insert((name.clone(), word), lines);
        }
    });
    assert!(
        files > 60,
        "only {files} files were looked at: is this still where they stand?"
    );
    let known: BTreeMap<(String, String), usize> = KNOWN
        .iter()
        .map(|(file, word, lines, _)| (((*file).to_owned(), (*word).to_owned()), *lines))
        .collect();
    assert_eq!(seen, known);
}

#[test]
fn only_the_erasing_file_unlinks_and_only_with_a_permit() {
    let unlinking: Vec<&str> = KNOWN
        .iter()
        .filter(|known| known.1.starts_with("unlink"))
        .map(|known| known.0)
        .collect();
    assert_eq!(unlinking, ["release/erase.rs"]);
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let text = fs::read_to_string(sources.join("release/erase.rs")).unwrap();
    let before = text.split("unlinkat(").next().unwrap();
    let function = before.rsplit("fn ").next().unwrap();
    assert!(
        function.starts_with("erase(") && function.contains("permit: Permit"),
        "{function}"
    );
    // A permit is made in one place, and nobody else can: its fields are private to that file.
    let text = fs::read_to_string(sources.join("release/permit.rs")).unwrap();
    assert_eq!(text.matches("Ok(Permit {").count(), 1);
    assert_eq!(
        text.matches("Permit {").count(),
        3,
        "its type, its methods, the one that is made"
    );
}

#[test]
fn call_is_found_under_an_alias_and_in_a_chain_and_not_in_a_comment() {
    for line in [
        "use std::fs::remove_file as tidy;",
        "    std::fs::remove_dir_all(&place)?;",
        "let file = std::fs::File::create(path)?;",
        "rustix::fs::unlinkat(&folder, name, flags)",
        "let shorter = file.set_len(0);",
        "std::process::Command::new(\"rm\")",
    ] {
        assert_eq!(found(line).len(), 1, "{line}");
    }
    assert!(found("/// Nobody calls remove_file here.\nlet removed_file = 1;").is_empty());
}
