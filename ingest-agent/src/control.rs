//! The control socket: how commands reach the agent that runs in the same data folder.
//!
//! What must stay true: only who may enter the data folder can ask (mode 0600); questions and answers are lines of JSON
//! with a bound; a person who leaves stops nothing.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use crate::agent::Agent;
use crate::docking::Leash;
use crate::failure::{Failure, cannot};
use crate::import::{self, ImportRequest};
use crate::limits::{CONTROL_CLIENTS_MAX, CONTROL_LINE_BYTES_MAX};
use crate::status;

const SOCKET_FILE: &str = "agent.sock";

/// What a command asks.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Question {
    /// How things stand: one line.
    Status,
    /// Import: one line per event.
    Import(Box<ImportRequest>),
}

/// A path short enough for a socket, however deep the data folder lies. The file must stay open while it is used.
fn place(data: &Path) -> std::io::Result<(File, PathBuf)> {
    let folder = File::open(data)?;
    let path = PathBuf::from(format!("/proc/self/fd/{}/{SOCKET_FILE}", folder.as_raw_fd()));
    Ok((folder, path))
}

/// Asks the running agent; `None` = none runs. The answers are lines, until it is over.
pub(crate) fn ask(data: &Path, question: &Question) -> Option<impl Iterator<Item = Result<String, Failure>> + use<>> {
    let (_folder, path) = place(data).ok()?;
    let mut stream = UnixStream::connect(path).ok()?;
    let mut line = serde_json::to_string(question).ok()?;
    line.push('\n');
    stream.write_all(line.as_bytes()).ok()?;
    Some(
        BufReader::new(stream)
            .lines()
            .map(|line| line.map_err(cannot("read the running agent's answer"))),
    )
}

/// Listens until the leash is cut. The caller holds the journal, so an old socket is nobody's.
pub(crate) fn listen(agent: &Arc<Agent>, leash: &Arc<Leash>) -> Result<(), Failure> {
    let tried = || cannot(format!("listen on {}", agent.data.join(SOCKET_FILE).display()));
    let (folder, path) = place(&agent.data).map_err(tried())?;
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).map_err(tried())?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(tried())?;
    drop(folder);
    let (agent, leash) = (Arc::clone(agent), Arc::clone(leash));
    let clients = Arc::new(AtomicUsize::new(0));
    let accept = move || {
        for stream in listener.incoming().flatten() {
            if leash.is_cut() {
                break;
            }
            let (agent, leash, clients) = (Arc::clone(&agent), Arc::clone(&leash), Arc::clone(&clients));
            if clients.fetch_add(1, Ordering::SeqCst) >= CONTROL_CLIENTS_MAX {
                clients.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let answering = std::thread::Builder::new().name("control".into()).spawn(move || {
                if let Err(error) = answer(&agent, &leash, &stream) {
                    tracing::debug!(%error, "a command left");
                }
                clients.fetch_sub(1, Ordering::SeqCst);
            });
            drop(answering);
        }
    };
    std::thread::Builder::new()
        .name("control".into())
        .spawn(accept)
        .map_err(tried())?;
    Ok(())
}

fn answer(agent: &Arc<Agent>, leash: &Leash, stream: &UnixStream) -> std::io::Result<()> {
    let mut line = String::new();
    let limit = u64::try_from(CONTROL_LINE_BYTES_MAX).unwrap_or(u64::MAX);
    BufReader::new(stream.take(limit)).read_line(&mut line)?;
    match serde_json::from_str::<Question>(&line)? {
        Question::Status => {
            let report = status::of_running(agent);
            write_line(stream, &report)
        }
        Question::Import(request) => {
            import::run(agent, &request, leash, &|event| {
                // Whoever asked may have left: the import goes on without them.
                let _ = write_line(stream, &event);
            });
            Ok(())
        }
    }
}

fn write_line(mut stream: &UnixStream, answer: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_string(answer)?;
    line.push('\n');
    stream.write_all(line.as_bytes())
}
