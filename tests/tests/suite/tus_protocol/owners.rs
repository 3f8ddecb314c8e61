//! Whose upload it is: nobody else learns that it exists; a dock's is found again by what it speaks of.

use evidence_schema::wire::problem::ProblemCode;
use reqwest::{Method, StatusCode};
use tests::world::{Caller, World, problem_of};

#[tokio::test]
async fn upload_of_another_machine_is_hidden() {
    let world = World::start().await;
    let (owner, other) = (world.machine(), world.machine());
    let upload = owner.tus_create_named(5, "a.bin").await;
    owner.tus_send(upload.id, 0, "abc").await;
    let path = Caller::upload_path(upload.id);
    let (state, receipt) = (format!("{path}/state"), format!("{path}/receipt"));
    for (method, path) in [
        (Method::HEAD, &path),
        (Method::PATCH, &path),
        (Method::DELETE, &path),
        (Method::GET, &state),
        (Method::GET, &receipt),
    ] {
        let request = other.tus(method.clone(), path).header("Upload-Offset", 3);
        let answer = request
            .header("Content-Type", "application/offset+octet-stream")
            .body("de")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{method} {path}");
    }
    assert_eq!(owner.tus_offset(upload.id).await, 3);
    world.finish().await;
}

#[tokio::test]
async fn wrong_token_begins_nothing() {
    let world = World::start().await;
    let stranger = world
        .anonymous()
        .with_bearer("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    let answer = stranger.tus_post(3, &[]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(answer.headers()["www-authenticate"], "Bearer");
    assert_eq!(problem_of(answer).await.code, ProblemCode::SignInNeeded);
    world.finish().await;
}

#[tokio::test]
async fn capture_that_is_begun_again_goes_on_where_it_stood() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let capture = dock.capture("VIDEO/1.bin", b"twelve bytes");
    let first = dock.caller.tus_create_stated(12, &dock.sign(&capture)).await;
    dock.caller.tus_send(first.id, 0, "twelve").await;
    let second = dock.caller.tus_create_stated(12, &dock.sign(&capture)).await;
    assert_eq!((second.id, second.offset_bytes), (first.id, 6));
    dock.deliver(&capture).await;
    world.finish().await;
}

#[tokio::test]
async fn upload_of_a_dock_needs_its_statement() {
    let world = World::start().await;
    let dock = world.dock("north gate").await;
    let answer = dock.caller.tus_post(3, &[("filename", "a.bin")]).send().await.unwrap();
    assert_eq!(problem_of(answer).await.code, ProblemCode::StatementInvalid);
    world.finish().await;
}
