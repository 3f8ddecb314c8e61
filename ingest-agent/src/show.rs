//! Text for people: names made safe to print, sizes, short digests.

/// A name without control characters: nothing that a recorder calls its files moves a cursor or a log line.
pub(crate) fn sanitised(text: &str) -> String {
    text.chars()
        .map(|c| if is_hostile(c) { '\u{FFFD}' } else { c })
        .collect()
}

/// Control characters, and the marks that turn the direction of text.
pub(crate) fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// At most so many characters, with a sign that there were more.
pub(crate) fn shortened(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max.saturating_sub(1)).chain(['…']).collect()
}

/// `1.5 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}
