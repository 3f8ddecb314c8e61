//! Bringing footage in, in real Chromium: what is said first, pieces, a pause, the same file chosen again after a reload.

use evidence_schema::clip::SourceKind;
use evidence_schema::people::Role;
use evidence_schema::wire::clips::ClipPage;
use tests::world::World;

use super::chromium::{Browser, NARROW};

const CHOOSE: &str = "const chosen = new DataTransfer(); \
     chosen.items.add(new File([new Uint8Array(9 * 1024 * 1024)], '路口监控.mp4', { lastModified: 1000 })); \
     const field = document.getElementById('files'); field.files = chosen.files; \
     field.dispatchEvent(new Event('change', { bubbles: true }))";
/// The second piece does not get through.
const CUT: &str = "const real = window.fetch; let pieces = 0; window.fetch = (url, options) => { \
     if (options?.method === 'PATCH' && (pieces += 1) > 1) return Promise.reject(new Error('cut')); \
     return real(url, options); }";
const SAY: &str = "document.getElementById('source').value = 'cctv'; \
     document.getElementById('recorded_from').value = '2026-11-20T08:00'; \
     document.getElementById('recorded_from').dispatchEvent(new Event('input')); \
     document.getElementById('said_by').value = '物业保安'";

/// What the server says of a field is English; the page says it in the reader's words.
async fn refused_in_chinese(browser: &Browser) {
    browser.open("/clips/upload").await;
    browser
        .script("document.getElementById('source').value = 'cctv'; document.getElementById('case').value = 'nobody'")
        .await;
    browser.script(CHOOSE).await;
    browser
        .until("return document.querySelector('#uploads li')?.dataset.state === 'failed'")
        .await;
    let refused = browser.text("#uploads li small").await;
    assert_eq!(refused, "未接收： 没有这个案号的案件，或您无权查看。");
}

#[tokio::test(flavor = "multi_thread")]
async fn footage_is_brought_in_and_goes_on_after_a_reload() {
    let world = World::start().await;
    let Some(browser) = Browser::start(world.address()).await else {
        return world.finish().await;
    };
    let user = world.granted_named("赵敏", Role::Officer, None).await;
    let password = "a long and easy sentence";
    world.add_person("钱程", evidence_schema::people::Standing::User, password);
    browser.sign_in("钱程", password).await;
    browser.open("/clips").await;
    browser.follow("a[href='/clips/upload']").await;
    // Without a source nothing is sent.
    browser.script(CHOOSE).await;
    let begun = browser
        .script("return document.querySelectorAll('#uploads li').length")
        .await;
    assert_eq!(begun, 0, "the source was not said");
    browser.script(SAY).await;
    browser.script(CUT).await;
    browser.script(CHOOSE).await;
    browser
        .until("return document.querySelector('#uploads progress')?.value > 0")
        .await;
    browser.click("#uploads button").await;
    assert!(browser.text("#uploads").await.contains("已暂停"));
    browser.open("/clips/upload").await;
    let waiting = browser.text("#uploads li").await;
    assert!(
        waiting.contains("路口监控.mp4") && waiting.contains("重新选择这个文件"),
        "a reload does not forget it: {waiting}"
    );
    browser.script(SAY).await;
    browser.script(CHOOSE).await;
    browser
        .until("return document.querySelector('#uploads li')?.dataset.state === 'done'")
        .await;
    let begun = browser
        .script("return performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/api/v1/uploads')).length")
        .await;
    assert_eq!(begun, 0, "the upload that was begun went on, none was begun anew");
    browser
        .until("return document.querySelectorAll('#brought-list li').length === 1")
        .await;
    refused_in_chinese(&browser).await;
    browser.set_width(NARROW).await;
    browser.assert_fits("/clips/upload").await;
    browser.follow("#brought-list a").await;
    let shown = browser.text("#intake").await;
    assert!(
        shown.contains("钱程") && shown.contains("物业保安") && shown.contains("监控视频"),
        "{shown}"
    );
    let page: ClipPage = user.read("/api/v1/clips").await;
    assert_eq!(page.clips, [], "another officer does not see it");
    let page: ClipPage = world.sign_in("钱程", password).await.read("/api/v1/clips").await;
    assert_eq!((page.clips.len(), page.clips[0].source), (1, SourceKind::Cctv));
    assert_eq!(page.clips[0].size_bytes, 9 * 1024 * 1024);
    browser.close_after_refusals(1).await;
    world.finish().await;
}
