//! Lists of clips and the search in them: one use case for pages and JSON.
//!
//! What must stay true: without a filter the newest arrival stands first; with one, the newest recording. A list or
//! search is one entry with a digest of its filter and the number of rows shown.

mod openly;

use std::collections::BTreeSet;

use evidence_schema::custody::entry::Event;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::ClipId;
use evidence_schema::rules::access::{Action, Asker, Scope, Subject};
use evidence_schema::rules::object_key;
use evidence_schema::search::{Facet, Word, WordError, words};
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::problem::ProblemCode;

use super::asker::actor_of;
use super::ledger::given;
use super::views::{Listing, cursor_from, cursor_text, page_limit};
use super::{App, AppError, AppResult};
use crate::store::clip::ClipRow;
use crate::store::find::Question;
use crate::store::search::ClipFilter;

/// Cursors of a search begin with it.
const BY_RANK: char = 'r';

impl App {
    /// A page of clips; one entry says that the list was seen.
    ///
    /// # Errors
    /// When the asker may not list them, or a filter names what is not there.
    pub async fn clips(&self, asker: Asker, listing: Listing) -> AppResult<ClipPage> {
        self.permit(asker, Action::ListClips, Subject::Installation)?;
        let limit = page_limit(listing.limit);
        let scope = self.scope(asker).await?;
        let mut question = self.question(asker, &listing, limit + 1).await?;
        let (rows, next) = if scope == Scope::Everything && question.is_about_all() {
            self.clips_newest(&listing, limit).await?
        } else {
            self.index_caught_up().await?;
            question.below = listing.after.as_deref().map(rank_from).transpose()?;
            question.reaches = self.reaches(asker, scope).await?;
            self.clips_found((asker, scope), question).await?
        };
        self.list_seen(asker, "clip", &listing, rows.len()).await?;
        let clips = self.clip_views(rows).await?;
        Ok(ClipPage { clips, next })
    }

    async fn clips_newest(&self, listing: &Listing, limit: u32) -> AppResult<(Vec<ClipRow>, Option<String>)> {
        let filter = ClipFilter {
            after: listing.after.as_deref().map(cursor_from).transpose()?,
            limit: limit + 1,
        };
        let mut rows = self.store.clip_page(&filter).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().filter(|_| has_more);
        let next = next.map(|row| cursor_text(row.sealed_at, row.id));
        Ok((rows, next))
    }

    async fn clips_found(
        &self,
        (asker, scope): (Asker, Scope),
        question: Question,
    ) -> AppResult<(Vec<ClipRow>, Option<String>)> {
        let most = usize::try_from(question.limit).unwrap_or(usize::MAX).saturating_sub(1);
        let (mut hits, unread) = if scope != Scope::Everything && openly::is_about_cases(&question) {
            self.hits_openly(asker, (scope, question)).await?
        } else {
            (self.store.clip_find(scope, &question).await?, None)
        };
        let has_more = hits.len() > most;
        hits.truncate(most);
        let last = hits.last().filter(|_| has_more).map(|hit| hit.rank);
        let next = last.or(unread).map(|rank| format!("{BY_RANK}{rank}"));
        let ids: Vec<ClipId> = hits.into_iter().map(|hit| hit.clip_id).collect();
        Ok((self.store.clips_by_ids(&ids).await?, next))
    }

    /// What the index is asked.
    pub(super) async fn question(&self, asker: Asker, listing: &Listing, limit: u32) -> AppResult<Question> {
        Ok(Question {
            facets: self.facets_asked(asker, listing).await?,
            words: words_asked("q", listing.words.as_deref())?,
            places: words_asked("place", listing.about.place.as_deref())?,
            recorded_from: listing.whose.recorded_from,
            recorded_to: listing.whose.recorded_to,
            limit,
            ..Question::default()
        })
    }

    /// Ways in which the asker may reach clips; each clip found is asked about again by the scope.
    async fn reaches(&self, asker: Asker, scope: Scope) -> AppResult<BTreeSet<Facet>> {
        let Scope::Of { person, officer } = scope else {
            return Ok(BTreeSet::new());
        };
        let mut reaches = BTreeSet::from([Facet::Member(person), Facet::Brought(person)]);
        reaches.extend(officer.map(Facet::Officer));
        let grounds = self.grounds(asker).await?;
        reaches.extend(grounds.officer.map(Facet::Handles));
        if !grounds.whole.is_empty() {
            // Of the whole agency, what is not flagged.
            reaches.insert(Facet::Any);
        }
        // A unit stands for those below it.
        for unit in self.store.units().await? {
            let is_covered = |id| grounds.units.contains_key(&id);
            if is_covered(unit.id) && !unit.parent_id.is_some_and(is_covered) {
                reaches.insert(Facet::Over(unit.id));
            }
        }
        Ok(reaches)
    }

    async fn facets_asked(&self, asker: Asker, listing: &Listing) -> AppResult<BTreeSet<Facet>> {
        let (whose, about) = (&listing.whose, &listing.about);
        let mut facets = BTreeSet::new();
        for (field, number) in [("officer", &whose.officer), ("with", &whose.with)] {
            if let Some(number) = given(number.as_deref()) {
                facets.insert(Facet::Officer(self.officer_named(field, number).await?.id));
            }
        }
        if let Some(number) = given(whose.unit.as_deref()) {
            facets.insert(Facet::Unit(self.unit_named("unit", number).await?.id));
        }
        if let Some(number) = given(about.case.as_deref()) {
            facets.insert(Facet::Case(self.case_searched(asker, number).await?));
        }
        let word = |text: &Option<String>| given(text.as_deref()).map(str::to_owned);
        facets.extend(word(&listing.state).map(Facet::State));
        facets.extend(word(&whose.serial).map(Facet::Serial));
        facets.extend(word(&about.source).map(Facet::Source));
        facets.extend(word(&listing.tag).map(Facet::Tag));
        facets.extend(word(&about.object).map(|text| Facet::Object(object_key::key(&text))));
        facets.extend(whose.is_unassigned.then_some(Facet::Unassigned));
        facets.extend(listing.is_unsettled.then_some(Facet::Unsettled));
        facets.extend(about.is_important.then_some(Facet::Important));
        Ok(facets)
    }

    /// The case file with this number, when the asker may see it.
    async fn case_searched(&self, asker: Asker, number: &str) -> AppResult<evidence_schema::ids::CaseId> {
        let none = || AppError::invalid("case", format!("No case file has the number {number}."));
        let case = self.store.case_meant(number).await?.ok_or_else(none)?;
        match self.case_row(asker, Action::SeeCase, case.id).await {
            Ok(case) => Ok(case.id),
            Err(error) if error.code == ProblemCode::NotFound => Err(none()),
            Err(error) => Err(error),
        }
    }

    /// A list or search is one entry: a digest of its filter, and how many rows were shown.
    pub(super) async fn list_seen(&self, asker: Asker, what: &str, listing: &Listing, count: usize) -> AppResult<()> {
        self.rows_seen(asker, what, (&format!("{listing:?}"), count)).await
    }

    /// The same for what is no page of a list: what was asked, and how many rows were shown.
    pub(super) async fn rows_seen(&self, asker: Asker, what: &str, (asked, count): (&str, usize)) -> AppResult<()> {
        let Some(actor) = actor_of(asker) else { return Ok(()) };
        let mut tx = self.evidence(Event::ListSeen, actor, what.to_owned()).await?;
        tx.fact("filter", Sha256Digest::of(asked.as_bytes()).to_string());
        tx.fact("count", count);
        self.commit(tx).await
    }
}

fn words_asked(field: &str, typed: Option<&str>) -> AppResult<Vec<Word>> {
    words(typed.unwrap_or_default()).map_err(|error| {
        AppError::invalid(
            field,
            match error {
                WordError::Short(_) => "At least two Chinese characters, or three letters or digits.".to_owned(),
                WordError::Many => format!("{error}."),
            },
        )
    })
}

fn rank_from(text: &str) -> AppResult<i64> {
    text.strip_prefix(BY_RANK)
        .and_then(|rank| rank.parse().ok())
        .ok_or_else(|| {
            AppError::new(ProblemCode::Malformed, "The place in the list cannot be read.")
                .next("Start again at the top.")
        })
}
