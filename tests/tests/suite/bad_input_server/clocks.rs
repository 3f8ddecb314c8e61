//! Clocks of server and dock that disagree.

use tests::world::World;

use super::finding;

#[tokio::test]
async fn clocks_that_are_60_s_apart_are_a_finding() {
    for (ahead_ms, word) in [(60_000, "ahead of"), (-60_000, "behind")] {
        let world = World::start().await;
        let dock = world.dock("north gate").await;
        dock.report(Vec::new(), ahead_ms).await;
        let found = finding(&world, "clock_apart", &dock.id.to_string()).await;
        assert!(found.message.contains(word), "{}", found.message);
        let is_close = ["59 s", "60 s"].iter().any(|seconds| found.message.contains(seconds));
        assert!(is_close, "{}", found.message);
        world.finish().await;
    }
}

#[tokio::test]
async fn clocks_that_agree_are_no_finding() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    dock.report(Vec::new(), 0).await;
    dock.report(Vec::new(), 5000).await;
    assert_eq!(world.app().await.store.findings_open().await.unwrap(), []);
    world.finish().await;
}

#[tokio::test]
async fn footage_of_a_dock_with_a_wrong_clock_is_taken_all_the_same() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let mut capture = dock.capture("VIDEO/1.bin", b"some bytes");
    let year_2099 = evidence_schema::time::Timestamp::from(chrono::DateTime::from_timestamp(4_070_908_800, 0).unwrap());
    capture.statement.read_started = year_2099;
    capture.statement.read_ended = year_2099;
    dock.deliver(&capture).await;
    world.finish().await;
}
