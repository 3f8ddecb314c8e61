//! What stands in the headers of questions and answers.

use evidence_schema::limits::CLIP_BYTES_MAX;
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::uploads::UPLOADS_PATH;
use reqwest::{Method, StatusCode};
use tests::world::{Caller, World, problem_of};

use super::{assert_sealed, bytes_of};

#[tokio::test]
async fn options_tell_anybody_what_is_spoken() {
    let world = World::start().await;
    let answer = world
        .anonymous()
        .request(Method::OPTIONS, UPLOADS_PATH)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("tus-resumable"), "1.0.0");
    assert_eq!(header("tus-version"), "1.0.0");
    assert_eq!(
        header("tus-extension"),
        "creation,creation-with-upload,checksum,expiration,termination"
    );
    assert_eq!(header("tus-checksum-algorithm"), "sha1,sha256,crc32c");
    assert_eq!(header("tus-max-size"), CLIP_BYTES_MAX.to_string());
    world.finish().await;
}

#[tokio::test]
async fn other_versions_are_refused_with_the_spoken_one() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    let path = Caller::upload_path(upload.id);
    let post = (Method::POST, UPLOADS_PATH);
    let others = [Method::PATCH, Method::HEAD, Method::DELETE].map(|method| (method, path.as_str()));
    for (method, path) in std::iter::once(post).chain(others) {
        for version in [None, Some("0.2.2"), Some("1.0.1")] {
            let mut request = machine
                .request(method.clone(), path)
                .header("Upload-Length", 3)
                .header("Upload-Offset", 0);
            if let Some(version) = version {
                request = request.header("Tus-Resumable", version);
            }
            let answer = request.send().await.unwrap();
            assert_eq!(
                answer.status(),
                StatusCode::PRECONDITION_FAILED,
                "{method} with {version:?}"
            );
            assert_eq!(answer.headers()["tus-version"], "1.0.0", "{method} with {version:?}");
        }
    }
    assert_eq!(machine.tus_offset(upload.id).await, 0);
    world.finish().await;
}

#[tokio::test]
async fn empty_metadata_is_legal() {
    let world = World::start().await;
    let machine = world.machine();
    let answer = machine
        .tus_post(0, &[])
        .header("Upload-Metadata", "")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    world.finish().await;
}

#[tokio::test]
async fn keys_without_values_and_foreign_keys_are_legal() {
    let world = World::start().await;
    let machine = world.machine();
    let answer = machine
        .tus_post(0, &[])
        .header("Upload-Metadata", "is_public,filetype dmlkZW8vbXA0")
        .send()
        .await;
    assert_eq!(answer.unwrap().status(), StatusCode::CREATED);
    world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_never_guessed() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    let path = Caller::upload_path(upload.id);
    let posts: [&[(&str, &str)]; 7] = [
        &[],
        &[("Upload-Defer-Length", "1")],
        &[("Upload-Length", "+5")],
        &[("Upload-Length", "-5")],
        &[("Upload-Length", "99999999999999999999")],
        &[("Upload-Length", "5"), ("Upload-Metadata", "filename ?")],
        &[("Upload-Length", "5"), ("Upload-Metadata", "sha256 YWJj")],
    ];
    let patches: [&[(&str, &str)]; 5] = [
        &[],
        &[("Upload-Offset", "zero")],
        &[("Upload-Offset", "0"), ("Upload-Checksum", "sha1")],
        &[("Upload-Offset", "0"), ("Upload-Checksum", "sha1 ???")],
        &[("Upload-Offset", "0"), ("Upload-Checksum", "sha1 YWJj")],
    ];
    let posts = posts.iter().map(|headers| (Method::POST, UPLOADS_PATH, *headers));
    let patches = patches.iter().map(|headers| (Method::PATCH, path.as_str(), *headers));
    for (method, path, headers) in posts.chain(patches) {
        let mut request = machine.tus(method.clone(), path);
        if method == Method::PATCH {
            request = request
                .header("Content-Type", "application/offset+octet-stream")
                .body("abc");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let problem = problem_of(request.send().await.unwrap()).await;
        assert_eq!(problem.code, ProblemCode::Malformed, "{method} with {headers:?}");
    }
    assert_eq!(machine.tus_offset(upload.id).await, 0);
    world.finish().await;
}

#[tokio::test]
async fn length_beyond_the_limit_is_refused() {
    let world = World::start().await;
    let answer = world.machine().tus_post(CLIP_BYTES_MAX + 1, &[]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    world.finish().await;
}

#[tokio::test]
async fn body_of_another_type_is_refused() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    for content_type in [None, Some("application/octet-stream")] {
        let mut request = machine
            .tus(Method::PATCH, &Caller::upload_path(upload.id))
            .header("Upload-Offset", 0);
        if let Some(content_type) = content_type {
            request = request.header("Content-Type", content_type);
        }
        let answer = request.body("abc").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type:?}");
    }
    assert_eq!(machine.tus_offset(upload.id).await, 0);
    world.finish().await;
}

#[tokio::test]
async fn head_tells_offset_and_length_and_is_never_cached() {
    let world = World::start().await;
    let machine = world.machine();
    let bytes = bytes_of("head", 10_000);
    let upload = machine.tus_create_named(10_000, "a.bin").await;
    for end in [4000, 10_000] {
        let start = usize::try_from(machine.tus_offset(upload.id).await).unwrap();
        machine
            .tus_send(upload.id, start as u64, bytes[start..end].to_vec())
            .await;
        let answer = machine.tus_head(upload.id).await;
        assert_eq!(answer.headers()["upload-offset"], end.to_string().as_str());
        assert_eq!(answer.headers()["upload-length"], "10000");
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
    assert_sealed(&machine, upload.id, &bytes).await;
    world.finish().await;
}

#[tokio::test]
async fn head_gives_the_metadata_back() {
    let world = World::start().await;
    let machine = world.machine();
    let metadata = "filename YS5iaW4=,is_public,filetype dmlkZW8vbXA0";
    let created = machine
        .tus_post(5, &[])
        .header("Upload-Metadata", metadata)
        .send()
        .await
        .unwrap();
    let path = created.headers()["location"].to_str().unwrap().to_owned();
    let answer = machine.tus(Method::HEAD, &path).send().await.unwrap();
    assert_eq!(answer.headers()["upload-metadata"], metadata);
    world.finish().await;
}

#[tokio::test]
async fn unfinished_upload_tells_when_it_ends() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(5, "a.bin").await;
    let answer = machine.tus_head(upload.id).await;
    let text = answer.headers()["upload-expires"].to_str().unwrap();
    let expires = chrono::NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT")
        .unwrap()
        .and_utc();
    let status = machine.upload_status(upload.id).await;
    assert_eq!(status.expires_at.unwrap().to_chrono().timestamp(), expires.timestamp());
    world.finish().await;
}

#[tokio::test]
async fn client_that_can_only_post_overrides_the_method() {
    let world = World::start().await;
    let machine = world.machine();
    let upload = machine.tus_create_named(3, "a.bin").await;
    let request = machine
        .tus(Method::POST, &Caller::upload_path(upload.id))
        .header("X-HTTP-Method-Override", "PATCH")
        .header("Upload-Offset", 0)
        .header("Content-Type", "application/offset+octet-stream");
    assert_eq!(
        request.body("abc").send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    assert_sealed(&machine, upload.id, b"abc").await;
    world.finish().await;
}
