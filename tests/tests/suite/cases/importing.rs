//! CSV files of the case system against the running server: all of a file or nothing, never refused a fact.

use evidence_schema::case::{CaseSource, CaseStage};
use evidence_schema::ids::CaseId;
use evidence_schema::ledger_import::cases::CaseImportKind;
use evidence_schema::wire::acts::{ActView, ObjectView};
use evidence_schema::wire::cases::{CasePage, HeadingDraft, HeadingView};
use evidence_schema::wire::imports::CaseImportAnswer;
use evidence_schema::wire::problem::{Problem, ProblemCode};
use reqwest::{Method, StatusCode};
use tests::world::{problem_of, process};

use crate::ledger::scene::{Agency, LI, WANG, ZHAO};

const NUMBER: &str = "浙交执罚〔2026〕7号";
pub(super) const CASES: &str = "案号,案件名称,案件类别,单位编号,主办编号,协办编号,环节\n\
    浙交执罚〔2026〕7号,擅自超限运输,行政处罚,11,100001,100002,调查取证\n浙交执罚〔2026〕8号,未经许可施工,,,,,\n";
pub(super) const ACTS: &str = "案号,行为编号,行为类型,执法人员编号,到达时间,离开时间\n\
    浙交执罚〔2026〕7号,XW-1,查封扣押,100001、100002,2026-11-09 23:59,2026-11-10 00:20\n\
    浙交执罚〔2026〕7号,XW-1,查封扣押,100001、100002,2026-11-10 08:00,2026-11-10 09:00\n";
const OBJECTS: &str = "案号,类型,当事人,名称,号码\n浙交执罚〔2026〕7号,车辆,否,,浙Ａ·１２３４５\n\
    浙交执罚〔2026〕8号,自然人,是,赵某,330106199001011234\n";

pub(super) async fn send(
    agency: &Agency,
    kind: CaseImportKind,
    (apply, plan, bytes): (u8, &str, &[u8]),
) -> reqwest::Response {
    let path = format!("/api/v1/cases/import?kind={}&apply={apply}{plan}", kind.as_str());
    let request = agency.user.request(Method::POST, &path).body(bytes.to_vec());
    request.send().await.unwrap()
}

async fn asked(agency: &Agency, kind: CaseImportKind, (apply, bytes): (u8, &[u8])) -> CaseImportAnswer {
    let answer = send(agency, kind, (apply, "", bytes)).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// Imports; gives how many records were new, changed, there already.
pub(super) async fn import(agency: &Agency, kind: CaseImportKind, text: &str) -> (usize, usize, u64) {
    let answer = asked(agency, kind, (1, text.as_bytes())).await;
    assert!(answer.is_applied);
    answer.plan.counts()
}

async fn refused(agency: &Agency, kind: CaseImportKind, text: &str) -> Problem {
    problem_of(send(agency, kind, (1, "", text.as_bytes())).await).await
}

async fn case_id(agency: &Agency, number: &str) -> CaseId {
    let page: CasePage = agency.user.read(&format!("/api/v1/cases?number={number}")).await;
    page.cases[0].case_id
}

async fn acts(agency: &Agency) -> Vec<ActView> {
    let case = case_id(agency, NUMBER).await;
    agency.user.read(&format!("/api/v1/cases/{case}/acts")).await
}

async fn entries(agency: &Agency) -> usize {
    let (case, app) = (case_id(agency, NUMBER).await, agency.world.app().await);
    let entries = app.store.entries_of(&case.to_string()).await.unwrap();
    entries
        .into_iter()
        .filter(|entry| entry.body.contains("case.imported"))
        .count()
}

#[tokio::test]
async fn case_files_acts_and_objects_are_imported_and_again_change_nothing() {
    let agency = Agency::set().await;
    assert_eq!(import(&agency, CaseImportKind::Cases, CASES).await, (2, 0, 0));
    assert_eq!(import(&agency, CaseImportKind::Acts, ACTS).await, (1, 0, 0));
    assert_eq!(import(&agency, CaseImportKind::Objects, OBJECTS).await, (2, 0, 0));
    let case = case_id(&agency, NUMBER).await;
    let headings: Vec<HeadingView> = agency.user.read(&format!("/api/v1/cases/{case}/heading")).await;
    let lead = agency.officer_id(LI).await;
    assert_eq!(
        (
            headings.len(),
            headings[0].source,
            headings[0].lead_id,
            headings[0].stage
        ),
        (1, CaseSource::Import, Some(lead), Some(CaseStage::Investigation))
    );
    let acts = acts(&agency).await;
    let times: Vec<_> = acts[0].sessions.iter().map(|s| (s.arrived_at, s.departed_at)).collect();
    let midnight = (agency.at(0, -1), Some(agency.at(0, 20)));
    assert_eq!(times, [midnight, (agency.at(8, 0), Some(agency.at(9, 0)))]);
    let objects: Vec<ObjectView> = agency.user.read(&format!("/api/v1/cases/{case}/objects")).await;
    assert_eq!(objects[0].number.as_deref(), Some("浙Ａ·１２３４５"));
    assert_eq!(entries(&agency).await, 3, "each case file has an entry of its own");

    assert_eq!(import(&agency, CaseImportKind::Cases, CASES).await, (0, 0, 2));
    assert_eq!(import(&agency, CaseImportKind::Acts, ACTS).await, (0, 0, 1));
    assert_eq!(import(&agency, CaseImportKind::Objects, OBJECTS).await, (0, 0, 2));
    assert_eq!(entries(&agency).await, 3, "what changes nothing is no entry");
    let found: evidence_schema::wire::acts::ObjectSearch = agency.user.read("/api/v1/objects?q=浙A12345").await;
    assert_eq!(found.found.len(), 1, "full-width and half-width are one plate");
    agency.world.finish().await;
}

#[tokio::test]
async fn one_bad_line_keeps_all_others_out_and_is_named() {
    let agency = Agency::set().await;
    let problem = refused(&agency, CaseImportKind::Cases, &format!("{CASES}=1,坏,,,,,\n")).await;
    assert_eq!((problem.status, problem.code), (422, ProblemCode::FieldsInvalid));
    assert_eq!(problem.fields[0].field, "line 4, column 1 案号");
    let nothing: CasePage = agency.user.read("/api/v1/cases").await;
    assert_eq!(nothing.cases.len(), 0);
    let problem = refused(&agency, CaseImportKind::Acts, ACTS).await;
    assert_eq!(problem.fields[0].field, "line 2, column 1 案号");
    assert!(
        problem.fields[0].message.contains("import the case files first"),
        "{problem:?}"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn what_nobody_knows_and_what_cannot_be_is_taken_and_becomes_a_finding() {
    let agency = Agency::set().await;
    let odd = CASES.replace("罚,11,100001", "罚,99,777777");
    let preview = asked(&agency, CaseImportKind::Cases, (0, odd.as_bytes())).await;
    let codes: Vec<_> = preview
        .plan
        .remarks
        .iter()
        .map(|told| (told.line, told.remark.code.as_str()))
        .collect();
    assert_eq!(codes, [(2, "officer_unknown"), (2, "unit_unknown")]);
    assert_eq!(import(&agency, CaseImportKind::Cases, &odd).await, (2, 0, 0));
    let turned = ACTS.replace("2026-11-10 00:20", "2026-11-09 00:20");
    assert_eq!(import(&agency, CaseImportKind::Acts, &turned).await, (1, 0, 0));
    assert_eq!(acts(&agency).await[0].sessions[0].departed_at, Some(agency.at(-24, 20)));
    let case = case_id(&agency, NUMBER).await;
    for kind in ["case_officer_unknown", "case_unit_unknown", "case_times_odd"] {
        assert!(agency.finding(kind, case).await.is_some(), "{kind}");
    }
    agency.world.finish().await;
}

#[tokio::test]
async fn what_a_file_leaves_empty_stays_and_what_people_said_stays_beside_it() {
    let agency = Agency::set().await;
    import(&agency, CaseImportKind::Cases, CASES).await;
    let silent = "案号,案件名称,协办编号\n浙交执罚〔2026〕7号,擅自超限运输,200001\n";
    let preview = asked(&agency, CaseImportKind::Cases, (0, silent.as_bytes())).await;
    let cells: Vec<_> = preview.plan.lines[0].cells.iter().collect();
    assert_eq!(
        (cells.len(), cells[0].before.as_deref(), cells[0].after.as_str()),
        (1, Some(WANG), ZHAO)
    );
    assert_eq!(import(&agency, CaseImportKind::Cases, silent).await, (0, 1, 0));
    let case = case_id(&agency, NUMBER).await;
    let path = format!("/api/v1/cases/{case}/heading");
    let headings: Vec<HeadingView> = agency.user.read(&path).await;
    assert_eq!(
        headings[1].lead_id,
        Some(agency.officer_id(LI).await),
        "what was told before stays"
    );
    let moved = HeadingDraft {
        lead_number: Some(ZHAO.to_owned()),
        reason: Some("移交二大队".to_owned()),
        ..HeadingDraft::default()
    };
    let _heading: HeadingView = agency.user.tell(&path, &moved).await;
    let again = asked(&agency, CaseImportKind::Cases, (0, CASES.as_bytes())).await;
    let codes: Vec<_> = again
        .plan
        .remarks
        .iter()
        .map(|told| told.remark.code.as_str())
        .collect();
    assert_eq!(codes, ["heading_differs", "two_units"]);
    agency.world.finish().await;
}

#[tokio::test]
async fn cells_that_a_file_of_acts_leaves_empty_say_nothing() {
    let agency = Agency::set().await;
    import(&agency, CaseImportKind::Cases, CASES).await;
    import(&agency, CaseImportKind::Acts, ACTS).await;
    let before = acts(&agency).await;
    let silent = "案号,行为编号,行为类型,执法人员编号,到达时间,离开时间\n浙交执罚〔2026〕7号,XW-1,查封扣押,,,\n";
    assert_eq!(import(&agency, CaseImportKind::Acts, silent).await, (0, 0, 1));
    assert_eq!(acts(&agency).await, before);
    let other = silent.replace("查封扣押", "强制拖离");
    assert_eq!(import(&agency, CaseImportKind::Acts, &other).await, (0, 1, 0));
    let after = acts(&agency).await.remove(0);
    assert_eq!((after.version, after.kind.as_str()), (2, "强制拖离"));
    assert_eq!(
        (after.officer_ids, after.sessions),
        (before[0].officer_ids.clone(), before[0].sessions.clone())
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn preview_changes_nothing_and_its_plan_is_what_is_imported() {
    let agency = Agency::set().await;
    let (gbk, _, is_lossy) = encoding_rs::GBK.encode(CASES);
    assert!(!is_lossy);
    let preview = asked(&agency, CaseImportKind::Cases, (0, &gbk)).await;
    assert_eq!((preview.is_applied, preview.plan.counts()), (false, (2, 0, 0)));
    let nothing: CasePage = agency.user.read("/api/v1/cases").await;
    assert_eq!(nothing.cases.len(), 0);
    import(
        &agency,
        CaseImportKind::Cases,
        "案号,案件名称\n浙交执罚〔2026〕8号,另一名称\n",
    )
    .await;
    let plan = format!("&plan={}", preview.plan_sha256);
    let problem = problem_of(send(&agency, CaseImportKind::Cases, (1, &plan, &gbk)).await).await;
    assert_eq!((problem.status, problem.code), (409, ProblemCode::Conflict));
    let seen = asked(&agency, CaseImportKind::Cases, (0, &gbk)).await;
    let plan = format!("&plan={}", seen.plan_sha256);
    let answer = send(&agency, CaseImportKind::Cases, (1, &plan, &gbk)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    agency.world.finish().await;
}

/// The case file of one line among many is exported with its own entries.
#[tokio::test]
async fn thousands_of_lines_are_one_commit() {
    let agency = Agency::set().await;
    let line = |number| format!("案{number},擅自超限运输,penalty,11,{LI}");
    let lines: Vec<String> = (0..2000).map(line).collect();
    let text = format!(
        "case number,title,category,unit number,lead number\n{}",
        lines.join("\n")
    );
    assert_eq!(import(&agency, CaseImportKind::Cases, &text).await, (2000, 0, 0));
    assert_eq!(import(&agency, CaseImportKind::Cases, &text).await, (0, 0, 2000));
    let case = case_id(&agency, "案1999").await;
    let app = agency.world.app().await;
    assert_eq!(app.store.entries_of(&case.to_string()).await.unwrap().len(), 1);
    agency.world.finish().await;
}

#[tokio::test]
async fn command_shows_then_imports_and_names_errors() {
    let agency = Agency::set().await;
    let file = agency.world.folder().join("cases.csv");
    std::fs::write(&file, CASES.replace("罚,11,", "罚,99,")).unwrap();
    let words = ["case", "import", "--kind", "cases", file.to_str().unwrap()];
    let preview = agency.world.run(&words);
    assert!(
        preview.contains("look at: line 2 浙交执罚〔2026〕7号: No unit here has the number"),
        "{preview}"
    );
    assert!(preview.contains("2 new, 0 changed, 0 unchanged"), "{preview}");
    let apply = [&words[..], &["--apply"]].concat();
    assert!(agency.world.run(&apply).contains("\nimported\n"));
    std::fs::write(&file, format!("{CASES}浙交执罚〔2026〕7号,另一名称,,,,,\n")).unwrap();
    let output = process::run(agency.world.command(&apply), "");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("error: line 4, column 1 案号"), "{text}");
    agency.world.finish().await;
}

/// What a browser sends for a form with a file.
async fn submit(agency: &Agency, fields: &[(&str, &str)], file: Option<&str>) -> (StatusCode, String) {
    let part = |head: String, text: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
    let parts = fields.iter().map(|(name, text)| part(format!("name=\"{name}\""), text));
    let mut body: String = parts.collect();
    if let Some(file) = file {
        body += &part(
            "name=\"file\"; filename=\"表.csv\"\r\nContent-Type: text/csv".to_owned(),
            file,
        );
    }
    let request = agency
        .user
        .request(Method::POST, "/cases/import")
        .header("Accept", "text/html");
    let request = request.header("Content-Type", "multipart/form-data; boundary=edge");
    let answer = request.body(body + "--edge--\r\n").send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// The text of a hidden field.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn page_shows_what_to_look_at_and_imports_what_was_shown() {
    let agency = Agency::set().await;
    let page = agency
        .user
        .request(Method::GET, "/cases/import")
        .header("Accept", "text/html");
    let page = page.send().await.unwrap().text().await.unwrap();
    let token = hidden(&page, "form_token").to_owned();
    let chosen = [("form_token", token.as_str()), ("kind", "cases")];
    let (_, preview) = submit(&agency, &chosen, Some(&CASES.replace("罚,11,", "罚,99,"))).await;
    for words in [
        "新增 2 条",
        "行政处罚",
        "调查取证",
        "办案系统提到的单位或人员不在台账中",
    ] {
        assert!(preview.contains(words), "{words}: {preview}");
    }
    let (content, plan) = (hidden(&preview, "content"), hidden(&preview, "plan"));
    let sent = [chosen[0], chosen[1], ("content", content), ("plan", plan)];
    assert_eq!(submit(&agency, &sent, None).await.0, StatusCode::SEE_OTHER);
    assert_eq!(
        submit(&agency, &sent, None).await.0,
        StatusCode::SEE_OTHER,
        "twice is once"
    );
    let page: CasePage = agency.user.read("/api/v1/cases").await;
    assert_eq!(page.cases.len(), 2);
    agency.world.finish().await;
}
