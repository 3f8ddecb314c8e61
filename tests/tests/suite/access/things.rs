//! What stands in the ledger from the start: the unit that everything is asked about belongs to, and its recorder; what
//! belongs to one person alone; and what was made for a row and serves until somebody changes it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use evidence_schema::wire::filters::{FilterDraft, FilterView};
use evidence_server::app::App;
use evidence_server::deps::{Random, SystemRandom};
use tests::world::Caller;

use super::scene::{SERIAL, Scene, body_text};
use super::table::Row;

/// The log's last tile is another one after every request.
const OF_THE_MOMENT: &str = "<partial tile>";

/// Ids for the `<words>` of one row.
type Words = BTreeMap<&'static str, String>;

/// The things of one row, while everybody asks for it: making them costs more than asking.
#[derive(Default)]
pub(super) struct Held(Mutex<Option<Words>>);

impl Held {
    /// Those that are there, else fresh ones.
    pub(super) async fn of(&self, scene: &Scene, row: &Row) -> Words {
        if let Some(words) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            return words.clone();
        }
        let words = scene.words(&[row.path, body_text(row.body)]).await;
        if !row.path.contains(OF_THE_MOMENT) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(words.clone());
        }
        words
    }

    /// Somebody changed them: whoever asks next finds others.
    pub(super) fn used_up(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Ids for the `<words>` of routes about them.
pub(super) async fn on_file(app: &App) -> [(&'static str, String); 2] {
    let unit = app.store.unit_by_number("U1").await.unwrap().unwrap();
    let recorder = app.store.recorder_by_serial(SERIAL).await.unwrap().unwrap();
    [("<unit>", unit.id.to_string()), ("<recorder>", recorder.id.to_string())]
}

/// A filter that this person saves.
pub(super) async fn fresh_filter(user: &Caller) -> String {
    let draft = FilterDraft {
        name: hex::encode(SystemRandom.bytes16()),
        query: "q=words".to_owned(),
    };
    let saved: FilterView = user.tell("/api/v1/filters", &draft).await;
    saved.filter_id.to_string()
}
