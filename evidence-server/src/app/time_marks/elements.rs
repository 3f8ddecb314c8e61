//! What the acts of a clip ask to be marked, and which elements of an act are marked in its footage.
//!
//! What must stay true: the catalogue in force on the act's first day says what is asked for; a clip speaks for the acts at
//! which it was placed, and where nobody placed it, for every act of its case files.

use std::collections::BTreeSet;

use evidence_schema::ids::{ActId, CaseId, ClipId};
use evidence_schema::ledger_import::catalogue::ActType;
use evidence_schema::marks::MarkKind;
use evidence_schema::rules::coverage::Duty;
use evidence_schema::wire::time_marks::{ElementMarked, MarkChoice};

use crate::app::cases::acts::ActPeopleAndTimes;
use crate::app::{App, AppError, AppResult};
use crate::store::act::ActVersionRow;
use crate::store::placing::PlacingRow;

fn choices_of(of: &ActType) -> Vec<MarkChoice> {
    let elements = of.elements.iter().map(|element| MarkChoice {
        kind: MarkKind::Element,
        chinese: element.chinese.clone(),
        english: element.english.clone(),
    });
    let phrases = of.phrases.iter().map(|phrase| MarkChoice {
        kind: MarkKind::Phrase,
        chinese: phrase.clone(),
        english: phrase.clone(),
    });
    elements.chain(phrases).collect()
}

impl App {
    /// The catalogue's type of an act, by its first day.
    async fn act_type_of(&self, now: &ActVersionRow) -> AppResult<Option<ActType>> {
        let facts = ActPeopleAndTimes::of(now)?;
        let first = facts.sessions.iter().map(|session| session.arrived_at).min();
        let day = first.unwrap_or(now.stated_at).to_chrono();
        let day = day.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
        let in_force = self.catalogue_on(day).await?;
        Ok(in_force.catalogue.type_of(&now.kind).cloned())
    }

    /// Acts for which a clip stands in one case file: those at which it was placed, otherwise all.
    async fn acts_of_clip_in(&self, clip: ClipId, case: CaseId) -> AppResult<Vec<ActVersionRow>> {
        let placings = self.store.placings_of_case(case).await?;
        let mut placed: BTreeSet<ActId> = BTreeSet::new();
        for link in self.store.links_of_case(case).await? {
            if link.clip_id == clip
                && let Some(placing) = placings.get(&link.id)
            {
                placed.extend(placing.act_ids()?);
            }
        }
        let mut acts = self.store.acts_of_case(case).await?;
        acts.retain(|act| !act.is_void && (placed.is_empty() || placed.contains(&act.act_id)));
        Ok(acts)
    }

    /// What can be marked in a clip: elements first, then phrases, each once.
    pub(super) async fn mark_choices(&self, id: ClipId) -> AppResult<Vec<MarkChoice>> {
        let mut found: Vec<MarkChoice> = Vec::new();
        for link in self.store.links_of_clip(id).await? {
            for act in self.acts_of_clip_in(id, link.case_id).await? {
                let of = self.act_type_of(&act).await?;
                for choice in of.as_ref().map(choices_of).unwrap_or_default() {
                    if !found.contains(&choice) {
                        found.push(choice);
                    }
                }
            }
        }
        found.sort_by_key(|choice| choice.kind);
        Ok(found)
    }

    /// Elements of an act, in the order of the catalogue, and whether a clip of it has a mark of each. Empty where the duty
    /// is not full: there nobody is asked for marks.
    ///
    /// # Errors
    /// When there is no such act.
    pub(in crate::app) async fn elements_marked(&self, id: ActId) -> AppResult<Vec<ElementMarked>> {
        let act = self.store.act_by_id(id).await?;
        let case = act.ok_or_else(|| AppError::not_found("act"))?.case_id;
        let now = self.store.act_versions(id).await?.pop();
        let now = now.ok_or_else(|| AppError::internal("an act has no version"))?;
        let of = self.act_type_of(&now).await?.filter(|of| of.duty == Duty::Full);
        let Some(of) = of else { return Ok(Vec::new()) };
        let placings = self.store.placings_of_case(case).await?;
        let mut clips = BTreeSet::new();
        for link in self.store.links_of_case(case).await? {
            let placing = placings.get(&link.id);
            if placing
                .map(PlacingRow::act_ids)
                .transpose()?
                .unwrap_or_default()
                .contains(&id)
            {
                clips.insert(link.clip_id);
            }
        }
        let marks = self.store.marks_of_case(case).await?;
        let words: BTreeSet<String> = marks
            .into_iter()
            .filter(|mark| mark.kind == MarkKind::Element && clips.contains(&mark.clip_id))
            .map(|mark| mark.words)
            .collect();
        let one = |element: evidence_schema::ledger_import::catalogue::Named| ElementMarked {
            is_marked: words.contains(&element.chinese),
            chinese: element.chinese,
            english: element.english,
        };
        Ok(of.elements.into_iter().map(one).collect())
    }
}
