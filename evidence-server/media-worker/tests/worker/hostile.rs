//! Files that are broken or mean harm: each is an outcome, none is a crash.

use std::fs::File;
use std::process::Stdio;

use evidence_schema::wire::media::{MediaAnswer, MediaLevel, MediaOutcome, MediaRequest, RefusedPicture};

use crate::harness::{H264, Studio, ask, ask_with, assert_near, assert_read, picture, real_duration_ms, request, run};

const LEVELS: [MediaLevel; 3] = [MediaLevel::Packets, MediaLevel::KeyFrames, MediaLevel::FullDecode];

#[test]
fn a_file_without_bytes_is_empty() {
    let studio = Studio::new();
    let empty = studio.write(b"", "a.mp4");
    for level in LEVELS {
        let answer = ask(&empty, level);
        assert_eq!(
            (answer.outcome, answer.size_bytes, answer.container),
            (MediaOutcome::Empty, 0, None)
        );
    }
}

#[test]
fn random_bytes_are_not_recognised_as_anything() {
    let studio = Studio::new();
    for seed in 1..=20_u64 {
        let answer = ask(
            &studio.write(&noise(seed, 300_000), "random.mp4"),
            MediaLevel::FullDecode,
        );
        assert_eq!(
            answer.outcome,
            MediaOutcome::Unrecognised,
            "seed {seed}: {:?}",
            answer.container
        );
    }
}

/// Bytes without a pattern (xorshift), the same for the same seed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn text_and_play_lists_are_not_recognised() {
    let studio = Studio::new();
    let lists: [&[u8]; 4] = [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>",
        b"a line of the recorder's log\nanother\n",
    ];
    for list in lists {
        let answer = ask(&studio.write(list, "list.mp4"), MediaLevel::FullDecode);
        assert_eq!(
            answer.outcome,
            MediaOutcome::Unrecognised,
            "{}",
            String::from_utf8_lossy(list)
        );
    }
}

#[test]
fn a_clip_without_its_index_is_broken_and_says_why() {
    let studio = Studio::new();
    let whole = studio.clip(3, "whole.mp4");
    let answer = ask(&studio.cut(&whole, 60, "cut.mp4"), MediaLevel::FullDecode);
    assert_eq!(answer.outcome, MediaOutcome::Broken);
    assert!(answer.container.as_ref().unwrap().format.contains("mp4"));
    assert!(
        answer.faults[0].text.contains("moov atom not found"),
        "{:?}",
        answer.faults
    );
    assert_eq!(answer.level, MediaLevel::Packets);
}

#[test]
fn a_clip_cut_anywhere_is_an_outcome() {
    let studio = Studio::new();
    for words in ["-movflags +faststart", "-movflags +frag_keyframe+empty_moov"] {
        let whole = studio.clip_with(2, words, "whole.mp4");
        for percent in (1..100).step_by(9) {
            ask(&studio.cut(&whole, percent, "cut.mp4"), MediaLevel::FullDecode);
        }
    }
}

#[test]
fn a_clip_with_bytes_changed_anywhere_is_an_outcome() {
    let studio = Studio::new();
    for name in ["whole.mp4", "whole.mkv", "whole.avi", "whole.ts"] {
        let whole = std::fs::read(studio.clip(1, name)).unwrap();
        for seed in 1..=8_u64 {
            let mut bytes = whole.clone();
            for (n, value) in noise(seed, 200).into_iter().enumerate() {
                let place = (usize::from(value) + n * 7_919 * usize::try_from(seed).unwrap()) % bytes.len();
                bytes[place] = value;
            }
            ask(&studio.write(&bytes, "changed"), MediaLevel::FullDecode);
        }
    }
}

#[test]
fn what_a_file_is_called_does_not_matter() {
    let studio = Studio::new();
    let clip = studio.clip(1, "a.mp4");
    let renamed = studio.path("a.jpg");
    std::fs::rename(clip, &renamed).unwrap();
    let answer = ask(&renamed, MediaLevel::Packets);
    assert_read(&answer);
    assert!(answer.container.unwrap().format.contains("mp4"));
}

#[track_caller]
fn assert_refused(answer: &MediaAnswer, width: u32, height: u32) {
    assert_eq!(
        answer.outcome,
        MediaOutcome::Refused,
        "{:?} {:?}",
        answer.faults,
        answer.streams
    );
    assert_eq!(
        answer.refused,
        Some(RefusedPicture {
            stream: 0,
            width,
            height
        })
    );
    assert_eq!(answer.streams, vec![]);
    assert!(answer.container.is_some());
}

/// The same with as little memory as a worker starts with: nothing large can have been taken.
fn ask_frugally(path: &std::path::Path, level: MediaLevel) -> MediaAnswer {
    ask_with(
        path,
        &MediaRequest {
            memory_bytes_max: 640 << 20,
            ..request(level)
        },
    )
}

#[test]
fn a_clip_that_claims_a_huge_picture_is_refused() {
    let studio = Studio::new();
    let mut bytes = std::fs::read(studio.clip(1, "a.mp4")).unwrap();
    let entry = bytes.windows(4).position(|four| four == b"avc1").unwrap();
    // The brand list at the start of the file names the codec as well.
    let entry = entry + 4 + bytes[entry + 4..].windows(4).position(|four| four == b"avc1").unwrap();
    bytes[entry + 28..entry + 32].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let huge = studio.write(&bytes, "huge.mp4");
    for level in LEVELS {
        assert_refused(&ask_frugally(&huge, level), 65_500, 65_500);
    }
}

#[test]
fn a_photo_that_claims_a_huge_picture_is_refused() {
    let studio = Studio::new();
    let mut bytes = std::fs::read(studio.make(&format!("{} -frames:v 1", picture("testsrc2", 1)), "a.jpg")).unwrap();
    let frame = bytes.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let huge = studio.write(&bytes, "huge.jpg");
    for level in LEVELS {
        assert_refused(&ask_frugally(&huge, level), 65_500, 65_500);
    }
}

#[test]
fn a_png_that_claims_a_huge_picture_is_refused() {
    let studio = Studio::new();
    let mut bytes = std::fs::read(studio.make(&format!("{} -frames:v 1", picture("testsrc2", 1)), "a.png")).unwrap();
    bytes[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let answer = ask_frugally(&studio.write(&bytes, "huge.png"), MediaLevel::FullDecode);
    assert_refused(&answer, 30_000, 30_000);
}

#[test]
fn a_picture_of_an_impossible_shape_is_a_fault_and_no_refusal() {
    let studio = Studio::new();
    let mut bytes = std::fs::read(studio.make(&format!("{} -frames:v 1", picture("testsrc2", 1)), "a.png")).unwrap();
    // Sixty million points in one row: not too many, and yet no decoder takes them.
    bytes[16..24].copy_from_slice(&[0x03, 0x93, 0x87, 0x00, 0, 0, 0, 1]);
    let answer = ask_frugally(&studio.write(&bytes, "row.png"), MediaLevel::FullDecode);
    assert_read(&answer);
    assert!(answer.faults_total > 0);
    assert_eq!((answer.refused, answer.poster), (None, None));
}

#[test]
fn the_limit_on_pictures_is_the_one_asked_for() {
    let studio = Studio::new();
    let clip = studio.clip(1, "a.mp4");
    let asked = |pixels_max| MediaRequest {
        pixels_max,
        ..request(MediaLevel::KeyFrames)
    };
    assert_read(&ask_with(&clip, &asked(320 * 180)));
    assert_refused(&ask_with(&clip, &asked(320 * 180 - 1)), 320, 180);
    let stream = studio.make(&format!("{} {H264} -f h264", picture("testsrc2", 1)), "a.h264");
    assert_read(&ask_with(&stream, &asked(320 * 180)));
    assert_refused(&ask_with(&stream, &asked(320 * 180 - 1)), 320, 180);
}

#[test]
fn two_gibibytes_of_nothing_take_neither_time_nor_memory() {
    let studio = Studio::new();
    let path = studio.path("sparse.mp4");
    File::create(&path).unwrap().set_len(2 << 30).unwrap();
    let asked = MediaRequest {
        memory_bytes_max: 640 << 20,
        cpu_seconds_max: 5,
        ..request(MediaLevel::FullDecode)
    };
    let answer = ask_with(&path, &asked);
    assert_eq!(
        (answer.outcome, answer.size_bytes),
        (MediaOutcome::Unrecognised, 2 << 30)
    );
}

#[test]
fn a_clip_followed_by_two_gibibytes_of_nothing_is_read_like_the_clip() {
    let studio = Studio::new();
    let clip = studio.clip(2, "a.mp4");
    let length = File::open(&clip).unwrap().metadata().unwrap().len();
    File::options()
        .write(true)
        .open(&clip)
        .unwrap()
        .set_len(length + (2 << 30))
        .unwrap();
    let asked = MediaRequest {
        memory_bytes_max: 640 << 20,
        cpu_seconds_max: 5,
        ..request(MediaLevel::Packets)
    };
    let answer = ask_with(&clip, &asked);
    assert_read(&answer);
    assert_near(real_duration_ms(&answer), 2_000, 30);
}

#[test]
fn requests_that_are_not_requests_are_wrong_use() {
    let studio = Studio::new();
    let clip = studio.clip(1, "a.mp4");
    let good = serde_json::to_value(request(MediaLevel::Packets)).unwrap();
    let with = |field: &str, value: serde_json::Value| {
        let mut changed = good.clone();
        changed[field] = value;
        changed.to_string()
    };
    let wrong = [
        String::new(),
        "{}".to_owned(),
        with("path", "/etc/passwd".into()),
        with("version", 2.into()),
        with("memory_bytes_max", 1.into()),
        with("pixels_max", u64::MAX.into()),
    ];
    for argument in wrong {
        let output = run(&argument, Stdio::from(File::open(&clip).unwrap()));
        assert_eq!(output.status.code(), Some(2), "{argument}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{argument}");
    }
}

#[test]
fn what_is_no_regular_file_is_wrong_use() {
    let argument = serde_json::to_string(&request(MediaLevel::Packets)).unwrap();
    for input in [Stdio::null(), Stdio::piped(), Stdio::from(File::open("/").unwrap())] {
        assert_eq!(run(&argument, input).status.code(), Some(2));
    }
}

#[test]
fn processor_time_ends_at_the_limit() {
    let studio = Studio::new();
    let short = studio.make(
        &format!("{} {H264}", picture("testsrc2", 2).replace("320x180", "1280x720")),
        "short.mp4",
    );
    let clip = studio.make(&format!("-stream_loop 99 -i {} -c copy", short.display()), "long.mp4");
    let asked = MediaRequest {
        cpu_seconds_max: 1,
        ..request(MediaLevel::FullDecode)
    };
    let output = run(
        &serde_json::to_string(&asked).unwrap(),
        Stdio::from(File::open(&clip).unwrap()),
    );
    assert_eq!(output.status.code(), None, "ended by itself: {}", output.status);
    assert!(output.stdout.is_empty());
}
