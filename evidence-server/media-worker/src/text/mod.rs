//! Text out of a file made harmless: valid, short, without control characters.
//!
//! What must stay true: whatever bytes come in, at most the bound of characters comes out, none of them a control
//! character or a mark that turns the direction of writing. Nothing is guessed about the encoding.

use evidence_schema::wire::media::limits::TEXT_CHARS_MAX;

/// What replaces bytes that are not UTF-8 and characters that do not belong into a line of text.
const REPLACEMENT: char = '\u{fffd}';

/// The bytes as a plain line of text.
pub(crate) fn plain(bytes: &[u8]) -> String {
    // Four bytes make a character at most, so nothing beyond these can be among the first characters.
    let enough = bytes.get(..TEXT_CHARS_MAX * 4).unwrap_or(bytes);
    let text = String::from_utf8_lossy(enough);
    text.trim()
        .chars()
        .map(|c| if is_harmless(c) { c } else { REPLACEMENT })
        .take(TEXT_CHARS_MAX)
        .collect()
}

fn is_harmless(character: char) -> bool {
    let turns_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !character.is_control() && !turns_direction
}

#[cfg(test)]
mod tests;
