//! Files of the case system: exact refusals, files people really save, and that nothing is guessed.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::columns::{ACT, CASE, OBJECT};
use super::{CaseFile, CaseImportKind, CaseRecord};
use crate::case::ObjectKind;
use crate::golden;
use crate::ledger_import::broken::{blocks, bytes, told, word};
use crate::ledger_import::columns::ColumnRule;
use crate::limits::{IMPORT_ERRORS_MAX, IMPORT_LINES_MAX};

const BROKEN: &str = "fixtures/import-cases/broken";

fn kind_of(file: &str) -> CaseImportKind {
    let folder = file.split_once('/').unwrap().0;
    folder.parse().unwrap()
}

#[test]
fn broken_files_are_refused_with_exactly_these_errors() {
    let blocks = blocks(BROKEN);
    assert!(blocks.len() >= 40, "only {} broken files", blocks.len());
    let mut wrong = String::new();
    for (file, sentence, expected) in &blocks {
        let read = CaseFile::read(kind_of(file), &bytes(&format!("{BROKEN}/{file}")));
        let found = read.map_or_else(|errors| told(&errors), |_| "    (no error)\n".to_owned());
        if found != *expected {
            writeln!(wrong, "{file}: {sentence}\n{found}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "these are told otherwise:\n{wrong}");
}

#[test]
fn every_broken_file_stands_in_the_table() {
    let listed: BTreeSet<String> = blocks(BROKEN).into_iter().map(|(file, ..)| file).collect();
    let mut there = BTreeSet::new();
    for kind in CaseImportKind::ALL {
        let folder = golden::below_checkout(&format!("{BROKEN}/{}", kind.as_str()));
        for entry in std::fs::read_dir(folder).unwrap() {
            there.insert(format!(
                "{}/{}",
                kind.as_str(),
                entry.unwrap().file_name().to_str().unwrap()
            ));
        }
    }
    assert_eq!(listed, there);
}

#[test]
fn good_files_tell_exactly_this() {
    for (name, expected) in golden::json_files("fixtures/import-cases/good") {
        let kind = expected["kind"].as_str().unwrap().parse().unwrap();
        let file = bytes(&format!("fixtures/import-cases/good/{}", name.replace(".json", ".csv")));
        let read = CaseFile::read(kind, &file).unwrap_or_else(|errors| panic!("{name}: {}", told(&errors)));
        let records = serde_json::to_value(&read.records).unwrap();
        assert_eq!(records, expected["records"], "{name}: {records:#}");
        assert_eq!(read.repeated, expected["repeated"].as_u64().unwrap(), "{name}");
    }
}

#[test]
fn no_header_names_two_columns_of_one_kind() {
    for rules in [CASE, ACT, OBJECT] {
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
fn words_that_the_pages_use_are_taken() {
    for kind in ["plate", "车辆", "车辆号牌", "Vehicle"] {
        let text = format!("案号,对象类型,当事人,名称,号码\n案1,{kind},是,,浙A12345\n");
        let file = CaseFile::read(CaseImportKind::Objects, text.as_bytes()).unwrap_or_else(|e| panic!("{}", told(&e)));
        let CaseRecord::Object { object, .. } = &file.records[0].record else {
            panic!("{kind}: no object");
        };
        assert_eq!(object.kind, ObjectKind::Plate, "{kind}");
    }
}

#[test]
fn hundred_thousand_lines_are_read_and_one_more_is_refused() {
    let mut text = "case number,act number,act type,officer numbers,arrived at,departed at\n".to_owned();
    for n in 0..IMPORT_LINES_MAX {
        writeln!(
            text,
            "案{},{n},查封扣押,330001,2026-03-01 23:59,2026-03-02 00:20",
            n / 100
        )
        .unwrap();
    }
    let file = CaseFile::read(CaseImportKind::Acts, text.as_bytes()).unwrap();
    assert_eq!((file.records.len(), file.repeated), (IMPORT_LINES_MAX, 0));
    text += "案1,1,查封扣押,330001,,\n";
    let errors = CaseFile::read(CaseImportKind::Acts, text.as_bytes()).unwrap_err();
    assert_eq!(
        (word(&errors.listed[0].problem).as_str(), errors.listed[0].line),
        ("too_many_lines", 100_002)
    );
}

#[test]
fn errors_beyond_the_limit_are_counted() {
    let text = (0..1500).fold("case number,title\n".to_owned(), |text, _| text + "x,\n");
    let errors = CaseFile::read(CaseImportKind::Cases, text.as_bytes()).unwrap_err();
    assert_eq!((errors.listed.len(), errors.further), (IMPORT_ERRORS_MAX, 500));
}

/// Sessions that a file can say, each once.
fn sessions() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::btree_set((1_u32..28, 0_u32..1440), 1..20).prop_map(|set| set.into_iter().collect())
}

proptest! {
    #[test]
    fn order_of_an_acts_lines_does_not_matter(mut lines in sessions(), seed in any::<u64>()) {
        let header = "case number,act number,act type,officer numbers,arrived at,departed at\n";
        let text = |lines: &[(u32, u32)]| lines.iter().fold(header.to_owned(), |text, (day, minute)| {
            text + &format!("案1,XW-1,查封扣押,330001,2026-03-{day:02} {:02}:{:02},\n", minute / 60, minute % 60)
        });
        let records = |lines: &[(u32, u32)]| {
            let file = CaseFile::read(CaseImportKind::Acts, text(lines).as_bytes()).unwrap();
            file.records.into_iter().map(|lined| lined.record).collect::<Vec<CaseRecord>>()
        };
        let straight = records(&lines);
        let places = u64::try_from(lines.len()).unwrap();
        lines.rotate_left(usize::try_from(seed % places).unwrap());
        prop_assert_eq!(records(&lines), straight);
    }

    #[test]
    fn no_bytes_at_all_make_the_import_stumble(bytes in prop::collection::vec(any::<u8>(), 0..200), cells in "[0-9=\",;、：:/\\-\n\r\t是浙A案 ]{0,80}") {
        for (kind, rules) in [(CaseImportKind::Cases, CASE), (CaseImportKind::Acts, ACT), (CaseImportKind::Objects, OBJECT)] {
            let header: Vec<&str> = rules.iter().map(|rule| rule.headers[0]).collect();
            let below_header = [header.join(",").as_bytes(), b"\n", cells.as_bytes()].concat();
            for bytes in [&bytes, &below_header] {
                let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
                let errors = CaseFile::read(kind, bytes).err().unwrap_or_default();
                for error in &errors.listed {
                    prop_assert!((1..=u64::try_from(lines).unwrap()).contains(&error.line));
                }
            }
        }
    }
}
