//! Our road beside its peers, on the same bytes, in one run: eight segments of one recorder, 2 GiB; and searches among a
//! million clips.
//!
//! What must stay true: every contestant starts with nothing of the footage in the page cache; the order of the
//! contestants turns with every round; a median of three is shown; ours is only counted when it held all it promises.

mod coverage;
mod machine;
mod ours;
mod peers;
mod row;
mod search;

use std::path::Path;

use crate::recorder::{Media, RecorderSpec, RecorderVolume};

use super::{Tell, size};
use machine::Cache;
use ours::Ours;
use peers::{Peer, Run};
use row::{COVERAGE, SEARCH};
pub use row::{ROWS, Row, table};

const SEGMENTS: u32 = 8;
const SEGMENT_BYTES: u64 = 256 << 20;
const ROUNDS: usize = 3;

/// Everything that was measured, a value per round.
#[derive(Debug, Default)]
struct Measured {
    ours: Vec<Ours>,
    peers: [Vec<Run>; 3],
}

/// Whether somebody who says this means the row: its name, or the word before the dash.
fn is_meant(row: &str, said: &str) -> bool {
    row == said || row.strip_prefix(said).is_some_and(|rest| rest.starts_with('-'))
}

/// Measures, and gives the rows asked for (all if none is named).
pub async fn run(wanted: &[String], clips: u64, tell: Tell<'_>) -> Vec<Row> {
    let unknown = wanted.iter().find(|said| !ROWS.iter().any(|row| is_meant(row, said)));
    assert!(
        unknown.is_none(),
        "there is no row {}; there are: {}",
        unknown.map_or("", |name| name),
        ROWS.join(", ")
    );
    let folder = tempfile::Builder::new()
        .prefix("mingjing-bench-")
        .tempdir()
        .expect("make a folder for the footage");
    let cache = Cache::probe();
    let machine = machine::describe(folder.path(), cache);
    tell(&machine);
    let is_wanted = |row: &&str| wanted.is_empty() || wanted.iter().any(|said| is_meant(row, said));
    let names: Vec<&str> = ROWS.into_iter().filter(is_wanted).collect();
    let mut rows = Vec::new();
    let raced: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !is_meant(name, SEARCH) && *name != COVERAGE)
        .collect();
    if !raced.is_empty() {
        let measured = race(folder.path(), cache, tell).await;
        rows.extend(raced.into_iter().map(|name| row::row(name, &measured, &machine)));
    }
    if names.contains(&COVERAGE) {
        rows.extend(coverage::measure(&machine, tell));
    }
    for name in names.iter().filter_map(|name| name.strip_prefix("search-")) {
        rows.extend(search::measure(name, (clips, &machine), tell).await);
    }
    rows
}

/// All rounds of the race.
async fn race(folder: &Path, cache: Cache, tell: Tell<'_>) -> Measured {
    let mut spec = RecorderSpec::load("patrol");
    spec.media = Media::Bulk {
        segments: SEGMENTS,
        bytes_each: SEGMENT_BYTES,
    };
    spec.clutter = false;
    tell(&format!("filming {SEGMENTS} segments of {}", size(SEGMENT_BYTES)));
    let volume = spec.make(&folder.join("recorder"));
    let mut measured = Measured::default();
    for round in 0..ROUNDS {
        measure_round(&volume, (round, cache), &mut measured, tell).await;
    }
    measured
}

/// Everybody once, each round begun by another one.
async fn measure_round(
    volume: &RecorderVolume,
    (round, cache): (usize, Cache),
    measured: &mut Measured,
    tell: Tell<'_>,
) {
    let contestants = Peer::ALL.len() + 1;
    for turn in 0..contestants {
        let place = (round + turn) % contestants;
        let told = if let Some(peer) = Peer::ALL.get(place) {
            let run = peer.measure(volume, cache);
            measured.peers[place].push(run);
            format!("{:<14} {}", peer.name(), run.line())
        } else {
            let run = ours::measure(volume, cache).await;
            measured.ours.push(run);
            format!("{:<14} {}", "mingjing", run.line())
        };
        tell(&format!("round {}/{ROUNDS}  {told}", round + 1));
    }
}

/// The middle one of three.
fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// GiB of footage in the race.
fn footage_gib() -> f64 {
    f64::from(SEGMENTS) * f64::from(u32::try_from(SEGMENT_BYTES >> 20).expect("a segment is smaller")) / 1024.0
}
