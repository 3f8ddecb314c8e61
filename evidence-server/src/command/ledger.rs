//! `ledger import`: a preview of what a CSV file would change, and the import itself.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use evidence_schema::ledger_import::ImportKind;
use evidence_schema::people::Actor;
use evidence_server::app::ledger::importing::ImportWish;

use super::importing::{Said, read_file, say_import};
use super::{Place, finish};

#[derive(Subcommand)]
pub(crate) enum LedgerCommand {
    /// Show what a CSV file would change; with --apply change it: all of it or nothing. Exit code 1 when the file has errors.
    Import(ImportArguments),
}

/// What `ledger import` takes.
#[derive(Args)]
pub(crate) struct ImportArguments {
    #[command(flatten)]
    place: Place,
    /// What the file is about: units, officers, recorders or roster.
    #[arg(long)]
    kind: ImportKind,
    /// The CSV file: UTF-8 or GBK, the first line names the columns.
    file: PathBuf,
    /// Import it; without this only the preview is shown.
    #[arg(long)]
    apply: bool,
}

/// Runs `ledger …`.
pub(crate) async fn run(LedgerCommand::Import(arguments): LedgerCommand) -> anyhow::Result<ExitCode> {
    let bytes = read_file(&arguments.file)?;
    let app = arguments.place.open_installed().await?;
    let kind = arguments.kind;
    let answer = if arguments.apply {
        let wish = ImportWish {
            kind,
            bytes,
            seen_plan: None,
        };
        app.ledger_import(Actor::system("command"), wish).await
    } else {
        app.ledger_import_plan(kind, bytes).await
    };
    finish(&app).await?;
    let answer = answer?;
    Ok(say_import(&Said {
        errors: answer.plan.errors(),
        lines: &answer.plan.shown(),
        counts: answer.plan.counts(),
        is_applied: answer.is_applied,
    }))
}
