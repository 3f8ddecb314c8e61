//! What the store promises on every engine.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::RecorderId;
use evidence_schema::people::Actor;
use evidence_server::app::App;
use evidence_server::store::recorder::RecorderRow;
use evidence_server::store::{EvidenceTx, StoreError};

use super::engines;

fn recorder(app: &App, serial: &str) -> RecorderRow {
    RecorderRow {
        id: RecorderId::from_random(app.chance()),
        serial: serial.to_owned(),
        title: serial.to_owned(),
        is_active: true,
        added_at: app.now(),
    }
}

async fn begun(app: &App, recorder: &RecorderRow) -> EvidenceTx {
    app.evidence(Event::RecorderAdded, Actor::system("test"), recorder.id.to_string())
        .await
        .unwrap()
}

#[tokio::test]
async fn every_statement_is_understood_by_the_engine() {
    let world = engines().await;
    assert_eq!(world.app().await.store.refused_statements().await, Vec::<String>::new());
    world.abandon("nothing was written");
}

#[tokio::test]
async fn committed_evidence_and_its_entry_are_both_there() {
    let world = engines().await;
    let app = world.app().await;
    let recorder = recorder(&app, "A1");
    let mut tx = begun(&app, &recorder).await;
    tx.recorder_add(&recorder).await.unwrap();
    let entry_id = tx.commit().await.unwrap();
    assert_eq!(app.store.recorders().await.unwrap(), std::slice::from_ref(&recorder));
    let entry = app.store.entry_by_id(entry_id).await.unwrap().unwrap();
    assert!(entry.detail.unwrap().contains(&recorder.id.to_string()));
    world.abandon("no server numbered the entry");
}

#[tokio::test]
async fn evidence_that_is_dropped_leaves_neither_row_nor_entry() {
    let world = engines().await;
    let app = world.app().await;
    let recorder = recorder(&app, "A1");
    let mut tx = begun(&app, &recorder).await;
    tx.recorder_add(&recorder).await.unwrap();
    drop(tx);
    assert_eq!(app.store.recorders().await.unwrap(), []);
    assert!(app.store.entries_of(&recorder.id.to_string()).await.unwrap().is_empty());
    world.abandon("nothing was written");
}

#[tokio::test]
async fn evidence_that_fails_leaves_neither_row_nor_entry() {
    let world = engines().await;
    let app = world.app().await;
    let (first, second) = (recorder(&app, "A1"), recorder(&app, "A1"));
    let mut tx = begun(&app, &first).await;
    tx.recorder_add(&first).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = begun(&app, &second).await;
    assert!(matches!(tx.recorder_add(&second).await, Err(StoreError::Exists)));
    assert!(tx.commit().await.is_err(), "half a change was committed");
    assert_eq!(app.store.recorders().await.unwrap(), [first]);
    assert!(app.store.entries_of(&second.id.to_string()).await.unwrap().is_empty());
    world.abandon("no server numbered the entry");
}

#[tokio::test]
async fn dropped_evidence_does_not_stand_in_the_way_of_the_next() {
    let world = engines().await;
    let app = world.app().await;
    for serial in ["A1", "A2", "A3"] {
        let recorder = recorder(&app, serial);
        let mut tx = begun(&app, &recorder).await;
        tx.recorder_add(&recorder).await.unwrap();
        drop(tx);
        let mut tx = begun(&app, &recorder).await;
        tx.recorder_add(&recorder).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(app.store.recorders().await.unwrap().len(), 3);
    world.abandon("no server numbered the entries");
}

#[tokio::test]
async fn many_writers_at_once_all_get_through() {
    let world = engines().await;
    let app = world.app().await;
    let writers: Vec<_> = (0..24)
        .map(|number| {
            let app = app.clone();
            tokio::spawn(async move {
                let recorder = recorder(&app, &format!("A{number}"));
                let mut tx = begun(&app, &recorder).await;
                tx.recorder_add(&recorder).await.unwrap();
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(app.store.recorders().await.unwrap().len(), 24);
    world.abandon("no server numbered the entries");
}
