//! The journal: what survives a power cut. One file, one writing thread that commits many changes at once.
//!
//! What must stay true: a change that was acknowledged as durable is on the disk; a change and its index rows are one
//! commit; the last head of a log is never removed, and never replaced by a smaller one.

mod apply;
mod claims;
mod erasures;
mod rows;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use evidence_schema::ids::{CaptureId, DockingId};
use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Notify, oneshot};

pub(crate) use apply::{Change, ReceiptChange};
pub(crate) use claims::{ClaimRow, ClaimState, RosterRow};
pub(crate) use erasures::{ErasureCounts, ErasureRow, ErasureState};
pub(crate) use rows::*;

use crate::limits::{JOURNAL_BATCH_MAX, JOURNAL_CACHE_BYTES, JOURNAL_QUEUE_MAX};

const CAPTURES: TableDefinition<&str, &[u8]> = TableDefinition::new("captures");
const RECEIPTS: TableDefinition<&str, &[u8]> = TableDefinition::new("receipts");
const PENDING: TableDefinition<&str, ()> = TableDefinition::new("pending");
const HINTS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("hints");
const DOCKINGS: TableDefinition<&str, &[u8]> = TableDefinition::new("dockings");
const OPEN_DOCKINGS: TableDefinition<&str, ()> = TableDefinition::new("open_dockings");
const DOCKING_FILES: TableDefinition<(&str, &str), u64> = TableDefinition::new("docking_files");
const EXPIRY: TableDefinition<(i64, &str), ()> = TableDefinition::new("expiry");
const ALARMS: TableDefinition<u64, &[u8]> = TableDefinition::new("alarms");
const HEADS: TableDefinition<&str, &[u8]> = TableDefinition::new("heads");
const OFFSETS_USED: TableDefinition<&str, &str> = TableDefinition::new("offsets_used");
const BROKEN_LOGS: TableDefinition<&str, &str> = TableDefinition::new("broken_logs");
const KNOWN: TableDefinition<&str, &[u8]> = TableDefinition::new("known");

/// Why the journal could not do it; nothing of that change was kept.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum JournalError {
    /// Another agent has this data folder.
    #[error("the journal is in use by another agent")]
    InUse,
    /// The disk, or the file's content.
    #[error("journal: {0}")]
    Storage(String),
    /// The writing thread ended.
    #[error("the journal is closed")]
    Closed,
}

fn storage(error: impl std::fmt::Display) -> JournalError {
    JournalError::Storage(error.to_string())
}

struct Request {
    changes: Vec<Change>,
    done: oneshot::Sender<Result<(), JournalError>>,
}

/// The journal, shared by all.
#[derive(Clone)]
pub(crate) struct Journal {
    database: Arc<Database>,
    sender: SyncSender<Request>,
    written: Arc<Written>,
}

/// Told after a commit that somebody waits for.
#[derive(Debug, Default)]
struct Written {
    alarm: Notify,
    erasure: Notify,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Journal")
    }
}

impl Journal {
    /// Opens or creates the journal and starts its writing thread.
    pub(crate) fn open(path: &Path) -> Result<Self, JournalError> {
        let mut builder = Database::builder();
        builder.set_cache_size(JOURNAL_CACHE_BYTES);
        let database = match builder.create(path) {
            Ok(database) => Arc::new(database),
            Err(redb::DatabaseError::DatabaseAlreadyOpen) => return Err(JournalError::InUse),
            Err(error) => return Err(storage(error)),
        };
        apply::make_tables(&database)?;
        let (sender, receiver) = sync_channel(JOURNAL_QUEUE_MAX);
        let writer = Arc::clone(&database);
        let written = Arc::new(Written::default());
        let told = Arc::clone(&written);
        std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || write_loop(&writer, &receiver, &told))
            .map_err(storage)?;
        Ok(Self {
            database,
            sender,
            written,
        })
    }

    /// Waits until an alarm was written.
    pub(crate) async fn alarm_written(&self) {
        self.written.alarm.notified().await;
    }

    /// Waits until an erasure was written.
    pub(crate) async fn erasure_written(&self) {
        self.written.erasure.notified().await;
    }

    /// Sends changes in order; they are one commit. The answer comes when they are durable.
    pub(crate) fn send(&self, changes: Vec<Change>) -> oneshot::Receiver<Result<(), JournalError>> {
        let (done, answer) = oneshot::channel();
        if let Err(refused) = self.sender.send(Request { changes, done }) {
            // The receiver is told by the dropped sender's side: answer at once.
            let _ = refused.0.done.send(Err(JournalError::Closed));
        }
        answer
    }

    /// Writes changes from a thread of its own and waits until they are durable.
    pub(crate) fn write(&self, changes: Vec<Change>) -> Result<(), JournalError> {
        self.send(changes).blocking_recv().unwrap_or(Err(JournalError::Closed))
    }

    /// Writes changes from a task and waits until they are durable.
    pub(crate) async fn write_async(&self, changes: Vec<Change>) -> Result<(), JournalError> {
        self.send(changes).await.unwrap_or(Err(JournalError::Closed))
    }

    fn row<T: DeserializeOwned>(
        &self,
        table: TableDefinition<&'static str, &'static [u8]>,
        key: &str,
    ) -> Result<Option<T>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(table).map_err(storage)?;
        let Some(value) = table.get(key).map_err(storage)? else {
            return Ok(None);
        };
        decode(value.value()).map(Some)
    }

    /// One capture.
    pub(crate) fn capture(&self, id: CaptureId) -> Result<Option<CaptureRow>, JournalError> {
        self.row(CAPTURES, &id.to_string())
    }

    /// The receipt's JSON, as kept.
    pub(crate) fn receipt(&self, id: CaptureId) -> Result<Option<Vec<u8>>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(RECEIPTS).map_err(storage)?;
        Ok(table
            .get(id.to_string().as_str())
            .map_err(storage)?
            .map(|value| value.value().to_vec()))
    }

    /// The last head seen of the log with this key.
    pub(crate) fn head(&self, log_vkey: &str) -> Result<Option<HeadRow>, JournalError> {
        self.row(HEADS, log_vkey)
    }

    /// What the server said last about recorders; absent when it never said anything.
    pub(crate) fn known(&self) -> Result<Option<KnownRow>, JournalError> {
        self.row(KNOWN, "known")
    }

    /// What is known of a file that was captured before.
    pub(crate) fn hint(&self, key: &[u8]) -> Result<Option<HintRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(HINTS).map_err(storage)?;
        let Some(value) = table.get(key).map_err(storage)? else {
            return Ok(None);
        };
        decode(value.value()).map(Some)
    }

    /// What is known of every file whose key begins so.
    pub(crate) fn hints_below(&self, prefix: &[u8]) -> Result<Vec<(Vec<u8>, HintRow)>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(HINTS).map_err(storage)?;
        let mut found = Vec::new();
        for item in table.range(prefix..).map_err(storage)? {
            let (key, value) = item.map_err(storage)?;
            if !key.value().starts_with(prefix) {
                break;
            }
            found.push((key.value().to_vec(), decode(value.value())?));
        }
        Ok(found)
    }

    /// Captures that the agent still has to bring home, oldest first.
    pub(crate) fn pending(&self) -> Result<Vec<CaptureRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let ids = read.open_table(PENDING).map_err(storage)?;
        let captures = read.open_table(CAPTURES).map_err(storage)?;
        let mut rows: Vec<CaptureRow> = Vec::new();
        for item in ids.iter().map_err(storage)? {
            let (id, ()) = item.map(|(key, _)| (key, ())).map_err(storage)?;
            if let Some(value) = captures.get(id.value()).map_err(storage)? {
                rows.push(decode(value.value())?);
            }
        }
        rows.sort_by_key(|row| row.captured_at);
        Ok(rows)
    }

    /// Every capture, in no useful order, handed to `visit` one by one.
    pub(crate) fn each_capture(&self, mut visit: impl FnMut(CaptureRow)) -> Result<(), JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(CAPTURES).map_err(storage)?;
        for item in table.iter().map_err(storage)? {
            let (_, value) = item.map_err(storage)?;
            visit(decode(value.value())?);
        }
        Ok(())
    }

    /// Dockings that are not closed, oldest first.
    pub(crate) fn open_dockings(&self) -> Result<Vec<DockingRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let open = read.open_table(OPEN_DOCKINGS).map_err(storage)?;
        let dockings = read.open_table(DOCKINGS).map_err(storage)?;
        let mut rows: Vec<DockingRow> = Vec::new();
        for item in open.iter().map_err(storage)? {
            let (id, _) = item.map_err(storage)?;
            if let Some(value) = dockings.get(id.value()).map_err(storage)? {
                rows.push(decode(value.value())?);
            }
        }
        rows.sort_by_key(|row| row.started_at);
        Ok(rows)
    }

    /// Every docking of the recorder with this serial, closed ones too, oldest first.
    pub(crate) fn dockings_of(&self, serial: &str) -> Result<Vec<DockingRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let dockings = read.open_table(DOCKINGS).map_err(storage)?;
        let mut rows: Vec<DockingRow> = Vec::new();
        for item in dockings.iter().map_err(storage)? {
            let row: DockingRow = decode(item.map_err(storage)?.1.value())?;
            let known = row.device.known_serial();
            if known.is_some_and(|known| known.eq_ignore_ascii_case(serial)) {
                rows.push(row);
            }
        }
        rows.sort_by_key(|row| row.started_at);
        Ok(rows)
    }

    /// Captures that belong to a docking.
    pub(crate) fn docking_captures(&self, id: DockingId) -> Result<Vec<CaptureId>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(DOCKING_FILES).map_err(storage)?;
        let docking = id.to_string();
        let mut ids = Vec::new();
        for item in table
            .range((docking.as_str(), "")..=(docking.as_str(), "~"))
            .map_err(storage)?
        {
            let (key, _) = item.map_err(storage)?;
            ids.push(key.value().1.parse().map_err(storage)?);
        }
        Ok(ids)
    }

    /// Captures whose verified receipt is older than `before` and whose spool file is still there.
    pub(crate) fn expired(&self, before_micros: i64) -> Result<Vec<CaptureId>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(EXPIRY).map_err(storage)?;
        let mut ids = Vec::new();
        for item in table
            .range(..(before_micros, ""))
            .map_err(storage)?
            .take(JOURNAL_BATCH_MAX)
        {
            let (key, _) = item.map_err(storage)?;
            ids.push(key.value().1.parse().map_err(storage)?);
        }
        Ok(ids)
    }

    /// Alarms, newest first, with their numbers.
    pub(crate) fn alarms(&self) -> Result<Vec<(u64, AlarmRow)>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(ALARMS).map_err(storage)?;
        let mut rows = Vec::new();
        for item in table.iter().map_err(storage)?.rev() {
            let (number, value) = item.map_err(storage)?;
            rows.push((number.value(), decode(value.value())?));
        }
        Ok(rows)
    }

    /// The newest alarms, newest first.
    pub(crate) fn alarms_newest(&self, at_most: usize) -> Result<Vec<AlarmRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(ALARMS).map_err(storage)?;
        let newest = table.iter().map_err(storage)?.rev().take(at_most);
        newest.map(|item| decode(item.map_err(storage)?.1.value())).collect()
    }

    /// Why the log of this key is not believed any more, if it broke.
    pub(crate) fn log_broken(&self, log_vkey: &str) -> Result<Option<String>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(BROKEN_LOGS).map_err(storage)?;
        Ok(table
            .get(log_vkey)
            .map_err(storage)?
            .map(|value| value.value().to_owned()))
    }

    /// The identity under which captures were made: dock and log.
    pub(crate) fn enrolled_as(&self) -> Result<Option<String>, JournalError> {
        self.row(KNOWN, "enrolled_as")
    }

    /// The docking that used a measurement, if one did.
    pub(crate) fn offset_user(&self, measurement: &str) -> Result<Option<String>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let table = read.open_table(OFFSETS_USED).map_err(storage)?;
        Ok(table
            .get(measurement)
            .map_err(storage)?
            .map(|value| value.value().to_owned()))
    }
}

fn encode<T: Serialize>(row: &T) -> Result<Vec<u8>, JournalError> {
    serde_json::to_vec(row).map_err(storage)
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JournalError> {
    serde_json::from_slice(bytes).map_err(storage)
}

fn write_loop(database: &Database, receiver: &Receiver<Request>, written: &Written) {
    while let Ok(first) = receiver.recv() {
        let mut batch = vec![first];
        while batch.len() < JOURNAL_BATCH_MAX {
            match receiver.try_recv() {
                Ok(next) => batch.push(next),
                Err(_) => break,
            }
        }
        let outcome = commit(database, &batch);
        if let Err(error) = &outcome {
            tracing::error!(%error, changes = batch.len(), "journal commit failed");
        }
        for change in batch.iter().flat_map(|request| &request.changes) {
            match change {
                Change::Alarm(_) => written.alarm.notify_one(),
                Change::Erased { .. } => written.erasure.notify_one(),
                _ => {}
            }
        }
        for request in batch {
            let _ = request.done.send(outcome.clone());
        }
    }
}

fn commit(database: &Database, batch: &[Request]) -> Result<(), JournalError> {
    let mut write = database.begin_write().map_err(storage)?;
    let is_durable = batch
        .iter()
        .flat_map(|request| &request.changes)
        .any(Change::is_durable);
    let durability = if is_durable {
        Durability::Immediate
    } else {
        Durability::None
    };
    write.set_durability(durability).map_err(storage)?;
    for change in batch.iter().flat_map(|request| &request.changes) {
        apply::apply(&write, change)?;
    }
    write.commit().map_err(storage)
}
