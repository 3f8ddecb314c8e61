//! Media worker: looks into one media file inside a sandbox and says what is there.
//!
//! What must stay true: the sandbox stands, and was tried out, before the first byte of the file is read; one JSON
//! request comes as the only argument (numbers only), the file on descriptor 0, one JSON answer goes to descriptor 1.
//! A file that is broken is an outcome (exit 0). The other ends: 2 wrong use, 3 no sandbox, 4 the answer was not written.

mod claims;
mod codes;
mod decode;
mod examine;
mod faults;
mod formats;
mod intervals;
mod limits;
mod native;
mod packets;
mod sandbox;
mod stretches;
mod text;
mod units;
mod waveform;

use std::fs::File;
use std::io::Write as _;
use std::os::fd::AsFd as _;
use std::process::ExitCode;

use evidence_schema::wire::media::{MediaLevel, MediaRequest};

/// Why the worker ended without an answer.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("wrong use: {0}; expected one argument, a media request in JSON, and a regular file on descriptor 0")]
    WrongUse(String),
    #[error(transparent)]
    Sandbox(#[from] sandbox::SandboxError),
    #[error("answer not written to descriptor 1: {0}")]
    NotWritten(String),
}

impl Ended {
    fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::WrongUse(_) => 2,
            Self::Sandbox(_) => 3,
            Self::NotWritten(_) => 4,
        })
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(ended) => {
            // Descriptor 2 may be closed; the exit code says the same.
            let _ = writeln!(std::io::stderr(), "media-worker: {ended}");
            ended.exit_code()
        }
    }
}

fn run() -> Result<(), Ended> {
    let argument = only_argument()?;
    if argument == "--self-test" {
        let report = sandbox::self_test(&MediaRequest::preset(MediaLevel::Packets))?;
        return write_out(&report);
    }
    let request: MediaRequest = serde_json::from_str(&argument).map_err(|e| Ended::WrongUse(e.to_string()))?;
    request.check().map_err(|e| Ended::WrongUse(e.to_string()))?;
    let (file, size_bytes) = file_on_descriptor_0()?;
    native::prepare(&request);
    let walls = sandbox::enter(&request)?;
    write_out(&examine::examine(file, size_bytes, &request, walls))
}

fn only_argument() -> Result<String, Ended> {
    let mut arguments = std::env::args_os().skip(1);
    let first = arguments.next().ok_or_else(|| Ended::WrongUse("no argument".into()))?;
    if arguments.next().is_some() {
        return Err(Ended::WrongUse("more than one argument".into()));
    }
    first
        .into_string()
        .map_err(|_| Ended::WrongUse("the argument is not UTF-8".into()))
}

/// The file is duplicated, so that nothing needs the buffered standard input of the language.
fn file_on_descriptor_0() -> Result<(File, u64), Ended> {
    let wrong = |e: std::io::Error| Ended::WrongUse(format!("descriptor 0: {e}"));
    let file = File::from(std::io::stdin().as_fd().try_clone_to_owned().map_err(wrong)?);
    let metadata = file.metadata().map_err(wrong)?;
    if !metadata.is_file() {
        return Err(Ended::WrongUse("descriptor 0 is not a regular file".into()));
    }
    Ok((file, metadata.len()))
}

fn write_out<T: serde::Serialize>(answer: &T) -> Result<(), Ended> {
    let bytes = serde_json::to_vec(answer).map_err(|e| Ended::NotWritten(e.to_string()))?;
    let mut out = std::io::stdout().lock();
    out.write_all(&bytes)
        .and_then(|()| out.flush())
        .map_err(|e| Ended::NotWritten(e.to_string()))
}
