//! `case import`: a preview of what a CSV file of the case system tells, and the import itself.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use evidence_schema::ledger_import::cases::CaseImportKind;
use evidence_schema::people::Actor;
use evidence_server::app::cases::importing::CaseImportWish;

use super::importing::{Said, read_file, say_import};
use super::{Place, finish, say};

#[derive(Subcommand)]
pub(crate) enum CaseCommand {
    /// Show what a CSV file of the case system tells; with --apply take it: all of it or nothing. Exit code 1 when the file
    /// has errors.
    Import(CaseImportArguments),
}

/// What `case import` takes.
#[derive(Args)]
pub(crate) struct CaseImportArguments {
    #[command(flatten)]
    place: Place,
    /// What the file tells of: cases, acts or objects.
    #[arg(long)]
    kind: CaseImportKind,
    /// The CSV file: UTF-8 or GBK, the first line names the columns.
    file: PathBuf,
    /// Import it; without this only the preview is shown.
    #[arg(long)]
    apply: bool,
}

/// Runs `case …`.
pub(crate) async fn run(CaseCommand::Import(arguments): CaseCommand) -> anyhow::Result<ExitCode> {
    let bytes = read_file(&arguments.file)?;
    let app = arguments.place.open_installed().await?;
    let kind = arguments.kind;
    let answer = if arguments.apply {
        let wish = CaseImportWish {
            kind,
            bytes,
            seen_plan: None,
        };
        app.case_import(Actor::system("command"), wish).await
    } else {
        app.case_import_plan(kind, bytes).await
    };
    finish(&app).await?;
    let answer = answer?;
    for told in &answer.plan.remarks {
        say(&format!(
            "look at: line {} {}: {}",
            told.line, told.number, told.remark.words
        ));
    }
    Ok(say_import(&Said {
        errors: &answer.plan.errors,
        lines: &answer.plan.lines,
        counts: answer.plan.counts(),
        is_applied: answer.is_applied,
    }))
}
