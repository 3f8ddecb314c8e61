//! A simulated recorder is what the profiles say: names are read with the regular expressions of `fixtures/profiles`.

use std::collections::BTreeSet;
use std::process::Command;

use regex::{Captures, Regex, RegexBuilder};

use super::*;

fn profile(name: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../fixtures/profiles/{name}.toml"));
    fs::read_to_string(path).unwrap().parse().unwrap()
}

fn patterns(profile: &toml::Table) -> Vec<(String, Regex)> {
    let compile = |pattern: &toml::Value| {
        let regex = RegexBuilder::new(pattern["path"].as_str().unwrap())
            .case_insensitive(true)
            .build()
            .unwrap();
        (pattern["kind"].as_str().unwrap().to_owned(), regex)
    };
    profile["pattern"].as_array().unwrap().iter().map(compile).collect()
}

fn strings(list: &toml::Value) -> Vec<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

/// The globs of the profile format, as its README defines them.
fn glob_hits(glob: &str, path: &str) -> bool {
    let against = if glob.contains('/') {
        path
    } else {
        path.rsplit('/').next().unwrap()
    };
    let escaped = regex::escape(glob)
        .replace(r"\[", "[")
        .replace(r"\]", "]")
        .replace(r"\-", "-");
    let pattern = escaped
        .replace(r"\*\*", "\u{1}")
        .replace(r"\*", "[^/]*")
        .replace(r"\?", "[^/]")
        .replace('\u{1}', ".*");
    RegexBuilder::new(&format!("^{pattern}$"))
        .case_insensitive(true)
        .build()
        .unwrap()
        .is_match(against)
}

fn is_ignored(profile: &toml::Table, path: &str) -> bool {
    let is_block = profile
        .get("device_block")
        .is_some_and(|block| block["path"].as_str() == Some(path));
    is_block || strings(&profile["ignore"]).iter().any(|glob| glob_hits(glob, path))
}

fn parsed_start(profile: &toml::Table, found: &Captures) -> Option<NaiveDateTime> {
    let stamp = found.name("stamp")?;
    let format = profile["time"]["stamp_format"].as_str().unwrap();
    Some(NaiveDateTime::parse_from_str(stamp.as_str(), format).unwrap())
}

fn assert_agrees_with_profile(volume: &RecorderVolume, profile: &toml::Table) {
    let patterns = patterns(profile);
    for file in &volume.files {
        assert_eq!(
            is_ignored(profile, &file.path),
            file.standing == Standing::Ignored,
            "{}",
            file.path
        );
        let found = patterns
            .iter()
            .find_map(|(kind, regex)| Some((kind, regex.captures(&file.path)?)));
        let Some(claim) = file.claim() else {
            assert!(
                file.standing == Standing::Ignored || found.is_none(),
                "{} is read after all",
                file.path
            );
            continue;
        };
        let (kind, found) = found.unwrap_or_else(|| panic!("{} is not read", file.path));
        assert_eq!(*kind, format!("{:?}", claim.kind).to_lowercase());
        assert_eq!(&found["serial"], volume.spec.serial);
        assert_eq!(parsed_start(profile, &found), claim.start);
        let number = found.name("number").map(|number| number.as_str().parse().unwrap());
        assert_eq!(number, claim.number);
        assert_eq!(found.name("important").is_some(), claim.is_important, "{}", file.path);
    }
}

fn make(name: &str) -> (tempfile::TempDir, RecorderVolume) {
    let folder = tempfile::tempdir().unwrap();
    let volume = RecorderSpec::load(name).make(&folder.path().join("volume"));
    (folder, volume)
}

#[test]
fn patrol_recorder_agrees_with_its_profile() {
    let (_folder, volume) = make("patrol");
    assert_agrees_with_profile(&volume, &profile("gat947"));
    let kinds: Vec<_> = volume
        .files
        .iter()
        .filter_map(|file| Some(file.claim()?.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            Kind::Audio,
            Kind::Log,
            Kind::Photo,
            Kind::Video,
            Kind::Video,
            Kind::Video
        ]
    );
}

#[test]
fn inspection_recorder_agrees_with_its_profile() {
    let (_folder, volume) = make("inspection");
    assert_agrees_with_profile(&volume, &profile("dcam"));
    assert!(
        volume
            .files
            .iter()
            .any(|file| file.path.ends_with("_20261120_140535_IMP.mp4"))
    );
}

#[test]
fn description_lists_every_file_with_its_bytes() {
    for name in ["patrol", "inspection"] {
        let (_folder, volume) = make(name);
        let output = Command::new("find")
            .arg(&volume.root)
            .args(["-type", "f", "-printf", "%P\n"])
            .output()
            .unwrap();
        let on_disk: BTreeSet<_> = String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(on_disk, volume.files.iter().map(|file| file.path.clone()).collect());
        for file in &volume.files {
            assert_eq!(
                size_and_sha256(&volume.root.join(&file.path)),
                (file.size_bytes, file.sha256.clone())
            );
        }
    }
}

#[test]
fn device_block_is_89_bytes_of_gbk() {
    let (_folder, volume) = make("patrol");
    let block = fs::read(volume.root.join("DEVICE.DAT")).unwrap();
    assert_eq!(block.len(), DEVICE_BLOCK_BYTES);
    let text = |range: std::ops::Range<usize>| encoding_rs::GBK.decode(&block[range]).0.trim_end().to_owned();
    assert_eq!((text(0..7).as_str(), text(7..13).as_str()), ("ZF00417", "110217"));
    assert_eq!((text(13..45).as_str(), text(45..57).as_str()), ("李明", "330999020003"));
    assert_eq!(text(57..89), "清河县综合行政执法大队");
}

#[test]
fn clips_follow_each_other_and_may_be_changed_without_touching_the_kept_footage() {
    let (_folder, volume) = make("patrol");
    let starts: Vec<_> = volume
        .clips()
        .map(|clip| clip.claim().unwrap().start.unwrap())
        .collect();
    assert!(
        starts.windows(2).all(|pair| pair[1] - pair[0] == TimeDelta::seconds(4)),
        "{starts:?}"
    );
    let clip = volume.clips().next().unwrap();
    fs::write(volume.root.join(&clip.path), b"tampered").unwrap();
    let (_other_folder, untouched) = make("patrol");
    assert_eq!(size_and_sha256(&untouched.root.join(&clip.path)).1, clip.sha256);
}

#[test]
fn file_times_are_the_recorders_own_to_two_seconds() {
    let (_folder, volume) = make("patrol");
    let last = volume.clips().last().unwrap();
    let modified = fs::metadata(volume.root.join(&last.path)).unwrap().modified().unwrap();
    let since_1970 = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let expected = volume.spec.start + TimeDelta::seconds(12) - TimeDelta::hours(8);
    assert_eq!(since_1970, u64::try_from(expected.and_utc().timestamp()).unwrap());
}

#[test]
fn bulk_recorder_holds_segments_of_the_size_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let media = Media::Bulk {
        segments: 3,
        bytes_each: 2 << 20,
    };
    let spec = RecorderSpec {
        media,
        important: vec![3],
        clutter: false,
        ..RecorderSpec::load("patrol")
    };
    let volume = spec.make(&folder.path().join("volume"));
    assert_agrees_with_profile(&volume, &profile("gat947"));
    assert_eq!(
        volume.clips().map(|clip| clip.size_bytes).collect::<Vec<_>>(),
        [2 << 20; 3]
    );
}

#[test]
fn profiles_have_distinct_ranks_and_names_like_their_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/profiles");
    let mut ranks = BTreeSet::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let read = profile(name);
            assert_eq!(read["name"].as_str(), Some(name));
            assert!(
                ranks.insert(read["rank"].as_integer().unwrap()),
                "{name} has the rank of another profile"
            );
            assert!(!patterns(&read).is_empty());
        }
    }
    assert_eq!(ranks.len(), 3);
}

#[test]
fn generic_camera_reads_common_names_but_no_claims_about_people() {
    let generic = profile("generic-dcim");
    for (path, number) in [
        ("DCIM/100MEDIA/DJI_0042.MP4", "0042"),
        ("DCIM/100GOPRO/GH010007.mp4", "0007"),
    ] {
        let patterns = patterns(&generic);
        let found = patterns[0].1.captures(path).unwrap();
        assert_eq!(&found["number"], number);
        assert!(found.name("serial").is_none() && found.name("stamp").is_none());
    }
    assert!(is_ignored(&generic, "DCIM/100GOPRO/GL010007.LRV"));
}

#[test]
fn each_volume_shows_the_markers_of_its_own_profile() {
    for (name, profile_name) in [("patrol", "gat947"), ("inspection", "dcam")] {
        let (_folder, volume) = make(name);
        let markers = &profile(profile_name)["markers"];
        let is_there = |glob: &String| match glob.strip_suffix('/') {
            Some(folder) => volume
                .files
                .iter()
                .any(|file| parents(&file.path).any(|parent| glob_hits(folder, parent))),
            None => volume.files.iter().any(|file| glob_hits(glob, &file.path)),
        };
        assert!(strings(&markers["all"]).iter().all(is_there));
        assert!(strings(&markers["any"]).iter().any(is_there));
    }
}

fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}
