//! What was asked on the command line, and where the key came from.
//!
//! What must stay true: a key that lies inside what is being checked came with it, so it authenticates nobody.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Parser};
use evidence_schema::custody::note::VerifyingNoteKey;

use crate::{Unreadable, folder};

const KEY_BYTES_MAX: u64 = 4096;

/// Checks an exported case folder, a signed record (a bundle, a coverage sheet), or a custody log as it is published, without
/// the server.
///
/// Ends with 0 proven, 1 at least one breach, 2 could not be read, 3 consistent but the signer is not authenticated.
#[derive(Debug, Parser)]
#[command(name = "custody-verify", version, group(ArgGroup::new("what").args(["package", "log"]).required(true).multiple(true)))]
pub(crate) struct Arguments {
    /// Exported case folder (案件导出包), or the file of a signed record: a bundle or a coverage sheet, also as its page
    pub(crate) package: Option<PathBuf>,
    /// Published log (保管流转日志): the folder with `checkpoint` and `tile/`; beside PACKAGE it shows what was left out
    #[arg(long, value_name = "DIR")]
    pub(crate) log: Option<PathBuf>,
    /// The log's public key, or a file that holds it; it must have come another way than what is checked
    #[arg(long, value_name = "KEY")]
    pub(crate) vkey: Option<String>,
    /// An older checkpoint that somebody kept: the log must continue it (several may be given)
    #[arg(long, value_name = "FILE", requires = "log")]
    pub(crate) against: Vec<PathBuf>,
    /// Answer in JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// The log's public key and what it is worth.
#[derive(Debug)]
pub(crate) struct GivenKey {
    pub(crate) key: Option<VerifyingNoteKey>,
    /// Said to the reader when a key was given that authenticates nobody.
    pub(crate) remark: Option<String>,
}

impl GivenKey {
    pub(crate) fn read(arguments: &Arguments) -> Result<Self, Unreadable> {
        let Some(given) = &arguments.vkey else {
            return Ok(Self {
                key: None,
                remark: None,
            });
        };
        if let Ok(key) = VerifyingNoteKey::from_text(given) {
            return Ok(Self {
                key: Some(key),
                remark: None,
            });
        }
        let path = Path::new(given);
        let bytes = folder::read_bounded(path, KEY_BYTES_MAX)?;
        let key = String::from_utf8(bytes)
            .map_err(|e| e.to_string())
            .and_then(|text| VerifyingNoteKey::from_text(&text).map_err(|e| e.to_string()))
            .map_err(|e| Unreadable::new(path.display().to_string(), e))?;
        let checked = [&arguments.package, &arguments.log];
        if checked.into_iter().flatten().any(|folder| lies_in(path, folder)) {
            let remark = "the key file lies inside what is checked: it came with it and authenticates nobody";
            return Ok(Self {
                key: None,
                remark: Some(remark.to_owned()),
            });
        }
        Ok(Self {
            key: Some(key),
            remark: None,
        })
    }
}

fn lies_in(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}
