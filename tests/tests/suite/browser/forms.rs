//! Pages without a browser: who may send a form, what strangers can do, what hostile names become.

use evidence_schema::people::Standing;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use tests::world::{Caller, World};

const PASSWORD: &str = "a long and easy sentence";

/// A request as a browser sends it when somebody looks at a page.
fn as_page(request: RequestBuilder) -> RequestBuilder {
    request.header("Accept", "text/html,application/xhtml+xml")
}

pub(super) async fn look(caller: &Caller, path: &str) -> (StatusCode, String) {
    let answer = as_page(caller.request(Method::GET, path)).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

pub(super) async fn send(caller: &Caller, path: &str, fields: &str) -> Response {
    let request = as_page(caller.request(Method::POST, path));
    let form = request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(fields.to_owned());
    form.send().await.unwrap()
}

/// Value of a header, empty where there is none.
fn header(answer: &Response, name: &str) -> String {
    answer
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// What stands in the hidden field of every form.
pub(super) async fn form_token(caller: &Caller, path: &str) -> String {
    let (_, page) = look(caller, path).await;
    let rest = page.split("name=\"form_token\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_account_is_made_by_a_link_that_works_once() {
    let world = World::start().await;
    let stranger = world.anonymous();
    let link = std::fs::read_to_string(world.data().join("setup-link")).unwrap();
    let secret = link.trim().strip_prefix("/setup?secret=").unwrap();
    assert_eq!(look(&stranger, link.trim()).await.0, StatusCode::OK);

    let short = send(
        &stranger,
        "/setup",
        &format!("secret={secret}&name=root&password=short"),
    )
    .await;
    assert_eq!(short.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text().await.unwrap().contains("密码需 10 至 256 个字符"));
    let fields = format!("secret={secret}&name=root&password={}", PASSWORD.replace(' ', "+"));
    let made = send(&stranger, "/setup", &fields).await;
    assert_eq!(
        (made.status(), header(&made, "location")),
        (StatusCode::SEE_OTHER, "/sign-in?done=setup".to_owned())
    );
    assert_eq!(send(&stranger, "/setup", &fields).await.status(), StatusCode::NOT_FOUND);

    let entered = send(
        &stranger,
        "/sign-in",
        &format!("name=root&password={}", PASSWORD.replace(' ', "+")),
    )
    .await;
    let cookie = header(&entered, "set-cookie");
    for wanted in ["mingjing_session=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(wanted), "{cookie}");
    }
    world.finish().await;
}

#[tokio::test]
async fn signing_in_leads_back_but_never_to_another_host() {
    let world = World::start().await;
    world.add_person("li", Standing::User, PASSWORD);
    let stranger = world.anonymous();
    let (status, _) = look(&stranger, "/clips?q=x").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let password = PASSWORD.replace(' ', "+");
    for (back, leads_to) in [
        ("%2Fclips%3Fq%3Dx", "/clips?q=x"),
        ("%2F%2Fevil.example", "/"),
        ("https%3A%2F%2Fevil", "/"),
    ] {
        let answer = send(
            &stranger,
            "/sign-in",
            &format!("name=li&password={password}&back={back}"),
        )
        .await;
        assert_eq!(header(&answer, "location"), leads_to);
    }
    let wrong = send(&stranger, "/sign-in", "name=li&password=nonsense&back=%2Fclips").await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert!(wrong.text().await.unwrap().contains("账号或密码不正确"));
    world.finish().await;
}

#[tokio::test]
async fn a_form_without_the_sessions_token_or_from_elsewhere_changes_nothing() {
    let world = World::start().await;
    world.add_person("li", Standing::User, PASSWORD);
    let password = PASSWORD.replace(' ', "+");
    let entered = send(&world.anonymous(), "/sign-in", &format!("name=li&password={password}")).await;
    let cookie = header(&entered, "set-cookie").split(';').next().unwrap().to_owned();
    let user = world.anonymous().with_header(reqwest::header::COOKIE, &cookie);
    let token = form_token(&user, "/cases").await;

    let bare = send(&user, "/cases", "number=1&title=overloaded+truck").await;
    assert_eq!(bare.status(), StatusCode::FORBIDDEN);
    let page = bare.text().await.unwrap();
    assert!(page.contains("页面已过期") && page.contains("没有提交"), "{page}");
    assert!(!page.contains("已保留"), "nothing was kept: {page}");
    assert!(
        page.contains("<li>overloaded truck</li>"),
        "what was typed can be copied: {page}"
    );
    let guessed = send(
        &user,
        "/cases",
        &format!("number=1&title=t&form_token={}", "0".repeat(64)),
    )
    .await;
    assert_eq!(guessed.status(), StatusCode::FORBIDDEN);
    let elsewhere = user.with_header(reqwest::header::ORIGIN, "https://evil.example");
    let fields = format!("number=1&title=t&form_token={token}");
    assert_eq!(
        send(&elsewhere, "/cases", &fields).await.status(),
        StatusCode::FORBIDDEN
    );
    assert!(look(&user, "/cases").await.1.contains("没有您可以查看的案件"));

    assert_eq!(send(&user, "/cases", &fields).await.status(), StatusCode::SEE_OTHER);
    let twice = send(&user, "/cases", &fields).await;
    assert_eq!(twice.status(), StatusCode::CONFLICT);
    assert!(twice.text().await.unwrap().contains("该案号已被使用"));

    assert_eq!(
        send(&user, "/sign-out", &format!("form_token={token}")).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(look(&user, "/cases").await.0, StatusCode::SEE_OTHER);
    world.finish().await;
}

#[tokio::test]
async fn each_role_is_told_what_is_not_for_it_in_its_language() {
    let world = World::start().await;
    let (user, administrator) = (world.user().await, world.administrator().await);
    let (status, page) = look(&administrator, "/clips").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("您的角色不能进行此操作") && page.contains("lang=\"zh-CN\""));
    let clip = format!("/clips/clip-{}", "0".repeat(32));
    assert_eq!(look(&administrator, &clip).await.0, StatusCode::NOT_FOUND);
    assert_eq!(look(&user, &clip).await.0, StatusCode::NOT_FOUND);
    assert_eq!(look(&user, "/people").await.0, StatusCode::FORBIDDEN);
    assert_eq!(look(&user, "/nowhere").await.0, StatusCode::NOT_FOUND);

    let json = user.get("/nowhere").await;
    assert_eq!(header(&json, "content-type"), "application/problem+json");
    let token = form_token(&user, "/clips").await;
    let switched = send(
        &user,
        "/language",
        &format!("language=en&back=%2Fclips&form_token={token}"),
    )
    .await;
    assert_eq!(header(&switched, "location"), "/clips");
    assert!(header(&switched, "set-cookie").starts_with("mingjing_language=en; Path=/"));
    world.finish().await;
}

#[tokio::test]
async fn a_hostile_file_name_is_shown_and_does_nothing() {
    let world = World::start().await;
    let (user, machine) = (world.user().await, world.machine());
    let name = "<img src=x onerror=alert(1)>\"'&\u{202e}4PM.log";
    let created = machine.tus_create_named(5, name).await;
    machine.tus_send(created.id, 0, "hello").await;
    let page = tests::world::wait::eventually("the clip is listed", tests::world::wait::PATIENCE, async || {
        let (_, page) = look(&user, "/clips").await;
        page.contains("4PM.log").then_some(page)
    })
    .await;
    let shown = "&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;\u{fffd}4PM.log";
    assert!(page.contains(shown), "{page}");
    assert!(!page.contains("<img src=x") && !page.contains('\u{202e}'));
    let policy = header(&user.get("/clips").await, "content-security-policy");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    world.finish().await;
}
