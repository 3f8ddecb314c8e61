//! `verify` and `export`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use evidence_schema::case::CaseNumber;
use evidence_schema::rules::access::Asker;
use evidence_server::app::verify::{VerifyReport, VerifyWish};
use evidence_server::compose::{self, Opener};

use super::{Place, finish, read_secret, say};

/// What `verify` takes.
#[derive(Args)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    place: Place,
    /// An older checkpoint, or a receipt, that came some other way; may be given several times.
    #[arg(long)]
    against: Vec<PathBuf>,
    /// Only look whether objects are there and how long they are; do not read them.
    #[arg(long)]
    quick: bool,
    /// The server runs: the end of the log is compared with the clock.
    #[arg(long)]
    running: bool,
}

/// What `export` takes.
#[derive(Args)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    place: Place,
    /// Number of the case file.
    case: String,
    /// Why it goes out; needed while something in it is flagged as sensitive.
    #[arg(long)]
    reason: Option<String>,
    /// Folder to be made.
    #[arg(long)]
    to: PathBuf,
    /// Whose account acts; footage is never touched anonymously.
    #[arg(long)]
    name: String,
    /// File with the password; `-` reads it from standard input.
    #[arg(long)]
    password_file: PathBuf,
}

/// Audits the installation; exit code 1 when something is not as the log says.
pub(crate) async fn verify(arguments: VerifyArguments) -> anyhow::Result<ExitCode> {
    let config = arguments.place.installed()?;
    let app = compose::open(&config, Opener::Command).await?;
    let mut against = Vec::new();
    for path in &arguments.against {
        let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        against.push((path.display().to_string(), text));
    }
    let now = arguments.running.then(|| app.now());
    let wish = VerifyWish {
        against,
        is_deep: !arguments.quick,
        now,
    };
    let report = app.verify(wish, |line| tracing::debug!("{line}")).await?;
    say_report(&report);
    Ok(if report.breaches.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn say_report(report: &VerifyReport) {
    say(&format!(
        "checked {} entries, {} rows, {} objects ({} bytes read back and hashed)",
        report.entries, report.rows, report.objects, report.object_bytes
    ));
    for orphan in &report.orphans {
        say(&format!("note: no clip names the object {orphan}; nothing removes it"));
    }
    for restart in &report.restarts {
        let minutes = (restart.until - restart.from) / 60_000_000;
        say(&format!(
            "note: nothing was logged for {minutes} min before entry {}, where the server says it was started",
            restart.number
        ));
    }
    for breach in &report.breaches {
        say(&format!("BREACH {breach}"));
    }
    match report.breaches.len() {
        0 => say("clean: everything is as the custody log says"),
        count => say(&format!(
            "{count} breaches: keep everything as it is, copy the data folder, call the auditor"
        )),
    }
}

/// Writes a case file into a folder.
pub(crate) async fn export(arguments: ExportArguments) -> anyhow::Result<()> {
    let password = read_secret(&arguments.password_file)?;
    let number: CaseNumber = arguments.case.parse()?;
    let app = arguments.place.open_installed().await?;
    let signed_in = app.sign_in(&arguments.name, &password, "command").await?;
    let Some((asker, session, _)) = app.asker_of_cookie(&signed_in.cookie).await? else {
        bail!("the account does not work");
    };
    let result = export_as(&app, asker, &number, (&arguments.to, arguments.reason.as_deref())).await;
    app.sign_out(&session).await?;
    finish(&app).await?;
    let clips = result?;
    say(&format!(
        "{clips} clips of {} are in {}",
        number.as_str(),
        arguments.to.display()
    ));
    say(
        "check it with: custody-verify FOLDER --vkey KEY (the key of the custody log, which should come some other way)",
    );
    Ok(())
}

async fn export_as(
    app: &evidence_server::app::App,
    asker: Asker,
    number: &CaseNumber,
    (to, reason): (&std::path::Path, Option<&str>),
) -> anyhow::Result<usize> {
    let case = app.store.case_by_number(number.as_str()).await?;
    let Some(case) = case else {
        bail!("there is no case file with the number {}", number.as_str())
    };
    let numbering = {
        let app = app.clone();
        // No server may be running: then this command signs its own entries while the export waits for them.
        tokio::spawn(async move {
            loop {
                if let Err(e) = app.sequence_once().await {
                    tracing::warn!("sequencer: {e}");
                }
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
        })
    };
    let result = app.case_export(asker, case.id, (to, reason)).await;
    numbering.abort();
    Ok(result?)
}
