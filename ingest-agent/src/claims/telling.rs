//! Claims told to the server until it answered, and its roster fetched from time to time.
//!
//! What must stay true: a claim leaves the queue only with the server's word for good; a refused one becomes an alarm.

use std::sync::Arc;

use evidence_schema::limits::CLAIMS_MAX;
use evidence_schema::wire::claims::{ClaimHeard, ClaimReports};

use crate::agent::Agent;
use crate::alarm::{self, About};
use crate::journal::{Change, ClaimRow, ClaimState, JournalError, RosterRow};
use crate::limits::{REPORT_HEARTBEAT, ROSTER_EVERY, ROSTER_EVERY_DOCKED};
use crate::upload::server::CallError;

#[derive(Debug, thiserror::Error)]
enum TellError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("{0} claims wait for their docking to be reported")]
    Later(usize),
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
                    () = agent.counter.said.notified() => {}
                    () = tokio::time::sleep(REPORT_HEARTBEAT) => {}
                }
            }
            Err(error) => {
                tracing::debug!(%error, "claims could not be told; they stay in the journal and are told later");
                backoff.wait(agent.random.as_ref()).await;
            }
        }
    }
}

async fn tell_all(agent: &Agent) -> Result<(), TellError> {
    let due = agent.journal.open_claims()?;
    let mut left = 0;
    for part in due.chunks(CLAIMS_MAX) {
        let reports = ClaimReports {
            claims: part.iter().map(|row| row.note.clone()).collect(),
        };
        let answer = agent.server.claims(&reports).await?;
        let mut changes = Vec::new();
        for (row, heard) in part.iter().zip(answer.items) {
            changes.extend(heard_change(agent, row, heard));
        }
        left += part.len().saturating_sub(changes.len());
        agent.journal.write_async(changes).await?;
        agent.counter.heard.notify_one();
    }
    if left > 0 {
        return Err(TellError::Later(left));
    }
    Ok(())
}

fn heard_change(agent: &Agent, row: &ClaimRow, heard: ClaimHeard) -> Option<Change> {
    let state = match heard {
        ClaimHeard::Recorded { claim_id, outcome } if claim_id == row.claim_id => ClaimState::Recorded(outcome),
        ClaimHeard::Refused { reason } => {
            let message = format!(
                "the server refuses what was said here ({}): {reason}; it is kept in the journal",
                row.claim_id
            );
            alarm::raise(
                agent,
                "claim_refused",
                About::recorder(row.docking_id, row.serial.clone()),
                &message,
            );
            ClaimState::Refused(reason)
        }
        ClaimHeard::Recorded { .. } | ClaimHeard::Later { .. } => return None,
    };
    Some(Change::Claim(Box::new(ClaimRow { state, ..row.clone() })))
}

/// Asks for the roster for ever: often while something is docked.
pub(crate) async fn ask_loop(agent: Arc<Agent>) {
    loop {
        match agent.server.roster().await {
            Ok(roster) => {
                let row = RosterRow {
                    roster,
                    heard_at: agent.clock.now(),
                };
                let is_news = agent.counter.roster().is_none_or(|known| known.roster != row.roster);
                if is_news {
                    let _ = agent
                        .journal
                        .write_async(vec![Change::Roster(Box::new(row.clone()))])
                        .await;
                }
                agent.counter.set_roster(row);
            }
            Err(error) => tracing::debug!(%error, "no roster; the screen asks with the last one"),
        }
        let is_docked = agent.dockings.seen().iter().any(|seen| seen.report.is_present);
        tokio::select! {
            () = agent.counter.heard.notified() => {}
            () = tokio::time::sleep(if is_docked { ROSTER_EVERY_DOCKED } else { ROSTER_EVERY }) => {}
        }
    }
}
