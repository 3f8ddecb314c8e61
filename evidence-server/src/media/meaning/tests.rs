//! What facts become findings, and what claims never do.

use evidence_schema::clip::ClipKind;
use evidence_schema::wire::media::{
    ClaimedDuration, ContainerFacts, DurationBasis, FaultStage, MediaAnswer, MediaFault, MediaGap, MediaLevel,
    MediaOutcome, StreamKind,
};

use super::{MediaFinding, MediaMeaning, meaning};
use crate::media::CheckedAnswer;
use crate::media::tests::samples::{SIZE_BYTES, answer, request};

/// An answer without stretches, changed, as a clip that its name makes a video.
fn of(change: impl FnOnce(&mut MediaAnswer)) -> MediaMeaning {
    named(ClipKind::Video, change)
}

fn named(kind: ClipKind, change: impl FnOnce(&mut MediaAnswer)) -> MediaMeaning {
    let mut answer = answer();
    (answer.stretches, answer.stretches_total) = (vec![], 0);
    change(&mut answer);
    let size_bytes = answer.size_bytes;
    meaning(&CheckedAnswer::new(answer, &request(), size_bytes).unwrap(), kind)
}

fn words(meaning: &MediaMeaning) -> Vec<&'static str> {
    meaning.findings.iter().map(MediaFinding::word).collect()
}

fn claim(duration_ms: u64, basis: DurationBasis) -> impl FnOnce(&mut MediaAnswer) {
    move |answer| {
        answer.container.as_mut().unwrap().claimed_duration = Some(ClaimedDuration { duration_ms, basis });
    }
}

/// Nothing but the outcome.
fn unread(answer: &mut MediaAnswer, outcome: MediaOutcome) {
    answer.outcome = outcome;
    answer.level = MediaLevel::Packets;
    (answer.streams, answer.streams_total) = (vec![], 0);
    (answer.claims, answer.claims_total) = (vec![], 0);
    answer.waveform = None;
    if outcome == MediaOutcome::Empty {
        answer.size_bytes = 0;
    }
    answer.container = answer
        .container
        .take()
        .filter(|_| outcome == MediaOutcome::Broken)
        .map(|container| ContainerFacts {
            claimed_duration: None,
            real_start_ms: None,
            real_duration_ms: None,
            ..container
        });
}

#[test]
fn an_ordinary_recording_gives_no_finding() {
    let meaning = of(|_| ());
    assert_eq!(meaning.findings, vec![]);
    assert_eq!(meaning.kind, Some(ClipKind::Video));
    assert_eq!(meaning.duration_ms, Some(20_000));
    assert_eq!(meaning.rests_on, MediaLevel::FullDecode);
}

#[test]
fn a_length_that_the_header_overstates_is_a_finding_and_the_real_one_counts() {
    let meaning = of(claim(33_000, DurationBasis::Header));
    assert_eq!(
        meaning.findings,
        vec![MediaFinding::DurationDisagrees {
            claimed_ms: 33_000,
            real_ms: 20_000
        }]
    );
    assert_eq!(meaning.duration_ms, Some(20_000));
    assert_eq!(
        meaning.findings[0].to_string().split('.').next(),
        Some("The file claims 33")
    );
}

#[test]
fn a_small_difference_of_lengths_and_a_guessed_length_are_no_finding() {
    assert_eq!(words(&of(claim(20_900, DurationBasis::Header))), Vec::<&str>::new());
    assert_eq!(words(&of(claim(99_000, DurationBasis::BitRate))), Vec::<&str>::new());
}

#[test]
fn times_that_the_file_states_are_no_finding() {
    let meaning = of(|a| a.claims[0].text = "1970-01-01T00:00:00Z".to_owned());
    assert_eq!(meaning.findings, vec![]);
}

#[test]
fn files_that_cannot_be_read_are_findings() {
    assert_eq!(words(&of(|a| unread(a, MediaOutcome::Empty))), vec!["media_empty"]);
    assert_eq!(
        words(&of(|a| unread(a, MediaOutcome::Broken))),
        vec!["media_header_broken"]
    );
    assert_eq!(
        words(&of(|a| unread(a, MediaOutcome::Unrecognised))),
        vec!["media_not_recognised"]
    );
    assert_eq!(of(|a| unread(a, MediaOutcome::Broken)).duration_ms, None);
}

#[test]
fn a_log_that_is_no_media_is_as_it_should_be() {
    assert_eq!(
        words(&named(ClipKind::Log, |a| unread(a, MediaOutcome::Unrecognised))),
        Vec::<&str>::new()
    );
}

#[test]
fn content_of_another_kind_than_the_name_says_is_a_finding() {
    assert_eq!(words(&named(ClipKind::Photo, |_| ())), vec!["media_kind_disagrees"]);
    assert_eq!(words(&named(ClipKind::Other, |_| ())), Vec::<&str>::new());
}

#[test]
fn a_video_without_sound_is_a_finding() {
    let meaning = of(|a| {
        a.streams.truncate(1);
        a.streams_total = 1;
        a.waveform = None;
    });
    assert_eq!(words(&meaning), vec!["media_no_sound"]);
}

#[test]
fn gaps_damage_missing_and_hidden_parts_are_findings_of_their_stream() {
    let meaning = of(|a| {
        let stream = &mut a.streams[0];
        (stream.gaps, stream.gaps_total) = (
            vec![MediaGap {
                start_ms: 61_500,
                end_ms: 65_000,
            }],
            1,
        );
        stream.claimed_packets = Some(stream.packets + 1);
        stream.hidden_ms = 5_000;
        stream.decoded.as_mut().unwrap().damaged_frames = 3;
    });
    assert_eq!(
        words(&meaning),
        vec![
            "media_packets_missing",
            "media_hidden_parts",
            "media_damaged",
            "media_gap"
        ]
    );
    let text = meaning.findings[3].to_string();
    assert!(text.starts_with("Picture is missing from 1:01.5 to 1:05.0"), "{text}");
}

#[test]
fn gaps_in_data_are_no_finding() {
    let meaning = of(|a| {
        a.streams[1].kind = StreamKind::Data;
        (a.streams[1].gaps, a.streams[1].gaps_total) = (
            vec![MediaGap {
                start_ms: 0,
                end_ms: 9_000,
            }],
            1,
        );
    });
    assert_eq!(words(&meaning), vec!["media_no_sound"]);
}

#[test]
fn stretches_are_findings() {
    let with_stretches = CheckedAnswer::new(answer(), &request(), SIZE_BYTES).unwrap();
    assert_eq!(words(&meaning(&with_stretches, ClipKind::Video)), vec!["media_black"]);
}

#[test]
fn faults_are_a_finding_only_where_nothing_else_explains_them() {
    let fault = MediaFault {
        stage: FaultStage::Read,
        stream: None,
        at_ms: None,
        text: "partial file".to_owned(),
    };
    let with_fault = |a: &mut MediaAnswer| (a.faults, a.faults_total) = (vec![fault.clone()], 1);
    assert_eq!(words(&of(with_fault)), vec!["media_faults"]);
    let both = of(|a| {
        with_fault(a);
        claim(40_000, DurationBasis::Header)(a);
    });
    assert_eq!(words(&both), vec!["media_duration_disagrees"]);
}

#[test]
fn every_finding_says_what_was_kept() {
    let meaning = of(|a| {
        a.streams[0].hidden_ms = 5_000;
        a.streams[0].claimed_packets = Some(1_000_000);
        claim(40_000, DurationBasis::Header)(a);
    });
    assert_eq!(meaning.findings.len(), 3);
    assert!(
        meaning.findings.iter().all(|f| f.to_string().contains("kept")),
        "{:?}",
        meaning.findings
    );
}

#[test]
fn findings_beyond_the_bound_are_counted_only() {
    let meaning = of(|a| {
        let gap = |n: i64| MediaGap {
            start_ms: n * 10_000,
            end_ms: n * 10_000 + 5_000,
        };
        for stream in &mut a.streams {
            (stream.gaps, stream.gaps_total) = ((0..100).map(gap).collect(), 100);
        }
        claim(40_000, DurationBasis::Header)(a);
    });
    assert_eq!((meaning.findings.len(), meaning.findings_total), (200, 201));
    assert_eq!(meaning.findings[0].word(), "media_duration_disagrees");
}
