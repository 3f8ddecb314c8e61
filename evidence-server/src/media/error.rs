//! Why no answer came that can be believed. A broken media file is not among them: that is an answer.
//!
//! What must stay true: each error says whether trying again can help; the words of the worker are cut short and never
//! shown to visitors.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::checked::AnswerBreach;

/// See the top of the file.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The process was not started.
    #[error("media worker {} not started: {cause}; the file was not looked into", program.display())]
    NotStarted {
        /// What should have been started.
        program: PathBuf,
        /// Why it was not.
        cause: std::io::Error,
    },
    /// The request is outside its bounds, or the worker found it so.
    #[error("media worker not asked: {0}")]
    Refused(String),
    /// A wall of the sandbox did not stand; the worker read nothing.
    #[error("media worker did not work, its sandbox does not stand on this machine: {0}")]
    NoSandbox(String),
    /// No answer in time; the worker was killed.
    #[error("media worker killed after {0:?} without an answer")]
    OutOfTime(Duration),
    /// The kernel ended the worker at its limit on processor time.
    #[error("media worker ended at its limit on processor time")]
    OutOfProcessorTime,
    /// The worker ended in another way than with an answer.
    #[error("media worker ended without an answer ({how}): {said}")]
    Ended {
        /// Exit code or signal.
        how: String,
        /// First words on descriptor 2.
        said: String,
    },
    /// The answer was longer than any answer; the worker was killed.
    #[error("media worker killed: its answer is longer than {0} bytes")]
    TooLong(usize),
    /// The answer is not one.
    #[error("media worker's answer not understood: {0}")]
    NotUnderstood(String),
    /// The answer is well formed and breaks a rule that every answer keeps.
    #[error("media worker's answer not believed: {0}")]
    Distrusted(AnswerBreach),
    /// Reading from the worker failed.
    #[error("media worker's answer not read: {0}")]
    NotRead(std::io::Error),
}

impl MediaError {
    /// Whether the same look may succeed later: the machine was at fault, or may have been, and not the file.
    pub fn is_worth_retrying(&self) -> bool {
        match self {
            Self::NotStarted { .. }
            | Self::NoSandbox(_)
            | Self::OutOfTime(_)
            | Self::NotRead(_)
            | Self::Ended { .. } => true,
            Self::Refused(_)
            | Self::OutOfProcessorTime
            | Self::TooLong(_)
            | Self::NotUnderstood(_)
            | Self::Distrusted(_) => false,
        }
    }

    pub(super) fn not_started(program: &Path) -> impl Fn(std::io::Error) -> Self {
        move |cause| Self::NotStarted {
            program: program.to_owned(),
            cause,
        }
    }
}
