//! Clips as a signed-in user sees them through the API.

use evidence_schema::ids::ClipId;
use evidence_schema::wire::clips::{ClipPage, ClipView};
use sha2::{Digest, Sha256};

use crate::world::Caller;

/// Every clip on the server, newest first.
pub(super) async fn all(user: &Caller) -> Vec<ClipView> {
    let mut clips = Vec::new();
    let mut path = "/api/v1/clips?limit=100".to_owned();
    loop {
        let page: ClipPage = user.read(&path).await;
        clips.extend(page.clips);
        let Some(next) = page.next else { return clips };
        path = format!("/api/v1/clips?limit=100&after={next}");
    }
}

/// Downloads a clip; gives size and SHA-256, in lower-case hex, of what came.
pub(super) async fn download(user: &Caller, id: ClipId) -> (u64, String) {
    let path = format!("/api/v1/clips/{id}/content");
    let mut answer = user.get(&path).await;
    assert!(answer.status().is_success(), "{path} answered {}", answer.status());
    let (mut hash, mut size_bytes) = (Sha256::new(), 0_u64);
    while let Some(piece) = answer
        .chunk()
        .await
        .unwrap_or_else(|error| panic!("download {path}: {error}"))
    {
        hash.update(&piece);
        size_bytes += u64::try_from(piece.len()).expect("a piece's length fits u64");
    }
    (size_bytes, hex::encode(hash.finalize()))
}
