//! Footage that is not what was said about it.

use evidence_schema::clip::SourceKind;
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::custody::statement::ReadFrom;
use evidence_schema::evidence::UploadState;
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::problem::ProblemCode;
use reqwest::StatusCode;
use tests::world::{Caller, World, problem_of};

use super::{assert_helpful, finding};

#[tokio::test]
async fn bytes_that_are_not_the_declared_ones_are_refused_and_may_come_again() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"the right bytes");
    let created = dock
        .caller
        .tus_create_stated(capture.size_bytes(), &dock.sign(&capture))
        .await;
    dock.caller.tus_send(created.id, 0, "the wrong bytes").await;

    let problem = problem_of(dock.ask_receipt(&capture, ReceiptLevel::Sealed, 0).await).await;
    assert_eq!(problem.code, ProblemCode::HashMismatch);
    assert_helpful(&problem);
    let status = dock.caller.upload_status(created.id).await;
    assert_eq!(status.state, UploadState::Refused);
    assert_eq!(
        status.refusal.map(|refusal| refusal.code),
        Some(ProblemCode::HashMismatch)
    );
    finding(&world, "hash_mismatch", &capture.id().to_string()).await;
    let staged = world.data().join("staging").join(format!("{}.part", created.id));
    tests::world::wait::eventually_now("the staged bytes are dropped", tests::world::wait::PATIENCE, || {
        (!staged.exists()).then_some(())
    });

    let again = dock
        .caller
        .tus_create_stated(capture.size_bytes(), &dock.sign(&capture))
        .await;
    assert_ne!(again.id, created.id, "a refused upload is not gone on with");
    dock.deliver(&capture).await;
    world.finish().await;
}

#[tokio::test]
async fn foreign_client_that_declares_another_hash_is_refused() {
    let world = World::start().await;
    let machine = world.machine();
    let declared = "0000000000000000000000000000000000000000000000000000000000000000";
    let upload = machine
        .tus_create(3, &[("filename", "a.bin"), ("sha256", declared)])
        .await;
    machine.tus_send(upload.id, 0, "abc").await;
    let path = format!(
        "{}/receipt?level=sealed&since=0&wait_ms=25000",
        Caller::upload_path(upload.id)
    );
    assert_eq!(
        problem_of(machine.get(&path).await).await.code,
        ProblemCode::HashMismatch
    );
    world.finish().await;
}

#[tokio::test]
async fn statement_about_another_length_begins_nothing() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    let answer = dock
        .caller
        .tus_post(11, &[("capture_statement", &dock.sign(&capture))])
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(answer).await.code, ProblemCode::StatementInvalid);
    world.finish().await;
}

#[tokio::test]
async fn statement_with_one_changed_letter_begins_nothing() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    let statement = dock.sign(&capture).replace("VIDEO/1.bin", "VIDEO/2.bin");
    let answer = dock
        .caller
        .tus_post(10, &[("capture_statement", &statement)])
        .send()
        .await
        .unwrap();
    let problem = problem_of(answer).await;
    assert_eq!(problem.code, ProblemCode::StatementInvalid);
    assert_helpful(&problem);
    world.finish().await;
}

#[tokio::test]
async fn what_was_brought_by_hand_never_looks_like_a_recorder() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let mut capture = dock.capture("VIDEO/1.bin", b"some bytes");
    capture.statement.read_from = ReadFrom::Hand {
        person: "somebody".to_owned(),
    };
    let answer = dock
        .caller
        .tus_post(10, &[("capture_statement", &dock.sign(&capture))])
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(answer).await.code, ProblemCode::StatementInvalid);
    capture.statement.source = SourceKind::Camera;
    capture.statement.docking_id = None;
    dock.deliver(&capture).await;
    world.finish().await;
}

#[tokio::test]
async fn file_name_with_folders_and_control_characters_is_made_harmless() {
    let world = World::start().await;
    let (machine, user) = (world.machine(), world.user().await);
    let upload = machine.tus_create_named(3, "../../etc/pass\u{7}\nwd.bin").await;
    machine.tus_send(upload.id, 0, "abc").await;
    let path = format!(
        "{}/receipt?level=verified&since=0&wait_ms=25000",
        Caller::upload_path(upload.id)
    );
    assert_eq!(machine.get(&path).await.status(), StatusCode::OK);
    let clips: ClipPage = user.read("/api/v1/clips").await;
    assert_eq!(clips.clips[0].file_name, "pass\u{fffd}\u{fffd}wd.bin");
    world.finish().await;
}

#[tokio::test]
async fn recorder_that_nobody_registered_is_collected_with_a_finding() {
    let world = World::start().await;
    let (dock, user) = (world.dock("north gate").await, world.user().await);
    dock.deliver(&dock.capture("VIDEO/1.bin", b"some bytes").from_recorder("Z9Y8X7W"))
        .await;
    let found = finding(&world, "unknown_recorder", "Z9Y8X7W").await;
    assert!(found.message.contains("Z9Y8X7W"), "{}", found.message);
    let clips: ClipPage = user.read("/api/v1/clips").await;
    assert_eq!(clips.clips[0].device_serial.as_deref(), Some("Z9Y8X7W"));
    assert_eq!(clips.clips[0].recorder_id, None);
    world.finish().await;
}
