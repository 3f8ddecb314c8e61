//! Coverage sheets: one page that carries its own proof.

use evidence_schema::custody::record::RecordKind;
use evidence_schema::wire::review::RecordView;
use serde_json::Value;
use tests::world::process;

use super::scene::Reviewed;

#[tokio::test]
async fn sheet_is_verified_from_its_page_and_a_changed_one_is_not() {
    let reviewed = Reviewed::with_gap().await;
    let path = format!("{}/sheets", reviewed.scene.seizure.path());
    let sheet: RecordView = reviewed.user().tell(&path, &Value::Null).await;
    assert_eq!((sheet.record, sheet.number), (RecordKind::CoverageSheet, 1));
    let page = reviewed.user().get(&format!("/records/{}", sheet.record_id)).await;
    let page = page.text().await.unwrap();
    assert!(page.contains("仅核查记录情况，不证明执法行为合法"), "{page}");
    let folder = tempfile::tempdir().unwrap();
    let app = reviewed.scene.seizure.agency.world.app().await;
    let check = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let mut command = process::command(process::own_program("custody-verify"));
        command.arg(&file).args(["--vkey", app.log_key.vkey()]);
        let output = process::run(command, "");
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code().expect("it ends by itself"), said)
    };
    let (code, said) = check("sheet.html", &page);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(&sheet.sha256.to_string()), "{said}");
    let note = reviewed
        .user()
        .get(&format!("/api/v1/records/{}/note", sheet.record_id))
        .await;
    let changed = note.text().await.unwrap().replace("\"unexplained\"", "\"recorded\"");
    let (code, said) = check("changed.note", &changed);
    assert_eq!(code, 1, "{said}");
    reviewed.finish().await;
}
