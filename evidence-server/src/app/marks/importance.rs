//! Importance: a person decides about the device's mark, or makes a mark of their own. The two are kept apart.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::ImportanceId;
use evidence_schema::marks::ImportanceVerdict;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::standing::importance;
use evidence_schema::wire::marks::{ImportanceRequest, MarkAnswer};

use super::{overtaken, person_of, reason_given};
use crate::app::{App, AppError, AppResult, Change};
use crate::store::clip::ClipRow;
use crate::store::marks::ImportanceRow;

const fn needs_reason(verdict: ImportanceVerdict) -> bool {
    matches!(verdict, ImportanceVerdict::NotImportant | ImportanceVerdict::TakenBack)
}

impl App {
    /// A person's word about the importance of clips: all of them or none. Where it is so already, nothing is written.
    ///
    /// # Errors
    /// When a clip may not be seen, a reason is missing, or the device marked nothing that could be decided.
    pub async fn importance_state(&self, asker: Asker, request: ImportanceRequest) -> AppResult<MarkAnswer> {
        let verdict = request.verdict;
        let clips = self.clips_chosen(asker, Action::TagClip, request.clip_ids).await?;
        let reason = reason_given(request.reason.as_deref(), needs_reason(verdict))?;
        let by = person_of(asker)?;
        let mut rows = Vec::new();
        for clip in clips {
            let Some(ordinal) = self.importance_next(&clip, verdict).await? else {
                continue;
            };
            rows.push(ImportanceRow {
                id: ImportanceId::from_random(self.chance()),
                clip_id: clip.id,
                ordinal,
                verdict,
                reason: reason.clone(),
                stated_at: self.now(),
                stated_by: by.clone(),
            });
        }
        let changed = rows.iter().map(|row| row.clip_id).collect();
        if !rows.is_empty() {
            let mut tx = self.evidence(Event::ClipImportanceStated, by, String::new()).await?;
            for row in &rows {
                tx.go_on(
                    Event::ClipImportanceStated,
                    row.clip_id.to_string(),
                    &*self.outside.random,
                )
                .await?;
                tx.fact("verdict", verdict.as_str());
                if let Some(reason) = &row.reason {
                    tx.fact("reason", reason.as_str());
                }
                tx.importance_add(row).await.map_err(overtaken)?;
            }
            self.commit(tx).await?;
            self.tell(Change::Clips);
        }
        Ok(MarkAnswer { changed })
    }

    /// The ordinal of another version; `None` where it is so already.
    async fn importance_next(&self, clip: &ClipRow, verdict: ImportanceVerdict) -> AppResult<Option<u64>> {
        let before = self.store.importance_of(clip.id).await?;
        let said: Vec<_> = before.iter().map(|row| row.verdict).collect();
        let step = importance(clip.is_marked_important, &said).step(verdict);
        let is_news = step.ok_or_else(|| {
            let message = "The device did not mark this clip, so there is nothing to confirm or deny.";
            AppError::invalid("verdict", message)
        })?;
        Ok(is_news.then(|| before.last().map_or(1, |row| row.ordinal + 1)))
    }
}
