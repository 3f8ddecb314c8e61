//! Text from strangers on a terminal: nothing in it moves the cursor or turns the direction of writing.

/// The text with control and direction characters written out.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || is_direction {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
