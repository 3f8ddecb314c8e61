//! Accounts: who has one, making one.

use axum::response::Response;
use evidence_schema::people::Standing;

use super::form::Submitted;
use super::views::people::{PeoplePage, PersonDraft, PersonLine};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::AppResult;

async fn page(visit: &Visit, draft: PersonDraft, errors: FormErrors) -> AppResult<PeoplePage> {
    let mut people = visit.app.people(visit.asker()).await?;
    people.sort_by_key(|person| person.added_at);
    let lines = people
        .iter()
        .map(|p| PersonLine::new(visit.t, (&p.name, p.role, p.is_active), p.added_at));
    Ok(PeoplePage {
        t: visit.t,
        frame: visit.frame(Key("nav-people")),
        people: lines.collect(),
        draft,
        errors,
    })
}

/// Every account.
pub async fn list(visit: Visit) -> AppResult<Response> {
    visit.show(&page(&visit, PersonDraft::default(), FormErrors::default()).await?)
}

/// Makes one.
pub async fn add(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let draft = PersonDraft {
        name: form.text("name").to_owned(),
        is_administrator: form.text("role") == Standing::Administrator.as_str(),
    };
    let role = if draft.is_administrator {
        Standing::Administrator
    } else {
        Standing::User
    };
    match visit
        .app
        .person_add_by(visit.asker(), &draft.name, role, form.text("password"))
        .await
    {
        Ok(_) => Ok(done("/people", "person")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            visit.show_as(status, &page(visit, draft, errors).await?)
        }
    }
}
