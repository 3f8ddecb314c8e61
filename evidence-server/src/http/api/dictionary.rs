//! The field dictionary for programs.

use axum::extract::State;
use evidence_schema::wire::dictionary::Dictionary;

use crate::app::{App, AppResult};
use crate::http::extract::Answer;
use crate::http::pages::views::dictionary::whole;

/// What every word means that is exchanged about case files.
pub async fn dictionary(State(app): State<App>) -> AppResult<Answer<Dictionary>> {
    let act_types = app.act_types().await?;
    Ok(Answer(whole(&app.settings.marks, &act_types)))
}
