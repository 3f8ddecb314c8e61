//! Settling clips that belong to no case file: a person states the class, or takes it back.

use std::collections::BTreeMap;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ClipId, SettlementId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::marks::{MarkAnswer, SettlementRequest};

use super::{overtaken, person_of, reason_given};
use crate::app::{App, AppError, AppResult, Change};
use crate::store::marks::SettlementRow;

/// A version to be written, and the class that counted before.
struct Next {
    row: SettlementRow,
    before: Option<String>,
}

impl App {
    /// States that clips are of a class without a case, or takes back what was stated: all of them or none.
    ///
    /// # Errors
    /// When a clip may not be seen, or the class is none that needs no case.
    pub async fn clips_settle(&self, asker: Asker, request: SettlementRequest) -> AppResult<MarkAnswer> {
        let wanted = request.clip_ids.into_iter().map(|id| (id, request.class.clone()));
        let before = self.clips_settle_each(asker, wanted.collect(), request.reason).await?;
        Ok(MarkAnswer {
            changed: before.into_iter().map(|(id, _)| id).collect(),
        })
    }

    /// The same with a class for each clip; gives those that were changed with the class that counted before.
    pub(super) async fn clips_settle_each(
        &self,
        asker: Asker,
        wanted: Vec<(ClipId, Option<String>)>,
        reason: Option<String>,
    ) -> AppResult<Vec<(ClipId, Option<String>)>> {
        let ids = wanted.iter().map(|(id, _)| *id).collect();
        let clips = self.clips_chosen(asker, Action::SettleClip, ids).await?;
        let wanted: BTreeMap<ClipId, Option<String>> = wanted.into_iter().collect();
        let reason = reason_given(reason.as_deref(), false)?;
        let by = person_of(asker)?;
        let mut next = Vec::new();
        for clip in clips {
            let class = wanted.get(&clip.id).cloned().flatten();
            self.check_class(class.as_deref())?;
            next.extend(
                self.settlement_next(clip.id, (class, reason.clone()), by.clone())
                    .await?,
            );
        }
        self.settlements_write(by, &next).await?;
        Ok(next.into_iter().map(|next| (next.row.clip_id, next.before)).collect())
    }

    /// The next version; `None` where it is so already.
    async fn settlement_next(
        &self,
        clip_id: ClipId,
        (class, reason): (Option<String>, Option<String>),
        stated_by: Actor,
    ) -> AppResult<Option<Next>> {
        let last = self.store.settlement_of(clip_id).await?.pop();
        let ordinal = last.as_ref().map_or(1, |last| last.ordinal + 1);
        let before = last.and_then(|last| last.class);
        let row = SettlementRow {
            id: SettlementId::from_random(self.chance()),
            clip_id,
            ordinal,
            class,
            reason,
            stated_at: self.now(),
            stated_by,
        };
        Ok((row.class != before).then_some(Next { row, before }))
    }

    async fn settlements_write(&self, by: Actor, next: &[Next]) -> AppResult<()> {
        if next.is_empty() {
            return Ok(());
        }
        let mut tx = self.evidence(Event::ClipSettled, by, String::new()).await?;
        for Next { row, before } in next {
            let event = if row.class.is_some() {
                Event::ClipSettled
            } else {
                Event::ClipUnsettled
            };
            tx.go_on(event, row.clip_id.to_string(), &*self.outside.random).await?;
            if let Some(class) = row.class.as_ref().or(before.as_ref()) {
                tx.fact("class", class.as_str());
            }
            if let Some(reason) = &row.reason {
                tx.fact("reason", reason.as_str());
            }
            tx.settlement_add(row).await.map_err(overtaken)?;
        }
        self.commit(tx).await?;
        self.tell(Change::Clips);
        Ok(())
    }

    fn check_class(&self, class: Option<&str>) -> AppResult<()> {
        let Some(class) = class else { return Ok(()) };
        let known = self.settings.marks.classes.iter().find(|known| known.word == class);
        match known {
            Some(known) if !known.needs_case => Ok(()),
            Some(_) => {
                let message = "Footage of this class belongs to a case file; link it to one.";
                Err(AppError::invalid("class", message))
            }
            None => Err(AppError::invalid("class", "Choose one of the list.")),
        }
    }
}
