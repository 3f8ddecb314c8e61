//! Erasures told to the server until it heard: each one is an entry of the custody log there.
//!
//! What must stay true: an erasure is told only after it is on the device and in the journal, and again until the
//! server says that it is recorded.

use std::sync::Arc;

use evidence_schema::limits::CLEARING_ITEMS_MAX;
use evidence_schema::wire::clearing::{ErasureReport, ErasureReports};

use crate::agent::Agent;
use crate::journal::{Change, ErasureRow, ErasureState, JournalError};
use crate::limits::REPORT_HEARTBEAT;
use crate::upload::server::CallError;

#[derive(Debug, thiserror::Error)]
enum TellError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("the server did not record {0} of them")]
    NotRecorded(usize),
}

/// Tells for ever.
pub(crate) async fn tell_loop(agent: Arc<Agent>) {
    let mut backoff = agent.backoff();
    loop {
        agent.receipts.wait_while_broken().await;
        match tell_all(&agent).await {
            Ok(()) => {
                backoff.succeeded();
                tokio::select! {
                    () = agent.journal.erasure_written() => {}
                    () = tokio::time::sleep(REPORT_HEARTBEAT) => {}
                }
            }
            Err(error) => {
                tracing::debug!(%error, "erasures could not be told; they stay in the journal and are told later");
                backoff.wait(agent.random.as_ref()).await;
            }
        }
    }
}

async fn tell_all(agent: &Agent) -> Result<(), TellError> {
    let due: Vec<ErasureReport> = agent.journal.open_erasures()?.iter().filter_map(report).collect();
    let mut left = 0;
    for part in due.chunks(CLEARING_ITEMS_MAX) {
        let reports = ErasureReports {
            erasures: part.to_vec(),
        };
        let answer = agent.server.erasures(&reports).await?;
        let asked = |id: &_| part.iter().any(|report| report.capture_id == *id);
        let heard: Vec<Change> = answer
            .recorded
            .into_iter()
            .filter(asked)
            .map(|capture_id| Change::ErasureTold { capture_id })
            .collect();
        left += part.len().saturating_sub(heard.len());
        agent.journal.write_async(heard).await?;
    }
    if left > 0 {
        return Err(TellError::NotRecorded(left));
    }
    Ok(())
}

fn report(row: &ErasureRow) -> Option<ErasureReport> {
    let ErasureState::Erased { at } = row.state else {
        return None;
    };
    Some(ErasureReport {
        capture_id: row.capture_id,
        reread_sha256: row.reread.sha256,
        reread_at: row.reread.at,
        erased_at: at,
    })
}
