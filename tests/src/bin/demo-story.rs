//! `cargo xtask demo`: the whole product on this machine; with `--once` the story is checked and ends.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a command that talks on stdout and stops loudly"
)]

use std::process::ExitCode;

use clap::Parser;
use tests::story::{demo, ending};

/// Server, dock and two simulated recorders with real media.
#[derive(Parser)]
#[command(name = "cargo xtask demo")]
struct Arguments {
    /// Play the story once in a temporary folder, check it, stop
    #[arg(long)]
    once: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    ending::play("demo", || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("start a runtime");
        let tell = |line: &str| println!("{line}");
        if arguments.once {
            runtime.block_on(demo::play_once(&tell));
        } else {
            runtime.block_on(demo::play(&tell));
        }
    })
}
