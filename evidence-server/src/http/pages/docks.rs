//! Docks: what is in their slots, one-time tokens, revoking.

use axum::response::Response;
use evidence_schema::ids::DockId;
use evidence_schema::rules::access::Action;

use super::form::Submitted;
use super::show;
use super::views::docks::{DockCard, DockRevokePage, DockTokenPage, DocksPage};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

async fn page(visit: &Visit, draft: &str, errors: FormErrors) -> AppResult<DocksPage> {
    let docks = visit.app.docks_overview(visit.asker()).await?;
    let now = visit.app.now();
    Ok(DocksPage {
        t: visit.t,
        frame: visit.frame(Key("nav-docks")),
        docks: docks.iter().map(|dock| DockCard::new(visit.t, dock, now)).collect(),
        may_manage: visit.may(Action::ManageDocks),
        draft: draft.to_owned(),
        errors,
    })
}

/// Every dock.
pub async fn list(visit: Visit) -> AppResult<Response> {
    visit.show(&page(&visit, "", FormErrors::default()).await?)
}

/// Issues a one-time token and shows it, this once.
pub async fn token(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let name = form.text("name");
    match visit
        .app
        .dock_token_issue_by(visit.asker(), name, form.given("unit_number"))
        .await
    {
        Ok(token) => visit.show(&DockTokenPage {
            t: visit.t,
            frame: visit.frame(Key("dock-token-title")),
            name: show::name(name),
            token,
        }),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            visit.show_as(status, &page(visit, name, errors).await?)
        }
    }
}

/// Asks whether a dock shall be revoked.
pub async fn revoke_ask(visit: Visit, Id(id): Id<DockId>) -> AppResult<Response> {
    visit.app.may_manage_docks(visit.asker()).await?;
    let docks = visit.app.docks_overview(visit.asker()).await?;
    let dock = docks
        .iter()
        .find(|view| view.dock.id == id)
        .ok_or_else(|| AppError::not_found("dock"))?;
    visit.show(&DockRevokePage {
        t: visit.t,
        frame: visit.frame(Key("dock-revoke-title")),
        id: id.to_string(),
        name: show::name(&dock.dock.name),
    })
}

/// Revokes a dock.
pub async fn revoke(Id(id): Id<DockId>, form: Submitted) -> AppResult<Response> {
    form.visit.app.dock_revoke_by(form.visit.asker(), id).await?;
    Ok(done("/docks", "revoked"))
}

/// Binds a dock to a unit.
pub async fn unit(Id(id): Id<DockId>, form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let number = form.text("unit_number");
    match visit.app.dock_unit_set(visit.asker(), id, number).await {
        Ok(()) => Ok(done("/docks", "unit")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            visit.show_as(status, &page(visit, "", errors).await?)
        }
    }
}
