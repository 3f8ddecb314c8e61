//! Behaviour of `window`: the golden cases of `fixtures/room_window`, and what holds for every register.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::{MARGIN_MS, RoomClip, SEAM_MS, UseTime, window};
use crate::digest::Sha256Digest;
use crate::golden;
use crate::ids::{ClipId, RoomUseId};
use crate::time::Timestamp;

/// Facts as a person writes them down. Times are of November 2026 in China, `20 09:00`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    case: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    why: String,
    now: String,
    /// `20 09:00 - 20 10:00`; nothing behind the dash while they are there.
    #[serde(rename = "use")]
    of: String,
    #[serde(default)]
    other_uses: BTreeMap<String, String>,
    /// `20 08:50 - 20 09:20`, with `± 30 s` where the clock is in doubt; `unknown` where nobody knows.
    clips: BTreeMap<String, String>,
    expected: Expected,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Expected {
    window: String,
    /// By clip: `surely`, `by_its_clock`, `perhaps`, with the other uses that it touches.
    belongs: BTreeMap<String, String>,
    #[serde(default)]
    nobody_knows_when: Vec<String>,
    not_there: Vec<String>,
}

fn bytes(name: &str) -> [u8; 16] {
    Sha256Digest::of(name.as_bytes()).as_bytes()[..16].try_into().unwrap()
}

fn at(text: &str) -> Timestamp {
    let (day, time) = text.trim().split_once(' ').unwrap();
    let time = if time.len() == 5 {
        format!("{time}:00")
    } else {
        time.to_owned()
    };
    format!("2026-11-{day}T{time}+08:00").parse().unwrap()
}

fn said(at: Timestamp) -> String {
    let china = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
    let text = at.to_chrono().with_timezone(&china).format("%d %H:%M:%S").to_string();
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

fn stretch(text: &str) -> (Timestamp, Option<Timestamp>) {
    let (from, to) = text.split_once(" -").unwrap();
    (at(from), Some(to.trim()).filter(|to| !to.is_empty()).map(at))
}

fn use_time(name: &str, text: &str) -> UseTime {
    let (in_at, out_at) = stretch(text);
    UseTime {
        id: RoomUseId::from_random(bytes(name)),
        in_at,
        out_at,
    }
}

fn clip(name: &str, text: &str) -> RoomClip {
    let (time, doubt) = text.split_once(" ± ").unwrap_or((text, "0 s"));
    let doubt_s: i64 = doubt.strip_suffix(" s").unwrap().parse().unwrap();
    let placed = (time != "unknown").then(|| {
        let (start, end) = stretch(time);
        (start, end.unwrap(), doubt_s * 1000)
    });
    RoomClip {
        id: ClipId::from_random(bytes(name)),
        placed,
    }
}

fn found(golden: &Golden) -> Expected {
    let of = use_time("this", &golden.of);
    let others: Vec<UseTime> = golden
        .other_uses
        .iter()
        .map(|(name, text)| use_time(name, text))
        .collect();
    let clips: Vec<RoomClip> = golden.clips.iter().map(|(name, text)| clip(name, text)).collect();
    let found = window(&of, &others, &clips, at(&golden.now)).unwrap();
    let name_of = |id: ClipId| {
        let is_it = |name: &&String| ClipId::from_random(bytes(name)) == id;
        golden.clips.keys().find(is_it).unwrap().clone()
    };
    let use_of = |id: RoomUseId| {
        let is_it = |name: &&String| RoomUseId::from_random(bytes(name)) == id;
        golden.other_uses.keys().find(is_it).unwrap().clone()
    };
    let belongs = found.clips.iter().map(|one| {
        let also: Vec<String> = one.also.iter().map(|id| use_of(*id)).collect();
        let also = if also.is_empty() {
            String::new()
        } else {
            format!(", also {}", also.join(", "))
        };
        (name_of(one.clip), format!("{}{also}", one.belonging.as_str()))
    });
    let open = match (found.is_open, found.is_overdue) {
        (true, false) => " and on",
        (true, true) => ", nobody said when they left",
        (false, _) => "",
    };
    Expected {
        window: format!("{} - {}{open}", said(found.from), said(found.to)),
        belongs: belongs.collect(),
        nobody_knows_when: found.unplaced.iter().map(|id| name_of(*id)).collect(),
        not_there: found
            .missing
            .iter()
            .map(|(from, to)| format!("{} - {}", said(*from), said(*to)))
            .collect(),
    }
}

#[test]
fn golden_cases_hold() {
    let files = golden::json_files("fixtures/room_window");
    assert!(files.len() >= 12, "only {} cases", files.len());
    for (name, value) in files {
        let golden: Golden = serde_json::from_value(value).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(found(&golden), golden.expected, "{name}: {}", golden.case);
    }
}

fn minute(n: i64) -> Timestamp {
    at("20 09:00").plus_ms(n * 60_000).unwrap()
}

proptest! {
    #[test]
    fn what_is_shown_and_what_is_missing_are_the_whole_window(
        files in prop::collection::vec((-30_i64..120, 0_i64..40), 0..12),
        length in 1_i64..90,
    ) {
        let clips: Vec<RoomClip> = files.iter().zip(0_u8..).map(|((start, length), n)| RoomClip {
            id: ClipId::from_random([n; 16]),
            placed: Some((minute(*start), minute(start + length), 0)),
        }).collect();
        let of = UseTime { id: RoomUseId::from_random([1; 16]), in_at: minute(0), out_at: Some(minute(length)) };
        let found = window(&of, &[], &clips, minute(1000)).unwrap();
        prop_assert_eq!(found.from, minute(0).plus_ms(-MARGIN_MS).unwrap());
        for minute_of in -5..length + 5 {
            let middle = minute(minute_of).plus_ms(30_000).unwrap();
            let covers = |from: Timestamp, to: Timestamp| from <= middle && middle < to;
            let is_shown = found.clips.iter().any(|one| {
                let clip = clips.iter().find(|clip| clip.id == one.clip).unwrap();
                clip.placed.is_some_and(|(start, end, _)| covers(start, end))
            });
            let is_missing = found.missing.iter().any(|(from, to)| covers(*from, *to));
            prop_assert!(is_shown != is_missing, "minute {}", minute_of);
        }
        prop_assert!(found.missing.iter().all(|(from, to)| to.ms_since(*from) > SEAM_MS));
    }
}
