//! Tags by a person: put on, confirmed, taken off; of one clip or of several at once.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ClipId, TagId};
use evidence_schema::marks::TagAct;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::standing::{TagStep, tag_step};
use evidence_schema::wire::marks::{MarkAnswer, TagRequest};

use super::{overtaken, person_of, reason_given, tags_now};
use crate::app::{App, AppError, AppResult, Change};
use crate::store::marks::TagRow;

const fn event_of(act: TagAct) -> Event {
    match act {
        TagAct::Put => Event::ClipTagged,
        TagAct::Confirmed => Event::ClipTagConfirmed,
        TagAct::TakenOff => Event::ClipTagTakenOff,
    }
}

impl App {
    /// Puts a tag on clips, confirms it or takes it off: all of them or none. A clip of which it is so already is left.
    ///
    /// # Errors
    /// When a clip may not be seen, a reason is missing, or a tag is not there that is to be confirmed or taken off.
    pub async fn clips_tag(&self, asker: Asker, request: TagRequest) -> AppResult<MarkAnswer> {
        let TagRequest {
            clip_ids, word, act, ..
        } = request;
        let clips = self.clips_chosen(asker, Action::TagClip, clip_ids).await?;
        if act == TagAct::Put && !self.settings.marks.tags.iter().any(|tag| tag.word == word) {
            return Err(AppError::invalid("word", "Choose one of the list."));
        }
        let reason = reason_given(request.reason.as_deref(), act == TagAct::TakenOff)?;
        let by = person_of(asker)?;
        let mut rows = Vec::new();
        for clip in clips {
            let said = (word.as_str(), act, reason.clone());
            rows.extend(self.tag_next(clip.id, said, by.clone()).await?);
        }
        self.tags_write(event_of(act), by, rows).await
    }

    /// The next version of a tag; `None` where it is so already.
    async fn tag_next(
        &self,
        clip_id: ClipId,
        (word, act, reason): (&str, TagAct, Option<String>),
        stated_by: Actor,
    ) -> AppResult<Option<TagRow>> {
        let by_people = self.store.tags_of_clip(clip_id).await?;
        let by_docks = self.store.dock_tags_of_clip(clip_id).await?;
        let now = tags_now(&by_docks, &by_people);
        let last = now.iter().find(|tag| tag.word == word);
        match tag_step(last.map(|tag| tag.act), act) {
            TagStep::Another => Ok(Some(TagRow {
                id: TagId::from_random(self.chance()),
                clip_id,
                ordinal: by_people.last().map_or(1, |row| row.ordinal + 1),
                word: word.to_owned(),
                act,
                reason,
                stated_at: self.now(),
                stated_by,
            })),
            TagStep::Nothing => Ok(None),
            TagStep::Refused => {
                let message = "This tag is not on the clip, so it can neither be confirmed nor taken off.";
                Err(AppError::invalid("word", message))
            }
        }
    }

    async fn tags_write(&self, event: Event, by: Actor, rows: Vec<TagRow>) -> AppResult<MarkAnswer> {
        let changed: Vec<ClipId> = rows.iter().map(|row| row.clip_id).collect();
        if changed.is_empty() {
            return Ok(MarkAnswer { changed });
        }
        let mut tx = self.evidence(event, by, String::new()).await?;
        for row in &rows {
            tx.go_on(event, row.clip_id.to_string(), &*self.outside.random).await?;
            tx.fact("tag", row.word.as_str());
            if let Some(reason) = &row.reason {
                tx.fact("reason", reason.as_str());
            }
            tx.tag_add(row).await.map_err(overtaken)?;
        }
        self.commit(tx).await?;
        self.tell(Change::Clips);
        Ok(MarkAnswer { changed })
    }
}
