//! The command line. What a command changes is a custody entry by `system:command`; what touches footage acts as a
//! person and asks `permit`.

mod case;
mod catalogue;
mod custody;
mod importing;
mod ledger;
mod serve;
mod user;

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use evidence_schema::people::Actor;
use evidence_server::app::people::MachineKind;
use evidence_server::app::{App, AppError};
use evidence_server::compose::{self, Opener};
use evidence_server::config::{Config, read_text};
use evidence_server::store::log::SEQUENCER;

/// Evidence server of Mingjing.
#[derive(Parser)]
#[command(version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Where the installation is.
#[derive(Args, Clone)]
pub(crate) struct Place {
    /// Configuration file; without it SQLite and local files are used.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Data folder; preset ./data.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop.
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address; preset 127.0.0.1:8400; only loopback without TLS.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Hold entries, rows, objects and checkpoints against each other; names every breach. Exit code 1 when there is one.
    Verify(custody::VerifyArguments),
    /// Write a case file into a folder that proves itself offline.
    Export(custody::ExportArguments),
    /// Accounts of people.
    User {
        #[command(subcommand)]
        command: user::UserCommand,
    },
    /// Recorders.
    Recorder {
        #[command(subcommand)]
        command: RecorderCommand,
    },
    /// Dock stations.
    Dock {
        #[command(subcommand)]
        command: DockCommand,
    },
    /// Machines that upload but are no docks.
    Machine {
        #[command(subcommand)]
        command: MachineCommand,
    },
    /// Units, officers, recorders and rosters.
    Ledger {
        #[command(subcommand)]
        command: ledger::LedgerCommand,
    },
    /// Case files from the agency's case system.
    Case {
        #[command(subcommand)]
        command: case::CaseCommand,
    },
    /// The act catalogue: which acts must be recorded, and what their footage must show.
    Catalogue {
        #[command(subcommand)]
        command: catalogue::CatalogueCommand,
    },
    /// The configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Print the OpenAPI description.
    Openapi,
    /// Print every route with its access class.
    Routes,
}

#[derive(Subcommand)]
enum RecorderCommand {
    /// Register a recorder.
    Add {
        #[command(flatten)]
        place: Place,
        /// Its serial.
        #[arg(long)]
        serial: String,
        /// A title for people.
        #[arg(long)]
        title: String,
    },
}

#[derive(Subcommand)]
enum DockCommand {
    /// Print a one-time token for `ingest-agent enroll`; it works for 24 hours.
    Enroll {
        #[command(flatten)]
        place: Place,
        /// A name for people.
        #[arg(long)]
        name: String,
        /// Number of the unit whose officers the dock may ask for.
        #[arg(long)]
        unit: Option<String>,
    },
}

#[derive(Subcommand)]
enum MachineCommand {
    /// Print a bearer token for a machine.
    Add {
        #[command(flatten)]
        place: Place,
        /// A name for people.
        #[arg(long)]
        name: String,
        /// It is the agency's case system: it tells of case files and sees no footage.
        #[arg(long)]
        case_system: bool,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Read the configuration and say what it means.
    Check {
        #[command(flatten)]
        place: Place,
    },
}

impl Place {
    fn config(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(data) = &self.data {
            config.data = Some(data.clone());
        }
        Ok(config)
    }

    /// The configuration of an installation that is there: a mistyped folder makes no new one.
    pub(crate) fn installed(&self) -> anyhow::Result<Config> {
        let config = self.config()?;
        if !compose::in_data(&config, compose::LOG_KEY_FILE).exists() {
            bail!(
                "{} holds no installation: nothing was done and nothing was written; name its folder with --data or \
                 --config; a new installation is made by `serve` or `user add`",
                config.data().display()
            );
        }
        Ok(config)
    }

    /// Opens an installation that is there.
    pub(crate) async fn open_installed(&self) -> anyhow::Result<App> {
        self.installed()?;
        self.open().await
    }

    /// Opens the installation beside a server that may be running; takes over the log when none is.
    pub(crate) async fn open(&self) -> anyhow::Result<App> {
        let app = compose::open(&self.config()?, Opener::Command).await?;
        app.log_check_start().await?;
        if app.store.lease_take(SEQUENCER, &app.instance, LEASE_MS).await? {
            app.log_open().await?;
        }
        Ok(app)
    }
}

/// Longer than any command runs without numbering entries.
const LEASE_MS: i64 = 15_000;

/// One line of a command's answer.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe is the reader's choice.
    let _closed = writeln!(out, "{line}");
}

/// What went wrong, with its causes.
pub(crate) fn say_error(error: &anyhow::Error) {
    let mut out = std::io::stderr().lock();
    let _closed = writeln!(out, "error: {error:#}");
    if let Some(refused) = error.downcast_ref::<AppError>() {
        for (word, text) in [("kept", &refused.kept), ("next", &refused.next)] {
            if let Some(text) = text {
                let _closed = writeln!(out, "{word}:  {text}");
            }
        }
    }
}

/// Numbers and signs what a command wrote, when no server does it, and gives the lease back.
pub(crate) async fn finish(app: &App) -> anyhow::Result<()> {
    // Whoever holds the lease publishes: two at once would take each other's files away.
    if app.sequence_once().await? {
        app.publish(0).await?;
    }
    app.store.lease_drop(SEQUENCER, &app.instance).await?;
    Ok(())
}

pub(crate) fn read_secret(path: &Path) -> anyhow::Result<String> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin()).context("the password cannot be read from standard input")?
    } else {
        read_text(path)?
    };
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Runs the command.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Serve { place, listen } => serve::run(place.config()?, listen).await?,
        Command::Verify(wish) => return custody::verify(wish).await,
        Command::Export(wish) => custody::export(wish).await?,
        Command::User { command } => user::run(command).await?,
        Command::Recorder { command } => recorder(command).await?,
        Command::Dock { command } => dock(command).await?,
        Command::Machine { command } => machine(command).await?,
        Command::Ledger { command } => return ledger::run(command).await,
        Command::Case { command } => return case::run(command).await,
        Command::Catalogue { command } => return catalogue::run(command).await,
        Command::Config {
            command: ConfigCommand::Check { place },
        } => check(&place.config()?)?,
        Command::Openapi => {
            say(&serde_json::to_string_pretty(&evidence_server::http::routes::openapi())?);
        }
        Command::Routes => {
            for route in evidence_server::http::routes::ROUTES {
                say(&format!("{} {} {}", route.method, route.path, route.class.as_str()));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn recorder(RecorderCommand::Add { place, serial, title }: RecorderCommand) -> anyhow::Result<()> {
    let app = place.open_installed().await?;
    let recorder = app.recorder_add(Actor::system("command"), &serial, &title).await?;
    finish(&app).await?;
    say(&format!("{} {}", recorder.id, recorder.serial));
    Ok(())
}

async fn dock(DockCommand::Enroll { place, name, unit }: DockCommand) -> anyhow::Result<()> {
    let app = place.open_installed().await?;
    let issued = app.dock_token_issue_in(Actor::system("command"), &name, unit.as_deref());
    let token = issued.await?;
    finish(&app).await?;
    say(&token);
    Ok(())
}

async fn machine(
    MachineCommand::Add {
        place,
        name,
        case_system,
    }: MachineCommand,
) -> anyhow::Result<()> {
    let app = place.open_installed().await?;
    let kind = if case_system {
        MachineKind::CaseSystem
    } else {
        MachineKind::Uploader
    };
    let bearer = app.machine_add(Actor::system("command"), &name, kind).await?;
    finish(&app).await?;
    say(&bearer);
    Ok(())
}

fn check(config: &Config) -> anyhow::Result<()> {
    say(&format!("data folder   {}", config.data().display()));
    say(&format!("listens on    {}", config.listen()?));
    say(&format!(
        "database      {}",
        if config.postgres_url_file.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        }
    ));
    say(&format!(
        "vault         {}",
        config
            .s3
            .as_ref()
            .map_or("local files".to_owned(), |s| format!("S3 bucket {}", s.bucket))
    ));
    say(&format!(
        "TLS           {}",
        if config.tls.is_some() {
            "yes"
        } else {
            "no, loopback only"
        }
    ));
    let settings = config.settings()?;
    for hook in &settings.webhooks {
        say(&format!("webhook       {} {}", hook.name, hook.receiver.target()));
    }
    let is_there = settings.media_worker.exists();
    say(&format!(
        "media worker  {}{}",
        settings.media_worker.display(),
        if is_there { "" } else { " (not there)" }
    ));
    Ok(())
}
