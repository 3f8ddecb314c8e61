//! Files that tests compare with: golden cases, frozen vectors and texts that are made from the code.
//!
//! What must stay true: a test never writes unless `EVIDENCE_FIXTURES=write` is set, and never over a frozen file; a golden
//! case has a title of its own and a reason.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A golden case as a person writes it down: a title, why it is so, the facts, the verdict.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<G, E> {
    case: String,
    why: String,
    given: G,
    expected: E,
}

/// A golden case.
pub(crate) struct Case<G, E> {
    /// File and title, for messages.
    pub(crate) name: String,
    /// The facts.
    pub(crate) given: G,
    /// The verdict.
    pub(crate) expected: E,
}

/// Every golden case of a folder below the checkout, of which there must be so many at least.
pub(crate) fn cases<G: DeserializeOwned, E: DeserializeOwned>(folder: &str, least: usize) -> Vec<Case<G, E>> {
    let cases = cases_of(json_files(folder));
    assert!(cases.len() >= least, "{folder} holds only {} golden cases", cases.len());
    cases
}

fn cases_of<G: DeserializeOwned, E: DeserializeOwned>(files: Vec<(String, serde_json::Value)>) -> Vec<Case<G, E>> {
    let mut titles = BTreeSet::new();
    let case = |(file, value): (String, serde_json::Value)| {
        // What is expected may be null, not forgotten.
        assert!(value.get("expected").is_some(), "{file} expects nothing");
        let written: Written<G, E> = serde_json::from_value(value).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(!written.case.trim().is_empty(), "{file} has no title");
        assert!(!written.why.trim().is_empty(), "{file} does not say why");
        assert!(
            titles.insert(written.case.clone()),
            "{file}: another case is called so: {}",
            written.case
        );
        Case {
            name: format!("{file}: {}", written.case),
            given: written.given,
            expected: written.expected,
        }
    };
    files.into_iter().map(case).collect()
}

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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Case, cases_of};

    fn read(cases: &[Value]) -> Result<usize, String> {
        let files: Vec<(String, Value)> = cases.iter().map(|case| ("a.json".to_owned(), case.clone())).collect();
        let outcome = std::panic::catch_unwind(|| {
            let cases: Vec<Case<u8, Option<u8>>> = cases_of(files);
            cases.len()
        });
        outcome.map_err(|said| said.downcast_ref::<String>().cloned().unwrap_or_default())
    }

    #[test]
    fn a_golden_case_has_a_title_of_its_own_a_reason_facts_and_a_verdict() {
        let good = json!({"case": "One", "why": "It is.", "given": 1, "expected": null});
        assert_eq!(read(std::slice::from_ref(&good)), Ok(1));
        for (name, value, complaint) in [
            ("case", json!(" "), "has no title"),
            ("why", json!(""), "does not say why"),
            ("given", json!("one"), "invalid type"),
            ("note", json!("further"), "unknown field"),
        ] {
            let mut bad = good.clone();
            bad[name] = value;
            let said = read(&[bad]).unwrap_err();
            assert!(said.contains(complaint), "{name}: {said}");
        }
        let mut forgotten = good.clone();
        forgotten.as_object_mut().unwrap().remove("expected");
        assert!(read(&[forgotten]).unwrap_err().contains("expects nothing"));
        assert!(read(&[good.clone(), good]).unwrap_err().contains("another case"));
    }
}
