//! Answers that lie about something are not believed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence_schema::wire::media::{
    ContainerFacts, DecodedFacts, FaultStage, MediaAnswer, MediaFault, MediaGap, MediaLevel, MediaOutcome,
    MediaRequest, MediaStretch, Poster, RefusedPicture, StretchKind, Waveform,
};

use super::{AnswerBreach, CheckedAnswer};
use crate::media::tests::samples::{SIZE_BYTES, answer, request};

fn check(answer: MediaAnswer) -> Result<CheckedAnswer, AnswerBreach> {
    CheckedAnswer::new(answer, &request(), SIZE_BYTES)
}

/// An honest answer with one thing changed.
fn changed(change: impl FnOnce(&mut MediaAnswer)) -> Result<CheckedAnswer, AnswerBreach> {
    let mut answer = answer();
    change(&mut answer);
    check(answer)
}

#[track_caller]
fn assert_breach(result: Result<CheckedAnswer, AnswerBreach>, rule: &'static str) {
    assert_eq!(result.err(), Some(AnswerBreach(rule)));
}

#[test]
fn an_honest_answer_is_believed() {
    assert!(check(answer()).is_ok());
}

#[test]
fn an_answer_from_outside_the_walls_is_not_believed() {
    assert_breach(changed(|a| a.sandbox.seccomp = false), "the walls stood");
    assert_breach(changed(|a| a.sandbox.rlimits = false), "the walls stood");
}

#[test]
fn a_kernel_without_landlock_is_no_breach() {
    assert!(changed(|a| a.sandbox.landlock = false).is_ok());
}

#[test]
fn an_answer_about_another_file_or_level_is_not_believed() {
    assert_breach(changed(|a| a.size_bytes += 1), "size of the file");
    assert_breach(changed(|a| a.level = MediaLevel::Packets), "level");
    assert_breach(changed(|a| a.version = 9), "version");
    assert_breach(changed(|a| a.outcome = MediaOutcome::Empty), "level");
}

#[test]
fn a_refusal_must_name_a_picture_that_is_too_large() {
    let refused = |width, height| {
        let mut answer = unread(MediaOutcome::Refused);
        answer.refused = Some(RefusedPicture {
            stream: 0,
            width,
            height,
        });
        answer
    };
    assert!(check(refused(65_500, 65_500)).is_ok());
    assert_breach(check(refused(4, 4)), "a refusal names its picture");
    assert_breach(check(unread(MediaOutcome::Refused)), "a refusal names its picture");
}

/// An answer about a file that was not read.
fn unread(outcome: MediaOutcome) -> MediaAnswer {
    let mut answer = answer();
    (answer.outcome, answer.level) = (outcome, MediaLevel::Packets);
    (answer.streams, answer.streams_total) = (vec![], 0);
    (answer.claims, answer.claims_total) = (vec![], 0);
    (answer.stretches, answer.stretches_total) = (vec![], 0);
    answer.waveform = None;
    let container = answer.container.as_mut().unwrap();
    (
        container.claimed_duration,
        container.real_start_ms,
        container.real_duration_ms,
    ) = (None, None, None);
    answer
}

#[test]
fn what_was_not_read_holds_no_findings() {
    assert!(check(unread(MediaOutcome::Broken)).is_ok());
    let mut with_length = unread(MediaOutcome::Broken);
    with_length.container = answer().container;
    assert_breach(check(with_length), "nothing is found in what was not read");
    let mut with_streams = unread(MediaOutcome::Broken);
    (with_streams.streams, with_streams.streams_total) = (answer().streams, 2);
    assert_breach(check(with_streams), "nothing is found in what was not read");
}

#[test]
fn lists_and_their_totals_must_agree() {
    assert_breach(changed(|a| a.streams_total = 7), "numbers of lists");
    assert_breach(changed(|a| a.stretches_total = 0), "numbers of lists");
    let fault = MediaFault {
        stage: FaultStage::Read,
        stream: None,
        at_ms: None,
        text: "x".to_owned(),
    };
    assert_breach(changed(|a| a.faults = vec![fault.clone(); 33]), "numbers of lists");
    assert!(changed(|a| (a.faults, a.faults_total) = (vec![fault.clone(); 32], 900)).is_ok());
}

#[test]
fn streams_that_contradict_themselves_are_not_believed() {
    assert_breach(changed(|a| a.streams[0].index = 1), "order of streams");
    assert_breach(changed(|a| a.streams[0].key_packets = 1_000_000), "streams");
    assert_breach(changed(|a| a.streams[0].end_ms = None), "streams");
    assert_breach(changed(|a| a.streams[0].end_ms = Some(-5)), "streams");
    let gap = MediaGap {
        start_ms: 100,
        end_ms: 90,
    };
    assert_breach(
        changed(|a| (a.streams[0].gaps, a.streams[0].gaps_total) = (vec![gap], 1)),
        "streams",
    );
    let decoded = DecodedFacts {
        packets: 1,
        frames: 1,
        damaged_frames: 2,
        refused_packets: 0,
        width: None,
        height: None,
    };
    assert_breach(changed(|a| a.streams[0].decoded = Some(decoded)), "streams");
}

#[test]
fn stretches_must_be_long_enough_and_stand_in_a_stream() {
    let stretch = |stream, end_ms| MediaStretch {
        kind: StretchKind::Black,
        stream,
        start_ms: 0,
        end_ms,
    };
    assert_breach(changed(|a| a.stretches = vec![stretch(0, 9_999)]), "stretches");
    assert_breach(changed(|a| a.stretches = vec![stretch(5, 10_000)]), "stretches");
    assert!(changed(|a| a.stretches = vec![stretch(0, 10_000)]).is_ok());
}

#[test]
fn texts_are_short_and_plain() {
    assert_breach(changed(|a| a.claims[0].text = "\u{1b}[2J".to_owned()), "texts");
    assert_breach(changed(|a| a.claims[0].key = "k".repeat(257)), "texts");
    assert_breach(changed(|a| a.streams[0].codec = Some("a\nb".to_owned())), "texts");
}

#[test]
fn a_photo_has_no_length() {
    assert_breach(
        changed(|a| a.container.as_mut().unwrap().is_still = true),
        "length of the recording",
    );
    let lone: fn(&mut ContainerFacts) = |container| container.real_start_ms = None;
    assert_breach(
        changed(|a| lone(a.container.as_mut().unwrap())),
        "length of the recording",
    );
}

#[test]
fn a_poster_is_a_jpeg_within_the_bytes_and_the_size_asked_for() {
    let poster = |bytes: &[u8]| Poster {
        width: 64,
        height: 36,
        at_ms: None,
        jpeg_base64: STANDARD.encode(bytes),
    };
    assert!(changed(|a| a.poster = Some(poster(&[0xff, 0xd8, 0xff, 0xe0]))).is_ok());
    assert_breach(changed(|a| a.poster = Some(poster(b"<svg onload=alert(1)>"))), "poster");
    assert_breach(
        changed(|a| {
            a.poster = Some(Poster {
                width: 5_000,
                ..poster(&[0xff, 0xd8, 0xff])
            });
        }),
        "poster",
    );
    let mut long = vec![0xff, 0xd8, 0xff];
    long.resize(300 << 10, 0);
    assert_breach(changed(|a| a.poster = Some(poster(&long))), "poster");
    let text = Poster {
        jpeg_base64: "/9j/*".to_owned(),
        ..poster(&[])
    };
    assert_breach(changed(|a| a.poster = Some(text)), "poster");
}

#[test]
fn a_waveform_has_the_buckets_asked_for() {
    let drawn = |peaks| {
        Some(Waveform {
            stream: 1,
            start_ms: 0,
            end_ms: 20_000,
            peaks,
        })
    };
    assert!(changed(|a| a.waveform = drawn(vec![0; 1_000])).is_ok());
    assert_breach(changed(|a| a.waveform = drawn(vec![0; 999])), "waveform");
}

#[test]
fn decoded_facts_without_a_decode_are_not_believed() {
    let asked = MediaRequest {
        level: MediaLevel::Packets,
        ..request()
    };
    let mut shallow = answer();
    shallow.level = MediaLevel::Packets;
    (shallow.stretches, shallow.stretches_total) = (vec![], 0);
    (shallow.waveform, shallow.poster) = (None, None);
    let result = CheckedAnswer::new(shallow.clone(), &asked, SIZE_BYTES);
    assert_eq!(result.err(), Some(AnswerBreach("streams")));
    for stream in &mut shallow.streams {
        stream.decoded = None;
    }
    assert!(CheckedAnswer::new(shallow, &asked, SIZE_BYTES).is_ok());
}

#[test]
fn what_is_kept_holds_no_picture() {
    let poster = Poster {
        width: 64,
        height: 36,
        at_ms: None,
        jpeg_base64: STANDARD.encode([0xff, 0xd8, 0xff, 0xe0]),
    };
    let checked = changed(|a| a.poster = Some(poster.clone())).unwrap();
    assert_eq!(checked.poster(), Some(&poster));
    let kept: MediaAnswer = serde_json::from_str(&checked.facts_json().unwrap()).unwrap();
    assert_eq!(kept.poster, None);
    assert_eq!(kept.streams, answer().streams);
}
