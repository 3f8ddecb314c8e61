//! tus 1.0.0 request by request: what the standard says, and what must hold beyond it.
//!
//! What must stay true: whatever a client does wrong, the answer names it, nothing of the wrong request is kept, and the
//! same upload can be completed afterwards.

mod bodies;
mod checksums;
mod headers;
mod owners;
mod writers;

use evidence_schema::custody::receipt::Receipt;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::UploadState;
use evidence_schema::ids::UploadId;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, World};

/// Bytes that differ from one test to the other and repeat nowhere.
fn bytes_of(name: &str, count: usize) -> Vec<u8> {
    let seed = name
        .bytes()
        .fold(17_u64, |sum, byte| sum.wrapping_mul(131).wrapping_add(u64::from(byte)));
    let mut state = seed | 1;
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}

/// The upload ends as a clip with exactly these bytes.
async fn assert_sealed(caller: &Caller, id: UploadId, bytes: &[u8]) {
    let path = format!(
        "{}/receipt?level=verified&since=0&wait_ms=25000",
        Caller::upload_path(id)
    );
    let receipt: Receipt = caller.read(&path).await;
    assert_eq!(receipt.sha256, Sha256Digest::of(bytes));
    assert_eq!(receipt.size_bytes, bytes.len() as u64);
    assert_eq!(caller.upload_status(id).await.state, UploadState::Sealed);
}

/// Waits until that many bytes are in the staged file, whether they were acknowledged or not.
async fn await_staged(world: &World, id: UploadId, size_bytes: u64) {
    let path = world.data().join("staging").join(format!("{id}.part"));
    eventually("the bytes are staged", PATIENCE, async || {
        std::fs::metadata(&path)
            .is_ok_and(|file| file.len() >= size_bytes)
            .then_some(())
    })
    .await;
}

/// A body whose pieces come when the test sends them.
fn slow_body() -> (tokio::sync::mpsc::Sender<Vec<u8>>, reqwest::Body) {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let pieces = futures_util::stream::unfold(receiver, |mut receiver| async move {
        let piece: Vec<u8> = receiver.recv().await?;
        Some((Ok::<_, std::io::Error>(piece), receiver))
    });
    (sender, reqwest::Body::wrap_stream(pieces))
}
