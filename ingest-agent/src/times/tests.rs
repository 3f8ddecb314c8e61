//! Claims in zones, on FAT, from clocks that are wrong.

use evidence_schema::clip::ClaimMeaning;
use evidence_schema::time::Timestamp;

use super::{FileTimes, claims, implausible};
use crate::profile::{self, Standing, Times};
use crate::scan::{ListedFile, ManifestFile};

const NANOS: i128 = 1_000_000_000;

fn times() -> Times {
    profile::load(None).unwrap().remove(0).times
}

fn file(stamp: &str, modified: &str) -> ManifestFile {
    let path = format!("VIDEO/ZF00417_110217_{stamp}_0001.MP4");
    let at: Timestamp = modified.parse().unwrap();
    let facts = match profile::load(None).unwrap()[0].standing(&path) {
        Standing::Recognised(facts) => Some(facts),
        _ => None,
    };
    let modified_ns = i128::from(at.as_micros()) * 1000;
    ManifestFile {
        listed: ListedFile {
            path,
            raw: None,
            size_bytes: 1,
            modified_ns,
        },
        facts,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn stamp_is_read_in_the_zone_of_the_profile() {
    let file = file("20261120093000", "2026-11-20T01:34:00Z");
    let claims = claims(&file, Some(&times()), FileTimes::Instant);
    assert_eq!(claims[0].origin, "file_name");
    assert_eq!(
        (claims[0].text.as_str(), claims[0].means),
        ("20261120093000", ClaimMeaning::Start)
    );
    assert_eq!(claims[0].at, Some(at("2026-11-20T01:30:00Z")));
    assert_eq!(
        (claims[1].text.as_str(), claims[1].means),
        ("2026-11-20T09:34:00", ClaimMeaning::End)
    );
    assert_eq!(claims[1].at, Some(at("2026-11-20T01:34:00Z")));
}

#[test]
fn fat_time_is_wall_time_whatever_zone_the_mount_assumed() {
    // The card says 09:34; a system that assumed UTC shows 09:34Z, one that assumed +08:00 shows 01:34Z.
    for (shown, assumed_minutes) in [("2026-11-20T09:34:00Z", 0), ("2026-11-20T01:34:00Z", 480)] {
        let file = file("20261120093000", shown);
        let claims = claims(&file, Some(&times()), FileTimes::LocalWall { assumed_minutes });
        assert_eq!(claims[1].text, "2026-11-20T09:34:00");
        assert_eq!(claims[1].at, Some(at("2026-11-20T01:34:00Z")));
    }
}

#[test]
fn without_a_profile_a_fat_time_is_no_instant() {
    let file = file("x", "2026-11-20T09:34:00Z");
    let claims = claims(&file, None, FileTimes::LocalWall { assumed_minutes: 0 });
    assert_eq!(claims.len(), 1);
    assert_eq!((claims[0].at, claims[0].means), (None, ClaimMeaning::Unknown));
}

#[test]
fn clocks_of_1980_2000_and_2099_are_claims_with_a_message() {
    let now: Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
    for (stamp, modified) in [
        ("20261120093000", "1980-01-01T00:00:00Z"),
        ("20000101000000", "2026-11-20T01:34:00Z"),
        ("20991231235959", "2026-11-20T01:34:00Z"),
    ] {
        let claims = claims(&file(stamp, modified), Some(&times()), FileTimes::Instant);
        assert!(claims.iter().all(|claim| claim.at.is_some()), "{claims:?}");
        let claim = implausible(&claims, now).unwrap();
        assert!(claims.iter().any(|one| one.text == claim), "{claim}");
    }
    let good = claims(
        &file("20261120093000", "2026-11-20T01:34:00Z"),
        Some(&times()),
        FileTimes::Instant,
    );
    assert_eq!(implausible(&good, now), None);
}

#[test]
fn stamp_that_is_no_time_is_kept_word_for_word() {
    let claims = claims(
        &file("20261399999999", "2026-11-20T01:34:00Z"),
        Some(&times()),
        FileTimes::Instant,
    );
    assert_eq!((claims[0].text.as_str(), claims[0].at), ("20261399999999", None));
}

#[test]
fn time_beyond_all_years_is_no_claim() {
    let mut file = file("x", "2026-11-20T01:34:00Z");
    file.listed.modified_ns = i128::MAX / NANOS * NANOS;
    assert!(claims(&file, None, FileTimes::Instant).is_empty());
}
