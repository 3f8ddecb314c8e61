//! What an act's coverage is worked out from: the clips that may lie in its time, what is known of each, and why some stand
//! outside of it.
//!
//! What must stay true: times and looks are read for many clips at once; nothing here decides what counts.

use std::collections::BTreeMap;

use evidence_schema::clip::SourceKind;
use evidence_schema::ids::{ActId, ClipId, DockingId, LeftOutId, OfficerId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::attribution::AttributionRow;
use super::media::MediaRow;
use super::rows::{EvidenceRow, evidence_row};
use super::shown::{AT_ONCE, places, places_of};
use super::statement::select;
use super::value::{Column, Value};
use super::{EvidenceTx, Store, StoreError};

const OF_ACT: &str = select!(LeftOutRow, "WHERE act_id = $1 ORDER BY clip_id, ordinal");
/// Footage of a recorder that was recorded around a time, whoever it belongs to.
const OF_SERIAL: &str = "SELECT clip.id FROM clip JOIN clip_owner ON clip_owner.clip_id = clip.id \
     WHERE clip.device_serial = $1 AND clip_owner.recorded_from < $3 AND clip_owner.recorded_to >= $2 \
     ORDER BY clip_owner.recorded_from, clip.id LIMIT $4";
/// Footage of a recorder of which nobody knows the time, by when it came in.
const UNTIMED: &str = "SELECT clip.id FROM clip LEFT JOIN clip_owner ON clip_owner.clip_id = clip.id \
     WHERE clip.device_serial = $1 AND clip_owner.recorded_from IS NULL AND clip.sealed_at >= $2 AND clip.sealed_at < $3 \
     ORDER BY clip.sealed_at, clip.id LIMIT $4";
/// What an officer's own account brought in, and no fixed camera recorded.
const BROUGHT: &str = "SELECT i.clip_id AS id FROM clip_intake i JOIN officer ON i.brought_by = 'person:' || officer.person_id \
     JOIN clip_owner o ON o.clip_id = i.clip_id WHERE officer.id = $1 AND i.room IS NULL \
     AND i.source NOT IN ($5, $6) AND o.recorded_from < $3 AND o.recorded_to >= $2 ORDER BY o.recorded_from, i.clip_id LIMIT $4";
const OWNERS: &str = select!(
    AttributionRow,
    concat!("WHERE clip_id IN ", places!(), " ORDER BY ordinal")
);
const MEDIA: &str = select!(MediaRow, concat!("WHERE clip_id IN ", places!()));
const DOCKINGS: &str = concat!(
    "SELECT clip_id, docking_id FROM capture WHERE docking_id IS NOT NULL AND clip_id IN ",
    places!(),
    " ORDER BY received_at, id"
);

const ACTS_AROUND: &str = "SELECT act_id AS id FROM act_named WHERE officer_id IN ($1, $2) AND begins_at < $4 AND ends_at > $3 \
     GROUP BY act_id ORDER BY act_id LIMIT 50";

pub(super) const STATEMENTS: &[&str] = &[
    ACTS_AROUND,
    OF_ACT,
    OF_SERIAL,
    UNTIMED,
    BROUGHT,
    OWNERS,
    MEDIA,
    DOCKINGS,
];

evidence_row! {
    /// Why a clip stands outside of an act.
    LeftOutRow in "act_clip_left_out"
    key id: LeftOutId,
    /// The act.
    act_id: ActId,
    /// The clip.
    clip_id: ClipId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// Why.
    reason: String,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

fn around(about: Value, (from, to): (Timestamp, Timestamp), limit: u32) -> Vec<Value> {
    vec![about, from.to_value(), to.to_value(), i64::from(limit).to_value()]
}

impl Store {
    /// Why clips stand outside of an act: the newest word about each.
    pub async fn left_out_of_act(&self, id: ActId) -> Result<BTreeMap<ClipId, LeftOutRow>, StoreError> {
        let mut newest = BTreeMap::new();
        for row in &self.fetch(OF_ACT, vec![id.to_value()]).await? {
            let row = LeftOutRow::read(row)?;
            newest.insert(row.clip_id, row);
        }
        Ok(newest)
    }

    /// Footage of a recorder that was recorded around this time, oldest first, at most so many.
    pub async fn clips_of_serial_around(
        &self,
        serial: &str,
        window: (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<ClipId>, StoreError> {
        self.ids(OF_SERIAL, around(serial.to_owned().to_value(), window, limit))
            .await
    }

    /// Footage of a recorder of which nobody knows the time and that came in between these, at most so many.
    pub async fn clips_of_serial_untimed(
        &self,
        serial: &str,
        window: (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<ClipId>, StoreError> {
        self.ids(UNTIMED, around(serial.to_owned().to_value(), window, limit))
            .await
    }

    /// Footage around this time that an officer brought in: all but what fixed cameras recorded, at most so many.
    pub async fn clips_brought_around(
        &self,
        id: OfficerId,
        window: (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<ClipId>, StoreError> {
        let mut args = around(id.to_value(), window, limit);
        args.extend([SourceKind::RoomVideo.to_value(), SourceKind::Cctv.to_value()]);
        self.ids(BROUGHT, args).await
    }

    async fn ids(&self, sql: &'static str, args: Vec<Value>) -> Result<Vec<ClipId>, StoreError> {
        let rows = self.fetch(sql, args).await?;
        rows.iter().map(|row| ClipId::read(row, "id")).collect()
    }

    /// Acts of these officers that touch this time, at most 50.
    pub async fn acts_around(
        &self,
        (lead, assisting): (OfficerId, Option<OfficerId>),
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<ActId>, StoreError> {
        let other = assisting.unwrap_or(lead);
        let args = vec![lead.to_value(), other.to_value(), from.to_value(), to.to_value()];
        let rows = self.fetch(ACTS_AROUND, args).await?;
        rows.iter().map(|row| ActId::read(row, "id")).collect()
    }

    /// Whose these clips are and when they were recorded, as it stands now.
    pub async fn attributions_now(&self, ids: &[ClipId]) -> Result<BTreeMap<ClipId, AttributionRow>, StoreError> {
        let mut newest = BTreeMap::new();
        for some in ids.chunks(AT_ONCE) {
            for row in &self.fetch(OWNERS, places_of(some)).await? {
                let row = AttributionRow::read(row)?;
                newest.insert(row.clip_id, row);
            }
        }
        Ok(newest)
    }

    /// What was found in these clips.
    pub async fn media_of_clips(&self, ids: &[ClipId]) -> Result<BTreeMap<ClipId, MediaRow>, StoreError> {
        let mut found = BTreeMap::new();
        for some in ids.chunks(AT_ONCE) {
            for row in &self.fetch(MEDIA, places_of(some)).await? {
                let row = MediaRow::read(row)?;
                found.insert(row.clip_id, row);
            }
        }
        Ok(found)
    }

    /// The docking at which each of these clips was read first.
    pub async fn dockings_of_clips(&self, ids: &[ClipId]) -> Result<BTreeMap<ClipId, DockingId>, StoreError> {
        let mut first = BTreeMap::new();
        for some in ids.chunks(AT_ONCE) {
            for row in &self.fetch(DOCKINGS, places_of(some)).await? {
                let docking = DockingId::read(row, "docking_id")?;
                first.entry(ClipId::read(row, "clip_id")?).or_insert(docking);
            }
        }
        Ok(first)
    }
}

impl EvidenceTx {
    /// Writes why a clip stands outside of an act; [`StoreError::Exists`] when somebody else was faster.
    pub async fn left_out_add(&mut self, row: &LeftOutRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
