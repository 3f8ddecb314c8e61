//! What is recorded counts, what is missing is a gap with its cause.

use evidence_schema::rules::coverage::{Cause, Duty, Standing};
use tests::footage::FlawedSpec;

use super::scene::{Seizure, WHOLE, codes, is_about};
use crate::ledger::scene::{A, B};

#[tokio::test]
async fn a_seizure_filmed_from_before_arrival_to_after_departure_is_recorded() {
    let seizure = Seizure::set().await;
    let empty = seizure.covered().await;
    assert_eq!((empty.standing, empty.duty), (Standing::NotRecorded, Duty::Full));
    assert_eq!((empty.rests_on_level, empty.clips.len()), (None, 0));

    let clip = seizure.shows(A, -15, &WHOLE).await;
    let covered = seizure.covered().await;
    assert_eq!(covered.standing, Standing::Recorded, "{covered:?}");
    assert_eq!(
        (covered.picture.recorded_ms, covered.sound.recorded_ms),
        (60_000, 60_000)
    );
    assert_eq!((covered.certified_officers, codes(&covered)), (2, vec![]));
    // Black and silent stretches were looked for, because a seizure must be recorded whole.
    assert_eq!((covered.rests_on_level, covered.not_looked_in_full), (Some(3), 0));
    assert_eq!(covered.clips[0].clip_id, Some(clip));
    assert!(covered.clips[0].is_at_act && covered.clips[0].is_read_back && covered.clips[0].is_looked_in_full);
}

#[tokio::test]
async fn what_no_clip_shows_is_a_gap_in_picture_and_sound() {
    let seizure = Seizure::set().await;
    let half = FlawedSpec { seconds: 30, ..WHOLE };
    let first = seizure.filmed(A, -10, &half).await;
    let second = seizure.filmed(A, 40, &FlawedSpec { pitch: 1, ..half }).await;
    seizure.attach(&[first, second]).await;
    let covered = seizure.covered().await;
    assert_eq!(covered.standing, Standing::Unexplained);
    // The clocks may be wrong by two seconds at each end of the gap of twenty.
    assert!(is_about(covered.picture.unexplained_ms, 16), "{covered:?}");
    assert_eq!(covered.picture.total_ms(), 60_000);
    let gaps = &covered.sessions[0].picture.gaps;
    assert_eq!(gaps.len(), 1);
    assert_eq!(
        (gaps[0].causes.as_slice(), gaps[0].explained_ms),
        ([Cause::NoClip].as_slice(), 0)
    );
    assert_eq!(covered.sessions[0].sound.gaps.len(), 1);
}

#[tokio::test]
async fn a_covered_lens_is_found_and_filled_by_another_recorder() {
    let seizure = Seizure::set().await;
    let covered_lens = FlawedSpec {
        dark: Some((30, 55)),
        ..WHOLE
    };
    seizure.shows(A, -15, &covered_lens).await;
    let found = seizure.covered().await;
    assert_eq!(found.standing, Standing::Unexplained);
    assert!(is_about(found.picture.unexplained_ms, 21), "{found:?}");
    assert_eq!(found.sessions[0].picture.gaps[0].causes, [Cause::Dark]);
    assert_eq!((found.sound.unexplained_ms, found.clips[0].unseen.len()), (0, 1));

    seizure.shows(B, -10, &FlawedSpec { pitch: 2, ..WHOLE }).await;
    let filled = seizure.covered().await;
    assert_eq!(
        (filled.standing, filled.picture.unexplained_ms),
        (Standing::Recorded, 0)
    );
}

#[tokio::test]
async fn a_muted_microphone_is_found_and_filled_by_a_voice_recorder() {
    let seizure = Seizure::set().await;
    let muted = FlawedSpec {
        silent: Some((20, 50)),
        ..WHOLE
    };
    seizure.shows(A, -15, &muted).await;
    let found = seizure.covered().await;
    assert_eq!(found.sessions[0].sound.gaps[0].causes, [Cause::Silent]);
    assert!(is_about(found.sound.unexplained_ms, 26), "{found:?}");
    assert_eq!(
        (found.picture.unexplained_ms, found.standing),
        (0, Standing::Unexplained)
    );

    let voice = FlawedSpec {
        is_sound_only: true,
        pitch: 3,
        ..WHOLE
    };
    seizure.shows(B, -10, &voice).await;
    let filled = seizure.covered().await;
    assert_eq!((filled.standing, filled.sound.unexplained_ms), (Standing::Recorded, 0));
    assert!(!filled.clips[1].has_picture && filled.clips[1].has_sound);
}
