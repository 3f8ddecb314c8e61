//! Which files of a fixed camera a window touches: pure. Cameras write one long file after the other, and only those of a
//! use of the room are wanted.
//!
//! What must stay true: a file is left out only when everything that can be read of its time says so: its name, and the
//! times at which it and the same camera's file before it were last written. Whole files are taken, nothing is cut.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use chrono::TimeZone;
use chrono_tz::Asia::Shanghai;
use evidence_schema::clip::{ClaimMeaning, ClipKind};
use evidence_schema::rules::room_window::MARGIN_MS;
use evidence_schema::time::Timestamp;

use crate::failure::Failure;
use crate::profile::{NameFacts, Times};
use crate::scan::ListedFile;

/// How a time in a name is written, once what stands between its digits is gone.
const STAMP_FORMAT: &str = "%Y%m%d%H%M%S";
const STAMP_DIGITS: usize = 14;
/// So many digits behind the time are a running number; fewer may be a camera's own.
const RUNNING_DIGITS_MIN: usize = 4;
/// Clocks of cameras and of this computer may differ by this much, in milliseconds.
const SLACK_MS: i64 = 60_000;

/// A stretch of time.
pub(crate) type Stretch = (Timestamp, Timestamp);

/// The window of a use that somebody typed: five minutes before they came in to five minutes after they left.
pub(crate) fn window(from: &str, to: &str) -> Result<Stretch, Failure> {
    let (in_at, out_at) = (typed(from)?, typed(to)?);
    let stretch = in_at.plus_ms(-MARGIN_MS).zip(out_at.plus_ms(MARGIN_MS));
    stretch
        .filter(|_| in_at < out_at)
        .ok_or_else(|| Failure::new(format!("--to {to} is not after --from {from}")))
}

fn typed(text: &str) -> Result<Timestamp, Failure> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let wall = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
    ]
    .iter()
    .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let at = wall.and_then(|wall| Shanghai.from_local_datetime(&wall).earliest());
    at.map(|at| at.to_utc().into())
        .ok_or_else(|| Failure::new(format!("{text:?} is no time")).next("write it like 2026-11-21T08:00"))
}

/// What the times of a fixed camera's files mean: the name says when a file begins, it is written until it ends.
pub(crate) fn times() -> Times {
    Times {
        zone: Shanghai,
        stamp_format: Some(STAMP_FORMAT.to_owned()),
        stamp_means: ClaimMeaning::Start,
        file_time_means: ClaimMeaning::End,
    }
}

/// What a fixed camera's file says by its name, if it names a time.
pub(crate) fn facts(path: &str) -> Option<NameFacts> {
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(NameFacts {
        kind: ClipKind::of_name(name),
        serial: None,
        officer: None,
        stamp: Some(stamp_in(name)?),
        number: None,
        is_important: false,
    })
}

/// The first time in a name: fourteen digits from year to second, with `-`, `_` or `T` between date and time or not.
fn stamp_in(name: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    (0..chars.len())
        .find_map(|at| stamp_at(&chars, at))
        .map(|(stamp, _)| stamp)
}

/// The time that begins here, and how many characters it takes.
fn stamp_at(chars: &[char], at: usize) -> Option<(String, usize)> {
    let is_inside = at > 0 && chars.get(at - 1).is_some_and(char::is_ascii_digit);
    if is_inside {
        return None;
    }
    let mut digits = String::new();
    let mut length = 0;
    for c in chars.iter().skip(at) {
        match c {
            c if c.is_ascii_digit() && digits.len() < STAMP_DIGITS => digits.push(*c),
            '-' | '_' | 'T' | ' ' if digits.len() == 8 => {}
            _ => break,
        }
        length += 1;
    }
    let is_time = NaiveDateTime::parse_from_str(&digits, STAMP_FORMAT).is_ok();
    (digits.len() == STAMP_DIGITS && digits.starts_with("20") && is_time).then_some((digits, length))
}

/// Which camera of a folder wrote a file, as far as its name says so: the name without its times, and without the running
/// number behind them. Files whose names hold no time are one camera's.
fn camera_of(file: &ListedFile) -> Option<String> {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let chars: Vec<char> = name.chars().collect();
    let (mut camera, mut at, mut is_stamped) = (String::new(), 0, false);
    while at < chars.len() {
        if let Some((_, length)) = stamp_at(&chars, at) {
            is_stamped = true;
            at += length;
            continue;
        }
        let run = chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
        if is_stamped && run >= RUNNING_DIGITS_MIN {
            at += run;
            continue;
        }
        camera.extend(chars.iter().skip(at).take(run.max(1)));
        at += run.max(1);
    }
    is_stamped.then_some(camera)
}

fn named_start(file: &ListedFile) -> Option<Timestamp> {
    let stamp = facts(&file.path)?.stamp?;
    let wall = NaiveDateTime::parse_from_str(&stamp, STAMP_FORMAT).ok()?;
    Shanghai
        .from_local_datetime(&wall)
        .earliest()
        .map(|at| at.to_utc().into())
}

fn written(file: &ListedFile) -> Option<Timestamp> {
    i64::try_from(file.modified_ns.div_euclid(1000))
        .ok()
        .and_then(|micros| Timestamp::from_micros(micros).ok())
}

fn folder_of(file: &ListedFile) -> &str {
    file.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The files that a window touches, and those that none does, each in the order given.
pub(crate) fn touching(files: Vec<ListedFile>, windows: &[Stretch]) -> (Vec<ListedFile>, Vec<ListedFile>) {
    let times = spoken(&files);
    let is_wanted = |index: usize| {
        let touches = |(from, to): &Stretch| windows.iter().any(|window| overlaps((*from, *to), *window));
        times
            .get(index)
            .is_none_or(|times| times.is_empty() || times.iter().any(touches))
    };
    let wanted: Vec<bool> = (0..files.len()).map(is_wanted).collect();
    let mut taken = Vec::new();
    let mut left = Vec::new();
    for (file, is_wanted) in files.into_iter().zip(wanted) {
        if is_wanted { &mut taken } else { &mut left }.push(file);
    }
    (taken, left)
}

fn overlaps((start, end): Stretch, (from, to): Stretch) -> bool {
    let (from, to) = (
        from.plus_ms(-SLACK_MS).unwrap_or(from),
        to.plus_ms(SLACK_MS).unwrap_or(to),
    );
    start < to && end.max(start) >= from
}

/// Everything that can be read of each file's time; nothing where nothing can.
fn spoken(files: &[ListedFile]) -> Vec<Vec<Stretch>> {
    let mut by_camera: BTreeMap<(&str, Option<String>), Vec<usize>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let camera = (folder_of(file), camera_of(file));
        by_camera.entry(camera).or_default().push(index);
    }
    let mut times = vec![Vec::new(); files.len()];
    for indexes in by_camera.values() {
        for (index, stretch) in by_name(files, indexes).into_iter().chain(by_writing(files, indexes)) {
            if let Some(of_file) = times.get_mut(index) {
                of_file.push(stretch);
            }
        }
    }
    times
}

/// From the time in a name to when the file was written, or to the same camera's next name where that is earlier.
fn by_name(files: &[ListedFile], indexes: &[usize]) -> Vec<(usize, Stretch)> {
    let mut named: Vec<(Timestamp, usize)> = indexes
        .iter()
        .filter_map(|index| Some((named_start(files.get(*index)?)?, *index)))
        .collect();
    named.sort_unstable();
    let next = |at: usize| {
        named
            .iter()
            .skip(at + 1)
            .map(|(start, _)| *start)
            .find(|start| *start > named[at].0)
    };
    let stretches = named.iter().enumerate().map(|(at, (start, index))| {
        let written = files.get(*index).and_then(written).filter(|end| end > start);
        let end = [written, next(at)].into_iter().flatten().min();
        (*index, (*start, end.unwrap_or(*start)))
    });
    stretches.collect()
}

/// From when the camera's file before was written to when this one was. Of the first nobody knows when it began.
fn by_writing(files: &[ListedFile], indexes: &[usize]) -> Vec<(usize, Stretch)> {
    let mut ends: Vec<(Timestamp, usize)> = indexes
        .iter()
        .filter_map(|index| Some((written(files.get(*index)?)?, *index)))
        .collect();
    ends.sort_unstable();
    let mut before = None;
    let mut stretches = Vec::new();
    for (end, index) in ends {
        let start = before.unwrap_or_else(|| Timestamp::from_micros(0).unwrap_or(end));
        stretches.push((index, (start.min(end), end)));
        before = Some(end);
    }
    stretches
}
