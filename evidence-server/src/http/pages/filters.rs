//! Saved filters: the query of the list of clips in one form, saving and removing one.
//!
//! What must stay true: a query is read by what reads the list's own address; a field that the list does not know, or one
//! that is there twice, is refused instead of being left out.

use axum::response::{IntoResponse, Redirect, Response};
use evidence_schema::clip::SourceKind;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::FilterId;
use evidence_schema::wire::filters::FilterDraft;
use serde_json::{Map, Value};

use super::clips::{ASKED, ListQuery, listed};
use super::form::{Submitted, fields_of};
use super::views::clips::{SavedForm, Search};
use super::views::problem::FormErrors;
use super::visit::done;
use crate::app::views::Listing;
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

fn unreadable(why: &str) -> AppError {
    AppError::invalid("query", format!("This filter cannot be read: {why}."))
}

/// The fields of a query; nothing that the list does not know.
fn query_of(text: &str) -> AppResult<ListQuery> {
    let known = Search::default().fields().map(|(field, _)| field);
    let mut fields = Map::new();
    for (field, value) in fields_of(text.trim().trim_start_matches('?').as_bytes())? {
        if !known.contains(&field.as_str()) {
            return Err(unreadable(&format!("{field:?} is no field of the list")));
        }
        if fields.insert(field.clone(), Value::String(value)).is_some() {
            return Err(unreadable(&format!("{field:?} is there twice")));
        }
    }
    serde_json::from_value(Value::Object(fields)).map_err(|_| unreadable("its fields are of another kind"))
}

/// Words that the list would take for nothing are refused.
fn check_words(search: &Search) -> AppResult<()> {
    let is_one_of = |text: &str, is_known: bool| text.is_empty() || is_known;
    let checks = [
        (
            "state",
            is_one_of(&search.state, search.state.parse::<ClipState>().is_ok()),
        ),
        ("unassigned", is_one_of(&search.unassigned, search.unassigned == ASKED)),
        ("unsettled", is_one_of(&search.unsettled, search.unsettled == ASKED)),
        (
            "important",
            is_one_of(&search.further.important, search.further.important == ASKED),
        ),
        (
            "source",
            is_one_of(
                &search.further.source,
                search.further.source.parse::<SourceKind>().is_ok(),
            ),
        ),
    ];
    match checks.into_iter().find(|(_, is_good)| !is_good) {
        Some((field, _)) => Err(unreadable(&format!("{field:?} has a word that the list does not know"))),
        None => Ok(()),
    }
}

/// A draft with its query in one form, and the listing that it means.
///
/// # Errors
/// When the query is none of the list's.
pub fn meant(draft: FilterDraft) -> AppResult<(FilterDraft, Listing)> {
    let query = query_of(&draft.query)?;
    let search = query.search();
    check_words(&search)?;
    let listing = query.listing(None)?;
    Ok((
        FilterDraft {
            query: search.query(),
            ..draft
        },
        listing,
    ))
}

async fn saved(form: &Submitted) -> AppResult<String> {
    let (draft, listing) = meant(FilterDraft {
        name: form.text("name").to_owned(),
        query: form.text("query").to_owned(),
    })?;
    let (app, asker) = (form.visit.app.clone(), form.visit.asker());
    let save = async move { app.filter_save(asker, draft, listing).await };
    Ok(form.visit.app.run(save).await?.query)
}

/// Saves the filter of the list that is shown.
pub async fn save(form: Submitted) -> AppResult<Response> {
    match saved(&form).await {
        Ok(query) => Ok(Redirect::to(&format!("/clips?{query}&done=filter")).into_response()),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let query = query_of(form.text("query")).unwrap_or_default();
            let typed = SavedForm {
                name: form.text("name").to_owned(),
                errors,
            };
            let (_, page) = listed(&form.visit, &query, typed).await?;
            form.visit.show_as(status, &page)
        }
    }
}

/// Removes one.
pub async fn remove(Id(id): Id<FilterId>, form: Submitted) -> AppResult<Response> {
    form.visit.app.filter_remove(form.visit.asker(), id).await?;
    Ok(done("/clips", "filter-out"))
}

#[cfg(test)]
mod tests {
    use evidence_schema::wire::filters::FilterDraft;

    use super::meant;

    fn query(text: &str) -> Option<String> {
        let draft = FilterDraft {
            name: "mine".to_owned(),
            query: text.to_owned(),
        };
        meant(draft).ok().map(|(draft, _)| draft.query)
    }

    #[test]
    fn a_query_has_one_form() {
        let one = query("?tag=seizure&q=%E6%9D%8E+%E6%98%8E&state=&officer=110217").unwrap();
        assert_eq!(one, "q=%E6%9D%8E%20%E6%98%8E&tag=seizure&officer=110217");
        assert_eq!(query(&one), Some(one), "what was saved means itself");
        assert_eq!(query(""), Some(String::new()));
    }

    #[test]
    fn what_the_list_does_not_know_is_refused() {
        for bad in [
            "after=1.clip-1",
            "limit=5",
            "state=burning",
            "unassigned=no",
            "unsettled=yes",
            "source=drone",
            "tag=a&tag=b",
            "recorded_from=yesterday",
            "q=%zz",
        ] {
            assert_eq!(query(bad), None, "{bad}");
        }
    }
}
