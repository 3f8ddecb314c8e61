//! `catalogue import`, `catalogue export`, `catalogue show`: versions of the act catalogue.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use evidence_schema::ledger_import::catalogue::{CatalogueFormat, TypeChange};
use evidence_schema::people::Actor;
use evidence_schema::wire::catalogue::{CatalogueAnswer, CatalogueVersionView};
use evidence_server::app::catalogue::{CatalogueWish, StatedFile, Which};

use super::importing::{cells_line, read_file, say_errors};
use super::{Place, finish, say};

#[derive(Subcommand)]
pub(crate) enum CatalogueCommand {
    /// Show what a file would change; with --apply state it as a new version: all of it or nothing. Exit code 1 when the
    /// file has errors.
    Import(ImportArguments),
    /// Print a version as a file that reads back the same.
    Export(ExportArguments),
    /// Print every version, and which one is in force today.
    Show {
        #[command(flatten)]
        place: Place,
    },
}

/// What `catalogue import` takes.
#[derive(Args)]
pub(crate) struct ImportArguments {
    #[command(flatten)]
    place: Place,
    /// The file, UTF-8 or GBK: .csv or .toml.
    file: PathBuf,
    /// The kind of file, where its name does not say it: csv or toml.
    #[arg(long)]
    format: Option<CatalogueFormat>,
    /// The first day on which it is in force, as 2026-12-01.
    #[arg(long)]
    from: NaiveDate,
    /// Why it is stated.
    #[arg(long)]
    reason: String,
    /// State it; without this only the preview is shown.
    #[arg(long)]
    apply: bool,
}

/// What `catalogue export` takes.
#[derive(Args)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    place: Place,
    /// The kind of file: csv or toml.
    #[arg(long, default_value = "csv")]
    format: CatalogueFormat,
    /// Number of the version, 0 is the preset; without it the one that is in force today.
    #[arg(long)]
    number: Option<u64>,
}

/// Runs `catalogue …`.
pub(crate) async fn run(command: CatalogueCommand) -> anyhow::Result<ExitCode> {
    match command {
        CatalogueCommand::Import(arguments) => import(arguments).await,
        CatalogueCommand::Export(arguments) => export(arguments).await,
        CatalogueCommand::Show { place } => show(place).await,
    }
}

fn format_of(file: &Path, said: Option<CatalogueFormat>) -> anyhow::Result<CatalogueFormat> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let told = said.or_else(|| ending.to_ascii_lowercase().parse().ok());
    told.with_context(|| format!("{} ends in neither .csv nor .toml: say --format", file.display()))
}

async fn import(arguments: ImportArguments) -> anyhow::Result<ExitCode> {
    let file = StatedFile {
        format: format_of(&arguments.file, arguments.format)?,
        bytes: read_file(&arguments.file)?,
        from: arguments.from,
        reason: arguments.reason,
    };
    let app = arguments.place.open_installed().await?;
    let answer = if arguments.apply {
        let wish = CatalogueWish { file, seen_plan: None };
        app.catalogue_state(Actor::system("command"), wish).await
    } else {
        app.catalogue_plan(file).await
    };
    finish(&app).await?;
    Ok(say_answer(&answer?))
}

fn say_answer(answer: &CatalogueAnswer) -> ExitCode {
    let plan = &answer.plan;
    if say_errors(&plan.errors) {
        return ExitCode::FAILURE;
    }
    for change in &plan.changes.changes {
        say(&change_line(change));
    }
    if plan.changes.is_reordered {
        say("the types stand in another order");
    }
    let (changed, unchanged) = (plan.changes.changes.len(), plan.changes.unchanged);
    let (from, before) = (plan.in_force_from, plan.compared_with);
    say(&format!(
        "in force from {from}, compared with version {before}: {changed} types differ, {unchanged} stay"
    ));
    if plan.is_backdated {
        say(&format!("{from} is past: acts from that day on are judged anew"));
    }
    say(match (plan.changes.is_none(), answer.is_applied) {
        (true, _) => "nothing differs: no version is needed",
        (false, true) => "stated as a new version",
        (false, false) => "this is a preview, nothing was stated: add --apply",
    });
    ExitCode::SUCCESS
}

fn change_line(change: &TypeChange) -> String {
    format!(
        "{:<8} {} ({})  {}",
        change.kind.as_str(),
        change.name.chinese,
        change.name.english,
        cells_line(&change.cells)
    )
}

async fn export(arguments: ExportArguments) -> anyhow::Result<ExitCode> {
    let app = arguments.place.open_installed().await?;
    let file = app
        .catalogue_file(Which::of(arguments.number, None), arguments.format)
        .await;
    finish(&app).await?;
    let (_, bytes) = file?;
    let mut out = std::io::stdout().lock();
    out.write_all(&bytes).context("the file cannot be written")?;
    Ok(ExitCode::SUCCESS)
}

async fn show(place: Place) -> anyhow::Result<ExitCode> {
    let app = place.open_installed().await?;
    let versions = app.catalogue_versions().await;
    finish(&app).await?;
    let versions = versions?;
    for version in &versions.versions {
        let here = if version.number == versions.in_force { "*" } else { " " };
        say(&format!("{here} {}", version_line(version)));
    }
    say("* is in force today; version 0 is the preset");
    Ok(ExitCode::SUCCESS)
}

fn version_line(version: &CatalogueVersionView) -> String {
    let from = version
        .in_force_from
        .map_or_else(|| "–".to_owned(), |day| day.to_string());
    let reason = version.reason.as_deref().unwrap_or("preset");
    let (number, types) = (version.number, version.types);
    format!(
        "{number:>4}  from {from:<10}  {types:>4} types  {}  {reason}",
        version.sha256
    )
}
