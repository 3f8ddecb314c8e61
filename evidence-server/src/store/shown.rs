//! What a list shows of each of its clips, read for all of them at once: a statement per table, not per clip.
//!
//! What must stay true: a page of clips costs the same number of statements however long it is, up to `AT_ONCE`.

use std::collections::BTreeMap;

use evidence_schema::ids::ClipId;

use super::clip::ClipRow;
use super::marks::{DockTagRow, ImportanceRow, SettlementRow, TagRow};
use super::rows::EvidenceRow;
use super::statement::select;
use super::value::{Column, Value};
use super::{Store, StoreError};

/// Clips of one statement; unused room repeats the first of them.
pub(super) const AT_ONCE: usize = 50;

/// Room for [`AT_ONCE`] ids.
macro_rules! places {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, \
         $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, \
         $49, $50)"
    };
}
pub(super) use places;

const CLIPS: &str = select!(ClipRow, concat!("WHERE id IN ", places!()));
const DURATIONS: &str = concat!(
    "SELECT clip_id, duration_ms FROM clip_media WHERE clip_id IN ",
    places!()
);
const CASES: &str = concat!(
    "SELECT clip_id, CAST(COUNT(*) AS BIGINT) AS cases FROM case_clip WHERE unlinked_at IS NULL AND clip_id IN ",
    places!(),
    " GROUP BY clip_id"
);
const IMPORTANCE: &str = select!(
    ImportanceRow,
    concat!("WHERE clip_id IN ", places!(), " ORDER BY ordinal")
);
const SETTLEMENT: &str = select!(
    SettlementRow,
    concat!("WHERE clip_id IN ", places!(), " ORDER BY ordinal")
);
const TAGS: &str = select!(TagRow, concat!("WHERE clip_id IN ", places!(), " ORDER BY ordinal"));
/// Said for the dockings that the clips were read at, by the docks that read them.
const DOCK_TAGS: &str = concat!(
    "SELECT DISTINCT capture.clip_id AS clip_id, docking_tag.id AS id, docking_tag.dock_id AS dock_id, \
     docking_tag.docking_id AS docking_id, docking_tag.ordinal AS ordinal, docking_tag.word AS word, docking_tag.act AS act, \
     docking_tag.said_at AS said_at, docking_tag.stated_at AS stated_at FROM capture JOIN docking_tag \
     ON docking_tag.docking_id = capture.docking_id AND docking_tag.dock_id = capture.dock_id WHERE capture.clip_id IN ",
    places!(),
    " ORDER BY said_at, docking_id, ordinal"
);

pub(super) const STATEMENTS: &[&str] = &[CLIPS, DURATIONS, CASES, IMPORTANCE, SETTLEMENT, TAGS, DOCK_TAGS];

/// What is said of one clip, each list oldest first.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Real duration, when a worker looked.
    pub duration_ms: Option<u64>,
    /// Case files that it is linked to now.
    pub cases: u64,
    /// About importance.
    pub importance: Vec<ImportanceRow>,
    /// About the class without a case.
    pub settlement: Vec<SettlementRow>,
    /// What people said of tags.
    pub tags: Vec<TagRow>,
    /// What docks said of tags.
    pub dock_tags: Vec<DockTagRow>,
}

pub(super) fn places_of(ids: &[ClipId]) -> Vec<Value> {
    let first = ids.first().into_iter().cycle();
    ids.iter().chain(first).take(AT_ONCE).map(Column::to_value).collect()
}

impl Store {
    /// These clips, in this order; one that is not there is left out.
    pub async fn clips_by_ids(&self, ids: &[ClipId]) -> Result<Vec<ClipRow>, StoreError> {
        let mut found = BTreeMap::new();
        for some in ids.chunks(AT_ONCE) {
            for row in self.fetch(CLIPS, places_of(some)).await? {
                let row = ClipRow::read(&row)?;
                found.insert(row.id, row);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// What lists show of these clips beside their rows; each of them is in the answer.
    pub async fn shown_of(&self, ids: &[ClipId]) -> Result<BTreeMap<ClipId, Shown>, StoreError> {
        let mut shown: BTreeMap<ClipId, Shown> = ids.iter().map(|id| (*id, Shown::default())).collect();
        for some in ids.chunks(AT_ONCE) {
            for row in self.fetch(DURATIONS, places_of(some)).await? {
                let of = shown.entry(Column::read(&row, "clip_id")?).or_default();
                of.duration_ms = Column::read(&row, "duration_ms")?;
            }
            for row in self.fetch(CASES, places_of(some)).await? {
                let of = shown.entry(Column::read(&row, "clip_id")?).or_default();
                of.cases = Column::read(&row, "cases")?;
            }
            for row in self.fetch(IMPORTANCE, places_of(some)).await? {
                let row = ImportanceRow::read(&row)?;
                shown.entry(row.clip_id).or_default().importance.push(row);
            }
            for row in self.fetch(SETTLEMENT, places_of(some)).await? {
                let row = SettlementRow::read(&row)?;
                shown.entry(row.clip_id).or_default().settlement.push(row);
            }
            for row in self.fetch(TAGS, places_of(some)).await? {
                let row = TagRow::read(&row)?;
                shown.entry(row.clip_id).or_default().tags.push(row);
            }
            for row in self.fetch(DOCK_TAGS, places_of(some)).await? {
                let of = shown.entry(Column::read(&row, "clip_id")?).or_default();
                of.dock_tags.push(DockTagRow::read(&row)?);
            }
        }
        Ok(shown)
    }
}
