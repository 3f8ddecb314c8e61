//! `cargo xtask bench`: our programs and their peers on the same bytes, as a table and as JSON.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a command that talks on stdout and stops loudly"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tests::story::{bench, ending};

/// Measures; the rows are sealed, verified, cpu, coverage, search-sqlite, search-postgresql; `search` means both.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
struct Arguments {
    /// Rows to show; all if none is named
    #[arg(value_name = "ROW")]
    rows: Vec<String>,
    /// Clips that the search is measured among
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    clips: u64,
    /// Also write the rows as JSON to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    ending::play("bench", || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("start a runtime");
        let rows = runtime.block_on(bench::run(&arguments.rows, arguments.clips, &|line| println!("{line}")));
        println!("\n{}", bench::table(&rows));
        if let Some(file) = &arguments.json {
            let text = serde_json::to_string_pretty(&rows).expect("rows can be written as JSON");
            std::fs::write(file, text).unwrap_or_else(|error| panic!("write {}: {error}", file.display()));
        }
    })
}
