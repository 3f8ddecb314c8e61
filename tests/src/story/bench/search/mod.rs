//! Search among a million clips, on SQLite and on PostgreSQL: what a person waits for each filter, over HTTP, the entry
//! that says so included.
//!
//! What must stay true: every question is asked with other values each time; the filled index is compared with what the
//! server's own indexer makes of the same rows before anything is measured.

mod agency;
mod asking;
mod bulk;
mod clips;

use std::collections::BTreeMap;
use std::time::Instant;

use evidence_schema::ids::ClipId;
use evidence_schema::people::Role;

use super::row::{Limit, Row};
use crate::story::Tell;
use crate::world::{Caller, Engine, World, WorldSpec};
use agency::Agency;
use asking::{Answer, Asker, ask, ask_plainly, questions};
use bulk::{Bulk, Cell};
use clips::{Clip, mixed};

/// Rows that are made and written together.
const BATCH: u64 = 20_000;
/// How often each question is asked.
const TURNS: u64 = 200;
const PLAIN_TURNS: u64 = 3;
/// Clips that the indexer looks at again.
const SAMPLE: u64 = 200;
/// Nobody should wait longer, but one time in a hundred.
const LIMIT_MS: f64 = 200.0;

/// Measures one engine; a row per filter and percentile.
pub(super) async fn measure(name: &'static str, (clips, machine): (u64, &str), tell: Tell<'_>) -> Vec<Row> {
    let engine = match name {
        "sqlite" => Engine::Embedded,
        _ => Engine::Region,
    };
    let answers = measure_engine(engine, (clips, name, tell)).await;
    tell(&table((name, clips), &answers));
    let both = |answer: &Answer| {
        let of = |percentile, ms| row(name, (answer, percentile, ms), machine);
        [of("p50", answer.p50_ms), of("p99", answer.p99_ms)]
    };
    answers.iter().flat_map(both).collect()
}

fn row(engine: &str, (answer, percentile, ours): (&Answer, &str, f64), machine: &str) -> Row {
    Row {
        row: format!("search {engine} {} {percentile}", answer.name),
        unit: "ms",
        ours,
        peers: BTreeMap::from([("plain_sql", answer.plain_ms)]),
        limit: Limit {
            name: "200 ms",
            value: LIMIT_MS,
        },
        ratios: BTreeMap::from([("plain_sql", ours / answer.plain_ms)]),
        command: "cargo xtask bench search".to_owned(),
        machine: machine.to_owned(),
        remark: String::new(),
    }
}

fn table((engine, clips): (&str, u64), answers: &[Answer]) -> String {
    use std::fmt::Write;
    let mut text = format!(
        "{engine}: {clips} clips\n{:<26} {:>9} {:>9} {:>14}\n",
        "filter", "p50 ms", "p99 ms", "plain SQL ms"
    );
    for answer in answers {
        let missed = if answer.p99_ms > LIMIT_MS { "  MISSED" } else { "" };
        let _written = writeln!(
            text,
            "{:<26} {:>9.1} {:>9.1} {:>14.1}{missed}",
            answer.name, answer.p50_ms, answer.p99_ms, answer.plain_ms
        );
    }
    text
}

async fn measure_engine(engine: Engine, (clips, name, tell): (u64, &str, Tell<'_>)) -> Vec<Answer> {
    let mut world = World::with(WorldSpec::default().on(engine)).await;
    let agency = agency::settle(&world, tell).await;
    let callers = [
        world.user().await,
        world
            .granted(Role::CaseHandler, Some(&agency.teams[0].number[..4]))
            .await,
        world.granted(Role::CaseHandler, Some(&agency.teams[0].number)).await,
    ];
    world.await_indexed().await;
    world.stop();
    fill(&world, &agency, (clips, name, tell)).await;
    let start = Instant::now();
    world.restart();
    tell(&format!(
        "{name}: the server started in {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    compare(&world, &agency, clips).await;
    let answers = ask_all(&world, &agency, (&callers, clips, (name, tell))).await;
    world.stop();
    world.abandon("rows that no entry speaks of");
    answers
}

/// Puts all clips into the database.
async fn fill(world: &World, agency: &Agency, (clips, name, tell): (u64, &str, Tell<'_>)) {
    let start = Instant::now();
    let mut bulk = Bulk::open(world).await;
    bulk.begin().await;
    let mut terms: Vec<(i64, i64)> = Vec::new();
    for first in (0..clips).step_by(usize::try_from(BATCH).expect("small")) {
        let mut tables: BTreeMap<&str, Vec<bulk::Row>> = BTreeMap::new();
        for number in first..(first + BATCH).min(clips) {
            let clip = Clip::new(number, agency);
            let found = clip.found(agency);
            terms.extend(found.terms().into_iter().map(|term| (term, clip.from)));
            for (table, row) in clip.rows(&found, agency) {
                tables.entry(table).or_default().push(row);
            }
        }
        // Clips first: the others refer to them.
        for table in [
            "clip",
            "attribution",
            "clip_owner",
            "clip_find",
            "case_clip",
            "clip_tag",
        ] {
            bulk.put(table, tables.get(table).map_or(&[], Vec::as_slice)).await;
        }
    }
    tell(&format!(
        "{name}: {clips} clips in {:.0} s",
        start.elapsed().as_secs_f64()
    ));
    terms.sort_unstable();
    let many = 10 * usize::try_from(BATCH).expect("small");
    for some in terms.chunks(many) {
        let rows: Vec<bulk::Row> = some
            .iter()
            .map(|(term, rank)| vec![Cell::Number(*term), Cell::Number(*rank)])
            .collect();
        bulk.put("clip_term", &rows).await;
    }
    bulk.settle().await;
    let seconds = start.elapsed().as_secs_f64();
    tell(&format!("{name}: {} terms of them, all in {seconds:.0} s", terms.len()));
}

/// Lets the indexer look at some of them again: it must find nothing to change.
async fn compare(world: &World, agency: &Agency, clips: u64) {
    let app = world.app().await;
    let sample: Vec<ClipId> = (0..SAMPLE)
        .map(|turn| Clip::new(mixed(turn ^ 7) % clips, agency).id)
        .collect();
    let mut before = Vec::new();
    for id in &sample {
        before.push(app.store.index_of(*id).await.expect("read the index"));
    }
    let mut bulk = Bulk::open(world).await;
    let due: Vec<bulk::Row> = std::collections::BTreeSet::from_iter(&sample)
        .into_iter()
        .map(|id| vec![Cell::text(*id), Cell::Number(1), Cell::Number(0)])
        .collect();
    bulk.put("index_due", &due).await;
    world.await_indexed().await;
    for (id, before) in sample.iter().zip(before) {
        let after = app.store.index_of(*id).await.expect("read the index");
        assert_eq!(before, after, "the indexer makes something else of {id}");
        let row = after.expect("it is in the index");
        assert!(
            app.store.index_is_whole(&row).await.expect("read the index"),
            "terms of {id}"
        );
    }
}

/// Asks every question in turn.
async fn ask_all(
    world: &World,
    agency: &Agency,
    (callers, clips, (name, tell)): (&[Caller; 3], u64, (&str, Tell<'_>)),
) -> Vec<Answer> {
    let caller = |asker| match asker {
        Asker::Agency => &callers[0],
        Asker::Bureau => &callers[1],
        Asker::Team => &callers[2],
    };
    let mut took: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let mut names = Vec::new();
    for turn in 0..TURNS {
        let asked = questions(agency, turn, clips);
        names = asked.iter().map(|question| question.name).collect();
        for (at, question) in asked.iter().enumerate() {
            let ms = ask(caller(question.asker), &question.query).await;
            took.entry(at).or_default().push(ms);
        }
        if turn % 50 == 49 {
            tell(&format!("{name}: {} of {TURNS} turns", turn + 1));
        }
    }
    let mut bulk = Bulk::open(world).await;
    let mut plain: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for turn in 0..PLAIN_TURNS {
        for (at, question) in questions(agency, turn, clips).iter().enumerate() {
            plain
                .entry(at)
                .or_default()
                .push(ask_plainly(&mut bulk, &question.plain).await);
        }
    }
    let answer = |(at, name): (usize, &'static str)| Answer {
        name,
        p50_ms: percentile(&took[&at], 50),
        p99_ms: percentile(&took[&at], 99),
        plain_ms: percentile(&plain[&at], 50),
    };
    names.into_iter().enumerate().map(answer).collect()
}

fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[(values.len() * percent / 100).min(values.len() - 1)]
}
