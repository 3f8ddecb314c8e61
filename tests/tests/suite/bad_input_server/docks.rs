//! Several docks: each speaks for itself only, and one recorder's file is one clip wherever it was read.

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::docks::{Offer, OfferItem, OfferedAnswer};
use evidence_schema::wire::problem::ProblemCode;
use tests::world::{World, problem_of};

use super::{assert_helpful, bytes_of, finding};

#[tokio::test]
async fn dock_cannot_speak_for_another() {
    let world = World::start().await;
    let (north, south) = (world.dock("north gate").await, world.dock("south gate").await);
    let capture = north.capture("VIDEO/1.bin", b"some bytes");
    let statement = north.sign(&capture);
    let upload = south
        .caller
        .tus_post(10, &[("capture_statement", &statement)])
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(upload).await.code, ProblemCode::StatementInvalid);
    let offer = Offer {
        items: vec![OfferItem { statement }],
    };
    let offer = south.caller.post("/api/v1/docks/offer", &offer).await;
    assert_eq!(problem_of(offer).await.code, ProblemCode::StatementInvalid);
    world.finish().await;
}

#[tokio::test]
async fn dock_cannot_sign_in_the_name_of_another() {
    let world = World::start().await;
    let (north, south) = (world.dock("north gate").await, world.dock("south gate").await);
    let mut capture = south.capture("VIDEO/1.bin", b"some bytes");
    capture.statement.dock_id = north.id;
    let answer = south
        .caller
        .tus_post(10, &[("capture_statement", &south.sign(&capture))])
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(answer).await.code, ProblemCode::StatementInvalid);
    world.finish().await;
}

#[tokio::test]
async fn receipt_and_upload_of_another_dock_are_hidden() {
    let world = World::start().await;
    let (north, south) = (world.dock("north gate").await, world.dock("south gate").await);
    let capture = north.capture("VIDEO/1.bin", b"some bytes");
    let upload = north.upload(&capture).await;
    let receipt = south.ask_receipt(&capture, ReceiptLevel::Sealed, 0).await;
    assert_eq!(problem_of(receipt).await.code, ProblemCode::NotFound);
    assert_eq!(south.caller.tus_head(upload).await.status().as_u16(), 404);
    world.finish().await;
}

#[tokio::test]
async fn revoked_dock_is_nobody_any_more() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    dock.deliver(&capture).await;
    world.revoke(&dock).await;
    let answer = dock.ask_receipt(&capture, ReceiptLevel::Sealed, 0).await;
    assert_eq!(problem_of(answer).await.code, ProblemCode::SignInNeeded);
    world.finish().await;
}

/// Half at the north gate, all of it at the south gate, then the north gate asks again.
#[tokio::test]
async fn recorder_half_read_here_and_redone_there_is_one_clip_with_two_captures() {
    let world = World::start().await;
    world.add_recorder("A1B2C3D");
    let (north, south) = (world.dock("north gate").await, world.dock("south gate").await);
    let bytes = bytes_of(2 << 20);
    let first = north.capture("VIDEO/1.bin", &bytes).from_recorder("A1B2C3D");
    let second = south.capture("VIDEO/1.bin", &bytes).from_recorder("A1B2C3D");
    let begun = north
        .caller
        .tus_create_stated(first.size_bytes(), &north.sign(&first))
        .await;
    north.caller.tus_send(begun.id, 0, bytes[..1 << 20].to_vec()).await;

    let receipt = south.deliver(&second).await;
    let held = OfferedAnswer::Held {
        clip_id: receipt.clip_id(),
    };
    assert_eq!(north.offer(&[&first]).await, [held]);
    assert_eq!(north.deliver(&first).await.clip_id(), receipt.clip_id());

    let captures = world
        .app()
        .await
        .store
        .captures_of_clip(receipt.clip_id())
        .await
        .unwrap();
    let mut of_docks: Vec<_> = captures.iter().map(|capture| capture.dock_id).collect();
    of_docks.sort();
    let mut docks = [north.id, south.id];
    docks.sort();
    assert_eq!(of_docks, docks);
    let clips: ClipPage = world.user().await.read("/api/v1/clips").await;
    assert_eq!(clips.clips.len(), 1);
    world.finish().await;
}

/// The dock had begun to upload, heard that the file is held, and finished the upload all the same.
#[tokio::test]
async fn upload_that_ends_after_its_capture_was_held_ends_well() {
    let world = World::start().await;
    world.add_recorder("A1B2C3D");
    let (north, south) = (world.dock("north gate").await, world.dock("south gate").await);
    let bytes = bytes_of(100_000);
    let first = north.capture("VIDEO/1.bin", &bytes).from_recorder("A1B2C3D");
    let begun = north
        .caller
        .tus_create_stated(first.size_bytes(), &north.sign(&first))
        .await;
    let clip_id = south
        .deliver(&south.capture("VIDEO/1.bin", &bytes).from_recorder("A1B2C3D"))
        .await
        .clip_id();
    assert_eq!(north.offer(&[&first]).await, [OfferedAnswer::Held { clip_id }]);
    north.caller.tus_send(begun.id, 0, bytes).await;
    assert_eq!(north.deliver(&first).await.clip_id(), clip_id);
    world.finish().await;
}

#[tokio::test]
async fn both_docks_at_once_make_one_clip() {
    let world = World::start().await;
    world.add_recorder("A1B2C3D");
    let (north, south) = (world.dock("north gate").await, world.dock("south gate").await);
    let bytes = bytes_of(1 << 20);
    let first = north.capture("VIDEO/1.bin", &bytes).from_recorder("A1B2C3D");
    let second = south.capture("VIDEO/1.bin", &bytes).from_recorder("A1B2C3D");
    let (one, other) = tokio::join!(north.deliver(&first), south.deliver(&second));
    assert_eq!(one.clip_id(), other.clip_id());
    let captures = world.app().await.store.captures_of_clip(one.clip_id()).await.unwrap();
    assert_eq!(captures.len(), 2);
    world.finish().await;
}

/// A dock whose memory was set back gives out an id again: the second file is not lost, a person is told.
#[tokio::test]
async fn capture_id_that_was_used_before_is_refused_with_a_finding() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let first = dock.capture("VIDEO/1.bin", b"first file");
    dock.deliver(&first).await;
    let mut second = dock.capture("VIDEO/2.bin", b"second file");
    second.statement.capture_id = first.id();
    let upload = dock.upload(&second).await;
    let path = format!("/api/v1/uploads/{upload}/receipt?level=sealed&since=0&wait_ms=25000");
    let problem = problem_of(dock.caller.get(&path).await).await;
    assert_eq!(problem.code, ProblemCode::StatementInvalid);
    assert_helpful(&problem);
    finding(&world, "capture_used_twice", &first.id().to_string()).await;
    world.finish().await;
}

/// A formatted card numbers its files from the start: equal names, other bytes.
#[tokio::test]
async fn equal_names_with_other_bytes_are_two_clips() {
    let world = World::start().await;
    world.add_recorder("A1B2C3D");
    let dock = world.dock("north gate").await;
    let before = dock
        .deliver(&dock.capture("VIDEO/1.bin", b"before").from_recorder("A1B2C3D"))
        .await;
    let after = dock
        .deliver(&dock.capture("VIDEO/1.bin", b"after").from_recorder("A1B2C3D"))
        .await;
    assert_ne!(before.clip_id(), after.clip_id());
    world.finish().await;
}
