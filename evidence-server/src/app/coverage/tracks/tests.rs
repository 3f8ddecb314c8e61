//! What the worker's answers come to for coverage.
#![expect(clippy::unwrap_used, reason = "a test says what failed by its line")]

use evidence_schema::clip::ClipKind;
use evidence_schema::rules::coverage::spans::Span;
use serde_json::{Value, json};

use super::Tracks;
use crate::app::probing::KeptFacts;

fn stream(index: u32, kind: &str, (start_ms, end_ms): Span, gaps: &[Span]) -> Value {
    let gap = |(start, end): &Span| json!({"start_ms": start, "end_ms": end});
    json!({
        "index": index, "kind": kind, "codec": null, "tag": null, "is_still": false, "width": null, "height": null,
        "rotation_degrees": null, "frame_rate": null, "sample_rate_hz": null, "channels": null,
        "claimed_duration_ms": null, "claimed_packets": null, "packets": 500, "bytes": 1, "key_packets": 1,
        "corrupt_packets": 0, "hidden_packets": 0, "hidden_ms": 0, "untimed_packets": 0, "backward_steps": 0,
        "start_ms": start_ms, "end_ms": end_ms, "gaps": gaps.iter().map(gap).collect::<Vec<_>>(), "gaps_total": gaps.len(),
        "decoded": {"packets": 500, "frames": 500, "damaged_frames": 0, "refused_packets": 0, "width": null, "height": null},
    })
}

fn stretch(kind: &str, stream: u32, (start_ms, end_ms): Span) -> Value {
    json!({"kind": kind, "stream": stream, "start_ms": start_ms, "end_ms": end_ms})
}

/// A file that begins at 500 ms of its own time and lasts a minute.
fn kept(streams: &[Value], stretches: &[Value]) -> Value {
    json!({
        "answer": {
            "version": 1, "sandbox": {"landlock": true, "seccomp": true, "rlimits": true}, "level": "full_decode",
            "size_bytes": 1, "outcome": "read", "refused": null,
            "container": {"format": "mov", "is_still": false, "claimed_duration": null, "real_start_ms": 500,
                "real_duration_ms": 60_000},
            "streams": streams, "streams_total": streams.len(), "claims": [], "claims_total": 0,
            "stretches": stretches, "stretches_total": stretches.len(), "faults": [], "faults_total": 0,
            "poster": null, "waveform": null,
        },
        "findings": [],
    })
}

fn tracks(kept: Value) -> Tracks {
    Tracks::of(&serde_json::from_value::<KeptFacts>(kept).unwrap())
}

const WHOLE: Span = (500, 60_500);

#[test]
fn holes_and_stretches_count_from_the_beginning_of_the_clip() {
    let found = tracks(kept(
        &[
            stream(0, "picture", WHOLE, &[(10_500, 12_500)]),
            stream(1, "sound", WHOLE, &[]),
        ],
        &[
            stretch("black", 0, (20_500, 32_500)),
            stretch("frozen", 0, (32_500, 44_500)),
            stretch("silent", 1, (5_500, 16_500)),
        ],
    ));
    assert_eq!((found.holes, found.sound_holes), (vec![(10_000, 12_000)], vec![]));
    assert_eq!(
        (found.dark, found.silent),
        (vec![(20_000, 44_000)], vec![(5_000, 16_000)])
    );
    assert!(found.has_picture && found.has_sound && found.lasts && found.is_looked_in_full);
}

#[test]
fn a_track_that_begins_late_or_ends_early_has_a_hole_there() {
    let found = tracks(kept(
        &[
            stream(0, "picture", (3_500, 60_500), &[]),
            stream(1, "sound", (500, 50_500), &[]),
        ],
        &[],
    ));
    assert_eq!(
        (found.holes, found.sound_holes),
        (vec![(0, 3_000)], vec![(50_000, 60_000)])
    );
}

#[test]
fn of_two_microphones_only_what_both_leave_out_is_silent() {
    let found = tracks(kept(
        &[stream(1, "sound", WHOLE, &[]), stream(2, "sound", WHOLE, &[])],
        &[
            stretch("silent", 1, (500, 20_500)),
            stretch("silent", 2, (10_500, 30_500)),
        ],
    ));
    assert_eq!((found.silent, found.has_picture), (vec![(10_000, 20_000)], false));
}

#[test]
fn a_list_that_was_cut_counts_as_nothing_shown_after_it() {
    let mut cut = kept(
        &[stream(0, "picture", WHOLE, &[(10_500, 12_500)])],
        &[stretch("black", 0, (20_500, 32_500))],
    );
    cut["answer"]["streams"][0]["gaps_total"] = json!(2);
    cut["answer"]["stretches_total"] = json!(2);
    let found = tracks(cut);
    assert_eq!(
        (found.holes, found.dark),
        (vec![(10_000, 60_000)], vec![(20_000, 60_000)])
    );
}

#[test]
fn a_cover_picture_is_no_picture_and_a_photo_lasts_no_time() {
    let mut cover = stream(0, "picture", WHOLE, &[]);
    cover["is_still"] = json!(true);
    let found = tracks(kept(&[cover, stream(1, "sound", WHOLE, &[])], &[]));
    assert!(!found.has_picture && found.has_sound && found.lasts);
    assert!(!Tracks::unseen(ClipKind::Photo).lasts && Tracks::unseen(ClipKind::Other).lasts);
}

#[test]
fn a_look_that_was_meant_to_be_full_is_not_asked_for_again() {
    let mut broken = kept(&[], &[]);
    broken["answer"]["level"] = json!("packets");
    assert!(!tracks(broken.clone()).is_looked_in_full);
    broken["asked"] = json!(3);
    assert!(tracks(broken).is_looked_in_full);
}
