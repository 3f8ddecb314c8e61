//! Who a recorder is.

use std::fs;

use super::{Identity, identify};
use crate::profile;
use crate::scan::{SourceRoot, list};
use crate::tests::patrol_volume;
use crate::times::FileTimes;

fn identity(usb_serial: Option<&str>, prepare: impl FnOnce(&std::path::Path)) -> Identity {
    let folder = tempfile::tempdir().unwrap();
    patrol_volume(folder.path(), &[]);
    prepare(folder.path());
    let root = SourceRoot {
        path: folder.path().to_owned(),
        label: None,
        usb_serial: usb_serial.map(str::to_owned),
        file_times: FileTimes::Instant,
    };
    identify(&profile::load(None).unwrap()[0], &root, &list(folder.path()))
}

const OTHER: &str = "VIDEO/ZF99999_110217_20261120093000_0001.MP4";

#[test]
fn device_block_comes_before_bus_and_names() {
    let identity = identity(Some("USB1"), |_| {});
    assert_eq!(
        (identity.device.known_serial(), identity.origin),
        (Some("ZF00417"), "device block")
    );
    assert_eq!(identity.device.usb_serial.as_deref(), Some("USB1"));
    assert!(identity.told.is_empty());
}

#[test]
fn bus_comes_before_names_and_names_are_the_last_resort() {
    let without_block = |path: &std::path::Path| {
        fs::remove_file(path.join("DEVICE.DAT")).unwrap();
        fs::write(path.join(OTHER), b"x").unwrap();
    };
    let by_bus = identity(Some("USB1"), without_block);
    assert_eq!((by_bus.device.known_serial(), by_bus.origin), (Some("USB1"), "USB"));
    let by_names = identity(None, without_block);
    assert_eq!(
        (by_names.device.known_serial(), by_names.origin),
        (Some("ZF99999"), "file names")
    );
}

#[test]
fn names_of_another_recorder_are_told() {
    let identity = identity(None, |path| fs::write(path.join(OTHER), b"x").unwrap());
    assert_eq!(identity.device.known_serial(), Some("ZF00417"));
    assert!(identity.told[0].words.contains("ZF99999"));
}

#[test]
fn names_of_two_recorders_name_none() {
    let identity = identity(None, |path| {
        fs::remove_file(path.join("DEVICE.DAT")).unwrap();
        fs::write(path.join(OTHER), b"x").unwrap();
        fs::write(path.join(OTHER.replace("ZF99999", "ZF88888")), b"x").unwrap();
    });
    assert_eq!(identity.device.known_serial(), None);
    assert!(identity.told[0].words.contains("ZF88888, ZF99999"));
}

#[test]
fn block_of_another_length_is_a_broken_binding() {
    for length in [0, 88, 90, 4096] {
        let identity = identity(None, |path| {
            fs::write(path.join("DEVICE.DAT"), vec![b'A'; length]).unwrap();
        });
        assert!(identity.is_broken);
        assert!(
            identity.told[0].words.contains(&length.to_string()),
            "{:?}",
            identity.told
        );
    }
}

#[test]
fn file_on_the_volume_cannot_pose_as_the_bus() {
    let identity = identity(None, |path| {
        fs::remove_file(path.join("DEVICE.DAT")).unwrap();
        fs::write(path.join(".usb-serial"), b"FAKE").unwrap();
    });
    assert_eq!(identity.device.known_serial(), None);
}
