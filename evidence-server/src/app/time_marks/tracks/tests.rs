//! Behaviour of the `WebVTT` track.

use evidence_schema::ids::{ClipId, MarkId};
use evidence_schema::marks::MarkKind;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::web_vtt;
use crate::store::time_mark::TimeMarkRow;

fn mark(number: u8, at_ms: u64, words: &str) -> TimeMarkRow {
    TimeMarkRow {
        id: MarkId::from_random([number; 16]),
        clip_id: ClipId::from_random([1; 16]),
        ordinal: u64::from(number),
        at_ms,
        kind: MarkKind::Note,
        words: words.to_owned(),
        stated_at: Timestamp::from_micros(0).unwrap(),
        stated_by: Actor::Anonymous,
    }
}

fn times(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.contains("-->")).collect()
}

#[test]
fn a_mark_lasts_until_the_next_and_the_last_to_the_end() {
    let text = web_vtt(
        &[mark(1, 1500, "到达现场"), mark(2, 3_725_004, "清点物品")],
        Some(3_800_000),
    );
    assert!(text.starts_with("WEBVTT\n\n"), "{text}");
    assert_eq!(
        times(&text),
        ["00:00:01.500 --> 01:02:05.004", "01:02:05.004 --> 01:03:20.000"]
    );
    assert!(text.contains("\n到达现场\n"), "{text}");
}

#[test]
fn two_marks_at_one_moment_are_both_shown() {
    let text = web_vtt(&[mark(1, 1000, "a"), mark(2, 1000, "b")], None);
    assert_eq!(
        times(&text),
        ["00:00:01.000 --> 00:00:01.001", "00:00:01.000 --> 00:00:06.000"]
    );
}

#[test]
fn words_cannot_end_a_cue_or_begin_a_tag() {
    let text = web_vtt(&[mark(1, 0, "<b>a & b</b>\n\n00:00:09.000 --> 00:00:10.000")], None);
    let cues = text.lines().filter(|line| line.starts_with("00:00")).count();
    assert_eq!(cues, 1, "{text}");
    assert!(
        text.contains("&lt;b&gt;a &amp; b&lt;/b&gt;") && !text.contains("<b>"),
        "{text}"
    );
}
