//! What lies where: the top level, fixtures with their origin, files with a purpose, no file that nothing compiles.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::source::{self, SourceFile};
use super::{assert_clean, assert_tree_clean};

const PRODUCTION_LINES: usize = 400;
/// What one sees first. Dot-files may stand beside it, nothing else.
const TOP_LEVEL: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "evidence-server",
    "fixtures",
    "ingest-agent",
    "schema",
    "tests",
];
/// What git leaves alone: built or made at run time.
const TOP_LEVEL_MADE: [&str; 3] = ["target", "data", "demo"];
const EMPTY_NAMES: [&str; 8] = [
    "util", "utils", "helper", "helpers", "common", "manager", "managers", "misc",
];

fn long_files(file: &SourceFile) -> Vec<String> {
    let lines = file.text.lines().count();
    let is_long = file.is_rust() && !file.is_test() && lines > PRODUCTION_LINES;
    let what = format!("{lines} lines, production files stop at {PRODUCTION_LINES}");
    is_long
        .then(|| file.breach(PRODUCTION_LINES, &what))
        .into_iter()
        .collect()
}

fn files_without_purpose(file: &SourceFile) -> Vec<String> {
    let first = file.text.lines().next().unwrap_or_default();
    let says_it = first
        .strip_prefix("//! ")
        .is_some_and(|purpose| purpose.trim().len() > 10);
    let is_silent = file.is_rust() && !says_it;
    is_silent
        .then(|| file.breach(0, "the first line must say what the file is for (`//! …`)"))
        .into_iter()
        .collect()
}

fn empty_names(file: &SourceFile) -> Vec<String> {
    let parts = file
        .path
        .split('/')
        .map(|part| part.strip_suffix(".rs").unwrap_or(part));
    let is_empty_name = |part: &&str| file.is_rust() && EMPTY_NAMES.contains(part);
    parts
        .filter(is_empty_name)
        .map(|part| file.breach(0, &format!("`{part}` says nothing about what is in it")))
        .collect()
}

/// Rust files that no `mod` line reaches, and parents that are not called mod.rs.
fn unreached_files(files: &[SourceFile]) -> Vec<String> {
    let rust: Vec<_> = files.iter().filter(|file| file.is_rust()).collect();
    let mut breaches = Vec::new();
    for file in &rust {
        let own_folder = format!("{}/", file.path.trim_end_matches(".rs"));
        if rust.iter().any(|other| other.path.starts_with(&own_folder)) {
            breaches.push(file.breach(0, "a parent module is called mod.rs, in its folder"));
        }
        if !is_crate_root(&file.path) && !is_declared(file, &rust) {
            breaches.push(file.breach(0, "no `mod` line reaches this file: it is never compiled"));
        }
    }
    breaches
}

fn is_crate_root(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_named_so = matches!(name, "lib.rs" | "main.rs" | "build.rs");
    is_named_so || folder.ends_with("/bin") || folder.ends_with("/benches") || folder.ends_with("/examples")
}

fn is_declared(file: &SourceFile, rust: &[&SourceFile]) -> bool {
    let place = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let (folder, name) = place.rsplit_once('/').unwrap_or(("", place));
    let parents = ["/mod.rs", "/lib.rs", "/main.rs", ".rs"].map(|parent| format!("{folder}{parent}"));
    let line = format!("mod {name};");
    rust.iter()
        .any(|other| parents.contains(&other.path) && other.code.lines().any(|code| ends_with_word(code, &line)))
}

fn ends_with_word(code: &str, line: &str) -> bool {
    code.trim_end()
        .strip_suffix(line)
        .is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

fn top_level(names: &BTreeSet<String>) -> Vec<String> {
    let agreed: BTreeSet<String> = TOP_LEVEL.map(str::to_owned).into();
    let seen = names
        .iter()
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL_MADE.contains(&name.as_str()));
    let seen: BTreeSet<String> = seen.cloned().collect();
    let extra = seen
        .difference(&agreed)
        .map(|name| format!("{name}: not part of the agreed top level"));
    let lacking = agreed
        .difference(&seen)
        .map(|name| format!("{name}: missing at the top level"));
    extra.chain(lacking).collect()
}

fn fixtures_without_origin(folders: &[(String, Option<String>)]) -> Vec<String> {
    let says_origin = |readme: &Option<String>| readme.as_ref().is_some_and(|text| text.contains("Origin"));
    let silent = folders.iter().filter(|(_, readme)| !says_origin(readme));
    silent
        .map(|(folder, _)| format!("fixtures/{folder}: no README.md that says where its content comes from (Origin)"))
        .collect()
}

#[test]
fn production_files_stop_at_400_lines() {
    let long = "//! long\n".repeat(401);
    assert_eq!(long_files(&SourceFile::new("schema/src/ids.rs", &long)).len(), 1);
    assert_clean(&long_files(&SourceFile::new("schema/src/ids/tests.rs", &long)));
    assert_tree_clean(long_files);
}

#[test]
fn every_file_says_what_it_is_for() {
    for bad in ["use std::fs;", "//! x", "\n//! The clip and its states."] {
        assert_eq!(files_without_purpose(&SourceFile::new("a.rs", bad)).len(), 1, "{bad}");
    }
    assert_tree_clean(files_without_purpose);
}

#[test]
fn modules_have_names_that_say_something() {
    for bad in [
        "schema/src/utils.rs",
        "ingest-agent/src/common/mod.rs",
        "evidence-server/src/app/helpers.rs",
    ] {
        assert_eq!(empty_names(&SourceFile::new(bad, "")).len(), 1, "{bad}");
    }
    assert_tree_clean(empty_names);
}

#[test]
fn every_rust_file_is_reached_by_a_mod_line() {
    let files = [
        SourceFile::new("schema/src/lib.rs", "//! Root.\npub mod rules;\n// mod dead;"),
        SourceFile::new("schema/src/rules/mod.rs", "mod tests;"),
        SourceFile::new("schema/src/rules/tests.rs", ""),
        SourceFile::new("schema/src/dead.rs", ""),
        SourceFile::new("schema/src/rules.rs", ""),
    ];
    let places = unreached_files(&files).join("\n");
    assert!(places.contains("schema/src/dead.rs:1: no `mod` line"), "{places}");
    assert!(
        places.contains("schema/src/rules.rs:1: a parent module is called mod.rs"),
        "{places}"
    );
    assert_eq!(places.lines().count(), 2, "{places}");
    assert_clean(&unreached_files(&source::tree()));
}

#[test]
fn top_level_is_exactly_as_agreed() {
    let mut other: BTreeSet<String> = TOP_LEVEL.map(str::to_owned).into();
    other.extend([".ci".to_owned(), "target".to_owned(), "scripts".to_owned()]);
    other.remove("LICENSE");
    assert_eq!(
        top_level(&other),
        [
            "scripts: not part of the agreed top level",
            "LICENSE: missing at the top level"
        ]
    );
    let entries = fs::read_dir(source::root()).unwrap();
    let names = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_clean(&top_level(&names));
}

#[test]
fn every_fixtures_folder_names_its_origin() {
    let entries = fs::read_dir(source::root().join("fixtures"))
        .unwrap()
        .map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let described = |entry: fs::DirEntry| {
        let readme = fs::read_to_string(entry.path().join("README.md")).ok();
        (entry.file_name().into_string().unwrap(), readme)
    };
    let folders: Vec<_> = folders.map(described).collect();
    assert!(!folders.is_empty());
    let bad = [
        ("bare".to_owned(), None),
        ("mute".to_owned(), Some("# Mute".to_owned())),
    ];
    assert_eq!(fixtures_without_origin(&bad).len(), 2);
    assert_clean(&fixtures_without_origin(&folders));
}

#[test]
fn continuous_integration_runs_the_two_commands_of_the_readme() {
    let run = source::root().join(".ci/run");
    let text = fs::read_to_string(&run).unwrap();
    assert!(text.contains("\ncargo xtask test\n") && text.contains("\ncargo xtask demo --once\n"));
    assert!(text.contains("set -euo pipefail"));
    assert_eq!(fs::metadata(&run).unwrap().permissions().mode() & 0o111, 0o111);
}
