//! What can be wrong with an import file, in the reader's words.
//!
//! What must stay true: every problem stands in the table with all of its facts; a test holds it against the schema.

use evidence_schema::ledger_import::ImportProblem;
use serde_json::Value;

use super::super::words::{Key, Words};

/// Stable word of a problem, its sentence, and the facts that fill the sentence's blanks.
const SENTENCES: [(&str, Key, &[&str]); 63] = [
    ("file_too_long", Key("import-wrong-file-too-long"), &["bytes_max"]),
    ("workbook", Key("import-wrong-workbook"), &[]),
    ("utf16", Key("import-wrong-utf16"), &[]),
    ("not_text", Key("import-wrong-not-text"), &["offset"]),
    ("empty", Key("import-wrong-empty"), &[]),
    ("no_lines", Key("import-wrong-no-lines"), &[]),
    ("not_comma_separated", Key("import-wrong-not-comma"), &[]),
    ("too_many_lines", Key("import-wrong-too-many-lines"), &["lines_max"]),
    ("unknown_column", Key("import-wrong-unknown-column"), &["known"]),
    ("missing_column", Key("import-wrong-missing-column"), &[]),
    ("doubled_column", Key("import-wrong-doubled-column"), &["first"]),
    (
        "wrong_cell_count",
        Key("import-wrong-cell-count"),
        &["expected", "found"],
    ),
    ("unclosed_quote", Key("import-wrong-unclosed-quote"), &[]),
    ("cell_too_long", Key("import-wrong-cell-too-long"), &["chars_max"]),
    ("formula", Key("import-wrong-formula"), &[]),
    ("control_character", Key("import-wrong-control-character"), &[]),
    ("lost_character", Key("import-wrong-lost-character"), &[]),
    ("cell_empty", Key("import-wrong-cell-empty"), &[]),
    ("not_a_number", Key("import-wrong-not-a-number"), &[]),
    ("rounded_number", Key("import-wrong-rounded-number"), &[]),
    ("not_a_date", Key("import-wrong-not-a-date"), &[]),
    ("no_such_day", Key("import-wrong-no-such-day"), &[]),
    ("not_a_time", Key("import-wrong-not-a-time"), &[]),
    ("not_yes_or_no", Key("import-wrong-not-yes-or-no"), &[]),
    ("not_a_kind", Key("import-wrong-not-a-kind"), &[]),
    (
        "certificate_incomplete",
        Key("import-wrong-certificate-incomplete"),
        &[],
    ),
    (
        "certificate_turned_round",
        Key("import-wrong-certificate-turned"),
        &["from"],
    ),
    ("lead_is_assisting", Key("import-wrong-lead-is-assisting"), &[]),
    (
        "too_many_recorders",
        Key("import-wrong-too-many-recorders"),
        &["recorders_max"],
    ),
    ("doubled_recorder", Key("import-wrong-doubled-recorder"), &["serial"]),
    ("twice_in_file", Key("import-wrong-twice"), &["first_line"]),
    ("unknown_unit", Key("import-wrong-unknown-unit"), &[]),
    ("unknown_officer", Key("import-wrong-unknown-officer"), &[]),
    ("unknown_recorder", Key("import-wrong-unknown-recorder"), &["serial"]),
    ("parent_cycle", Key("import-wrong-parent-cycle"), &["numbers"]),
    ("number_of_another", Key("import-wrong-number-of-another"), &["name"]),
    ("posting_too_early", Key("import-wrong-posting-too-early"), &["from"]),
    ("lead_is_assistant", Key("import-wrong-lead-is-assistant"), &[]),
    (
        "certificate_twice",
        Key("import-wrong-certificate-twice"),
        &["officer", "other_line"],
    ),
    (
        "recorder_taken",
        Key("import-wrong-recorder-taken"),
        &["serial", "from", "to", "other_line"],
    ),
    (
        "not_a_case_number",
        Key("import-wrong-not-a-case-number"),
        &["chars_max"],
    ),
    ("not_a_word", Key("import-wrong-not-a-word"), &["words"]),
    ("not_a_moment", Key("import-wrong-not-a-moment"), &[]),
    ("departure_alone", Key("import-wrong-departure-alone"), &[]),
    ("object_unnamed", Key("import-wrong-object-unnamed"), &[]),
    ("not_officers", Key("import-wrong-not-officers"), &[]),
    ("not_an_outsider", Key("import-wrong-not-an-outsider"), &[]),
    ("too_many_people", Key("import-wrong-too-many-people"), &["people_max"]),
    (
        "too_many_sessions",
        Key("import-wrong-too-many-sessions"),
        &["sessions_max"],
    ),
    (
        "too_many_of_case",
        Key("import-wrong-too-many-of-case"),
        &["of_case_max"],
    ),
    ("not_named", Key("import-wrong-not-named"), &[]),
    ("not_a_code", Key("import-wrong-not-a-code"), &[]),
    ("too_many_parts", Key("import-wrong-too-many-parts"), &["parts_max"]),
    ("omitted_blocks", Key("import-wrong-omitted-blocks"), &[]),
    (
        "catalogue_too_long",
        Key("import-wrong-catalogue-too-long"),
        &["bytes_max"],
    ),
    ("not_toml", Key("import-wrong-not-toml"), &["reason"]),
    ("no_acts", Key("import-wrong-no-acts"), &[]),
    ("unknown_key", Key("import-wrong-unknown-key"), &["known"]),
    ("not_a_text", Key("import-wrong-not-a-text"), &[]),
    ("not_a_list", Key("import-wrong-not-a-list"), &[]),
    ("not_true_or_false", Key("import-wrong-not-true-or-false"), &[]),
    ("separator_inside", Key("import-wrong-separator-inside"), &[]),
    ("unknown_case", Key("import-wrong-unknown-case"), &[]),
];

/// What is wrong, as a sentence; the problem's own, which is English, for one that cannot be told apart.
pub(super) fn said(t: Words, problem: &ImportProblem) -> String {
    let facts = serde_json::to_value(problem).unwrap_or_default();
    let word = facts.get("problem").and_then(Value::as_str);
    let Some((_, key, names)) = SENTENCES.iter().find(|(known, ..)| Some(*known) == word) else {
        return problem.to_string();
    };
    let blanks: Vec<(&'static str, String)> = names
        .iter()
        .map(|name| (*name, fact(t, name, facts.get(*name).unwrap_or(&Value::Null))))
        .collect();
    t.fill(key.0, &blanks)
}

/// A line is one of the file, or what the ledger has.
fn fact(t: Words, name: &str, value: &Value) -> String {
    match (name, value) {
        ("other_line", Value::Null) => t.say("import-in-ledger"),
        ("other_line", line) => t.with("import-in-line", line),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use evidence_schema::ledger_import::{ImportKind, ImportProblem, KindFile};
    use serde_json::Value;
    use utoipa::PartialSchema;

    use super::super::super::words::{Language, Words};
    use super::{SENTENCES, said};

    #[test]
    fn every_problem_has_a_sentence_with_all_of_its_facts() {
        let schema = serde_json::to_value(ImportProblem::schema()).unwrap();
        let described = schema["oneOf"].as_array().unwrap().iter().map(|variant| {
            let properties = variant["properties"].as_object().unwrap();
            let names = properties.keys().filter(|name| *name != "problem").cloned();
            let word = variant
                .pointer("/properties/problem/enum/0")
                .and_then(Value::as_str)
                .unwrap();
            (word.to_owned(), names.collect::<BTreeSet<String>>())
        });
        let known = SENTENCES.iter().map(|(word, _, names)| {
            (
                (*word).to_owned(),
                names
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect::<BTreeSet<String>>(),
            )
        });
        assert_eq!(known.collect::<BTreeSet<_>>(), described.collect::<BTreeSet<_>>());
    }

    #[test]
    fn a_problem_is_said_in_the_readers_language() {
        let errors = KindFile::read(ImportKind::Units, "编号,名称\n".as_bytes()).unwrap_err();
        let problem = &errors.listed[0].problem;
        assert_eq!(said(Words(Language::Chinese), problem), "缺少这一列");
        assert_eq!(said(Words(Language::English), problem), "This column is missing");
    }

    #[test]
    fn the_other_line_of_two_may_be_the_ledgers() {
        let taken = |other_line| ImportProblem::CertificateTwice {
            officer: "7".to_owned(),
            other_line,
        };
        assert_eq!(
            said(Words(Language::Chinese), &taken(Some(5))),
            "第 5 行的人员 7 已有同一执法证号"
        );
        assert_eq!(
            said(Words(Language::Chinese), &taken(None)),
            "台账中的人员 7 已有同一执法证号"
        );
    }
}
