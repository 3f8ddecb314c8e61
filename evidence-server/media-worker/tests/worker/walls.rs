//! The sandbox holds: what works before the walls are up fails behind them.

use std::fs::File;
use std::process::Stdio;

use evidence_schema::wire::media::MediaLevel;
use serde_json::Value;

use crate::harness::{Studio, ask, run};

const EPERM: i64 = 1;

fn self_test() -> Value {
    let studio = Studio::new();
    let media = studio.write(&[0; 8_192], "media");
    let output = run(
        "--self-test",
        Stdio::from(File::options().read(true).write(true).open(media).unwrap()),
    );
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_attempt_to_get_out_fails_with_not_permitted() {
    let report = self_test();
    let attempts = report["attempts"].as_array().unwrap();
    assert!(attempts.len() >= 30, "{}", attempts.len());
    for attempt in attempts {
        assert_eq!(attempt["is_denied_behind"], Value::Bool(true), "{attempt}");
        assert_eq!(attempt["error_behind"].as_i64(), Some(EPERM), "{attempt}");
    }
}

#[test]
fn the_same_attempts_succeed_without_the_walls() {
    let report = self_test();
    let tried: Vec<&Value> = report["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["was_tried_before"] == Value::Bool(true))
        .collect();
    assert!(tried.len() >= 10, "{}", tried.len());
    for attempt in tried {
        assert_eq!(attempt["error_before"], Value::Null, "{attempt}");
    }
}

#[test]
fn opening_connecting_and_starting_are_among_the_attempts() {
    let report = self_test();
    let names: Vec<&str> = report["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|a| a["name"].as_str())
        .collect();
    for name in [
        "open a file to read",
        "make a datagram socket",
        "start a process",
        "replace this process",
        "ptrace",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn an_answer_says_which_walls_stood() {
    let studio = Studio::new();
    let sandbox = ask(&studio.clip(1, "a.mp4"), MediaLevel::Packets).sandbox;
    assert!(sandbox.seccomp && sandbox.rlimits);
    assert_eq!(sandbox.landlock, kernel_has_landlock());
    assert_eq!(self_test()["sandbox"]["landlock"], Value::Bool(kernel_has_landlock()));
}

/// Asked of the kernel here, outside the worker: making a rule set, without applying it, works only where it has Landlock.
fn kernel_has_landlock() -> bool {
    use landlock::{ABI, Access as _, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _};
    let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    ruleset
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok()
}
