//! Files that tests compare with: frozen vectors and texts that are made from the code.
//!
//! What must stay true: a test never writes unless `EVIDENCE_FIXTURES=write` is set, and never over a frozen file.

use std::path::{Path, PathBuf};

/// A path below the checkout.
pub(crate) fn below_checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The text of a file below the checkout.
pub(crate) fn read(path: &str) -> String {
    let full = below_checkout(path);
    std::fs::read_to_string(&full).unwrap_or_else(|e| panic!("{path} cannot be read: {e}"))
}

/// Every JSON file of a folder below the checkout, by name; an empty folder is an error of the test.
pub(crate) fn json_files(folder: &str) -> Vec<(String, serde_json::Value)> {
    let entries =
        std::fs::read_dir(below_checkout(folder)).unwrap_or_else(|e| panic!("{folder} cannot be listed: {e}"));
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "json"))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{folder} holds no golden case");
    let load = |name: String| {
        let text = read(&format!("{folder}/{name}"));
        let value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{folder}/{name} is no JSON: {e}"));
        (name, value)
    };
    names.into_iter().map(load).collect()
}

/// Compares with a frozen vector. It is never overwritten: a new form wants a new version and a new file.
pub(crate) fn assert_frozen(path: &str, now: &str) {
    if may_write() && !below_checkout(path).exists() {
        write(path, now);
    }
    assert!(read(path) == now, "{path} is frozen, but this program makes:\n{now}");
}

/// Compares with a text that is made from the code, so that every change of it is seen in review.
pub(crate) fn assert_made(path: &str, now: &str) {
    if may_write() {
        write(path, now);
    }
    let before = std::fs::read_to_string(below_checkout(path)).unwrap_or_default();
    assert!(
        before == now,
        "{path} is out of date; see what changed with EVIDENCE_FIXTURES=write and git diff"
    );
}

/// A value as indented text, keys sorted: the same whatever features the JSON library was built with.
pub(crate) fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(&sorted(value)).unwrap() + "\n"
}

fn sorted(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(members) => {
            let members: std::collections::BTreeMap<_, _> =
                members.iter().map(|(k, v)| (k.clone(), sorted(v))).collect();
            members.into_iter().collect()
        }
        serde_json::Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn may_write() -> bool {
    std::env::var("EVIDENCE_FIXTURES").is_ok_and(|value| value == "write")
}

fn write(path: &str, text: &str) {
    let full = below_checkout(path);
    std::fs::create_dir_all(full.parent().unwrap()).unwrap();
    std::fs::write(full, text).unwrap();
}
