//! Each way in which a table of days or limits is refused, with its line and column.

use super::super::{Calendar, TableError, TableProblem, read_limits};
use crate::golden;
use crate::limits::DEADLINE_LINES_MAX;

fn days(text: &str) -> (u64, Option<&'static str>, TableProblem) {
    told(Calendar::read(text.as_bytes()).unwrap_err())
}

fn told(error: TableError) -> (u64, Option<&'static str>, TableProblem) {
    (error.line, error.column, error.problem)
}

const HEADER: &str = "日期,种类,名称,待确认\n";

#[test]
fn each_wrong_day_is_named_with_line_and_column() {
    let wrong = |line: &str| days(&format!("{HEADER}2026-01-01,法定节假日,元旦,是\n{line}\n"));
    let word = |text: &str| TableProblem::UnknownWord(text.to_owned());
    assert_eq!(
        wrong("2026-02-30,休息日,春节,是"),
        (3, Some("日期"), TableProblem::NotADay("2026-02-30".to_owned()))
    );
    assert_eq!(wrong("2026-02-20,假,春节,是"), (3, Some("种类"), word("假")));
    assert_eq!(wrong("2026-02-20,休息日,,是"), (3, Some("名称"), TableProblem::Empty));
    assert_eq!(wrong("2026-02-20,休息日,春节,也许"), (3, Some("待确认"), word("也许")));
    assert_eq!(
        wrong("2026-01-01,法定节假日,元旦,否"),
        (3, Some("日期"), TableProblem::Twice("2026-01-01".to_owned()))
    );
    // A Friday that is said to be worked, and a Sunday that is said to be off.
    for line in ["2026-02-20,调休上班,春节,是", "2026-02-22,休息日,春节,是"] {
        assert_eq!(wrong(line), (3, Some("种类"), TableProblem::ByItsWeekday));
    }
    assert_eq!(wrong("2026-02-20,休息日"), (3, None, TableProblem::NotText));
}

#[test]
fn a_table_without_its_header_without_lines_or_with_too_many_is_refused() {
    let (line, column, problem) = days("日期,名称,种类,待确认\n");
    assert_eq!((line, column), (1, None));
    assert!(matches!(problem, TableProblem::Header(_)), "{problem:?}");
    assert_eq!(days(HEADER), (1, None, TableProblem::LineCount));
    let first = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    let lines: Vec<String> = first
        .iter_days()
        .take(DEADLINE_LINES_MAX + 1)
        .map(|day| format!("{day},法定节假日,某日,是"))
        .collect();
    let (line, _, problem) = days(&format!("{HEADER}{}\n", lines.join("\n")));
    assert_eq!(problem, TableProblem::LineCount);
    assert!(usize::try_from(line).unwrap() > DEADLINE_LINES_MAX);
}

/// The preset with one cell of its line `seizure` (the third) written otherwise.
fn limits(before: &str, after: &str) -> (u64, Option<&'static str>, TableProblem) {
    let text = golden::read("fixtures/deadlines/limits.csv");
    let changed: Vec<String> = text
        .lines()
        .map(|line| {
            if line.starts_with("seizure,") {
                line.replacen(before, after, 1)
            } else {
                line.to_owned()
            }
        })
        .collect();
    let changed = changed.join("\n");
    assert_ne!(changed, text.trim_end(), "{before:?} is not there");
    told(read_limits(changed.as_bytes()).unwrap_err())
}

#[test]
fn each_wrong_limit_is_named_with_line_and_column() {
    let word = |text: &str| TableProblem::UnknownWord(text.to_owned());
    assert_eq!(
        limits(",30,", ",0,"),
        (3, Some("期限"), TableProblem::NotANumber("0".to_owned(), 1000))
    );
    assert_eq!(limits(",自然日,", ",周,"), (3, Some("单位"), word("周")));
    assert_eq!(limits(",seized,", ",taken,"), (3, Some("起算"), word("taken")));
    assert_eq!(limits(",released,", ",,"), (3, Some("完成于"), TableProblem::Empty));
    assert_eq!(
        limits(",released,", ",released;gone,"),
        (3, Some("完成于"), word("gone"))
    );
    assert_eq!(limits(",否,20", ",不,20"), (3, Some("顺延"), word("不")));
    assert_eq!(
        limits("20;25", "20;x"),
        (3, Some("提醒日"), TableProblem::NotANumber("x".to_owned(), 1000))
    );
    assert_eq!(limits(",检测,", ",路上,"), (3, Some("不计入"), word("路上")));
    assert_eq!(limits(",检测,,", ",检测,never,"), (3, Some("须已发生"), word("never")));
    assert_eq!(
        limits(",检测,,,", ",检测,,filing,"),
        (3, Some("替代"), TableProblem::UnknownLimit("filing".to_owned()))
    );
    assert_eq!(
        limits("《行政强制法》第二十五条", ""),
        (3, Some("依据"), TableProblem::Empty)
    );
    assert_eq!(limits(",自然日,", ",小时,"), (3, Some("单位"), TableProblem::OnlyDays));
    assert_eq!(
        limits("seizure,", "urgent_approval,"),
        (3, Some("编码"), TableProblem::Twice("urgent_approval".to_owned()))
    );
}

#[test]
fn an_error_says_line_column_and_what_is_wrong() {
    let error = Calendar::read(format!("{HEADER}2026-13-01,休息日,春节,是\n").as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 日期: \"2026-13-01\" is not a day written as 2026-11-22"
    );
}
