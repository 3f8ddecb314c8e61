//! Enforcement objects: parties, companies, plates, vessels of case files, and everything about one of them.
//!
//! What must stay true: what was typed is kept beside the key under which it is found; a person's number is never given
//! out whole; whoever searches finds only case files that they may see, and each search is an entry.

use evidence_schema::case::CaseSource;
use evidence_schema::custody::entry::Event;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaseId, ObjectId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::object_key::{self, PART_CHARS_MIN};
use evidence_schema::wire::acts::{ObjectClip, ObjectDraft, ObjectFound, ObjectRemoval, ObjectSearch, ObjectView};

use super::heading::reason_for;
use super::person_of;
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::case_file::CaseRow;
use crate::store::object::ObjectRow;
use crate::store::placing::PlacingRow;

/// Objects of one case file.
const OBJECTS_MAX: usize = 200;
/// Rows that one search reads.
const ROWS_MAX: u32 = 500;
/// Case files that one search shows.
const CASES_SHOWN_MAX: usize = 50;

fn object_view(row: ObjectRow) -> ObjectView {
    let is_usual = row.number_key.as_deref().map(|key| object_key::is_usual(row.kind, key));
    ObjectView {
        object_id: row.id,
        kind: row.kind,
        is_party: row.is_party,
        name: row.name,
        number: row.number.map(|number| object_key::shown(row.kind, &number)),
        is_usual,
        stated_at: row.stated_at,
        stated_by: row.stated_by.to_string(),
    }
}

impl App {
    /// The row of an object as a draft says it.
    pub(super) fn object_row(
        &self,
        case_id: CaseId,
        draft: &ObjectDraft,
        (source, actor): (CaseSource, Actor),
    ) -> AppResult<ObjectRow> {
        let text = |field: &str, text: Option<&str>| given(text).map(|text| checked_title(field, text)).transpose();
        let name = text("name", draft.name.as_deref())?;
        let number = text("number", draft.number.as_deref())?;
        let key = |text: &Option<String>| text.as_deref().map(object_key::key).filter(|key| !key.is_empty());
        let (name_key, number_key) = (key(&name), key(&number));
        if name_key.is_none() && number_key.is_none() {
            return Err(AppError::invalid("number", "Give a name, a plate or a number."));
        }
        Ok(ObjectRow {
            id: ObjectId::from_random(self.chance()),
            case_id,
            kind: draft.kind,
            is_party: draft.is_party,
            name,
            number,
            name_key,
            number_key,
            source,
            stated_at: self.now(),
            stated_by: actor,
            removed_at: None,
            removed_by: None,
            removal_reason: None,
        })
    }

    /// Enters an enforcement object of a case file.
    ///
    /// # Errors
    /// When neither name nor number is given, or the same object is there already.
    pub async fn object_enter(&self, asker: Asker, case_id: CaseId, draft: ObjectDraft) -> AppResult<ObjectView> {
        let case = self.case_row(asker, Action::ChangeCase, case_id).await?;
        let actor = person_of(asker)?;
        let row = self.object_row(case_id, &draft, (CaseSource::Page, actor.clone()))?;
        let mut tx = self
            .evidence(Event::CaseObjectStated, actor, case_id.to_string())
            .await?;
        tx.case_take(&case.number).await?;
        let mut held = tx.cases_read().objects_ever(&[case_id]).await?;
        held.retain(|object| object.removed_at.is_none());
        if held.len() >= OBJECTS_MAX {
            let message = format!("A case file has at most {OBJECTS_MAX} enforcement objects.");
            return Err(AppError::invalid("number", message));
        }
        let is_same = |other: &&ObjectRow| {
            (other.kind, &other.number_key, &other.name_key) == (row.kind, &row.number_key, &row.name_key)
        };
        if held.iter().any(|other| is_same(&other)) {
            return Err(AppError::invalid("number", "This object is in the case file already."));
        }
        tx.object_add(&row).await?;
        self.commit(tx).await?;
        Ok(object_view(row))
    }

    /// Takes an object out; its row and its entries stay.
    ///
    /// # Errors
    /// When there is no such object, or no reason is given.
    pub async fn object_remove(
        &self,
        asker: Asker,
        (case_id, id): (CaseId, ObjectId),
        removal: ObjectRemoval,
    ) -> AppResult<()> {
        self.case_row(asker, Action::ChangeCase, case_id).await?;
        let actor = person_of(asker)?;
        let row = self.store.object_by_id(id).await?.filter(|row| row.case_id == case_id);
        let row = row.ok_or_else(|| AppError::not_found("object"))?;
        if row.removed_at.is_some() {
            return Err(StoreError::Stale.into());
        }
        let removed = ObjectRow {
            removed_at: Some(self.now()),
            removed_by: Some(actor.clone()),
            removal_reason: reason_for(Some(&removal.reason), false)?,
            ..row
        };
        let mut tx = self
            .evidence(Event::CaseObjectStated, actor, case_id.to_string())
            .await?;
        tx.object_update(&removed).await?;
        self.commit(tx).await
    }

    /// The objects of a case file, oldest first.
    ///
    /// # Errors
    /// When there is no such case file, or none that the asker may see.
    pub async fn objects(&self, asker: Asker, case_id: CaseId) -> AppResult<Vec<ObjectView>> {
        self.case_seen(asker, case_id).await?;
        let rows = self.store.objects_of_case(case_id).await?;
        Ok(rows.into_iter().map(object_view).collect())
    }

    /// Whether the asker may search at all; for the page before anything was typed.
    ///
    /// # Errors
    /// When not.
    pub fn objects_may_search(&self, asker: Asker) -> AppResult<()> {
        self.permit(asker, Action::SearchObjects, Subject::Installation)
    }

    /// Everything about one object: its case files, their acts and clips, as far as the asker may see them.
    ///
    /// # Errors
    /// When the words are too short.
    pub async fn objects_search(&self, asker: Asker, words: &str) -> AppResult<ObjectSearch> {
        self.permit(asker, Action::SearchObjects, Subject::Installation)?;
        let actor = person_of(asker)?;
        let key = object_key::key(&words.chars().take(200).collect::<String>());
        if key.chars().count() < PART_CHARS_MIN {
            return Err(AppError::invalid("q", "Give at least two characters."));
        }
        let scope = self.scope(asker).await?;
        let mut rows = self.store.objects_found(scope, (&key, false), ROWS_MAX).await?;
        if rows.is_empty() {
            rows = self.store.objects_found(scope, (&key, true), ROWS_MAX).await?;
        }
        let mut is_cut = rows.len() >= usize::try_from(ROWS_MAX).unwrap_or(usize::MAX);
        let mut found: Vec<ObjectFound> = Vec::new();
        for row in rows {
            if let Some(known) = found.iter_mut().find(|known| known.case.case_id == row.case_id) {
                known.objects.push(object_view(row));
                continue;
            }
            let Some(case) = self.case_if_seen(asker, row.case_id).await? else {
                continue;
            };
            if found.len() >= CASES_SHOWN_MAX {
                is_cut = true;
                break;
            }
            found.push(self.object_found(asker, case, row).await?);
        }
        found.sort_by_key(|found| std::cmp::Reverse((found.case.created_at, found.case.case_id)));
        let mut tx = self.evidence(Event::ObjectsSearched, actor, String::new()).await?;
        tx.fact("words", Sha256Digest::of(key.as_bytes()).to_string());
        tx.fact("count", found.len());
        self.commit(tx).await?;
        Ok(ObjectSearch { key, found, is_cut })
    }

    /// The case file, where the asker may see it; no refusal is counted.
    pub(super) async fn case_if_seen(&self, asker: Asker, id: CaseId) -> AppResult<Option<CaseRow>> {
        let Some(case) = self.store.case_by_id(id).await? else {
            return Ok(None);
        };
        let is_seen = self.may_with_case(asker, Action::SeeCase, &case).await?;
        Ok(is_seen.then_some(case))
    }

    async fn object_found(&self, asker: Asker, case: CaseRow, object: ObjectRow) -> AppResult<ObjectFound> {
        let placings = self.store.placings_of_case(case.id).await?;
        let mut clips = Vec::new();
        for link in self.store.links_of_case(case.id).await? {
            let Some(clip) = self.clip_if_seen(asker, link.clip_id).await? else {
                continue;
            };
            let placing = placings.get(&link.id);
            clips.push(ObjectClip {
                act_ids: placing.map(PlacingRow::act_ids).transpose()?.unwrap_or_default(),
                clip: self.clip_view(clip).await?,
            });
        }
        let acts = self.act_views(case.id).await?;
        Ok(ObjectFound {
            acts: acts.into_iter().filter(|act| !act.is_void).collect(),
            objects: vec![object_view(object)],
            clips,
            case: self.case_view(asker, case).await?,
        })
    }
}
