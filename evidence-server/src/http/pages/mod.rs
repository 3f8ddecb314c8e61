//! Pages for people: server-rendered, Chinese first, whole without script.
//!
//! What must stay true: a page calls the same use case as the JSON beside it; every form carries the session's token;
//! everything that is shown went through a template, which escapes it.

pub mod access;
pub mod account;
pub mod assets;
pub mod brought;
pub mod cases;
pub mod clips;
pub mod clocks;
pub mod custody;
pub mod dictionary;
pub mod docks;
pub mod documents;
pub mod face;
pub mod file_form;
pub mod filters;
pub mod findings;
pub mod form;
pub mod imports;
pub mod ledger;
pub mod marks;
pub mod monitors;
pub mod news;
pub mod people;
pub mod recorders;
pub mod rooms;
pub mod show;
pub mod views;
pub mod visit;
pub mod webhooks;
pub mod words;

use axum::response::Redirect;
use evidence_schema::rules::access::Action;
use visit::Visit;

/// The start page: where the visitor's work is.
pub async fn home(visit: Visit) -> Redirect {
    Redirect::to(if visit.may(Action::ListClips) {
        "/clips"
    } else if visit.is_signed_in() {
        "/docks"
    } else {
        "/sign-in"
    })
}
