//! The golden cases of `fixtures/coverage`, and what must hold for every act.

use proptest::prelude::*;
use serde::Deserialize;

use super::{
    ActFacts, ClipFacts, CoverageFinding, CoveragePolicy, Duty, Explained, LeftOut, Measure, Sense, Standing, assess,
};
use crate::golden;
use crate::ids::ClipId;
use crate::time::Timestamp;

/// `20 09:00:00`, in November 2026 in China.
fn at(text: &str) -> Timestamp {
    let (day, time) = text
        .trim()
        .split_once(' ')
        .unwrap_or_else(|| panic!("no day and time: {text}"));
    format!("2026-11-{day}T{time}+08:00")
        .parse()
        .unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// `20 09:00:00 - 20 09:40:00`.
fn between(text: &str) -> (Timestamp, Timestamp) {
    let (from, to) = text.split_once(" - ").unwrap_or_else(|| panic!("no end: {text}"));
    (at(from), at(to))
}

/// `00:05:00 - 00:06:00`, from the beginning of the clip.
fn within(text: &str) -> (i64, i64) {
    let ms = |text: &str| {
        let parts: Vec<i64> = text.trim().split(':').map(|part| part.parse().unwrap()).collect();
        ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000
    };
    let (from, to) = text.split_once(" - ").unwrap();
    (ms(from), ms(to))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clip {
    clock: String,
    time: String,
    #[serde(default)]
    uncertainty_s: i64,
    #[serde(default = "yes")]
    picture: bool,
    #[serde(default = "yes")]
    sound: bool,
    #[serde(default)]
    holes: Vec<String>,
    #[serde(default)]
    sound_holes: Option<Vec<String>>,
    #[serde(default)]
    dark: Vec<String>,
    #[serde(default)]
    silent: Vec<String>,
    #[serde(default)]
    left_out: Option<String>,
    #[serde(default = "yes")]
    read_back: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    sessions: Vec<String>,
    clips: Vec<Clip>,
    #[serde(default)]
    explained_picture: Vec<String>,
    #[serde(default)]
    explained_sound: Vec<String>,
    #[serde(default = "two")]
    certified_officers: usize,
    /// People of other bodies: they are never counted.
    #[serde(default)]
    people_of_other_bodies: usize,
    #[serde(default = "full")]
    duty: Duty,
    #[serde(default)]
    clips_without_a_time: usize,
    /// When each element was marked; "" where it was not.
    #[serde(default)]
    elements: Vec<String>,
    #[serde(default)]
    times_changed_by_version: Vec<u64>,
}

const fn full() -> Duty {
    Duty::Full
}

const fn two() -> usize {
    2
}

/// Seconds; what is not named is nought.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Seconds {
    recorded: i64,
    doubtful: i64,
    tolerated: i64,
    explained: i64,
    unexplained: i64,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    standing: Standing,
    picture: Seconds,
    sound: Seconds,
    #[serde(default)]
    gaps: Vec<String>,
    #[serde(default)]
    findings: Vec<String>,
}

fn clip(place: usize, written: &Clip) -> ClipFacts {
    let (from, to) = between(&written.time);
    let spans = |texts: &[String]| texts.iter().map(|text| within(text)).collect();
    ClipFacts {
        id: ClipId::from_random([u8::try_from(place).unwrap(); 16]),
        clock: written.clock.clone(),
        from,
        to,
        uncertainty_ms: written.uncertainty_s * 1000,
        has_picture: written.picture,
        has_sound: written.sound,
        holes: spans(&written.holes),
        sound_holes: spans(written.sound_holes.as_ref().unwrap_or(&written.holes)),
        dark: spans(&written.dark),
        silent: spans(&written.silent),
        left_out: match written.left_out.as_deref() {
            None => None,
            Some("") => Some(LeftOut::Silently),
            Some(_) => Some(LeftOut::ForAReason),
        },
        is_read_back: written.read_back,
    }
}

fn facts(given: &Given) -> ActFacts {
    let explained = |sense: Sense, texts: &[String]| {
        let one = |text: &String| {
            let (from, to) = between(text);
            Explained { sense, from, to }
        };
        texts.iter().map(one).collect::<Vec<_>>()
    };
    let unplaced =
        (0..given.clips_without_a_time).map(|place| ClipId::from_random([200 + u8::try_from(place).unwrap(); 16]));
    assert!(
        given.people_of_other_bodies < 100,
        "they are told, and count for nothing"
    );
    ActFacts {
        duty: given.duty,
        sessions: given.sessions.iter().map(|text| between(text)).collect(),
        clips: given
            .clips
            .iter()
            .enumerate()
            .map(|(place, written)| clip(place, written))
            .collect(),
        unplaced: unplaced.collect(),
        explained: [
            explained(Sense::Picture, &given.explained_picture),
            explained(Sense::Sound, &given.explained_sound),
        ]
        .concat(),
        certified_officers: given.certified_officers,
        elements: given
            .elements
            .iter()
            .map(|text| (!text.is_empty()).then(|| at(text)))
            .collect(),
        times_changed: given.times_changed_by_version.clone(),
    }
}

fn seconds(measure: &Measure) -> Seconds {
    Seconds {
        recorded: measure.recorded_ms / 1000,
        doubtful: measure.doubtful_ms / 1000,
        tolerated: measure.tolerated_ms / 1000,
        explained: measure.explained_ms / 1000,
        unexplained: measure.unexplained_ms / 1000,
    }
}

fn shown(ms: i64) -> String {
    let at = Timestamp::from_micros(ms * 1000)
        .unwrap()
        .plus_ms(8 * 3_600_000)
        .unwrap();
    at.to_chrono().format("%d %H:%M:%S").to_string()
}

fn found(given: &Given) -> Expected {
    let coverage = assess(&facts(given), &CoveragePolicy::PRESET);
    let mut gaps = Vec::new();
    for session in &coverage.sessions {
        for (sense, lane) in [("picture", &session.picture), ("sound", &session.sound)] {
            for gap in &lane.gaps {
                let causes: Vec<&str> = gap.causes.iter().map(|cause| cause.as_str()).collect();
                let (from, to) = gap.span;
                gaps.push(format!(
                    "{sense} {} - {}: {}",
                    shown(from),
                    shown(to),
                    causes.join(", ")
                ));
            }
        }
    }
    let word = |finding: &CoverageFinding| match finding {
        CoverageFinding::TooFewCertified(_)
        | CoverageFinding::TimesOfTheFootage(_)
        | CoverageFinding::TimesChanged(_)
        | CoverageFinding::ElementMissing(_)
        | CoverageFinding::ElementOutside(_) => format!("{finding:?}"),
        // Clips have no names in the files.
        _ => format!("{finding:?}").split('(').next().unwrap().to_owned(),
    };
    Expected {
        standing: coverage.standing,
        picture: seconds(&coverage.picture),
        sound: seconds(&coverage.sound),
        gaps,
        findings: coverage.findings.iter().map(word).collect(),
    }
}

#[test]
fn golden_cases_are_judged_as_they_say() {
    for case in golden::cases::<Given, Expected>("fixtures/coverage", 60) {
        assert_eq!(found(&case.given), case.expected, "{}", case.name);
    }
}

const MINUTE: i64 = 60_000;
const START: i64 = 1_790_000_000_000;

fn moment(ms: i64) -> Timestamp {
    Timestamp::from_micros((START + ms) * 1000).unwrap()
}

prop_compose! {
    fn any_clip()(
        clock in 0..3_u8,
        from in 0..60 * MINUTE,
        length in 1..20 * MINUTE,
        doubt in prop_oneof![Just(0), 0..20_000_i64],
        dark in prop::collection::vec((0..20 * MINUTE, 1..60_000_i64), 0..3),
        has_sound in any::<bool>(),
    ) -> ClipFacts {
        ClipFacts {
            id: ClipId::from_random([clock; 16]),
            clock: clock.to_string(),
            from: moment(from),
            to: moment(from + length),
            uncertainty_ms: doubt,
            has_picture: true,
            has_sound,
            holes: Vec::new(),
            sound_holes: Vec::new(),
            dark: dark.into_iter().map(|(start, length)| (start, start + length)).collect(),
            silent: Vec::new(),
            left_out: None,
            is_read_back: true,
        }
    }
}

fn act(clips: Vec<ClipFacts>) -> ActFacts {
    ActFacts {
        duty: Duty::Full,
        sessions: vec![
            (moment(5 * MINUTE), moment(30 * MINUTE)),
            (moment(40 * MINUTE), moment(55 * MINUTE)),
        ],
        clips,
        unplaced: Vec::new(),
        explained: vec![Explained {
            sense: Sense::Picture,
            from: moment(20 * MINUTE),
            to: moment(24 * MINUTE),
        }],
        certified_officers: 2,
        elements: Vec::new(),
        times_changed: Vec::new(),
    }
}

fn missing(act: &ActFacts) -> super::spans::Spans {
    let coverage = assess(act, &CoveragePolicy::PRESET);
    let lanes = coverage.sessions.iter().flat_map(|session| &session.picture.gaps);
    lanes.map(|gap| gap.span).collect()
}

proptest! {
    #[test]
    fn every_moment_of_the_sessions_is_counted_once(clips in prop::collection::vec(any_clip(), 0..12)) {
        let coverage = assess(&act(clips), &CoveragePolicy::PRESET);
        for measure in [coverage.picture, coverage.sound] {
            prop_assert_eq!(measure.total_ms(), 40 * MINUTE);
            prop_assert!(measure.recorded_ms >= 0 && measure.unexplained_ms >= 0 && measure.doubtful_ms >= 0);
        }
    }

    #[test]
    fn another_clip_never_adds_a_gap(clips in prop::collection::vec(any_clip(), 1..12)) {
        let before = missing(&act(clips[1..].to_vec()));
        let after = missing(&act(clips));
        prop_assert!(after.minus(&before).is_empty(), "{:?} was no gap", after.minus(&before));
    }

    #[test]
    fn order_does_not_matter(clips in prop::collection::vec(any_clip(), 0..12)) {
        let turned = clips.iter().rev().cloned().collect();
        prop_assert_eq!(assess(&act(clips), &CoveragePolicy::PRESET), assess(&act(turned), &CoveragePolicy::PRESET));
    }

    #[test]
    fn cutting_a_clip_in_two_does_not_matter(clips in prop::collection::vec(any_clip(), 1..8), part in 1..100_i64) {
        let whole = clips[0].clone();
        let cut_ms = whole.to.ms_since(whole.from) * part / 100;
        let cut = whole.from.plus_ms(cut_ms).unwrap();
        let behind = |(start, end): &(i64, i64)| (start - cut_ms, end - cut_ms);
        let first = ClipFacts { to: cut, ..whole.clone() };
        let second = ClipFacts {
            from: cut,
            dark: whole.dark.iter().map(behind).collect(),
            ..whole
        };
        let mut halves = clips.clone();
        halves.splice(0..1, [first, second]);
        let (one, two) = (act(clips), act(halves));
        let (one, two) = (assess(&one, &CoveragePolicy::PRESET), assess(&two, &CoveragePolicy::PRESET));
        prop_assert_eq!(one.sessions, two.sessions);
    }
}
