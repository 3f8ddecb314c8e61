//! Accounts: who has one, what they may do where, making one.

use axum::response::Response;
use evidence_schema::ids::GrantId;
use evidence_schema::people::Standing;
use evidence_schema::wire::access::GrantDraft;

use super::form::Submitted;
use super::views::people::{GrantLine, PeoplePage, PersonDraft, PersonLine, RoleDraft};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

/// What was typed before in one of the two forms.
#[derive(Default)]
struct Typed {
    person: PersonDraft,
    role: RoleDraft,
    errors: FormErrors,
}

async fn page(visit: &Visit, typed: Typed) -> AppResult<PeoplePage> {
    let mut people = visit.app.people(visit.asker()).await?;
    people.sort_by_key(|person| person.added_at);
    let grants = visit.app.grants(visit.asker()).await?;
    let lines = people.iter().map(|person| {
        let held = grants.iter().filter(|shown| shown.grant.person_id == person.id);
        let held = held.map(|shown| GrantLine::new(visit.t, shown)).collect();
        PersonLine::new(visit.t, person, held)
    });
    let units = visit.app.units(visit.asker()).await?;
    Ok(PeoplePage {
        t: visit.t,
        frame: visit.frame(Key("nav-people")),
        people: lines.collect(),
        units: units.into_iter().map(|unit| (unit.number, unit.name)).collect(),
        draft: typed.person,
        role: typed.role,
        errors: typed.errors,
    })
}

/// Every account.
pub async fn list(visit: Visit) -> AppResult<Response> {
    visit.show(&page(&visit, Typed::default()).await?)
}

async fn again(visit: &Visit, error: AppError, typed: Typed) -> AppResult<Response> {
    let errors = FormErrors::of(visit.t, error)?;
    let status = errors.status();
    visit.show_as(status, &page(visit, Typed { errors, ..typed }).await?)
}

/// Makes one.
pub async fn add(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let draft = PersonDraft {
        name: form.text("name").to_owned(),
        standing: form.text("role").parse().unwrap_or(Standing::Granted),
    };
    let added = visit
        .app
        .person_add_by(visit.asker(), &draft.name, draft.standing, form.text("password"))
        .await;
    match added {
        Ok(_) => Ok(done("/people", "person")),
        Err(error) => {
            let typed = Typed {
                person: draft,
                ..Typed::default()
            };
            again(visit, error, typed).await
        }
    }
}

/// The role that was typed.
fn role_typed(form: &Submitted) -> (RoleDraft, AppResult<GrantDraft>) {
    let typed = RoleDraft {
        is_this: true,
        name: form.text("name").to_owned(),
        role: form.text("role").to_owned(),
        unit_number: form.text("unit_number").to_owned(),
    };
    let role = typed.role.parse();
    let draft = role.map(|role| GrantDraft {
        name: typed.name.clone(),
        role,
        unit_number: form.owned("unit_number"),
    });
    (
        typed,
        draft.map_err(|_| AppError::invalid("role", "Choose one of the list.")),
    )
}

/// Grants a role.
pub async fn grant(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let (role, draft) = role_typed(&form);
    let granted = match draft {
        Ok(draft) => visit.app.role_grant_by(visit.asker(), draft).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match granted {
        Ok(()) => Ok(done("/people", "granted")),
        Err(error) => {
            let typed = Typed {
                role,
                ..Typed::default()
            };
            again(visit, error, typed).await
        }
    }
}

/// Takes a role back.
pub async fn withdraw(Id(id): Id<GrantId>, form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    match visit.app.role_withdraw_by(visit.asker(), id).await {
        Ok(()) => Ok(done("/people", "withdrawn")),
        Err(error) => {
            let role = RoleDraft {
                is_this: true,
                ..RoleDraft::default()
            };
            let typed = Typed {
                role,
                ..Typed::default()
            };
            again(visit, error, typed).await
        }
    }
}
