//! The ledger's part of the story: a row in each of its tables, for edits to be named.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::wire::clearing::{ErasureAnswer, ErasureReport, ErasureReports};
use evidence_schema::wire::ledger::{HandoverDraft, HandoverView};
use tests::world::{Caller, Capture, TestDock, World};

const FILES: [(&str, &str); 4] = [
    ("units", "number,name,parent number\n1,支队,\n"),
    (
        "officers",
        "number,name,certificate number,certificate from,certificate to,unit number,inspects,assistant,from\n\
         7,李明,A7,2024-01-01,2030-12-31,1,yes,no,2024-01-01\n",
    ),
    (
        "recorders",
        "serial,title,kind,unit number\nKNOWN01,一号机,recorder,1\n",
    ),
    (
        "roster",
        "date,unit number,from time,to time,lead number,recorder serials\n2026-11-20,1,08:00,18:00,7,KNOWN01\n",
    ),
];

/// Units, officers, recorders and a roster, and a pair that took the recorder out.
pub(super) async fn told(world: &World, user: &Caller) {
    for (kind, text) in FILES {
        let file = world.folder().join(format!("{kind}.csv"));
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        world.run(&["ledger", "import", "--kind", kind, file, "--apply"]);
    }
    let draft = HandoverDraft {
        unit_number: None,
        lead_number: "7".to_owned(),
        assisting_number: None,
        recorder_serials: vec!["KNOWN01".to_owned()],
        from: Some("2026-11-20T00:00:00Z".parse().unwrap()),
        to: Some("2026-11-20T10:00:00Z".parse().unwrap()),
    };
    let _handover: HandoverView = user.tell("/api/v1/handovers", &draft).await;
}

/// The dock erased a file that it had delivered.
pub(super) async fn erased(dock: &TestDock, capture: &Capture) {
    let at = "2026-11-21T00:00:00Z".parse().unwrap();
    let report = ErasureReport {
        capture_id: capture.id(),
        reread_sha256: Sha256Digest::of(&capture.bytes),
        reread_at: at,
        erased_at: at,
    };
    let reports = ErasureReports { erasures: vec![report] };
    let answer: ErasureAnswer = dock.caller.tell("/api/v1/docks/erasures", &reports).await;
    assert_eq!(answer.recorded, [capture.id()]);
}
