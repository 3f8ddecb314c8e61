//! Very many and very large: 20,000 small files into the spool, five hundred sealed, one file of 5 GB. The real agent and the real server, local engines.

use std::path::Path;

use evidence_schema::evidence::ClipState;
use evidence_server::store::search::ClipFilter;
use tests::world::{AgentSpec, Engine, World, WorldSpec};

const MANY_FILES: usize = 20_000;
const SEALED_FILES: usize = 500;
const LARGE_BYTES: u64 = 5_000_000_000;
/// Resident memory that the server may have used at most, whatever the size of a file.
const SERVER_BYTES_MAX: u64 = 400 << 20;

fn small_files(folder: &Path, count: usize) -> String {
    std::fs::create_dir(folder).expect("make a folder");
    for number in 0..count {
        std::fs::write(folder.join(format!("{number:05}.log")), format!("line {number}\n")).expect("write a file");
    }
    folder.to_str().expect("a plain path").to_owned()
}

#[tokio::test]
async fn twenty_thousand_small_files_are_all_in_the_spool() {
    let mut world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    let agent = world.enrolled_agent("by hand", AgentSpec::default());
    let path = small_files(&agent.folder().join("small"), MANY_FILES);
    world.stop();
    agent.run(&["import", &path, "--by", "李明", "--wait", "spooled"], "");
    let spooled = walk(&agent.data().join("spool"));
    assert!(
        spooled >= MANY_FILES,
        "{spooled} of {MANY_FILES} files are in the spool"
    );
    world.restart();
    world.finish().await;
}

#[tokio::test]
async fn five_hundred_small_files_are_each_sealed_once() {
    let world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    let agent = world.enrolled_agent("by hand", AgentSpec::default());
    let path = small_files(&agent.folder().join("small"), SEALED_FILES);
    agent.run(&["import", &path, "--by", "李明", "--wait", "sealed"], "");
    let keys = world.app().await.store.clip_object_keys().await.expect("ask");
    assert_eq!(keys.len(), SEALED_FILES);
    world.finish().await;
}

/// Files in a folder and below it.
fn walk(folder: &Path) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("list the spool").flatten() {
        count += if entry.path().is_dir() { walk(&entry.path()) } else { 1 };
    }
    count
}

#[tokio::test]
async fn a_file_of_five_gigabytes_is_verified_with_flat_memory() {
    let mut world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    let agent = world.enrolled_agent("by hand", AgentSpec::default());
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
    let clips = world.app().await.store.clip_page(&filter).await.expect("ask");
    assert_eq!(clips.len(), 1);
    assert_eq!(clips[0].size_bytes, LARGE_BYTES);
    assert_eq!(clips[0].state, ClipState::Verified);
    let used = world.server().resident_bytes_max();
    assert!(used < SERVER_BYTES_MAX, "the server used {used} bytes of memory");
    world.finish().await;
}
