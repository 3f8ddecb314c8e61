//! The log itself altered: entries edited, removed, reordered; details; a foreign key; a silence.

use evidence_schema::custody::audit::BreachKind;
use evidence_schema::custody::checkpoint;
use evidence_schema::custody::entry::Event;
use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::people::Actor;
use evidence_server::app::verify::VerifyWish;
use evidence_server::store::Intent;

use super::Story;
use super::raw::Raw;

#[tokio::test]
async fn an_edited_entry_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    raw.run("UPDATE entry SET body = REPLACE(body, 'clip.sealed', 'clip.verified') WHERE event = 'clip.sealed'")
        .await;
    let breaches = story.breaches(false).await;
    let altered = breaches.iter().filter(|b| b.kind == BreachKind::EntryAltered).count();
    assert_eq!(altered, 4, "four clips were sealed: {breaches:?}");
    story.abandon();
}

#[tokio::test]
async fn a_removed_entry_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    let number = raw
        .texts("SELECT CAST(number AS TEXT) FROM entry WHERE event = 'case.created'")
        .await[0]
        .clone();
    raw.run("DELETE FROM entry WHERE event = 'case.created'").await;
    let breaches = story.breaches(false).await;
    assert!(
        breaches
            .iter()
            .any(|b| b.kind == BreachKind::EntryMissing && b.subject == format!("{number}-{number}")),
        "{breaches:?}"
    );
    story.abandon();
}

#[tokio::test]
async fn the_newest_entry_removed_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    raw.run("DELETE FROM entry WHERE number = (SELECT MAX(number) FROM entry)")
        .await;
    assert!(story.kinds(false).await.contains(&BreachKind::EntryMissing));
    story.abandon();
}

#[tokio::test]
async fn reordered_entries_are_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    raw.run("UPDATE entry SET number = -1 WHERE number = 2").await;
    raw.run("UPDATE entry SET number = 2 WHERE number = 3").await;
    raw.run("UPDATE entry SET number = 3 WHERE number = -1").await;
    let breaches = story.breaches(false).await;
    for number in ["2", "3"] {
        assert!(
            breaches
                .iter()
                .any(|b| b.kind == BreachKind::EntryAltered && b.subject == number),
            "entry {number}: {breaches:?}"
        );
    }
    story.abandon();
}

#[tokio::test]
async fn an_edited_detail_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    raw.run("UPDATE entry SET detail = REPLACE(detail, '现场录像', '其他') WHERE event = 'case.clip_linked'")
        .await;
    assert!(story.kinds(false).await.contains(&BreachKind::DetailAltered));
    story.abandon();
}

#[tokio::test]
async fn a_stored_hash_edited_to_match_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    raw.run("UPDATE log_hash SET hash = REPLACE(REPLACE(hash, 'a', 'b'), '0', '1') WHERE stored_index = 0")
        .await;
    let kinds = story.kinds(false).await;
    assert!(
        kinds.contains(&BreachKind::EntryAltered) || kinds.contains(&BreachKind::TreeAltered),
        "{kinds:?}"
    );
    assert!(kinds.contains(&BreachKind::CheckpointBroken), "{kinds:?}");
    story.abandon();
}

#[tokio::test]
async fn a_checkpoint_signed_by_a_foreign_key_is_named() {
    let story = Story::told().await;
    let mut raw = Raw::open(&story.world).await;
    let key = SigningNoteKey::from_seed("mingjing.local/log", &[7; 32]).expect("a key");
    let newest = story
        .app
        .store
        .checkpoint_newest()
        .await
        .expect("ask")
        .expect("there is one");
    let (_, head) = checkpoint::open_unverified(&newest.note).expect("a checkpoint");
    let forged = checkpoint::sign(&head, &key).expect("signs");
    raw.run(&format!(
        "UPDATE checkpoint SET note = '{forged}' WHERE size = {}",
        newest.size
    ))
    .await;
    assert_eq!(story.kinds(false).await, [BreachKind::ForeignKey]);
    story.abandon();
}

#[tokio::test]
async fn silence_inside_the_log_is_named() {
    let story = Story::told().await;
    let now = story.app.now();
    let intent = Intent {
        event: Event::LogHeartbeat,
        actor: Actor::system("sequencer"),
        subject: "log".to_owned(),
        at: now.plus_ms(600_000).expect("in range"),
    };
    let tx = story.app.store.evidence(intent).await.expect("begin");
    tx.commit().await.expect("commit");
    assert!(
        story.app.sequence_once().await.expect("number it"),
        "the stopped server gave its lease back"
    );
    assert_eq!(story.kinds(false).await, [BreachKind::Silence]);
    story.abandon();
}

#[tokio::test]
async fn silence_at_the_end_of_the_log_is_named_while_the_server_should_run() {
    let story = Story::told().await;
    let wish = VerifyWish {
        now: story.app.now().plus_ms(600_000),
        ..VerifyWish::default()
    };
    let breaches = story.app.verify(wish, |_| ()).await.expect("verify").breaches;
    assert_eq!(
        breaches.iter().map(|b| b.kind).collect::<Vec<_>>(),
        [BreachKind::Silence]
    );
    assert_eq!(breaches[0].subject, "the end of the log");
    story.abandon();
}
