//! Receipts: given when they are true, believed only after a check, and never silent about a log that went back.

use evidence_schema::custody::receipt::{self, Expected, Receipt, ReceiptError, ReceiptLevel};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::wire::problem::ProblemCode;
use reqwest::header::RETRY_AFTER;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, Capture, TestDock, World, problem_of};

async fn receipt_at(dock: &TestDock, capture: &Capture, query: &str) -> reqwest::Response {
    dock.caller
        .get(&format!("/api/v1/captures/{}/receipt?{query}", capture.id()))
        .await
}

#[tokio::test]
async fn sealed_receipt_proves_that_the_bytes_are_held() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    dock.upload(&capture).await;
    let receipt = dock.receipt(&capture, ReceiptLevel::Sealed, None).await;
    let verified = dock.check(&capture, &receipt, None);
    assert!(verified.level() >= ReceiptLevel::Sealed);
    assert_eq!(
        (receipt.sha256, receipt.size_bytes),
        (Sha256Digest::of(b"some bytes"), 10)
    );
    assert_eq!(receipt.capture_id, Some(capture.id()));
    world.finish().await;
}

#[tokio::test]
async fn verified_receipt_rests_on_a_read_back_of_its_own() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    dock.upload(&capture).await;
    let receipt = dock.receipt(&capture, ReceiptLevel::Verified, None).await;
    assert_eq!(dock.check(&capture, &receipt, None).level(), ReceiptLevel::Verified);
    assert!(receipt.entry.contains("clip.verified"), "{}", receipt.entry);
    assert!(receipt.detail.contains("read_back"), "{}", receipt.detail);
    world.finish().await;
}

#[tokio::test]
async fn every_later_receipt_continues_the_log_that_was_seen() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let mut last = None;
    for number in 0_u8..5 {
        let capture = dock.capture(&format!("VIDEO/{number}.bin"), &[number; 100]);
        dock.upload(&capture).await;
        let receipt = dock.receipt(&capture, ReceiptLevel::Verified, last).await;
        let verified = dock.check(&capture, &receipt, last);
        assert!(
            last.is_none_or(|last| last.size < verified.head().size),
            "the log did not grow"
        );
        last = Some(verified.head());
    }
    world.finish().await;
}

#[tokio::test]
async fn receipt_for_old_footage_continues_the_newest_head() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let (old, young) = (
        dock.capture("VIDEO/1.bin", b"old"),
        dock.capture("VIDEO/2.bin", b"young"),
    );
    dock.deliver(&old).await;
    let head = dock.deliver(&young).await.head();
    let receipt = dock.receipt(&old, ReceiptLevel::Verified, Some(head)).await;
    dock.check(&old, &receipt, Some(head));
    world.finish().await;
}

#[tokio::test]
async fn receipt_of_other_bytes_is_not_believed() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    dock.deliver(&capture).await;
    let receipt = dock.receipt(&capture, ReceiptLevel::Verified, None).await;
    let expected = Expected {
        sha256: Sha256Digest::of(b"what was read"),
        size_bytes: 10,
        last_head: None,
    };
    let refused = receipt::verify(&receipt, &dock.log_key, &expected);
    assert!(matches!(refused, Err(ReceiptError::Mismatch(_))), "{refused:?}");
    world.finish().await;
}

#[tokio::test]
async fn receipt_that_is_not_there_yet_is_pending() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    dock.caller
        .tus_create_stated(capture.size_bytes(), &dock.sign(&capture))
        .await;
    let answer = receipt_at(&dock, &capture, "level=sealed&since=0&wait_ms=0").await;
    assert!(answer.headers().contains_key(RETRY_AFTER));
    assert_eq!(problem_of(answer).await.code, ProblemCode::ReceiptPending);
    dock.deliver(&capture).await;
    world.finish().await;
}

#[tokio::test]
async fn waiting_for_a_receipt_ends_when_it_is_there() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    let created = dock
        .caller
        .tus_create_stated(capture.size_bytes(), &dock.sign(&capture))
        .await;
    let (asker, id) = (dock.caller.clone(), capture.id());
    let asked = tokio::spawn(async move {
        let path = format!("/api/v1/captures/{id}/receipt?level=verified&since=0&wait_ms=25000");
        asker.read::<Receipt>(&path).await
    });
    dock.caller.tus_send(created.id, 0, capture.bytes.clone()).await;
    let receipt = asked.await.unwrap();
    assert_eq!(dock.check(&capture, &receipt, None).level(), ReceiptLevel::Verified);
    world.finish().await;
}

#[tokio::test]
async fn replicated_receipt_is_never_given_without_a_second_vault() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    dock.deliver(&capture).await;
    let answer = receipt_at(&dock, &capture, "level=replicated&since=0&wait_ms=0").await;
    assert_eq!(problem_of(answer).await.code, ProblemCode::ReceiptPending);
    world.finish().await;
}

/// Either the server's database went back, or the dock's memory is wrong: a person must look.
#[tokio::test]
async fn dock_that_saw_more_of_the_log_raises_a_finding() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    dock.deliver(&capture).await;
    let answer = receipt_at(&dock, &capture, "level=sealed&since=1000000&wait_ms=0").await;
    let problem = problem_of(answer).await;
    assert_eq!(problem.code, ProblemCode::Conflict);
    assert!(problem.detail.contains("1000000"), "{}", problem.detail);
    let app = world.app().await;
    eventually("the finding is raised", PATIENCE, async || {
        app.store.finding_open_of("log_behind", "log").await.unwrap()
    })
    .await;
    world.finish().await;
}

#[tokio::test]
async fn foreign_client_gets_a_receipt_that_names_no_capture() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    machine.tus_send(upload.id, 0, "abc").await;
    let path = format!(
        "{}/receipt?level=verified&since=0&wait_ms=25000",
        Caller::upload_path(upload.id)
    );
    let receipt: Receipt = machine.read(&path).await;
    assert_eq!(receipt.capture_id, None);
    let expected = Expected {
        sha256: Sha256Digest::of(b"abc"),
        size_bytes: 3,
        last_head: None,
    };
    receipt::verify(&receipt, &world.log_key(), &expected).unwrap();
    world.finish().await;
}

#[tokio::test]
async fn receipt_stays_good_after_the_server_was_killed() {
    let mut world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"some bytes");
    let head = dock.deliver(&capture).await.head();
    world.kill();
    world.restart();
    let receipt = dock.receipt(&capture, ReceiptLevel::Verified, Some(head)).await;
    dock.check(&capture, &receipt, Some(head));
    world.finish().await;
}
