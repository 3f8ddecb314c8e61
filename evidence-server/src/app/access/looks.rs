//! A look at a page about a clip or case file is an entry: one per person, thing and minute.
//!
//! What must stay true: a look is written before the page is shown; what was counted in this minute is not written
//! again, and nothing here is kept longer than that.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use evidence_schema::custody::entry::Event;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::Asker;
use evidence_schema::time::Timestamp;

use crate::app::asker::actor_of;
use crate::app::{App, AppResult};

const MINUTE_MS: i64 = 60_000;

/// Looks of this minute.
#[derive(Debug, Default)]
pub struct Looks(Mutex<BTreeMap<(String, String, Event), Timestamp>>);

impl Looks {
    /// Whether this is the first look of its minute.
    fn is_first(&self, look: (String, String, Event), now: Timestamp) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|_, at| now.ms_since(*at) < MINUTE_MS && now >= *at);
        let is_first = !looks.contains_key(&look);
        looks.entry(look).or_insert(now);
        is_first
    }

    fn forget(&self, look: &(String, String, Event)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(look);
    }
}

impl App {
    /// Writes that somebody looked at a page about a thing.
    ///
    /// # Errors
    /// When the log cannot be written: then nothing is shown.
    pub(in crate::app) async fn looked(&self, asker: Asker, event: Event, subject: String) -> AppResult<()> {
        let Some(actor) = actor_of(asker) else { return Ok(()) };
        let look = (actor.to_string(), subject.clone(), event);
        if !self.looks.is_first(look.clone(), self.now()) {
            return Ok(());
        }
        let written = self.look_write(actor, event, subject).await;
        if written.is_err() {
            self.looks.forget(&look);
        }
        written
    }

    async fn look_write(&self, actor: Actor, event: Event, subject: String) -> AppResult<()> {
        let tx = self.evidence(event, actor, subject).await?;
        self.commit(tx).await
    }
}
