//! Documents in an exported case folder: there, proven, and every touch named.

use std::path::Path;

use evidence_schema::people::Standing;
use evidence_schema::wire::documents::DocumentStatement;
use serde_json::Value;
use tests::world::{Tolerated, World, process};

use super::scene::{NUMBER, PDF, Scene, case_of, statement};

const PASSWORD: &str = "a password long enough";

fn check(folder: &Path, key: &str) -> (i32, Value) {
    let mut command = process::command(process::own_program("custody-verify"));
    command.arg(folder).args(["--vkey", key, "--json"]);
    let output = process::run(command, "");
    let answer = serde_json::from_slice(&output.stdout).expect("the checker answers in JSON");
    (output.status.code().expect("the checker ends by itself"), answer)
}

fn kinds(answer: &Value) -> Vec<&str> {
    let breaches = answer["breaches"].as_array().unwrap();
    breaches.iter().map(|breach| breach["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn exported_documents_prove_themselves_and_every_touch_is_named() {
    let world = World::start().await;
    world.add_person("officer", Standing::User, PASSWORD);
    let user = world.sign_in("officer", PASSWORD).await;
    let case_id = case_of(&user, NUMBER).await;
    let mut scene = Scene { world, user, case_id };
    scene.add("现场笔录.pdf", PDF).await;
    let wrong = scene.add("别的案件.txt", "与本案无关".as_bytes()).await;
    let out = DocumentStatement {
        is_withdrawn: true,
        reason: Some("传错案件".to_owned()),
        ..statement("别的案件")
    };
    scene.state(wrong, &out).await;
    scene.quiet().await;
    let folder = scene.world.folder().join("exported");
    let to = folder.to_str().unwrap();
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
    process::run_well(scene.world.command(&words), PASSWORD);
    scene.world.await_quiet(&Tolerated::default()).await;
    scene.world.stop();
    let vkey = scene.world.log_key();
    let key = vkey.as_str();
    let (code, answer) = check(&folder, key);
    assert_eq!(code, 0, "{answer:#}");
    assert_eq!(
        answer["checked"]["package"]["documents"], 1,
        "the other one was taken out"
    );

    let path = folder.join("manifest.json");
    let honest = std::fs::read_to_string(&path).unwrap();
    let mut manifest: Value = serde_json::from_str(&honest).unwrap();
    let file = folder.join(manifest["documents"][0]["file"].as_str().unwrap());
    std::fs::write(&file, b"%PDF-1.7\nthe record of another one!!!").unwrap();
    assert_eq!(kinds(&check(&folder, key).1), ["object-altered"]);
    std::fs::write(&file, PDF).unwrap();
    manifest["documents"][0]["title"] = "别的标题".into();
    std::fs::write(&path, manifest.to_string()).unwrap();
    assert_eq!(kinds(&check(&folder, key).1), ["manifest-differs"]);
    manifest["documents"] = Value::Array(Vec::new());
    std::fs::write(&path, manifest.to_string()).unwrap();
    let mut found = check(&folder, key).1;
    assert_eq!(kinds(&found), ["file-unknown", "link-missing"], "{found:#}");
    std::fs::write(&path, honest).unwrap();
    found = check(&folder, key).1;
    assert_eq!(kinds(&found), [""; 0]);
    scene.world.finish().await;
}
