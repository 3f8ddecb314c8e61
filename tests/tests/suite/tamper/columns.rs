//! Every column of every evidence table, edited once; rows removed, rows slipped in.

use evidence_schema::custody::audit::BreachKind;
use evidence_server::store::EVIDENCE_TABLES;

use super::Story;
use super::raw::Raw;

#[tokio::test]
async fn each_edited_column_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    let mut edited = 0;
    for table in EVIDENCE_TABLES {
        let columns = raw.columns(table).await;
        let key = columns[0].0.clone();
        let keys = raw.texts(&format!("SELECT {key} FROM {table} ORDER BY {key}")).await;
        let row = keys
            .first()
            .unwrap_or_else(|| panic!("the story has no row in {table}"));
        for (column, is_number) in &columns[1..] {
            raw.define(&format!(
                "CREATE TABLE held AS SELECT * FROM {table} WHERE {key} = '{row}'"
            ))
            .await;
            let other = if *is_number {
                // Far enough that no other row has it.
                format!("COALESCE({column}, 0) + 1000")
            } else {
                format!("COALESCE({column}, '') || 'x'")
            };
            raw.run(&format!("UPDATE {table} SET {column} = {other} WHERE {key} = '{row}'"))
                .await;
            let breaches = story.breaches(false).await;
            let wanted = format!("column {column} is not what the log says");
            assert!(
                breaches.iter().any(|b| b.kind == BreachKind::ColumnAltered
                    && b.subject == format!("{table}/{row}")
                    && b.message == wanted),
                "{table}.{column} was edited, verify said {breaches:?}"
            );
            raw.run(&format!(
                "UPDATE {table} SET {column} = (SELECT {column} FROM held) WHERE {key} = '{row}'"
            ))
            .await;
            raw.define("DROP TABLE held").await;
            edited += 1;
        }
        assert_eq!(story.breaches(false).await, [], "{table} is as it was");
    }
    assert!(edited > 50, "only {edited} columns were edited");
    story.abandon();
}

#[tokio::test]
async fn a_removed_row_is_named_in_each_table() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    for table in EVIDENCE_TABLES {
        let key = raw.columns(table).await[0].0.clone();
        let row = raw.texts(&format!("SELECT {key} FROM {table} ORDER BY {key}")).await[0].clone();
        raw.define(&format!(
            "CREATE TABLE held AS SELECT * FROM {table} WHERE {key} = '{row}'"
        ))
        .await;
        raw.run(&format!("DELETE FROM {table} WHERE {key} = '{row}'")).await;
        let breaches = story.breaches(false).await;
        let place = format!("{table}/{row}");
        assert!(
            breaches
                .iter()
                .any(|b| b.kind == BreachKind::RowMissing && b.subject == place),
            "{place} was removed, verify said {breaches:?}"
        );
        raw.run(&format!("INSERT INTO {table} SELECT * FROM held")).await;
        raw.define("DROP TABLE held").await;
    }
    assert_eq!(story.breaches(false).await, []);
    story.abandon();
}

#[tokio::test]
async fn a_row_that_was_slipped_in_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    raw.run(
        "INSERT INTO person (id, name, role, password_hash, is_active, added_at) \
         VALUES ('person-00000000000000000000000000000000', 'mallory', 'user', 'x', 1, 1)",
    )
    .await;
    let breaches = story.breaches(false).await;
    assert_eq!(breaches.len(), 1, "{breaches:?}");
    assert_eq!(breaches[0].kind, BreachKind::RowUnknown);
    assert_eq!(breaches[0].subject, "person/person-00000000000000000000000000000000");
    story.abandon();
}

#[tokio::test]
async fn a_clip_that_was_taken_off_its_owners_list_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    let clip = raw.texts("SELECT clip_id FROM clip_owner ORDER BY clip_id").await[0].clone();
    let changes = [
        format!("UPDATE clip_owner SET unit_id = 'unit-of-nobody' WHERE clip_id = '{clip}'"),
        format!("UPDATE clip_owner SET recorded_from = 1, recorded_to = 1 WHERE clip_id = '{clip}'"),
        format!("DELETE FROM clip_owner WHERE clip_id = '{clip}'"),
    ];
    for change in changes {
        raw.define("CREATE TABLE held AS SELECT * FROM clip_owner").await;
        raw.run(&change).await;
        let breaches = story.breaches(false).await;
        let place = format!("clip_owner/{clip}");
        assert!(
            breaches.iter().any(|breach| breach.subject == place),
            "{change}: verify said {breaches:?}"
        );
        raw.run("DELETE FROM clip_owner WHERE 1 = 1").await;
        raw.run("INSERT INTO clip_owner SELECT * FROM held").await;
        raw.define("DROP TABLE held").await;
    }
    assert_eq!(story.breaches(false).await, [], "the lists are as they were");
    story.abandon();
}

#[tokio::test]
async fn a_clip_that_searches_no_longer_find_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    let clip = raw.texts("SELECT clip_id FROM clip_find ORDER BY clip_id").await[0].clone();
    let its_rank = format!("(SELECT rank FROM clip_find WHERE clip_id = '{clip}')");
    let changes = [
        format!("UPDATE clip_find SET facets = 'state:sealed' WHERE clip_id = '{clip}'"),
        format!("UPDATE clip_find SET recorded_from = 1, recorded_to = 1 WHERE clip_id = '{clip}'"),
        format!("DELETE FROM clip_find WHERE clip_id = '{clip}'"),
        format!(
            "DELETE FROM clip_term WHERE rank = {its_rank} AND term = (SELECT MIN(term) FROM clip_term WHERE rank = {its_rank})"
        ),
    ];
    for change in changes {
        for table in ["clip_find", "clip_term"] {
            raw.define(&format!("CREATE TABLE held_{table} AS SELECT * FROM {table}"))
                .await;
        }
        raw.run(&change).await;
        let breaches = story.breaches(false).await;
        let place = format!("clip_find/{clip}");
        assert!(
            breaches.iter().any(|breach| breach.subject == place),
            "{change}: verify said {breaches:?}"
        );
        for table in ["clip_find", "clip_term"] {
            raw.run(&format!("DELETE FROM {table} WHERE 1 = 1")).await;
            raw.run(&format!("INSERT INTO {table} SELECT * FROM held_{table}"))
                .await;
            raw.define(&format!("DROP TABLE held_{table}")).await;
        }
    }
    assert_eq!(story.breaches(false).await, [], "the index is as it was");
    story.abandon();
}
