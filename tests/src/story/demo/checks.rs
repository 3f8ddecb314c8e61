//! What must be true when the story was played: held against what was on the recorders, file by file.

use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::evidence::ClipState;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clips::ClipView;
use evidence_schema::wire::docks::DockingState;

use super::day::Day;
use super::desk;
use super::ledger;
use super::outside::Outside;
use super::package;
use crate::recorder::{RECORDER_UTC_OFFSET, RecorderVolume, Standing, VolumeFile};
use crate::story::{Tell, clips, size};
use crate::world::Caller;

/// Checks everything; panics at the first untruth.
pub(super) async fn everything(day: &mut Day, outside: Option<Outside>, tell: Tell<'_>) {
    let user = day.user().await;
    let all = clips::all(&user).await;
    let mut bytes = 0;
    for volume in &day.volumes {
        bytes += files_of(volume, &all, &user).await;
    }
    bytes += outside_bytes(outside.as_ref(), &user).await;
    let wanted = day.volumes.iter().flat_map(RecorderVolume::collected).count() + usize::from(outside.is_some());
    assert_eq!(all.len(), wanted, "clips on the server");
    tell(&format!(
        "  ✓ {wanted} clips downloaded through the API: {}, every byte as on the recorders",
        size(bytes)
    ));
    ledger::check(day, &all, tell).await;
    desk::check(day, tell).await;
    receipts(day, wanted);
    tell(&format!(
        "  ✓ {wanted} receipts verified by the agent; both recorders may be taken"
    ));
    let key = log_key(day);
    let folder = package::export(day);
    package::check(day, (&folder, &key), outside.as_ref(), tell).await;
    let text = day.house.verify();
    let said = text.lines().next().unwrap_or_default().to_owned();
    assert!(
        !text.contains("note: no clip names the object"),
        "an object without a clip:\n{text}"
    );
    tell(&format!("  ✓ evidence-server verify: {said}; clean"));
    day.house.check_running();
}

/// Every file of a recorder, and no file that is to be ignored. Gives the bytes that were compared.
async fn files_of(volume: &RecorderVolume, all: &[ClipView], user: &Caller) -> u64 {
    let serial = &volume.spec.serial;
    let mut bytes = 0;
    for file in &volume.files {
        let of_file = |clip: &&ClipView| clip.device_serial.as_ref() == Some(serial) && clip.file_name == file.name();
        let found: Vec<&ClipView> = all.iter().filter(of_file).collect();
        match (&file.standing, found.as_slice()) {
            (Standing::Ignored, []) => {}
            (Standing::Recognised(_) | Standing::CannotParse, [clip]) => {
                clip_is_file(clip, file);
                let came = clips::download(user, clip.clip_id).await;
                assert_eq!(
                    came,
                    (file.size_bytes, file.sha256.clone()),
                    "what was downloaded of {}",
                    file.path
                );
                bytes += file.size_bytes;
            }
            (standing, found) => panic!("{serial} {} ({standing:?}) became {} clips", file.path, found.len()),
        }
    }
    bytes
}

/// What the server says about a file is what its name says, as claims.
fn clip_is_file(clip: &ClipView, file: &VolumeFile) {
    let path = &file.path;
    assert_eq!(
        (clip.size_bytes, clip.sha256.to_string()),
        (file.size_bytes, file.sha256.clone()),
        "{path}"
    );
    assert_eq!(clip.state, ClipState::Verified, "state of {path}");
    assert!(
        clip.has_statement && clip.recorder_id.is_some(),
        "{path} has no statement or no recorder"
    );
    let claim = file.claim();
    assert_eq!(
        clip.is_marked_important,
        claim.is_some_and(|claim| claim.is_important),
        "important-mark of {path}"
    );
    let start = claim.and_then(|claim| claim.start);
    let wanted = start.map(|local| Timestamp::from((local - RECORDER_UTC_OFFSET).and_utc()));
    let named = clip
        .time_claims
        .iter()
        .find(|claim| claim.origin == "file_name")
        .and_then(|claim| claim.at);
    assert_eq!(named, wanted, "start that the name of {path} claims");
}

async fn outside_bytes(outside: Option<&Outside>, user: &Caller) -> u64 {
    let Some(outside) = outside else { return 0 };
    let (size_bytes, sha256) = crate::footage::size_and_sha256(&outside.path);
    let came = clips::download(user, outside.clip.clip_id).await;
    assert_eq!(
        came,
        (size_bytes, sha256),
        "what was downloaded of {}",
        outside.path.display()
    );
    size_bytes
}

/// The agent's own word: everything verified, nothing to complain about.
fn receipts(day: &Day, wanted: usize) {
    let status = day.house.status().expect("the agent answers");
    assert_eq!(status.complaints(), Vec::<String>::new(), "the agent complains");
    let verified = usize::try_from(status.counts.verified).expect("a count fits memory");
    assert_eq!(verified, wanted, "verified receipts: {:?}", status.counts);
    for slot in day.house.slots() {
        let docking = status
            .in_slot(slot)
            .unwrap_or_else(|| panic!("nothing is docked in {slot}"));
        let is_stored = matches!(docking.state, DockingState::Stored | DockingState::Ready);
        assert!(is_stored, "{slot}: {:?}", docking.state);
        assert_eq!(docking.files_stored, docking.files_total, "{slot}");
    }
}

fn log_key(day: &Day) -> VerifyingNoteKey {
    let path = day.house.server_data().join("log.vkey");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()));
    VerifyingNoteKey::from_text(text.trim()).expect("the log's key is a key")
}
