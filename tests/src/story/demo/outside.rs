//! A real camera's file goes in by hand: bytes identical, real duration, its disagreeing times kept as claims.

use std::path::PathBuf;
use std::time::Duration;

use evidence_schema::clip::SourceKind;
use evidence_schema::wire::clips::ClipView;

use super::day::Day;
use crate::footage::{outside_footage, size_and_sha256};
use crate::story::sign_in::page;
use crate::story::{Tell, clips};
use crate::world::process::run_well;
use crate::world::wait::eventually;

const NAME: &str = "karma.mp4";
/// What is there, measured by ffprobe on every packet; the container agrees.
const DURATION_MS: u64 = 12_080;
/// One picture of its 29.97 a second.
const PICTURE_MS: u64 = 34;
const PROBE_LIMIT: Duration = Duration::from_mins(1);

/// Times that the file claims of itself, 69 seconds apart.
pub(super) const CLAIMS: [&str; 2] = ["2017-04-17T19:27:57", "19:26:48:04"];

/// The file, and what it became.
pub(super) struct Outside {
    pub(super) path: PathBuf,
    pub(super) clip: ClipView,
}

/// Imports the file; `None` where there is none and nobody said that there must be.
pub(super) async fn import(day: &Day, tell: Tell<'_>) -> Option<Outside> {
    let Some(path) = outside_footage(NAME) else {
        tell(&format!(
            "  SKIPPED    no real camera file: EVIDENCE_FOOTAGE does not name the folder with {NAME}"
        ));
        return None;
    };
    let text = path.to_str().expect("the path of outside footage is UTF-8");
    run_well(
        day.house
            .agent_command(&["import", text, "--source", "camera", "--by", "李明"]),
        "",
    );
    let user = day.user().await;
    let (size_bytes, sha256) = size_and_sha256(&path);
    let mut found = clips::all(&user).await;
    found.retain(|clip| clip.sha256.to_string() == sha256);
    let [clip] = found.as_slice() else {
        panic!("{NAME} became {} clips instead of one", found.len())
    };
    assert_eq!(
        (clip.size_bytes, clip.source),
        (size_bytes, SourceKind::Camera),
        "what {NAME} became"
    );
    assert!(
        clip.device_serial.is_none() && clip.recorder_id.is_none(),
        "a file by hand looks like a recorder's"
    );
    let path_of_clip = format!("/api/v1/clips/{}", clip.clip_id);
    let clip = eventually(
        "the media worker looked into the camera's file",
        PROBE_LIMIT,
        async || {
            let clip: ClipView = user.read(&path_of_clip).await;
            clip.duration_ms.is_some().then_some(clip)
        },
    )
    .await;
    let duration_ms = clip.duration_ms.unwrap_or_default();
    assert!(
        duration_ms.abs_diff(DURATION_MS) <= PICTURE_MS,
        "{NAME} lasts {duration_ms} ms, {DURATION_MS} are there"
    );
    let page = page(&user, &format!("/clips/{}", clip.clip_id)).await;
    for claim in CLAIMS {
        assert!(
            page.contains(claim),
            "the clip's page does not show that {NAME} claims {claim}"
        );
    }
    tell(&format!(
        "             {NAME} of a real camera came in by hand: one clip, {duration_ms} ms long"
    ));
    Some(Outside { path, clip })
}
