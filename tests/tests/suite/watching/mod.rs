//! Watched folders: the real agent brings in what is put into one, against the real server.
//!
//! What must stay true: a file that grows slowly comes in once and whole; a kill at any moment loses and doubles nothing;
//! what is in the folder is still there afterwards.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use evidence_schema::clip::SourceKind;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::ClipState;
use evidence_schema::wire::clips::{ClipPage, ClipView};
use tests::world::wait::{PATIENCE, eventually, eventually_now};
use tests::world::{Agent, AgentSpec, Caller, World};

const WATCH: &str =
    "[[watch]]\npath = \"watched\"\nsource = \"cctv\"\nby = \"王秀英\"\nsettle_seconds = 2\nrescan_seconds = 1\n";

fn agent(world: &World, more: &str) -> Agent {
    let spec = AgentSpec {
        settings: format!("{WATCH}{more}").parse().unwrap(),
        ..AgentSpec::default()
    };
    world.agent("north gate", spec)
}

fn folder(agent: &Agent) -> PathBuf {
    let folder = agent.folder().join("watched");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn clips(user: &Caller) -> Vec<ClipView> {
    user.read::<ClipPage>("/api/v1/clips?limit=200").await.clips
}

/// Waits until so many clips are read back; gives them.
async fn verified(user: &Caller, count: usize) -> Vec<ClipView> {
    eventually("the files of the folder are verified clips", PATIENCE, async || {
        let clips = clips(user).await;
        let is_done = clips.len() >= count && clips.iter().all(|clip| clip.state == ClipState::Verified);
        is_done.then_some(clips)
    })
    .await
}

fn bytes(seed: u8, length: usize) -> Vec<u8> {
    let step = |at: usize| u8::try_from((at / 7 + at * usize::from(seed)) % 251).unwrap();
    (0..length).map(step).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn file_that_grows_slowly_comes_in_once_and_whole() {
    let world = World::start().await;
    let user = world.user().await;
    let mut agent = agent(&world, "");
    let said = agent.run(&["status"], "");
    assert!(said.contains("it is waited for"), "a missing folder is told: {said}");
    let path = folder(&agent).join("ch01.mp4");
    let whole = bytes(3, 1 << 20);
    let mut file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
    for piece in whole.chunks(whole.len() / 12 + 1) {
        file.write_all(piece).unwrap();
        // What is being watched is time itself: a camera writes on, and never rests as long as the settle time.
        tokio::time::timeout(Duration::from_millis(300), std::future::pending::<()>())
            .await
            .unwrap_err();
    }
    drop(file);
    let clips = verified(&user, 1).await;
    assert_eq!(clips.len(), 1, "{clips:?}");
    assert_eq!(clips[0].sha256, Sha256Digest::of(&whole));
    assert_eq!((clips[0].source, clips[0].has_statement), (SourceKind::Cctv, true));
    let status = || agent.run(&["status"], "");
    eventually_now("the agent says that it is verified", PATIENCE, || {
        status()
            .contains("1 taken, 1 of them verified, 0 settling")
            .then_some(())
    });
    assert_eq!(std::fs::read(&path).unwrap(), whole, "the file is still there");
    agent.stop();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_nothing_and_double_nothing() {
    let world = World::start().await;
    let user = world.user().await;
    let mut agent = agent(&world, "then = \"done-folder\"\n");
    let folder = folder(&agent);
    let files: BTreeMap<String, Vec<u8>> = (1..=9_u8)
        .map(|n| (format!("ch{n:02}.mp4"), bytes(n, 300_000 + usize::from(n))))
        .collect();
    for (name, bytes) in &files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    // Killed while files settle, while they are read and while they are sent.
    for count in [0, 1, 4, 7] {
        eventually("some files came in", PATIENCE, async || {
            (clips(&user).await.len() >= count).then_some(())
        })
        .await;
        agent.kill();
        agent.restart();
    }
    let clips = verified(&user, files.len()).await;
    let came: BTreeMap<String, Sha256Digest> = clips.iter().map(|clip| (clip.file_name.clone(), clip.sha256)).collect();
    let wanted = files
        .iter()
        .map(|(name, bytes)| (name.clone(), Sha256Digest::of(bytes)));
    assert_eq!(came, wanted.collect::<BTreeMap<_, _>>());
    assert_eq!(clips.len(), files.len(), "each of them once");
    eventually_now("all are moved out of the way", PATIENCE, || {
        files
            .keys()
            .all(|name| folder.join("done").join(name).exists())
            .then_some(())
    });
    for (name, bytes) in &files {
        assert_eq!(&std::fs::read(folder.join("done").join(name)).unwrap(), bytes);
    }
    agent.stop();
    world.finish().await;
}
