//! The room register: rooms of units with fixed cameras, and their uses. What is said anew is another row.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::ids::{CaseId, ClipId, RoomId, RoomUseId, RoomUseVersionId, RoomVersionId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::reading::Reading;
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
     AND (out_at >= $2 OR (out_at IS NULL AND in_at >= $4))) ORDER BY use_id, ordinal"
);
/// Uses that nobody ended and nobody was told of.
const USES_OVERDUE: &str = select!(
    RoomUseVersionRow,
    "WHERE out_at IS NULL AND is_void = 0 AND in_at < $1 AND ordinal = (SELECT MAX(v.ordinal) FROM room_use_version v \
     WHERE v.use_id = room_use_version.use_id) AND NOT EXISTS (SELECT 1 FROM finding f \
     WHERE f.subject = room_use_version.use_id AND f.kind = $2) ORDER BY in_at, id LIMIT 200"
);
const USES_LATELY: &str = select!(
    RoomUseVersionRow,
    "WHERE use_id IN (SELECT id FROM room_use ORDER BY entered_at DESC, id LIMIT 200) ORDER BY use_id, ordinal"
);
/// Files of a camera that were recorded around a time, and after them those of which nobody knows when.
const CLIPS_AROUND: &str = "SELECT i.clip_id AS id FROM clip_intake i LEFT JOIN clip_owner o ON o.clip_id = i.clip_id \
     WHERE i.room = $1 AND (o.recorded_from IS NULL OR (o.recorded_from < $3 AND o.recorded_to >= $2)) \
     ORDER BY CASE WHEN o.recorded_from IS NULL THEN 1 ELSE 0 END, o.recorded_from, i.clip_id LIMIT $4";

pub(super) const STATEMENTS: &[&str] = &[
    ROOM_BY_ID,
    ROOMS,
    ROOM_VERSIONS,
    USE_BY_ID,
    VERSIONS_OF,
    USES_OF_ROOM,
    USES_OVERDUE,
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

/// One room with what is said of it.
#[derive(Debug, Clone)]
pub struct Room {
    /// The room.
    pub row: RoomRow,
    /// The version that counts.
    pub now: RoomVersionRow,
    /// Labels that it had before and has no more: files that were tagged with them are still of this room.
    pub former: BTreeSet<String>,
}

impl Room {
    /// Everything that its files are or were tagged with.
    pub fn labels_ever(&self) -> Vec<String> {
        self.now
            .labels()
            .into_iter()
            .chain(self.former.iter().cloned())
            .collect()
    }
}

async fn rooms(mut reading: Reading<'_>) -> Result<Vec<Room>, StoreError> {
    let mut said: BTreeMap<RoomId, Vec<RoomVersionRow>> = BTreeMap::new();
    for version in reading.rows::<RoomVersionRow>(ROOM_VERSIONS, Vec::new()).await? {
        said.entry(version.room_id).or_default().push(version);
    }
    let mut rooms = Vec::new();
    for row in reading.rows::<RoomRow>(ROOMS, Vec::new()).await? {
        let mut versions = said.remove(&row.id).unwrap_or_default();
        let Some(now) = versions.pop() else { continue };
        let labels = now.labels();
        let mut former: BTreeSet<String> = versions.iter().flat_map(RoomVersionRow::labels).collect();
        former.retain(|label| !labels.contains(label));
        rooms.push(Room { row, now, former });
    }
    Ok(rooms)
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

    /// Every room with what is said of it.
    pub async fn rooms(&self) -> Result<Vec<Room>, StoreError> {
        rooms(Reading::Now(self)).await
    }

    /// Uses that began before this moment, of which nobody said when they ended, and about which there never was a finding of
    /// this kind; at most 200, the oldest first.
    pub async fn room_uses_overdue(&self, before: Timestamp, kind: &str) -> Result<Vec<RoomUseVersionRow>, StoreError> {
        let args = vec![before.to_value(), kind.to_owned().to_value()];
        let rows = self.fetch(USES_OVERDUE, args).await?;
        rows.iter().map(RoomUseVersionRow::read).collect()
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

    /// The newest version of each use of a room of which some version touches this time, one without an end for `open_ms`
    /// after it began; void ones are left out.
    pub async fn room_uses_around(
        &self,
        room: RoomId,
        (from, to): (Timestamp, Timestamp),
        open_ms: i64,
    ) -> Result<Vec<RoomUseVersionRow>, StoreError> {
        let opened = from.plus_ms(-open_ms).unwrap_or(from);
        let args = vec![room.to_value(), from.to_value(), to.to_value(), opened.to_value()];
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

    /// Clips that bear one of these labels and were recorded around this time, or nobody knows when: these come last, when
    /// there are more than so many of a label.
    pub async fn room_clips(
        &self,
        labels: &[String],
        (from, to): (Timestamp, Timestamp),
        of_label_max: u32,
    ) -> Result<Vec<ClipId>, StoreError> {
        let mut clips = Vec::new();
        for label in labels {
            let limit = i64::from(of_label_max).to_value();
            let args = vec![label.to_value(), from.to_value(), to.to_value(), limit];
            for row in self.fetch(CLIPS_AROUND, args).await? {
                clips.push(ClipId::read(&row, "id")?);
            }
        }
        Ok(clips)
    }
}

impl EvidenceTx {
    /// Every room with what is said of it, as this transaction sees it.
    pub async fn rooms(&mut self) -> Result<Vec<Room>, StoreError> {
        rooms(Reading::Inside(self)).await
    }

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
