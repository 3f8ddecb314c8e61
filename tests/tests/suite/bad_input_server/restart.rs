//! The server dies in the middle of an upload.

use tests::world::wait::{PATIENCE, eventually_now};
use tests::world::{World, WorldSpec};

use super::bytes_of;

const MIB: usize = 1 << 20;

#[tokio::test]
async fn upload_goes_on_after_the_server_was_killed_between_two_requests() {
    let mut world = World::start().await;
    let dock = world.dock("north gate").await;
    let bytes = bytes_of(3 * MIB);
    let capture = dock.capture("VIDEO/1.bin", &bytes);
    let created = dock
        .caller
        .tus_create_stated(capture.size_bytes(), &dock.sign(&capture))
        .await;
    dock.caller.tus_send(created.id, 0, bytes[..MIB].to_vec()).await;
    world.kill();
    world.restart();
    assert_eq!(dock.caller.tus_offset(created.id).await, MIB as u64);
    dock.caller
        .tus_send(created.id, MIB as u64, bytes[MIB..].to_vec())
        .await;
    dock.deliver(&capture).await;
    world.finish().await;
}

#[tokio::test]
async fn upload_goes_on_after_the_server_was_killed_in_the_middle_of_a_request() {
    let mut world = World::start().await;
    let dock = world.dock("north gate").await;
    let bytes = bytes_of(3 * MIB);
    let capture = dock.capture("VIDEO/1.bin", &bytes);
    let created = dock
        .caller
        .tus_create_stated(capture.size_bytes(), &dock.sign(&capture))
        .await;
    let (pieces, body) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
    let stream = futures_util::stream::unfold(body, |mut body| async move {
        let piece = body.recv().await?;
        Some((Ok::<_, std::io::Error>(piece), body))
    });
    let patch = dock
        .caller
        .tus_patch(created.id, 0)
        .body(reqwest::Body::wrap_stream(stream));
    let sending = tokio::spawn(patch.send());
    pieces.send(bytes[..2 * MIB].to_vec()).await.unwrap();
    let staged = world.data().join("staging").join(format!("{}.part", created.id));
    tokio::task::spawn_blocking(move || {
        eventually_now("some bytes are staged", PATIENCE, || {
            std::fs::metadata(&staged)
                .is_ok_and(|file| file.len() > 0)
                .then_some(())
        });
    })
    .await
    .unwrap();
    world.kill();
    assert!(sending.await.unwrap().is_err(), "the killed server answered");
    world.restart();

    let offset = usize::try_from(dock.caller.tus_offset(created.id).await).unwrap();
    assert!(offset > 0 && offset <= 2 * MIB, "{offset}");
    dock.caller
        .tus_send(created.id, offset as u64, bytes[offset..].to_vec())
        .await;
    dock.deliver(&capture).await;
    world.finish().await;
}

#[tokio::test]
async fn second_server_on_the_same_data_refuses_to_start() {
    let world = World::with(WorldSpec::default()).await;
    let mut second = world.command(&["serve", "--listen", "127.0.0.1:0"]);
    second.env("RUST_LOG", "info");
    let output = tokio::task::spawn_blocking(move || tests::world::process::run(second, ""))
        .await
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("another process uses"), "{said}");
    world.finish().await;
}
