//! Case files: a number, a title, a heading, links to clips.

pub(super) mod acts;
mod heading;
pub mod importing;
mod numbers;
mod objects;
mod placing;
pub mod proposing;
mod readiness;
pub(super) mod states;
mod suggesting;
mod telling;

use evidence_schema::case::{CaseCategory, CaseNumber, CaseSource};
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, LinkId};
use evidence_schema::limits::{LINK_CLIPS_MAX, TITLE_CHARS_MAX};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CasePage, CaseView, LinkRequest, LinkView};

use heading::{HeadingMeant, Said, heading_view, reason_for};

use super::asker::person_of;
use super::docks::checked_title;
use super::ledger::given;
use super::views::{Listing, cursor_from, cursor_text, page_limit};
use super::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::case_file::{CaseRow, LinkRow};
use crate::store::placing::PlacingRow;
use crate::store::search::CaseFilter;

/// Which case files are listed.
#[derive(Debug, Clone, Default)]
pub struct CaseWishes {
    /// Number of a unit; those below it are meant too.
    pub unit: Option<String>,
    /// Only of this category.
    pub category: Option<CaseCategory>,
    /// Number of an officer, leading or assisting.
    pub officer: Option<String>,
}

impl App {
    /// Creates a case file.
    ///
    /// # Errors
    /// [`CaseNumberTaken`](evidence_schema::wire::problem::ProblemCode::CaseNumberTaken), or a wrong field.
    pub async fn case_create(&self, asker: Asker, draft: CaseDraft) -> AppResult<CaseView> {
        self.permit(asker, Action::CreateCase, Subject::Installation)?;
        let number: CaseNumber = draft
            .number
            .parse()
            .map_err(|e| AppError::invalid("number", format!("{e}.")))?;
        let draft_heading = draft.heading.unwrap_or_default();
        let meant = self.heading_meant(&draft_heading).await?;
        self.case_unit_permit(asker, (None, meant.unit_id)).await?;
        self.number_check(number.as_str(), meant).await?;
        let case = CaseRow {
            id: CaseId::from_random(self.chance()),
            number: number.as_str().to_owned(),
            title: checked_title("title", &draft.title)?,
            created_at: self.now(),
            created_by: person_of(asker)?,
        };
        let mut tx = self
            .evidence(Event::CaseCreated, case.created_by.clone(), case.id.to_string())
            .await?;
        tx.case_take(&case.number).await?;
        if let Some(held) = tx.cases_numbered_like(&case.number).await?.first() {
            drop(tx);
            return Err(self.number_taken(asker, (&case.number, held)).await?);
        }
        match tx.case_add(&case).await {
            Ok(()) => {}
            Err(StoreError::Exists) => {
                drop(tx);
                return Err(StoreError::Stale.into());
            }
            Err(e) => return Err(e.into()),
        }
        if meant != HeadingMeant::default() {
            let said = Said {
                source: CaseSource::Page,
                actor: case.created_by.clone(),
                reason: reason_for(draft_heading.reason.as_deref(), true)?,
            };
            tx.heading_add(&self.heading_row(case.id, 1, (meant, said))).await?;
        }
        self.commit(tx).await?;
        self.case_view(asker, case).await
    }

    async fn case_view(&self, asker: Asker, case: CaseRow) -> AppResult<CaseView> {
        let mut clips = self.store.link_count(case.id).await?;
        for id in self.store.links_to_weigh(case.id).await? {
            // What is hidden is not counted either.
            if self.clip_if_seen(asker, id).await?.is_none() {
                clips = clips.saturating_sub(1);
            }
        }
        let heading = self.store.heading_now(case.id).await?;
        Ok(CaseView {
            case_id: case.id,
            number: case.number,
            title: case.title,
            created_at: case.created_at,
            clips,
            heading: heading.map(heading_view),
        })
    }

    /// A page of case files, newest first.
    ///
    /// # Errors
    /// When the asker may not list them.
    pub async fn cases(&self, asker: Asker, listing: Listing) -> AppResult<CasePage> {
        let wishes = CaseWishes {
            unit: listing.whose.unit.clone(),
            category: None,
            officer: listing.whose.officer.clone(),
        };
        self.cases_filtered(asker, (listing, wishes)).await
    }

    /// The same, of one unit, category or officer.
    ///
    /// # Errors
    /// When the asker may not list them, or unit or officer are unknown.
    pub async fn cases_filtered(&self, asker: Asker, (listing, wishes): (Listing, CaseWishes)) -> AppResult<CasePage> {
        self.permit(asker, Action::ListCases, Subject::Installation)?;
        let limit = page_limit(listing.limit);
        let unit = match given(wishes.unit.as_deref()) {
            Some(number) => Some(self.unit_named("unit", number).await?.id),
            None => None,
        };
        let officer = match given(wishes.officer.as_deref()) {
            Some(number) => Some(self.officer_named("officer", number).await?.id),
            None => None,
        };
        let filter = CaseFilter {
            after: listing.after.as_deref().map(cursor_from).transpose()?,
            words: listing.words.clone().filter(|w| !w.trim().is_empty()),
            unit,
            category: wishes.category,
            officer,
            limit: limit + 1,
        };
        let mut rows = self.store.case_page(self.scope(asker).await?, &filter).await?;
        let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| cursor_text(row.created_at, row.id));
        self.list_seen(asker, "case", &listing, rows.len()).await?;
        let mut cases = Vec::with_capacity(rows.len());
        for row in rows {
            cases.push(self.case_view(asker, row).await?);
        }
        Ok(CasePage { cases, next })
    }

    /// One case file with its clips.
    ///
    /// # Errors
    /// [`NotFound`](evidence_schema::wire::problem::ProblemCode::NotFound).
    pub async fn case_detail(&self, asker: Asker, id: CaseId) -> AppResult<CaseDetail> {
        let case = self.case_seen(asker, id).await?;
        let mut links = Vec::new();
        let placings = self.store.placings_of_case(id).await?;
        for link in self.store.links_of_case(id).await? {
            let placing = placings.get(&link.id);
            let Some(clip) = self.clip_if_seen(asker, link.clip_id).await? else {
                continue;
            };
            links.push(LinkView {
                link_id: link.id,
                linked_at: link.linked_at,
                linked_by: self.actor_name(&link.linked_by).await?,
                reason: link.reason,
                stage: placing.and_then(|placing| placing.stage),
                act_ids: placing.map(PlacingRow::act_ids).transpose()?.unwrap_or_default(),
                placing: match placing {
                    Some(row) => Some(self.placing_view(row).await?),
                    None => None,
                },
                clip: self.clip_view(clip).await?,
            });
        }
        Ok(CaseDetail {
            case: self.case_view(asker, case).await?,
            links,
        })
    }

    /// A name for people.
    pub(super) async fn actor_name(&self, actor: &Actor) -> AppResult<String> {
        match actor {
            Actor::Person(id) => self.person_name(*id).await,
            other => Ok(other.to_string()),
        }
    }

    /// Links clips to a case file: all of them or none. A clip that is linked already stays as it is.
    ///
    /// # Errors
    /// [`NotFound`](evidence_schema::wire::problem::ProblemCode::NotFound) when a clip or the case file is not there.
    pub async fn clips_link(&self, asker: Asker, id: CaseId, request: LinkRequest) -> AppResult<CaseDetail> {
        self.case_row(asker, Action::LinkClip, id).await?;
        let count = request.clip_ids.len();
        if count == 0 || count > LINK_CLIPS_MAX {
            return Err(AppError::invalid(
                "clip_ids",
                format!("Choose 1 to {LINK_CLIPS_MAX} clips."),
            ));
        }
        let reason = request.reason.map(|r| r.trim().to_owned()).filter(|r| !r.is_empty());
        if reason.as_ref().is_some_and(|r| r.chars().count() > TITLE_CHARS_MAX) {
            return Err(AppError::invalid(
                "reason",
                format!("At most {TITLE_CHARS_MAX} characters."),
            ));
        }
        let linked = self.store.links_of_case(id).await?;
        let mut wanted = request.clip_ids;
        wanted.sort_unstable();
        wanted.dedup();
        for clip_id in &wanted {
            self.clip_row(asker, Action::SeeClip, *clip_id).await?;
        }
        wanted.retain(|clip| linked.iter().all(|link| link.clip_id != *clip));
        if !wanted.is_empty() {
            self.links_may_change(id, false).await?;
            let actor = person_of(asker)?;
            let mut tx = self
                .evidence(Event::CaseClipLinked, actor.clone(), id.to_string())
                .await?;
            for clip_id in &wanted {
                let link = LinkRow {
                    id: LinkId::from_random(self.chance()),
                    case_id: id,
                    clip_id: *clip_id,
                    linked_at: self.now(),
                    linked_by: actor.clone(),
                    reason: reason.clone(),
                    unlinked_at: None,
                    unlinked_by: None,
                };
                tx.link_add(&link).await?;
            }
            self.records_owe(&mut tx, &wanted).await?;
            self.commit(tx).await?;
            self.records_linked(&wanted, &actor).await?;
        }
        self.case_detail(asker, id).await
    }

    /// Ends a link; the row and its entries stay.
    ///
    /// # Errors
    /// [`NotFound`](evidence_schema::wire::problem::ProblemCode::NotFound),
    /// [`Conflict`](evidence_schema::wire::problem::ProblemCode::Conflict) when it was ended before.
    pub async fn clip_unlink(&self, asker: Asker, id: CaseId, link_id: LinkId) -> AppResult<()> {
        self.case_row(asker, Action::UnlinkClip, id).await?;
        let link = self.store.link_by_id(link_id).await?.filter(|link| link.case_id == id);
        let link = link.ok_or_else(|| AppError::not_found("link"))?;
        if link.unlinked_at.is_some() {
            return Err(StoreError::Stale.into());
        }
        self.links_end(asker, id, vec![link]).await
    }

    /// Ends links of a case file, all or none.
    pub(super) async fn links_end(&self, asker: Asker, id: CaseId, links: Vec<LinkRow>) -> AppResult<()> {
        self.links_may_change(id, true).await?;
        let actor = person_of(asker)?;
        let mut tx = self
            .evidence(Event::CaseClipUnlinked, actor.clone(), id.to_string())
            .await?;
        let placings = self.store.placings_of_case(id).await?;
        for link in links {
            if let Some(placing) = placings.get(&link.id) {
                self.acts_owe(&mut tx, &placing.act_ids()?).await?;
            }
            tx.link_update(&LinkRow {
                unlinked_at: Some(self.now()),
                unlinked_by: Some(actor.clone()),
                ..link
            })
            .await?;
        }
        self.commit(tx).await
    }
}
