//! Two writers at once: the standard is silent; here the older is stopped and awaited, and the newer wins.

use evidence_schema::wire::problem::ProblemCode;
use tests::world::{World, problem_of};

use super::{assert_sealed, await_staged, bytes_of, slow_body};

const MIB: usize = 1 << 20;

#[tokio::test]
async fn asking_for_the_offset_stops_the_older_writer() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("older", 3 * MIB);
    let upload = machine.tus_create_named(bytes.len() as u64, "a.bin").await;
    let (pieces, body) = slow_body();
    let older = tokio::spawn(machine.tus_patch(upload.id, 0).body(body).send());
    pieces.send(bytes[..MIB].to_vec()).await.unwrap();
    await_staged(&world, upload.id, MIB as u64).await;

    assert_eq!(
        machine.tus_offset(upload.id).await,
        MIB as u64,
        "what came so far is kept"
    );
    // The older one may still be able to send; it must not be heard any more.
    let _unheard = pieces.send(vec![0xee; MIB]).await;
    machine.tus_send(upload.id, MIB as u64, bytes[MIB..].to_vec()).await;
    drop(pieces);
    if let Ok(answer) = older.await.unwrap() {
        assert_eq!(problem_of(answer).await.code, ProblemCode::UploadBusy);
    }
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}

#[tokio::test]
async fn newer_writer_at_the_old_offset_is_told_the_new_one() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("newer", 2 * MIB);
    let upload = machine.tus_create_named(bytes.len() as u64, "a.bin").await;
    let (pieces, body) = slow_body();
    let older = tokio::spawn(machine.tus_patch(upload.id, 0).body(body).send());
    pieces.send(bytes[..MIB].to_vec()).await.unwrap();
    await_staged(&world, upload.id, MIB as u64).await;

    let newer = machine
        .tus_patch(upload.id, 0)
        .body(bytes.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(newer.headers()["upload-offset"], MIB.to_string().as_str());
    assert_eq!(problem_of(newer).await.code, ProblemCode::OffsetWrong);
    drop(pieces);
    let _older = older.await.unwrap();
    machine.tus_send(upload.id, MIB as u64, bytes[MIB..].to_vec()).await;
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}

#[tokio::test]
async fn older_writer_with_a_checksum_leaves_nothing_to_the_newer() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("checked", 2 * MIB);
    let upload = machine.tus_create_named(bytes.len() as u64, "a.bin").await;
    let (pieces, body) = slow_body();
    let patch = machine
        .tus_patch(upload.id, 0)
        .header("Upload-Checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let older = tokio::spawn(patch.body(body).send());
    pieces.send(vec![0xee; MIB]).await.unwrap();
    await_staged(&world, upload.id, MIB as u64).await;

    machine.tus_send(upload.id, 0, bytes.clone()).await;
    drop(pieces);
    let _older = older.await.unwrap();
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}

#[tokio::test]
async fn many_writers_at_once_leave_the_right_bytes() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("many", 4 * MIB);
    let upload = machine.tus_create_named(bytes.len() as u64, "a.bin").await;
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (machine, bytes) = (machine.clone(), bytes.clone());
            tokio::spawn(async move {
                let offset = machine.tus_offset(upload.id).await;
                let rest = bytes[usize::try_from(offset).unwrap()..].to_vec();
                let _any = machine.tus_patch(upload.id, offset).body(rest).send().await;
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let offset = machine.tus_offset(upload.id).await;
    if offset < bytes.len() as u64 {
        machine
            .tus_send(upload.id, offset, bytes[usize::try_from(offset).unwrap()..].to_vec())
            .await;
    }
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}
