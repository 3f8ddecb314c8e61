//! The footage is what it claims to be, judged by ffprobe and by the bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::NaiveDate;

use super::*;

fn morning() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 20)
        .unwrap()
        .and_hms_opt(9, 30, 0)
        .unwrap()
}

fn probe(path: &Path) -> serde_json::Value {
    let mut command = Command::new("ffprobe");
    command
        .args(["-v", "error", "-of", "json", "-show_format", "-show_streams"])
        .arg(path);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn two_segments() -> FootageSpec {
    FootageSpec {
        segments: 2,
        ..FootageSpec::short("ZF00001", morning())
    }
}

#[test]
fn segments_are_h264_and_aac_of_the_asked_length() {
    for segment in footage(&two_segments()).segments {
        let seen = probe(&segment.path);
        let codecs: Vec<_> = seen["streams"]
            .as_array()
            .unwrap()
            .iter()
            .map(|stream| &stream["codec_name"])
            .collect();
        assert_eq!(codecs, ["h264", "aac"]);
        let seconds: f64 = seen["format"]["duration"].as_str().unwrap().parse().unwrap();
        assert!((seconds - 2.0).abs() < 0.05, "{seconds}");
    }
}

#[test]
fn creation_time_is_local_time_labelled_utc_and_runs_on() {
    let made = footage(&two_segments());
    let times: Vec<_> = made.segments.iter().map(|segment| probe(&segment.path)).collect();
    assert_eq!(
        times[0]["format"]["tags"]["creation_time"],
        "2026-11-20T09:30:00.000000Z"
    );
    assert_eq!(
        times[1]["format"]["tags"]["creation_time"],
        "2026-11-20T09:30:02.000000Z"
    );
    assert_eq!(made.segments[0].end, made.segments[1].start);
}

#[test]
fn photo_and_sound_are_real() {
    let made = footage(&two_segments());
    assert_eq!(probe(&made.photo.path)["streams"][0]["codec_name"], "mjpeg");
    assert_eq!(probe(&made.sound.path)["streams"][0]["codec_name"], "pcm_s16le");
}

#[test]
fn descriptions_match_the_bytes_and_no_two_files_are_alike() {
    let mut hashes = std::collections::BTreeSet::new();
    for device in ["ZF00001", "ZF00002"] {
        let mut made = footage(&FootageSpec {
            device: device.to_owned(),
            ..two_segments()
        });
        for file in made.files_mut() {
            assert_eq!(size_and_sha256(&file.path), (file.size_bytes, file.sha256.clone()));
            assert!(
                hashes.insert(file.sha256.clone()),
                "{} is a copy of another file",
                file.path.display()
            );
        }
    }
    assert_eq!(hashes.len(), 8);
}

#[test]
fn a_kept_file_that_lost_its_end_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = footage(&two_segments());
    for file in made.files_mut() {
        let copy = folder.path().join(file.path.file_name().unwrap());
        fs::write(&copy, fs::read(&file.path).unwrap()).unwrap();
        file.path = copy;
    }
    write_index(&made, folder.path());
    assert!(kept_footage(folder.path()).is_some());
    fs::remove_file(&made.photo.path).unwrap();
    fs::write(&made.photo.path, b"cut").unwrap();
    assert_eq!(kept_footage(folder.path()), None);
}

#[test]
fn bulk_segments_have_the_size_asked_for_and_still_play() {
    let folder = tempfile::tempdir().unwrap();
    let spec = BulkSpec {
        device: "ZF00003".to_owned(),
        start: morning(),
        segments: 2,
        bytes_each: (3 << 20) + 7,
    };
    let made = bulk_segments(&spec, folder.path());
    assert_ne!(made[0].sha256, made[1].sha256);
    for segment in &made {
        assert_eq!(
            size_and_sha256(&segment.path),
            (spec.bytes_each, segment.sha256.clone())
        );
        let seconds: f64 = probe(&segment.path)["format"]["duration"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((seconds - 2.0).abs() < 0.05, "{seconds}");
    }
    let again = bulk_segments(&spec, tempfile::tempdir().unwrap().path());
    assert_eq!(again[1].sha256, made[1].sha256);
}

#[test]
fn noise_does_not_repeat_inside_a_file() {
    let mut state = bulk::seed("ZF00003", 1);
    let words: std::collections::BTreeSet<u64> = (0..10_000).map(|_| bulk::split_mix(&mut state)).collect();
    assert_eq!(words.len(), 10_000);
}

#[test]
fn outside_footage_is_found_in_the_folder_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("camera.mp4"), b"real").unwrap();
    let found = outside::find("camera.mp4", Some(folder.path().into()), true);
    assert_eq!(found, Some(folder.path().join("camera.mp4")));
    assert_eq!(outside::find("camera.mp4", None, false), None);
}

#[test]
#[should_panic(expected = "in continuous integration")]
fn outside_footage_must_not_be_missing_in_continuous_integration() {
    outside::find("camera.mp4", None, true);
}

#[test]
#[should_panic(expected = "there is no")]
fn outside_footage_must_be_where_the_variable_says() {
    let folder = tempfile::tempdir().unwrap();
    outside::find("camera.mp4", Some(folder.path().into()), false);
}
