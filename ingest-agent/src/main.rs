//! The composition root of the dock's agent: clock and chance are made here, commands are handed out.

mod agent;
mod alarm;
mod beneath;
mod capture;
mod claims;
mod cli;
mod clock;
mod config;
mod control;
mod dock;
mod docking;
mod enroll;
mod failure;
mod files;
mod identity;
mod import;
mod journal;
mod kiosk;
mod limits;
mod moved;
mod offset;
mod plan;
mod profile;
mod receipt;
mod release;
mod report;
mod run;
mod scan;
mod show;
mod statement;
mod status;
mod sweep;
#[cfg(test)]
mod tests;
mod times;
mod upload;
mod watching;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use evidence_schema::clip::SourceKind;
use evidence_schema::rules::monitoring::may_be_record;
use evidence_schema::time::Timestamp;
use tracing_subscriber::EnvFilter;

use agent::World;
use cli::{Cli, Command, Import, OffsetCommand, ProfileCommand};
use clock::{Clock, Random};
use config::Config;
use failure::{Failure, cannot};
use import::ImportRequest;
use release::medium::SystemMedium;
use scan::SourceRoot;
use times::FileTimes;

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the composition root's clock")]
    fn now(&self) -> Timestamp {
        chrono::Utc::now().into()
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the composition root's generator")]
    fn fill(&self, buffer: &mut [u8]) {
        rand::fill(buffer);
    }
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match dispatch(Cli::parse()) {
        Ok(code) => code,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "ingest-agent: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    let config = Config::load(cli.place.config.as_deref())?;
    let data = config.data_folder(cli.place.data.as_deref());
    let world = World {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        medium: Arc::new(SystemMedium),
    };
    match cli.command {
        Command::Run => run::run(config, &data, world),
        Command::Import(asked) => import::command::import(config, &data, world, &request(asked)?),
        Command::Status => status(config, &data, world),
        Command::Profile {
            command: ProfileCommand::Explain { path },
        } => explain(&config, path),
        Command::Offset { command } => offset(&config, &data, (&world, command)),
        Command::Enroll {
            url,
            token_file,
            name,
            again,
        } => {
            let name = name.unwrap_or_else(host_name);
            let asked = enroll::Enrolment {
                url: &url,
                token_file: &token_file,
                name: &name,
                is_again: again,
            };
            let told = run::runtime()?.block_on(enroll::enroll(&data, &world, &asked))?;
            say(&format!("{told}\n"));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn status(config: Config, data: &Path, world: World) -> Result<ExitCode, Failure> {
    let runtime = run::runtime()?;
    let _inside = runtime.enter();
    let status = status::status(config, data, world)?;
    say(&status::text(&status));
    Ok(if status.log_broken.is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn explain(config: &Config, path: PathBuf) -> Result<ExitCode, Failure> {
    std::fs::metadata(&path).map_err(cannot(path.display()))?;
    let profiles = profile::load(config.profiles.as_deref())?;
    let listing = scan::list(&path);
    let root = SourceRoot {
        path,
        label: None,
        usb_serial: None,
        file_times: FileTimes::Instant,
    };
    say(&profile::explain::explain(&profiles, &root, &listing));
    Ok(ExitCode::SUCCESS)
}

fn offset(config: &Config, data: &Path, (world, command): (&World, OffsetCommand)) -> Result<ExitCode, Failure> {
    let OffsetCommand::Set {
        serial,
        ms,
        uncertainty_ms,
        by,
    } = command;
    files::make_private_folder(data)?;
    let measured_at = world.clock.now();
    let told = format!("recorder {serial}: {ms} ms ± {uncertainty_ms} ms; its next docking uses it\n");
    let uncertainty_ms = i64::from(uncertainty_ms);
    let measurement = offset::Measurement {
        serial,
        offset_ms: ms,
        uncertainty_ms,
        by,
        measured_at,
    };
    offset::store(&config.offsets_file(data), measurement)?;
    say(&told);
    Ok(ExitCode::SUCCESS)
}

fn request(asked: Import) -> Result<ImportRequest, Failure> {
    if asked.source == SourceKind::Recorder {
        return Err(Failure::new("a file that is brought in by hand is never a recorder's footage; nothing was taken")
            .next("dock the recorder, or say what it is: handheld, camera, voice_recorder, room_video, cctv, phone or unknown"));
    }
    if asked.monitor.is_some() && !may_be_record(asked.source) {
        return Err(Failure::new(
            "files of this source can never be records of a monitoring device; nothing was taken",
        )
        .next("write --source camera or --source cctv, or leave --monitor out"));
    }
    let absolute = |path: PathBuf| std::path::absolute(&path).map_err(cannot(path.display()));
    let by = match asked.by {
        Some(by) => by,
        None => std::env::var("USER")
            .or_else(|_| std::env::var("LOGNAME"))
            .map_err(|_| Failure::new("nobody says who imports").next("name the person with --by NAME"))?,
    };
    let window = match (asked.from, asked.to) {
        (Some(from), Some(to)) => Some(import::selection::window(&from, &to)?),
        _ => None,
    };
    let paths = asked.paths.into_iter().map(absolute).collect::<Result<_, _>>()?;
    Ok(ImportRequest {
        paths,
        source: asked.source,
        by,
        wait: asked.wait,
        label: asked.room.or(asked.monitor),
        window,
    })
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    if name.trim().is_empty() {
        "dock".to_owned()
    } else {
        name.trim().to_owned()
    }
}
