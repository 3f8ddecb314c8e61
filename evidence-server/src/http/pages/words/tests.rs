//! Both languages say the same things, and every key that a page uses is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

use super::catalogue::texts;
use super::{Language, Words};

/// Key → the blanks that its text fills.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for text in texts(language) {
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| errors);
        drop(resource.expect("every text can be read"));
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '}'])) {
                current = key.to_owned();
                assert!(
                    keys.insert(current.clone(), BTreeSet::new()).is_none(),
                    "{key} is there twice"
                );
            }
            let blanks = line
                .split('$')
                .skip(1)
                .map(|rest| rest.chars().take_while(char::is_ascii_alphabetic).collect());
            if let Some(known) = keys.get_mut(&current) {
                known.extend(blanks);
            }
        }
    }
    keys
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files_below(&entry, extension));
        } else if entry.extension().is_some_and(|e| e == extension) {
            found.push(entry);
        }
    }
    found
}

/// Each file of code below a folder of this package, up to its own tests; files of tests are left out.
pub(in crate::http::pages) fn each_source(folder: &str) -> Vec<(PathBuf, String)> {
    let files = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), "rs");
    assert!(!files.is_empty(), "{folder} holds no code");
    let files = files.into_iter().filter(|path| !path.ends_with("tests.rs"));
    files
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            (path, code.to_owned())
        })
        .collect()
}

/// The code below a folder of this package, without comments and spaces: the formatter may break a line anywhere.
pub(in crate::http::pages) fn sources_below(folder: &str) -> String {
    each_source(folder).iter().map(|(_, code)| squeezed(code)).collect()
}

fn squeezed(text: &str) -> String {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(str::split_whitespace).collect()
}

/// What stands between `before` and the next quote.
fn quoted_after(text: &str, before: &str) -> Vec<String> {
    text.split(before)
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| *c != '"').collect())
        .collect()
}

fn used() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let templates = files_below(&root.join("templates"), "html");
    let code = files_below(&root.join("src/http/pages"), "rs");
    let mut used = BTreeSet::new();
    for path in templates
        .iter()
        .chain(&code)
        .filter(|path| !path.ends_with("words/tests.rs"))
    {
        let text = fs::read_to_string(path).unwrap();
        let code = squeezed(&text);
        for before in ["t.say(\"", "t.count(\"", "t.with(\"", "t.fill(\"", "Key(\""] {
            used.extend(quoted_after(&code, before));
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
    let missing: Vec<_> = used.difference(&known).collect();
    let idle: Vec<_> = known.difference(&used).collect();
    assert!(missing.is_empty(), "used but not there: {missing:?}");
    assert!(idle.is_empty(), "there but never used: {idle:?}");
}

#[test]
fn chinese_is_the_preset_and_speaks_chinese() {
    assert_eq!(Language::of_tag(None), Language::Chinese);
    assert_eq!(Language::of_tag(Some("xx")), Language::Chinese);
    assert_eq!(Words(Language::of_tag(Some("en"))).say("nav-clips"), "Clips");
    assert_eq!(Words(Language::Chinese).say("nav-clips"), "音像文件");
}

#[test]
fn english_counts_one_and_many() {
    let words = Words(Language::English);
    assert_eq!(words.count("cases-clips", 1_u64), "1 clip");
    assert_eq!(words.count("cases-clips", 1200_u64), "1200 clips");
}
