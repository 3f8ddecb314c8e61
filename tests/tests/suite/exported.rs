//! Case folders that a real server exports, under `custody-verify`: they prove themselves, and a touch is named.

use std::path::{Path, PathBuf};

use evidence_schema::ids::CaseId;
use evidence_schema::marks::TagAct;
use evidence_schema::people::Standing;
use evidence_schema::rules::access::Asker;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use evidence_server::app::marks::DockTag;
use serde_json::Value;
use tests::world::{Caller, Capture, TestDock, World, process};

const NUMBER: &str = "浙交执罚〔2026〕12号";
const PASSWORD: &str = "a password long enough";

/// Exit code and answer of the checker.
fn check(folder: &Path, words: &[&str]) -> (i32, Value) {
    let mut command = process::command(process::own_program("custody-verify"));
    command.arg(folder).args(words).arg("--json");
    let output = process::run(command, "");
    let answer = serde_json::from_slice(&output.stdout).expect("the checker answers in JSON");
    (output.status.code().expect("the checker ends by itself"), answer)
}

/// Kinds of the breaches, in their order.
fn kinds(answer: &Value) -> Vec<&str> {
    let breaches = answer["breaches"].as_array().expect("a list of breaches");
    breaches
        .iter()
        .map(|breach| breach["kind"].as_str().expect("a kind"))
        .collect()
}

/// Somebody touches a tag at the dock's screen.
async fn touched(world: &World, dock: &TestDock, capture: &Capture) {
    let said = DockTag {
        docking_id: capture.statement.docking_id.expect("it came by a docking"),
        word: "complaint".to_owned(),
        act: TagAct::Put,
        said_at: "2026-11-20T08:00:00+08:00".parse().expect("a time"),
    };
    let app = world.app().await;
    app.docking_tag(Asker::Dock(dock.id), said)
        .await
        .expect("the dock speaks of its own docking");
}

/// Three clips of a dock in a case file, the last one unlinked again.
async fn case_of(world: &World, officer: &Caller) -> CaseId {
    let dock = world.dock("north gate").await;
    let mut clip_ids = Vec::new();
    for (name, bytes) in [
        ("VIDEO/1.MP4", "not really a film"),
        ("VIDEO/2.MP4", "another one"),
        ("VIDEO/3.MP4", "the last"),
    ] {
        let capture = dock.capture(name, bytes.as_bytes());
        clip_ids.push(dock.deliver(&capture).await.clip_id());
        if name == "VIDEO/1.MP4" {
            touched(world, &dock, &capture).await;
        }
    }
    let draft = CaseDraft {
        number: NUMBER.to_owned(),
        title: "擅自超限运输".to_owned(),
        heading: None,
    };
    let case: CaseView = officer.tell("/api/v1/cases", &draft).await;
    let path = format!("/api/v1/cases/{}", case.case_id);
    let linked: CaseDetail = officer
        .tell(
            &format!("{path}/clips"),
            &LinkRequest {
                clip_ids: clip_ids.clone(),
                reason: None,
            },
        )
        .await;
    // Links of one moment stand in any order; what was said at the dock is about the first clip.
    let is_wrong = |id| clip_ids.last() == Some(&id);
    let wrong = linked.links.iter().find(|link| is_wrong(link.clip.clip_id));
    let wrong = wrong.expect("three links").link_id;
    let unlinked = officer
        .request(reqwest::Method::DELETE, &format!("{path}/links/{wrong}"))
        .send()
        .await;
    assert!(unlinked.expect("unlink a clip").status().is_success());
    case.case_id
}

/// The case folder, exported on the command line as a person does it.
async fn exported(world: &mut World) -> PathBuf {
    world.add_person("officer", Standing::User, PASSWORD);
    let officer = world.sign_in("officer", PASSWORD).await;
    case_of(world, &officer).await;
    world.await_quiet(&tests::world::Tolerated::default()).await;
    let folder = world.folder().join("exported");
    let to = folder.to_str().expect("paths of the test world are UTF-8");
    let words = [
        "export",
        NUMBER,
        "--to",
        to,
        "--name",
        "officer",
        "--password-file",
        "-",
    ];
    process::run_well(world.command(&words), PASSWORD);
    world.await_quiet(&tests::world::Tolerated::default()).await;
    world.stop();
    folder
}

#[tokio::test]
async fn exported_case_folder_proves_itself_and_every_touch_is_named() {
    let mut world = World::start().await;
    let folder = exported(&mut world).await;
    let key = world.log_key();
    let vkey = ["--vkey", key.as_str()];

    let (code, answer) = check(&folder, &vkey);
    assert_eq!(
        (code, &answer["breaches"]),
        (0, &Value::Array(Vec::new())),
        "{answer:#}"
    );
    let counts = &answer["checked"]["package"];
    assert_eq!(
        (
            &counts["clips"],
            &counts["receipts"],
            &counts["statements"],
            &counts["links"],
            &counts["docks"]
        ),
        (&2.into(), &2.into(), &2.into(), &2.into(), &1.into())
    );
    assert_eq!(check(&folder, &[]).0, 3, "without a key nobody is authenticated");

    let log = world.data().join("log");
    let beside_log = ["--vkey", key.as_str(), "--log", log.to_str().expect("UTF-8")];
    let (code, answer) = check(&folder, &beside_log);
    assert_eq!(code, 0, "{answer:#}");

    let manifest_path = folder.join("manifest.json");
    let honest = std::fs::read_to_string(&manifest_path).expect("read the manifest");
    let mut manifest: Value = serde_json::from_str(&honest).expect("the manifest is JSON");
    let first = manifest["clips"][0]["file"].as_str().expect("a file name").to_owned();
    let bytes = std::fs::read(folder.join(&first)).expect("read a clip");
    let mut touched = bytes.clone();
    touched[3] ^= 1;
    std::fs::write(folder.join(&first), touched).expect("touch a clip");
    assert_eq!(kinds(&check(&folder, &vkey).1), ["object-altered"]);
    std::fs::write(folder.join(&first), bytes).expect("heal the clip");

    let entries = manifest["entries"].as_array_mut().expect("a list of entries");
    entries.retain(|entry| {
        !entry["entry"]
            .as_str()
            .expect("an entry")
            .contains("case.clip_unlinked")
    });
    std::fs::write(&manifest_path, manifest.to_string()).expect("touch the manifest");
    assert_eq!(kinds(&check(&folder, &vkey).1), ["link-missing"]);
    assert_eq!(kinds(&check(&folder, &beside_log).1), ["link-missing", "entry-missing"]);
    std::fs::write(&manifest_path, &honest).expect("heal the manifest");
    assert_eq!(check(&folder, &vkey).0, 0);

    assert_words_of_docks_belong((&folder, &honest), &vkey, &beside_log);
    world.finish().await;
}

/// What was said at the dock can neither be left out nor put to another clip.
fn assert_words_of_docks_belong((folder, honest): (&Path, &str), vkey: &[&str], beside_log: &[&str]) {
    let manifest_path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_str(honest).expect("the manifest is JSON");
    let clips = manifest["clips"].as_array_mut().expect("a list of clips");
    let said = clips.iter_mut().find(|clip| clip.get("dockings").is_some());
    let said = said.expect("what was said at the dock stands with its clip");
    let words = std::mem::replace(&mut said["dockings"], Value::Array(Vec::new()));
    assert!(words[0]["entry"].as_str().expect("an entry").contains("docking.tagged"));
    std::fs::write(&manifest_path, manifest.to_string()).expect("leave it out");
    assert_eq!(kinds(&check(folder, beside_log).1), ["entry-missing"]);
    let mut other = manifest["clips"].as_array_mut().expect("a list of clips").iter_mut();
    let other = other.find(|clip| clip.get("dockings").is_none()).expect("another clip");
    other["dockings"] = words;
    std::fs::write(&manifest_path, manifest.to_string()).expect("put it to another clip");
    assert_eq!(kinds(&check(folder, vkey).1), ["manifest-differs"]);
    std::fs::write(&manifest_path, honest).expect("heal the manifest");
}
