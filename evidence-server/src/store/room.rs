//! The room register: rooms of units with fixed cameras, and their uses. What is said anew is another row.

use std::collections::BTreeMap;

use evidence_schema::ids::{CaseId, ClipId, RoomId, RoomUseId, RoomUseVersionId, RoomVersionId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const ROOM_BY_ID: &str = select!(RoomRow, "WHERE id = $1");
const ROOMS: &str = select!(RoomRow, "ORDER BY added_at, id");
const ROOM_VERSIONS: &str = select!(RoomVersionRow, "ORDER BY room_id, ordinal");
const USE_BY_ID: &str = select!(RoomUseRow, "WHERE id = $1");
const VERSIONS_OF: &str = select!(RoomUseVersionRow, "WHERE use_id = $1 ORDER BY ordinal");
const USES_OF_ROOM: &str = select!(
    RoomUseVersionRow,
    "WHERE use_id IN (SELECT use_id FROM room_use_version WHERE room_id = $1 AND in_at < $3 \
     AND (out_at IS NULL OR out_at >= $2)) ORDER BY use_id, ordinal"
);
const USES_LATELY: &str = select!(
    RoomUseVersionRow,
    "WHERE use_id IN (SELECT id FROM room_use ORDER BY entered_at DESC, id LIMIT 200) ORDER BY use_id, ordinal"
);
/// Files of a camera that were recorded around a time, and those of which nobody knows when.
const CLIPS_AROUND: &str = "SELECT i.clip_id AS id FROM clip_intake i LEFT JOIN clip_owner o ON o.clip_id = i.clip_id \
     WHERE i.room = $1 AND (o.recorded_from IS NULL OR (o.recorded_from < $3 AND o.recorded_to >= $2)) \
     ORDER BY o.recorded_from, i.clip_id LIMIT 500";

pub(super) const STATEMENTS: &[&str] = &[
    ROOM_BY_ID,
    ROOMS,
    ROOM_VERSIONS,
    USE_BY_ID,
    VERSIONS_OF,
    USES_OF_ROOM,
    USES_LATELY,
    CLIPS_AROUND,
];

evidence_row! {
    /// One room.
    RoomRow in "room"
    key id: RoomId,
    /// Its unit.
    unit_id: UnitId,
    /// When it was entered.
    added_at: Timestamp,
    /// By whom.
    added_by: Actor,
}

evidence_row! {
    /// One version of what is said of a room.
    RoomVersionRow in "room_version"
    key id: RoomVersionId,
    /// The room.
    room_id: RoomId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// Its name.
    name: String,
    /// Labels of its cameras, one a line.
    cameras: String,
    /// It is not used any more.
    is_void: bool,
    /// Why it was said anew.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One use of a room.
    RoomUseRow in "room_use"
    key id: RoomUseId,
    /// The room.
    room_id: RoomId,
    /// The case file.
    case_id: CaseId,
    /// When it was entered.
    entered_at: Timestamp,
    /// By whom.
    entered_by: Actor,
}

evidence_row! {
    /// One version of what is said of a use.
    RoomUseVersionRow in "room_use_version"
    key id: RoomUseVersionId,
    /// The use.
    use_id: RoomUseId,
    /// Its room.
    room_id: RoomId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// Who was there.
    persons: String,
    /// When they came in.
    in_at: Timestamp,
    /// When they left; absent while they are there.
    out_at: Option<Timestamp>,
    /// It never took place.
    is_void: bool,
    /// Why it was said anew.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl RoomVersionRow {
    /// The name and the labels of its cameras: what its files are tagged with.
    pub fn labels(&self) -> Vec<String> {
        let cameras = self.cameras.lines().map(str::to_owned);
        std::iter::once(self.name.clone()).chain(cameras).collect()
    }
}

/// The newest version of each use.
fn newest(rows: &[super::engine::Row]) -> Result<Vec<RoomUseVersionRow>, StoreError> {
    let mut newest = BTreeMap::new();
    for row in rows {
        let version = RoomUseVersionRow::read(row)?;
        newest.insert(version.use_id, version);
    }
    Ok(newest.into_values().collect())
}

impl Store {
    /// One room.
    pub async fn room_by_id(&self, id: RoomId) -> Result<Option<RoomRow>, StoreError> {
        let row = self.fetch_one(ROOM_BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(RoomRow::read).transpose()
    }

    /// Every room with the version that counts.
    pub async fn rooms(&self) -> Result<Vec<(RoomRow, RoomVersionRow)>, StoreError> {
        let mut now = BTreeMap::new();
        for row in self.fetch(ROOM_VERSIONS, Vec::new()).await? {
            let version = RoomVersionRow::read(&row)?;
            now.insert(version.room_id, version);
        }
        let mut rooms = Vec::new();
        for row in self.fetch(ROOMS, Vec::new()).await? {
            let room = RoomRow::read(&row)?;
            if let Some(version) = now.remove(&room.id) {
                rooms.push((room, version));
            }
        }
        Ok(rooms)
    }

    /// One use.
    pub async fn room_use_by_id(&self, id: RoomUseId) -> Result<Option<RoomUseRow>, StoreError> {
        let row = self.fetch_one(USE_BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(RoomUseRow::read).transpose()
    }

    /// Everything that was said of a use, oldest first.
    pub async fn room_use_versions(&self, id: RoomUseId) -> Result<Vec<RoomUseVersionRow>, StoreError> {
        let rows = self.fetch(VERSIONS_OF, vec![id.to_value()]).await?;
        rows.iter().map(RoomUseVersionRow::read).collect()
    }

    /// The newest version of each use of a room of which some version touches this time; void ones are left out.
    pub async fn room_uses_around(
        &self,
        room: RoomId,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<RoomUseVersionRow>, StoreError> {
        let args = vec![room.to_value(), from.to_value(), to.to_value()];
        let mut uses = newest(&self.fetch(USES_OF_ROOM, args).await?)?;
        uses.retain(|version| !version.is_void);
        Ok(uses)
    }

    /// The newest version of each of the last 200 uses that were entered, the latest use first.
    pub async fn room_uses_lately(&self) -> Result<Vec<RoomUseVersionRow>, StoreError> {
        let mut uses = newest(&self.fetch(USES_LATELY, Vec::new()).await?)?;
        uses.sort_by_key(|version| std::cmp::Reverse((version.in_at, version.use_id)));
        Ok(uses)
    }

    /// Clips that bear one of these labels and were recorded around this time, or nobody knows when; at most 500 each.
    pub async fn room_clips(
        &self,
        labels: &[String],
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<ClipId>, StoreError> {
        let mut clips = Vec::new();
        for label in labels {
            let args = vec![label.to_value(), from.to_value(), to.to_value()];
            for row in self.fetch(CLIPS_AROUND, args).await? {
                clips.push(ClipId::read(&row, "id")?);
            }
        }
        Ok(clips)
    }
}

impl EvidenceTx {
    /// Writes a new room.
    pub async fn room_add(&mut self, row: &RoomRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes what is said of a room; [`StoreError::Exists`] when somebody else was faster.
    pub async fn room_version_add(&mut self, row: &RoomVersionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes a new use.
    pub async fn room_use_add(&mut self, row: &RoomUseRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes what is said of a use; [`StoreError::Exists`] when somebody else was faster.
    pub async fn room_use_version_add(&mut self, row: &RoomUseVersionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
