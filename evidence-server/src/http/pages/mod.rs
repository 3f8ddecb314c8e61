//! Pages for people.

use axum::response::Redirect;

/// The start page.
pub async fn home() -> Redirect {
    Redirect::to("/docks")
}
