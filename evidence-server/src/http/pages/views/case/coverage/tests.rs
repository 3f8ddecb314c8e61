//! The picture of two sessions, and what stands in words beside it.
#![expect(clippy::unwrap_used, reason = "a test says what failed by its line")]

use evidence_schema::clip::{ClipKind, SourceKind};
use evidence_schema::ids::{ActId, ClipId};
use evidence_schema::ledger_import::catalogue::Mode;
use evidence_schema::rules::coverage::{Cause, Duty, Standing};
use evidence_schema::wire::coverage::{
    CoverageClip, CoverageGap, CoverageLane, CoverageMeasure, CoverageSession, CoverageUnseen, CoverageView,
};
use evidence_schema::wire::rooms::Stretch;

use super::super::super::super::words::{Language, Words};
use super::CoverageCard;

/// `20 09:00`, in November 2026 in China.
fn span(from: &str, to: &str) -> Stretch {
    let at = |text: &str| {
        let (day, hour) = text.split_once(' ').unwrap();
        format!("2026-11-{day}T{hour}:00+08:00").parse().unwrap()
    };
    Stretch {
        from: at(from),
        to: at(to),
    }
}

fn session(span: Stretch, gaps: Vec<CoverageGap>) -> CoverageSession {
    CoverageSession {
        span,
        is_open: false,
        picture: CoverageLane {
            measure: CoverageMeasure::default(),
            gaps,
            doubts: Vec::new(),
        },
        sound: CoverageLane::default(),
    }
}

fn clip(number: u8, time: Stretch) -> CoverageClip {
    CoverageClip {
        clip_id: Some(ClipId::from_random([number; 16])),
        file_name: Some(format!("{number}.mp4")),
        kind: ClipKind::Video,
        source: SourceKind::Recorder,
        device_serial: Some(format!("AAAAAA{number}")),
        clock: Some(u64::from(number)),
        time: Some(time),
        uncertainty_ms: Some(2000),
        has_picture: true,
        has_sound: true,
        unseen: Vec::new(),
        is_at_act: true,
        touches: true,
        left_out_reason: None,
        is_read_back: true,
        level: Some(3),
        is_looked_in_full: true,
    }
}

/// A demolition on two days: an hour each, with a gap of six minutes in the first.
fn demolition() -> CoverageView {
    let gap = CoverageGap {
        span: span("20 09:30", "20 09:36"),
        causes: vec![Cause::NoClip, Cause::Dark],
        explained_ms: 0,
    };
    let dark = CoverageUnseen {
        cause: Cause::Dark,
        span: span("20 09:30", "20 09:33"),
    };
    let hidden = CoverageClip {
        clip_id: None,
        file_name: None,
        is_at_act: false,
        ..clip(2, span("21 08:50", "21 10:10"))
    };
    CoverageView {
        act_id: ActId::from_random([1; 16]),
        act_version: 1,
        kind: "强制拆除".to_owned(),
        catalogue_version: 0,
        is_in_catalogue: true,
        duty: Duty::Full,
        mode: Mode::Block,
        standing: Standing::Unexplained,
        picture: CoverageMeasure {
            recorded_ms: 6_840_000,
            unexplained_ms: 360_000,
            ..CoverageMeasure::default()
        },
        sound: CoverageMeasure::default(),
        sessions: vec![
            session(span("20 09:00", "20 10:00"), vec![gap]),
            session(span("21 09:00", "21 10:00"), Vec::new()),
        ],
        between: vec![span("20 10:00", "21 09:00")],
        findings: Vec::new(),
        clips: vec![
            CoverageClip {
                unseen: vec![dark],
                ..clip(1, span("20 08:58", "20 09:33"))
            },
            hidden,
        ],
        certified_officers: 2,
        officers_needed: 2,
        rests_on_level: Some(3),
        not_looked_in_full: 0,
        is_cut: false,
        asked_at: span("21 12:00", "21 12:00").from,
    }
}

#[test]
fn sessions_share_the_width_and_the_night_between_them_is_short() {
    let card = CoverageCard::of(Words(Language::English), &demolition());
    let picture = card.picture.unwrap();
    let (night, days): (_, Vec<String>) = (
        &picture.between[0],
        picture.ticks.iter().map(|tick| tick.day.clone()).collect(),
    );
    // 100 − 2 × 1.5 − 4, in two halves.
    assert_eq!((night.x.as_str(), night.width.as_str()), ("48.000%", "4.000%"));
    assert_eq!(days, ["11-20", "11-20", "11-21", "11-21"]);
    let gap = picture.bars.iter().find(|bar| bar.kind == "gap").unwrap();
    assert_eq!((gap.x.as_str(), gap.width.as_str()), ("24.750%", "4.650%"));
    assert_eq!(gap.words, "09:30:00–09:36:00 no clip, black or frozen");
    assert_eq!(picture.lanes.len(), 4, "picture, sound and two clocks");
}

#[test]
fn clips_are_cut_at_the_sessions_and_show_where_they_are_black() {
    let picture = CoverageCard::of(Words(Language::Chinese), &demolition())
        .picture
        .unwrap();
    let of = |kind: &str| -> Vec<(String, String)> {
        let bars = picture.bars.iter().filter(|bar| bar.kind == kind);
        bars.map(|bar| (bar.x.clone(), bar.width.clone())).collect()
    };
    assert_eq!(of("clip"), [("1.500%".to_owned(), "25.575%".to_owned())]);
    assert_eq!(of("unseen").len(), 1);
    assert_eq!(of("left-out"), [("52.000%".to_owned(), "46.500%".to_owned())]);
}

#[test]
fn everything_that_is_drawn_stands_in_words_and_what_is_hidden_has_no_name() {
    let card = CoverageCard::of(Words(Language::Chinese), &demolition());
    let gap = &card.gaps[0];
    assert_eq!(
        (gap.sense.as_str(), gap.length.as_str(), gap.kind),
        ("画面", "6:00", "gap")
    );
    assert_eq!(gap.causes, ["没有音像文件", "黑屏或者画面静止"]);
    let parts: Vec<_> = card.clips.iter().map(|clip| (clip.part, clip.id.is_some())).collect();
    assert_eq!(parts, [("in", true), ("silent", false)]);
    assert_eq!(card.clips[1].file, "您无权查看的文件");
    let shown: Vec<_> = card.measures[0]
        .parts
        .iter()
        .map(|part| (part.0, part.2.as_str()))
        .collect();
    assert_eq!(shown, [("shown", "1:54:00"), ("gap", "6:00")]);
}

#[test]
fn an_act_of_no_time_has_no_picture() {
    let view = CoverageView {
        sessions: Vec::new(),
        ..demolition()
    };
    assert!(CoverageCard::of(Words(Language::Chinese), &view).picture.is_none());
}
