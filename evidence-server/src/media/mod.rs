//! What to ask the media worker, how it is started and stopped, and what its answer means.
//!
//! What must stay true: this is the only folder that starts a process. The worker gets the file on descriptor 0 and
//! numbers as its argument, nothing else: no environment, no name, no id. Nobody sees an answer that was not checked
//! ([`CheckedAnswer`]): the worker reads hostile files and is distrusted. Nothing here knows the store, the vault or the
//! clock; all that is needed comes as arguments.
//!
//! The road: [`Allowance::preset`] says how much a look may cost, [`examine`] takes the look, [`meaning`] turns the facts
//! into what a person should look at.

mod allowance;
mod checked;
mod error;
mod limits;
mod meaning;
mod supervise;

use std::fs::File;
use std::path::Path;

use evidence_schema::wire::media::MediaAnswer;

pub use allowance::Allowance;
pub use checked::{AnswerBreach, CheckedAnswer};
pub use error::MediaError;
pub use meaning::{MediaFinding, MediaMeaning, meaning};

/// Has the worker at `program` look into `file`, which must be a regular file, opened for reading only.
///
/// # Errors
/// When no answer that can be believed came: see [`MediaError`]. A broken file is an answer, not an error.
pub async fn examine(program: &Path, file: File, allowance: &Allowance) -> Result<CheckedAnswer, MediaError> {
    let size_bytes = file.metadata().map_err(MediaError::not_started(program))?.len();
    allowance
        .request
        .check()
        .map_err(|e| MediaError::Refused(e.to_string()))?;
    let argument = serde_json::to_string(&allowance.request).map_err(|e| MediaError::Refused(e.to_string()))?;
    let bytes = supervise::run(program, &argument, file, allowance.wall_clock).await?;
    let answer: MediaAnswer = serde_json::from_slice(&bytes).map_err(|e| MediaError::NotUnderstood(e.to_string()))?;
    CheckedAnswer::new(answer, &allowance.request, size_bytes).map_err(MediaError::Distrusted)
}

#[cfg(test)]
mod tests;
