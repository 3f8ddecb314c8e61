//! What the vault promises on every engine.

use std::io::Read;
use std::path::PathBuf;

use evidence_schema::digest::Sha256Digest;
use evidence_server::app::App;
use evidence_server::vault::{ObjectKey, VaultError};
use futures_util::TryStreamExt;
use reqwest::header::RANGE;
use tests::world::World;

use super::engines;

/// Larger than what a bucket takes in one request.
const LARGE: usize = 40 << 20;
const REASON: &str = "objects were put without rows";

fn bytes_of(count: usize) -> Vec<u8> {
    (0..count.div_ceil(4))
        .flat_map(|n| u32::try_from(n).unwrap().wrapping_mul(2_654_435_761).to_le_bytes())
        .take(count)
        .collect()
}

fn staged(world: &World, name: &str, bytes: &[u8]) -> PathBuf {
    // On the disk of the data folder, as staged uploads are.
    let path = world.data().join("staging").join(name);
    // An earlier file of this name may be linked into the vault by now: never write into it.
    let _none = std::fs::remove_file(&path);
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn put(world: &World, app: &App, bytes: &[u8]) -> ObjectKey {
    let key = ObjectKey::fresh(Sha256Digest::of(bytes), app.chance());
    app.vault.put(&staged(world, "put", bytes), &key).await.unwrap();
    key
}

async fn read(app: &App, key: &ObjectKey, from: usize, to: usize) -> Vec<u8> {
    let stream = app.vault.stream(key, from as u64, to as u64).await.unwrap();
    stream.try_collect::<Vec<bytes::Bytes>>().await.unwrap().concat()
}

#[tokio::test]
async fn put_bytes_are_read_back_whole() {
    let world = engines().await;
    let app = world.app().await;
    for size in [0, 1, 4095, 4096, 1_000_001, LARGE] {
        let bytes = bytes_of(size);
        let key = put(&world, &app, &bytes).await;
        let found = app.vault.read_back(&key).await.unwrap();
        assert_eq!(
            (found.sha256, found.size_bytes),
            (Sha256Digest::of(&bytes), size as u64),
            "{size} bytes"
        );
        assert_eq!(app.vault.size(&key).await.unwrap(), Some(size as u64));
    }
    world.abandon(REASON);
}

#[tokio::test]
async fn same_bytes_may_be_put_again_under_their_key() {
    let world = engines().await;
    let app = world.app().await;
    for size in [0, 1000, LARGE] {
        let bytes = bytes_of(size);
        let key = put(&world, &app, &bytes).await;
        app.vault.put(&staged(&world, "again", &bytes), &key).await.unwrap();
        assert_eq!(
            app.vault.read_back(&key).await.unwrap().sha256,
            Sha256Digest::of(&bytes)
        );
    }
    world.abandon(REASON);
}

#[tokio::test]
async fn other_bytes_never_replace_what_stands_under_a_key() {
    let world = engines().await;
    let app = world.app().await;
    for size in [1000, LARGE] {
        let bytes = bytes_of(size);
        let key = put(&world, &app, &bytes).await;
        let mut other = bytes.clone();
        other[size / 2] ^= 1;
        for other in [other, bytes[1..].to_vec(), Vec::new()] {
            let refused = app.vault.put(&staged(&world, "other", &other), &key).await;
            assert!(
                matches!(refused, Err(VaultError::KeyTaken(_))),
                "{size} bytes: {refused:?}"
            );
        }
        assert_eq!(
            app.vault.read_back(&key).await.unwrap().sha256,
            Sha256Digest::of(&bytes)
        );
    }
    world.abandon(REASON);
}

#[tokio::test]
async fn putting_again_after_the_staged_file_went_is_fine() {
    let world = engines().await;
    let app = world.app().await;
    let key = put(&world, &app, b"some bytes").await;
    app.vault.put(&world.data().join("staging/gone"), &key).await.unwrap();
    world.abandon(REASON);
}

#[tokio::test]
async fn what_was_never_put_is_missing_whoever_asks() {
    let world = engines().await;
    let app = world.app().await;
    let key = ObjectKey::fresh(Sha256Digest::of(b"never"), app.chance());
    assert_eq!(app.vault.size(&key).await.unwrap(), None);
    assert!(matches!(app.vault.read_back(&key).await, Err(VaultError::Missing(_))));
    assert!(matches!(
        app.vault.stream(&key, 0, 5).await.map(|_| ()),
        Err(VaultError::Missing(_))
    ));
    assert!(matches!(
        app.vault.open_file(&key, &app.scratch.join("never")).await,
        Err(VaultError::Missing(_))
    ));
    assert!(matches!(
        app.vault.put(&world.data().join("staging/gone"), &key).await,
        Err(VaultError::Missing(_))
    ));
    world.abandon(REASON);
}

#[tokio::test]
async fn ranges_are_exact() {
    let world = engines().await;
    let app = world.app().await;
    let bytes = bytes_of(1_000_000);
    let key = put(&world, &app, &bytes).await;
    for (from, to) in [
        (0, 1_000_000),
        (0, 1),
        (999_999, 1_000_000),
        (4095, 4097),
        (250_000, 750_000),
    ] {
        assert_eq!(read(&app, &key, from, to).await, bytes[from..to], "{from}..{to}");
    }
    world.abandon(REASON);
}

#[tokio::test]
async fn every_object_is_listed_with_its_size() {
    let world = engines().await;
    let app = world.app().await;
    let mut wanted = Vec::new();
    for size in [0, 10, 20, 30] {
        wanted.push((put(&world, &app, &bytes_of(size)).await, size as u64));
    }
    let mut found: Vec<_> = app
        .vault
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|o| (o.key, o.size_bytes))
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    world.abandon(REASON);
}

#[tokio::test]
async fn opened_file_has_the_bytes_and_leaves_no_name_behind() {
    let world = engines().await;
    let app = world.app().await;
    let bytes = bytes_of(1_000_000);
    let key = put(&world, &app, &bytes).await;
    let scratch = app.scratch.join("fetched");
    let mut file = app.vault.open_file(&key, &scratch).await.unwrap();
    let mut read = Vec::new();
    file.read_to_end(&mut read).unwrap();
    assert_eq!(read, bytes);
    assert!(!scratch.exists());
    world.abandon(REASON);
}

/// The whole way: what is served is what was uploaded, in one piece, in ranges, and when there is nothing to serve.
#[tokio::test]
async fn footage_is_served_exactly() {
    let world = World::start().await;
    let (dock, user) = (world.dock("north gate").await, world.user().await);
    for size in [0, 1, 100_000] {
        let bytes = bytes_of(size);
        let clip = dock.deliver(&dock.capture(&format!("VIDEO/{size}.bin"), &bytes)).await;
        let path = format!("/api/v1/clips/{}/content", clip.clip_id());
        let answer = user.get(&path).await;
        assert!(answer.status().is_success(), "{size} bytes: {}", answer.status());
        assert_eq!(answer.bytes().await.unwrap(), bytes, "{size} bytes");
        if size > 10 {
            let range = user
                .request(reqwest::Method::GET, &path)
                .header(RANGE, "bytes=5-9")
                .send()
                .await
                .unwrap();
            assert_eq!(range.status().as_u16(), 206);
            assert_eq!(range.bytes().await.unwrap(), bytes[5..10]);
        }
    }
    world.finish().await;
}
