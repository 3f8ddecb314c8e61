//! What docks report about their slots: progress for people to watch, not evidence (captures are).

use evidence_schema::ids::{DockId, DockingId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::DockingReport;

use super::engine::Row;
use super::value::Column;
use super::{Store, StoreError};

const PUT: &str = "INSERT INTO docking (id, dock_id, slot, state, is_present, started_at, updated_at, report) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET slot = excluded.slot, \
     state = excluded.state, is_present = excluded.is_present, started_at = excluded.started_at, \
     updated_at = excluded.updated_at, report = excluded.report WHERE docking.dock_id = excluded.dock_id";
const HEARD: &str =
    "INSERT INTO docking_heard (docking_id, heard_at) VALUES ($1, $2) ON CONFLICT (docking_id) DO NOTHING";
const RECENT: &str = "SELECT dock_id, updated_at, report FROM docking ORDER BY started_at DESC, id LIMIT 100";
const CONTACT_PUT: &str = "INSERT INTO dock_contact (dock_id, seen_at, clock_ahead_ms, spool_free_bytes) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (dock_id) DO UPDATE SET seen_at = excluded.seen_at, \
     clock_ahead_ms = excluded.clock_ahead_ms, spool_free_bytes = excluded.spool_free_bytes";
const CONTACTS: &str = "SELECT dock_id, seen_at, clock_ahead_ms, spool_free_bytes FROM dock_contact ORDER BY dock_id";

pub(super) const STATEMENTS: &[&str] = &[PUT, HEARD, RECENT, CONTACT_PUT, CONTACTS];

/// One docking as its dock reported it last.
#[derive(Debug, Clone)]
pub struct DockingRow {
    /// The dock.
    pub dock_id: DockId,
    /// When the server heard of it last.
    pub updated_at: Timestamp,
    /// The report.
    pub report: DockingReport,
}

/// When a dock was heard of last.
#[derive(Debug, Clone)]
pub struct DockContact {
    /// The dock.
    pub dock_id: DockId,
    /// Server time.
    pub seen_at: Timestamp,
    /// Dock clock minus server clock, in milliseconds.
    pub clock_ahead_ms: i64,
    /// Free bytes on the spool's disk.
    pub spool_free_bytes: u64,
}

pub(super) fn read(row: &Row) -> Result<DockingRow, StoreError> {
    let report = String::read(row, "report")?;
    Ok(DockingRow {
        dock_id: Column::read(row, "dock_id")?,
        updated_at: Column::read(row, "updated_at")?,
        report: serde_json::from_str(&report).map_err(|_| StoreError::corrupt("report", "cannot be read"))?,
    })
}

impl Store {
    /// Keeps the newest report of a docking, and when the first one came. False when the id belongs to another dock.
    pub async fn docking_put(&self, dock: DockId, report: &DockingReport, now: Timestamp) -> Result<bool, StoreError> {
        let body = serde_json::to_string(report).map_err(|e| StoreError::Entry(e.to_string()))?;
        let id: DockingId = report.docking_id;
        let args = vec![
            id.to_value(),
            dock.to_value(),
            report.slot.to_value(),
            report.state.to_value(),
            report.is_present.to_value(),
            report.started_at.to_value(),
            now.to_value(),
            body.to_value(),
        ];
        let mut tx = self.work().await?;
        if tx.execute(PUT, args).await? != 1 {
            return Ok(false);
        }
        tx.execute(HEARD, vec![id.to_value(), now.to_value()]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The newest hundred dockings.
    pub async fn dockings_recent(&self) -> Result<Vec<DockingRow>, StoreError> {
        self.fetch(RECENT, Vec::new()).await?.iter().map(read).collect()
    }

    /// Remembers that a dock was heard of.
    pub async fn dock_contact_put(&self, contact: &DockContact) -> Result<(), StoreError> {
        let args = vec![
            contact.dock_id.to_value(),
            contact.seen_at.to_value(),
            contact.clock_ahead_ms.to_value(),
            contact.spool_free_bytes.to_value(),
        ];
        self.work_once(CONTACT_PUT, args).await.map(|_| ())
    }

    /// When each dock was heard of last.
    pub async fn dock_contacts(&self) -> Result<Vec<DockContact>, StoreError> {
        let rows = self.fetch(CONTACTS, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                Ok(DockContact {
                    dock_id: Column::read(row, "dock_id")?,
                    seen_at: Column::read(row, "seen_at")?,
                    clock_ahead_ms: Column::read(row, "clock_ahead_ms")?,
                    spool_free_bytes: Column::read(row, "spool_free_bytes")?,
                })
            })
            .collect()
    }
}
