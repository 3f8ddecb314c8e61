//! What people look for, and how long they wait for the answer.

use std::time::Instant;

use evidence_schema::rules::object_key;
use evidence_schema::search::{Facet, fold};
use evidence_schema::time::Timestamp;

use super::agency::Agency;
use super::bulk::Bulk;
use super::clips::{Clip, FIRST_MICROS, mixed, one_of};
use crate::world::Caller;

const DAY_MICROS: i64 = 86_400_000_000;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// Sees the footage of the whole agency.
    Agency,
    /// Case handler of one bureau of ten teams.
    Bureau,
    /// Case handler of one team.
    Team,
}

/// One question, in the words of the API and as plain SQL that knows no index.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) asker: Asker,
    pub(super) query: String,
    pub(super) plain: String,
}

/// Everything that was found out about one question.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) name: &'static str,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) plain_ms: f64,
}

fn has(facet: &Facet) -> String {
    // Each stands in a line of its own.
    format!("'\n' || facets || '\n' LIKE '%\n{facet}\n%'")
}

fn says(column: &str, text: &str) -> String {
    format!("{column} LIKE '%{}%'", fold(text))
}

fn time(micros: i64) -> String {
    Timestamp::from_micros(micros).expect("a time").to_string()
}

/// All questions of one turn: each turn asks for something else.
pub(super) fn questions(agency: &Agency, turn: u64, clips: u64) -> Vec<Question> {
    let chance = mixed(turn ^ 0x005e_a2c4);
    let clip = Clip::new(chance % clips, agency);
    let case = one_of(&agency.cases, chance >> 8);
    let officer = &clip.pair.officers[0];
    let team = &agency.teams[clip.pair.team];
    let bureau = &team.number[..4];
    let from = FIRST_MICROS + i64::try_from(mixed(chance) % 350).expect("small") * DAY_MICROS;
    let (from_text, to_text) = (time(from), time(from + DAY_MICROS));
    let in_day = format!("recorded_to >= {from} AND recorded_from < {}", from + DAY_MICROS);
    let (of_officer, of_bureau) = (has(&Facet::Officer(officer.id)), has(&Facet::Unit(team.line[1])));
    let named = says("words", &officer.name);
    let minute = &clip.file_name[15..27];
    let ask = |name, query: String, plain: String| Question {
        name,
        asker: Asker::Agency,
        query,
        plain,
    };
    let fixed = |name, query: &str, facet: Facet| ask(name, query.to_owned(), has(&facet));
    let of_handler = |name, asker, query: String, plain: String| Question {
        name,
        asker,
        query,
        plain,
    };
    vec![
        ask("all", String::new(), "1 = 1".to_owned()),
        ask(
            "day",
            format!("recorded_from={from_text}&recorded_to={to_text}"),
            in_day.clone(),
        ),
        ask("officer", format!("officer={}", officer.number), of_officer.clone()),
        ask(
            "pair",
            format!("officer={}&with={}", officer.number, clip.pair.officers[1].number),
            format!("{of_officer} AND {}", has(&Facet::Officer(clip.pair.officers[1].id))),
        ),
        ask(
            "recorder",
            format!("serial={}", clip.pair.serial),
            has(&Facet::Serial(clip.pair.serial.clone())),
        ),
        ask("unit", format!("unit={bureau}"), of_bureau.clone()),
        ask("case", format!("case={}", case.number), has(&Facet::Case(case.id))),
        ask(
            "object",
            format!("object={}", case.plate),
            has(&Facet::Object(object_key::key(&case.plate))),
        ),
        ask("place", format!("place={}", case.place), says("places", &case.place)),
        ask(
            "place of two characters",
            "place=解放".to_owned(),
            says("places", "解放"),
        ),
        fixed("source", "source=cctv", Facet::Source("cctv".to_owned())),
        fixed("tag", "tag=seizure", Facet::Tag("seizure".to_owned())),
        fixed("state", "state=sealed", Facet::State("sealed".to_owned())),
        fixed("unsettled", "unsettled=true", Facet::Unsettled),
        fixed("unassigned", "unassigned=true", Facet::Unassigned),
        ask("name", format!("q={}", officer.name), named.clone()),
        ask("part of a file name", format!("q={minute}"), says("words", minute)),
        ask("nobody's name", "q=欧阳娜娜".to_owned(), says("words", "欧阳娜娜")),
        ask(
            "name, unit, day",
            format!(
                "q={}&unit={bureau}&recorded_from={from_text}&recorded_to={to_text}",
                officer.name
            ),
            format!("{named} AND {of_bureau} AND {in_day}"),
        ),
        ask(
            "officer and tag",
            format!("officer={}&tag=seizure", officer.number),
            format!("{of_officer} AND {}", has(&Facet::Tag("seizure".to_owned()))),
        ),
        ask(
            "deep page of a unit",
            format!("unit={bureau}&after=r{from}"),
            format!("{of_bureau} AND rank < {from}"),
        ),
        of_handler(
            "team's own",
            Asker::Team,
            String::new(),
            has(&Facet::Over(agency.teams[0].line[0])),
        ),
        of_handler("team's, by name", Asker::Team, format!("q={}", officer.name), named),
        of_handler(
            "bureau's own",
            Asker::Bureau,
            String::new(),
            has(&Facet::Over(agency.teams[0].line[1])),
        ),
        of_handler(
            "bureau's, by tag",
            Asker::Bureau,
            "tag=obstruction".to_owned(),
            has(&Facet::Tag("obstruction".to_owned())),
        ),
    ]
}

/// Asks the server once; milliseconds until the last byte of the answer.
pub(super) async fn ask(caller: &Caller, query: &str) -> f64 {
    let path = format!("/api/v1/clips?{query}");
    let start = Instant::now();
    let answer = caller.get(&path).await;
    let (status, text) = (answer.status(), answer.text().await.expect("read the answer"));
    let took = start.elapsed().as_secs_f64() * 1000.0;
    assert!(status.is_success(), "{path}: {status}: {text}");
    took
}

/// The same page of the same answer by plain SQL.
pub(super) async fn ask_plainly(bulk: &mut Bulk, plain: &str) -> f64 {
    let sql = format!("SELECT clip_id FROM clip_find WHERE {plain} ORDER BY rank DESC LIMIT 51");
    let start = Instant::now();
    bulk.count(&sql).await;
    start.elapsed().as_secs_f64() * 1000.0
}
