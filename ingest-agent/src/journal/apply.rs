//! The changes of the journal, each with its index rows.
//!
//! What must stay true: a pending capture is in `pending`, a verified one with a spool file is in `expiry`; a change
//! that names a capture nobody knows does nothing.

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::ids::{CaptureId, ClipId, DockingId};
use evidence_schema::time::Timestamp;
use redb::{Database, ReadableTable, TableDefinition, WriteTransaction};

use super::claims::{self, CLAIMS, ClaimRow, OPEN_CLAIMS, RosterRow};
use super::erasures::{self, ERASURES, ErasureRow, OPEN_ERASURES};
use super::{
    ALARMS, AlarmRow, BROKEN_LOGS, CAPTURES, CaptureRow, CaptureState, DOCKING_FILES, DOCKINGS, DockingRow, EXPIRY,
    HEADS, HINTS, HeadRow, HintRow, JournalError, KNOWN, KnownRow, OFFSETS_USED, OPEN_DOCKINGS, PENDING, RECEIPTS,
    RereadRow, decode, encode, storage,
};

use crate::limits::ALARM_REPEATED_MS;

/// One change.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// A new capture; with a hint unless it is a partial reading.
    Capture {
        row: Box<CaptureRow>,
        hint: Option<(Vec<u8>, HintRow)>,
    },
    /// A capture belongs to a docking (also one of an earlier docking that was found unchanged).
    DockingFile {
        docking_id: DockingId,
        capture_id: CaptureId,
        size_bytes: u64,
    },
    /// A docking as it is now.
    Docking(Box<DockingRow>),
    /// Where an upload goes on; `None` begins anew.
    Location {
        capture_id: CaptureId,
        location: Option<String>,
    },
    /// A capture's next state.
    State {
        capture_id: CaptureId,
        state: CaptureState,
        message: Option<String>,
    },
    /// A receipt that was checked, and the head that it led to.
    Receipt(Box<ReceiptChange>),
    /// A second reading of the recorder's file.
    Reread { capture_id: CaptureId, reread: RereadRow },
    /// The spool file is gone, on purpose.
    SpoolRemoved { capture_id: CaptureId },
    /// A file that was captured before has another name now.
    HintPut { key: Vec<u8>, hint: HintRow },
    /// The next docking must read this file as if it were new.
    HintDropped { key: Vec<u8> },
    /// Something that a person must look at. The same alarm within a day is one alarm.
    Alarm(AlarmRow),
    /// The server has heard of an alarm.
    AlarmReported { number: u64 },
    /// A capture as it is now, whatever it was before.
    CaptureReplaced(Box<CaptureRow>),
    /// The identity under which captures are made from now on.
    EnrolledAs(String),
    /// What the server said about recorders.
    Known(KnownRow),
    /// The custody log of this key does not continue what was seen.
    LogBroken { log_vkey: String, reason: String },
    /// A measured clock offset was used by a docking.
    OffsetUsed { measurement: String, docking_id: DockingId },
    /// What somebody said at the screen, or how far it has come.
    Claim(Box<ClaimRow>),
    /// What the server told of officers and rosters.
    Roster(Box<RosterRow>),
    /// A file is about to be erased from its recorder.
    Erasing(Box<ErasureRow>),
    /// It is gone, and the device is synced.
    Erased { capture_id: CaptureId, at: Timestamp },
    /// It is still there.
    ErasureWithdrawn { capture_id: CaptureId },
    /// The server has heard that it is gone.
    ErasureTold { capture_id: CaptureId },
    /// Another server has not heard of it yet.
    ErasureUntold { capture_id: CaptureId },
}

/// A receipt that was checked.
#[derive(Debug, Clone)]
pub(crate) struct ReceiptChange {
    pub(crate) capture_id: CaptureId,
    pub(crate) clip_id: ClipId,
    pub(crate) level: ReceiptLevel,
    pub(crate) at: Timestamp,
    /// The receipt's JSON, kept as proof.
    pub(crate) receipt_json: Vec<u8>,
    pub(crate) log_vkey: String,
    pub(crate) head: HeadRow,
}

impl Change {
    /// Whether the answer must wait for the disk. What is not durable is asked again after a power cut.
    pub(super) const fn is_durable(&self) -> bool {
        !matches!(
            self,
            Self::Location { .. }
                | Self::State {
                    state: CaptureState::Uploaded,
                    ..
                }
                | Self::DockingFile { .. }
                | Self::AlarmReported { .. }
                | Self::ErasureTold { .. }
        )
    }
}

pub(super) fn make_tables(database: &Database) -> Result<(), JournalError> {
    let write = database.begin_write().map_err(storage)?;
    for table in [CAPTURES, RECEIPTS, DOCKINGS, HEADS, KNOWN, ERASURES] {
        write.open_table(table).map_err(storage)?;
    }
    for table in [PENDING, OPEN_DOCKINGS, OPEN_ERASURES] {
        write.open_table(table).map_err(storage)?;
    }
    write.open_table(CLAIMS).map_err(storage)?;
    write.open_table(OPEN_CLAIMS).map_err(storage)?;
    claims::make_refused_tags(&write)?;
    write.open_table(HINTS).map_err(storage)?;
    write.open_table(DOCKING_FILES).map_err(storage)?;
    write.open_table(EXPIRY).map_err(storage)?;
    write.open_table(ALARMS).map_err(storage)?;
    write.open_table(OFFSETS_USED).map_err(storage)?;
    write.open_table(BROKEN_LOGS).map_err(storage)?;
    write.commit().map_err(storage)
}

pub(super) fn apply(write: &WriteTransaction, change: &Change) -> Result<(), JournalError> {
    match change {
        Change::Capture { row, hint } => capture_put(write, row, hint.as_ref()),
        Change::DockingFile {
            docking_id,
            capture_id,
            size_bytes,
        } => docking_file_put(write, (*docking_id, *capture_id), *size_bytes),
        Change::Docking(row) => docking_put(write, row),
        Change::Location { capture_id, location } => {
            capture_change(write, *capture_id, |row| row.location.clone_from(location))
        }
        Change::State {
            capture_id,
            state,
            message,
        } => capture_change(write, *capture_id, |row| {
            row.state = *state;
            row.message = message.clone().or_else(|| row.message.take());
        }),
        Change::Receipt(receipt) => receipt_put(write, receipt),
        Change::Reread { capture_id, reread } => capture_change(write, *capture_id, |row| row.reread = Some(*reread)),
        Change::SpoolRemoved { capture_id } => capture_change(write, *capture_id, |row| row.is_spool_kept = false),
        Change::HintPut { key, hint } => hint_put(write, key, hint),
        Change::HintDropped { key } => {
            write
                .open_table(HINTS)
                .map_err(storage)?
                .remove(key.as_slice())
                .map_err(storage)?;
            Ok(())
        }
        Change::Alarm(row) => alarm_put(write, row),
        Change::AlarmReported { number } => alarm_reported(write, *number),
        Change::Known(row) => known_put(write, "known", row),
        Change::CaptureReplaced(row) => capture_replace(write, row),
        Change::EnrolledAs(identity) => known_put(write, "enrolled_as", identity),
        Change::LogBroken { log_vkey, reason } => text_put(write, BROKEN_LOGS, (log_vkey, reason)),
        Change::OffsetUsed {
            measurement,
            docking_id,
        } => text_put(write, OFFSETS_USED, (measurement, &docking_id.to_string())),
        Change::Claim(row) => claims::claim_put(write, row),
        Change::Roster(row) => claims::roster_put(write, row),
        Change::Erasing(row) => erasures::intended(write, row),
        Change::Erased { capture_id, at } => erasures::erased(write, *capture_id, *at),
        Change::ErasureWithdrawn { capture_id } => erasures::withdrawn(write, *capture_id),
        Change::ErasureTold { capture_id } => erasures::told(write, *capture_id),
        Change::ErasureUntold { capture_id } => erasures::untold(write, *capture_id),
    }
}

fn known_put(write: &WriteTransaction, key: &str, row: &impl serde::Serialize) -> Result<(), JournalError> {
    let bytes = encode(row)?;
    write
        .open_table(KNOWN)
        .map_err(storage)?
        .insert(key, bytes.as_slice())
        .map_err(storage)?;
    Ok(())
}

fn text_put(
    write: &WriteTransaction,
    table: TableDefinition<&'static str, &'static str>,
    (key, value): (&str, &str),
) -> Result<(), JournalError> {
    write
        .open_table(table)
        .map_err(storage)?
        .insert(key, value)
        .map_err(storage)?;
    Ok(())
}

fn docking_file_put(
    write: &WriteTransaction,
    (docking_id, capture_id): (DockingId, CaptureId),
    size_bytes: u64,
) -> Result<(), JournalError> {
    let (docking, capture) = (docking_id.to_string(), capture_id.to_string());
    let mut table = write.open_table(DOCKING_FILES).map_err(storage)?;
    table
        .insert((docking.as_str(), capture.as_str()), size_bytes)
        .map_err(storage)?;
    Ok(())
}

fn capture_put(
    write: &WriteTransaction,
    row: &CaptureRow,
    hint: Option<&(Vec<u8>, HintRow)>,
) -> Result<(), JournalError> {
    capture_store(write, row)?;
    match hint {
        Some((key, hint)) => hint_put(write, key, hint),
        None => Ok(()),
    }
}

fn hint_put(write: &WriteTransaction, key: &[u8], hint: &HintRow) -> Result<(), JournalError> {
    let bytes = encode(hint)?;
    write
        .open_table(HINTS)
        .map_err(storage)?
        .insert(key, bytes.as_slice())
        .map_err(storage)?;
    Ok(())
}

fn capture_store(write: &WriteTransaction, row: &CaptureRow) -> Result<(), JournalError> {
    let id = row.capture_id.to_string();
    let bytes = encode(row)?;
    write
        .open_table(CAPTURES)
        .map_err(storage)?
        .insert(id.as_str(), bytes.as_slice())
        .map_err(storage)?;
    let mut pending = write.open_table(PENDING).map_err(storage)?;
    if row.state.is_pending() {
        pending.insert(id.as_str(), ()).map_err(storage)?;
    } else {
        pending.remove(id.as_str()).map_err(storage)?;
    }
    if let Some(at) = row.receipted_at {
        let mut expiry = write.open_table(EXPIRY).map_err(storage)?;
        let key = (at.as_micros(), id.as_str());
        if row.is_spool_kept {
            expiry.insert(key, ()).map_err(storage)?;
        } else {
            expiry.remove(key).map_err(storage)?;
        }
    }
    Ok(())
}

/// The old row's place among the expiring ones goes with it.
fn capture_replace(write: &WriteTransaction, row: &CaptureRow) -> Result<(), JournalError> {
    capture_change(write, row.capture_id, |old| old.is_spool_kept = false)?;
    capture_store(write, row)
}

fn capture_change(
    write: &WriteTransaction,
    id: CaptureId,
    change: impl FnOnce(&mut CaptureRow),
) -> Result<(), JournalError> {
    let text = id.to_string();
    let found = {
        let table = write.open_table(CAPTURES).map_err(storage)?;
        let value = table.get(text.as_str()).map_err(storage)?;
        value.map(|value| decode::<CaptureRow>(value.value())).transpose()?
    };
    let Some(mut row) = found else { return Ok(()) };
    change(&mut row);
    capture_store(write, &row)
}

fn docking_put(write: &WriteTransaction, row: &DockingRow) -> Result<(), JournalError> {
    let id = row.docking_id.to_string();
    let bytes = encode(row)?;
    write
        .open_table(DOCKINGS)
        .map_err(storage)?
        .insert(id.as_str(), bytes.as_slice())
        .map_err(storage)?;
    let mut open = write.open_table(OPEN_DOCKINGS).map_err(storage)?;
    if row.is_closed {
        open.remove(id.as_str()).map_err(storage)?;
    } else {
        open.insert(id.as_str(), ()).map_err(storage)?;
    }
    Ok(())
}

/// Receipt, state and head are one commit: nothing can rely on a head that is not kept.
fn receipt_put(write: &WriteTransaction, receipt: &ReceiptChange) -> Result<(), JournalError> {
    head_put(write, &receipt.log_vkey, &receipt.head)?;
    let id = receipt.capture_id.to_string();
    let mut receipts = write.open_table(RECEIPTS).map_err(storage)?;
    receipts
        .insert(id.as_str(), receipt.receipt_json.as_slice())
        .map_err(storage)?;
    drop(receipts);
    capture_change(write, receipt.capture_id, |row| {
        row.clip_id = Some(receipt.clip_id);
        row.level = row.level.max(Some(receipt.level));
        if receipt.level >= ReceiptLevel::Verified {
            row.state = CaptureState::Verified;
            row.receipted_at = row.receipted_at.or(Some(receipt.at));
        }
    })
}

fn head_put(write: &WriteTransaction, log_vkey: &str, new: &HeadRow) -> Result<(), JournalError> {
    let mut table = write.open_table(HEADS).map_err(storage)?;
    let kept = table
        .get(log_vkey)
        .map_err(storage)?
        .map(|value| decode::<HeadRow>(value.value()))
        .transpose()?;
    if kept.is_some_and(|kept| kept.head.size > new.head.size) {
        return Ok(());
    }
    let bytes = encode(new)?;
    table.insert(log_vkey, bytes.as_slice()).map_err(storage)?;
    Ok(())
}

fn alarm_put(write: &WriteTransaction, row: &AlarmRow) -> Result<(), JournalError> {
    let mut table = write.open_table(ALARMS).map_err(storage)?;
    let mut last = None;
    for item in table.iter().map_err(storage)? {
        let (number, value) = item.map_err(storage)?;
        last = Some(number.value());
        let other: AlarmRow = decode(value.value())?;
        let is_recent = row.at.ms_since(other.at) < ALARM_REPEATED_MS;
        let is_repeated =
            (&other.kind, &other.capture_id, &other.message) == (&row.kind, &row.capture_id, &row.message);
        if is_recent && is_repeated && other.is_of_the_same_recorder(row) {
            return Ok(());
        }
    }
    let bytes = encode(row)?;
    table
        .insert(last.map_or(0, |last| last + 1), bytes.as_slice())
        .map_err(storage)?;
    Ok(())
}

fn alarm_reported(write: &WriteTransaction, number: u64) -> Result<(), JournalError> {
    let mut table = write.open_table(ALARMS).map_err(storage)?;
    let found = table
        .get(number)
        .map_err(storage)?
        .map(|value| decode::<AlarmRow>(value.value()))
        .transpose()?;
    let Some(mut row) = found else { return Ok(()) };
    row.is_reported = true;
    let bytes = encode(&row)?;
    table.insert(number, bytes.as_slice()).map_err(storage)?;
    Ok(())
}
