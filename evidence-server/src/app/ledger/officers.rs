//! Officers: added, changed, posted to another unit, off duty. Never deleted, numbers never used again.

use std::collections::BTreeMap;

use chrono::{Datelike, Days};
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{OfficerId, PersonId, PostingId, UnitId};
use evidence_schema::limits::PAGE_ROWS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::ledger::{OfficerDraft, OfficerView};

use super::given;
use super::units::{day_of, unit_on};
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::officer::{OfficerRow, PostingRow};

fn view(officer: &OfficerRow, unit_id: Option<UnitId>) -> OfficerView {
    OfficerView {
        officer_id: officer.id,
        number: officer.number.clone(),
        name: officer.name.clone(),
        unit_id,
        certificate_number: officer.certificate_number.clone(),
        certificate_from: officer.certificate_from,
        certificate_to: officer.certificate_to,
        is_inspecting: officer.is_inspecting,
        is_assistant: officer.is_assistant,
        off_duty_on: officer.off_duty_on,
    }
}

impl App {
    pub(in crate::app) async fn officer_named(&self, field: &str, number: &str) -> AppResult<OfficerRow> {
        let number = number.trim();
        let officer = self.store.officer_by_number(number).await?;
        officer.ok_or_else(|| AppError::invalid(field, format!("There is no officer with the number {number:?}.")))
    }

    /// Every officer with the unit of today, by number.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn officers(&self, asker: Asker) -> AppResult<Vec<OfficerView>> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        let today = day_of(self.now());
        let mut postings: BTreeMap<OfficerId, Vec<PostingRow>> = BTreeMap::new();
        for posting in self.store.postings().await? {
            postings.entry(posting.officer_id).or_default().push(posting);
        }
        let officers = self.store.officers().await?;
        let mut views: Vec<OfficerView> = officers
            .iter()
            .map(|officer| view(officer, postings.get(&officer.id).and_then(|p| unit_on(p, today))))
            .collect();
        views.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(views)
    }

    /// A page of the register: officers whose number or name holds these words, by number, and the number after which the
    /// next page begins.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn officers_page(
        &self,
        asker: Asker,
        (after, words): (&str, &str),
    ) -> AppResult<(Vec<OfficerView>, Option<String>)> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        let (today, rows) = (
            day_of(self.now()),
            usize::try_from(PAGE_ROWS_MAX).map_err(AppError::internal)?,
        );
        let (mut officers, postings) = self.store.officers_after(after, words, PAGE_ROWS_MAX + 1).await?;
        let is_more = officers.len() > rows;
        officers.truncate(rows);
        let mut of: BTreeMap<OfficerId, Vec<PostingRow>> = BTreeMap::new();
        for posting in postings {
            of.entry(posting.officer_id).or_default().push(posting);
        }
        let unit = |officer: &OfficerRow| of.get(&officer.id).and_then(|postings| unit_on(postings, today));
        let next = officers.last().filter(|_| is_more).map(|last| last.number.clone());
        Ok((
            officers.iter().map(|officer| view(officer, unit(officer))).collect(),
            next,
        ))
    }

    /// Adds an officer, or changes the one with this number; another unit is another posting.
    ///
    /// # Errors
    /// When the words are out of bounds, the unit or account is unknown, or the certificate is another officer's.
    pub async fn officer_put(&self, asker: Asker, draft: OfficerDraft) -> AppResult<OfficerView> {
        let actor = self.ledger_actor(asker, Action::ManageLedger)?;
        let unit = self.unit_named("unit_number", &draft.unit_number).await?;
        let number = checked_title("number", &draft.number)?;
        let held = self.store.officer_by_number(&number).await?;
        let is_new = held.is_none();
        self.permit_over(asker, Action::ManageLedger, Some(unit.id)).await?;
        if let Some(now) = &held
            && let Some(unit) = self.unit_today(now.id).await?
        {
            self.permit_over(asker, Action::ManageLedger, Some(unit)).await?;
        }
        let before = held.as_ref().and_then(|officer| officer.person_id);
        let officer = self.officer_drafted(number, &draft, held).await?;
        let id = officer.id;
        // The account's owner sees what the officer filmed: nobody gives that to themselves.
        if officer.person_id != before && officer.person_id.map(Actor::Person) == Some(actor.clone()) {
            let message = "This is your own account; another administrator binds it.";
            return Err(AppError::invalid("account", message));
        }
        let postings = self.posting_changes(id, unit.id, draft.unit_from).await?;
        let event = if is_new {
            Event::OfficerAdded
        } else {
            Event::OfficerChanged
        };
        let mut tx = self.evidence(event, actor, id.to_string()).await?;
        let written = if is_new {
            tx.officer_add(&officer).await
        } else {
            tx.officer_update(&officer).await
        };
        match written {
            Err(StoreError::Exists) => {
                let message = "This certificate or account belongs to another officer already.";
                return Err(AppError::invalid("certificate_number", message));
            }
            other => other?,
        }
        if let Some(ended) = &postings.0 {
            tx.posting_update(ended).await?;
        }
        if let Some(begun) = &postings.1 {
            tx.posting_add(begun).await?;
        }
        self.commit(tx).await?;
        Ok(view(&officer, Some(unit.id)))
    }

    async fn officer_drafted(
        &self,
        number: String,
        draft: &OfficerDraft,
        held: Option<OfficerRow>,
    ) -> AppResult<OfficerRow> {
        let days = [
            draft.certificate_from,
            draft.certificate_to,
            draft.unit_from,
            draft.off_duty_on,
        ];
        if let Some(day) = days
            .into_iter()
            .flatten()
            .find(|day| !(1900..=2199).contains(&day.year()))
        {
            return Err(AppError::invalid(
                "number",
                format!("{day} is no day of an officer's life."),
            ));
        }
        let certificate = draft.certificate_from.zip(draft.certificate_to);
        if certificate.is_some_and(|(from, to)| to < from) {
            return Err(AppError::invalid(
                "certificate_to",
                "The certificate ends before it begins.",
            ));
        }
        Ok(OfficerRow {
            id: held
                .as_ref()
                .map_or_else(|| OfficerId::from_random(self.chance()), |officer| officer.id),
            number,
            name: checked_title("name", &draft.name)?,
            certificate_number: given(draft.certificate_number.as_deref())
                .map(|number| checked_title("certificate_number", number))
                .transpose()?,
            certificate_from: draft.certificate_from,
            certificate_to: draft.certificate_to,
            is_inspecting: draft.is_inspecting,
            is_assistant: draft.is_assistant,
            person_id: self.account_of(given(draft.account.as_deref())).await?,
            off_duty_on: draft.off_duty_on,
            added_at: held.map_or_else(|| self.now(), |officer| officer.added_at),
        })
    }

    async fn account_of(&self, name: Option<&str>) -> AppResult<Option<PersonId>> {
        let Some(name) = name else { return Ok(None) };
        let person = self.store.person_by_name(name).await?;
        let person = person.ok_or_else(|| AppError::invalid("account", format!("There is no account {name:?}.")))?;
        Ok(Some(person.id))
    }

    /// The posting that ends and the one that begins, where the unit is another one.
    async fn posting_changes(
        &self,
        officer_id: OfficerId,
        unit_id: UnitId,
        from: Option<chrono::NaiveDate>,
    ) -> AppResult<(Option<PostingRow>, Option<PostingRow>)> {
        let from_on = from.unwrap_or_else(|| day_of(self.now()));
        let last = self.store.postings_of(officer_id).await?.into_iter().next_back();
        let Some(last) = last else {
            return Ok((None, Some(self.posting(officer_id, unit_id, from_on))));
        };
        if last.unit_id == unit_id && last.to_on.is_none() {
            return Ok((None, None));
        }
        if from_on <= last.from_on {
            let message = format!(
                "The officer is in a unit from {} on; the next one begins later.",
                last.from_on
            );
            return Err(AppError::invalid("unit_from", message));
        }
        let ended = PostingRow {
            to_on: from_on.checked_sub_days(Days::new(1)),
            ..last
        };
        Ok((Some(ended), Some(self.posting(officer_id, unit_id, from_on))))
    }

    fn posting(&self, officer_id: OfficerId, unit_id: UnitId, from_on: chrono::NaiveDate) -> PostingRow {
        PostingRow {
            id: PostingId::from_random(self.chance()),
            officer_id,
            unit_id,
            from_on,
            to_on: None,
        }
    }
}
