//! Erasures in the journal: the intent before the deletion, the deletion after its sync, told after the server heard.
//!
//! What must stay true: a row goes only forward, from intended to erased to told, or from intended back to nothing
//! (another server is told anew); an
//! erased file's hint goes with it, so that a file that comes back is a new one.

use evidence_schema::ids::{CaptureId, DockingId};
use evidence_schema::time::Timestamp;
use redb::{ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use serde::{Deserialize, Serialize};

use super::{HINTS, HintRow, Journal, JournalError, RereadRow, decode, encode, storage};

pub(super) const ERASURES: TableDefinition<&str, &[u8]> = TableDefinition::new("erasures");
/// Those that are not told yet.
pub(super) const OPEN_ERASURES: TableDefinition<&str, ()> = TableDefinition::new("open_erasures");

/// How far an erasure has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ErasureState {
    /// About to be tried; after a kill the next look at the recorder tells.
    Intended,
    /// Gone from the device, synced.
    Erased {
        /// Dock time.
        at: Timestamp,
    },
    /// The server has it in its log.
    Told {
        /// Dock time of the deletion.
        at: Timestamp,
    },
}

/// One file that is, or may be, no longer on its recorder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErasureRow {
    pub(crate) capture_id: CaptureId,
    pub(crate) docking_id: DockingId,
    pub(crate) path: String,
    /// Recorder and path, as in the hints.
    pub(crate) hint_key: Vec<u8>,
    /// As listed when it was intended.
    pub(crate) size_bytes: u64,
    pub(crate) modified_ns: i128,
    /// The second reading that permitted it.
    pub(crate) reread: RereadRow,
    pub(crate) state: ErasureState,
}

/// Erasures by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErasureCounts {
    /// Not known whether the file is gone.
    pub(crate) intended: u64,
    /// Not told yet.
    pub(crate) untold: u64,
    pub(crate) told: u64,
}

impl Journal {
    /// Erasures that are intended, or that the server has not heard of.
    pub(crate) fn open_erasures(&self) -> Result<Vec<ErasureRow>, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let open = read.open_table(OPEN_ERASURES).map_err(storage)?;
        let erasures = read.open_table(ERASURES).map_err(storage)?;
        let mut rows = Vec::new();
        for item in open.iter().map_err(storage)? {
            let (id, ()) = item.map(|(id, _)| (id, ())).map_err(storage)?;
            if let Some(value) = erasures.get(id.value()).map_err(storage)? {
                rows.push(decode(value.value())?);
            }
        }
        Ok(rows)
    }

    /// How many there are.
    pub(crate) fn erasure_counts(&self) -> Result<ErasureCounts, JournalError> {
        let read = self.database.begin_read().map_err(storage)?;
        let erasures = read.open_table(ERASURES).map_err(storage)?;
        let mut counts = ErasureCounts::default();
        for item in erasures.iter().map_err(storage)? {
            let (_, value) = item.map_err(storage)?;
            let counter = match decode::<ErasureRow>(value.value())?.state {
                ErasureState::Intended => &mut counts.intended,
                ErasureState::Erased { .. } => &mut counts.untold,
                ErasureState::Told { .. } => &mut counts.told,
            };
            *counter += 1;
        }
        Ok(counts)
    }
}

/// An intent; it never takes the place of a deletion that was made.
pub(super) fn intended(write: &WriteTransaction, row: &ErasureRow) -> Result<(), JournalError> {
    match state(write, row.capture_id)? {
        Some(ErasureRow {
            state: ErasureState::Erased { .. } | ErasureState::Told { .. },
            ..
        }) => Ok(()),
        _ => put(write, row),
    }
}

/// The file is gone: its hint goes too, if it still speaks of this capture.
pub(super) fn erased(write: &WriteTransaction, id: CaptureId, at: Timestamp) -> Result<(), JournalError> {
    let Some(mut row) = state(write, id)?.filter(|row| row.state == ErasureState::Intended) else {
        return Ok(());
    };
    row.state = ErasureState::Erased { at };
    put(write, &row)?;
    let mut hints = write.open_table(HINTS).map_err(storage)?;
    let hint = hints
        .get(row.hint_key.as_slice())
        .map_err(storage)?
        .map(|value| decode::<HintRow>(value.value()))
        .transpose()?;
    if hint.is_some_and(|hint| hint.capture_id == id) {
        hints.remove(row.hint_key.as_slice()).map_err(storage)?;
    }
    Ok(())
}

/// The file is still there: nothing was erased.
pub(super) fn withdrawn(write: &WriteTransaction, id: CaptureId) -> Result<(), JournalError> {
    if state(write, id)?.is_none_or(|row| row.state != ErasureState::Intended) {
        return Ok(());
    }
    let id = id.to_string();
    write
        .open_table(ERASURES)
        .map_err(storage)?
        .remove(id.as_str())
        .map_err(storage)?;
    write
        .open_table(OPEN_ERASURES)
        .map_err(storage)?
        .remove(id.as_str())
        .map_err(storage)?;
    Ok(())
}

/// The server has it in its log.
pub(super) fn told(write: &WriteTransaction, id: CaptureId) -> Result<(), JournalError> {
    let Some(mut row) = state(write, id)? else {
        return Ok(());
    };
    let ErasureState::Erased { at } = row.state else {
        return Ok(());
    };
    row.state = ErasureState::Told { at };
    put(write, &row)
}

/// Another server, or a log that was opened anew: it is told there as well.
pub(super) fn untold(write: &WriteTransaction, id: CaptureId) -> Result<(), JournalError> {
    let Some(mut row) = state(write, id)? else {
        return Ok(());
    };
    let ErasureState::Told { at } = row.state else {
        return Ok(());
    };
    row.state = ErasureState::Erased { at };
    put(write, &row)
}

fn state(write: &WriteTransaction, id: CaptureId) -> Result<Option<ErasureRow>, JournalError> {
    let table = write.open_table(ERASURES).map_err(storage)?;
    let value = table.get(id.to_string().as_str()).map_err(storage)?;
    value.map(|value| decode(value.value())).transpose()
}

fn put(write: &WriteTransaction, row: &ErasureRow) -> Result<(), JournalError> {
    let id = row.capture_id.to_string();
    let bytes = encode(row)?;
    write
        .open_table(ERASURES)
        .map_err(storage)?
        .insert(id.as_str(), bytes.as_slice())
        .map_err(storage)?;
    let mut open = write.open_table(OPEN_ERASURES).map_err(storage)?;
    if matches!(row.state, ErasureState::Told { .. }) {
        open.remove(id.as_str()).map_err(storage)?;
    } else {
        open.insert(id.as_str(), ()).map_err(storage)?;
    }
    Ok(())
}
