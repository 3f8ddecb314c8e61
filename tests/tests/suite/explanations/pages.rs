//! The pages: what is typed wrong is shown again, and an officer of the act who is no member of the case file gets there.

use reqwest::StatusCode;

use super::scene::Explained;

#[tokio::test]
async fn officer_of_the_act_explains_on_the_page_and_the_head_finds_it_in_the_list() {
    let scene = Explained::with_gap().await;
    let page = format!("/cases/{}/acts/{}/explanations", scene.seizure.case, scene.seizure.act);
    let shown = scene.wang.get(&page).await.text().await.unwrap();
    assert!(
        shown.contains("画面和声音") && shown.contains("explain-gap"),
        "the gap has a form of its own"
    );
    let token = |caller: &tests::world::Caller| {
        let headers = caller.headers();
        headers["x-form-token"].to_str().unwrap().to_owned()
    };
    let form = |token: String, words: &str| {
        format!(
            "form_token={token}&kind=stretch&sense=both&from=2026-11-10T10:00:15&to=2026-11-10T10:00:45&reason=battery&words={words}"
        )
    };
    let post = async |caller: &tests::world::Caller, path: &str, body: String| {
        let request = caller.request(reqwest::Method::POST, path);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        request.body(body).send().await.unwrap()
    };
    let wrong = post(&scene.wang, &page, form(token(&scene.wang), "")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().await.unwrap().contains("请写明具体情况"));
    let given = post(&scene.wang, &page, form(token(&scene.wang), "changed+the+battery")).await;
    assert!(
        given.status().is_redirection() || given.status().is_success(),
        "{given:?}"
    );
    let list = scene.chen.get("/explanations").await.text().await.unwrap();
    assert!(list.contains("changed the battery") && list.contains("待我审批"));
    let shown = scene.chen.get(&page).await.text().await.unwrap();
    assert!(shown.contains("id=\"decide-1\""), "the head decides there");
    scene.finish().await;
}
