//! Enforcement objects: entering one, taking one out, everything about one.

use axum::response::Response;
use evidence_schema::case::ObjectKind;
use evidence_schema::ids::{CaseId, ObjectId};
use evidence_schema::wire::acts::{ObjectDraft, ObjectFound, ObjectRemoval, ObjectSearch, ObjectView};
use serde::Deserialize;

use super::super::form::Submitted;
use super::super::views::case::objects::{FoundCard, ObjectForm, ObjectsPage};
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::super::words::Key;
use super::page;
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Ids, Params};

fn typed(form: &Submitted, errors: FormErrors) -> ObjectForm {
    ObjectForm {
        kind: form.text("kind").to_owned(),
        name: form.text("name").to_owned(),
        number: form.text("number").to_owned(),
        is_party: form.is_ticked("is_party"),
        errors,
    }
}

async fn entered(id: CaseId, form: &Submitted) -> AppResult<ObjectView> {
    let kind: ObjectKind = form
        .text("kind")
        .parse()
        .map_err(|_| AppError::invalid("kind", "Choose one of the list."))?;
    let draft = ObjectDraft {
        kind,
        is_party: form.is_ticked("is_party"),
        name: form.owned("name"),
        number: form.owned("number"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let enter = form
        .visit
        .app
        .run(async move { case.object_enter(asker, id, draft).await });
    enter.await
}

/// Enters an object.
pub async fn enter(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    match entered(id, &form).await {
        Ok(_) => Ok(done(&format!("/cases/{id}"), "object")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, id, |forms| forms.object = typed(&form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

/// Takes an object out; its row and its entries stay.
pub async fn remove(Ids(id, object_id): Ids<CaseId, ObjectId>, form: Submitted) -> AppResult<Response> {
    let removal = ObjectRemoval {
        reason: form.text("reason").to_owned(),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    form.visit
        .app
        .run(async move { case.object_remove(asker, (id, object_id), removal).await })
        .await?;
    Ok(done(&format!("/cases/{id}"), "object-out"))
}

/// The words of a search.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

async fn searched(visit: &Visit, words: &str) -> AppResult<(ObjectSearch, FormErrors)> {
    if words.trim().is_empty() {
        visit.app.objects_may_search(visit.asker())?;
        return Ok((nothing(), FormErrors::default()));
    }
    match visit.app.objects_search(visit.asker(), words).await {
        Ok(found) => Ok((found, FormErrors::default())),
        Err(error) => Ok((nothing(), FormErrors::of(visit.t, error)?)),
    }
}

/// Everything about one object.
pub async fn search(visit: Visit, Params(asked): Params<Asked>) -> AppResult<Response> {
    let (found, errors) = searched(&visit, &asked.q).await?;
    let names = visit.app.ledger_names(visit.asker()).await?;
    let status = errors.status();
    let card = |one: &ObjectFound| FoundCard::new(visit.t, &names, one);
    let page = ObjectsPage {
        t: visit.t,
        frame: visit.frame(Key("nav-objects")),
        is_asked: !asked.q.trim().is_empty() && errors.is_empty(),
        words: asked.q,
        found: found.found.iter().map(card).collect(),
        is_cut: found.is_cut,
        errors,
    };
    visit.show_as(status, &page)
}

const fn nothing() -> ObjectSearch {
    ObjectSearch {
        key: String::new(),
        found: Vec::new(),
        is_cut: false,
    }
}
