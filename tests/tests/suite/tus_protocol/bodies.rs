//! Bytes: where they begin, how many they are, what is kept of them.

use evidence_schema::wire::problem::ProblemCode;
use reqwest::StatusCode;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, World, problem_of};

use super::{assert_sealed, await_staged, bytes_of, slow_body};

const MIB: usize = 1 << 20;
/// What the server may need beside what it had before, whatever the size of the footage.
const GROWTH_MAX: u64 = 150 << 20;

#[tokio::test]
async fn creation_may_carry_the_first_bytes() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("creation", 3 * MIB);
    let post = machine
        .tus_post(bytes.len() as u64, &[])
        .header("Content-Type", "application/offset+octet-stream");
    let answer = post.body(bytes[..MIB].to_vec()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.headers()["upload-offset"], MIB.to_string().as_str());
    let path = answer.headers()["location"].to_str().unwrap();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    machine.tus_send(id, MIB as u64, bytes[MIB..].to_vec()).await;
    assert_sealed(&machine, id, &bytes).await;
    world.finish().await;
}

#[tokio::test]
async fn wrong_offset_is_refused_with_the_right_one() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("offset", 5000);
    let upload = machine.tus_create_named(5000, "a.bin").await;
    machine.tus_send(upload.id, 0, bytes[..2000].to_vec()).await;
    for offset in [0, 1999, 2001, 5000, 6000] {
        let answer = machine.tus_patch(upload.id, offset).body("xyz").send().await.unwrap();
        assert_eq!(answer.headers()["upload-offset"], "2000");
        assert_eq!(problem_of(answer).await.code, ProblemCode::OffsetWrong, "{offset}");
    }
    machine.tus_send(upload.id, 2000, bytes[2000..].to_vec()).await;
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}

#[tokio::test]
async fn more_bytes_than_announced_are_refused_and_none_is_kept() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("much", 5000);
    let upload = machine.tus_create_named(4000, "a.bin").await;
    machine.tus_send(upload.id, 0, bytes[..1000].to_vec()).await;
    let answer = machine
        .tus_patch(upload.id, 1000)
        .body(bytes[1000..].to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(answer).await.code, ProblemCode::TooLarge);
    assert_eq!(machine.tus_offset(upload.id).await, 1000);
    machine.tus_send(upload.id, 1000, bytes[1000..4000].to_vec()).await;
    assert_sealed(&machine, upload.id, &bytes[..4000]).await;
    world.finish().await;
}

#[tokio::test]
async fn complete_upload_takes_no_more_bytes() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    machine.tus_send(upload.id, 0, "abc").await;
    let answer = machine.tus_patch(upload.id, 3).body("d").send().await.unwrap();
    assert_eq!(problem_of(answer).await.code, ProblemCode::OffsetWrong);
    assert_sealed(&machine, upload.id, b"abc").await;
    world.finish().await;
}

#[tokio::test]
async fn file_of_no_bytes_becomes_a_clip() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(0, "empty.bin").await;
    assert_sealed(&machine, upload.id, b"").await;
    world.finish().await;
}

#[tokio::test]
async fn bytes_that_came_before_a_cut_connection_are_kept() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("cut", 2 * MIB);
    let upload = machine.tus_create_named(bytes.len() as u64, "a.bin").await;
    let (pieces, body) = slow_body();
    let sending = tokio::spawn(machine.tus_patch(upload.id, 0).body(body).send());
    pieces.send(bytes[..MIB].to_vec()).await.unwrap();
    await_staged(&world, upload.id, MIB as u64).await;
    sending.abort();
    let _gone = sending.await;
    drop(pieces);
    eventually("the server gives up waiting", PATIENCE, async || {
        (machine.tus_offset(upload.id).await == MIB as u64).then_some(())
    })
    .await;
    machine.tus_send(upload.id, MIB as u64, bytes[MIB..].to_vec()).await;
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}

#[tokio::test]
async fn terminated_upload_is_gone_with_its_bytes() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(5, "a.bin").await;
    machine.tus_send(upload.id, 0, "abc").await;
    let path = Caller::upload_path(upload.id);
    let answer = machine.tus(reqwest::Method::DELETE, &path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(machine.tus_head(upload.id).await.status(), StatusCode::NOT_FOUND);
    assert!(
        !world
            .data()
            .join("staging")
            .join(format!("{}.part", upload.id))
            .exists()
    );
    world.finish().await;
}

#[tokio::test]
async fn complete_upload_cannot_be_terminated() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    machine.tus_send(upload.id, 0, "abc").await;
    let answer = machine
        .tus(reqwest::Method::DELETE, &Caller::upload_path(upload.id))
        .send()
        .await
        .unwrap();
    assert_eq!(problem_of(answer).await.code, ProblemCode::Conflict);
    assert_sealed(&machine, upload.id, b"abc").await;
    world.finish().await;
}

#[tokio::test]
async fn upload_whose_time_is_over_is_swept() {
    let mut world = World::start().await;
    let machine = world.machine();
    let (old, young) = (
        machine.tus_create_named(5, "old.bin").await,
        machine.tus_create_named(5, "young.bin").await,
    );
    machine.tus_send(old.id, 0, "abc").await;
    machine.tus_send(young.id, 0, "abc").await;
    world.stop();
    let app = world.app().await;
    app.store
        .upload_extend(old.id, app.now().plus_ms(-1).unwrap())
        .await
        .unwrap();
    drop(app);
    // The first sweep comes at the start.
    world.restart();
    eventually("the old upload is gone", PATIENCE, async || {
        (machine.tus_head(old.id).await.status() == StatusCode::NOT_FOUND).then_some(())
    })
    .await;
    // Its row goes first, its bytes after it.
    let staged = world.data().join("staging").join(format!("{}.part", old.id));
    eventually("its bytes are gone", PATIENCE, async || {
        (!staged.exists()).then_some(())
    })
    .await;
    assert_eq!(machine.tus_offset(young.id).await, 3);
    world.finish().await;
}

/// The body is made as it is sent: a gibibyte of zeros.
#[tokio::test]
async fn memory_of_the_server_stays_flat_whatever_the_size() {
    const PIECES: usize = 1024;
    let mut world = World::start().await;
    let machine = world.machine();
    let before = world.server().resident_bytes();
    let upload = machine.tus_create_named((PIECES * MIB) as u64, "sparse.bin").await;
    let zeros = bytes::Bytes::from(vec![0; MIB]);
    let pieces = futures_util::stream::iter((0..PIECES).map(move |_| Ok::<_, std::io::Error>(zeros.clone())));
    let answer = machine
        .tus_patch(upload.id, 0)
        .timeout(PATIENCE * 10)
        .body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(answer.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let path = format!(
        "{}/receipt?level=verified&since=0&wait_ms=25000",
        Caller::upload_path(upload.id)
    );
    eventually("the clip is verified", PATIENCE * 10, async || {
        machine.get(&path).await.status().is_success().then_some(())
    })
    .await;
    let grown = world.server().resident_bytes_max().saturating_sub(before);
    assert!(grown < GROWTH_MAX, "the server grew by {} MiB", grown >> 20);
    world.finish().await;
}
