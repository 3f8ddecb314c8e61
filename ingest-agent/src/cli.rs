//! The command line: what the agent can be asked to do.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use evidence_schema::clip::SourceKind;

use crate::import::WaitFor;

/// Dock-station agent: pulls footage off recorders, hashes it, uploads it, checks receipts.
#[derive(Debug, Parser)]
#[command(name = "ingest-agent", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where configuration and data are.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Folder of journal, identity and spool [preset: ./dock-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Configuration file
    #[arg(long, global = true, value_name = "F")]
    pub(crate) config: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Give this dock an identity, with the one-time token of an administrator
    Enroll {
        /// Address of the server, such as <https://evidence.example:8443>
        url: String,
        /// File with the token; - reads standard input
        #[arg(long, value_name = "F")]
        token_file: PathBuf,
        /// Name of the dock for people [preset: the host's name]
        #[arg(long)]
        name: Option<String>,
        /// Enrol an enrolled dock anew; spool and journal stay
        #[arg(long)]
        again: bool,
    },
    /// Watch the slots and bring in what is docked
    Run,
    /// Bring in files by hand
    Import(Import),
    /// Ask about recorder profiles
    Profile {
        #[command(subcommand)]
        command: ProfileCommand,
    },
    /// Say what is in journal and spool, what is docked, what is wrong
    Status,
    /// Clock offsets measured by hand
    Offset {
        #[command(subcommand)]
        command: OffsetCommand,
    },
}

/// Files to bring in by hand.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files and folders
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Where they come from
    #[arg(
        long,
        help = "Where they come from: handheld, camera, voice_recorder, room_video, cctv, phone, unknown",
        default_value = "unknown"
    )]
    pub(crate) source: SourceKind,
    /// Who brings them in [preset: the user's name]
    #[arg(long)]
    pub(crate) by: Option<String>,
    /// The room whose fixed camera it is
    #[arg(long, value_name = "NAME")]
    pub(crate) room: Option<String>,
    /// The electronic monitoring device that recorded them
    #[arg(long, value_name = "NAME", conflicts_with_all = ["room", "from", "to"])]
    pub(crate) monitor: Option<String>,
    /// When they came into the room; only files from five minutes before on are taken
    #[arg(long, value_name = "2026-11-21T08:00", requires = "to")]
    pub(crate) from: Option<String>,
    /// When they left it; only files up to five minutes after are taken
    #[arg(long, value_name = "2026-11-21T09:00", requires = "from")]
    pub(crate) to: Option<String>,
    /// How far to wait
    #[arg(long, value_enum, default_value = "verified")]
    pub(crate) wait: WaitFor,
}

/// Questions about profiles.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// Say what the agent makes of a volume, and why
    Explain {
        /// The volume's folder
        path: PathBuf,
    },
}

/// What to do with clock offsets.
#[derive(Debug, Subcommand)]
pub(crate) enum OffsetCommand {
    /// Note a measurement; the recorder's next docking uses it
    Set {
        /// The recorder's serial
        #[arg(long)]
        serial: String,
        /// To be added to the recorder's times, in milliseconds
        #[arg(long, allow_negative_numbers = true)]
        ms: i64,
        /// Plus or minus, in milliseconds
        #[arg(long)]
        uncertainty_ms: u32,
        /// Who measured
        #[arg(long)]
        by: String,
    },
}
