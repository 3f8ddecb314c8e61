//! Accounts: who has one, and what was typed for a new one.

use askama::Template;

use super::super::show::{Moment, moment, name};
use super::super::words::Words;
use super::frame::{Frame, standing_key};
use super::problem::FormErrors;
use evidence_schema::people::Standing;
use evidence_schema::time::Timestamp;

/// The page of accounts.
#[derive(Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Every account.
    pub people: Vec<PersonLine>,
    /// What was typed before.
    pub draft: PersonDraft,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// One account.
pub struct PersonLine {
    /// Name to sign in with.
    pub name: String,
    /// Role in words.
    pub role: String,
    /// Whether it may be used.
    pub is_active: bool,
    /// When it was made.
    pub added: Moment,
}

/// What was typed before; never the password.
#[derive(Debug, Clone, Default)]
pub struct PersonDraft {
    /// Name.
    pub name: String,
    /// Whether the administrator's role was chosen.
    pub is_administrator: bool,
}

impl PersonLine {
    /// One account as shown.
    pub fn new(t: Words, person: (&str, Standing, bool), added_at: Timestamp) -> Self {
        let (person_name, role, is_active) = person;
        Self {
            name: name(person_name),
            role: t.key(standing_key(role)),
            is_active,
            added: moment(added_at),
        }
    }
}
