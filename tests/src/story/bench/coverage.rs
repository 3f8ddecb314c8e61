//! The coverage rule on one act of very many clips, beside sorting as many numbers: both in the same minute on the same
//! machine.
//!
//! What must stay true: the yardstick knows nothing of the rule; growth is told as a multiple of the yardstick's own, so a
//! slow machine changes neither.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use evidence_schema::ids::ClipId;
use evidence_schema::rules::coverage::{ActFacts, ClipFacts, CoveragePolicy, Duty, assess};
use evidence_schema::time::Timestamp;

use super::row::{Limit, Row};
use super::{Tell, median};
use crate::footage::split_mix as next_random;

const ROUNDS: usize = 7;
/// Clips of the act that the aim is about.
const CLIPS: usize = 10_000;
const FEW: usize = 1_000;
const MANY: usize = 100_000;
const MS_MAX: f64 = 50.0;
/// From a thousand clips to a hundred thousand sorting grows by n log n; the rule may grow by so much more.
const GROWTH_MAX: f64 = 1.5;
const SECOND_MS: i64 = 1000;

fn moment(ms: i64) -> Timestamp {
    Timestamp::from_micros(1_795_000_000_000_000)
        .ok()
        .and_then(|start| start.plus_ms(ms))
        .expect("a time of this century")
}

/// A number that looks as if by chance, always the same for a place.
fn split_mix(place: u64) -> u64 {
    let mut state = place;
    next_random(&mut state)
}

/// Clips of four clocks that overlap, some of them with a black stretch, a silent one or a hole; in no order.
fn act(count: usize) -> ActFacts {
    let total = i64::try_from(count).expect("a count fits i64");
    let clip = |place: i64| {
        let random = split_mix(u64::try_from(place).expect("places are positive"));
        let at = i64::try_from(random % u64::try_from(total).expect("positive")).expect("it fits") * 10 * SECOND_MS;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&place.to_be_bytes());
        let stretch = |every: u64| {
            if random.is_multiple_of(every) {
                vec![(2000, 14_000)]
            } else {
                Vec::new()
            }
        };
        ClipFacts {
            id: ClipId::from_random(id),
            clock: (random % 4).to_string(),
            from: moment(at),
            to: moment(at + 20 * SECOND_MS),
            uncertainty_ms: 500,
            has_picture: true,
            has_sound: true,
            holes: stretch(5),
            sound_holes: stretch(7),
            dark: stretch(3),
            silent: stretch(2),
            left_out: None,
            is_read_back: true,
        }
    };
    ActFacts {
        duty: Duty::Full,
        sessions: vec![(moment(0), moment(total * 10 * SECOND_MS))],
        clips: (0..total).map(clip).collect(),
        unplaced: Vec::new(),
        explained: Vec::new(),
        certified_officers: 2,
        elements: Vec::new(),
        times_changed: Vec::new(),
    }
}

/// Milliseconds that something takes, the middle one of some rounds.
fn ms_of(mut what: impl FnMut()) -> f64 {
    let mut once = || {
        let start = Instant::now();
        what();
        start.elapsed().as_secs_f64() * 1000.0
    };
    once();
    median((0..ROUNDS).map(|_| once()))
}

fn rule_ms(count: usize) -> f64 {
    let act = act(count);
    ms_of(|| {
        black_box(assess(black_box(&act), &CoveragePolicy::PRESET));
    })
}

/// As many pairs of numbers, sorted eight times: about as many passes as there are lanes and causes.
fn sort_ms(count: usize) -> f64 {
    let count = u64::try_from(count).expect("a count fits u64");
    let pairs: Vec<(u64, u64)> = (0..count).map(|place| (split_mix(place), place)).collect();
    ms_of(|| {
        for _ in 0..8 {
            let mut sorted = pairs.clone();
            sorted.sort_unstable();
            black_box(&sorted);
        }
    })
}

/// Both rows: how long ten thousand clips take, and how the time grows.
pub(super) fn measure(machine: &str, tell: Tell<'_>) -> Vec<Row> {
    let (ours, sorting) = (rule_ms(CLIPS), sort_ms(CLIPS));
    let grown = (rule_ms(MANY) / rule_ms(FEW), sort_ms(MANY) / sort_ms(FEW));
    tell(&format!(
        "coverage of {CLIPS} clips: {ours:.1} ms (sorting {sorting:.1} ms); from {FEW} to {MANY} clips {:.0} times as long \
         (sorting {:.0} times)",
        grown.0, grown.1
    ));
    let row = |name: &str, unit, ours: f64, (peer, limit): (f64, Limit)| Row {
        row: name.to_owned(),
        unit,
        ours,
        peers: BTreeMap::from([("sort", peer)]),
        limit,
        ratios: BTreeMap::from([("sort", ours / peer)]),
        command: "cargo xtask bench coverage".to_owned(),
        machine: machine.to_owned(),
        remark: String::new(),
    };
    let aim = Limit {
        name: "50 ms",
        value: MS_MAX,
    };
    let growth = Limit {
        name: "1.5 x sorting's growth",
        value: GROWTH_MAX * grown.1,
    };
    vec![
        row("coverage", "ms", ours, (sorting, aim)),
        row("coverage-growth", "times", grown.0, (grown.1, growth)),
    ]
}
