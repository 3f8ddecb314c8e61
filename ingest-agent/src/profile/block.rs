//! The device block: 89 bytes of GBK in which a recorder names itself, its officer and its unit.
//!
//! What must stay true: any other length is a broken binding, never a shorter block; text is a claim, kept as claimed.

use encoding_rs::GBK;

/// Length of the block.
pub(crate) const DEVICE_BLOCK_BYTES: usize = 89;

/// What the block says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DeviceBlock {
    pub(crate) serial: Option<String>,
    pub(crate) officer_number: Option<String>,
    pub(crate) officer_name: Option<String>,
    pub(crate) unit_number: Option<String>,
    pub(crate) unit_name: Option<String>,
}

/// Why bytes are not a device block.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BlockError {
    /// Another length.
    #[error("the device block has {0} bytes instead of 89")]
    Length(usize),
    /// Bytes that no GBK text has.
    #[error("the device block's {0} is no GBK text")]
    Text(&'static str),
    /// No serial inside.
    #[error("the device block names no serial")]
    NoSerial,
}

/// Reads a block.
pub(crate) fn read(bytes: &[u8]) -> Result<DeviceBlock, BlockError> {
    if bytes.len() != DEVICE_BLOCK_BYTES {
        return Err(BlockError::Length(bytes.len()));
    }
    let field = |name: &'static str, from: usize, to: usize| text(bytes.get(from..to).unwrap_or_default(), name);
    let block = DeviceBlock {
        serial: field("serial", 0, 7)?,
        officer_number: field("officer number", 7, 13)?,
        officer_name: field("officer name", 13, 45)?,
        unit_number: field("unit number", 45, 57)?,
        unit_name: field("unit name", 57, 89)?,
    };
    if block.serial.is_none() {
        Err(BlockError::NoSerial)
    } else {
        Ok(block)
    }
}

fn text(bytes: &[u8], name: &'static str) -> Result<Option<String>, BlockError> {
    let (text, had_errors) = GBK.decode_without_bom_handling(bytes);
    if had_errors {
        return Err(BlockError::Text(name));
    }
    let text = text.trim_end_matches(['\0', ' ']).trim_start();
    if text.chars().any(char::is_control) {
        return Err(BlockError::Text(name));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
