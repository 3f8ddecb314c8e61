//! Case files: list, create, one, link, unlink.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::case::CaseCategory;
use evidence_schema::ids::{CaseId, LinkId};
use evidence_schema::wire::cases::{
    CaseDetail, CaseDraft, CasePage, CaseView, HeadingDraft, HeadingView, LinkRequest, NumberPatternDraft,
    NumberPatternView,
};
use serde::Deserialize;

use crate::app::cases::CaseWishes;
use crate::app::views::Listing;
use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Ids, Params, Who};

/// A page of case files, newest first.
pub async fn list(State(app): State<App>, who: Who, Params(query): Params<CasesQuery>) -> AppResult<Answer<CasePage>> {
    if let Some(number) = query.number {
        return app.case_looked_up(who.asker, &number).await.map(Answer);
    }
    let listing = Listing {
        after: query.after,
        limit: query.limit,
        words: query.q,
        ..Listing::default()
    };
    let wishes = CaseWishes {
        unit: query.unit,
        category: query.category,
        officer: query.officer,
    };
    app.cases_filtered(who.asker, (listing, wishes)).await.map(Answer)
}

/// Which case files: the one with this number, or a page of them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CasesQuery {
    number: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
    q: Option<String>,
    unit: Option<String>,
    category: Option<CaseCategory>,
    officer: Option<String>,
}

/// Creates a case file.
pub async fn create(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<CaseDraft>,
) -> AppResult<(StatusCode, Answer<CaseView>)> {
    let case = app.clone();
    let view = app.run(async move { case.case_create(who.asker, draft).await }).await?;
    Ok((StatusCode::CREATED, Answer(view)))
}

/// One case file with its clips.
pub async fn one(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<CaseDetail>> {
    app.case_detail(who.asker, id).await.map(Answer)
}

/// Links clips: all of them or none.
pub async fn link(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(request): Body<LinkRequest>,
) -> AppResult<Answer<CaseDetail>> {
    let case = app.clone();
    app.run(async move { case.clips_link(who.asker, id, request).await })
        .await
        .map(Answer)
}

/// Ends a link.
pub async fn unlink(
    State(app): State<App>,
    who: Who,
    Ids(case_id, link_id): Ids<CaseId, LinkId>,
) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.clip_unlink(who.asker, case_id, link_id).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that was said of a heading.
pub async fn headings(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<Vec<HeadingView>>> {
    app.headings(who.asker, id).await.map(Answer)
}

/// States a heading anew.
pub async fn heading_state(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<HeadingDraft>,
) -> AppResult<Answer<HeadingView>> {
    let case = app.clone();
    let state = app.run(async move { case.heading_state(who.asker, id, draft).await });
    state.await.map(Answer)
}

/// How every unit writes its case numbers.
pub async fn number_patterns(State(app): State<App>, who: Who) -> AppResult<Answer<Vec<NumberPatternView>>> {
    app.number_patterns(who.asker).await.map(Answer)
}

/// States how a unit writes its case numbers.
pub async fn number_pattern_state(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<NumberPatternDraft>,
) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.number_pattern_state(who.asker, draft).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
