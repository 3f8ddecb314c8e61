//! Growing, replaced and vanished files.

use std::time::{Duration, Instant};

use super::Settling;
use crate::scan::ListedFile;

const SETTLE: Duration = Duration::from_secs(30);

fn file(path: &str, size_bytes: u64, modified_ns: i128) -> ListedFile {
    ListedFile {
        path: path.to_owned(),
        raw: None,
        size_bytes,
        modified_ns,
    }
}

fn due(settling: &mut Settling, files: &[ListedFile], now: Instant) -> Vec<String> {
    settling
        .look(files.to_vec(), now)
        .into_iter()
        .map(|file| file.path)
        .collect()
}

#[test]
fn file_is_due_once_it_was_still_for_the_whole_time() {
    let (mut settling, start) = (Settling::new(SETTLE), Instant::now());
    let files = [file("a.mp4", 10, 1)];
    assert!(due(&mut settling, &files, start).is_empty());
    assert!(
        due(
            &mut settling,
            &files,
            start + SETTLE.checked_sub(Duration::from_millis(1)).unwrap()
        )
        .is_empty()
    );
    assert_eq!(due(&mut settling, &files, start + SETTLE), ["a.mp4"]);
}

#[test]
fn growing_file_waits_as_long_as_it_grows() {
    let (mut settling, start) = (Settling::new(SETTLE), Instant::now());
    for step in 0..10_u32 {
        let files = [file("a.mp4", u64::from(step) + 1, i128::from(step))];
        assert!(
            due(&mut settling, &files, start + SETTLE * step).is_empty(),
            "step {step}"
        );
    }
    let files = [file("a.mp4", 10, 9)];
    assert_eq!(due(&mut settling, &files, start + SETTLE * 10), ["a.mp4"]);
}

#[test]
fn same_size_with_another_time_is_a_change() {
    let (mut settling, start) = (Settling::new(SETTLE), Instant::now());
    due(&mut settling, &[file("a.mp4", 10, 1)], start);
    assert!(due(&mut settling, &[file("a.mp4", 10, 2)], start + SETTLE).is_empty());
    assert_eq!(
        due(&mut settling, &[file("a.mp4", 10, 2)], start + SETTLE * 2),
        ["a.mp4"]
    );
}

#[test]
fn file_that_went_away_and_came_back_waits_anew() {
    let (mut settling, start) = (Settling::new(SETTLE), Instant::now());
    let files = [file("a.mp4", 10, 1)];
    due(&mut settling, &files, start);
    due(&mut settling, &[], start + SETTLE / 2);
    assert_eq!(settling.count(), 0);
    assert!(due(&mut settling, &files, start + SETTLE).is_empty());
}

#[test]
fn next_look_is_when_the_first_file_is_due() {
    let (mut settling, start) = (Settling::new(SETTLE), Instant::now());
    assert_eq!(settling.next_due(), None);
    due(&mut settling, &[file("a.mp4", 10, 1)], start);
    let later = start + Duration::from_secs(5);
    due(&mut settling, &[file("a.mp4", 10, 1), file("b.mp4", 10, 1)], later);
    assert_eq!(settling.next_due(), Some(start + SETTLE));
    settling.forget(b"a.mp4");
    assert_eq!(settling.next_due(), Some(later + SETTLE));
}
