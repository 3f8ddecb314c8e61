//! Both languages say the same things, and every key that the screen uses is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Language, Words};

/// Key → the blanks that its text fills.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in language.text().lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '}'])) {
            current = key.to_owned();
            let is_new = keys.insert(current.clone(), BTreeSet::new()).is_none();
            assert!(is_new, "{key} is there twice");
        }
        let blanks = line.split('$').skip(1);
        let blanks = blanks.map(|rest| rest.chars().take_while(char::is_ascii_alphabetic).collect());
        keys.entry(current.clone()).or_default().extend(blanks);
    }
    keys.remove("");
    keys
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn used() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("templates"), &mut found);
    files(&root.join("src/kiosk"), &mut found);
    let mut used = BTreeSet::new();
    for path in found.iter().filter(|path| !path.ends_with("tests.rs")) {
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code: String = lines.flat_map(str::split_whitespace).collect();
        for before in ["t.say(\"", "t.count(\"", "t.with(\"", "Key(\""] {
            let after = code.split(before).skip(1);
            used.extend(after.map(|rest| rest.chars().take_while(|c| *c != '"').collect::<String>()));
        }
    }
    used
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_blanks() {
    assert_eq!(keys(Language::Chinese), keys(Language::English));
}

#[test]
fn every_key_that_is_used_is_there_and_every_key_is_used() {
    let known: BTreeSet<String> = keys(Language::English).into_keys().collect();
    let used = used();
    assert_eq!(
        used.symmetric_difference(&known).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "missing or never used"
    );
}

#[test]
fn chinese_is_the_preset() {
    assert_eq!(Language::of_tag(None), Language::Chinese);
    assert_eq!(Words(Language::Chinese).say("state-reading"), "勿拔");
    assert_eq!(
        Words(Language::of_tag(Some("en"))).say("state-reading"),
        "Do not remove"
    );
}
