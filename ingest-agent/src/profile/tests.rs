//! The profiles that are built in, and what a wrong profile is told.

use evidence_schema::clip::{ClipKind, SourceKind};

use super::glob::Glob;
use super::{NameFacts, Profile, Standing, judge, load, parse, recognise};
use crate::scan::{ListedFile, Listing};

fn named(name: &str) -> Profile {
    load(None)
        .unwrap()
        .into_iter()
        .find(|profile| profile.name == name)
        .unwrap()
}

fn recognised(profile: &Profile, path: &str) -> NameFacts {
    match profile.standing(path) {
        Standing::Recognised(facts) => facts,
        other => panic!("{path} is {other:?}"),
    }
}

fn listing(folders: &[&str], files: &[&str]) -> Listing {
    let file = |path: &&str| ListedFile {
        path: (*path).to_owned(),
        raw: None,
        size_bytes: 1,
        modified_ns: 0,
    };
    Listing {
        files: files.iter().map(file).collect(),
        folders: folders.iter().map(|path| (*path).to_owned()).collect(),
        problems: Vec::new(),
    }
}

#[test]
fn patrol_recorder_names_say_serial_officer_time_and_number() {
    let facts = recognised(&named("gat947"), "VIDEO/IMP/ZF00417_110217_20261120093000_0012.mp4");
    assert_eq!(
        facts,
        NameFacts {
            kind: ClipKind::Video,
            serial: Some("ZF00417".to_owned()),
            officer: Some("110217".to_owned()),
            stamp: Some("20261120093000".to_owned()),
            number: Some(12),
            is_important: true,
        }
    );
}

#[test]
fn dcam_mark_is_part_of_the_name() {
    let profile = named("dcam");
    let path = "DCIM/100_DCAM/DCAM_K7M20931_110305_20261120_140530";
    assert!(recognised(&profile, &format!("{path}_IMP.mp4")).is_important);
    assert!(!recognised(&profile, &format!("{path}.mp4")).is_important);
}

#[test]
fn generic_camera_is_a_camera_and_its_names_say_no_serial() {
    let profile = named("generic-dcim");
    assert_eq!(profile.source, SourceKind::Camera);
    let facts = recognised(&profile, "DCIM/100MEDIA/DJI_0042.MP4");
    assert_eq!((facts.serial, facts.stamp, facts.number), (None, None, Some(42)));
}

#[test]
fn unread_names_are_collected_and_clutter_is_not() {
    let profile = named("gat947");
    assert_eq!(profile.standing("VIDEO/whatever.bin"), Standing::CannotParse);
    assert_eq!(profile.standing("MISC/NOTE.TXT"), Standing::CannotParse);
    assert_eq!(profile.standing("VIDEO/COVER.THM"), Standing::Ignored);
    assert_eq!(profile.standing("system volume information/x/y.dat"), Standing::Ignored);
    assert_eq!(profile.standing("device.dat"), Standing::DeviceBlock);
}

#[test]
fn first_profile_whose_markers_are_there_wins() {
    let profiles = load(None).unwrap();
    let name = |listing: &Listing, label| recognise(&profiles, listing, label).map(|profile| profile.name.clone());
    assert_eq!(
        name(&listing(&["VIDEO", "AUDIO"], &[]), None).as_deref(),
        Some("gat947")
    );
    assert_eq!(
        name(&listing(&["DCIM", "DCIM/100MEDIA"], &[]), None).as_deref(),
        Some("generic-dcim")
    );
    assert_eq!(
        name(&listing(&["DCIM", "DCIM/100MEDIA"], &[]), Some("DCAM-7")).as_deref(),
        Some("dcam")
    );
    assert_eq!(name(&listing(&["VIDEO"], &[]), None), None);
}

#[test]
fn judgement_names_every_marker() {
    let judgement = judge(&named("gat947"), &listing(&["VIDEO"], &["DEVICE.DAT"]), None);
    assert!(judgement.is_match);
    assert_eq!(judgement.reasons[0], "+ VIDEO/ hit by VIDEO");
    assert!(judgement.reasons.contains(&"- AUDIO/ hits nothing".to_owned()));
}

#[test]
fn wrong_profiles_say_what_is_wrong() {
    let good = include_str!("../../../fixtures/profiles/gat947.toml");
    for (from, to, complaint) in [
        ("rank = 10", "rank = 10\ncolour = 3", "colour"),
        ("(?<serial>", "(?<colour>", "colour"),
        ("zone = \"Asia/Shanghai\"", "zone = \"Asia/Nowhere\"", "Nowhere"),
        ("stamp_format = \"%Y%m%d%H%M%S\"", "", "stamp_format"),
    ] {
        let error = parse(&good.replacen(from, to, 1)).unwrap_err();
        assert!(error.contains(complaint), "{error}");
    }
}

#[test]
fn two_profiles_of_one_rank_stop_the_agent() {
    let folder = tempfile::tempdir().unwrap();
    let text = include_str!("../../../fixtures/profiles/dcam.toml").replace("name = \"dcam\"", "name = \"other\"");
    std::fs::write(folder.path().join("other.toml"), text).unwrap();
    assert!(
        load(Some(folder.path()))
            .unwrap_err()
            .to_string()
            .contains("share a rank")
    );
}

#[test]
fn globs_do_not_cross_folders_unless_they_say_so() {
    let hits = |glob: &str, path: &str| Glob::parse(glob).unwrap().hits_file(path);
    assert!(hits("a/*/c.dat", "A/b/C.DAT"));
    assert!(!hits("a/*.dat", "a/b/c.dat"));
    assert!(hits("a/**", "a/b/c.dat"));
    assert!(hits("*.tmp", "deep/in/x.TMP"));
    assert!(hits("DCIM/[0-9][!a]?.x", "DCIM/1bc.x"));
    assert!(!hits("x.y", "xzy"));
    assert!(Glob::parse("a[b").is_err());
}

mod block {
    use crate::profile::block::{BlockError, read};

    fn bytes(serial: &[u8]) -> Vec<u8> {
        let mut bytes = vec![b' '; 89];
        bytes[..serial.len()].copy_from_slice(serial);
        bytes[7..13].copy_from_slice(b"110217");
        bytes[13..17].copy_from_slice(&[0xc0, 0xee, 0xc3, 0xf7]);
        bytes
    }

    #[test]
    fn names_are_read_as_gbk() {
        let block = read(&bytes(b"ZF00417")).unwrap();
        assert_eq!(block.serial.as_deref(), Some("ZF00417"));
        assert_eq!(block.officer_name.as_deref(), Some("李明"));
        assert_eq!(block.unit_name, None);
    }

    #[test]
    fn broken_blocks_are_told_apart() {
        assert_eq!(read(&[0; 88]), Err(BlockError::Length(88)));
        assert_eq!(read(&bytes(b"")), Err(BlockError::NoSerial));
        let mut wrong = bytes(b"ZF00417");
        wrong[13] = 0xff;
        assert_eq!(read(&wrong), Err(BlockError::Text("officer name")));
    }
}
