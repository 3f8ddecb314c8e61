//! What the bus says about a block device: USB serial, port, volume label.

use std::fs;
use std::path::Path;

use crate::show::sanitised;

/// What the bus says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct UsbDevice {
    /// Serial that the device tells the bus.
    pub(super) serial: Option<String>,
    /// Port, such as `1-2.3`: the place in the dock.
    pub(super) port: Option<String>,
}

/// Walks from a block device (`major:minor`) up to its USB device, if it has one.
pub(super) fn look(sys: &Path, device: &str) -> UsbDevice {
    let Ok(place) = fs::canonicalize(sys.join("dev/block").join(device)) else {
        return UsbDevice::default();
    };
    let usb = place
        .ancestors()
        .take_while(|folder| folder.starts_with(sys))
        .find(|folder| folder.join("idVendor").exists());
    let Some(usb) = usb else { return UsbDevice::default() };
    let serial = fs::read_to_string(usb.join("serial")).ok();
    let serial = serial
        .map(|text| sanitised(text.trim()))
        .filter(|text| !text.is_empty());
    UsbDevice {
        serial,
        port: usb.file_name().map(|name| name.to_string_lossy().into_owned()),
    }
}

/// The label under which a device is listed.
pub(super) fn label(by_label: &Path, mounted: &str) -> Option<String> {
    let wanted = fs::canonicalize(mounted).ok()?;
    let found = fs::read_dir(by_label)
        .ok()?
        .flatten()
        .find(|entry| fs::canonicalize(entry.path()).is_ok_and(|target| target == wanted))?;
    // udev writes what is not allowed in a name as \x20.
    let name = found.file_name().to_string_lossy().into_owned();
    Some(sanitised(&name.replace("\\x20", " ")))
}
