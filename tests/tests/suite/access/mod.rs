//! Every route × everybody who can ask: one table says what each must find, and nothing is left out.
//!
//! What must stay true: a route without an expectation fails, and so does an expectation without a route; a row that
//! differs from what its route's class promises stands among the exceptions, which may only shrink.

mod devices;
mod findings;
mod grants;
mod hidden;
mod looks;
mod scene;
mod scene_rooms;
mod table;
mod things;
mod tree;
mod units;

use std::collections::BTreeSet;

use evidence_server::http::routes::{Class, ROUTES};
use futures_util::{StreamExt, stream};
use tests::world::{World, process};

use scene::{LANES, Scene};
use table::{Row, TABLE};
use things::Held;

/// Who asks, in the order of the letters in the table.
const ASKERS: [&str; 9] = [
    "anonymous",
    "administrator",
    "user",
    "dock",
    "other dock",
    "machine",
    "other machine",
    "revoked dock",
    "case system",
];

/// Rows that are not as their route's class promises.
fn exceptions() -> Vec<&'static Row> {
    let is_exception = |row: &&Row| {
        let route = ROUTES
            .iter()
            .find(|route| format!("{} {}", route.method, route.path) == row.route);
        route.is_none_or(|route| !promised(route.class).contains(&row.cells))
    };
    TABLE.iter().filter(is_exception).collect()
}

/// What may stand in the cells of a route of this class; what is about one thing is hidden, not denied.
fn promised(class: Class) -> &'static [&'static str] {
    match class {
        Class::Open => &["yyyyyyyyy"],
        Class::Dock => &["sddyyddsd"],
        Class::Uploader => &["sdyyyyysd"],
        Class::Person => &["syyddddsd", "syyhhhhsh"],
        Class::CaseSystem => &["sddddddsy"],
        // The last: what only somebody who was there may say of an act.
        Class::User => &["sdyddddsd", "shyhhhhsh", "sdyhhhhsh", "shdhhhhsh"],
        Class::Administrator => &["sydddddsd", "syhhhhhsh"],
    }
}

#[test]
fn every_route_has_an_expectation_and_every_expectation_a_route() {
    let routes: BTreeSet<String> = ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let expected: BTreeSet<String> = TABLE.iter().map(|row| row.route.to_owned()).collect();
    assert_eq!(expected, routes);
}

#[test]
fn command_lists_the_routes_that_are_tested() {
    let mut command = process::command(process::own_program("evidence-server"));
    command.arg("routes");
    let listed: Vec<String> = process::run_well(command, "").lines().map(str::to_owned).collect();
    let routes: Vec<String> = ROUTES
        .iter()
        .map(|route| format!("{} {} {}", route.method, route.path, route.class.as_str()))
        .collect();
    assert_eq!(listed, routes);
}

#[test]
fn exceptions_from_the_classes_only_shrink() {
    const MOST: usize = 16;
    let exceptions: Vec<_> = exceptions()
        .iter()
        .map(|row| format!("{} {}", row.route, row.path))
        .collect();
    assert_eq!(
        exceptions.len(),
        MOST,
        "lower the number with every exception that goes:\n{}",
        exceptions.join("\n")
    );
}

/// What somebody finds behind a row that the table says otherwise.
async fn wrong_cells(scene: &Scene, row: &Row) -> Vec<String> {
    assert_eq!(row.cells.len(), ASKERS.len(), "{}", row.route);
    let (held, mut wrong) = (Held::default(), Vec::new());
    for (name, expected) in ASKERS.iter().zip(row.cells.chars()) {
        let found = scene.ask(name, (row, &held)).await;
        if !found.starts_with(expected) {
            let route = row.route;
            wrong.push(format!("{route} as {name}: {expected} was expected, {found} found"));
        }
    }
    wrong
}

#[tokio::test]
async fn everybody_finds_what_the_table_says() {
    let scene = Scene::set().await;
    // A webhook that was told once, and that nobody configures any more.
    let app = scene.world.app().await;
    app.store.webhook_begin("nobody", 0).await.unwrap();
    // The last one ends the sessions that the others need.
    let (last, rows) = TABLE.split_last().unwrap();
    let walk = stream::iter(rows).map(|row| wrong_cells(&scene, row));
    let mut wrong: Vec<String> = walk.buffer_unordered(LANES).concat().await;
    wrong.extend(wrong_cells(&scene, last).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    scene.finish().await;
}

#[tokio::test]
async fn one_token_enrols_one_dock_however_many_ask_at_once() {
    let world = World::start().await;
    for round in 0..5 {
        let anybody = world.anonymous();
        let requests = world.enrollments(&format!("gate {round}"), 6);
        let mut asked = tokio::task::JoinSet::new();
        for request in requests {
            let anybody = anybody.clone();
            asked.spawn(async move { anybody.post("/api/v1/docks/enroll", &request).await.status() });
        }
        let statuses = asked.join_all().await;
        let enrolled = statuses.iter().filter(|status| status.is_success()).count();
        assert_eq!(enrolled, 1, "{statuses:?}");
    }
    world.finish().await;
}
