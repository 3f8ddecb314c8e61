//! From a secret to an asker, and the count of refusals.
//!
//! What must stay true: secrets are compared only as hashes, and only their hashes are stored.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use evidence_schema::custody::entry::Event;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::problem::ProblemCode;

use super::{App, AppError, AppResult};
use crate::store::dock::DOCK_ENROLLED;
use crate::store::session::SessionRow;

/// Things that somebody was refused in one minute and that get an entry of their own; further ones share one.
const REFUSED_THINGS_MAX: usize = 100;

/// Who was refused, and about which thing.
type RefusedOf = (String, String);

/// Refusals of this minute: who was refused what, about which thing, how often.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<BTreeMap<RefusedOf, BTreeMap<String, u64>>>);

impl Refusals {
    /// Counts a refusal to somebody who is signed in, about a thing that is there or about none (empty); anonymous
    /// failures belong to the access log.
    pub fn count(&self, asker: Asker, action: Action, about: &str) {
        let Some(actor) = actor_of(asker).map(|actor| actor.to_string()) else {
            return;
        };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let things = counts.keys().filter(|(other, _)| *other == actor).count();
        let mut of = (actor, about.to_owned());
        if things >= REFUSED_THINGS_MAX && !counts.contains_key(&of) {
            of.1.clear();
        }
        *counts.entry(of).or_default().entry(format!("{action:?}")).or_default() += 1;
    }

    fn take(&self) -> BTreeMap<RefusedOf, BTreeMap<String, u64>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Who says something that nobody says without a name.
///
/// # Errors
/// When nobody is signed in.
pub(super) fn person_of(asker: Asker) -> AppResult<Actor> {
    actor_of(asker).ok_or_else(|| AppError::refused(ProblemCode::SignInNeeded))
}

/// The actor that the log names for an asker.
pub fn actor_of(asker: Asker) -> Option<Actor> {
    match asker {
        Asker::Anonymous => None,
        Asker::Person(id, _) => Some(Actor::Person(id)),
        Asker::Dock(id) => Some(Actor::Dock(id)),
        Asker::Machine(id) | Asker::CaseSystem(id) => Some(Actor::Machine(id)),
    }
}

/// Hash under which a secret is stored.
pub fn secret_hash(secret: &str) -> Sha256Digest {
    Sha256Digest::of(format!("mingjing.secret.v1\n{secret}").as_bytes())
}

impl App {
    /// The dock or machine that a bearer token belongs to.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn asker_of_bearer(&self, bearer: &str) -> AppResult<Asker> {
        let hash = secret_hash(bearer);
        if let Some(dock) = self.store.dock_by_bearer_hash(hash).await?
            && dock.state == DOCK_ENROLLED
        {
            return Ok(Asker::Dock(dock.id));
        }
        let machine = self.store.machine_by_bearer_hash(hash).await?;
        let Some(machine) = machine else {
            return Ok(Asker::Anonymous);
        };
        if self.store.is_case_system(machine.id).await? {
            return Ok(Asker::CaseSystem(machine.id));
        }
        Ok(Asker::Machine(machine.id))
    }

    /// The person whose session a cookie belongs to, with the session.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn asker_of_cookie(&self, secret: &str) -> AppResult<Option<(Asker, SessionRow, String)>> {
        let Some(session) = self.store.session_by_hash(secret_hash(secret), self.now()).await? else {
            return Ok(None);
        };
        let person = self.store.person_by_id(session.person_id).await?;
        let Some(person) = person.filter(|p| p.is_active) else {
            return Ok(None);
        };
        let roles = self.grounds_of(&person).await?.anywhere();
        Ok(Some((Asker::Person(person.id, roles), session, person.name)))
    }

    /// Writes one entry per actor and thing for the refusals of the last minute.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refusals_flush(&self) -> AppResult<()> {
        for ((actor, about), actions) in self.refusals.take() {
            let Ok(parsed) = actor.parse::<Actor>() else { continue };
            let mut tx = self.evidence(Event::AccessRefused, parsed, about).await?;
            let actions: serde_json::Map<_, _> = actions
                .into_iter()
                .map(|(action, count)| (action, count.into()))
                .collect();
            tx.fact("refused", actions);
            self.commit(tx).await?;
        }
        Ok(())
    }
}
