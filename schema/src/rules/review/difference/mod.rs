//! What differs between two bundles: each value by its path, parts with an id of their own by that id.
//!
//! What must stay true: nothing differs without being told, but the moment at which something was asked; the order of parts
//! that have ids does not matter.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Members that are other at every asking.
const PASSING: [&str; 1] = ["asked_at"];
/// Members by which a part is known, the first that all parts of a list have.
const NAMES: [&str; 5] = ["act_id", "clip_id", "document_id", "explanation_id", "mark_id"];
/// Longest text of a value that is shown, in characters.
const SHOWN_CHARS: usize = 160;

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Differs {
    /// Names of the members on the way to it; parts with ids by their id.
    pub path: Vec<String>,
    /// What it was; absent where it is new.
    pub before: Option<String>,
    /// What it is; absent where it is gone.
    pub after: Option<String>,
}

/// Everything that differs, in the order of the paths.
pub fn differences(before: &Value, after: &Value) -> Vec<Differs> {
    let mut found = Vec::new();
    walk(&mut Vec::new(), (Some(before), Some(after)), &mut found);
    found
}

fn walk(path: &mut Vec<String>, pair: (Option<&Value>, Option<&Value>), found: &mut Vec<Differs>) {
    if pair.0 == pair.1 || path.last().is_some_and(|name| PASSING.contains(&name.as_str())) {
        return;
    }
    match pair {
        (Some(Value::Object(one)), Some(Value::Object(other))) => members(path, (one, other), found),
        (Some(Value::Array(one)), Some(Value::Array(other))) => match (named(one), named(other)) {
            (Some(one), Some(other)) => members(path, (&one, &other), found),
            _ => found.push(differs(path, pair)),
        },
        _ => found.push(differs(path, pair)),
    }
}

fn members(path: &mut Vec<String>, (one, other): (&Map<String, Value>, &Map<String, Value>), found: &mut Vec<Differs>) {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    for name in names {
        path.push(name.clone());
        walk(path, (one.get(name), other.get(name)), found);
        path.pop();
    }
}

/// A list of parts that have ids, by these; absent where it is another list. An empty one has no parts without.
fn named(list: &[Value]) -> Option<Map<String, Value>> {
    if list.is_empty() {
        return Some(Map::new());
    }
    let name = NAMES
        .iter()
        .find(|name| list.iter().all(|part| part[**name].is_string()))?;
    let id = |part: &Value| part[*name].as_str().map(str::to_owned);
    let parts: BTreeMap<String, Value> = list.iter().filter_map(|part| Some((id(part)?, part.clone()))).collect();
    // Two parts of one name cannot be told apart.
    (parts.len() == list.len()).then(|| parts.into_iter().collect())
}

fn differs(path: &[String], (before, after): (Option<&Value>, Option<&Value>)) -> Differs {
    Differs {
        path: path.to_vec(),
        before: before.map(shown),
        after: after.map(shown),
    }
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    };
    if text.chars().count() <= SHOWN_CHARS {
        return text;
    }
    let mut short: String = text.chars().take(SHOWN_CHARS).collect();
    short.push('…');
    short
}
