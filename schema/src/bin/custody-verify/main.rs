//! `custody-verify`: checks an exported case folder or a published custody log, trusting neither server nor operator.
//!
//! What must stay true: it reads and never writes; everything it believes follows from a key that came another way.
//! It ends with 0 proven, 1 at least one breach, 2 could not be read, 3 consistent but the signer is not authenticated.

mod arguments;
mod case_folder;
mod folder;
mod log_folder;
mod outcome;
mod record_file;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use self::arguments::{Arguments, GivenKey};
use self::outcome::Outcome;

/// Something that could not be read, so that nothing can be said: ends with 2.
#[derive(Debug, thiserror::Error)]
#[error("{what} cannot be read: {why}")]
struct Unreadable {
    what: String,
    why: String,
}

impl Unreadable {
    fn new(what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self {
            what: what.into(),
            why: why.to_string(),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (text, code) = match checked(&arguments) {
        Ok(outcome) if arguments.json => (outcome.to_json(), outcome.exit_code()),
        Ok(outcome) => (outcome.to_text(), outcome.exit_code()),
        Err(e) if arguments.json => (outcome::unreadable_json(&e), 2),
        Err(e) => (outcome::unreadable_text(&e), 2),
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::from(code),
        Err(_) => ExitCode::from(2),
    }
}

fn checked(arguments: &Arguments) -> Result<Outcome, Unreadable> {
    let key = GivenKey::read(arguments)?;
    match (&arguments.package, &arguments.log) {
        (Some(file), log) if file.is_file() => record_file::check(file, log.as_deref(), &key, &arguments.against),
        (Some(package), log) => case_folder::check(package, log.as_deref(), &key, &arguments.against),
        (None, Some(log)) => log_folder::check(log, &key, &arguments.against),
        (None, None) => Err(Unreadable::new(
            "the command line",
            "neither PACKAGE nor --log was given",
        )),
    }
}
