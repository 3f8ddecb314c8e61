//! CSV files of units, officers, recorders and rosters against the running server: all of a file or nothing of it.

use evidence_schema::ledger_import::{ImportKind, KindPlan};
use evidence_schema::people::Standing;
use evidence_schema::wire::imports::ImportAnswer;
use evidence_schema::wire::ledger::{OfficerView, UnitView};
use evidence_schema::wire::problem::{Problem, ProblemCode};
use evidence_server::app::App;
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use tests::world::{Caller, World, problem_of, process};

const UNITS: &str = "编号,名称,上级编号\n330102,二大队,3301\n3301,支队,\n330101,一大队,3301\n";
const OFFICERS: &str = "编号,姓名,执法证号,执法证有效期起,执法证有效期止,单位编号,一线执法,辅助人员,任职起始日期\n\
    330001,李明,浙A1,2024-01-01,2028-12-31,330101,是,否,2024-01-01\n\
    330002,王芳,浙A2,2024-01-01,2028-12-31,330101,是,否,2024-01-01\n\
    330003,赵强,,,,330102,否,是,2025-03-01\n";
const RECORDERS: &str = "序列号,名称,类型,单位编号\nA000001,1号机,执法记录仪,330101\nT000001,手持1,手持终端,330102\n";
const ROSTER: &str = "日期,单位编号,开始时间,结束时间,主办编号,协办编号,设备序列号\n\
    2026-11-20,330101,20:00,06:00,330001,330002,A000001\n2026-11-21,330101,08:00,17:30,330002,330003,A000001;T000001\n";

async fn send(caller: &Caller, path: &str, bytes: &[u8]) -> Response {
    let request = caller.request(Method::POST, path).body(bytes.to_vec());
    request.send().await.expect("the server answers")
}

async fn answer(caller: &Caller, kind: ImportKind, (apply, bytes): (u8, &[u8])) -> ImportAnswer {
    let path = format!("/api/v1/ledger/import?kind={}&apply={apply}", kind.as_str());
    let answer = send(caller, &path, bytes).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

async fn refused(caller: &Caller, kind: ImportKind, bytes: &[u8]) -> Problem {
    let path = format!("/api/v1/ledger/import?kind={}&apply=1", kind.as_str());
    problem_of(send(caller, &path, bytes).await).await
}

pub(crate) async fn import(caller: &Caller, kind: ImportKind, text: &str) -> (usize, usize, u64) {
    let answer = answer(caller, kind, (1, text.as_bytes())).await;
    assert!(answer.is_applied);
    answer.plan.counts()
}

/// The whole agency.
async fn import_all(administrator: &Caller) {
    assert_eq!(import(administrator, ImportKind::Units, UNITS).await, (3, 0, 0));
    assert_eq!(import(administrator, ImportKind::Officers, OFFICERS).await, (3, 0, 0));
    assert_eq!(import(administrator, ImportKind::Recorders, RECORDERS).await, (2, 0, 0));
    assert_eq!(import(administrator, ImportKind::Roster, ROSTER).await, (2, 0, 0));
}

async fn units(caller: &Caller) -> Vec<UnitView> {
    caller.read("/api/v1/units").await
}

async fn officer(caller: &Caller, number: &str) -> OfficerView {
    let officers: Vec<OfficerView> = caller.read("/api/v1/officers").await;
    officers.into_iter().find(|officer| officer.number == number).unwrap()
}

/// Facts of every entry of an import, oldest first.
async fn import_entries(app: &App) -> Vec<Value> {
    let entries = app.store.entries_of("ledger").await.unwrap();
    let details = entries
        .into_iter()
        .map(|entry| entry.detail.expect("an import has a detail"));
    details
        .map(|detail| serde_json::from_str::<Value>(&detail).unwrap()["facts"].clone())
        .collect()
}

#[tokio::test]
async fn files_of_every_kind_are_imported_and_again_change_nothing() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    import_all(&administrator).await;
    let (all, li) = (units(&administrator).await, officer(&administrator, "330001").await);
    let id = |number: &str| all.iter().find(|unit| unit.number == number).unwrap().unit_id;
    assert_eq!(
        all.iter().find(|u| u.number == "330101").unwrap().parent_id,
        Some(id("3301"))
    );
    assert_eq!((li.name.as_str(), li.unit_id), ("李明", Some(id("330101"))));

    let app = world.app().await;
    let at = |text: &str| text.parse().unwrap();
    let duties = app
        .store
        .roster_between(at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z"))
        .await
        .unwrap();
    let night = duties.first().unwrap();
    assert_eq!(
        (night.from_at, night.to_at),
        (at("2026-11-20T20:00:00+08:00"), at("2026-11-21T06:00:00+08:00"))
    );
    assert_eq!(
        (night.lead_id, duties[1].recorder_ids().unwrap().len()),
        (li.officer_id, 2)
    );
    let recorder = app.store.recorder_by_serial("T000001").await.unwrap().unwrap();
    assert_eq!(
        app.store.device_of(recorder.id).await.unwrap().unwrap().unit_id,
        id("330102")
    );

    let entries = import_entries(&app).await;
    assert_eq!(entries.len(), 4);
    assert_eq!(
        (&entries[1]["kind"], &entries[1]["adds"]),
        (&"officers".into(), &3.into())
    );
    assert_eq!(import(&administrator, ImportKind::Units, UNITS).await, (0, 0, 3));
    assert_eq!(import(&administrator, ImportKind::Officers, OFFICERS).await, (0, 0, 3));
    assert_eq!(
        import(&administrator, ImportKind::Recorders, RECORDERS).await,
        (0, 0, 2)
    );
    assert_eq!(import(&administrator, ImportKind::Roster, ROSTER).await, (0, 0, 2));
    assert_eq!(import_entries(&app).await.len(), 4, "what changes nothing is no entry");
    world.finish().await;
}

#[tokio::test]
async fn one_bad_line_keeps_all_others_out_and_is_named() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    let problem = refused(
        &administrator,
        ImportKind::Units,
        format!("{UNITS}=1+1,坏,\n").as_bytes(),
    )
    .await;
    assert_eq!((problem.status, problem.code), (422, ProblemCode::FieldsInvalid));
    assert_eq!(problem.fields.len(), 1);
    assert_eq!(problem.fields[0].field, "line 5, column 1 编号");
    assert!(problem.fields[0].message.contains("formula"), "{problem:?}");
    assert_eq!(units(&administrator).await, []);
    assert_eq!(import_entries(&world.app().await).await, [] as [Value; 0]);
    world.finish().await;
}

#[tokio::test]
async fn preview_changes_nothing_and_its_plan_is_what_is_imported() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    let preview = answer(&administrator, ImportKind::Units, (0, UNITS.as_bytes())).await;
    assert!(!preview.is_applied && matches!(&preview.plan, KindPlan::Units(plan) if plan.adds.len() == 3));
    assert_eq!(units(&administrator).await, []);
    import(
        &administrator,
        ImportKind::Units,
        "编号,名称,上级编号\n3301,另一名称,\n",
    )
    .await;
    let path = |plan: &ImportAnswer| format!("/api/v1/ledger/import?kind=units&apply=1&plan={}", plan.plan_sha256);
    let problem = problem_of(send(&administrator, &path(&preview), UNITS.as_bytes()).await).await;
    assert_eq!((problem.status, problem.code), (409, ProblemCode::Conflict));
    assert_eq!(units(&administrator).await.len(), 1);
    let seen = answer(&administrator, ImportKind::Units, (0, UNITS.as_bytes())).await;
    assert_eq!(seen.plan.counts(), (2, 1, 0));
    assert_eq!(
        send(&administrator, &path(&seen), UNITS.as_bytes()).await.status(),
        StatusCode::OK
    );
    assert_eq!(units(&administrator).await.len(), 3);
    world.finish().await;
}

#[tokio::test]
async fn national_encoding_says_the_same() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    let (gbk, _, is_lossy) = encoding_rs::GBK.encode(UNITS);
    assert!(!is_lossy && std::str::from_utf8(&gbk).is_err());
    assert!(answer(&administrator, ImportKind::Units, (1, &gbk)).await.is_applied);
    assert_eq!(import(&administrator, ImportKind::Units, UNITS).await, (0, 0, 3));
    world.finish().await;
}

#[tokio::test]
async fn officers_exchange_certificates_and_move_to_another_unit() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    import_all(&administrator).await;
    let header = OFFICERS.lines().next().unwrap();
    let exchanged = format!(
        "{header}\n330001,李明,浙A2,2024-01-01,2028-12-31,330101,是,否,\n330002,王芳,浙A1,2024-01-01,2028-12-31,330102,是,否,2026-01-01\n"
    );
    assert_eq!(
        import(&administrator, ImportKind::Officers, &exchanged).await,
        (0, 2, 0)
    );
    let (li, wang) = (
        officer(&administrator, "330001").await,
        officer(&administrator, "330002").await,
    );
    assert_eq!(
        (li.certificate_number.as_deref(), wang.certificate_number.as_deref()),
        (Some("浙A2"), Some("浙A1"))
    );
    let postings = world.app().await.store.postings_of(wang.officer_id).await.unwrap();
    let days: Vec<_> = postings
        .iter()
        .map(|p| (p.from_on.to_string(), p.to_on.map(|to| to.to_string())))
        .collect();
    assert_eq!(
        days,
        [
            ("2024-01-01".to_owned(), Some("2025-12-31".to_owned())),
            ("2026-01-01".to_owned(), None)
        ]
    );

    let early = format!("{header}\n330002,王芳,浙A1,2024-01-01,2028-12-31,330101,是,否,2025-06-01\n");
    let problem = refused(&administrator, ImportKind::Officers, early.as_bytes()).await;
    assert_eq!(problem.fields[0].field, "line 2, column 9 任职起始日期");
    assert!(problem.fields[0].message.contains("began on 2026-01-01"), "{problem:?}");
    world.finish().await;
}

#[tokio::test]
async fn recorder_that_was_registered_before_is_bound_and_keeps_its_life() {
    let world = World::start().await;
    world.add_recorder("A000001");
    let administrator = world.administrator().await;
    import(&administrator, ImportKind::Units, UNITS).await;
    assert_eq!(
        import(&administrator, ImportKind::Recorders, RECORDERS).await,
        (1, 1, 0)
    );
    let app = world.app().await;
    let recorder = app.store.recorder_by_serial("A000001").await.unwrap().unwrap();
    assert_eq!(recorder.title, "1号机");
    let lost = serde_json::json!({"unit_number": "330101", "kind": "recorder", "state": "lost", "note": "山路上遗失"});
    let path = format!("/api/v1/recorders/{}/device", recorder.id);
    assert_eq!(administrator.post(&path, &lost).await.status(), StatusCode::NO_CONTENT);
    let moved = RECORDERS.replace("执法记录仪,330101", "执法记录仪,330102");
    assert_eq!(import(&administrator, ImportKind::Recorders, &moved).await, (0, 1, 1));
    let device = app.store.device_of(recorder.id).await.unwrap().unwrap();
    assert_eq!(
        (device.state.as_str(), device.note.as_deref()),
        ("lost", Some("山路上遗失"))
    );
    world.finish().await;
}

/// One commit, several entries: the after-images of 6,000 units are longer than one entry's detail may be.
#[tokio::test]
async fn import_longer_than_one_entry_is_still_one_commit() {
    const COUNT: usize = 6000;
    let world = World::start().await;
    let administrator = world.administrator().await;
    let lines = (0..COUNT).map(|n| format!("u{n},{}{n},\n", "大队".repeat(40)));
    let text = format!("number,name,parent number\n{}", lines.collect::<String>());
    assert_eq!(import(&administrator, ImportKind::Units, &text).await, (COUNT, 0, 0));
    let entries = import_entries(&world.app().await).await;
    let parts: Vec<u64> = entries.iter().map(|facts| facts["part"].as_u64().unwrap()).collect();
    assert_eq!(parts, (1..=entries[0]["parts"].as_u64().unwrap()).collect::<Vec<_>>());
    assert!(parts.len() > 1);
    assert_eq!(units(&administrator).await.len(), COUNT);
    world.finish().await;
}

#[tokio::test]
async fn command_shows_then_imports_and_names_errors() {
    let world = World::start().await;
    let file = world.folder().join("units.csv");
    std::fs::write(&file, UNITS).unwrap();
    let words = ["ledger", "import", "--kind", "units", file.to_str().unwrap()];
    let preview = world.run(&words);
    assert!(
        preview.contains("line 2      new     330102") && preview.contains("3 new, 0 changed, 0 unchanged"),
        "{preview}"
    );
    assert!(preview.contains("nothing was imported"), "{preview}");
    let apply = [&words[..], &["--apply"]].concat();
    assert!(world.run(&apply).contains("\nimported\n"));
    std::fs::write(&file, UNITS.replace("一大队", "新一大队")).unwrap();
    let changed = world.run(&apply);
    assert!(changed.contains("unit_name: \"一大队\" -> \"新一大队\""), "{changed}");
    std::fs::write(&file, format!("{UNITS}330103,三大队,9999\n")).unwrap();
    let output = process::run(world.command(&apply), "");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("error: line 5, column 3 上级编号 \"9999\": no unit has this number"),
        "{text}"
    );
    let administrator = world.administrator().await;
    assert_eq!(units(&administrator).await.len(), 3);
    world.finish().await;
}

/// What a browser sends for a form with a file.
async fn submit(caller: &Caller, fields: &[(&str, &str)], file: Option<&str>) -> (StatusCode, String) {
    let part = |head: String, text: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
    let mut body: String = fields
        .iter()
        .map(|(name, text)| part(format!("name=\"{name}\""), text))
        .collect();
    if let Some(file) = file {
        let head = "name=\"file\"; filename=\"表.csv\"\r\nContent-Type: text/csv";
        body += &part(head.to_owned(), file);
    }
    let request = caller
        .request(Method::POST, "/ledger/import")
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
async fn page_shows_what_would_change_and_imports_just_that() {
    let world = World::start().await;
    world.add_person("root", Standing::Administrator, "a long password");
    let administrator = world.sign_in("root", "a long password").await;
    let page = administrator
        .request(Method::GET, "/ledger/import")
        .header("Accept", "text/html");
    let page = page.send().await.unwrap().text().await.unwrap();
    let token = hidden(&page, "form_token").to_owned();
    let chosen = [("form_token", token.as_str()), ("kind", "units")];

    let (status, wrong) = submit(&administrator, &chosen, Some("编号,名称,上级编号\n1,一,9\n")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        wrong.contains("没有这个编号的单位") && !wrong.contains("id=\"import-do\""),
        "{wrong}"
    );
    let (status, none) = submit(&administrator, &chosen, None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.contains("请选择一个不为空的文件"), "{none}");

    let (_, preview) = submit(&administrator, &chosen, Some(UNITS)).await;
    assert!(preview.contains("新增 3 条") && preview.contains("一大队"), "{preview}");
    assert_eq!(units(&administrator).await, []);
    let (content, plan) = (hidden(&preview, "content"), hidden(&preview, "plan"));
    let sent = [
        ("form_token", "guessed"),
        ("kind", "units"),
        ("content", content),
        ("plan", plan),
    ];
    assert_eq!(submit(&administrator, &sent, None).await.0, StatusCode::FORBIDDEN);
    let sent = [("form_token", token.as_str()), sent[1], sent[2], sent[3]];
    assert_eq!(submit(&administrator, &sent, None).await.0, StatusCode::SEE_OTHER);
    assert_eq!(units(&administrator).await.len(), 3);
    assert_eq!(
        submit(&administrator, &sent, None).await.0,
        StatusCode::SEE_OTHER,
        "twice is once"
    );
    world.finish().await;
}
