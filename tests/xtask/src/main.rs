//! `cargo xtask`: the commands of the project. It prepares and runs other programs; no rule of the product lives here.
//!
//! Quick to build by intent (four small crates), because everything else waits for it.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a command-line tool: it talks on stdout and its whole work is to start programs"
)]

mod packages;
mod program;
mod story;
mod test;
mod workspace;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Build, show, test and measure Mingjing on this machine.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The whole product on this machine: server, agent, two simulated recorders with real media
    ///
    /// Names and installs the system packages that are missing, builds, starts evidence-server (SQLite and local files)
    /// and ingest-agent, docks the recorders, prints the address and the accounts. Runs until interrupted.
    Demo {
        /// Run the story once, check it, stop: ends with 0 or says what is wrong
        #[arg(long)]
        once: bool,
    },
    /// Everything CI runs, or only the tests whose path contains FILTER
    ///
    /// Without FILTER: formatting, lints, documentation, dependencies, build, all tests. Stops at the first step that
    /// fails, says how to repeat it alone, and ends with a table of the steps and their times.
    Test {
        /// Part of a test's path, for example `tidy` or `rules::coverage`; finding none is a failure
        filter: Option<String>,
    },
    /// The long tests, bounded, with a report
    Soak {
        /// Part of the name of a long test
        filter: Option<String>,
    },
    /// Our programs and their peers on the same bytes, built for release, as a table
    Bench {
        /// Rows to measure; all if none is named
        #[arg(value_name = "ROW")]
        rows: Vec<String>,
        /// Also write the table as JSON to this file
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Clips that the search is measured among [preset: 1000000]
        #[arg(long, value_name = "NUMBER")]
        clips: Option<u64>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Demo { once } => story::demo(once),
        Command::Test { filter } => test::test(filter.as_deref()),
        Command::Soak { filter } => story::soak(filter.map(OsString::from)),
        Command::Bench { rows, json, clips } => story::bench(rows, json, clips),
    }
}
