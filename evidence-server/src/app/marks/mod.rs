//! What is said of clips: tags, importance, what settles a clip. What counts of it, and all that was said.
//!
//! What must stay true: whatever is said is another version with an entry of its own; several clips at once are one
//! commit; a person's word about a tag goes before a dock's.

mod by_dock;
pub mod deeds;
pub(super) mod found;
mod importance;
mod settling;
mod tagging;

pub use by_dock::DockTag;

use std::collections::BTreeSet;

use evidence_schema::ids::{ClipId, DockId, DockingId};
use evidence_schema::limits::{LINK_CLIPS_MAX, TITLE_CHARS_MAX};
use evidence_schema::marks::TagAct;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::standing::{Settling, importance, is_settled, waits_for_a_person};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::marks::{
    ClipStanding, ImportanceVersion, MarkCatalogue, MarkVersions, Said, SettlementVersion, StandingTag, TagVersion,
};

use super::asker::person_of;
use super::{App, AppError, AppResult};
use crate::app::error::overtaken;
use crate::store::clip::ClipRow;
use crate::store::log::StoredEntry;
use crate::store::marks::{DockTagRow, TagRow};
use crate::store::shown::Shown;

/// The newest word about one tag of a clip.
struct TagNow {
    word: String,
    act: TagAct,
    is_by_dock: bool,
}

/// The newest word about each tag, in the order in which they were first said.
fn tags_now(by_docks: &[DockTagRow], by_people: &[TagRow]) -> Vec<TagNow> {
    let mut now: Vec<TagNow> = Vec::new();
    let docks = by_docks.iter().map(|row| (&row.word, row.act, true));
    let people = by_people.iter().map(|row| (&row.word, row.act, false));
    for (word, act, is_by_dock) in docks.chain(people) {
        let next = TagNow {
            word: word.clone(),
            act,
            is_by_dock,
        };
        match now.iter_mut().find(|tag| tag.word == *word) {
            Some(tag) => *tag = next,
            None => now.push(next),
        }
    }
    now
}

/// Why, where somebody says so.
fn reason_given(reason: Option<&str>, is_needed: bool) -> AppResult<Option<String>> {
    let text = reason.map(str::trim).filter(|text| !text.is_empty());
    let Some(text) = text else {
        return if is_needed {
            Err(AppError::invalid("reason", "Say why."))
        } else {
            Ok(None)
        };
    };
    if text.chars().count() > TITLE_CHARS_MAX || text.chars().any(char::is_control) {
        let message = format!("1 to {TITLE_CHARS_MAX} printable characters.");
        return Err(AppError::invalid("reason", message));
    }
    Ok(Some(text.to_owned()))
}

impl App {
    /// The agency's tags and classes.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn mark_catalogue(&self, asker: Asker) -> AppResult<MarkCatalogue> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        Ok(self.settings.marks.clone())
    }

    /// Clips that somebody chose and may do this to, each once, in the order of their ids.
    async fn clips_chosen(&self, asker: Asker, action: Action, ids: Vec<ClipId>) -> AppResult<Vec<ClipRow>> {
        if ids.is_empty() || ids.len() > LINK_CLIPS_MAX {
            self.permit(asker, Action::ListClips, Subject::Installation)?;
            let message = format!("Choose 1 to {LINK_CLIPS_MAX} clips.");
            return Err(AppError::invalid("clip_ids", message));
        }
        let ids: BTreeSet<ClipId> = ids.into_iter().collect();
        let mut clips = Vec::with_capacity(ids.len());
        for id in ids {
            clips.push(self.clip_row(asker, action, id).await?);
        }
        Ok(clips)
    }

    /// Whether footage with this tag waits on its recorder; a word of an older list does.
    fn bars_clearing(&self, word: &str) -> bool {
        let known = self.settings.marks.tags.iter().find(|tag| tag.word == word);
        known.is_none_or(|tag| tag.bars_clearing)
    }

    fn tags_standing(&self, shown: &Shown) -> Vec<StandingTag> {
        let standing = tags_now(&shown.dock_tags, &shown.tags)
            .into_iter()
            .filter(|tag| tag.act != TagAct::TakenOff);
        standing
            .map(|tag| StandingTag {
                is_waiting: waits_for_a_person(tag.act),
                is_by_dock: tag.is_by_dock,
                bars_clearing: self.bars_clearing(&tag.word),
                word: tag.word,
            })
            .collect()
    }

    /// What counts of all that was said of a clip.
    pub(super) async fn standing_of(&self, clip: &ClipRow) -> AppResult<ClipStanding> {
        let shown = self.store.shown_of(&[clip.id]).await?.remove(&clip.id);
        Ok(self.standing(clip, &shown.unwrap_or_default()))
    }

    /// The same of what was read already.
    pub(super) fn standing(&self, clip: &ClipRow, shown: &Shown) -> ClipStanding {
        let verdicts: Vec<_> = shown.importance.iter().map(|row| row.verdict).collect();
        let importance = importance(clip.is_marked_important, &verdicts);
        let class = shown.settlement.last().and_then(|row| row.class.clone());
        ClipStanding {
            tags: self.tags_standing(shown),
            device_mark: importance.device,
            is_marked_by_person: importance.is_marked_by_person,
            is_settled: is_settled(Settling {
                cases: shown.cases,
                matters: 0,
                has_class: class.is_some(),
            }),
            class,
        }
    }

    async fn said(&self, by: &Actor, at: Timestamp, reason: Option<String>) -> AppResult<Said> {
        let by = self.actor_name(by).await?;
        Ok(Said { at, by, reason })
    }

    /// Everything that was said of a clip, oldest first.
    ///
    /// # Errors
    /// When the asker may not see the clip.
    pub async fn clip_marks(&self, asker: Asker, id: ClipId) -> AppResult<MarkVersions> {
        let clip = self.clip_seen(asker, id).await?;
        let mut versions = MarkVersions {
            clip_id: id,
            standing: self.standing_of(&clip).await?,
            tags: self.tag_versions(id).await?,
            importance: Vec::new(),
            settlement: Vec::new(),
        };
        for row in self.store.importance_of(id).await? {
            versions.importance.push(ImportanceVersion {
                verdict: row.verdict,
                said: self.said(&row.stated_by, row.stated_at, row.reason).await?,
            });
        }
        for row in self.store.settlement_of(id).await? {
            versions.settlement.push(SettlementVersion {
                class: row.class,
                said: self.said(&row.stated_by, row.stated_at, row.reason).await?,
            });
        }
        Ok(versions)
    }

    async fn tag_versions(&self, id: ClipId) -> AppResult<Vec<TagVersion>> {
        let mut versions = Vec::new();
        for row in self.store.dock_tags_of_clip(id).await? {
            let dock = self.store.dock_by_id(row.dock_id).await?;
            versions.push(TagVersion {
                word: row.word,
                act: row.act,
                docking_id: Some(row.docking_id),
                said: Said {
                    at: row.said_at,
                    by: dock.map_or_else(|| row.dock_id.to_string(), |dock| dock.name),
                    reason: None,
                },
            });
        }
        for row in self.store.tags_of_clip(id).await? {
            versions.push(TagVersion {
                word: row.word,
                act: row.act,
                docking_id: None,
                said: self.said(&row.stated_by, row.stated_at, row.reason).await?,
            });
        }
        Ok(versions)
    }

    /// Entries by which docks said something of the dockings that a clip was read at: each dock of its own.
    pub(super) async fn docking_entries(&self, id: ClipId) -> AppResult<Vec<StoredEntry>> {
        let rows = self.store.dock_tags_of_clip(id).await?;
        let said: BTreeSet<(DockingId, DockId)> = rows.into_iter().map(|row| (row.docking_id, row.dock_id)).collect();
        let mut entries = Vec::new();
        for (docking, dock) in said {
            let speaker = Actor::Dock(dock).to_string();
            let of_docking = self.store.entries_of(&docking.to_string()).await?;
            entries.extend(of_docking.into_iter().filter(|entry| entry.body.contains(&speaker)));
        }
        Ok(entries)
    }
}
