//! Level 1: what packets and headers say.

use evidence_schema::wire::media::{ClaimSource, DurationBasis, FrameRate, MediaLevel, StreamKind};

use crate::harness::{
    H264, Studio, ask, assert_near, assert_read, claimed_duration_ms, picture, real_duration_ms, sound, stream,
};

#[test]
fn an_ordinary_clip_is_read_to_its_end_without_a_fault() {
    let studio = Studio::new();
    let answer = ask(&studio.clip(3, "a.mp4"), MediaLevel::Packets);
    assert_read(&answer);
    assert_eq!(answer.faults, vec![]);
    assert_eq!(answer.level, MediaLevel::Packets);
    let container = answer.container.as_ref().unwrap();
    assert!(container.format.contains("mp4"), "{}", container.format);
    assert_eq!(container.claimed_duration.unwrap().basis, DurationBasis::Header);
    assert_near(real_duration_ms(&answer), 3_000, 30);
    assert_near(claimed_duration_ms(&answer), 3_000, 30);
    assert_eq!(answer.poster, None);
    assert_eq!(answer.waveform, None);
}

#[test]
fn picture_and_sound_streams_are_described() {
    let studio = Studio::new();
    let answer = ask(&studio.clip(2, "a.mp4"), MediaLevel::Packets);
    let seen = stream(&answer, StreamKind::Picture);
    assert_eq!(
        (seen.codec.as_deref(), seen.tag.as_deref()),
        (Some("h264"), Some("avc1"))
    );
    assert_eq!((seen.width, seen.height), (Some(320), Some(180)));
    assert_eq!(seen.frame_rate, Some(FrameRate { frames: 25, seconds: 1 }));
    assert_eq!(
        (seen.packets, seen.key_packets, seen.claimed_packets),
        (50, 2, Some(50))
    );
    assert_eq!((seen.sample_rate_hz, seen.decoded), (None, None));
    let heard = stream(&answer, StreamKind::Sound);
    assert_eq!(
        (heard.codec.as_deref(), heard.sample_rate_hz, heard.channels),
        (Some("aac"), Some(44_100), Some(1))
    );
    assert_eq!((heard.width, heard.frame_rate), (None, None));
}

#[test]
fn a_fragmented_clip_cut_off_holds_less_than_its_index_claims() {
    let studio = Studio::new();
    let whole = studio.clip_with(12, "-movflags +frag_keyframe+dash+global_sidx", "whole.mp4");
    let cut = studio.cut(&whole, 56, "cut.mp4");
    let answer = ask(&cut, MediaLevel::Packets);
    assert_read(&answer);
    assert_near(claimed_duration_ms(&answer), 12_000, 100);
    let real = real_duration_ms(&answer);
    assert!((4_000..9_000).contains(&real), "{real}");
    assert_near(real_duration_ms(&ask(&whole, MediaLevel::Packets)), 12_000, 60);
}

#[test]
fn a_clip_whose_end_is_missing_is_read_up_to_there_and_says_so() {
    let studio = Studio::new();
    let whole = studio.clip_with(6, "-movflags +faststart", "whole.mp4");
    let answer = ask(&studio.cut(&whole, 50, "cut.mp4"), MediaLevel::Packets);
    assert_near(claimed_duration_ms(&answer), 6_000, 60);
    let real = real_duration_ms(&answer);
    assert!((1_500..4_500).contains(&real), "{real}");
    assert!(
        answer.faults.iter().any(|fault| fault.text.contains("partial file")),
        "{:?}",
        answer.faults
    );
    let seen = stream(&answer, StreamKind::Picture);
    assert_eq!(seen.claimed_packets, Some(150));
    assert!(seen.packets < 120, "{}", seen.packets);
}

#[test]
fn a_hole_in_the_timestamps_is_reported_with_start_and_end() {
    // One container knows gaps, the other stretches the packet before the hole.
    for name in ["hole.mkv", "hole.mp4"] {
        assert_hole(name);
    }
}

#[track_caller]
fn assert_hole(name: &str) {
    let studio = Studio::new();
    let whole = studio.clip(8, "whole.mp4");
    let select = "-vf select='lt(t,2)+gt(t,4.99)' -af aselect='lt(t,2)+gt(t,4.99)' -fps_mode passthrough";
    let words = format!("-i {} {select} {H264} -c:a aac", whole.display());
    let answer = ask(&studio.make(&words, name), MediaLevel::Packets);
    let seen = stream(&answer, StreamKind::Picture);
    assert_eq!((seen.gaps.len(), seen.gaps_total), (1, 1), "{:?}", seen.gaps);
    assert_near(seen.gaps[0].start_ms, 2_000, 50);
    assert_near(seen.gaps[0].end_ms, 5_000, 50);
    assert_near(real_duration_ms(&answer), 8_000, 60);
}

#[test]
fn pictures_out_of_showing_order_are_no_gap() {
    let studio = Studio::new();
    let sources = picture("testsrc2", 4).replace("rate=25", "rate=5");
    let answer = ask(
        &studio.make(&format!("{sources} -c:v libx264 -bf 8 -b_strategy 0"), "b.mp4"),
        MediaLevel::Packets,
    );
    assert_eq!(stream(&answer, StreamKind::Picture).gaps_total, 0);
    assert_near(real_duration_ms(&answer), 4_000, 10);
}

#[test]
fn times_that_the_file_states_are_claims_with_their_place() {
    let studio = Studio::new();
    let words = "-metadata creation_time=2026-11-21T23:40:00Z -timecode 23:39:59:12";
    let answer = ask(&studio.clip_with(2, words, "a.mp4"), MediaLevel::Packets);
    let has = |source, key: &str, text: &str| {
        answer
            .claims
            .iter()
            .any(|claim| claim.source == source && claim.key == key && claim.text.contains(text))
    };
    assert!(
        has(ClaimSource::Container, "creation_time", "2026-11-21T23:40:00"),
        "{:?}",
        answer.claims
    );
    assert!(
        has(ClaimSource::Stream, "timecode", "23:39:59:12"),
        "{:?}",
        answer.claims
    );
}

#[test]
fn a_time_code_track_is_data_and_adds_no_length() {
    let studio = Studio::new();
    let answer = ask(
        &studio.clip_with(2, "-timecode 00:00:00:00", "a.mp4"),
        MediaLevel::Packets,
    );
    let data = stream(&answer, StreamKind::Data);
    assert_eq!(data.tag.as_deref(), Some("tmcd"));
    assert_eq!(answer.streams_total, 3);
}

#[test]
fn sound_alone_has_no_picture_and_a_length() {
    let studio = Studio::new();
    let answer = ask(&studio.make(&sound("sine", 3), "a.wav"), MediaLevel::Packets);
    assert_read(&answer);
    assert_eq!(answer.streams.len(), 1);
    assert_eq!(answer.streams[0].kind, StreamKind::Sound);
    assert_near(real_duration_ms(&answer), 3_000, 5);
}

#[test]
fn a_photo_has_a_size_and_no_length() {
    let studio = Studio::new();
    let answer = ask(
        &studio.make(&format!("{} -frames:v 1", picture("testsrc2", 1)), "a.jpg"),
        MediaLevel::Packets,
    );
    assert_read(&answer);
    let container = answer.container.as_ref().unwrap();
    assert!(container.is_still, "{}", container.format);
    assert_eq!((container.claimed_duration, container.real_duration_ms), (None, None));
    assert_eq!(
        (answer.streams[0].width, answer.streams[0].height),
        (Some(320), Some(180))
    );
    assert_eq!((answer.streams[0].start_ms, answer.streams[0].frame_rate), (None, None));
}

#[test]
fn other_containers_of_recorders_are_read_as_well() {
    let studio = Studio::new();
    for (name, format) in [
        ("a.avi", "avi"),
        ("a.ts", "mpegts"),
        ("a.mkv", "matroska"),
        ("a.mpg", "mpeg"),
        ("a.3gp", "3gp"),
    ] {
        let words = if name == "a.mpg" {
            "-c:v mpeg2video -c:a mp2"
        } else {
            ""
        };
        let answer = ask(&studio.clip_with(2, words, name), MediaLevel::Packets);
        assert_read(&answer);
        assert!(answer.container.as_ref().unwrap().format.contains(format), "{name}");
        assert_near(real_duration_ms(&answer), 2_000, 120);
    }
}

#[test]
fn a_turn_that_the_file_asks_for_is_reported() {
    let studio = Studio::new();
    let upright = studio.make(&format!("{} {H264}", picture("testsrc2", 1)), "a.mp4");
    // The command counts the turn the other way round than players do.
    let words = format!("-i {} -c copy -metadata:s:v rotate=270", upright.display());
    let answer = ask(&studio.make(&words, "turned.mp4"), MediaLevel::Packets);
    assert_eq!(answer.streams[0].rotation_degrees, Some(90));
    assert_eq!(ask(&upright, MediaLevel::Packets).streams[0].rotation_degrees, None);
}

#[test]
fn parts_that_players_are_told_to_skip_are_hidden_and_not_recorded_time() {
    let studio = Studio::new();
    let whole = studio.make(&format!("{} {H264}", picture("testsrc2", 6)), "whole.mp4");
    let words = format!("-ss 1.6 -i {} -c copy", whole.display());
    let answer = ask(&studio.make(&words, "trimmed.mp4"), MediaLevel::Packets);
    let seen = &answer.streams[0];
    assert_eq!(seen.hidden_packets, 15, "{seen:?}");
    assert_near(i64::try_from(seen.hidden_ms).unwrap(), 600, 5);
    assert_near(real_duration_ms(&answer), 4_400, 50);
}
