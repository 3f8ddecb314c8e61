//! `cargo xtask soak`: the long stories, bounded, each with a report as a table and as JSON in target/soak.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a command that talks on stdout and stops loudly"
)]

use std::process::ExitCode;

use clap::Parser;
use tests::story::{ending, soak};

/// The long stories.
#[derive(Parser)]
#[command(name = "cargo xtask soak")]
struct Arguments {
    /// Part of a story's name; there is `kills`
    filter: Option<String>,
    /// Kills
    #[arg(long, default_value_t = 100)]
    rounds: u32,
    /// Repeats the chance of an earlier run
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments
        .filter
        .as_ref()
        .is_some_and(|filter| !"kills".contains(filter.as_str()))
    {
        eprintln!("no long story's name contains that; there is: kills");
        return ExitCode::FAILURE;
    }
    let plan = soak::SoakPlan::with_kills(arguments.rounds, arguments.seed.unwrap_or_else(soak::chance_seed));
    ending::play(&format!("soak kills (seed {})", plan.seed), || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("start a runtime");
        let report = runtime.block_on(soak::run(&plan, &|line| println!("{line}")));
        let file = soak::write_report(&report);
        println!("\n{}report     {}", report.table(), file.display());
    })
}
