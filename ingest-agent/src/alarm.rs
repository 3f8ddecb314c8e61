//! Alarms: durable first, then told to the server until it heard.
//!
//! What must stay true: an alarm that cannot be told is still in the journal, in `status` and in its exit code.

use std::sync::Arc;

use evidence_schema::ids::{CaptureId, DockingId};
use evidence_schema::wire::docks::DockAlarm;

use crate::agent::Agent;
use crate::journal::{AlarmRecorder, AlarmRow, Change};
use crate::limits::{MESSAGE_CHARS_MAX, REPORT_HEARTBEAT};
use crate::show::shortened;
use crate::upload::server::CallError;

/// The custody log does not continue what this dock saw.
pub(crate) const LOG_BROKEN: &str = "log_broken";

/// What an alarm is about; where nothing is named, the dock itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    capture_id: Option<CaptureId>,
    recorder: Option<AlarmRecorder>,
}

impl About {
    /// The dock itself, or what it has to do with the server.
    pub(crate) fn dock() -> Self {
        Self::default()
    }

    /// A capture.
    pub(crate) fn capture(id: CaptureId) -> Self {
        Self {
            capture_id: Some(id),
            recorder: None,
        }
    }

    /// A docked recorder.
    pub(crate) fn recorder(docking_id: DockingId, serial: Option<String>) -> Self {
        let recorder = AlarmRecorder {
            docking_id,
            serial,
            free_bytes: None,
        };
        Self {
            capture_id: None,
            recorder: Some(recorder),
        }
    }

    /// A capture from this recorder.
    pub(crate) fn and_capture(self, id: CaptureId) -> Self {
        Self {
            capture_id: Some(id),
            ..self
        }
    }

    /// With the room on this recorder.
    pub(crate) fn with_room(mut self, free_bytes: u64) -> Self {
        if let Some(recorder) = &mut self.recorder {
            recorder.free_bytes = Some(free_bytes);
        }
        self
    }
}

/// Raises an alarm; from any thread, without waiting for the disk.
pub(crate) fn raise(agent: &Agent, kind: &str, about: About, message: &str) {
    let About { capture_id, recorder } = about;
    let row = AlarmRow {
        kind: kind.to_owned(),
        capture_id,
        recorder,
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
        agent.server.alarm(&told(row)).await?;
        let _ = agent.journal.write_async(vec![Change::AlarmReported { number }]).await;
    }
    Ok(())
}

/// As the server hears it. A recorder is named only where no capture is, so that an older server understands the others.
fn told(row: AlarmRow) -> DockAlarm {
    let recorder = row.recorder.filter(|_| row.capture_id.is_none());
    let docking_id = recorder.as_ref().filter(|recorder| recorder.serial.is_none());
    DockAlarm {
        kind: row.kind,
        capture_id: row.capture_id,
        message: row.message,
        docking_id: docking_id.map(|recorder| recorder.docking_id),
        serial: recorder.and_then(|recorder| recorder.serial),
    }
}
