//! Everything rolled back together: tables, tiles and vault restored from a copy. Only what somebody else kept shows it.

use std::path::Path;

use evidence_schema::custody::audit::{Breach, BreachKind};
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_server::app::verify::VerifyWish;
use tests::world::process::{self, run_well};
use tests::world::{Engine, World, WorldSpec};

fn copy(from: &Path, to: &Path) {
    let mut command = process::command("cp");
    command.arg("-a").arg(from).arg(to);
    run_well(command, "");
}

async fn against(world: &World, text: String) -> Vec<Breach> {
    let wish = VerifyWish {
        against: vec![("kept elsewhere".to_owned(), text)],
        ..VerifyWish::default()
    };
    world.app().await.verify(wish, |_| ()).await.expect("verify").breaches
}

/// A world whose whole data folder was restored from an older copy, and what a dock and an auditor kept meanwhile.
async fn rolled_back() -> (World, String, String) {
    let mut world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    let dock = world.dock("north gate").await;
    dock.deliver(&dock.capture("VIDEO/1.MP4", b"one").from_recorder("R1"))
        .await;
    world.await_quiet(&tests::world::Tolerated::default()).await;
    world.stop();
    let kept = world.folder().join("older");
    copy(&world.data(), &kept);
    world.restart();
    let capture = dock
        .capture("VIDEO/2.MP4", b"the one that must vanish")
        .from_recorder("R1");
    dock.deliver(&capture).await;
    let receipt = dock.receipt(&capture, ReceiptLevel::Verified, None).await;
    world.await_quiet(&tests::world::Tolerated::default()).await;
    world.stop();
    let checkpoint = std::fs::read_to_string(world.data().join("log/checkpoint")).expect("read the checkpoint");
    std::fs::remove_dir_all(world.data()).expect("remove the data");
    copy(&kept, &world.data());
    (
        world,
        checkpoint,
        serde_json::to_string(&receipt).expect("a receipt is JSON"),
    )
}

#[tokio::test]
async fn a_rollback_of_everything_is_clean_in_itself_and_broken_against_an_older_checkpoint_or_receipt() {
    let (world, checkpoint, receipt) = rolled_back().await;
    let alone = world
        .app()
        .await
        .verify(VerifyWish::default(), |_| ())
        .await
        .expect("verify");
    assert_eq!(
        alone.breaches,
        [],
        "nothing inside shows it: this is why docks keep checkpoints for ever"
    );
    for text in [checkpoint, receipt] {
        let breaches = against(&world, text).await;
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert_eq!(breaches[0].kind, BreachKind::CheckpointBroken);
        assert_eq!(breaches[0].subject, "kept elsewhere");
    }
    world.abandon("it was rolled back on purpose");
}

#[tokio::test]
async fn a_rollback_that_grew_past_the_checkpoint_again_is_still_broken_against_it() {
    let (mut world, checkpoint, _) = rolled_back().await;
    world.restart();
    for number in 0..6 {
        world.add_recorder(&format!("FILLER{number}"));
    }
    world.stop();
    let breaches = against(&world, checkpoint).await;
    assert_eq!(
        breaches.iter().map(|b| b.kind).collect::<Vec<_>>(),
        [BreachKind::CheckpointBroken]
    );
    assert!(
        breaches[0].message.contains("are not those that were signed"),
        "{}",
        breaches[0].message
    );
    world.abandon("it was rolled back on purpose");
}

#[tokio::test]
async fn a_server_refuses_to_start_on_a_database_older_than_the_published_log() {
    let mut world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    world.stop();
    let kept = world.folder().join("older");
    copy(&world.data(), &kept);
    world.restart();
    world.add_recorder("R1");
    world.stop();
    for name in ["evidence.sqlite", "evidence.sqlite-wal", "evidence.sqlite-shm"] {
        // The WAL may or may not be there after a clean stop.
        let _gone = std::fs::remove_file(world.data().join(name));
        if kept.join(name).exists() {
            copy(&kept.join(name), &world.data().join(name));
        }
    }
    let output = tests::world::process::run(world.command(&["serve", "--listen", "127.0.0.1:0"]), "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it must not serve");
    assert!(said.contains("older than what was signed"), "{said}");
    world.abandon("its database was rolled back on purpose");
}
