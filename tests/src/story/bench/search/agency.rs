//! The agency that the clips of the search belong to: units, officers, recorders and case files, told to the server by
//! the ways that an agency has.

use std::collections::BTreeSet;
use std::fmt::Write;

use evidence_schema::case::{CaseCategory, ObjectKind};
use evidence_schema::ids::{CaseId, OfficerId, RecorderId, UnitId};
use evidence_schema::rules::object_key;
use evidence_schema::search::Facet;
use evidence_schema::wire::acts::ObjectDraft;
use evidence_schema::wire::case_system::{ActTold, CaseTellAnswer, CaseTold};
use evidence_schema::wire::ledger::{OfficerView, UnitView};
use reqwest::Method;

use crate::story::Tell;
use crate::world::{Caller, World};

const BUREAUS: usize = 4;
const TEAMS_PER_BUREAU: usize = 10;
const PAIRS_PER_TEAM: usize = 25;
const CASES_PER_TEAM: usize = 25;
const FAMILY: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗",
];
const GIVEN: [&str; 25] = [
    "伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平", "刚", "桂英",
    "志强", "建国", "晓东", "海燕", "文博", "子涵",
];
const ROADS: [&str; 8] = [
    "解放路",
    "人民大道",
    "环城北路",
    "滨江大道",
    "文一西路",
    "机场高速",
    "石祥路",
    "江南大道",
];

/// Two officers with one recorder.
pub(super) struct Pair {
    pub(super) officers: [Officer; 2],
    pub(super) serial: String,
    pub(super) recorder_id: RecorderId,
    pub(super) team: usize,
}

pub(super) struct Officer {
    pub(super) id: OfficerId,
    pub(super) number: String,
    pub(super) name: String,
}

/// A team, with itself and the units above it.
pub(super) struct Team {
    pub(super) number: String,
    pub(super) line: Vec<UnitId>,
}

/// A case file of a team.
pub(super) struct Case {
    pub(super) id: CaseId,
    pub(super) number: String,
    pub(super) plate: String,
    pub(super) place: String,
    pub(super) facets: BTreeSet<Facet>,
}

pub(super) struct Agency {
    pub(super) teams: Vec<Team>,
    pub(super) pairs: Vec<Pair>,
    pub(super) cases: Vec<Case>,
}

fn name_of(officer: usize) -> String {
    // Every surname meets every given name; the next round of names is the same again, as in any agency.
    format!(
        "{}{}",
        FAMILY[officer % FAMILY.len()],
        GIVEN[officer / FAMILY.len() % GIVEN.len()]
    )
}

fn team_number(team: usize) -> String {
    format!("33{:02}{:02}", team / TEAMS_PER_BUREAU + 1, team % TEAMS_PER_BUREAU + 1)
}

fn teams() -> usize {
    BUREAUS * TEAMS_PER_BUREAU
}

async fn import(administrator: &Caller, kind: &str, csv: String) {
    let path = format!("/api/v1/ledger/import?kind={kind}&apply=1");
    let sent = administrator.request(Method::POST, &path).body(csv).send().await;
    let answer = sent.expect("the server answers");
    let (status, text) = (answer.status(), answer.text().await.expect("read the answer"));
    assert!(status.is_success(), "import of {kind}: {status}: {text}");
}

/// Tells the server of everything, as an administrator with CSV files and the case system do.
pub(super) async fn settle(world: &World, tell: Tell<'_>) -> Agency {
    let administrator = world.administrator().await;
    let mut units = String::from("编号,名称,上级编号\n33,省交通运输厅,\n");
    let mut officers =
        String::from("编号,姓名,执法证号,执法证有效期起,执法证有效期止,单位编号,一线执法,辅助人员,任职起始日期\n");
    let mut recorders = String::from("序列号,名称,类型,单位编号\n");
    for bureau in 1..=BUREAUS {
        let _written = writeln!(units, "33{bureau:02},第{bureau}支队,33");
    }
    for team in 0..teams() {
        let number = team_number(team);
        let _written = writeln!(units, "{number},{number}大队,{}", &number[..4]);
        for pair in 0..PAIRS_PER_TEAM {
            let pair = team * PAIRS_PER_TEAM + pair;
            let _written = writeln!(recorders, "D{pair:06},{pair}号机,执法记录仪,{number}");
            for officer in [2 * pair, 2 * pair + 1] {
                let _written = writeln!(
                    officers,
                    "{},{},浙A{officer},2020-01-01,2039-12-31,{number},是,否,2020-01-01",
                    200_000 + officer,
                    name_of(officer)
                );
            }
        }
    }
    for (kind, csv) in [("units", units), ("officers", officers), ("recorders", recorders)] {
        import(&administrator, kind, csv).await;
    }
    let teams = teams_of(&administrator).await;
    let pairs = pairs_of(world, &administrator).await;
    let cases = cases_of(world, &teams, &pairs).await;
    tell(&format!(
        "an agency of {} teams, {} officers, {} case files",
        teams.len(),
        2 * pairs.len(),
        cases.len()
    ));
    Agency { teams, pairs, cases }
}

async fn teams_of(administrator: &Caller) -> Vec<Team> {
    let units: Vec<UnitView> = administrator.read("/api/v1/units").await;
    let team = |team| {
        let number = team_number(team);
        let unit = units.iter().find(|unit| unit.number == number).expect("a unit");
        let above = |unit: &&UnitView| units.iter().find(|other| Some(other.unit_id) == unit.parent_id);
        let line = std::iter::successors(Some(unit), above).map(|unit| unit.unit_id);
        Team {
            line: line.collect(),
            number,
        }
    };
    (0..teams()).map(team).collect()
}

async fn pairs_of(world: &World, administrator: &Caller) -> Vec<Pair> {
    let views: Vec<OfficerView> = administrator.read("/api/v1/officers").await;
    let by_number: std::collections::BTreeMap<&str, &OfficerView> =
        views.iter().map(|view| (view.number.as_str(), view)).collect();
    let app = world.app().await;
    let mut pairs = Vec::new();
    for pair in 0..teams() * PAIRS_PER_TEAM {
        let serial = format!("D{pair:06}");
        let recorder = app.store.recorder_by_serial(&serial).await.expect("ask for a recorder");
        let officers = [2 * pair, 2 * pair + 1].map(|officer| {
            let view = by_number[(200_000 + officer).to_string().as_str()];
            Officer {
                id: view.officer_id,
                number: view.number.clone(),
                name: view.name.clone(),
            }
        });
        pairs.push(Pair {
            officers,
            recorder_id: recorder.expect("the recorder is there").id,
            serial,
            team: pair / PAIRS_PER_TEAM,
        });
    }
    pairs
}

async fn cases_of(world: &World, teams: &[Team], pairs: &[Pair]) -> Vec<Case> {
    let system = world.anonymous().with_bearer(&world.add_case_system("bench"));
    let mut cases = Vec::new();
    for (team_at, team) in teams.iter().enumerate() {
        for turn in 0..CASES_PER_TEAM {
            let at = team_at * CASES_PER_TEAM + turn;
            cases.push(
                case(
                    &system,
                    (at, team),
                    &pairs[team_at * PAIRS_PER_TEAM + turn % PAIRS_PER_TEAM],
                )
                .await,
            );
        }
    }
    cases
}

async fn case(system: &Caller, (at, team): (usize, &Team), pair: &Pair) -> Case {
    let number = format!("浙交执罚〔2026〕{}号", at + 1);
    let plate = format!(
        "浙{}·{:05}",
        char::from(b'A' + u8::try_from(at % 8).expect("small")),
        10_007 * (at + 1) % 100_000
    );
    let place = format!("{}{}号附近", ROADS[at % ROADS.len()], at + 1);
    let told = CaseTold {
        title: "擅自超限运输".to_owned(),
        category: Some(CaseCategory::Penalty),
        unit_number: Some(team.number.clone()),
        lead_number: Some(pair.officers[0].number.clone()),
        assisting_number: Some(pair.officers[1].number.clone()),
        stage: None,
        objects: vec![ObjectDraft {
            kind: ObjectKind::Plate,
            is_party: false,
            name: None,
            number: Some(plate.clone()),
        }],
        acts: vec![ActTold {
            number: format!("XW-{at}"),
            kind: "现场检查".to_owned(),
            place: Some(place.clone()),
            officer_numbers: Some(pair.officers.iter().map(|officer| officer.number.clone()).collect()),
            outside: None,
            approval_number: None,
            is_urgent: None,
            sessions: None,
        }],
        steps: Vec::new(),
    };
    let path = format!("/api/v1/cases/{number}");
    let sent = system.request(Method::PUT, &path).json(&told).send().await;
    let answer = sent.expect("the server answers");
    assert!(answer.status().is_success(), "{number}: {}", answer.status());
    let answer: CaseTellAnswer = answer.json().await.expect("read the answer");
    let mut facets: BTreeSet<Facet> = team.line.iter().map(|unit| Facet::Over(*unit)).collect();
    facets.extend(pair.officers.iter().map(|officer| Facet::Handles(officer.id)));
    facets.extend([Facet::Case(answer.case_id), Facet::Object(object_key::key(&plate))]);
    Case {
        id: answer.case_id,
        number,
        plate,
        place,
        facets,
    }
}
