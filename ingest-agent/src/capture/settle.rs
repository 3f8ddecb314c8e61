//! From bytes in the spool to a capture: sync, sync the names, sign, journal; many small files at once.
//!
//! What must stay true: the order is the design. Bytes synced, then the name synced, then the journal row: a kill in
//! between leaves a file without a row, which is dropped and read again, never a row without its bytes.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use evidence_schema::ids::CaptureId;

use crate::agent::Agent;
use crate::journal::{CaptureRow, CaptureState, Change, HintRow};
use crate::limits::{SETTLE_QUEUE_MAX, SETTLE_SYNCFS_FROM};
use crate::plan::Reading;
use crate::statement::{self, Origin, Read};

/// A reading whose bytes are in the spool but not yet safe.
#[derive(Debug)]
pub(crate) struct Unsettled {
    pub(crate) reading: Reading,
    pub(crate) read: Read,
    pub(crate) file: File,
    /// Modification time after the reading.
    pub(crate) modified_ns: i128,
    /// What a person should know about it.
    pub(crate) message: Option<String>,
}

/// What became of a reading.
#[derive(Debug)]
pub(crate) enum Settled {
    /// A capture, durable.
    Captured(Box<CaptureRow>, Box<Reading>),
    /// Not durable; the half file was dropped and the file must be read again.
    Failed(Box<Reading>, String),
}

/// Settles readings until the sender is gone.
pub(crate) fn settle_loop(
    agent: &Arc<Agent>,
    origin: &Origin,
    inlet: &Receiver<Unsettled>,
    mut tell: impl FnMut(Settled),
) {
    while let Ok(first) = inlet.recv() {
        let mut batch = vec![first];
        while batch.len() < SETTLE_QUEUE_MAX {
            match inlet.try_recv() {
                Ok(next) => batch.push(next),
                Err(_) => break,
            }
        }
        settle(agent, origin, batch).into_iter().for_each(&mut tell);
    }
}

fn settle(agent: &Agent, origin: &Origin, batch: Vec<Unsettled>) -> Vec<Settled> {
    let outcome = sync(agent, &batch).map_err(|error| format!("the spool could not be synced: {error}"));
    let rows = outcome.and_then(|()| journalled(agent, origin, &batch));
    match rows {
        Ok(rows) => {
            let settled =
                |(row, item): (CaptureRow, Unsettled)| Settled::Captured(Box::new(row), Box::new(item.reading));
            rows.into_iter().zip(batch).map(settled).collect()
        }
        Err(reason) => batch.into_iter().map(|item| failed(agent, item, &reason)).collect(),
    }
}

fn failed(agent: &Agent, item: Unsettled, reason: &str) -> Settled {
    // The journal may still hold the row after an unknown outcome: bytes and row then go together or not at all.
    if matches!(agent.journal.capture(item.read.capture_id), Ok(None)) {
        let _ = agent.spool.remove(item.read.capture_id);
    }
    Settled::Failed(Box::new(item.reading), reason.to_owned())
}

fn sync(agent: &Agent, batch: &[Unsettled]) -> io::Result<()> {
    if batch.len() >= SETTLE_SYNCFS_FROM {
        return agent.spool.sync_everything();
    }
    for item in batch {
        item.file.sync_data()?;
    }
    agent.spool.sync_names()
}

fn journalled(agent: &Agent, origin: &Origin, batch: &[Unsettled]) -> Result<Vec<CaptureRow>, String> {
    let mut rows = Vec::with_capacity(batch.len());
    let mut changes = Vec::with_capacity(batch.len() * 2);
    for item in batch {
        let row = row(agent, origin, item)?;
        let hint = item
            .reading
            .hint_key
            .clone()
            .map(|key| (key, hint(row.capture_id, item)));
        changes.push(Change::Capture {
            row: Box::new(row.clone()),
            hint,
        });
        changes.extend(origin.docking_id.map(|docking_id| Change::DockingFile {
            docking_id,
            capture_id: row.capture_id,
            size_bytes: row.size_bytes,
        }));
        rows.push(row);
    }
    agent.journal.write(changes).map_err(|error| error.to_string())?;
    Ok(rows)
}

fn hint(capture_id: CaptureId, item: &Unsettled) -> HintRow {
    HintRow {
        capture_id,
        size_bytes: item.read.size_bytes,
        modified_ns: item.modified_ns,
    }
}

fn row(agent: &Agent, origin: &Origin, item: &Unsettled) -> Result<CaptureRow, String> {
    let file = &item.reading.file;
    let signed = statement::signed(origin, file, &item.read, agent.key()).map_err(|error| error.to_string())?;
    Ok(CaptureRow {
        capture_id: item.read.capture_id,
        docking_id: origin.docking_id,
        statement: Some(signed),
        path: file.listed.path.clone(),
        sha256: item.read.sha256,
        size_bytes: item.read.size_bytes,
        is_marked_important: file.facts.as_ref().is_some_and(|facts| facts.is_important),
        captured_at: item.read.ended,
        state: CaptureState::Spooled,
        location: None,
        clip_id: None,
        level: None,
        receipted_at: None,
        is_spool_kept: true,
        reread: None,
        message: item.message.clone(),
    })
}
