//! What docks tell of their dockings stands on the page in the reader's language.

use evidence_schema::wire::docking_notes::{DockingNote, StayGroup, StayReason};
use evidence_schema::wire::docks::{DockingReport, DockingReports};
use evidence_schema::wire::problem::ProblemCode;
use reqwest::header::COOKIE;
use tests::world::{Caller, World, problem_of};

use super::handovers::docking;

const PROSE: &str = "1 of 2 files stays on the recorder: 1 is tagged: a person decides";

fn noted(world_now: evidence_schema::time::Timestamp) -> DockingReport {
    let group = StayGroup {
        why: StayReason::Tagged,
        files: 1,
        until: None,
    };
    let stay = DockingNote::FilesStay {
        files: 1,
        of: 2,
        groups: vec![group],
    };
    DockingReport {
        message: Some(PROSE.to_owned()),
        notes: vec![stay],
        ..docking("AAAAAA1", world_now)
    }
}

async fn page(caller: &Caller, language: Option<&str>) -> String {
    let caller = match language {
        None => caller.clone(),
        Some(language) => {
            let cookie = caller.headers().get(COOKIE).unwrap().to_str().unwrap();
            caller.with_header(COOKIE, &format!("{cookie}; mingjing_language={language}"))
        }
    };
    caller.get("/docks").await.text().await.unwrap()
}

#[tokio::test]
async fn notes_of_docks_are_said_in_both_languages_and_prose_only_where_nothing_else_is_known() {
    let world = World::start().await;
    let (administrator, app) = (world.administrator().await, world.app().await);
    let dock = world.dock("gate").await;
    let report = noted(app.now());
    dock.report(vec![report.clone()], 0).await;
    let chinese = page(&administrator, None).await;
    assert!(
        chinese.contains("2 个文件中有 1 个保留在记录仪上：1 个加了标签尚未确认，由人员决定"),
        "{chinese}"
    );
    assert!(!chinese.contains(PROSE), "{chinese}");
    assert!(page(&administrator, Some("en")).await.contains(PROSE));
    // A newer dock knows something that this server does not, an older one knows no kinds at all.
    let reports = |report: &DockingReport| DockingReports {
        dockings: vec![report.clone()],
        dock_time: app.now(),
        spool_free_bytes: 1,
    };
    for notes in [
        serde_json::json!([{"kind": "battery_low", "percent": 3}]),
        serde_json::json!([]),
    ] {
        let mut body = serde_json::to_value(reports(&report)).unwrap();
        body["dockings"][0]["notes"] = notes;
        let answer = dock.caller.post("/api/v1/docks/dockings", &body).await;
        assert!(answer.status().is_success(), "{answer:?}");
        let shown = page(&administrator, None).await;
        assert!(shown.contains(&format!("lang=\"en\">{PROSE}")), "{shown}");
    }
    let too_many = DockingReport {
        notes: vec![DockingNote::More; 65],
        ..report.clone()
    };
    let refused = dock.caller.post("/api/v1/docks/dockings", &reports(&too_many)).await;
    assert_eq!(problem_of(refused).await.code, ProblemCode::TooLarge);
    world.finish().await;
}
