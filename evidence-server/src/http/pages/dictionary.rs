//! The field dictionary for people: a page, and the same as a table for spreadsheets.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use evidence_schema::dictionary;

use super::views::dictionary::{DictionaryPage, whole};
use super::visit::Visit;
use super::words::Key;
use crate::app::{App, AppResult};

/// The page.
pub async fn page(visit: Visit) -> AppResult<Response> {
    let act_types = visit.app.act_types().await?;
    visit.show(&DictionaryPage {
        t: visit.t,
        frame: visit.frame(Key("nav-dictionary")),
        dictionary: whole(&visit.app.settings.marks, &act_types),
    })
}

/// The table.
pub async fn table(State(app): State<App>) -> AppResult<Response> {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"mingjing-dictionary.csv\""),
    ];
    let act_types = app.act_types().await?;
    let whole = whole(&app.settings.marks, &act_types);
    Ok((headers, dictionary::csv(&whole)).into_response())
}
