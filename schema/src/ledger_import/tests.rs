//! Behaviour of the import: exact refusals, files people really save, plans that are all or nothing and repeatable.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::columns::{ColumnRule, OFFICER, RECORDER, ROSTER, UNIT};
use super::{
    Column, Existing, ImportErrors, ImportFile, ImportProblem, Lined, OfficerRecord, Place, Plan, RecorderRecord,
    RosterRecord, UnitRecord, plan_officers, plan_recorders, plan_roster, plan_units, read_officers, read_recorders,
    read_roster, read_units,
};
use crate::golden;
use crate::limits::{IMPORT_BYTES_MAX, IMPORT_ERRORS_MAX, IMPORT_LINES_MAX};

/// The small agency of `fixtures/import/ledger.json`.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ledger {
    units: Vec<UnitRecord>,
    officers: Vec<OfficerRecord>,
    recorders: Vec<RecorderRecord>,
    roster: Vec<RosterRecord>,
}

impl Ledger {
    fn read() -> Self {
        serde_json::from_str(&golden::read("fixtures/import/ledger.json")).unwrap()
    }

    fn existing(&self) -> Existing<'_> {
        Existing {
            units: &self.units,
            officers: &self.officers,
            recorders: &self.recorders,
            roster: &self.roster,
        }
    }
}

/// What an import of this kind of file says, as JSON: the plan, or nothing but errors.
fn planned(kind: &str, bytes: &[u8], existing: &Existing<'_>) -> Value {
    fn whole<R: serde::Serialize>(
        read: Result<ImportFile<R>, ImportErrors>,
        plan: fn(&ImportFile<R>, &Existing<'_>) -> Plan<R>,
        existing: &Existing<'_>,
    ) -> Value {
        match read {
            Ok(file) => serde_json::to_value(plan(&file, existing)).unwrap(),
            Err(errors) => json!({"adds": [], "changes": [], "unchanged": 0, "errors": errors}),
        }
    }
    match kind {
        "units" => whole(read_units(bytes), plan_units, existing),
        "officers" => whole(read_officers(bytes), plan_officers, existing),
        "recorders" => whole(read_recorders(bytes), plan_recorders, existing),
        "roster" => whole(read_roster(bytes), plan_roster, existing),
        other => panic!("{other:?} is no kind of file"),
    }
}

/// Every case of a folder: its name, its bytes and what is expected.
fn cases(folder: &str) -> Vec<(String, Vec<u8>, Value)> {
    let load = |(name, expected): (String, Value)| {
        let path = format!("{folder}/{}", name.replace(".json", ".csv"));
        let bytes = std::fs::read(golden::below_checkout(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        (name, bytes, expected)
    };
    golden::json_files(folder).into_iter().map(load).collect()
}

/// An error as the files beside the broken ones have it.
fn told(error: &Value) -> Value {
    json!({
        "line": error["line"],
        "column": error["column"]["number"],
        "header": error["column"]["name"],
        "shown": error["shown"],
        "problem": error["problem"],
        "message": error["message"],
    })
}

#[test]
fn broken_files_are_refused_with_exactly_these_errors() {
    let (ledger, cases) = (Ledger::read(), cases("fixtures/import/broken"));
    assert!(cases.len() >= 40, "only {} broken files", cases.len());
    for (name, bytes, expected) in cases {
        let plan = planned(expected["kind"].as_str().unwrap(), &bytes, &ledger.existing());
        let errors: Vec<Value> = plan["errors"]["listed"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(Value::from(errors), expected["errors"], "{name}: {}", expected["case"]);
        assert_eq!((&plan["adds"], &plan["changes"]), (&json!([]), &json!([])), "{name}");
    }
}

#[test]
fn good_files_give_exactly_this_plan() {
    let ledger = Ledger::read();
    for (name, bytes, expected) in cases("fixtures/import/good") {
        let plan = planned(expected["kind"].as_str().unwrap(), &bytes, &ledger.existing());
        assert_eq!(plan["errors"]["listed"], json!([]), "{name}: {}", expected["case"]);
        for part in ["adds", "changes", "unchanged"] {
            assert_eq!(plan[part], expected[part], "{name}: {part}");
        }
    }
}

/// The ledger, as JSON, after the plan for this kind of file was carried out.
fn ledger_after(kind: &str, plan: &Value) -> Ledger {
    let mut ledger: Value = serde_json::from_str(&golden::read("fixtures/import/ledger.json")).unwrap();
    let records = ledger[kind].as_array_mut().unwrap();
    for change in plan["changes"].as_array().unwrap() {
        let before = records.iter_mut().find(|record| **record == change["before"]);
        *before.unwrap() = change["after"].clone();
    }
    let added = plan["adds"].as_array().unwrap().iter();
    records.extend(added.map(|lined| lined["record"].clone()));
    serde_json::from_value(ledger).unwrap()
}

#[test]
fn good_files_change_nothing_when_they_are_imported_again() {
    let ledger = Ledger::read();
    for (name, bytes, expected) in cases("fixtures/import/good") {
        let kind = expected["kind"].as_str().unwrap();
        let plan = planned(kind, &bytes, &ledger.existing());
        let again = planned(kind, &bytes, &ledger_after(kind, &plan).existing());
        let [adds, changes] = ["adds", "changes"].map(|part| plan[part].as_array().unwrap().len());
        let lines = plan["unchanged"].as_u64().unwrap() + u64::try_from(adds + changes).unwrap();
        assert_eq!((&again["adds"], &again["changes"]), (&json!([]), &json!([])), "{name}");
        assert_eq!(again["unchanged"], lines, "{name}");
    }
}

/// Every sentence that an import can say stands beside some broken file, or is held by a test of its own below.
#[test]
fn broken_files_show_every_problem() {
    let shown: BTreeSet<String> = cases("fixtures/import/broken")
        .into_iter()
        .flat_map(|(_, _, expected)| expected["errors"].as_array().unwrap().clone())
        .map(|error| error["problem"].as_str().unwrap().to_owned())
        .collect();
    let schema = serde_json::to_string(&<ImportProblem as utoipa::PartialSchema>::schema()).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let words = schema["oneOf"].as_array().unwrap().iter().map(|variant| {
        let word = variant
            .pointer("/properties/problem/enum/0")
            .unwrap_or_else(|| panic!("{variant}"));
        word.as_str().unwrap().to_owned()
    });
    // Who was where before is known to the server alone, and its own tests hold that one.
    // Which case files are here is known to the server alone as well. How long a catalogue may be has a test of its own.
    let held_elsewhere = [
        "file_too_long",
        "too_many_lines",
        "posting_too_early",
        "unknown_case",
        "catalogue_too_long",
    ]
    .map(str::to_owned);
    let tables = ["fixtures/import-cases/broken.txt", "fixtures/catalogue/broken.txt"].map(golden::read);
    let is_in_table = |word: &String| tables.iter().any(|table| table.contains(&format!(" | {word} | ")));
    let is_shown = |word: &String| shown.contains(word) || is_in_table(word);
    let unshown: Vec<String> = words
        .filter(|word| !is_shown(word) && !held_elsewhere.contains(word))
        .collect();
    assert_eq!(unshown, Vec::<String>::new());
}

#[test]
fn no_header_names_two_columns_of_one_kind() {
    for rules in [UNIT, OFFICER, RECORDER, ROSTER] {
        let headers: Vec<&str> = rules
            .iter()
            .flat_map(|rule: &ColumnRule| rule.headers)
            .copied()
            .collect();
        let different: BTreeSet<&str> = headers.iter().copied().collect();
        assert_eq!(headers.len(), different.len(), "{headers:?}");
        assert!(rules.iter().all(|rule| rule.headers.len() >= 2));
    }
}

#[test]
fn errors_beyond_the_limit_are_counted() {
    let lines = (0..1500).fold("number,name,parent number\n".to_owned(), |text, n| {
        text + &format!("{n},,\n")
    });
    let errors = read_units(lines.as_bytes()).unwrap_err();
    assert_eq!((errors.listed.len(), errors.further), (IMPORT_ERRORS_MAX, 500));
    assert_eq!(errors.listed.last().unwrap().line, 1001);
}

#[test]
fn too_long_a_file_is_refused() {
    let bytes_max = IMPORT_BYTES_MAX;
    let errors = read_units(&vec![b'a'; IMPORT_BYTES_MAX + 1]).unwrap_err();
    assert_eq!(errors.listed[0].problem, ImportProblem::FileTooLong { bytes_max });
    let lines = "number,name,parent number\n".to_owned() + &"1,a,\n".repeat(IMPORT_LINES_MAX + 1);
    let errors = read_units(lines.as_bytes()).unwrap_err();
    let lines_max = IMPORT_LINES_MAX;
    assert_eq!(errors.listed[0].problem, ImportProblem::TooManyLines { lines_max });
    assert_eq!(errors.listed[0].line, 100_002);
}

#[test]
fn plan_survives_its_json_form() {
    let ledger = Ledger::read();
    let file = read_units("编号,名称,上级编号\n330103,三大队,3301\n330101,一支队,3301\n".as_bytes()).unwrap();
    let plan = plan_units(&file, &ledger.existing());
    assert!(plan.is_applicable());
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan<UnitRecord>>(&text).unwrap(), plan);
    let errors = read_units("编号,名称\n=1,二\n".as_bytes()).unwrap_err();
    let text = serde_json::to_string(&errors).unwrap();
    assert_eq!(serde_json::from_str::<ImportErrors>(&text).unwrap(), errors);
}

/// A chain of units each below the one before, which is the deepest that a tree can be.
#[test]
fn hundred_thousand_units_in_one_chain_are_planned() {
    let mut text = "number,name,parent number\n1,u,\n".to_owned();
    for n in 2..=IMPORT_LINES_MAX {
        writeln!(text, "{n},u,{}", n - 1).unwrap();
    }
    let file = read_units(text.as_bytes()).unwrap();
    let plan = plan_units(&file, &Existing::default());
    assert_eq!(
        (plan.adds.len(), plan.errors),
        (IMPORT_LINES_MAX, ImportErrors::default())
    );
}

/// 100,000 lines of one recorder, one after another: the most that overlap checks can be asked.
#[test]
fn hundred_thousand_duties_of_one_recorder_are_planned() {
    let ledger = Ledger::read();
    let mut text = "date,unit number,from time,to time,lead number,serials\n".to_owned();
    for n in 0..IMPORT_LINES_MAX {
        let (day, minute) = (n / 1440, n % 1440);
        let (year, month, day) = (2027 + day / 336, day % 336 / 28 + 1, day % 28 + 1);
        let (hour, next) = (minute / 60, (minute + 1) % 1440);
        writeln!(
            text,
            "{year}-{month}-{day},330101,{hour}:{:02},{}:{:02},330001,A000001",
            minute % 60,
            next / 60,
            next % 60
        )
        .unwrap();
    }
    let file = read_roster(text.as_bytes()).unwrap();
    let plan = plan_roster(&file, &ledger.existing());
    assert_eq!(
        (plan.adds.len(), plan.errors),
        (IMPORT_LINES_MAX, ImportErrors::default())
    );
    let again = Existing {
        roster: &file
            .records
            .iter()
            .map(|lined| lined.record.clone())
            .collect::<Vec<_>>(),
        ..ledger.existing()
    };
    let again = plan_roster(&file, &again);
    assert_eq!(
        (again.unchanged, again.adds.len(), again.changes.len()),
        (100_000, 0, 0)
    );
}

/// The ledger after a plan was carried out.
fn carried_out<R: Clone>(existing: &[R], plan: &Plan<R>, key: fn(&R) -> &str) -> Vec<R> {
    let mut after = existing.to_vec();
    for change in &plan.changes {
        *after
            .iter_mut()
            .find(|record| key(record) == key(&change.before))
            .unwrap() = change.after.clone();
    }
    after.extend(plan.adds.iter().map(|lined| lined.record.clone()));
    after
}

/// Officers with few numbers, names and certificates, so that they meet each other and the ledger's.
fn officers() -> impl Strategy<Value = String> {
    let people = ["李明", "王芳", "孙丽", "周敏"];
    let certificates = ["", "浙A0001", "浙A0002", "浙A0005", "浙A0006"];
    let certificate = prop::sample::select(certificates.to_vec());
    let moved = prop::sample::select(vec!["", "2026-03-01"]);
    let unit = prop::sample::select(vec!["330101", "330102"]);
    let line = (0_usize..4, certificate, unit, moved).prop_map(move |(person, certificate, unit, from)| {
        let dates = if certificate.is_empty() {
            ","
        } else {
            "2024-01-01,2028-12-31"
        };
        format!(
            "33000{},{},{certificate},{dates},{unit},是,否,{from}\n",
            person + 1,
            people[person]
        )
    });
    prop::collection::vec(line, 1..5).prop_map(|lines| {
        let header = "编号,姓名,执法证号,执法证有效期起,执法证有效期止,单位编号,一线执法,辅助人员,任职起始日期\n";
        header.to_owned() + &lines.concat()
    })
}

proptest! {
    #[test]
    fn what_was_imported_changes_nothing_when_it_is_imported_again(text in officers()) {
        let mut ledger = Ledger::read();
        let file = read_officers(text.as_bytes()).unwrap();
        let plan = plan_officers(&file, &ledger.existing());
        if plan.is_applicable() {
            ledger.officers = carried_out(&ledger.officers, &plan, |officer| &officer.number);
            let again = plan_officers(&file, &ledger.existing());
            prop_assert_eq!(again.unchanged, u64::try_from(file.records.len()).unwrap());
            prop_assert!(again.adds.is_empty() && again.changes.is_empty() && again.is_applicable());
        } else {
            prop_assert!(plan.adds.is_empty() && plan.changes.is_empty());
        }
    }

    #[test]
    fn no_certificate_is_ever_held_twice_after_a_plan(text in officers()) {
        let ledger = Ledger::read();
        let plan = plan_officers(&read_officers(text.as_bytes()).unwrap(), &ledger.existing());
        let after = carried_out(&ledger.officers, &plan, |officer| &officer.number);
        let held: Vec<&String> = after.iter().filter_map(|o| o.certificate.as_ref()).map(|c| &c.number).collect();
        prop_assert_eq!(held.len(), held.iter().collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn encoding_does_not_matter(names in prop::collection::vec("[一-龥]{1,8}", 1..5), line_end in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        let lines = names.iter().zip(1..).map(|(name, n)| format!("{n},{name},{line_end}"));
        let text = format!("编号,名称,上级编号{line_end}") + &lines.collect::<String>();
        let plain = read_units(text.as_bytes()).unwrap();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let (national, _, is_lossy) = encoding_rs::GB18030.encode(&text);
        prop_assert!(!is_lossy);
        prop_assert_eq!(&read_units(&marked).unwrap(), &plain);
        prop_assert_eq!(&read_units(&national).unwrap(), &plain);
        let lines: Vec<u64> = plain.records.iter().map(|lined| lined.line).collect();
        prop_assert_eq!(lines, (2..2 + u64::try_from(names.len()).unwrap()).collect::<Vec<_>>());
    }

    #[test]
    fn no_bytes_at_all_make_the_import_stumble(bytes in prop::collection::vec(any::<u8>(), 0..200), cells in "[0-9=\",;、：:\\-\n\r\t是否A]{0,80}") {
        let ledger = Ledger::read();
        for (kind, rules) in [("units", UNIT), ("officers", OFFICER), ("recorders", RECORDER), ("roster", ROSTER)] {
            let header: Vec<&str> = rules.iter().map(|rule| rule.headers[0]).collect();
            let below_header = [header.join(",").as_bytes(), b"\n", cells.as_bytes()].concat();
            for bytes in [&bytes, &below_header] {
                let plan = planned(kind, bytes, &ledger.existing());
                let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
                for error in plan["errors"]["listed"].as_array().unwrap() {
                    let line = error["line"].as_u64().unwrap();
                    prop_assert!((1..=u64::try_from(lines).unwrap()).contains(&line));
                }
            }
        }
    }

    /// The sweep of the overlap check against comparing every two.
    #[test]
    fn recorder_is_taken_whenever_any_two_duties_overlap(duties in prop::collection::vec((0_u32..40, 1_u32..12), 1..10)) {
        let ledger = Ledger { roster: Vec::new(), ..Ledger::read() };
        let mut text = "date,unit number,from time,to time,lead number,serials\n".to_owned();
        let mut starts = BTreeSet::new();
        let duties: Vec<(u32, u32)> = duties.into_iter().filter(|(start, _)| starts.insert(*start)).collect();
        for (start, hours) in &duties {
            let end = (start + hours) % 24;
            writeln!(text, "2026-12-{:02},330101,{}:00,{end}:00,330001,A000001", 1 + start / 24, start % 24).unwrap();
        }
        let plan = plan_roster(&read_roster(text.as_bytes()).unwrap(), &ledger.existing());
        let overlap = |a: &(u32, u32), b: &(u32, u32)| a != b && a.0 < b.0 + b.1 && b.0 < a.0 + a.1;
        let expected = duties.iter().any(|a| duties.iter().any(|b| overlap(a, b)));
        prop_assert_eq!(plan.is_applicable(), !expected);
    }
}

#[test]
fn columns_are_found_where_the_file_has_them() {
    let file = read_units("名称,上级编号,编号\n三大队,,330103\n".as_bytes()).unwrap();
    let place = Place {
        number: Some(3),
        name: "编号".to_owned(),
    };
    assert_eq!(file.place(Column::UnitNumber), Some(place));
    assert_eq!(file.place(Column::Serial), None);
    let record = UnitRecord {
        number: "330103".to_owned(),
        name: "三大队".to_owned(),
        parent_number: None,
    };
    assert_eq!(file.records, [Lined { line: 2, record }]);
}
