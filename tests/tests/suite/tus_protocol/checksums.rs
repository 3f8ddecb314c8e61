//! Announced checksums: a chunk counts wholly or not at all.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use evidence_schema::wire::problem::ProblemCode;
use reqwest::StatusCode;
use tests::world::{World, problem_of};

use super::{assert_sealed, await_staged, bytes_of, slow_body};

const ALGORITHMS: [&str; 3] = ["sha1", "sha256", "crc32c"];

fn checksum(algorithm: &str, bytes: &[u8]) -> String {
    let sum = match algorithm {
        "sha1" => digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec(),
        "sha256" => digest(&SHA256, bytes).as_ref().to_vec(),
        "crc32c" => crc32c::crc32c(bytes).to_be_bytes().to_vec(),
        other => panic!("{other}?"),
    };
    format!("{algorithm} {}", BASE64_STANDARD.encode(sum))
}

#[tokio::test]
async fn chunk_with_a_wrong_checksum_is_not_kept() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("wrong", 300_000);
    for algorithm in ALGORITHMS {
        let upload = machine.tus_create_named(300_000, "a.bin").await;
        machine.tus_send(upload.id, 0, bytes[..100_000].to_vec()).await;
        let wrong = checksum(algorithm, b"other bytes");
        let patch = machine.tus_patch(upload.id, 100_000).header("Upload-Checksum", wrong);
        let answer = patch.body(bytes[100_000..200_000].to_vec()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 460, "{algorithm}");
        assert_eq!(
            problem_of(answer).await.code,
            ProblemCode::ChecksumMismatch,
            "{algorithm}"
        );
        assert_eq!(machine.tus_offset(upload.id).await, 100_000, "{algorithm}");
        machine.tus_send(upload.id, 100_000, bytes[100_000..].to_vec()).await;
        assert_sealed(&machine, upload.id, &bytes).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn chunks_with_right_checksums_are_kept() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("right", 300_000);
    for algorithm in ALGORITHMS {
        let upload = machine.tus_create_named(300_000, "a.bin").await;
        for start in [0, 100_000, 200_000] {
            let chunk = &bytes[start..start + 100_000];
            let patch = machine
                .tus_patch(upload.id, start as u64)
                .header("Upload-Checksum", checksum(algorithm, chunk));
            assert_eq!(
                patch.body(chunk.to_vec()).send().await.unwrap().status(),
                StatusCode::NO_CONTENT,
                "{algorithm}"
            );
        }
        assert_sealed(&machine, upload.id, &bytes).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn unknown_checksum_is_refused_with_the_known_ones() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    let patch = machine
        .tus_patch(upload.id, 0)
        .header("Upload-Checksum", "md5 kAFQmDzST7DWlj99KOF/cg==");
    let answer = patch.body("abc").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let problem = problem_of(answer).await;
    assert_eq!(problem.code, ProblemCode::ChecksumUnknown);
    assert!(
        ALGORITHMS.iter().all(|known| problem.detail.contains(known)),
        "{}",
        problem.detail
    );
    assert_eq!(machine.tus_offset(upload.id).await, 0);
    world.finish().await;
}

#[tokio::test]
async fn cut_chunk_with_a_checksum_leaves_nothing() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("cut with a checksum", 2 << 20);
    let upload = machine.tus_create_named(bytes.len() as u64, "a.bin").await;
    let (pieces, body) = slow_body();
    let patch = machine
        .tus_patch(upload.id, 0)
        .header("Upload-Checksum", checksum("sha256", &bytes));
    let sending = tokio::spawn(patch.body(body).send());
    pieces.send(bytes[..1 << 20].to_vec()).await.unwrap();
    await_staged(&world, upload.id, 1 << 20).await;
    sending.abort();
    let _gone = sending.await;
    assert_eq!(machine.tus_offset(upload.id).await, 0);
    machine.tus_send(upload.id, 0, bytes.clone()).await;
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}
