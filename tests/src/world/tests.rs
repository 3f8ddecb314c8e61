//! The harness held against itself: a world that works, and endings that do not let a broken one pass.

use std::time::Duration;

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::wire::clips::ClipPage;

use super::process::{self, Log, Program};
use super::{Tolerated, World};

#[tokio::test]
async fn footage_of_a_dock_gets_a_verified_receipt_and_is_seen_by_a_user() {
    let world = World::start().await;
    world.add_recorder("A1B2C3D");
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/one.log", b"some bytes").from_recorder("A1B2C3D");
    let receipt = dock.deliver(&capture).await;
    assert_eq!(receipt.level(), ReceiptLevel::Verified);
    let clips: ClipPage = world.user().await.read("/api/v1/clips").await;
    assert_eq!(clips.clips[0].clip_id, receipt.clip_id());
    world.finish().await;
}

#[tokio::test]
async fn killed_server_comes_back_on_its_port_with_its_data() {
    let mut world = World::start().await;
    let dock = world.dock("north gate").await;
    let port = world.address().port();
    world.kill();
    world.restart();
    assert_eq!(world.address().port(), port);
    dock.deliver(&dock.capture("VIDEO/one.log", b"after the kill")).await;
    world.finish().await;
}

#[tokio::test]
async fn object_without_a_row_is_not_let_pass() {
    let mut world = World::start().await;
    let dock = world.dock("north gate").await;
    dock.deliver(&dock.capture("VIDEO/one.log", b"some bytes")).await;
    world.stop();
    let app = world.app().await;
    let staged = world.folder().join("stray");
    std::fs::write(&staged, b"stray").expect("write a stray file");
    let digest = evidence_schema::digest::Sha256Digest::of(b"stray");
    let key = evidence_server::vault::ObjectKey::fresh(digest, [1; 16]);
    app.vault.put(&staged, &key).await.expect("put a stray object");
    drop(app);
    let judged = std::panic::catch_unwind(|| world.assert_verified(&Tolerated::default()));
    assert!(judged.is_err(), "the stray object was let pass");
    world
        .finish_with(Tolerated {
            orphans: 1,
            ..Tolerated::default()
        })
        .await;
}

#[test]
fn program_is_heard_and_killed_by_its_own_id() {
    let log = Log::default();
    let mut command = process::command("sh");
    command.args(["-c", "echo ready; exec tail -f /dev/null"]);
    let mut program = Program::start("tail", command, &log);
    assert!(
        log.wait_for(0, Duration::from_mins(1), |line| line == "ready")
            .is_some()
    );
    assert!(program.kill());
    assert!(program.ended().is_some());
}

#[test]
fn program_does_not_outlive_a_killed_parent() {
    let log = Log::default();
    let mut parent = process::command("sh");
    let child = "setpriv --pdeathsig KILL -- sh -c 'echo child $$; exec tail -f /dev/null'";
    parent.args(["-c", &format!("{child} & wait")]);
    let mut parent = Program::start("sh", parent, &log);
    let line = log
        .wait_for(0, Duration::from_mins(1), |line| line.starts_with("child "))
        .expect("the child's id");
    let stat = format!("/proc/{}/stat", line.trim_start_matches("child "));
    parent.kill();
    super::wait::eventually_now("the child is gone too", Duration::from_mins(1), || {
        // Whoever adopts it may let its remains lie.
        let stat = std::fs::read_to_string(&stat).unwrap_or_default();
        (stat.is_empty() || stat.contains(") Z ")).then_some(())
    });
}
