//! One worker that sends captures from the spool, chunk by chunk, resuming at the server's offset.
//!
//! What must stay true: what the server holds is asked, never remembered; a lost answer is followed by HEAD; a server
//! that says the bytes are wrong is answered by hashing the spool file again.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use evidence_schema::ids::CaptureId;
use evidence_schema::wire::docking_notes::DockingNote;
use evidence_schema::wire::problem::ProblemCode;

use super::backoff::Backoff;
use super::offer::{not_taken, trouble};
use super::queue::Item;
use super::server::CallError;
use super::tus::{Announced, Creation};
use crate::agent::Agent;
use crate::alarm::{self, About};
use crate::docking::Told;
use crate::journal::{CaptureRow, CaptureState, Change};
use crate::limits::{CHECKSUM_TRIES_MAX, UPLOAD_STALLS_MAX};

/// Why sending one capture ended early.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("the spool file cannot be read: {0}")]
    Spool(#[from] std::io::Error),
    #[error("the journal: {0}")]
    Journal(#[from] crate::journal::JournalError),
}

/// Sends captures for ever.
pub(super) async fn send_loop(agent: Arc<Agent>) {
    let mut backoff = agent.backoff();
    let mut announced = None;
    loop {
        agent.receipts.wait_while_broken().await;
        let item = agent.conveyor.uploads.next().await;
        let server = match announced {
            Some(known) => known,
            None => match agent.server.announced().await {
                Ok(known) => *announced.insert(known),
                Err(error) => {
                    agent.conveyor.uploads.put(item);
                    trouble(&agent, &error, &mut backoff).await;
                    continue;
                }
            },
        };
        let Ok(Some(row)) = agent.journal.capture(item.capture_id) else {
            continue;
        };
        let outcome = if row.state == CaptureState::Spooled {
            send(&agent, &row, server).await
        } else {
            Ok(())
        };
        agent.conveyor.set_sent(item.capture_id, None);
        match outcome {
            Ok(()) => {
                backoff.succeeded();
                agent.conveyor.set_trouble(None);
                agent.conveyor.receipts.put(item);
            }
            Err(error) => follow(&agent, item, &row, (error, &mut backoff)).await,
        }
    }
}

async fn follow(agent: &Arc<Agent>, item: Item, row: &CaptureRow, (error, backoff): (SendError, &mut Backoff)) {
    let call = match error {
        SendError::Call(call) => call,
        SendError::Spool(_) => return spool_suspect(agent, item, row).await,
        SendError::Journal(error) => {
            tracing::error!(%error, "an upload could not be journalled; it is tried again");
            agent.conveyor.uploads.put(item);
            return backoff.wait(agent.random.as_ref()).await;
        }
    };
    match call.code() {
        Some(ProblemCode::HashMismatch | ProblemCode::ChecksumMismatch) => spool_suspect(agent, item, row).await,
        Some(
            ProblemCode::StatementInvalid | ProblemCode::TooLarge | ProblemCode::Malformed | ProblemCode::FieldsInvalid,
        ) => {
            not_taken(agent, item, &call);
        }
        Some(ProblemCode::UploadGone | ProblemCode::NotFound) => {
            begin_anew(agent, item.capture_id).await;
            agent.conveyor.offers.put(item);
            backoff.wait(agent.random.as_ref()).await;
        }
        _ => {
            agent.conveyor.uploads.put(item);
            trouble(agent, &call, backoff).await;
        }
    }
}

/// Forgets where the upload was; the server's half of it is ended, because one that was refused stays refused.
async fn begin_anew(agent: &Agent, capture_id: CaptureId) {
    let place = agent
        .journal
        .capture(capture_id)
        .ok()
        .flatten()
        .and_then(|row| row.location);
    if let Some(place) = place
        && let Err(error) = agent.server.end(&place).await
    {
        tracing::debug!(%error, "the old upload could not be ended");
    }
    let _ = agent
        .journal
        .write_async(vec![Change::Location {
            capture_id,
            location: None,
        }])
        .await;
}

/// The bytes that arrive are not those that were read: is it the spool, or the way?
pub(crate) async fn spool_suspect(agent: &Agent, item: Item, row: &CaptureRow) {
    let capture_id = row.capture_id;
    let place = agent.spool.place(capture_id);
    let wanted = row.sha256;
    let hashed = tokio::task::spawn_blocking(move || crate::capture::spool::rehash(&place)).await;
    if matches!(&hashed, Ok(Ok(sha256)) if *sha256 == wanted) {
        tracing::warn!(capture = %capture_id, "the spool still has the right bytes; the upload begins anew");
        begin_anew(agent, capture_id).await;
        let mut backoff = agent.backoff();
        backoff.wait(agent.random.as_ref()).await;
        let state = CaptureState::Spooled;
        let _ = agent
            .journal
            .write_async(vec![Change::State {
                capture_id,
                state,
                message: None,
            }])
            .await;
        return agent.conveyor.offers.put(item);
    }
    let message = format!(
        "{}: the dock's spool does not have the bytes any more that were read from the recorder; nothing was erased \
         there: dock the recorder again, it is read anew; have the dock's disk checked",
        row.path
    );
    let state = CaptureState::SpoolDamaged;
    let _ = agent
        .journal
        .write_async(vec![Change::State {
            capture_id,
            state,
            message: Some(message.clone()),
        }])
        .await;
    let path = row.path.clone();
    let told = Told::new(DockingNote::SpoolDamaged { path }, message.clone());
    agent.dockings.stuck(capture_id, &told);
    alarm::raise(agent, "spool_damaged", About::capture(capture_id), &message);
}

async fn send(agent: &Agent, row: &CaptureRow, announced: Announced) -> Result<(), SendError> {
    let file = Arc::new(agent.spool.open_capture(row.capture_id)?);
    if file.metadata()?.len() != row.size_bytes {
        return Err(SendError::Spool(std::io::Error::other(
            "the spool file has another size",
        )));
    }
    let (mut location, mut offset) = begin(agent, row, (announced, &file)).await?;
    let (mut stalls, mut wrong_sums) = (0, 0);
    while offset < row.size_bytes {
        agent.conveyor.set_sent(row.capture_id, Some(offset));
        let chunk = chunk(agent, &file, (offset, row.size_bytes)).await?;
        let error = match agent.server.send(&location, offset, chunk).await {
            Ok(new) if new > offset => {
                (offset, stalls, wrong_sums) = (new, 0, 0);
                continue;
            }
            Ok(_) => CallError::Unfit("the server took a chunk and its offset did not grow".to_owned()),
            Err(error) => error,
        };
        stalls += 1;
        match error.code() {
            Some(ProblemCode::ChecksumMismatch) if wrong_sums < CHECKSUM_TRIES_MAX => wrong_sums += 1,
            Some(ProblemCode::OffsetWrong | ProblemCode::UploadBusy | ProblemCode::OutcomeUnknown) | None
                if stalls < UPLOAD_STALLS_MAX =>
            {
                agent.backoff().wait(agent.random.as_ref()).await;
            }
            _ => return Err(error.into()),
        }
        // The answer may be lost although the bytes arrived: only the server knows how far it is.
        let held = agent.server.offset(&location).await?;
        if held > offset {
            stalls = 0;
        }
        offset = held;
        location = location.clone();
    }
    let state = CaptureState::Uploaded;
    agent
        .journal
        .write_async(vec![Change::State {
            capture_id: row.capture_id,
            state,
            message: None,
        }])
        .await?;
    Ok(())
}

/// Where the upload goes on: at the place known, or at a new one; a small file comes along at once.
async fn begin(
    agent: &Agent,
    row: &CaptureRow,
    (announced, file): (Announced, &Arc<File>),
) -> Result<(String, u64), SendError> {
    if let Some(location) = &row.location {
        let offset = agent.server.offset(location).await?;
        return Ok((location.clone(), offset));
    }
    let is_small = u64::try_from(agent.config.upload.chunk_bytes).is_ok_and(|chunk| row.size_bytes <= chunk);
    let first = if is_small && announced.has_creation_with_upload && row.size_bytes > 0 {
        Some(chunk(agent, file, (0, row.size_bytes)).await?)
    } else {
        None
    };
    let statement = row.statement.as_deref().unwrap_or_default();
    let creation = Creation {
        size_bytes: row.size_bytes,
        filename: &row.path,
        statement,
    };
    let had_first = first.is_some();
    let created = agent.server.create(&creation, first).await?;
    // Also a small upload's place is noted: a refused one must be ended there before it can begin anew.
    let (capture_id, location) = (row.capture_id, Some(created.location.clone()));
    agent
        .journal
        .write_async(vec![Change::Location { capture_id, location }])
        .await?;
    let offset = match created.offset.filter(|_| had_first) {
        Some(offset) => offset,
        None => agent.server.offset(&created.location).await?,
    };
    Ok((created.location, offset))
}

async fn chunk(agent: &Agent, file: &Arc<File>, (from, size): (u64, u64)) -> Result<Bytes, SendError> {
    let wanted = usize::try_from(size.saturating_sub(from))
        .unwrap_or(usize::MAX)
        .min(agent.config.upload.chunk_bytes);
    let file = Arc::clone(file);
    let read = tokio::task::spawn_blocking(move || {
        let mut buffer = vec![0; wanted];
        file.read_exact_at(&mut buffer, from).map(|()| Bytes::from(buffer))
    });
    Ok(read.await.map_err(std::io::Error::other)??)
}
