//! Counting tests, so that a filter that finds nothing cannot pass.

use super::*;

#[test]
fn passed_tests_of_all_binaries_are_added_up() {
    let output = "running 2 tests\ntest a ... ok\ntest result: ok. 2 passed; 0 failed; 0 ignored\n\
                  \ntest result: ok. 0 passed; 0 failed; 9 filtered out\ntest result: ok. 15 passed; 0 failed\n";
    assert_eq!(echo_and_count(output.as_bytes()).unwrap(), 17);
}

#[test]
fn a_run_that_matches_nothing_counts_nothing() {
    assert_eq!(
        echo_and_count("running 0 tests\ntest result: ok. 0 passed; 0 failed\n".as_bytes()).unwrap(),
        0
    );
}

#[test]
fn a_colored_result_is_counted_too() {
    assert_eq!(
        passed("test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 3 passed; 0 failed;"),
        3
    );
}

#[test]
fn a_failed_step_is_in_the_table_and_in_the_error() {
    let mut report = Report { rows: Vec::new() };
    let error = report.step("lints", || anyhow::bail!("no good")).unwrap_err();
    assert_eq!(format!("{error:#}"), "step \"lints\": no good");
    assert_eq!(report.rows[0].outcome, "FAILED");
}
