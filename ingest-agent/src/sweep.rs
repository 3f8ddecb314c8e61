//! Spool files whose time is over: at least 14 days after the verified receipt.
//!
//! What must stay true: this is the only place that removes a verified capture from the spool; age is measured by the
//! dock's clock, so a dock whose clock differs from the server's removes nothing.

use std::sync::Arc;

use crate::agent::Agent;
use crate::journal::{CaptureState, Change, JournalError};
use crate::limits::{CLOCK_DIFFERENCE_MS, SPOOL_KEPT_MS, SWEEP_EVERY};

/// Sweeps for ever.
pub(crate) async fn sweep_loop(agent: Arc<Agent>) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        // A dock whose clock differs from the server's may be days ahead: it removes nothing.
        if agent.receipts.clock_difference_ms().abs() > CLOCK_DIFFERENCE_MS {
            continue;
        }
        let sweeping = Arc::clone(&agent);
        let swept = tokio::task::spawn_blocking(move || sweep(&sweeping)).await;
        if let Ok(Err(error)) = swept {
            tracing::warn!(%error, "the spool could not be swept; it is tried again");
        }
    }
}

/// Removes what has had its time; the answer is how many.
pub(crate) fn sweep(agent: &Agent) -> Result<usize, JournalError> {
    let Some(before) = agent.clock.now().plus_ms(-SPOOL_KEPT_MS) else {
        return Ok(0);
    };
    let mut removed = 0;
    for id in agent.journal.expired(before.as_micros())? {
        let is_safe = agent
            .journal
            .capture(id)?
            .is_some_and(|row| row.state == CaptureState::Verified);
        if is_safe && agent.spool.remove(id).is_ok() {
            agent.journal.write(vec![Change::SpoolRemoved { capture_id: id }])?;
            removed += 1;
        }
    }
    Ok(removed)
}
