//! Documents in real Chromium: several at once, paused, the page loaded anew, the same file chosen again: it goes on.

use evidence_schema::people::Standing;
use evidence_schema::wire::cases::{CaseDraft, CaseView};
use evidence_schema::wire::documents::DocumentList;
use tests::world::World;

use super::chromium::{Browser, NARROW};

const PASSWORD: &str = "a long and easy sentence";

/// Chooses files as a person does: made in the page, with a fixed time so that they are the same after a reload.
async fn choose(browser: &Browser, files: &[(&str, &str)]) {
    let made: Vec<String> = files
        .iter()
        .map(|(name, bytes)| format!("new File([{bytes}], '{name}', {{ lastModified: 1000 }})"))
        .collect();
    let script = format!(
        "const chosen = new DataTransfer(); for (const file of [{}]) chosen.items.add(file); \
         const field = document.getElementById('files'); field.files = chosen.files; \
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))",
        made.join(", ")
    );
    browser.script(&script).await;
}

const LARGE: (&str, &str) = ("现场笔录.pdf", "'%PDF-1.7', new Uint8Array(12 * 1024 * 1024)");

async fn pause_reload_and_go_on(browser: &Browser, case: &str) {
    // The second piece does not get through: the connection is as bad as in a basement.
    browser
        .script(
            "const real = window.fetch; let pieces = 0; window.fetch = (url, options) => { \
             if (options?.method === 'PATCH' && (pieces += 1) > 1) return Promise.reject(new Error('cut')); \
             return real(url, options); }",
        )
        .await;
    choose(browser, &[LARGE]).await;
    browser
        .until("return document.querySelector('#uploads progress')?.value > 0")
        .await;
    browser.click("#uploads button").await;
    assert!(browser.text("#uploads").await.contains("已暂停"));
    browser.open(case).await;
    choose(browser, &[LARGE]).await;
    browser
        .until("return document.querySelector('#uploads li')?.dataset.state === 'done'")
        .await;
    let first = browser
        .script("return performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/api/v1/uploads')).length")
        .await;
    assert_eq!(first, 0, "the upload that was begun went on, none was begun anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_sent_in_pieces_and_go_on_after_a_reload() {
    let world = World::start().await;
    let Some(browser) = Browser::start(world.address()).await else {
        return world.finish().await;
    };
    world.add_person("赵敏", Standing::User, PASSWORD);
    let user = world.sign_in("赵敏", PASSWORD).await;
    let draft = CaseDraft {
        number: "浙交执罚〔2026〕12号".to_owned(),
        title: "超限运输".to_owned(),
        heading: None,
    };
    let case: CaseView = user.tell("/api/v1/cases", &draft).await;
    let path = format!("/cases/{}", case.case_id);
    browser.sign_in("赵敏", PASSWORD).await;
    browser.open(&path).await;
    pause_reload_and_go_on(&browser, &path).await;
    choose(
        &browser,
        &[
            ("证据.png", "new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])"),
            ("假.pdf", "'<!doctype html><script>alert(1)</script>'"),
            ("空.txt", "''"),
        ],
    )
    .await;
    browser
        .until(
            "return [...document.querySelectorAll('#uploads li')].slice(1).map((line) => line.dataset.state).join() \
             === 'done,done,failed'",
        )
        .await;
    browser
        .until("return document.querySelectorAll('#documents-list article').length === 3")
        .await;
    let shown = browser.text("#documents-list").await;
    assert!(shown.contains("现场笔录") && shown.contains("网页"), "{shown}");
    assert!(
        shown.contains("勿直接打开"),
        "the name and the content disagree: {shown}"
    );
    let list: DocumentList = user.read(&format!("/api/v1/cases/{}/documents", case.case_id)).await;
    assert_eq!(list.documents.len(), 3);
    assert_eq!(list.documents[0].size_bytes, 12 * 1024 * 1024 + 8);
    browser.set_width(NARROW).await;
    browser.assert_fits(&path).await;
    browser.close().await;
    world.finish().await;
}
