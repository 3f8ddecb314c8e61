//! Folders of long files: by name, by writing, by both, by neither.

use evidence_schema::time::Timestamp;

use super::{facts, touching};
use crate::scan::ListedFile;

fn at(time: &str) -> Timestamp {
    format!("2026-11-20T{time}:00+08:00").parse().unwrap()
}

fn file(path: &str, written: &str) -> ListedFile {
    ListedFile {
        path: path.to_owned(),
        raw: None,
        size_bytes: 1,
        modified_ns: i128::from(at(written).as_micros()) * 1000,
    }
}

fn taken(files: &[ListedFile], from: &str, to: &str) -> Vec<String> {
    let (taken, left) = touching(files.to_vec(), &[(at(from), at(to))]);
    assert_eq!(taken.len() + left.len(), files.len());
    taken.into_iter().map(|file| file.path).collect()
}

#[test]
fn times_in_names_are_found_however_they_are_written() {
    let stamp = |name: &str| facts(name).and_then(|facts| facts.stamp);
    for name in [
        "ch01_20261120093000.mp4",
        "ch01_20261120-093000_20261120-100000.mp4",
        "询问室/20261120T093000.mp4",
        "20261120 093000.mp4",
    ] {
        assert_eq!(stamp(name).as_deref(), Some("20261120093000"), "{name}");
    }
    for name in [
        "ch01.mp4",
        "20261120.mp4",
        "99999999999999.mp4",
        "120261120093000.mp4",
        "20261320093000.mp4",
    ] {
        assert_eq!(stamp(name), None, "{name}");
    }
}

#[test]
fn only_files_that_the_window_touches_are_taken_whole() {
    let files = [
        file("ch_20261120080000.mp4", "09:00"),
        file("ch_20261120090000.mp4", "10:00"),
        file("ch_20261120100000.mp4", "11:00"),
        file("ch_20261120110000.mp4", "12:00"),
    ];
    assert_eq!(
        taken(&files, "09:30", "10:30"),
        ["ch_20261120090000.mp4", "ch_20261120100000.mp4"]
    );
}

#[test]
fn without_times_in_names_the_times_of_writing_decide() {
    let files = [
        file("1.mp4", "09:00"),
        file("2.mp4", "10:00"),
        file("3.mp4", "11:00"),
        file("4.mp4", "12:00"),
    ];
    assert_eq!(taken(&files, "09:30", "10:30"), ["2.mp4", "3.mp4"]);
    assert_eq!(
        taken(&files, "07:30", "08:30"),
        ["1.mp4"],
        "nobody knows when the first began"
    );
}

#[test]
fn copying_that_lost_the_times_of_writing_loses_no_file() {
    let files = [
        file("ch_20261120080000.mp4", "23:00"),
        file("ch_20261120090000.mp4", "23:01"),
        file("ch_20261120100000.mp4", "23:02"),
    ];
    // The first is taken as well: by its time of writing alone it might be anything.
    assert_eq!(
        taken(&files, "09:10", "09:40"),
        ["ch_20261120080000.mp4", "ch_20261120090000.mp4"]
    );
}

#[test]
fn cameras_in_folders_of_their_own_do_not_end_each_others_files() {
    let files = [
        file("ch1/a.mp4", "09:00"),
        file("ch1/b.mp4", "11:00"),
        file("ch2/a.mp4", "09:55"),
        file("ch2/b.mp4", "12:00"),
    ];
    assert_eq!(taken(&files, "10:00", "10:30"), ["ch1/b.mp4", "ch2/b.mp4"]);
}

#[test]
fn cameras_in_one_folder_do_not_end_each_others_files() {
    // One writes a file for each hour, the other for each quarter; copying lost when they were written.
    let files = [
        file("ch1_20261120080000.mp4", "23:00"),
        file("ch1_20261120090000.mp4", "23:01"),
        file("ch1_20261120100000.mp4", "23:02"),
        file("ch2_20261120090000_0001.mp4", "23:03"),
        file("ch2_20261120091500_0002.mp4", "23:04"),
        file("ch2_20261120093000_0003.mp4", "23:05"),
        file("ch2_20261120094500_0004.mp4", "23:06"),
        file("ch2_20261120100000_0005.mp4", "23:07"),
    ];
    assert_eq!(
        taken(&files, "09:40", "09:44"),
        [
            // Of each camera's first file nobody knows when it was begun to be written.
            "ch1_20261120080000.mp4",
            "ch1_20261120090000.mp4",
            "ch2_20261120090000_0001.mp4",
            "ch2_20261120093000_0003.mp4",
        ]
    );
}

#[test]
fn another_camera_that_writes_in_between_does_not_hide_a_long_file() {
    let files = [
        file("20261120080000_ch1.mp4", "10:00"),
        file("20261120100000_ch1.mp4", "12:00"),
        file("20261120103000_ch2.mp4", "10:45"),
        file("20261120104500_ch2.mp4", "11:00"),
        file("20261120110000_ch2.mp4", "11:15"),
        file("20261120111500_ch2.mp4", "11:30"),
        file("20261120113000_ch2.mp4", "11:45"),
    ];
    assert_eq!(
        taken(&files, "11:03", "11:10"),
        ["20261120100000_ch1.mp4", "20261120110000_ch2.mp4"]
    );
}

#[test]
fn name_with_two_times_and_a_running_number_is_the_same_cameras() {
    let camera = |name: &str| super::camera_of(&file(name, "09:00"));
    let first = camera("ch01_20261120-093000_20261120-100000_0007.mp4");
    assert!(first.is_some());
    assert_eq!(first, camera("ch01_20261120-100000_20261120-103000_0008.mp4"));
    assert_ne!(first, camera("ch02_20261120-100000_20261120-103000_0008.mp4"));
    assert_ne!(camera("20261120093000_01.mp4"), camera("20261120093000_02.mp4"));
    assert_eq!(camera("1.mp4"), None);
}

#[test]
fn window_is_typed_in_the_zone_of_the_country_and_has_its_margin() {
    let window = super::window("2026-11-20T09:00", "2026-11-20 10:00").unwrap();
    assert_eq!(window, (at("08:55"), at("10:05")));
    assert!(super::window("2026-11-20T09:00", "2026-11-20T09:00").is_err());
    assert!(super::window("yesterday", "2026-11-20T09:00").is_err());
}

#[test]
fn nothing_is_taken_where_there_is_no_window() {
    let (taken, left) = touching(vec![file("a.mp4", "09:00")], &[]);
    assert!(taken.is_empty());
    assert_eq!(left.len(), 1);
}
