//! Import by hand.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use evidence_schema::clip::SourceKind;
use evidence_schema::custody::statement::{CaptureStatement, DeviceClaims, ReadFrom};

use super::screen::Screen;
use super::{ImportEvent, ImportRequest, WaitFor, run};
use crate::docking::Leash;
use crate::tests::{TestDock, footage};

fn request(paths: Vec<PathBuf>, wait: WaitFor) -> ImportRequest {
    ImportRequest {
        paths,
        source: SourceKind::Phone,
        by: "王秀英".to_owned(),
        wait,
        label: None,
        window: None,
    }
}

fn imported(dock: &TestDock, request: &ImportRequest) -> Screen {
    let events = Mutex::new(Vec::new());
    run(dock.agent(), request, &Leash::default(), &|event: ImportEvent| {
        events.lock().unwrap().push(event);
    });
    let mut screen = Screen::new(request.wait);
    for event in events.into_inner().unwrap() {
        screen.take(event);
    }
    screen
}

#[test]
fn import_names_the_person_and_never_looks_like_a_recorder() {
    let mut dock = TestDock::enrolled();
    dock.start();
    // A whole recorder's card, copied by hand, is still only a folder.
    let folder = dock.volume_folder("copied");
    crate::tests::patrol_volume(&folder, &[("ZF00417_110217_20261120093000_0001.MP4", b"footage")]);
    let screen = imported(&dock, &request(vec![folder], WaitFor::Verified));
    assert!(screen.is_complete(), "{}", screen.table());
    for row in dock.captures() {
        let said = CaptureStatement::open_unverified(row.statement.as_ref().unwrap()).unwrap();
        assert_eq!(
            said.read_from,
            ReadFrom::Hand {
                person: "王秀英".to_owned()
            }
        );
        assert_eq!(
            (said.docking_id, said.profile, said.device),
            (None, None, DeviceClaims::default())
        );
        assert_eq!((said.source, said.is_name_parsed), (SourceKind::Phone, false));
    }
}

#[test]
fn everything_named_is_in_the_table_and_a_failure_is_told() {
    let mut dock = TestDock::enrolled();
    dock.start();
    let folder = dock.volume_folder("files");
    fs::write(folder.join("good.mp4"), footage(200_000, 1)).unwrap();
    let paths = vec![folder.join("good.mp4"), folder.join("missing.mp4")];
    let screen = imported(&dock, &request(paths, WaitFor::Sealed));
    assert!(!screen.is_complete());
    let table = screen.table();
    assert!(
        table.contains("good.mp4") && table.contains("sealed") || table.contains("verified"),
        "{table}"
    );
    assert!(table.contains("FAILED") && table.contains("missing.mp4"), "{table}");
}

#[test]
fn same_import_again_makes_no_second_capture() {
    let mut dock = TestDock::enrolled();
    dock.start();
    let folder = dock.volume_folder("files");
    fs::write(folder.join("a.mp4"), b"a").unwrap();
    let asked = request(vec![folder], WaitFor::Verified);
    assert!(imported(&dock, &asked).is_complete());
    assert!(imported(&dock, &asked).is_complete());
    assert_eq!(dock.captures().len(), 1);
}

#[test]
fn names_with_control_characters_are_made_safe_in_the_table() {
    let mut dock = TestDock::enrolled();
    dock.start();
    let folder = dock.volume_folder("files");
    fs::write(folder.join("a\u{1b}[2J.mp4"), b"a").unwrap();
    let screen = imported(&dock, &request(vec![folder], WaitFor::Spooled));
    assert!(screen.is_complete());
    assert!(!screen.table().contains('\u{1b}'));
}

#[test]
fn files_that_can_never_be_records_of_a_device_are_refused_before_anything_is_taken() {
    use clap::Parser;
    let asked = |source: &str| {
        let words = [
            "ingest-agent",
            "import",
            "a.mp4",
            "--by",
            "王秀英",
            "--monitor",
            "312国道K105",
            "--source",
            source,
        ];
        match crate::cli::Cli::try_parse_from(words).unwrap().command {
            crate::cli::Command::Import(asked) => crate::request(asked).map_err(|failure| failure.to_string()),
            other => panic!("{other:?}"),
        }
    };
    for source in ["phone", "room_video", "handheld", "voice_recorder"] {
        let refused = asked(source).unwrap_err();
        assert!(refused.contains("--source camera or --source cctv"), "{refused}");
    }
    for source in ["camera", "cctv", "unknown"] {
        assert_eq!(asked(source).unwrap().label.as_deref(), Some("312国道K105"));
    }
}
