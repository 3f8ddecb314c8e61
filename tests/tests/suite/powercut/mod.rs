//! A power cut at the moment of acknowledgement: what has a receipt is there afterwards, and without syncing it is not.
//!
//! How: the server's data lies on a file system on a loop device. When the last receipt has come, the server is stopped
//! (SIGSTOP) and the image is copied as it is: what was only in memory is not in it. The copy is mounted, which replays
//! its journal, and everything is looked up. The control run preloads `libeatmydata`, which makes syncing do nothing;
//! it must lose something, or the test shows nothing.
//!
//! The embedded engines only: PostgreSQL and an S3 store answer for their own disks.

mod disk;

use std::path::Path;

use evidence_schema::custody::receipt::Receipt;
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_server::app::App;
use evidence_server::app::verify::VerifyWish;
use evidence_server::compose::{self, Opener};
use evidence_server::config::Config;
use evidence_server::vault::ObjectKey;
use rustix::process::Signal;
use tests::world::process::may_mount;
use tests::world::{Engine, World, WorldSpec};

use disk::{Disk, FileSystem};

const CLIPS: usize = 12;
const CLIP_BYTES: usize = 700_000;

/// Bytes that do not compress and differ from clip to clip.
fn footage(number: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(number as u64 + 1);
    let mut bytes = Vec::with_capacity(CLIP_BYTES);
    while bytes.len() < CLIP_BYTES {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes
}

/// Delivers clips until the power goes; gives the receipts that had come, and the disk as it was then.
async fn until_the_power_goes(disk: &Disk, environment: Vec<(String, String)>) -> (Vec<Receipt>, World) {
    let spec = WorldSpec {
        data: Some(disk.folder().join("data")),
        environment,
        ..WorldSpec::default()
    };
    let mut world = World::with(spec.on(Engine::Embedded)).await;
    let dock = world.dock("north gate").await;
    let mut receipts = Vec::new();
    for number in 0..CLIPS {
        let capture = dock
            .capture(&format!("VIDEO/{number}.MP4"), &footage(number))
            .from_recorder("R1");
        dock.upload(&capture).await;
        receipts.push(dock.receipt(&capture, ReceiptLevel::Sealed, None).await);
    }
    world.server().signal(Signal::STOP);
    (receipts, world)
}

/// How many of the receipted clips are not there, whole, in what the power cut left.
async fn lost(data: &Path, receipts: &[Receipt]) -> usize {
    let config = Config {
        data: Some(data.to_owned()),
        ..Config::default()
    };
    let Ok(app) = compose::open(&config, Opener::Command).await else {
        return receipts.len();
    };
    let mut lost = 0;
    for receipt in receipts {
        lost += usize::from(!is_held(&app, receipt).await);
    }
    lost
}

async fn is_held(app: &App, receipt: &Receipt) -> bool {
    let Ok(Some(clip)) = app.store.clip_by_id(receipt.clip_id).await else {
        return false;
    };
    let Ok(key) = ObjectKey::parse(&clip.object_key) else {
        return false;
    };
    app.vault
        .read_back(&key)
        .await
        .is_ok_and(|found| found.sha256 == receipt.sha256)
}

async fn power_cut(file_system: FileSystem) {
    if !may_mount() {
        return;
    }
    let disk = Disk::make(file_system);
    let (receipts, world) = until_the_power_goes(&disk, Vec::new()).await;
    let after = disk.copy_as_it_is();
    let data = after.folder().join("data");
    assert_eq!(
        lost(&data, &receipts).await,
        0,
        "every receipted clip is there after the power cut"
    );
    let config = Config {
        data: Some(data),
        ..Config::default()
    };
    let app = compose::open(&config, Opener::Command)
        .await
        .expect("open what the power cut left");
    let against = receipts
        .iter()
        .map(|r| (r.clip_id.to_string(), serde_json::to_string(r).expect("JSON")))
        .collect();
    let wish = VerifyWish {
        against,
        is_deep: true,
        now: None,
    };
    let report = app.verify(wish, |_| ()).await.expect("verify");
    assert_eq!(report.breaches, []);
    drop(app);
    world_gone(world);
}

async fn control(file_system: FileSystem) {
    if !may_mount() {
        return;
    }
    let disk = Disk::make(file_system);
    let preload = ("LD_PRELOAD".to_owned(), disk::eatmydata());
    let (receipts, world) = until_the_power_goes(&disk, vec![preload]).await;
    let after = disk.copy_as_it_is();
    let lost = lost(&after.folder().join("data"), &receipts).await;
    assert!(
        lost > 0,
        "without syncing a power cut must lose a receipted clip, or this suite shows nothing"
    );
    println!(
        "control on {}: {lost} of {CLIPS} receipted clips lost",
        file_system.name()
    );
    world_gone(world);
}

fn world_gone(mut world: World) {
    world.kill();
    world.abandon("its power was cut");
}

#[tokio::test]
async fn every_receipted_clip_survives_a_power_cut_on_ext4() {
    power_cut(FileSystem::Ext4).await;
}

#[tokio::test]
async fn every_receipted_clip_survives_a_power_cut_on_xfs() {
    power_cut(FileSystem::Xfs).await;
}

#[tokio::test]
async fn without_syncing_a_power_cut_on_ext4_loses_a_receipted_clip() {
    control(FileSystem::Ext4).await;
}

#[tokio::test]
async fn without_syncing_a_power_cut_on_xfs_loses_a_receipted_clip() {
    control(FileSystem::Xfs).await;
}
