//! Tells the server about dockings: every change, at most once a second, and from time to time while anything is docked.

use std::sync::Arc;

use evidence_schema::limits::DOCKINGS_REPORTED_MAX;
use evidence_schema::wire::docks::{DockingAnswer, DockingReport, DockingReports};
use tokio::time::Instant;

use crate::agent::Agent;
use crate::journal::{Change, KnownRow};
use crate::limits::{CLOCK_DIFFERENCE_MS, REPORT_EVERY, REPORT_HEARTBEAT};

/// Reports for ever.
pub(crate) async fn report_loop(agent: Arc<Agent>) {
    let mut backoff = agent.backoff();
    let mut last = Instant::now();
    let mut is_first = true;
    loop {
        let wait = if is_first {
            std::time::Duration::ZERO
        } else {
            REPORT_HEARTBEAT
        };
        tokio::select! {
            () = agent.dockings.changed.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
        let is_heartbeat = is_first || last.elapsed() >= REPORT_HEARTBEAT;
        let reports = agent.dockings.take_reports(is_heartbeat, DOCKINGS_REPORTED_MAX);
        if reports.is_empty() && !is_first {
            continue;
        }
        match report(&agent, reports.clone()).await {
            Ok(()) => {
                backoff.succeeded();
                (last, is_first) = (Instant::now(), false);
                tokio::time::sleep(REPORT_EVERY).await;
            }
            Err(error) => {
                agent.dockings.untake(&reports);
                tracing::debug!(%error, "dockings could not be reported; they are reported later");
                is_first = true;
                backoff.wait(agent.random.as_ref()).await;
            }
        }
    }
}

async fn report(agent: &Agent, dockings: Vec<DockingReport>) -> Result<(), crate::upload::server::CallError> {
    let reports = DockingReports {
        dockings,
        dock_time: agent.clock.now(),
        spool_free_bytes: agent.spool.free_bytes(),
    };
    let answer = agent.server.report(&reports).await?;
    let closed = agent.dockings.heard(&reports.dockings);
    let mut changes: Vec<Change> = closed.into_iter().map(|row| Change::Docking(Box::new(row))).collect();
    changes.extend(known(agent, answer).map(Change::Known));
    if !changes.is_empty() {
        // A docking that stays open in the journal is reported once more after a restart.
        let _ = agent.journal.write_async(changes).await;
    }
    Ok(())
}

fn known(agent: &Agent, answer: DockingAnswer) -> Option<KnownRow> {
    agent
        .receipts
        .set_clock_difference(agent.clock.now().ms_since(answer.server_time), CLOCK_DIFFERENCE_MS);
    let known = KnownRow {
        serials: answer.known_serials,
        unknown: answer.unknown,
        set_aside: answer.set_aside,
    };
    agent.dockings.set_known(known.clone()).then_some(known)
}
