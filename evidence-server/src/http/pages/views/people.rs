//! Accounts: who has one, what they may do where, and what was typed for a new one.

use askama::Template;
use evidence_schema::people::{Role, Standing};

use super::super::show::{Moment, moment, name};
use super::super::words::Words;
use super::frame::{Frame, role_key, standing_key};
use super::problem::FormErrors;
use crate::app::access::grants::GrantShown;
use crate::app::people::PersonRow;

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
    /// Units to choose from: number and name.
    pub units: Vec<(String, String)>,
    /// What was typed before for a new account.
    pub draft: PersonDraft,
    /// What was typed before for a role.
    pub role: RoleDraft,
    /// What is wrong with one of them.
    pub errors: FormErrors,
}

impl PeoplePage {
    /// Every role: word and text.
    fn roles(&self) -> [(&'static str, String); 7] {
        Role::ALL.map(|role| (role.as_str(), self.t.key(role_key(role))))
    }

    /// Every way in which an account can start: word, text, what it means.
    fn standings(&self) -> [(&'static str, String, String); 3] {
        [Standing::Granted, Standing::User, Standing::Administrator].map(|standing| {
            let words = match standing {
                Standing::Granted => self.t.say("role-granted-words"),
                Standing::User => self.t.say("role-user-words"),
                Standing::Administrator => self.t.say("role-administrator-words"),
            };
            (standing.as_str(), self.t.key(standing_key(standing)), words)
        })
    }

    /// What is wrong with a field of the form for a role, or of the one for an account.
    fn wrong(&self, is_role: bool, field: &str) -> Option<&str> {
        self.errors.at(field).filter(|_| self.role.is_this == is_role)
    }
}

/// One account.
pub struct PersonLine {
    /// Name to sign in with.
    pub name: String,
    /// What it may do before any grant, in words.
    pub role: String,
    /// Whether it is used.
    pub is_active: bool,
    /// When it was made.
    pub added: Moment,
    /// Roles that were granted.
    pub grants: Vec<GrantLine>,
}

/// One role that was granted.
pub struct GrantLine {
    /// The grant.
    pub id: String,
    /// Role in words.
    pub role: String,
    /// Unit; absent for the whole agency.
    pub unit: Option<String>,
}

impl GrantLine {
    /// One grant as shown.
    pub fn new(t: Words, shown: &GrantShown) -> Self {
        Self {
            id: shown.grant.id.to_string(),
            role: t.key(role_key(shown.grant.role)),
            unit: shown.unit.as_ref().map(|unit| name(&unit.name)),
        }
    }
}

/// What was typed before; never the password.
#[derive(Debug, Clone)]
pub struct PersonDraft {
    /// Name.
    pub name: String,
    /// What was chosen.
    pub standing: Standing,
}

impl Default for PersonDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            standing: Standing::Granted,
        }
    }
}

/// What was typed before for a role.
#[derive(Debug, Clone, Default)]
pub struct RoleDraft {
    /// Whether the errors are about this form.
    pub is_this: bool,
    /// Name of the account.
    pub name: String,
    /// Role.
    pub role: String,
    /// Unit.
    pub unit_number: String,
}

impl PersonLine {
    /// One account as shown.
    pub fn new(t: Words, person: &PersonRow, grants: Vec<GrantLine>) -> Self {
        Self {
            name: name(&person.name),
            role: t.key(standing_key(person.role)),
            is_active: person.is_active,
            added: moment(person.added_at),
            grants,
        }
    }
}
