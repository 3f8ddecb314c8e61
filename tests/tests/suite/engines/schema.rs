//! Both schemas say the same, and the program knows every table and column of them.

use std::sync::Arc;

use evidence_server::deps::SystemRandom;
use evidence_server::store::{EVIDENCE_COLUMNS, EVIDENCE_TABLES, Store, WORKING_TABLES};
use tests::world::Engine;

use super::catalogue::Catalogue;
use super::engines;

#[tokio::test]
async fn every_table_is_either_evidence_or_listed_as_working() {
    let world = engines().await;
    drop(world.app().await);
    let mut known: Vec<String> = EVIDENCE_TABLES
        .iter()
        .chain(&WORKING_TABLES)
        .map(|name| (*name).to_owned())
        .collect();
    known.sort();
    assert_eq!(Catalogue::open(&world).await.tables().await, known);
    world.abandon("only the catalogue was looked at");
}

#[tokio::test]
async fn rows_and_after_images_have_every_column_of_their_table() {
    let world = engines().await;
    drop(world.app().await);
    let columns = Catalogue::open(&world).await.columns().await;
    assert_eq!(EVIDENCE_COLUMNS.map(|(table, _)| table), EVIDENCE_TABLES);
    for (table, known) in EVIDENCE_COLUMNS {
        let mut known = known.to_vec();
        known.sort_unstable();
        let of_table: Vec<&str> = columns
            .iter()
            .filter(|column| column.0 == table)
            .map(|column| column.1.as_str())
            .collect();
        assert_eq!(of_table, known, "{table}");
    }
    world.abandon("only the catalogue was looked at");
}

#[tokio::test]
async fn only_whole_numbers_and_texts_are_stored() {
    let world = engines().await;
    drop(world.app().await);
    for (table, name, kind, _) in Catalogue::open(&world).await.columns().await {
        assert!(["BIGINT", "TEXT"].contains(&kind.as_str()), "{table}.{name} is {kind}");
    }
    world.abandon("only the catalogue was looked at");
}

/// Where PostgreSQL is under test, SQLite is at hand as well.
#[tokio::test]
async fn both_schemas_have_the_same_columns_and_indexes() {
    if Engine::of_environment() == Engine::Embedded {
        println!("SKIPPED: there is no PostgreSQL in this run; the run on the region's engines compares");
        return;
    }
    let world = engines().await;
    drop(world.app().await);
    let file = world.folder().join("other.sqlite");
    drop(Store::open_sqlite(&file, Arc::new(SystemRandom)).await.unwrap());
    let (mut ours, mut other) = (Catalogue::open(&world).await, Catalogue::open_sqlite(&file).await);
    assert!(matches!(ours, Catalogue::Postgres(_)));
    assert_eq!(ours.columns().await, other.columns().await);
    assert_eq!(ours.indexes().await, other.indexes().await);
    world.abandon("only the catalogue was looked at");
}
