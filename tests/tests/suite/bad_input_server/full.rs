//! A full disk at the server: nothing is kept by half, and it goes on by itself when there is room again.

use evidence_schema::wire::problem::ProblemCode;
use tests::world::process::may_mount;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{World, WorldSpec, problem_of};

use super::disk::Disk;
use super::{assert_helpful, bytes_of};

const MIB: usize = 1 << 20;

async fn world_on(disk: &Disk) -> World {
    let spec = WorldSpec {
        data: Some(disk.root().join("data")),
        ..WorldSpec::default()
    };
    World::with(spec.set("reserve_mib", 4)).await
}

#[tokio::test]
async fn upload_that_has_no_room_is_not_begun() {
    if !may_mount() {
        return;
    }
    let disk = Disk::of_memory(48);
    let world = world_on(&disk).await;
    let machine = world.machine();
    let answer = machine
        .tus_post(100 << 20, &[("filename", "a.bin")])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 507);
    assert!(answer.headers().contains_key("retry-after"));
    let problem = problem_of(answer).await;
    assert_eq!(problem.code, ProblemCode::StorageFull);
    assert_helpful(&problem);
    assert_eq!(std::fs::read_dir(world.data().join("staging")).unwrap().count(), 0);
    world.finish().await;
}

#[tokio::test]
async fn chunk_that_has_no_room_is_not_kept_by_half_and_may_come_again() {
    if !may_mount() {
        return;
    }
    let disk = Disk::of_memory(48);
    let world = world_on(&disk).await;
    let dock = world.dock("north gate").await;
    let bytes = bytes_of(12 * MIB);
    let capture = dock.capture("VIDEO/1.bin", &bytes);
    let created = dock
        .caller
        .tus_create_stated(capture.size_bytes(), &dock.sign(&capture))
        .await;
    dock.caller.tus_send(created.id, 0, bytes[..2 * MIB].to_vec()).await;
    // The rest is checked against the free room before it is read, so the room goes while it is being sent.
    let (pieces, body) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
    let stream = futures_util::stream::unfold(body, |mut body| async move {
        let piece = body.recv().await?;
        Some((Ok::<_, std::io::Error>(piece), body))
    });
    let patch = dock
        .caller
        .tus_patch(created.id, 2 * MIB as u64)
        .body(reqwest::Body::wrap_stream(stream));
    let sending = tokio::spawn(patch.send());
    pieces.send(bytes[2 * MIB..3 * MIB].to_vec()).await.unwrap();
    let staged = world.data().join("staging").join(format!("{}.part", created.id));
    eventually("the first piece is staged", PATIENCE, async || {
        std::fs::metadata(&staged)
            .is_ok_and(|file| file.len() >= 3 * MIB as u64)
            .then_some(())
    })
    .await;
    let filler = disk.root().join("filler");
    fill(&filler);
    // The server stops listening in the middle of this.
    let _cut = pieces.send(bytes[3 * MIB..].to_vec()).await;
    drop(pieces);
    if let Ok(answer) = sending.await.unwrap() {
        assert_eq!(problem_of(answer).await.code, ProblemCode::StorageFull);
    }
    let answer = dock
        .caller
        .tus_patch(created.id, 2 * MIB as u64)
        .body(bytes[2 * MIB..].to_vec())
        .send()
        .await;
    if let Ok(answer) = answer {
        assert_eq!(problem_of(answer).await.code, ProblemCode::StorageFull);
    }
    assert_eq!(
        std::fs::metadata(&staged).unwrap().len(),
        2 * MIB as u64,
        "a part of the chunk was kept"
    );

    std::fs::remove_file(filler).unwrap();
    assert_eq!(dock.caller.tus_offset(created.id).await, 2 * MIB as u64);
    dock.caller
        .tus_send(created.id, 2 * MIB as u64, bytes[2 * MIB..].to_vec())
        .await;
    dock.deliver(&capture).await;
    world.finish().await;
}

/// Takes all the room there is.
fn fill(path: &std::path::Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(path).unwrap();
    let zeros = vec![0; 4096];
    while file.write_all(&zeros).is_ok() {}
}
