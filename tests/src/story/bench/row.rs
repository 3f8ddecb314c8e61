//! The rows of the benchmark, as JSON and as a table (their form is fixed: other tools read it).

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::peers::Peer;
use super::{Measured, median};

/// Names of the rows.
pub const ROWS: [&str; 6] = [
    "sealed",
    "verified",
    "cpu",
    COVERAGE,
    "search-sqlite",
    "search-postgresql",
];
/// The coverage rule on very many clips, and how its time grows.
pub(super) const COVERAGE: &str = "coverage";
/// What both searches begin with; each becomes a row per filter and percentile.
pub(super) const SEARCH: &str = "search";

/// Aims, as multiples of what a peer takes.
const SEALED_IN_OPENSSL_PASSES: f64 = 2.0;
const VERIFIED_IN_OPENSSL_PASSES: f64 = 3.0;
const HASH_PASSES: f64 = 2.0;

/// One row; smaller is better in all of them.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub row: String,
    pub unit: &'static str,
    pub ours: f64,
    pub peers: BTreeMap<&'static str, f64>,
    pub limit: Limit,
    /// Ours divided by the peer's: 0.5 = in half of its time.
    pub ratios: BTreeMap<&'static str, f64>,
    pub command: String,
    pub machine: String,
    /// What holds it up, in words; only for people.
    #[serde(skip)]
    pub remark: String,
}

/// What it is to be held against.
#[derive(Debug, Clone, Serialize)]
pub struct Limit {
    pub name: &'static str,
    pub value: f64,
}

/// Makes one of [`ROWS`] out of what was measured.
pub(super) fn row(name: &str, measured: &Measured, machine: &str) -> Row {
    let seconds = |peer: usize| median(measured.peers[peer].iter().map(|run| run.seconds));
    let cpu = |peer: usize| median(measured.peers[peer].iter().map(super::Run::cpu_per_gib));
    let ours = |value: fn(&super::Ours) -> f64| median(measured.ours.iter().map(value));
    let busy = ours(super::Ours::cores_busy);
    let (row, unit, ours, limit) = match name {
        "sealed" => {
            let limit = ("2 x openssl", SEALED_IN_OPENSSL_PASSES * seconds(0));
            ("sealed", "s", ours(|run| run.sealed_s), limit)
        }
        "verified" => {
            let limit = ("3 x openssl", VERIFIED_IN_OPENSSL_PASSES * seconds(0));
            ("verified", "s", ours(|run| run.verified_s), limit)
        }
        _ => (
            "cpu",
            "CPU-s/GiB",
            ours(super::Ours::cpu_per_gib),
            ("2 hash passes", HASH_PASSES * cpu(0)),
        ),
    };
    let of_peer = |index: usize| if row == "cpu" { cpu(index) } else { seconds(index) };
    let peers: BTreeMap<&'static str, f64> = Peer::ALL
        .iter()
        .enumerate()
        .map(|(index, peer)| (peer.name(), of_peer(index)))
        .collect();
    let ratios = peers.iter().map(|(name, value)| (*name, ours / value)).collect();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Row {
        row: row.to_owned(),
        unit,
        ours,
        peers,
        limit: Limit {
            name: limit.0,
            value: limit.1,
        },
        ratios,
        command: format!("cargo xtask bench {row}"),
        machine: machine.to_owned(),
        remark: format!("agent and server kept {busy:.2} of {cores} cores busy"),
    }
}

/// The rows for people, but those of the search, which were told as a table of their own.
pub fn table(rows: &[Row]) -> String {
    let rows: Vec<&Row> = rows.iter().filter(|row| !row.row.starts_with(SEARCH)).collect();
    let Some(first) = rows.first() else {
        return String::new();
    };
    let mut text = format!(
        "{:<9} {:<10} {:>9}  {:<34} {}\n",
        "row", "unit", "ours", "aim", "peers (ours / theirs)"
    );
    for row in &rows {
        let aim = format!(
            "{} <= {:.2} ({}) {}",
            row.row,
            row.limit.value,
            row.limit.name,
            if row.ours <= row.limit.value {
                "reached"
            } else {
                "MISSED"
            }
        );
        let peers = row
            .peers
            .iter()
            .map(|(name, value)| format!("{name} {value:.2} ({:.2}x)", row.ratios[name]));
        let peers: Vec<String> = peers.collect();
        let _written = writeln!(
            text,
            "{:<9} {:<10} {:>9.2}  {aim:<34} {}",
            row.row,
            row.unit,
            row.ours,
            peers.join(", ")
        );
    }
    let _written = writeln!(text, "{}", first.remark);
    text
}
