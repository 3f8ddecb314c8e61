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
    visit.show(&DictionaryPage {
        t: visit.t,
        frame: visit.frame(Key("nav-dictionary")),
        dictionary: whole(&visit.app.settings.marks),
    })
}

/// The table.
pub async fn table(State(app): State<App>) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"mingjing-dictionary.csv\""),
    ];
    (headers, dictionary::csv(&whole(&app.settings.marks))).into_response()
}
