//! Starts the worker, waits for its answer, and makes sure that it is gone afterwards.
//!
//! What must stay true: empty environment, file on descriptor 0, a process group of its own. Whatever stops the wait
//! (time, too many bytes, the caller gone), the whole group is killed; a worker that ended by itself leaves nothing, as
//! it cannot start processes. A group is only ever signalled while its leader has not been waited for, so that its
//! number cannot belong to somebody else.

use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use evidence_schema::wire::media::limits::ANSWER_BYTES_MAX;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};

use super::error::MediaError;
use super::limits::SAID_BYTES_MAX;

/// The worker's exit codes for wrong use and for a sandbox that does not stand.
const EXIT_WRONG_USE: i32 = 2;
/// See [`EXIT_WRONG_USE`].
const EXIT_NO_SANDBOX: i32 = 3;

/// Runs `program` with one argument over `file` and gives what it wrote, when it ended well.
pub(super) async fn run(
    program: &Path,
    argument: &str,
    file: File,
    wall_clock: Duration,
) -> Result<Vec<u8>, MediaError> {
    let mut group = Group::start(program, argument, file)?;
    let ended = tokio::time::timeout(wall_clock, group.answer()).await;
    // Before anything else: also what the worker may have started is gone from here on.
    group.kill_and_wait().await;
    ended.unwrap_or(Err(MediaError::OutOfTime(wall_clock)))
}

/// A worker and everything it may have started. Killed when dropped.
struct Group {
    leader: Child,
    /// Absent once the leader was waited for.
    id: Option<Pid>,
}

impl Group {
    #[expect(
        clippy::disallowed_methods,
        reason = "the supervisor: the only place that starts a process"
    )]
    fn start(program: &Path, argument: &str, file: File) -> Result<Self, MediaError> {
        let leader = Command::new(program)
            .arg(argument)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(MediaError::not_started(program))?;
        let id = leader.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        Ok(Self { leader, id })
    }

    /// Reads to the end of both descriptors. The leader is not waited for here.
    async fn answer(&mut self) -> Result<Vec<u8>, MediaError> {
        let (stdout, stderr) = (self.leader.stdout.take(), self.leader.stderr.take());
        let (answer, said) = tokio::try_join!(whole_answer(stdout), first_words(stderr))?;
        let status = self.wait().await.map_err(MediaError::NotRead)?;
        judge(status, &said).map(|()| answer)
    }

    async fn wait(&mut self) -> std::io::Result<ExitStatus> {
        let status = self.leader.wait().await?;
        self.id = None;
        Ok(status)
    }

    fn kill(&mut self) {
        if let Some(id) = self.id {
            // Fails only when all of it is gone already.
            let _ = kill_process_group(id, Signal::KILL);
        }
    }

    async fn kill_and_wait(&mut self) {
        self.kill();
        if self.id.is_some() {
            // A killed process ends; there is nothing to do about an error.
            let _ = self.wait().await;
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Fails as soon as it is too long, so that nobody waits for the rest.
async fn whole_answer(source: Option<impl AsyncRead + Unpin>) -> Result<Vec<u8>, MediaError> {
    let one_more = u64::try_from(ANSWER_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let answer = read_up_to(source, one_more).await.map_err(MediaError::NotRead)?;
    if answer.len() > ANSWER_BYTES_MAX {
        Err(MediaError::TooLong(ANSWER_BYTES_MAX))
    } else {
        Ok(answer)
    }
}

/// For the operator only; without them the end is just less clear.
async fn first_words(source: Option<impl AsyncRead + Unpin>) -> Result<String, MediaError> {
    let words = read_up_to(source, SAID_BYTES_MAX).await.unwrap_or_default();
    Ok(String::from_utf8_lossy(&words).into_owned())
}

async fn read_up_to(source: Option<impl AsyncRead + Unpin>, bound: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(source) = source {
        source.take(bound).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

fn judge(status: ExitStatus, said: &str) -> Result<(), MediaError> {
    let said = said.trim().to_owned();
    match (status.code(), status.signal()) {
        (Some(0), _) => Ok(()),
        (Some(EXIT_WRONG_USE), _) => Err(MediaError::Refused(said)),
        (Some(EXIT_NO_SANDBOX), _) => Err(MediaError::NoSandbox(said)),
        (_, Some(signal)) if signal == Signal::XCPU.as_raw() => Err(MediaError::OutOfProcessorTime),
        _ => Err(MediaError::Ended {
            how: status.to_string(),
            said,
        }),
    }
}

#[cfg(test)]
mod tests;
