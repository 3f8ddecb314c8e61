//! Very many and very large: 20,000 small files, one file of 5 GB. The real agent and the real server, local engines.

use evidence_schema::evidence::ClipState;
use evidence_schema::rules::access::Scope;
use evidence_server::store::search::ClipFilter;
use tests::world::{Engine, World, WorldSpec};

const SMALL_FILES: usize = 20_000;
const LARGE_BYTES: u64 = 5_000_000_000;
/// Resident memory that the server may have used at most, whatever the size of a file.
const SERVER_BYTES_MAX: u64 = 400 << 20;

#[tokio::test]
async fn twenty_thousand_small_files_are_each_sealed_once() {
    let mut world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    let agent = world.enrolled_agent("by hand", tests::world::AgentSpec::default());
    let folder = agent.folder().join("small");
    std::fs::create_dir(&folder).expect("make a folder");
    for number in 0..SMALL_FILES {
        std::fs::write(folder.join(format!("{number:05}.log")), format!("line {number}\n")).expect("write a file");
    }
    let path = folder.to_str().expect("a plain path");
    agent.run(&["import", path, "--by", "李明", "--wait", "sealed"], "");
    let keys = world.app().await.store.clip_object_keys().await.expect("ask");
    assert_eq!(keys.len(), SMALL_FILES);
    assert!(world.server().resident_bytes_max() < SERVER_BYTES_MAX);
    world.stop();
    world.verify();
    world.abandon("twenty thousand looks of the media worker are not waited for");
}

#[tokio::test]
async fn a_file_of_five_gigabytes_is_verified_with_flat_memory() {
    let mut world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    let agent = world.enrolled_agent("by hand", tests::world::AgentSpec::default());
    let path = agent.folder().join("large.mp4");
    let file = std::fs::File::create(&path).expect("make the file");
    file.set_len(LARGE_BYTES).expect("make it large without writing it");
    agent.run(
        &[
            "import",
            path.to_str().expect("a plain path"),
            "--by",
            "李明",
            "--wait",
            "verified",
        ],
        "",
    );
    let filter = ClipFilter {
        limit: 2,
        ..ClipFilter::default()
    };
    let clips = world
        .app()
        .await
        .store
        .clip_page(Scope::Everything, &filter)
        .await
        .expect("ask");
    assert_eq!(clips.len(), 1);
    assert_eq!(clips[0].size_bytes, LARGE_BYTES);
    assert_eq!(clips[0].state, ClipState::Verified);
    let used = world.server().resident_bytes_max();
    assert!(used < SERVER_BYTES_MAX, "the server used {used} bytes of memory");
    world.finish().await;
}
