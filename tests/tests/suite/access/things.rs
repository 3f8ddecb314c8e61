//! What stands in the ledger from the start: the unit that everything is asked about belongs to, and its recorder; and what
//! belongs to one person alone.

use evidence_schema::wire::filters::{FilterDraft, FilterView};
use evidence_server::app::App;
use evidence_server::deps::{Random, SystemRandom};
use tests::world::Caller;

use super::scene::SERIAL;

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
