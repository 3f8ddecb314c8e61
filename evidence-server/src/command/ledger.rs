//! `ledger import`: a preview of what a CSV file would change, and the import itself.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use evidence_schema::ledger_import::{ImportError, ImportKind, ShownLine};
use evidence_schema::limits::IMPORT_BYTES_MAX;
use evidence_schema::people::Actor;
use evidence_schema::wire::imports::ImportAnswer;
use evidence_server::app::ledger::importing::ImportWish;

use super::{Place, finish, say};

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
    let path = arguments.file.display();
    let length = std::fs::metadata(&arguments.file)
        .with_context(|| format!("{path} cannot be read"))?
        .len();
    if !usize::try_from(length).is_ok_and(|length| length <= IMPORT_BYTES_MAX) {
        bail!("{path} has {length} bytes, at most {IMPORT_BYTES_MAX} are read: nothing was imported; split the file");
    }
    let bytes = std::fs::read(&arguments.file).with_context(|| format!("{path} cannot be read"))?;
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
    Ok(say_answer(&answer?))
}

fn say_answer(answer: &ImportAnswer) -> ExitCode {
    let errors = answer.plan.errors();
    if !errors.is_empty() {
        for error in &errors.listed {
            say(&error_line(error));
        }
        if errors.further > 0 {
            say(&format!("and {} more errors", errors.further));
        }
        say("nothing was imported: correct the file and try again");
        return ExitCode::FAILURE;
    }
    for line in answer.plan.shown() {
        say(&plan_line(&line));
    }
    let (adds, changes, unchanged) = answer.plan.counts();
    say(&format!("{adds} new, {changes} changed, {unchanged} unchanged"));
    say(if answer.is_applied {
        "imported"
    } else {
        "this is a preview, nothing was imported: add --apply"
    });
    ExitCode::SUCCESS
}

fn error_line(error: &ImportError) -> String {
    let shown = error
        .shown
        .as_deref()
        .map(|shown| format!(" {shown:?}"))
        .unwrap_or_default();
    format!("error: {}{shown}: {}", error.place(), error.message)
}

fn plan_line(line: &ShownLine) -> String {
    let word = if line.is_new { "new    " } else { "change " };
    let cells: Vec<String> = line
        .cells
        .iter()
        .map(|cell| match &cell.before {
            Some(before) => format!("{}: {before:?} -> {:?}", cell.column.as_str(), cell.after),
            None => format!("{}: {}", cell.column.as_str(), cell.after),
        })
        .collect();
    format!("line {:<6} {word} {}  {}", line.line, line.name, cells.join(", "))
}
