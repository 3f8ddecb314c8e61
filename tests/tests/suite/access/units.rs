//! Every route about a unit or a thing of one (clip, case file, handover, recorder, document, dock, finding …) × every role × own, lower, higher and neighbouring unit.
//!
//! What must stay true: the expectations stand in `fixtures/access/units.txt`, written by hand; a route about a thing of
//! a unit without a line there fails, and so does a line without a route.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::people::Role;
use futures_util::{StreamExt, stream};

use super::scene::{LANES, PLACES, Scene, body_text, name_at};
use super::table::{Row, TABLE};
use super::things::Held;

const LINES: &str = include_str!("../../../../fixtures/access/units.txt");
/// What belongs to a unit.
const THINGS: [&str; 12] = [
    "<clip>",
    "<case>",
    "<handover>",
    "<recorder>",
    "<unit>",
    "<document>",
    "<use>",
    "<monitor>",
    "<dock>",
    "<finding>",
    "<explanation>",
    "<record>",
];

/// Rows of the table that are about a thing of a unit.
fn rows() -> BTreeMap<String, &'static Row> {
    let names = |text: &str| THINGS.iter().any(|thing| text.contains(thing));
    let is_about_a_thing = |row: &&Row| names(row.path) || names(body_text(row.body));
    TABLE
        .iter()
        .filter(is_about_a_thing)
        .map(|row| (row.route.to_owned(), row))
        .collect()
}

/// Route, and for each role the letters for own, below, above, beside.
fn expectations() -> BTreeMap<String, Vec<String>> {
    let lines = LINES
        .lines()
        .filter(|line| line.contains('|') && !line.starts_with('#'));
    let parts = lines.map(|line| {
        let mut cells = line.split('|').map(|cell| cell.trim().to_owned());
        (cells.next().unwrap(), cells.collect())
    });
    parts.collect()
}

#[test]
fn every_route_about_a_thing_of_a_unit_has_a_line() {
    let expected: BTreeSet<String> = expectations().into_keys().collect();
    assert_eq!(expected, rows().into_keys().collect());
    for (route, cells) in expectations() {
        assert_eq!(cells.len(), Role::ALL.len(), "{route}");
        assert!(cells.iter().all(|cell| cell.len() == PLACES.len()), "{route}");
    }
}

/// What somebody finds behind a row that the line says otherwise.
async fn wrong_cells(scene: &Scene, row: &Row, cells: Vec<String>) -> Vec<String> {
    let (held, mut wrong) = (Held::default(), Vec::new());
    for (role, cell) in Role::ALL.into_iter().zip(&cells) {
        for ((place, _), expected) in PLACES.into_iter().zip(cell.chars()) {
            let found = scene.ask(&name_at(role, place), (row, &held)).await;
            if !found.starts_with(expected) {
                let (route, role) = (row.route, role.as_str());
                wrong.push(format!(
                    "{route} as {role} {place}: {expected} was expected, {found} found"
                ));
            }
        }
    }
    wrong
}

#[tokio::test]
async fn everybody_finds_what_their_role_and_unit_say() {
    let mut scene = Scene::set().await;
    scene.staff().await;
    let rows = rows();
    let walk = stream::iter(expectations()).map(|(route, cells)| wrong_cells(&scene, rows[&route], cells));
    let wrong: Vec<String> = walk.buffer_unordered(LANES).concat().await;
    assert!(
        wrong.is_empty(),
        "{} cells are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    scene.finish().await;
}
