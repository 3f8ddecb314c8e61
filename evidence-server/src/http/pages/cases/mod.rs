//! Case files: list, create, one, choosing clips for it, taking one out. Heading, acts and objects stand beside.

pub mod acts;
pub mod heading;
pub mod importing;
pub mod objects;
mod page;
pub mod states;

use axum::response::Response;
use evidence_schema::case::CaseStage;
use evidence_schema::ids::{ActId, CaseId, ClipId, LinkId, OfficerId};
use evidence_schema::rules::access::Action;
use evidence_schema::wire::acts::PlacingDraft;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use serde::Deserialize;

use super::clips::ListQuery;
use page::page;

use super::form::Submitted;
use super::ledger::choices;
use super::views::case::heading::HeadingForm;
use super::views::cases::{CaseDraftText, CaseLine, CaseSearch, CasesPage, Choice, ChoosePage, LinkLine, UnlinkPage};
use super::views::clips::ClipLine;
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::cases::CaseWishes;
use crate::app::views::Listing;
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Ids, Params};

/// Clips to choose from on one page.
const CHOICES: u32 = 24;

/// What the address of the list may say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CasesQuery {
    after: Option<String>,
    q: String,
    unit: String,
    category: String,
    officer: String,
}

impl CasesQuery {
    /// As the use case wants it.
    fn filter(&self) -> CaseWishes {
        CaseWishes {
            unit: Some(self.unit.clone()),
            category: self.category.parse().ok(),
            officer: Some(self.officer.clone()),
        }
    }

    /// As the form shows it again.
    fn search(&self) -> CaseSearch {
        CaseSearch {
            words: self.q.clone(),
            unit: self.unit.clone(),
            category: self.category.clone(),
            officer: self.officer.clone(),
            is_further: self.after.is_some(),
        }
    }
}

async fn list_page(
    visit: &Visit,
    query: &CasesQuery,
    (draft, errors): (CaseDraftText, FormErrors),
) -> AppResult<CasesPage> {
    let listing = Listing {
        after: query.after.clone(),
        words: Some(query.q.clone()),
        ..Listing::default()
    };
    let page = visit
        .app
        .cases_filtered(visit.asker(), (listing, query.filter()))
        .await?;
    let choices = choices(visit).await?;
    let search = query.search();
    Ok(CasesPage {
        t: visit.t,
        frame: visit.frame(Key("nav-cases")),
        cases: page.cases.iter().map(|case| CaseLine::new(visit.t, case)).collect(),
        next: page.next.map(|after| search.next(&after)),
        search,
        draft,
        errors,
        choices,
    })
}

/// A new case file before anybody typed: the visitor's unit and pair, the unit's next number.
async fn proposed(visit: &Visit) -> AppResult<CaseDraftText> {
    if !visit.may(Action::CreateCase) {
        return Ok(CaseDraftText::default());
    }
    let proposal = visit.app.case_proposal(visit.asker()).await?;
    let names = visit.app.ledger_names(visit.asker()).await?;
    let officer = |id: Option<OfficerId>| {
        id.and_then(|id| names.officers.get(&id))
            .map(|named| named.number.clone())
    };
    let unit = proposal
        .unit
        .and_then(|id| names.units.get(&id))
        .map(|named| named.number.clone());
    Ok(CaseDraftText {
        number: proposal.number.unwrap_or_default(),
        title: String::new(),
        heading: HeadingForm {
            unit: unit.unwrap_or_default(),
            lead: officer(proposal.lead).unwrap_or_default(),
            assisting: officer(proposal.assisting).unwrap_or_default(),
            ..HeadingForm::default()
        },
    })
}

/// A page of case files.
pub async fn list(visit: Visit, Params(query): Params<CasesQuery>) -> AppResult<Response> {
    let draft = proposed(&visit).await?;
    visit.show(&list_page(&visit, &query, (draft, FormErrors::default())).await?)
}

async fn created(form: &Submitted) -> AppResult<CaseView> {
    let draft = CaseDraft {
        number: form.text("number").to_owned(),
        title: form.text("title").to_owned(),
        heading: Some(heading::draft(form)?),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let create = form.visit.app.run(async move { case.case_create(asker, draft).await });
    create.await
}

/// Creates a case file.
pub async fn create(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let typed = CaseDraftText {
        number: form.text("number").to_owned(),
        title: form.text("title").to_owned(),
        heading: heading::typed(&form, FormErrors::default()),
    };
    match created(&form).await {
        Ok(made) => Ok(done(&format!("/cases/{}", made.case_id), "case")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            let page = list_page(visit, &CasesQuery::default(), (typed, errors)).await?;
            visit.show_as(status, &page)
        }
    }
}

/// One case file.
pub async fn one(visit: Visit, Id(id): Id<CaseId>) -> AppResult<Response> {
    visit.show(&page(&visit, id, |_| {}).await?)
}

/// Clips to choose from.
pub async fn choose(visit: Visit, Id(id): Id<CaseId>, Params(query): Params<ListQuery>) -> AppResult<Response> {
    let detail = visit.app.case_detail(visit.asker(), id).await?;
    let page = visit.app.clips(visit.asker(), query.listing(Some(CHOICES))?).await?;
    let search = query.search();
    let choices = page.clips.iter().map(|clip| Choice {
        clip: ClipLine::new(visit.t, clip),
        is_linked: detail.links.iter().any(|link| link.clip.clip_id == clip.clip_id),
    });
    visit.show(&ChoosePage {
        t: visit.t,
        frame: visit.frame(Key("choose-title")),
        case: CaseLine::new(visit.t, &detail.case),
        clips: choices.collect(),
        next: page
            .next
            .map(|after| search.next(&format!("/cases/{id}/choose"), &after)),
        search,
    })
}

/// Links the clips that were chosen: all of them or none.
pub async fn link(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    let chosen: Result<Vec<ClipId>, _> = form.all("clip").map(str::parse).collect();
    let request = LinkRequest {
        clip_ids: chosen.map_err(|_| AppError::not_found("clip"))?,
        reason: Some(form.text("reason").to_owned()),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    form.visit
        .app
        .run(async move { case.clips_link(asker, id, request).await })
        .await?;
    Ok(done(&format!("/cases/{id}"), "linked"))
}

fn link_of(visit: &Visit, detail: &CaseDetail, link_id: LinkId) -> AppResult<LinkLine> {
    let link = detail.links.iter().find(|link| link.link_id == link_id);
    Ok(LinkLine::new(visit.t, link.ok_or_else(|| AppError::not_found("link"))?))
}

/// Says for which stage and which acts a linked clip stands.
pub async fn place(Ids(id, link_id): Ids<CaseId, LinkId>, form: Submitted) -> AppResult<Response> {
    let acts: Result<Vec<ActId>, _> = form.all("act").map(str::parse).collect();
    let stage = form.owned("stage").map(|stage| stage.parse::<CaseStage>()).transpose();
    let draft = PlacingDraft {
        stage: stage.map_err(|_| AppError::invalid("stage", "Choose one of the list."))?,
        act_ids: acts.map_err(|_| AppError::not_found("act"))?,
        reason: form.owned("reason"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    form.visit
        .app
        .run(async move { case.link_place(asker, (id, link_id), draft).await })
        .await?;
    Ok(done(&format!("/cases/{id}"), "placed"))
}

/// Asks whether a clip shall be taken out.
pub async fn unlink_ask(visit: Visit, Ids(id, link_id): Ids<CaseId, LinkId>) -> AppResult<Response> {
    let detail = visit.app.case_detail(visit.asker(), id).await?;
    visit.show(&UnlinkPage {
        t: visit.t,
        frame: visit.frame(Key("unlink-title")),
        link: link_of(&visit, &detail, link_id)?,
        case: CaseLine::new(visit.t, &detail.case),
    })
}

/// Takes a clip out; the link and its entries stay in the log.
pub async fn unlink(Ids(id, link_id): Ids<CaseId, LinkId>, form: Submitted) -> AppResult<Response> {
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    form.visit
        .app
        .run(async move { case.clip_unlink(asker, id, link_id).await })
        .await?;
    Ok(done(&format!("/cases/{id}"), "unlinked"))
}
