//! The unit tree, and the devices that are bound to its units.

use evidence_schema::ids::{RecorderId, UnitId};
use evidence_schema::ledger::{DeviceKind, DeviceState};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::reading::Reading;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(UnitRow, "WHERE id = $1");
const BY_NUMBER: &str = select!(UnitRow, "WHERE number = $1");
const DEVICE_OF: &str = select!(DeviceRow, "WHERE recorder_id = $1");

pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_NUMBER, DEVICE_OF];

evidence_row! {
    /// One unit of the agency.
    UnitRow in "unit"
    key id: UnitId,
    /// Its number, unique and never used again.
    number: String,
    /// Its name.
    name: String,
    /// The unit above; absent at the top.
    parent_id: Option<UnitId>,
    /// Whether it still exists.
    is_active: bool,
    /// Whether recorders of its officers may be cleared; starts off.
    erasing_is_on: bool,
    /// Hours that a file rests on its recorder before it may be erased.
    erasing_rest_hours: u64,
    /// When it was added.
    added_at: Timestamp,
}

evidence_row! {
    /// What the ledger knows of a recorder or terminal.
    DeviceRow in "device"
    key recorder_id: RecorderId,
    /// The unit that it is bound to. Footage follows the officers' unit, never this one.
    unit_id: UnitId,
    /// What it is.
    kind: DeviceKind,
    /// Where it is in its life.
    state: DeviceState,
    /// Since when.
    stated_at: Timestamp,
    /// Who said so.
    stated_by: Actor,
    /// In their words.
    note: Option<String>,
}

impl Store {
    /// Every unit.
    pub async fn units(&self) -> Result<Vec<UnitRow>, StoreError> {
        Reading::Now(self).all().await
    }

    /// One unit.
    pub async fn unit_by_id(&self, id: UnitId) -> Result<Option<UnitRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(UnitRow::read).transpose()
    }

    /// The unit with this number.
    pub async fn unit_by_number(&self, number: &str) -> Result<Option<UnitRow>, StoreError> {
        let row = self.fetch_one(BY_NUMBER, vec![number.to_owned().to_value()]).await?;
        row.as_ref().map(UnitRow::read).transpose()
    }

    /// Every device that is bound to a unit.
    pub async fn devices(&self) -> Result<Vec<DeviceRow>, StoreError> {
        self.fetch(DeviceRow::ALL, Vec::new())
            .await?
            .iter()
            .map(DeviceRow::read)
            .collect()
    }

    /// What the ledger knows of one recorder.
    pub async fn device_of(&self, id: RecorderId) -> Result<Option<DeviceRow>, StoreError> {
        let row = self.fetch_one(DEVICE_OF, vec![id.to_value()]).await?;
        row.as_ref().map(DeviceRow::read).transpose()
    }
}

impl EvidenceTx {
    /// Every unit, as this transaction sees them.
    pub async fn units(&mut self) -> Result<Vec<UnitRow>, StoreError> {
        Reading::Inside(self).all().await
    }

    /// Writes a new unit.
    pub async fn unit_add(&mut self, unit: &UnitRow) -> Result<(), StoreError> {
        self.insert(unit).await
    }

    /// Writes a changed unit.
    pub async fn unit_update(&mut self, unit: &UnitRow) -> Result<(), StoreError> {
        self.update(unit).await
    }

    /// Binds a device to a unit, or writes what changed about it.
    pub async fn device_put(&mut self, device: &DeviceRow) -> Result<(), StoreError> {
        let held = self.fetch(DEVICE_OF, vec![device.recorder_id.to_value()]).await?;
        if held.is_empty() {
            self.insert(device).await
        } else {
            self.update(device).await
        }
    }
}
