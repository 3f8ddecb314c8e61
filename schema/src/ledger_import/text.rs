//! From the bytes of a file to its text.
//!
//! What must stay true: text that is valid UTF-8 is UTF-8, with or without a mark at its start; anything else must be
//! GB18030 (which GBK is part of) whole, or is refused with the place of the first byte that is not.

use encoding_rs::{DecoderResult, GB18030};

use super::errors::ImportProblem;
use crate::limits::IMPORT_BYTES_MAX;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// How .xlsx (a ZIP archive) and .xls files begin.
const WORKBOOK_MARKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

pub(super) fn decode(bytes: &[u8]) -> Result<String, ImportProblem> {
    let begins_with = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    if bytes.len() > IMPORT_BYTES_MAX {
        return Err(ImportProblem::FileTooLong {
            bytes_max: IMPORT_BYTES_MAX,
        });
    }
    if begins_with(&WORKBOOK_MARKS) {
        return Err(ImportProblem::Workbook);
    }
    if begins_with(&UTF16_MARKS) {
        return Err(ImportProblem::Utf16);
    }
    let is_marked = bytes.starts_with(UTF8_MARK);
    match std::str::from_utf8(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes)) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) if is_marked => Err(ImportProblem::NotText {
            offset: UTF8_MARK.len() + error.valid_up_to(),
        }),
        Err(_) => decode_gb18030(bytes),
    }
}

fn decode_gb18030(bytes: &[u8]) -> Result<String, ImportProblem> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let not_text = |offset| ImportProblem::NotText { offset };
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.ok_or_else(|| not_text(0))?);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(bad, after), read) => {
            Err(not_text(read.saturating_sub(usize::from(bad) + usize::from(after))))
        }
        (DecoderResult::OutputFull, read) => Err(not_text(read)),
    }
}
