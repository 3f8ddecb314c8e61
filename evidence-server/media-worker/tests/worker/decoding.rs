//! Levels 2 and 3: poster, damage, black, frozen and silent stretches, waveform.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence_schema::wire::media::{
    ClaimSource, MediaAnswer, MediaLevel, MediaRequest, MediaStretch, StreamKind, StretchKind,
};

use crate::harness::{H264, Studio, ask, ask_with, assert_near, assert_read, picture, request, sound, stream};

fn jpeg(answer: &MediaAnswer) -> Vec<u8> {
    STANDARD
        .decode(&answer.poster.as_ref().expect("a poster").jpeg_base64)
        .unwrap()
}

fn of_kind(answer: &MediaAnswer, kind: StretchKind) -> Vec<MediaStretch> {
    answer
        .stretches
        .iter()
        .copied()
        .filter(|stretch| stretch.kind == kind)
        .collect()
}

#[track_caller]
fn assert_one(answer: &MediaAnswer, kind: StretchKind, start_ms: i64, end_ms: i64) {
    let found = of_kind(answer, kind);
    assert_eq!(found.len(), 1, "{:?}", answer.stretches);
    assert_near(found[0].start_ms, start_ms, 80);
    assert_near(found[0].end_ms, end_ms, 80);
}

#[test]
fn key_frames_are_decoded_and_give_a_poster() {
    let studio = Studio::new();
    let answer = ask(&studio.clip(4, "a.mp4"), MediaLevel::KeyFrames);
    assert_read(&answer);
    assert_eq!(answer.level, MediaLevel::KeyFrames);
    assert_eq!(answer.faults, vec![]);
    let decoded = stream(&answer, StreamKind::Picture).decoded.unwrap();
    assert_eq!((decoded.packets, decoded.frames, decoded.damaged_frames), (4, 4, 0));
    assert_eq!((decoded.width, decoded.height), (Some(320), Some(180)));
    assert_eq!(stream(&answer, StreamKind::Sound).decoded, None);
    let bytes = jpeg(&answer);
    assert_eq!(&bytes[..3], &[0xff, 0xd8, 0xff]);
    assert_eq!(
        (
            answer.poster.as_ref().unwrap().width,
            answer.poster.as_ref().unwrap().height
        ),
        (320, 180)
    );
}

#[test]
fn of_a_file_of_key_frames_only_two_per_second_are_decoded() {
    let studio = Studio::new();
    let answer = ask(
        &studio.clip_with(3, "-c:v mjpeg -c:a pcm_s16le", "a.avi"),
        MediaLevel::KeyFrames,
    );
    let seen = stream(&answer, StreamKind::Picture);
    assert_eq!(seen.key_packets, 75);
    let decoded = seen.decoded.unwrap();
    assert!(
        (5..=6).contains(&decoded.packets) && decoded.frames == decoded.packets,
        "{decoded:?}"
    );
}

#[test]
fn the_poster_is_a_picture_that_another_program_reads() {
    let studio = Studio::new();
    let answer = ask(&studio.clip(1, "a.mp4"), MediaLevel::KeyFrames);
    let poster = studio.write(&jpeg(&answer), "poster.jpg");
    studio.make(&format!("-i {}", poster.display()), "poster.bmp");
    let again = ask(&poster, MediaLevel::KeyFrames);
    assert_read(&again);
    assert_eq!(again.streams[0].decoded.unwrap().damaged_frames, 0);
}

#[test]
fn the_poster_keeps_to_the_width_and_the_bytes_asked_for() {
    let studio = Studio::new();
    let words = format!("{} {H264}", picture("testsrc2", 1).replace("320x180", "1280x720"));
    let clip = studio.make(&words, "a.mp4");
    let asked = MediaRequest {
        poster_width_max: 200,
        poster_bytes_max: 6_000,
        ..request(MediaLevel::KeyFrames)
    };
    let answer = ask_with(&clip, &asked);
    assert!(jpeg(&answer).len() <= 6_000);
    assert_eq!(
        (
            answer.poster.as_ref().unwrap().width,
            answer.poster.as_ref().unwrap().height
        ),
        (200, 112)
    );
    let too_few = ask_with(
        &clip,
        &MediaRequest {
            poster_bytes_max: 100,
            ..asked
        },
    );
    assert_eq!(too_few.poster, None);
    assert!(
        too_few
            .faults
            .iter()
            .any(|fault| fault.text.contains("poster does not fit")),
        "{:?}",
        too_few.faults
    );
}

#[test]
fn a_black_beginning_is_not_the_poster() {
    let studio = Studio::new();
    let clip = black_then_moving(&studio);
    let at_ms = ask(&clip, MediaLevel::KeyFrames).poster.unwrap().at_ms.unwrap();
    assert!(at_ms >= 1_900, "{at_ms}");
}

fn black_then_moving(studio: &Studio) -> std::path::PathBuf {
    let words = format!(
        "{} {} -filter_complex [0:v][1:v]concat=n=2[v] -map [v] {H264}",
        picture("color=black", 2),
        picture("testsrc2", 2)
    );
    studio.make(&words, "black.mp4")
}

#[test]
fn a_black_stretch_is_found_and_not_called_frozen_as_well() {
    let studio = Studio::new();
    let answer = ask(&black_then_moving(&studio), MediaLevel::FullDecode);
    assert_one(&answer, StretchKind::Black, 0, 2_000);
    assert_eq!(of_kind(&answer, StretchKind::Frozen), vec![]);
    assert_eq!(answer.stretches_total, 1);
}

#[test]
fn a_frozen_stretch_is_found_across_key_frames() {
    let studio = Studio::new();
    let words = format!(
        "{} {} -filter_complex [0:v]tpad=stop_mode=clone:stop_duration=4[a];[a][1:v]concat=n=2[v] -map [v] {H264}",
        picture("testsrc2", 2),
        picture("testsrc2", 2)
    );
    let answer = ask(&studio.make(&words, "frozen.mp4"), MediaLevel::FullDecode);
    assert_one(&answer, StretchKind::Frozen, 1_960, 6_000);
    assert_eq!(of_kind(&answer, StretchKind::Black), vec![]);
}

#[test]
fn a_still_scene_with_sensor_noise_is_not_frozen() {
    let studio = Studio::new();
    let words = format!("{} -vf noise=alls=6:allf=t {H264} -crf 18", picture("color=gray", 3));
    assert_eq!(
        ask(&studio.make(&words, "noise.mp4"), MediaLevel::FullDecode).stretches,
        vec![]
    );
}

#[test]
fn a_silent_stretch_is_found() {
    let studio = Studio::new();
    let words = format!("{} -af volume=0:enable='between(t,1,3)' -c:a aac", sound("sine", 5));
    let answer = ask(&studio.make(&words, "silent.m4a"), MediaLevel::FullDecode);
    assert_one(&answer, StretchKind::Silent, 1_000, 3_000);
}

#[test]
fn stretches_below_the_threshold_asked_for_are_not_reported() {
    let studio = Studio::new();
    let clip = black_then_moving(&studio);
    let asked = MediaRequest {
        stretch_threshold_ms: 2_500,
        ..request(MediaLevel::FullDecode)
    };
    assert_eq!(ask_with(&clip, &asked).stretches, vec![]);
}

#[test]
fn the_waveform_follows_the_sound() {
    let studio = Studio::new();
    let words = format!("{} -af volume=0:enable='lt(t,2)' -c:a pcm_s16le", sound("sine", 4));
    let clip = studio.make(&words, "half.wav");
    let asked = MediaRequest {
        waveform_buckets: 100,
        ..request(MediaLevel::FullDecode)
    };
    let waveform = ask_with(&clip, &asked).waveform.unwrap();
    assert_eq!(waveform.peaks.len(), 100);
    assert!(
        waveform.peaks[..49].iter().all(|peak| *peak == 0),
        "{:?}",
        waveform.peaks
    );
    assert!(
        waveform.peaks[51..].iter().all(|peak| *peak > 20),
        "{:?}",
        waveform.peaks
    );
    assert_near(waveform.end_ms - waveform.start_ms, 4_000, 30);
}

#[test]
fn a_whole_clip_decodes_without_damage() {
    let studio = Studio::new();
    let answer = ask(&studio.clip(3, "a.mp4"), MediaLevel::FullDecode);
    assert_eq!(answer.faults, vec![]);
    assert_eq!(answer.stretches, vec![]);
    let seen = stream(&answer, StreamKind::Picture).decoded.unwrap();
    assert_eq!((seen.frames, seen.damaged_frames, seen.refused_packets), (75, 0, 0));
    assert!(stream(&answer, StreamKind::Sound).decoded.unwrap().frames > 100);
    assert!(answer.poster.is_some());
}

#[test]
fn damage_inside_pictures_is_found_by_decoding() {
    let studio = Studio::new();
    let mut bytes = std::fs::read(studio.clip_with(4, "-movflags +faststart", "a.mp4")).unwrap();
    let length = bytes.len();
    for place in (length / 2..length * 3 / 4).step_by(37) {
        bytes[place] ^= 0x5a;
    }
    let damaged = studio.write(&bytes, "damaged.mp4");
    let by_packets = ask(&damaged, MediaLevel::Packets);
    assert_read(&by_packets);
    assert_eq!(stream(&by_packets, StreamKind::Picture).packets, 100);
    let answer = ask(&damaged, MediaLevel::FullDecode);
    assert_read(&answer);
    let seen = stream(&answer, StreamKind::Picture).decoded.unwrap();
    assert!(seen.damaged_frames + seen.refused_packets > 0, "{seen:?}");
    assert!(answer.faults_total > 0);
}

#[test]
fn a_photo_is_decoded_and_its_exif_times_are_claims() {
    let studio = Studio::new();
    let plain = std::fs::read(studio.make(&format!("{} -frames:v 1", picture("testsrc2", 1)), "a.jpg")).unwrap();
    let photo = studio.write(&with_exif_time(&plain, b"2026:11:21 23:40:05\0"), "exif.jpg");
    let answer = ask(&photo, MediaLevel::KeyFrames);
    assert_read(&answer);
    assert!(answer.poster.is_some());
    let claim = answer.claims.iter().find(|claim| claim.source == ClaimSource::Picture);
    assert_eq!(
        claim.map(|claim| claim.text.as_str()),
        Some("2026:11:21 23:40:05"),
        "{:?}",
        answer.claims
    );
}

/// Puts an EXIF block with one tag, `DateTime`, behind the first marker.
fn with_exif_time(jpeg: &[u8], time: &[u8; 20]) -> Vec<u8> {
    let mut block = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x32\x01\x02\0\x14\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
    block.extend_from_slice(time);
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
}
