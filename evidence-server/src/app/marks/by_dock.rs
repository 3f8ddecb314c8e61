//! Tags said at a dock: they count for every clip of the docking, also for those that arrive later, until a person
//! says otherwise of a clip.
//!
//! What must stay true: a dock speaks only of its own dockings; what it said before is kept; saying it again is nothing.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{DockTagId, DockingId};
use evidence_schema::limits::{DOCKING_TAGS_MAX, MARK_WORD_CHARS_MAX};
use evidence_schema::marks::TagAct;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::standing::{TagStep, tag_step};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::problem::ProblemCode;

use super::overtaken;
use crate::app::{App, AppError, AppResult, Change};
use crate::store::marks::DockTagRow;

/// One touch at a dock's screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DockTag {
    /// The docking whose files it is about.
    pub docking_id: DockingId,
    /// Word of the tag.
    pub word: String,
    /// Put on or taken off; confirming is for people at the server.
    pub act: TagAct,
    /// When it was touched, dock time.
    pub said_at: Timestamp,
}

impl App {
    /// Keeps what a dock said of its docking. A word that this server's list does not know is kept as it is: the dock
    /// may have an older list. What is said again, or is older than what was heard, changes nothing.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for another dock's docking, or when it cannot be a tag.
    pub async fn docking_tag(&self, asker: Asker, tag: DockTag) -> AppResult<()> {
        self.permit(asker, Action::TagDocking, Subject::Installation)?;
        let Asker::Dock(dock_id) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        if self.store.docking_is_of_another(tag.docking_id, dock_id).await? {
            return Err(AppError::not_found("docking"));
        }
        let before = self.store.tags_of_docking(dock_id, tag.docking_id).await?;
        check(&tag, before.len())?;
        let last = before.iter().rev().find(|row| row.word == tag.word);
        let is_older = last.is_some_and(|last| tag.said_at < last.said_at);
        if is_older || tag_step(last.map(|last| last.act), tag.act) != TagStep::Another {
            return Ok(());
        }
        let row = DockTagRow {
            id: DockTagId::from_random(self.chance()),
            dock_id,
            docking_id: tag.docking_id,
            ordinal: before.last().map_or(1, |row| row.ordinal + 1),
            word: tag.word,
            act: tag.act,
            said_at: tag.said_at,
            stated_at: self.now(),
        };
        let actor = Actor::Dock(dock_id);
        let mut tx = self
            .evidence(Event::DockingTagged, actor, row.docking_id.to_string())
            .await?;
        tx.fact("tag", row.word.as_str());
        tx.fact("act", row.act.as_str());
        tx.docking_tag_add(&row).await.map_err(overtaken)?;
        self.commit(tx).await?;
        self.tell(Change::Clips);
        Ok(())
    }
}

fn check(tag: &DockTag, before: usize) -> AppResult<()> {
    let is_word = (1..=MARK_WORD_CHARS_MAX).contains(&tag.word.len())
        && tag
            .word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !is_word {
        return Err(AppError::invalid("word", "This is not the word of a tag."));
    }
    if tag.act == TagAct::Confirmed {
        return Err(AppError::invalid(
            "act",
            "A dock puts a tag on or takes it off; people confirm.",
        ));
    }
    if before >= DOCKING_TAGS_MAX {
        return Err(AppError::new(
            ProblemCode::TooLarge,
            format!("At most {DOCKING_TAGS_MAX} words about the tags of one docking."),
        ));
    }
    Ok(())
}
