//! Mount tables, buses and folders, as the system shows them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::VolumeSource;
use super::folders::Folders;
use super::mounts::{MountLine, file_times, parse};
use super::usb;
use crate::config::{SlotConfig, SlotKind};
use crate::times::FileTimes;

const TABLE: &str = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
    98 22 8:17 / /media/dock/NO\\040NAME rw,nosuid shared:52 master:3 - vfat /dev/sdb1 rw,fmask=0022,tz=UTC\n\
    broken line\n";

fn line(file_system: &str, options: &str) -> MountLine {
    MountLine {
        file_system: file_system.to_owned(),
        options: options.to_owned(),
        ..parse(TABLE).remove(1)
    }
}

#[test]
fn mount_table_is_read_with_its_escapes() {
    let lines = parse(TABLE);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1].place, Path::new("/media/dock/NO NAME"));
    assert_eq!(
        (lines[1].device.as_str(), lines[1].mounted.as_str()),
        ("8:17", "/dev/sdb1")
    );
    assert_eq!(
        (lines[1].file_system.as_str(), lines[1].mount_id.as_str()),
        ("vfat", "98")
    );
}

#[test]
fn table_of_this_machine_can_be_read() {
    assert!(
        parse(&fs::read_to_string("/proc/self/mountinfo").unwrap())
            .iter()
            .any(|line| line.place == Path::new("/"))
    );
}

#[test]
fn fat_times_are_undone_as_the_mount_says() {
    let minutes = |line: &MountLine, configured| match file_times(line, configured) {
        FileTimes::LocalWall { assumed_minutes } => Some(assumed_minutes),
        FileTimes::Instant => None,
    };
    assert_eq!(minutes(&line("vfat", "rw,tz=UTC"), Some(480)), Some(0));
    assert_eq!(minutes(&line("exfat", "rw,time_offset=480"), None), Some(480));
    assert_eq!(minutes(&line("vfat", "rw"), Some(480)), Some(480));
    assert_eq!(minutes(&line("ext4", "rw"), Some(480)), None);
}

#[test]
fn serial_and_port_come_from_the_bus() {
    let sys = tempfile::tempdir().unwrap();
    let root = sys.path().canonicalize().unwrap();
    let usb_device = root.join("devices/pci0/usb1/1-2.3");
    let block = usb_device.join("1-2.3:1.0/host0/block/sdb/sdb1");
    fs::create_dir_all(&block).unwrap();
    fs::create_dir_all(root.join("dev/block")).unwrap();
    fs::write(usb_device.join("idVendor"), "1234\n").unwrap();
    fs::write(usb_device.join("serial"), "ZF00417\n").unwrap();
    symlink(&block, root.join("dev/block/8:17")).unwrap();
    let found = usb::look(&root, "8:17");
    assert_eq!(
        (found.serial.as_deref(), found.port.as_deref()),
        (Some("ZF00417"), Some("1-2.3"))
    );
    assert_eq!(usb::look(&root, "8:18"), usb::UsbDevice::default());
}

#[test]
fn label_is_the_name_under_which_the_device_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let device = folder.path().join("sdb1");
    fs::write(&device, "").unwrap();
    let labels = folder.path().join("by-label");
    fs::create_dir(&labels).unwrap();
    symlink(&device, labels.join("NO\\x20NAME")).unwrap();
    assert_eq!(
        usb::label(&labels, &device.to_string_lossy()).as_deref(),
        Some("NO NAME")
    );
    assert_eq!(usb::label(&labels, "/dev/null"), None);
}

#[test]
fn folder_is_docked_while_it_is_there_and_holds_something() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slot");
    let slot = SlotConfig {
        name: "one".to_owned(),
        kind: SlotKind::Folder,
        path: path.clone(),
        usb_serial: Some("USB1".to_owned()),
    };
    let (changed, told) = sync_channel(1);
    let mut folders = Folders::new(vec![slot], changed);
    assert!(folders.look().is_empty());
    fs::create_dir(&path).unwrap();
    assert!(folders.look().is_empty());
    told.recv_timeout(Duration::from_mins(1)).unwrap();
    fs::write(path.join("x"), "x").unwrap();
    let first = folders.look().remove(0);
    assert_eq!(first.root.usb_serial.as_deref(), Some("USB1"));
    fs::rename(&path, folder.path().join("taken out")).unwrap();
    assert!(folders.look().is_empty());
    fs::create_dir(&path).unwrap();
    fs::write(path.join("y"), "y").unwrap();
    assert_ne!(folders.look().remove(0).presence, first.presence);
}
