//! The dictionary against the JSON schemas and the enums: nothing without a name, nothing that is no more.

use std::collections::BTreeSet;

use serde_json::Value;

use super::bodies::unused_lines;
use super::{csv, dictionary};
use crate::golden;

fn schemas() -> Value {
    serde_json::from_str(&golden::read("schema/json/wire.schema.json")).unwrap()
}

#[test]
fn every_field_of_every_body_has_its_names_and_stands_in_the_schemas() {
    let schemas = schemas();
    for body in dictionary().bodies {
        assert!(!body.chinese.is_empty() && !body.english.is_empty(), "{}", body.name);
        let described = schemas["$defs"][&body.name]["properties"].as_object();
        let described = described.unwrap_or_else(|| panic!("{} is in no schema", body.name));
        let names: BTreeSet<&String> = body.fields.iter().map(|field| &field.name).collect();
        assert_eq!(names, described.keys().collect(), "{}", body.name);
        for field in &body.fields {
            let place = format!("{}.{}", body.name, field.name);
            assert!(!field.chinese.is_empty(), "{place} has no Chinese name: add a line");
            assert!(
                !field.english.is_empty() && !field.kind.is_empty(),
                "{place}: {field:?}"
            );
        }
    }
    assert_eq!(unused_lines(), Vec::<&str>::new(), "lines of fields that are no more");
}

#[test]
fn every_word_of_a_schemas_enum_stands_in_its_list_and_no_other() {
    let schemas = schemas();
    let mut compared = 0;
    for list in dictionary().lists {
        let codes: BTreeSet<&str> = list.words.iter().map(|word| word.code.as_str()).collect();
        assert_eq!(codes.len(), list.words.len(), "{}: a word stands twice", list.name);
        assert!(
            list.words
                .iter()
                .all(|word| !word.chinese.is_empty() && !word.english.is_empty())
        );
        let Some(described) = schemas["$defs"][&list.name]["enum"].as_array() else {
            continue;
        };
        let described: BTreeSet<&str> = described.iter().filter_map(Value::as_str).collect();
        assert_eq!(codes, described, "{}", list.name);
        compared += 1;
    }
    assert!(compared >= 6, "only {compared} lists stand in the schemas");
}

#[test]
fn types_that_fields_name_are_explained() {
    let dictionary = dictionary();
    let plain = ["text", "number", "yes or no", "time", "object"];
    let known: BTreeSet<&str> = dictionary
        .bodies
        .iter()
        .map(|body| body.name.as_str())
        .chain(dictionary.lists.iter().map(|list| list.name.as_str()))
        .chain(plain)
        .collect();
    for body in &dictionary.bodies {
        for field in &body.fields {
            let kind = field.kind.trim_start_matches("list of ");
            assert!(
                known.contains(kind) || kind.ends_with("Id"),
                "{}.{}: {kind}",
                body.name,
                field.name
            );
        }
    }
}

#[test]
fn table_has_a_line_for_each_field_and_word() {
    let dictionary = dictionary();
    let text = csv(&dictionary);
    let fields: usize = dictionary.bodies.iter().map(|body| body.fields.len()).sum();
    let words: usize = dictionary.lists.iter().map(|list| list.words.len()).sum();
    assert!(text.starts_with('\u{feff}'), "spreadsheets need the mark");
    let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let records: Vec<_> = reader.records().map(|record| record.unwrap()).collect();
    assert_eq!(records.len(), fields + words);
    let is_formula = |cell: &str| cell.starts_with(['=', '+', '-', '@']);
    assert!(records.iter().all(|record| !record.iter().any(is_formula)));
}
