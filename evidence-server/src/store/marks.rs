//! What was said of clips: tags, importance, the class without a case. Every version stays; the newest counts.

use evidence_schema::ids::{ClipId, DockId, DockTagId, DockingId, ImportanceId, SettlementId, TagId};
use evidence_schema::marks::{ImportanceVerdict, TagAct};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const TAGS_OF_CLIP: &str = select!(TagRow, "WHERE clip_id = $1 ORDER BY ordinal");
const TAGS_OF_DOCKING: &str = select!(DockTagRow, "WHERE docking_id = $1 AND dock_id = $2 ORDER BY ordinal");
/// Said for a docking that this clip was read at, by the dock that read it.
const DOCK_TAGS_OF_CLIP: &str = select!(
    DockTagRow,
    "WHERE EXISTS (SELECT 1 FROM capture WHERE capture.clip_id = $1 AND capture.docking_id = docking_tag.docking_id \
     AND capture.dock_id = docking_tag.dock_id) ORDER BY said_at, docking_id, ordinal"
);
const IMPORTANCE_OF: &str = select!(ImportanceRow, "WHERE clip_id = $1 ORDER BY ordinal");
const SETTLEMENT_OF: &str = select!(SettlementRow, "WHERE clip_id = $1 ORDER BY ordinal");
const DOCKING_OF_ANOTHER: &str = "SELECT id FROM docking WHERE id = $1 AND dock_id <> $2";

pub(super) const STATEMENTS: &[&str] = &[
    TAGS_OF_CLIP,
    TAGS_OF_DOCKING,
    DOCK_TAGS_OF_CLIP,
    IMPORTANCE_OF,
    SETTLEMENT_OF,
    DOCKING_OF_ANOTHER,
];

evidence_row! {
    /// One version of a tag that a person put on a clip, confirmed or took off.
    TagRow in "clip_tag"
    key id: TagId,
    /// The clip.
    clip_id: ClipId,
    /// 1 for the first thing said of this clip's tags.
    ordinal: u64,
    /// Word of the tag.
    word: String,
    /// What was done.
    act: TagAct,
    /// Why, in their words.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One version of a tag that a dock said for a docking.
    DockTagRow in "docking_tag"
    key id: DockTagId,
    /// The dock.
    dock_id: DockId,
    /// The docking, whose files it is about.
    docking_id: DockingId,
    /// 1 for the first thing said of this docking's tags.
    ordinal: u64,
    /// Word of the tag.
    word: String,
    /// Put on or taken off.
    act: TagAct,
    /// When it was said, dock time.
    said_at: Timestamp,
    /// When the server heard of it.
    stated_at: Timestamp,
}

evidence_row! {
    /// One word of a person about a clip's importance.
    ImportanceRow in "importance"
    key id: ImportanceId,
    /// The clip.
    clip_id: ClipId,
    /// 1 for the first.
    ordinal: u64,
    /// What was said.
    verdict: ImportanceVerdict,
    /// Why, in their words.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One word about the class without a case that a clip is of.
    SettlementRow in "settlement"
    key id: SettlementId,
    /// The clip.
    clip_id: ClipId,
    /// 1 for the first.
    ordinal: u64,
    /// Word of the class; absent when what was stated is taken back.
    class: Option<String>,
    /// Why, in their words.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl Store {
    /// What people said of a clip's tags, oldest first.
    pub async fn tags_of_clip(&self, id: ClipId) -> Result<Vec<TagRow>, StoreError> {
        let rows = self.fetch(TAGS_OF_CLIP, vec![id.to_value()]).await?;
        rows.iter().map(TagRow::read).collect()
    }

    /// What a dock said of one of its dockings, oldest first.
    pub async fn tags_of_docking(&self, dock: DockId, id: DockingId) -> Result<Vec<DockTagRow>, StoreError> {
        let rows = self
            .fetch(TAGS_OF_DOCKING, vec![id.to_value(), dock.to_value()])
            .await?;
        rows.iter().map(DockTagRow::read).collect()
    }

    /// What docks said of the dockings that a clip was read at, oldest first.
    pub async fn dock_tags_of_clip(&self, id: ClipId) -> Result<Vec<DockTagRow>, StoreError> {
        let rows = self.fetch(DOCK_TAGS_OF_CLIP, vec![id.to_value()]).await?;
        rows.iter().map(DockTagRow::read).collect()
    }

    /// What people said of a clip's importance, oldest first.
    pub async fn importance_of(&self, id: ClipId) -> Result<Vec<ImportanceRow>, StoreError> {
        let rows = self.fetch(IMPORTANCE_OF, vec![id.to_value()]).await?;
        rows.iter().map(ImportanceRow::read).collect()
    }

    /// What was said of a clip's class without a case, oldest first.
    pub async fn settlement_of(&self, id: ClipId) -> Result<Vec<SettlementRow>, StoreError> {
        let rows = self.fetch(SETTLEMENT_OF, vec![id.to_value()]).await?;
        rows.iter().map(SettlementRow::read).collect()
    }

    /// Whether a docking was reported by another dock than this one.
    pub async fn docking_is_of_another(&self, id: DockingId, dock: DockId) -> Result<bool, StoreError> {
        let args = vec![id.to_value(), dock.to_value()];
        Ok(self.fetch_one(DOCKING_OF_ANOTHER, args).await?.is_some())
    }
}

impl EvidenceTx {
    /// Writes what a person did to a tag.
    pub async fn tag_add(&mut self, row: &TagRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes what a dock said for a docking.
    pub async fn docking_tag_add(&mut self, row: &DockTagRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes a word about importance.
    pub async fn importance_add(&mut self, row: &ImportanceRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes a word about the class without a case.
    pub async fn settlement_add(&mut self, row: &SettlementRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
