//! Who may see what: grants, members of case files, sensitivity; and taking a clip away as a file.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use evidence_schema::ids::{CaseId, ClipId, GrantId, MembershipId};
use evidence_schema::wire::access::{
    DownloadRequest, GrantDraft, GrantPage, GrantView, MemberDraft, MemberPage, SensitivityDraft, SensitivityPage,
};

use super::clips::download_response;
use crate::app::access::grants::grant_view;
use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Ids, Who};

/// Every grant that stands.
pub async fn grants(State(app): State<App>, who: Who) -> AppResult<Answer<GrantPage>> {
    let grants = app.grants(who.asker).await?;
    let grants = grants.iter().map(|shown| grant_view(&shown.grant)).collect();
    Ok(Answer(GrantPage { grants }))
}

/// Grants a role.
pub async fn grant(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<GrantDraft>,
) -> AppResult<(StatusCode, Answer<GrantView>)> {
    let grant = app.role_grant_by(who.asker, draft).await?;
    Ok((StatusCode::CREATED, Answer(grant_view(&grant))))
}

/// Takes a role back.
pub async fn withdraw(State(app): State<App>, who: Who, Id(id): Id<GrantId>) -> AppResult<StatusCode> {
    app.role_withdraw_by(who.asker, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Members of a case file.
pub async fn members(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<MemberPage>> {
    app.case_member_views(who.asker, id).await.map(Answer)
}

/// Makes somebody a member.
pub async fn member_add(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<MemberDraft>,
) -> AppResult<Answer<MemberPage>> {
    app.case_member_add(who.asker, id, (&draft.name, &draft.reason)).await?;
    app.case_member_views(who.asker, id).await.map(Answer)
}

/// Ends a membership.
pub async fn member_end(
    State(app): State<App>,
    who: Who,
    Ids(id, membership): Ids<CaseId, MembershipId>,
) -> AppResult<StatusCode> {
    app.case_member_end(who.asker, id, membership).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that was said of a clip's sensitivity.
pub async fn of_clip(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Answer<SensitivityPage>> {
    let rows = app.clip_sensitivity(who.asker, id).await?;
    app.sensitivity_shown(rows).await.map(Answer)
}

/// Says which flags stand on a clip.
pub async fn flag_clip(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    Body(draft): Body<SensitivityDraft>,
) -> AppResult<Answer<SensitivityPage>> {
    let flags = draft.flags.into_iter().collect();
    app.clip_flag(who.asker, id, (flags, &draft.reason)).await?;
    of_clip(State(app), who, Id(id)).await
}

/// Everything that was said of a case file's sensitivity.
pub async fn of_case(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<SensitivityPage>> {
    let rows = app.case_sensitivity(who.asker, id).await?;
    app.sensitivity_shown(rows).await.map(Answer)
}

/// Says which flags stand on a case file.
pub async fn flag_case(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<SensitivityDraft>,
) -> AppResult<Answer<SensitivityPage>> {
    let flags = draft.flags.into_iter().collect();
    app.case_flag(who.asker, id, (flags, &draft.reason)).await?;
    of_case(State(app), who, Id(id)).await
}

/// The bytes of a clip as a file; the reason stands in the custody log before the first byte leaves.
pub async fn download(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    Body(request): Body<DownloadRequest>,
) -> AppResult<Response> {
    let viewing = app.clip_download(who.asker, id, &request.reason).await?;
    Ok(download_response(viewing))
}
