//! The preset, what reads back the same, and what is refused where.

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::NaiveDate;

use super::{Catalogue, Guard, Mode, in_force, read_catalogue};
use crate::case::ACT_KINDS;
use crate::golden;
use crate::ledger_import::ImportProblem;
use crate::ledger_import::broken::{blocks, bytes, told};
use crate::rules::coverage::Duty;

fn preset() -> Catalogue {
    read_catalogue(golden::read("fixtures/catalogue/acts.csv").as_bytes()).unwrap()
}

#[test]
fn preset_has_every_type_of_act_that_forms_propose() {
    let preset = preset();
    let names: Vec<(&str, &str)> = preset
        .types
        .iter()
        .map(|one| (one.name.chinese.as_str(), one.name.english.as_str()))
        .collect();
    let proposed: Vec<(&str, &str)> = ACT_KINDS.iter().map(|kind| (kind.chinese, kind.english)).collect();
    assert_eq!(names, proposed);
    let tags: Vec<Vec<&str>> = ACT_KINDS.iter().map(|kind| kind.tags.to_vec()).collect();
    assert_eq!(
        preset.types.iter().map(|one| one.tags.clone()).collect::<Vec<_>>(),
        tags
    );
}

#[test]
fn seizure_and_demolition_must_be_recorded_whole_and_stop_what_is_not() {
    let preset = preset();
    for (kind, guard) in [("查封扣押", Guard::Measure), ("Forced Demolition", Guard::Execution)] {
        let judged = preset.judged(kind);
        assert_eq!((judged.duty, judged.mode), (Duty::Full, Mode::Block), "{kind}");
        let of = judged.of.unwrap();
        assert_eq!((of.guard, of.elements.len()), (guard, 12), "{kind}");
    }
    let unknown = preset.judged("丈量违法建筑");
    assert_eq!(
        (unknown.duty, unknown.mode, unknown.of),
        (Duty::Situational, Mode::Warn, None)
    );
}

/// The preset with one text replaced by another.
fn refused(before: &str, after: &str) -> Vec<(u64, Option<String>, ImportProblem)> {
    let text = golden::read("fixtures/catalogue/acts.csv");
    assert!(text.contains(before), "{before}");
    let errors = read_catalogue(text.replacen(before, after, 1).as_bytes()).unwrap_err();
    let told = errors.listed.into_iter().map(|error| {
        let column = error.column.map(|place| place.name);
        (error.line, column, error.problem)
    });
    told.collect()
}

#[test]
fn each_wrong_cell_is_named_with_line_and_column() {
    let only = |before: &str, after: &str| {
        let mut told = refused(before, after);
        assert_eq!(told.len(), 1, "{told:?}");
        told.remove(0)
    };
    let (line, column, problem) = only("全程,阻断,强制措施", "总是,阻断,强制措施");
    assert_eq!((line, column.as_deref()), (2, Some("记录要求")));
    assert!(matches!(problem, ImportProblem::NotAWord { .. }), "{problem:?}");
    let (line, column, problem) = only("到达现场/arrival;", "到达现场;");
    assert_eq!(
        (line, column.as_deref(), problem),
        (2, Some("记录要素"), ImportProblem::NotNamed)
    );
    let (line, column, problem) = only("permanent", "for ever");
    assert_eq!(
        (line, column.as_deref(), problem),
        (2, Some("保管类别"), ImportProblem::NotACode)
    );
    let (line, _, problem) = only("扣留（暂扣）车辆,vehicle detention", "扣留(暂扣)车辆,SEIZURE");
    assert_eq!((line, problem), (3, ImportProblem::TwiceInFile { first_line: 2 }));
    let (line, column, problem) = only("全程,阻断", "可以不记录,阻断");
    assert_eq!(
        (line, column.as_deref(), problem),
        (2, Some("控制方式"), ImportProblem::OmittedBlocks)
    );
    let (line, column, problem) = only("查封扣押,seizure", ",seizure");
    assert_eq!(
        (line, column.as_deref(), problem),
        (2, Some("行为类型"), ImportProblem::CellEmpty)
    );
}

#[test]
fn an_act_is_judged_by_the_version_of_its_day() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let versions = [
        (1, day("2026-01-01")),
        (2, day("2026-07-01")),
        (3, day("2026-07-01")),
        (4, day("2026-03-01")),
    ];
    assert_eq!(in_force(&versions, day("2025-12-31")), None);
    assert_eq!(in_force(&versions, day("2026-01-01")), Some(1));
    assert_eq!(
        in_force(&versions, day("2026-06-30")),
        Some(4),
        "said later, in force earlier"
    );
    assert_eq!(in_force(&versions, day("2026-07-01")), Some(3), "the newest of one day");
}

const BROKEN: &str = "fixtures/catalogue/broken";

#[test]
fn broken_files_are_refused_with_exactly_these_errors() {
    let mut wrong = String::new();
    for (file, sentence, expected) in blocks(BROKEN) {
        let format = file.rsplit('.').next().unwrap().parse().unwrap();
        let read = Catalogue::read(format, &bytes(&format!("{BROKEN}/{file}")));
        let found = read.map_or_else(|errors| told(&errors), |_| "    (no error)\n".to_owned());
        if found != expected {
            writeln!(wrong, "{file}: {sentence}\n{found}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "these are told otherwise:\n{wrong}");
}

#[test]
fn every_broken_file_stands_in_the_table() {
    let listed: BTreeSet<String> = blocks(BROKEN).into_iter().map(|(file, ..)| file).collect();
    let there = std::fs::read_dir(crate::golden::below_checkout(BROKEN)).unwrap();
    let there = there.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(listed, there.collect());
    assert!(listed.len() >= 32, "only {} broken files", listed.len());
}
