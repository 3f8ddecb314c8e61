//! A block that went bad on the disk while memory still holds the good bytes: only reading from the device finds it.

use std::path::PathBuf;

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{ClipId, JobId};
use evidence_schema::wire::problem::ProblemCode;
use evidence_server::store::job::{JobKind, NewJob};
use tests::world::process::may_mount;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Engine, TestDock, World, WorldSpec, problem_of, process};

use super::disk::Disk;
use super::{assert_helpful, bytes_of, finding};

const SIZE: usize = 200_000;
const ROTTEN: u64 = 100_000;

struct Scene {
    world: World,
    dock: TestDock,
    capture: tests::world::Capture,
    clip_id: ClipId,
    object: PathBuf,
}

/// A verified clip on a disk of its own; files on this machine, whatever the other engines of this run are.
async fn scene(disk: &Disk) -> Scene {
    let spec = WorldSpec {
        data: Some(disk.root().join("data")),
        ..WorldSpec::default()
    };
    let world = World::with(spec.on(Engine::Embedded).set("reserve_mib", 4)).await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", &bytes_of(SIZE));
    let clip_id = dock.deliver(&capture).await.clip_id();
    let app = world.app().await;
    let clip = app.store.clip_by_id(clip_id).await.unwrap().unwrap();
    let object = world.data().join("objects").join(clip.object_key);
    Scene {
        world,
        dock,
        capture,
        clip_id,
        object,
    }
}

#[tokio::test]
async fn rotten_block_is_found_by_verify_though_memory_holds_good_bytes() {
    if !may_mount() {
        return;
    }
    let disk = Disk::of_image();
    let Scene { mut world, object, .. } = scene(&disk).await;
    world.stop();
    world.verify();
    let good = std::fs::read(&object).unwrap();
    disk.rot(&object, ROTTEN);
    assert_eq!(
        std::fs::read(&object).unwrap(),
        good,
        "a plain read still sees what memory holds"
    );
    let output = process::run(world.command(&["verify"]), "");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success(), "{text}");
    let name = object.file_name().unwrap().to_str().unwrap();
    assert!(
        text.lines()
            .any(|line| line.starts_with("BREACH") && line.contains(name)),
        "{text}"
    );
    world.abandon("a block of its footage is rotten");
}

#[tokio::test]
async fn rotten_block_is_found_by_the_read_back_and_the_dock_heals_the_clip_with_its_own_bytes() {
    if !may_mount() {
        return;
    }
    let disk = Disk::of_image();
    let Scene {
        world,
        dock,
        capture,
        clip_id,
        object,
    } = scene(&disk).await;
    let good = std::fs::read(&object).unwrap();
    disk.rot(&object, ROTTEN);
    assert_eq!(
        std::fs::read(&object).unwrap(),
        good,
        "a plain read still sees what memory holds"
    );
    let app = world.app().await;
    let (id, subject) = (JobId::from_random(app.chance()), clip_id.to_string());
    let job = NewJob {
        id,
        kind: JobKind::ReadBack,
        subject,
        server: None,
        at: app.now(),
    };
    app.store.job_add(&job).await.unwrap();
    eventually("the clip is known to be damaged", PATIENCE, async || {
        let clip = app.store.clip_by_id(clip_id).await.unwrap().unwrap();
        (clip.state == ClipState::Damaged).then_some(())
    })
    .await;
    finding(&world, "damaged", &clip_id.to_string()).await;
    let problem = problem_of(dock.ask_receipt(&capture, ReceiptLevel::Sealed, 0).await).await;
    assert_eq!(problem.code, ProblemCode::UploadGone);
    assert_helpful(&problem);
    let healed = dock.deliver(&capture).await;
    assert_eq!(healed.clip_id(), clip_id, "it is the same clip, not another one");
    let clip = app.store.clip_by_id(clip_id).await.unwrap().unwrap();
    assert_eq!(clip.state, ClipState::Verified);
    let object_now = world.data().join("objects").join(clip.object_key);
    assert_ne!(object_now, object, "the rotten object is left where it lies");
    assert_eq!(std::fs::read(&object_now).unwrap(), good);
    // Nothing removes it but a person.
    std::fs::remove_file(&object).unwrap();
    world.finish().await;
}
