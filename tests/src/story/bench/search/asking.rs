//! What people look for, and how long they wait for the answer.

use std::time::Instant;

use evidence_schema::rules::object_key;
use evidence_schema::search::{Facet, fold};
use evidence_schema::time::Timestamp;

use super::agency::{Agency, Case, Officer};
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

/// What one turn asks for: each turn for something else.
struct Turn<'a> {
    agency: &'a Agency,
    clip: Clip<'a>,
    case: &'a Case,
    bureau: &'a str,
    from: i64,
}

/// All questions of one turn.
pub(super) fn questions(agency: &Agency, turn: u64, clips: u64) -> Vec<Question> {
    let chance = mixed(turn ^ 0x005e_a2c4);
    let clip = Clip::new(chance % clips, agency);
    let turn = Turn {
        case: one_of(&agency.cases, chance >> 8),
        bureau: &agency.teams[clip.pair.team].number[..4],
        from: FIRST_MICROS + i64::try_from(mixed(chance) % 350).expect("small") * DAY_MICROS,
        agency,
        clip,
    };
    let mut all = turn.about_people();
    all.extend(turn.about_things());
    all.extend(turn.in_words());
    all.extend(turn.of_handlers());
    all
}

fn ask_for(name: &'static str, query: impl Into<String>, plain: impl Into<String>) -> Question {
    Question {
        name,
        asker: Asker::Agency,
        query: query.into(),
        plain: plain.into(),
    }
}

impl Turn<'_> {
    fn officer(&self) -> &Officer {
        &self.clip.pair.officers[0]
    }

    fn of_officer(&self) -> String {
        has(&Facet::Officer(self.officer().id))
    }

    fn of_bureau(&self) -> String {
        has(&Facet::Unit(self.agency.teams[self.clip.pair.team].line[1]))
    }

    fn day(&self) -> String {
        format!(
            "recorded_from={}&recorded_to={}",
            time(self.from),
            time(self.from + DAY_MICROS)
        )
    }

    fn in_day(&self) -> String {
        format!(
            "recorded_to >= {} AND recorded_from < {}",
            self.from,
            self.from + DAY_MICROS
        )
    }

    fn about_people(&self) -> Vec<Question> {
        let (officer, second) = (self.officer(), &self.clip.pair.officers[1]);
        let serial = &self.clip.pair.serial;
        let both = format!("{} AND {}", self.of_officer(), has(&Facet::Officer(second.id)));
        let deep = format!("{} AND rank < {}", self.of_bureau(), self.from);
        vec![
            ask_for("all", "", "1 = 1"),
            ask_for("day", self.day(), self.in_day()),
            ask_for("officer", format!("officer={}", officer.number), self.of_officer()),
            ask_for(
                "pair",
                format!("officer={}&with={}", officer.number, second.number),
                both,
            ),
            ask_for(
                "recorder",
                format!("serial={serial}"),
                has(&Facet::Serial(serial.clone())),
            ),
            ask_for("unit", format!("unit={}", self.bureau), self.of_bureau()),
            ask_for(
                "deep page of a unit",
                format!("unit={}&after=r{}", self.bureau, self.from),
                deep,
            ),
        ]
    }

    fn about_things(&self) -> Vec<Question> {
        let (case, key) = (self.case, object_key::key(&self.case.plate));
        vec![
            ask_for("case", format!("case={}", case.number), has(&Facet::Case(case.id))),
            ask_for("object", format!("object={}", case.plate), has(&Facet::Object(key))),
            ask_for("place", format!("place={}", case.place), says("places", &case.place)),
            ask_for("place of two characters", "place=解放", says("places", "解放")),
            ask_for("source", "source=cctv", has(&Facet::Source("cctv".to_owned()))),
            ask_for("tag", "tag=seizure", has(&Facet::Tag("seizure".to_owned()))),
            ask_for("state", "state=sealed", has(&Facet::State("sealed".to_owned()))),
            ask_for("unsettled", "unsettled=true", has(&Facet::Unsettled)),
            ask_for("unassigned", "unassigned=true", has(&Facet::Unassigned)),
        ]
    }

    fn in_words(&self) -> Vec<Question> {
        let name = &self.officer().name;
        let (named, minute) = (says("words", name), &self.clip.file_name[15..27]);
        let tagged = format!("{} AND {}", self.of_officer(), has(&Facet::Tag("seizure".to_owned())));
        let three = format!("q={name}&unit={}&{}", self.bureau, self.day());
        let all_three = format!("{named} AND {} AND {}", self.of_bureau(), self.in_day());
        vec![
            ask_for("name", format!("q={name}"), named),
            ask_for("part of a file name", format!("q={minute}"), says("words", minute)),
            ask_for("nobody's name", "q=欧阳娜娜", says("words", "欧阳娜娜")),
            ask_for("name, unit, day", three, all_three),
            ask_for(
                "officer and tag",
                format!("officer={}&tag=seizure", self.officer().number),
                tagged,
            ),
        ]
    }

    fn of_handlers(&self) -> Vec<Question> {
        let (name, line) = (&self.officer().name, &self.agency.teams[0].line);
        let tagged = has(&Facet::Tag("obstruction".to_owned()));
        let of = |asker, question: Question| Question { asker, ..question };
        vec![
            of(Asker::Team, ask_for("team's own", "", has(&Facet::Over(line[0])))),
            of(
                Asker::Team,
                ask_for("team's, by name", format!("q={name}"), says("words", name)),
            ),
            of(Asker::Bureau, ask_for("bureau's own", "", has(&Facet::Over(line[1])))),
            of(Asker::Bureau, ask_for("bureau's, by tag", "tag=obstruction", tagged)),
        ]
    }
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
