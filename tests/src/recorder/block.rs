//! The device block: 89 bytes of GBK that name serial, officer and unit (`fixtures/profiles/README.md`).

use super::RecorderSpec;

pub const DEVICE_BLOCK_BYTES: usize = 89;

const SERIAL_BYTES: usize = 7;
const OFFICER_NUMBER_BYTES: usize = 6;
const OFFICER_NAME_BYTES: usize = 32;
const UNIT_NUMBER_BYTES: usize = 12;
const UNIT_NAME_BYTES: usize = 32;

/// The block of a recorder, padded with spaces.
pub fn device_block(spec: &RecorderSpec) -> Vec<u8> {
    let fields = [
        (&spec.serial, SERIAL_BYTES),
        (&spec.officer.number, OFFICER_NUMBER_BYTES),
        (&spec.officer.name, OFFICER_NAME_BYTES),
        (&spec.unit.number, UNIT_NUMBER_BYTES),
        (&spec.unit.name, UNIT_NAME_BYTES),
    ];
    fields.into_iter().flat_map(|(text, size)| field(text, size)).collect()
}

fn field(text: &str, size: usize) -> Vec<u8> {
    let (bytes, _, has_unknown) = encoding_rs::GBK.encode(text);
    assert!(!has_unknown, "{text} cannot be written in GBK");
    assert!(
        bytes.len() <= size,
        "{text} needs {} bytes, the device block has {size}",
        bytes.len()
    );
    let mut bytes = bytes.into_owned();
    bytes.resize(size, b' ');
    bytes
}
