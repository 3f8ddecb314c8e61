//! Alarms: durable first, then told to the server until it heard.
//!
//! What must stay true: an alarm that cannot be told is still in the journal, in `status` and in its exit code.

use std::sync::Arc;

use evidence_schema::ids::CaptureId;
use evidence_schema::wire::docks::DockAlarm;

use crate::agent::Agent;
use crate::journal::{AlarmRow, Change};
use crate::limits::{MESSAGE_CHARS_MAX, REPORT_HEARTBEAT};
use crate::show::shortened;
use crate::upload::server::CallError;

/// The custody log does not continue what this dock saw.
pub(crate) const LOG_BROKEN: &str = "log_broken";

/// Raises an alarm; from any thread, without waiting for the disk.
pub(crate) fn raise(agent: &Agent, kind: &str, capture_id: Option<CaptureId>, message: &str) {
    let row = AlarmRow {
        kind: kind.to_owned(),
        capture_id,
        message: shortened(message, MESSAGE_CHARS_MAX),
        at: agent.clock.now(),
        is_reported: false,
    };
    tracing::warn!(kind, capture = capture_id.map(|id| id.to_string()), message, "alarm");
    drop(agent.journal.send(vec![Change::Alarm(row)]));
}

/// Tells the server of every alarm that it has not heard of.
pub(crate) async fn tell_loop(agent: Arc<Agent>) {
    let mut backoff = agent.backoff();
    loop {
        let untold = tell_all(&agent).await;
        match untold {
            Ok(()) => {
                backoff.succeeded();
                tokio::select! {
                    () = agent.journal.alarm_written() => {}
                    () = tokio::time::sleep(REPORT_HEARTBEAT) => {}
                }
            }
            Err(error) => {
                tracing::debug!(%error, "an alarm could not be told; it stays in the journal");
                backoff.wait(agent.random.as_ref()).await;
            }
        }
    }
}

async fn tell_all(agent: &Agent) -> Result<(), CallError> {
    let rows = agent.journal.alarms().unwrap_or_default();
    for (number, row) in rows.into_iter().rev().filter(|(_, row)| !row.is_reported) {
        let alarm = DockAlarm {
            kind: row.kind,
            capture_id: row.capture_id,
            message: row.message,
        };
        agent.server.alarm(&alarm).await?;
        let _ = agent.journal.write_async(vec![Change::AlarmReported { number }]).await;
    }
    Ok(())
}
