//! `evidence-server catalogue`: a preview, a new version, files that read back the same.

use evidence_schema::ledger_import::catalogue::{Catalogue, CatalogueFormat};
use evidence_schema::rules::coverage::Duty;
use tests::world::{World, process};

use super::{fixture, preset, versions, with_duty};

#[tokio::test]
async fn command_shows_then_states_and_names_errors() {
    let world = World::start().await;
    let wanted = with_duty("现场检查", Duty::Full);
    let file = world.folder().join("acts.toml");
    std::fs::write(&file, wanted.written(CatalogueFormat::Toml).unwrap()).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let words = [
        "catalogue",
        "import",
        &file,
        "--from",
        "2026-07-01",
        "--reason",
        "清单修订",
    ];
    let preview = world.run(&words);
    assert!(
        preview.contains("changed  现场检查 (on-site inspection)  duty: \"situational\" -> \"full\"")
            && preview.contains("compared with version 0: 1 types differ, 16 stay"),
        "{preview}"
    );
    assert!(preview.contains("nothing was stated"), "{preview}");
    let administrator = world.administrator().await;
    assert_eq!(versions(&administrator).await, [0]);
    let apply = [&words[..], &["--apply"]].concat();
    assert!(world.run(&apply).contains("\nstated as a new version\n"));
    assert!(world.run(&apply).contains("\nnothing differs: no version is needed\n"));
    assert_eq!(versions(&administrator).await, [1, 0]);
    let shown = world.run(&["catalogue", "show"]);
    assert!(
        shown.contains("*    1  from 2026-07-01    17 types") && shown.contains("清单修订"),
        "{shown}"
    );
    world.finish().await;
}

#[tokio::test]
async fn exported_files_read_back_the_same_and_a_broken_one_states_nothing() {
    let world = World::start().await;
    for (format, number) in [(CatalogueFormat::Csv, None), (CatalogueFormat::Toml, Some("0"))] {
        let mut words = vec!["catalogue", "export", "--format", format.as_str()];
        words.extend(number.into_iter().flat_map(|number| ["--number", number]));
        let file = world.run(&words);
        assert_eq!(
            Catalogue::read(format, file.as_bytes()).unwrap(),
            preset(),
            "{format:?}"
        );
    }
    let file = fixture("broken/unknown-key.toml");
    let file = file.to_str().unwrap();
    let words = [
        "catalogue",
        "import",
        file,
        "--from",
        "2026-07-01",
        "--reason",
        "x",
        "--apply",
    ];
    let output = process::run(world.command(&words), "");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("error: line 14, column act[1].colour: this key is not known here"),
        "{text}"
    );
    let output = process::run(world.command(&["catalogue", "export", "--number", "7"]), "");
    assert!(!output.status.success() && output.stdout.is_empty());
    assert_eq!(versions(&world.administrator().await).await, [0]);
    world.finish().await;
}
