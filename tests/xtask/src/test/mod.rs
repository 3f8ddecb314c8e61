//! `test`: what CI runs, as one list of steps; with a filter, only the tests.
//!
//! A step that is switched off stays in the table, so that nobody takes its silence for success.

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::packages::{self, Purpose};
use crate::program;
use crate::workspace::{Build, Workspace};

/// Tells the integration suite which engines the servers under test run on.
const ENGINE: &str = "MINGJING_TEST_ENGINE";
const EMBEDDED: &str = "embedded";
const REGION: &str = "region";

/// Whether the integration suite runs a second time, on PostgreSQL and an S3 store.
const RUN_SUITE_ON_REGION: bool = true;

/// Built here when the machine has none: two minutes on two cores without optimisation, kept under target/tools.
const CARGO_DENY_VERSION: &str = "0.20.2";

pub(crate) fn test(filter: Option<&str>) -> Result<()> {
    let mut report = Report { rows: Vec::new() };
    let outcome = run_steps(filter, &mut report);
    report.print();
    outcome
}

fn run_steps(filter: Option<&str>, report: &mut Report) -> Result<()> {
    let purposes = [Purpose::Build, Purpose::Run, Purpose::Test];
    report.step("system packages", || packages::ensure(&purposes).map(|()| None))?;
    let workspace = Workspace::find()?;
    if filter.is_none() {
        habits(&workspace, report)?;
    }
    report.step("build programs", || plain(&mut workspace.build_programs(Build::Dev)))?;
    report.step("tests on SQLite and files", || {
        run_tests(&workspace, &["--workspace"], EMBEDDED, filter)
    })?;
    // Once, above: what is about local files, or about this repository, whatever the engine.
    let once = ["bulk", "powercut", "rollback", "tidy"];
    // The whole workspace is named so that nothing is built with other features again.
    let mut suite = vec!["--workspace", "--test", "suite", "--"];
    suite.extend(once.iter().flat_map(|name| ["--skip", name]));
    if filter.is_none() && RUN_SUITE_ON_REGION {
        report.step("suite on PostgreSQL and S3", || {
            run_tests(&workspace, &suite, REGION, filter)
        })?;
    } else {
        report.not_run("suite on PostgreSQL and S3");
    }
    Ok(())
}

/// Formatting, lints, documentation, dependencies.
fn habits(workspace: &Workspace, report: &mut Report) -> Result<()> {
    report.step("formatting", || {
        plain(&mut workspace.cargo(&["fmt", "--all", "--check"]))
    })?;
    let lints = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    report.step("lints", || plain(&mut workspace.cargo(&lints)))?;
    let mut doc = workspace.cargo(&["doc", "--workspace", "--no-deps"]);
    report.step("documentation", || plain(doc.env("RUSTDOCFLAGS", "-D warnings")))?;
    report.step("dependencies", || check_dependencies(workspace))
}

fn plain(command: &mut Command) -> Result<Option<String>> {
    program::run(command).map(|()| None)
}

fn check_dependencies(workspace: &Workspace) -> Result<Option<String>> {
    let deny = cargo_deny(workspace)?;
    let mut check = Command::new(deny);
    check
        .current_dir(&workspace.root)
        .args(["--locked", "check", "bans", "licenses", "sources"]);
    plain(&mut check)
}

/// The machine's own cargo-deny, or one built under the target folder.
fn cargo_deny(workspace: &Workspace) -> Result<PathBuf> {
    if program::succeeds("cargo-deny", &["--version"]) {
        return Ok("cargo-deny".into());
    }
    let tools = workspace.target.join("tools");
    let deny = tools.join("bin/cargo-deny");
    if !deny.is_file() {
        let mut install = workspace.cargo(&["install", "--locked", "--debug", "--version", CARGO_DENY_VERSION]);
        install
            .arg("--root")
            .arg(&tools)
            .env("CARGO_TARGET_DIR", tools.join("build"))
            .arg("cargo-deny");
        program::run(&mut install)?;
        // Some 700 MB that only this one program needed.
        std::fs::remove_dir_all(tools.join("build")).context("cannot remove what was left of building cargo-deny")?;
    }
    Ok(deny)
}

/// `cargo test`, echoed and counted: a run that finds no test is a failure, not a success.
fn run_tests(workspace: &Workspace, scope: &[&str], engine: &str, filter: Option<&str>) -> Result<Option<String>> {
    let mut command = workspace.cargo(&["test"]);
    command.args(scope).env(ENGINE, engine).stdout(Stdio::piped());
    if std::io::stdout().is_terminal() {
        command.args(["--color", "always"]);
    }
    if let Some(filter) = filter {
        command.args(["--", filter]);
    }
    let shown = program::shown(&command);
    println!("$ {shown}");
    let mut child = command.spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let lines = BufReader::new(child.stdout.take().context("cargo test has no output to read")?);
    let count = echo_and_count(lines)?;
    let status = child.wait().with_context(|| format!("cannot wait for `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    if count == 0 {
        bail!(
            "no test's path contains `{}`: nothing was tested",
            filter.unwrap_or_default()
        );
    }
    Ok(Some(format!("{count} tests")))
}

/// Passes the lines on as bytes (a test may print anything) and adds up the tests that passed.
fn echo_and_count(mut lines: impl BufRead) -> Result<u64> {
    let (mut line, mut count) = (Vec::new(), 0);
    while lines
        .read_until(b'\n', &mut line)
        .context("cannot read what cargo test prints")?
        > 0
    {
        std::io::stdout()
            .write_all(&line)
            .context("cannot pass on what cargo test prints")?;
        count += passed(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(count)
}

/// The number in `test result: ok. 17 passed; …`, or 0 for any other line.
fn passed(line: &str) -> u64 {
    if !line.starts_with("test result: ") {
        return 0;
    }
    let before = line.split(" passed;").next().unwrap_or_default();
    before
        .rsplit(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

struct Report {
    rows: Vec<Row>,
}

struct Row {
    step: &'static str,
    outcome: &'static str,
    took: String,
    remark: String,
}

impl Report {
    fn step(&mut self, step: &'static str, work: impl FnOnce() -> Result<Option<String>>) -> Result<()> {
        println!("\n== {step}");
        let start = Instant::now();
        let result = work();
        let outcome = if result.is_ok() { "ok" } else { "FAILED" };
        let remark = result.as_ref().ok().cloned().flatten().unwrap_or_default();
        self.rows.push(Row {
            step,
            outcome,
            took: program::since(start),
            remark,
        });
        result.map(|_| ()).with_context(|| format!("step \"{step}\""))
    }

    fn not_run(&mut self, step: &'static str) {
        self.rows.push(Row {
            step,
            outcome: "not run",
            took: String::new(),
            remark: String::new(),
        });
    }

    fn print(&self) {
        println!();
        for Row {
            step,
            outcome,
            took,
            remark,
        } in &self.rows
        {
            println!("{}", format!("{step:<28} {outcome:<8} {took:>13}  {remark}").trim_end());
        }
    }
}

#[cfg(test)]
mod tests;
