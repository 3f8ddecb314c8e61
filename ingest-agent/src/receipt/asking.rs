//! Asking for receipts, several at once; checking them, one at a time.

use std::sync::Arc;

use evidence_schema::custody::checkpoint;
use evidence_schema::custody::receipt::{Expected, Receipt, ReceiptError, ReceiptLevel};
use evidence_schema::limits::RECEIPT_WAIT_MS_MAX;
use evidence_schema::wire::docking_notes::DockingNote;
use evidence_schema::wire::problem::ProblemCode;
use tokio::task::JoinSet;

use super::{check, fits};
use crate::agent::Agent;
use crate::alarm::{self, About, LOG_BROKEN};
use crate::docking::Told;
use crate::journal::{CaptureRow, CaptureState, Change, HeadRow, JournalError, ReceiptChange};
use crate::limits::{RECEIPTS_IN_FLIGHT, STALE_RECEIPT_TRIES, STALE_RECEIPT_WAIT};
use crate::upload::queue::Item;
use crate::upload::sending::spool_suspect;
use crate::upload::server::{CallError, ReceiptQuestion};

/// Why a receipt was not taken.
#[derive(Debug, thiserror::Error)]
enum AskError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("the receipt cannot be kept: {0}")]
    Form(#[from] serde_json::Error),
}

/// Asks for receipts for ever.
pub(crate) async fn start(agent: Arc<Agent>) {
    let mut askers = JoinSet::new();
    for _ in 0..RECEIPTS_IN_FLIGHT {
        askers.spawn(ask_loop(Arc::clone(&agent)));
    }
    askers.join_all().await;
}

async fn ask_loop(agent: Arc<Agent>) {
    let mut backoff = agent.backoff();
    loop {
        agent.receipts.wait_while_broken().await;
        let item = agent.conveyor.receipts.next().await;
        let Ok(Some(row)) = agent.journal.capture(item.capture_id) else {
            continue;
        };
        if row.state == CaptureState::Verified {
            continue;
        }
        let wants_sealed = row.level.is_none() && agent.conveyor.take_sealed_wanted(item.capture_id);
        let level = if wants_sealed {
            ReceiptLevel::Sealed
        } else {
            ReceiptLevel::Verified
        };
        match ask(&agent, &row, level).await {
            Ok(reached) => {
                backoff.succeeded();
                agent.conveyor.set_trouble(None);
                if reached < ReceiptLevel::Verified {
                    agent.conveyor.receipts.put(item);
                } else {
                    agent.dockings.stored(row.capture_id);
                }
            }
            Err(error) => {
                if wants_sealed {
                    agent.conveyor.want_sealed(item.capture_id);
                }
                follow(&agent, item, (&row, error), &mut backoff).await;
            }
        }
    }
}

async fn follow(
    agent: &Agent,
    item: Item,
    (row, error): (&CaptureRow, AskError),
    backoff: &mut crate::upload::backoff::Backoff,
) {
    let code = if let AskError::Call(call) = &error {
        call.code()
    } else {
        None
    };
    match (code, &error) {
        (Some(ProblemCode::ReceiptPending), _) => {
            pending(agent, item, row).await;
            backoff.succeeded();
            backoff.wait(agent.random.as_ref()).await;
        }
        (Some(ProblemCode::HashMismatch), _) => spool_suspect(agent, item, row).await,
        // The server was set back behind this upload, or its copy is damaged: offered again, from the spool.
        (Some(ProblemCode::NotFound | ProblemCode::UploadGone), _) => {
            let (capture_id, state) = (row.capture_id, CaptureState::Spooled);
            let changes = vec![
                Change::Location {
                    capture_id,
                    location: None,
                },
                Change::State {
                    capture_id,
                    state,
                    message: None,
                },
            ];
            let _ = agent.journal.write_async(changes).await;
            agent.conveyor.offers.put(item);
            backoff.wait(agent.random.as_ref()).await;
        }
        (Some(ProblemCode::Conflict), _) => {
            conflict(agent, row, &error).await;
            agent.conveyor.receipts.put(item);
            backoff.wait_long(agent.random.as_ref()).await;
        }
        (_, AskError::Receipt(ReceiptError::LogBroken { .. })) => {
            log_broken(agent, &error.to_string()).await;
            agent.conveyor.receipts.put(item);
        }
        (_, AskError::Receipt(_)) => {
            let message = format!(
                "{}: {error}; the footage is kept in the spool; have the server checked",
                row.path
            );
            agent.dockings.flag(row.capture_id, &unproven(row, &message));
            alarm::raise(agent, "receipt_invalid", About::capture(row.capture_id), &message);
            agent.conveyor.receipts.put(item);
            backoff.wait_long(agent.random.as_ref()).await;
        }
        _ => {
            tracing::debug!(%error, "no receipt yet; it is asked for again");
            agent
                .conveyor
                .set_trouble(Some(format!("{error}; receipts are asked for again")));
            agent.conveyor.receipts.put(item);
            backoff.wait(agent.random.as_ref()).await;
        }
    }
}

/// A receipt that is long in coming: perhaps the server does not have all bytes after all, or lost the upload.
async fn pending(agent: &Agent, item: Item, row: &CaptureRow) {
    let held = match &row.location {
        Some(place) => agent.server.offset(place).await,
        None => return agent.conveyor.receipts.put(item),
    };
    let is_gone = matches!(&held, Err(error) if error.code() == Some(ProblemCode::UploadGone));
    if !is_gone && !matches!(held, Ok(held) if held < row.size_bytes) {
        return agent.conveyor.receipts.put(item);
    }
    let (capture_id, state) = (row.capture_id, CaptureState::Spooled);
    let _ = agent
        .journal
        .write_async(vec![Change::State {
            capture_id,
            state,
            message: None,
        }])
        .await;
    agent.conveyor.offers.put(item);
}

/// There is no receipt although the server has the capture: its log shrank.
async fn conflict(agent: &Agent, row: &CaptureRow, error: &AskError) {
    if let Some(reason) = shrunk(agent).await {
        return log_broken(agent, &reason).await;
    }
    let message = format!("{}: no receipt: {error}", row.path);
    agent.dockings.flag(row.capture_id, &unproven(row, &message));
    alarm::raise(agent, "receipt_refused", About::capture(row.capture_id), &message);
}

/// Durable first: an agent that is started again still knows.
async fn log_broken(agent: &Agent, reason: &str) {
    let change = Change::LogBroken {
        log_vkey: agent.identity.log_key.as_str().to_owned(),
        reason: reason.to_owned(),
    };
    let _ = agent.journal.write_async(vec![change]).await;
    agent.receipts.set_broken(reason.to_owned());
    alarm::raise(agent, LOG_BROKEN, About::dock(), reason);
}

/// Whether the log that the server publishes is shorter than, or another than, what this dock saw; asked several times,
/// because one server of many may be behind for a moment.
async fn shrunk(agent: &Agent) -> Option<String> {
    for _ in 0..STALE_RECEIPT_TRIES {
        let last = agent.receipts.last_head().await?;
        let text = agent.server.checkpoint().await.ok()?;
        let head = checkpoint::open(&text, &agent.receipts.key).ok()?;
        if head.size > last.size || head == last {
            return None;
        }
        tokio::time::sleep(STALE_RECEIPT_WAIT).await;
    }
    let seen = agent.receipts.last_head().await?.size;
    let offered = checkpoint::open(&agent.server.checkpoint().await.ok()?, &agent.receipts.key)
        .ok()?
        .size;
    Some(ReceiptError::LogBroken { seen, offered }.to_string())
}

async fn ask(agent: &Agent, row: &CaptureRow, level: ReceiptLevel) -> Result<ReceiptLevel, AskError> {
    let since = agent.receipts.last_head().await.map_or(0, |head| head.size);
    let question = ReceiptQuestion {
        capture_id: row.capture_id,
        level,
        since,
        wait_ms: RECEIPT_WAIT_MS_MAX,
    };
    let receipt = agent.server.receipt(&question).await?;
    take(agent, row, (question, receipt)).await
}

/// Under the lock heads only grow: a receipt that another one overtook is asked for again before it is judged.
async fn take(
    agent: &Agent,
    row: &CaptureRow,
    (mut question, mut receipt): (ReceiptQuestion, Receipt),
) -> Result<ReceiptLevel, AskError> {
    let mut last = agent.receipts.last.lock().await;
    let head = last.as_ref().map(|row| row.head);
    question.since = head.map_or(0, |head| head.size);
    question.wait_ms = 0;
    for attempt in 0..STALE_RECEIPT_TRIES {
        if fits(&receipt, head.as_ref()) {
            break;
        }
        if attempt > 0 {
            tokio::time::sleep(STALE_RECEIPT_WAIT).await;
        }
        receipt = agent.server.receipt(&question).await?;
    }
    let expected = Expected {
        sha256: row.sha256,
        size_bytes: row.size_bytes,
        last_head: head,
    };
    let verified = check(&receipt, &agent.receipts.key, &expected)?;
    let row_head = HeadRow {
        head: verified.head(),
        checkpoint: receipt.checkpoint.clone(),
        at: agent.clock.now(),
    };
    let change = ReceiptChange {
        capture_id: row.capture_id,
        clip_id: verified.clip_id(),
        level: verified.level(),
        at: row_head.at,
        receipt_json: serde_json::to_vec(&receipt)?,
        log_vkey: agent.receipts.key.as_str().to_owned(),
        head: row_head.clone(),
    };
    // Sent in order while the lock is held: the journal commits this head before any that follows it.
    let durable = agent.journal.send(vec![Change::Receipt(Box::new(change))]);
    *last = Some(row_head);
    drop(last);
    durable.await.unwrap_or(Err(JournalError::Closed))?;
    Ok(verified.level())
}

fn unproven(row: &CaptureRow, message: &str) -> Told {
    let path = row.path.clone();
    Told::new(DockingNote::ReceiptInvalid { path }, message)
}
