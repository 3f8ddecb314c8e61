//! Who may see one clip or case file: members, sensitivity; giving a clip away as a file, with a reason.

use axum::response::Response;
use evidence_schema::ids::{CaseId, ClipId, MembershipId};
use evidence_schema::rules::access::Action;
use evidence_schema::sensitivity::{Flag, Flags};

use super::form::Submitted;
use super::show;
use super::views::access::{AccessDraft, AccessPage, MemberLine, flags, versions};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::api::clips::download_response;
use crate::http::extract::{Id, Ids};

/// What was typed before, and what is wrong with it.
type Typed = (AccessDraft, FormErrors);

async fn case_page(visit: &Visit, id: CaseId, (draft, errors): Typed) -> AppResult<AccessPage> {
    let (app, asker) = (&visit.app, visit.asker());
    let case = app.case_detail(asker, id).await?.case;
    let members = app.case_member_views(asker, id).await?.members;
    let said = app.sensitivity_shown(app.case_sensitivity(asker, id).await?).await?;
    Ok(AccessPage {
        t: visit.t,
        frame: visit.frame(Key("access-title")),
        path: format!("/cases/{id}"),
        title: show::name(&case.number),
        is_case: true,
        members: members.iter().map(MemberLine::new).collect(),
        may_join: visit.may(Action::ManageMembers),
        flags: flags(visit.t, &said),
        versions: versions(visit.t, &said),
        may_flag: visit.may(Action::FlagCase),
        draft,
        errors,
    })
}

async fn clip_page(visit: &Visit, id: ClipId, (draft, errors): Typed) -> AppResult<AccessPage> {
    let (app, asker) = (&visit.app, visit.asker());
    let clip = app.clip(asker, id).await?;
    let said = app.sensitivity_shown(app.clip_sensitivity(asker, id).await?).await?;
    Ok(AccessPage {
        t: visit.t,
        frame: visit.frame(Key("access-title")),
        path: format!("/clips/{id}"),
        title: show::name(&clip.file_name),
        is_case: false,
        members: Vec::new(),
        may_join: false,
        flags: flags(visit.t, &said),
        versions: versions(visit.t, &said),
        may_flag: visit.may(Action::FlagClip),
        draft,
        errors,
    })
}

fn typed(form: &Submitted, which: &'static str, error: AppError) -> AppResult<Typed> {
    let draft = AccessDraft {
        form: which,
        name: form.text("name").to_owned(),
        reason: form.text("reason").to_owned(),
    };
    Ok((draft, FormErrors::of(form.visit.t, error)?))
}

fn flags_ticked(form: &Submitted) -> AppResult<Flags> {
    let flags: Result<Flags, _> = form.all("flag").map(str::parse::<Flag>).collect();
    flags.map_err(|_| AppError::invalid("reason", "Choose one of the list."))
}

async fn case_again(form: &Submitted, id: CaseId, (which, error): (&'static str, AppError)) -> AppResult<Response> {
    let typed = typed(form, which, error)?;
    let status = typed.1.status();
    form.visit.show_as(status, &case_page(&form.visit, id, typed).await?)
}

async fn clip_again(form: &Submitted, id: ClipId, (which, error): (&'static str, AppError)) -> AppResult<Response> {
    let typed = typed(form, which, error)?;
    let status = typed.1.status();
    form.visit.show_as(status, &clip_page(&form.visit, id, typed).await?)
}

/// Who may see a case file.
pub async fn of_case(visit: Visit, Id(id): Id<CaseId>) -> AppResult<Response> {
    visit.show(&case_page(&visit, id, Typed::default()).await?)
}

/// Who may see a clip.
pub async fn of_clip(visit: Visit, Id(id): Id<ClipId>) -> AppResult<Response> {
    visit.show(&clip_page(&visit, id, Typed::default()).await?)
}

/// Makes somebody a member.
pub async fn member_add(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    let member = (form.text("name"), form.text("reason"));
    match form.visit.app.case_member_add(form.visit.asker(), id, member).await {
        Ok(()) => Ok(done(&format!("/cases/{id}/access"), "member")),
        Err(error) => case_again(&form, id, ("member", error)).await,
    }
}

/// Ends a membership.
pub async fn member_end(Ids(id, membership): Ids<CaseId, MembershipId>, form: Submitted) -> AppResult<Response> {
    let (app, asker) = (&form.visit.app, form.visit.asker());
    app.case_member_end(asker, id, membership).await?;
    // Whoever ended their own membership may not see the case file any more.
    let is_seen = app.case_sensitivity(asker, id).await.is_ok();
    let path = if is_seen {
        format!("/cases/{id}/access")
    } else {
        "/cases".to_owned()
    };
    Ok(done(&path, "member-end"))
}

/// Says which flags stand on a case file.
pub async fn flag_case(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    let said = (flags_ticked(&form)?, form.text("reason"));
    match form.visit.app.case_flag(form.visit.asker(), id, said).await {
        Ok(()) => Ok(done(&format!("/cases/{id}/access"), "flagged")),
        Err(error) => case_again(&form, id, ("flags", error)).await,
    }
}

/// Says which flags stand on a clip.
pub async fn flag_clip(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    let said = (flags_ticked(&form)?, form.text("reason"));
    match form.visit.app.clip_flag(form.visit.asker(), id, said).await {
        Ok(()) => Ok(done(&format!("/clips/{id}/access"), "flagged")),
        Err(error) => clip_again(&form, id, ("flags", error)).await,
    }
}

/// Gives a clip away as a file.
pub async fn download(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    let reason = form.text("reason");
    match form.visit.app.clip_download(form.visit.asker(), id, reason).await {
        Ok(viewing) => Ok(download_response(viewing)),
        Err(error) => clip_again(&form, id, ("download", error)).await,
    }
}
