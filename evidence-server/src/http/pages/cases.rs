//! Case files: list, create, one, choosing clips for it, taking one out.

use axum::response::Response;
use evidence_schema::ids::{CaseId, ClipId, LinkId};
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, LinkRequest};

use super::clips::ListQuery;
use super::form::Submitted;
use super::views::cases::{CaseDraftText, CaseLine, CasePageView, CasesPage, Choice, ChoosePage, LinkLine, UnlinkPage};
use super::views::clips::ClipLine;
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Ids, Params};

/// Clips to choose from on one page.
const CHOICES: u32 = 24;

async fn page(visit: &Visit, query: &ListQuery, (draft, errors): (CaseDraftText, FormErrors)) -> AppResult<CasesPage> {
    let page = visit.app.cases(visit.asker(), query.listing(None)).await?;
    let search = query.search();
    Ok(CasesPage {
        t: visit.t,
        frame: visit.frame(Key("nav-cases")),
        cases: page.cases.iter().map(|case| CaseLine::new(visit.t, case)).collect(),
        next: page.next.map(|after| search.next("/cases", &after)),
        search,
        draft,
        errors,
    })
}

/// A page of case files.
pub async fn list(visit: Visit, Params(query): Params<ListQuery>) -> AppResult<Response> {
    visit.show(&page(&visit, &query, Default::default()).await?)
}

/// Creates a case file.
pub async fn create(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let typed = CaseDraftText {
        number: form.text("number").to_owned(),
        title: form.text("title").to_owned(),
    };
    let draft = CaseDraft {
        number: typed.number.clone(),
        title: typed.title.clone(),
        heading: None,
    };
    let (case, asker) = (visit.app.clone(), visit.asker());
    match visit.app.run(async move { case.case_create(asker, draft).await }).await {
        Ok(made) => Ok(done(&format!("/cases/{}", made.case_id), "case")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            let page = page(visit, &ListQuery::default(), (typed, errors)).await?;
            visit.show_as(status, &page)
        }
    }
}

/// One case file.
pub async fn one(visit: Visit, Id(id): Id<CaseId>) -> AppResult<Response> {
    let detail = visit.app.case_detail(visit.asker(), id).await?;
    let case = CaseLine::new(visit.t, &detail.case);
    visit.show(&CasePageView {
        t: visit.t,
        frame: visit.frame_titled(&case.number),
        links: detail.links.iter().map(|link| LinkLine::new(visit.t, link)).collect(),
        case,
    })
}

/// Clips to choose from.
pub async fn choose(visit: Visit, Id(id): Id<CaseId>, Params(query): Params<ListQuery>) -> AppResult<Response> {
    let detail = visit.app.case_detail(visit.asker(), id).await?;
    let page = visit.app.clips(visit.asker(), query.listing(Some(CHOICES))).await?;
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
