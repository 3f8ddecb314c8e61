//! Texts that were seen, each with its first and last moment.
//!
//! What must stay true: at most so many texts of at most so many characters, none of them with control characters.

use evidence_schema::wire::media::{SeenCode, limits::CODE_CHARS_MAX, limits::CODES_MAX};

/// See the top of the file.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    stream: u32,
    codes: Vec<SeenCode>,
    total: usize,
}

impl Seen {
    pub(crate) fn new(stream: u32) -> Self {
        Self {
            stream,
            ..Self::default()
        }
    }

    /// A text that cannot be kept whole is not kept at all.
    pub(crate) fn add(&mut self, text: &str, at_ms: i64) {
        if text.is_empty() || text.chars().count() > CODE_CHARS_MAX || text.chars().any(char::is_control) {
            return;
        }
        if let Some(known) = self.codes.iter_mut().find(|code| code.text == text) {
            known.first_ms = known.first_ms.min(at_ms);
            known.last_ms = known.last_ms.max(at_ms);
            return;
        }
        self.total += 1;
        if self.codes.len() < CODES_MAX {
            self.codes.push(SeenCode {
                text: text.to_owned(),
                stream: self.stream,
                first_ms: at_ms,
                last_ms: at_ms,
            });
        }
    }

    /// What was seen, in the order of first sight, and how many texts there were.
    pub(crate) fn finish(self) -> (Vec<SeenCode>, usize) {
        (self.codes, self.total)
    }
}
