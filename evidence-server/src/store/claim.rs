//! What people said at docks, the units that docks belong to, and which docking of a recorder came before another.

use evidence_schema::ids::{BindingId, ClaimId, DockId, DockingId, HandoverId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::ClaimOutcome;
use evidence_schema::wire::docks::DockingReport;

use super::docking::{DockingRow, read};
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(ClaimRow, "WHERE id = $1");
const OF_DOCKING: &str = select!(ClaimRow, "WHERE docking_id = $1 ORDER BY said_at, id");
const BINDINGS_OF: &str = select!(BindingRow, "WHERE dock_id = $1 ORDER BY ordinal");

const DOCKING: &str = "SELECT dock_id, updated_at, report FROM docking WHERE id = $1";
const PRESENT: &str = "SELECT dock_id, updated_at, report FROM docking WHERE dock_id = $1 AND is_present = 1 ORDER BY started_at LIMIT 64";
const SERIAL_PUT: &str = "INSERT INTO docking_serial (docking_id, serial, started_at, ended_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (docking_id) DO UPDATE SET serial = excluded.serial, started_at = excluded.started_at, \
     ended_at = excluded.ended_at";
const BEFORE: &str = "SELECT MAX(COALESCE(ended_at, started_at)) AS at FROM docking_serial \
     WHERE serial = $1 AND started_at < $2 AND docking_id <> $3";
const AFTER: &str = "SELECT MIN(started_at) AS at FROM docking_serial \
     WHERE serial = $1 AND started_at > $2 AND docking_id <> $3";

pub(super) const STATEMENTS: &[&str] = &[
    BY_ID,
    OF_DOCKING,
    BINDINGS_OF,
    DOCKING,
    PRESENT,
    SERIAL_PUT,
    BEFORE,
    AFTER,
];

evidence_row! {
    /// A dock belongs to a unit; the highest ordinal counts.
    BindingRow in "dock_unit"
    key id: BindingId,
    /// The dock.
    dock_id: DockId,
    /// 1, 2, …
    ordinal: u64,
    /// The unit, with all units below it.
    unit_id: UnitId,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One claim with what it changed.
    ClaimRow in "dock_claim"
    key id: ClaimId,
    /// The dock that signed it.
    dock_id: DockId,
    /// The docking that it is about.
    docking_id: DockingId,
    /// The recorder's serial.
    serial: String,
    /// `used`, `taken`, `tagged`.
    kind: String,
    /// The signed claim, whole.
    statement: String,
    /// What it changed.
    outcome: ClaimOutcome,
    /// The handover that was made from it, or that says the same.
    handover_id: Option<HandoverId>,
    /// When it was said, dock time.
    said_at: Timestamp,
    /// When the server heard it.
    heard_at: Timestamp,
}

impl Store {
    /// One claim.
    pub async fn claim_by_id(&self, id: ClaimId) -> Result<Option<ClaimRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(ClaimRow::read).transpose()
    }

    /// Everything that was said about a docking, oldest first.
    pub async fn claims_of(&self, id: DockingId) -> Result<Vec<ClaimRow>, StoreError> {
        let rows = self.fetch(OF_DOCKING, vec![id.to_value()]).await?;
        rows.iter().map(ClaimRow::read).collect()
    }

    /// The unit that a dock belongs to now.
    pub async fn dock_binding(&self, id: DockId) -> Result<Option<BindingRow>, StoreError> {
        let rows = self.fetch(BINDINGS_OF, vec![id.to_value()]).await?;
        rows.last().map(BindingRow::read).transpose()
    }

    /// One docking as its dock reported it last.
    pub async fn docking_by_id(&self, id: DockingId) -> Result<Option<DockingRow>, StoreError> {
        let row = self.fetch_one(DOCKING, vec![id.to_value()]).await?;
        row.as_ref().map(read).transpose()
    }

    /// What is in a dock's slots, as it reported it last.
    pub async fn dockings_present(&self, dock: DockId) -> Result<Vec<DockingRow>, StoreError> {
        self.fetch(PRESENT, vec![dock.to_value()])
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// Remembers which recorder a docking is about.
    pub async fn docking_serial_put(&self, report: &DockingReport, serial: &str) -> Result<(), StoreError> {
        let args = vec![
            report.docking_id.to_value(),
            serial.to_owned().to_value(),
            report.started_at.to_value(),
            report.removed_at.to_value(),
        ];
        self.work_once(SERIAL_PUT, args).await.map(|_| ())
    }

    /// When the recorder's docking before this one ended, and when the one after it began.
    pub async fn dockings_around(
        &self,
        serial: &str,
        report: &DockingReport,
    ) -> Result<(Option<Timestamp>, Option<Timestamp>), StoreError> {
        let mut times = [None; 2];
        for (time, statement) in times.iter_mut().zip([BEFORE, AFTER]) {
            let args = vec![
                serial.to_owned().to_value(),
                report.started_at.to_value(),
                report.docking_id.to_value(),
            ];
            if let Some(row) = self.fetch_one(statement, args).await? {
                *time = Column::read(&row, "at")?;
            }
        }
        Ok((times[0], times[1]))
    }
}

impl EvidenceTx {
    /// Binds a dock to a unit; [`StoreError::Exists`] when somebody else was faster.
    pub async fn dock_binding_add(&mut self, binding: &BindingRow) -> Result<(), StoreError> {
        self.insert(binding).await
    }

    /// Writes a claim; [`StoreError::Exists`] when it is there, or another one made a handover of this docking.
    pub async fn claim_add(&mut self, claim: &ClaimRow) -> Result<(), StoreError> {
        self.insert(claim).await
    }
}
