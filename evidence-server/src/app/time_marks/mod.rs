//! Marks: time-coded notes in clips, set while playing; and which elements of an act are marked in its footage.
//!
//! What must stay true: a mark lies inside its clip; an element or phrase has the words of the act catalogue; taking a mark
//! back is another row. Marks of elements are asked for only where the duty is full.

mod elements;
mod tracks;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ClipId, MarkId, MarkRemovalId};
use evidence_schema::limits::{MARK_TEXT_CHARS_MAX, MARKS_OF_CLIP_MAX};
use evidence_schema::marks::MarkKind;
use evidence_schema::rules::access::{Action, Asker, Permit, Subject, permit};
use evidence_schema::wire::time_marks::{TimeMarkDraft, TimeMarkList, TimeMarkRemoval, TimeMarkView};

use super::asker::person_of;
use super::ledger::given;
use super::{App, AppError, AppResult};
use crate::app::error::overtaken;
use crate::store::clip::ClipRow;
use crate::store::time_mark::{MarkRemovalRow, TimeMarkRow};

fn short(field: &str, text: &str) -> AppResult<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MARK_TEXT_CHARS_MAX || text.chars().any(char::is_control) {
        let message = format!("1 to {MARK_TEXT_CHARS_MAX} printable characters.");
        return Err(AppError::invalid(field, message));
    }
    Ok(text.to_owned())
}

impl App {
    async fn time_mark_views(&self, id: ClipId) -> AppResult<Vec<TimeMarkView>> {
        let rows = self.store.marks_standing(id).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.push(TimeMarkView {
                mark_id: row.id,
                at_ms: row.at_ms,
                kind: row.kind,
                words: row.words,
                stated_at: row.stated_at,
                stated_by: self.actor_name(&row.stated_by).await?,
            });
        }
        Ok(views)
    }

    /// Marks of a clip, and what can be marked in it.
    ///
    /// # Errors
    /// When the asker may not see the clip.
    pub async fn time_marks(&self, asker: Asker, id: ClipId) -> AppResult<TimeMarkList> {
        let clip = self.clip_seen(asker, id).await?;
        self.time_marks_of(asker, &clip).await
    }

    async fn time_marks_of(&self, asker: Asker, clip: &ClipRow) -> AppResult<TimeMarkList> {
        let reach = self.reach_of_clip(asker, &self.grounds(asker).await?, clip).await?;
        Ok(TimeMarkList {
            clip_id: clip.id,
            marks: self.time_mark_views(clip.id).await?,
            choices: self.mark_choices(clip.id).await?,
            may_mark: permit(asker, Action::MarkClip, Subject::Clip(reach)) == Permit::Allowed,
        })
    }

    /// A mark must lie in its clip, and say what the catalogue says.
    async fn time_mark_checked(&self, id: ClipId, draft: &TimeMarkDraft) -> AppResult<String> {
        let words = short("words", &draft.words)?;
        let media = self.store.media_of_clip(id).await?;
        let duration_ms = media.and_then(|media| media.duration_ms);
        // Where nobody knows how long the clip is, a recording of a day is long enough.
        let end_ms = duration_ms.unwrap_or(24 * 3600 * 1000);
        if draft.at_ms > end_ms {
            return Err(AppError::invalid("at_ms", "This is after the end of the clip."));
        }
        if draft.kind != MarkKind::Note {
            let choices = self.mark_choices(id).await?;
            let is_known = choices
                .iter()
                .any(|choice| choice.kind == draft.kind && choice.chinese == words);
            if !is_known {
                let message = "The acts of this clip ask for nothing of this name; write a note instead.";
                return Err(AppError::invalid("words", message));
            }
        }
        Ok(words)
    }

    /// Sets a mark.
    ///
    /// # Errors
    /// When the asker may not, or the mark lies outside of the clip or says what no act of it asks for.
    pub async fn time_mark_set(&self, asker: Asker, id: ClipId, draft: TimeMarkDraft) -> AppResult<TimeMarkList> {
        let clip = self.clip_row(asker, Action::MarkClip, id).await?;
        let words = self.time_mark_checked(id, &draft).await?;
        let actor = person_of(asker)?;
        let mut tx = self
            .evidence(Event::ClipTimeMarked, actor.clone(), id.to_string())
            .await?;
        let before = tx.time_marks_count(id).await?;
        if before >= MARKS_OF_CLIP_MAX {
            let message = format!("A clip has at most {MARKS_OF_CLIP_MAX} marks.");
            return Err(AppError::invalid("words", message));
        }
        let row = TimeMarkRow {
            id: MarkId::from_random(self.chance()),
            clip_id: id,
            ordinal: u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1),
            at_ms: draft.at_ms,
            kind: draft.kind,
            words,
            stated_at: self.now(),
            stated_by: actor,
        };
        tx.fact("at_ms", row.at_ms);
        tx.fact("mark", row.words.as_str());
        tx.time_mark_add(&row).await.map_err(overtaken)?;
        self.commit(tx).await?;
        self.time_marks_of(asker, &clip).await
    }

    /// Takes a mark back; it stays in the chain of custody.
    ///
    /// # Errors
    /// When the asker may not, or the clip has no such mark any more.
    pub async fn time_mark_remove(
        &self,
        asker: Asker,
        (id, mark_id): (ClipId, MarkId),
        removal: TimeMarkRemoval,
    ) -> AppResult<TimeMarkList> {
        let clip = self.clip_row(asker, Action::MarkClip, id).await?;
        let standing = self.store.marks_standing(id).await?;
        let mark = standing.into_iter().find(|row| row.id == mark_id);
        let mark = mark.ok_or_else(|| AppError::not_found("mark"))?;
        let row = MarkRemovalRow {
            id: MarkRemovalId::from_random(self.chance()),
            mark_id,
            reason: given(removal.reason.as_deref())
                .map(|reason| short("reason", reason))
                .transpose()?,
            stated_at: self.now(),
            stated_by: person_of(asker)?,
        };
        let actor = row.stated_by.clone();
        let mut tx = self
            .evidence(Event::ClipTimeMarkTakenBack, actor, id.to_string())
            .await?;
        tx.fact("at_ms", mark.at_ms);
        tx.fact("mark", mark.words.as_str());
        if let Some(reason) = &row.reason {
            tx.fact("reason", reason.as_str());
        }
        tx.mark_removal_add(&row).await.map_err(overtaken)?;
        self.commit(tx).await?;
        self.time_marks_of(asker, &clip).await
    }
}
