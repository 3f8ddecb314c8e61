//! The real camera file, from the folder named by `EVIDENCE_FOOTAGE`. Missing in continuous integration is a failure.

use std::path::PathBuf;

use evidence_schema::wire::media::{ClaimSource, MediaAnswer, MediaLevel, StreamKind};

use crate::harness::{ask, assert_near, assert_read, claimed_duration_ms, real_duration_ms, stream};

/// The camera file, or `None` with a line that says so where nobody asked for it.
fn camera_file(test: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("EVIDENCE_FOOTAGE") {
        let path = PathBuf::from(folder).join("karma.mp4");
        assert!(
            path.is_file(),
            "EVIDENCE_FOOTAGE is set, but there is no {}",
            path.display()
        );
        return Some(path);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "EVIDENCE_FOOTAGE must name the folder with karma.mp4 in CI"
    );
    eprintln!("{test}: skipped, EVIDENCE_FOOTAGE is not set");
    None
}

fn has_claim(answer: &MediaAnswer, source: ClaimSource, key: &str, text: &str) -> bool {
    answer
        .claims
        .iter()
        .any(|claim| claim.source == source && claim.key == key && claim.text.starts_with(text))
}

#[test]
fn the_camera_files_real_length_and_tracks_are_found() {
    let Some(path) = camera_file("the_camera_files_real_length_and_tracks_are_found") else {
        return;
    };
    let answer = ask(&path, MediaLevel::Packets);
    assert_read(&answer);
    assert_eq!(answer.faults, vec![]);
    assert_near(real_duration_ms(&answer), 12_080, 5);
    assert_near(claimed_duration_ms(&answer), 12_080, 5);
    assert_eq!(answer.streams_total, 5);
    let kinds: Vec<StreamKind> = answer.streams.iter().map(|stream| stream.kind).collect();
    assert_eq!(kinds[..2], [StreamKind::Picture, StreamKind::Sound]);
    assert!(kinds[2..].iter().all(|kind| *kind == StreamKind::Data));
    let tags: Vec<Option<&str>> = answer.streams.iter().map(|stream| stream.tag.as_deref()).collect();
    assert_eq!(
        tags,
        [Some("avc1"), Some("mp4a"), Some("tmcd"), Some("gpmd"), Some("fdsc")]
    );
}

#[test]
fn the_camera_files_two_times_are_claims_side_by_side() {
    let Some(path) = camera_file("the_camera_files_two_times_are_claims_side_by_side") else {
        return;
    };
    let answer = ask(&path, MediaLevel::Packets);
    assert!(
        has_claim(&answer, ClaimSource::Container, "creation_time", "2017-04-17T19:27:57"),
        "{:?}",
        answer.claims
    );
    assert!(
        has_claim(&answer, ClaimSource::Stream, "timecode", "19:26:48:04"),
        "{:?}",
        answer.claims
    );
}

#[test]
fn the_camera_file_decodes_whole() {
    let Some(path) = camera_file("the_camera_file_decodes_whole") else {
        return;
    };
    let answer = ask(&path, MediaLevel::FullDecode);
    assert_read(&answer);
    assert_eq!(answer.stretches, vec![]);
    let decoded = stream(&answer, StreamKind::Picture).decoded.unwrap();
    assert_eq!(
        (decoded.frames, decoded.damaged_frames, decoded.refused_packets),
        (362, 0, 0)
    );
    assert_eq!((decoded.width, decoded.height), (Some(854), Some(480)));
    assert!(answer.poster.is_some());
    assert!(answer.waveform.unwrap().peaks.iter().any(|peak| *peak > 10));
}
