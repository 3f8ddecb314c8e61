//! How a unit writes its case numbers: `浙交执罚〔{year}〕{n}号`. A number fits a pattern or it does not; nothing is guessed.
//!
//! What must stay true: every character outside of the two placeholders is compared as it is; a pattern that could be read
//! in two ways is refused.

use crate::limits::CASE_NUMBER_CHARS_MAX;

#[cfg(test)]
mod tests;

/// Digits of a running number.
const NUMBER_DIGITS_MAX: usize = 9;
const YEAR_DIGITS: usize = 4;

/// How a unit writes its case numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// `{year}`: four digits.
    Year,
    /// `{n}`: one to nine digits.
    Number,
}

/// Why a text is not a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Empty, too long or with characters that cannot be printed.
    #[error("a pattern has 1 to {CASE_NUMBER_CHARS_MAX} printable characters")]
    Shape,
    /// Something else in braces, or a brace alone.
    #[error("only {{year}} and {{n}} stand in braces")]
    Placeholder,
    /// No running number, or several.
    #[error("{{n}} stands for the running number and is there exactly once")]
    Number,
    /// A digit follows the running number: where it ends would be a guess.
    #[error("no digit and no {{year}} may follow {{n}} directly")]
    Ambiguous,
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

impl std::str::FromStr for NumberPattern {
    type Err = PatternError;
    fn from_str(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > CASE_NUMBER_CHARS_MAX || text.chars().any(char::is_control) {
            return Err(PatternError::Shape);
        }
        let parts = parts_of(text)?;
        if parts.iter().filter(|part| **part == Part::Number).count() != 1 {
            return Err(PatternError::Number);
        }
        let is_ambiguous = |pair: &[Part]| match pair {
            [Part::Number, Part::Year] => true,
            [Part::Number, Part::Text(text)] => text.starts_with(is_digit),
            _ => false,
        };
        if parts.windows(2).any(is_ambiguous) {
            return Err(PatternError::Ambiguous);
        }
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }
}

fn parts_of(text: &str) -> Result<Vec<Part>, PatternError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (word, behind) = after.split_once('}').ok_or(PatternError::Placeholder)?;
        push_text(&mut parts, before)?;
        parts.push(match word {
            "year" => Part::Year,
            "n" => Part::Number,
            _ => return Err(PatternError::Placeholder),
        });
        rest = behind;
    }
    push_text(&mut parts, rest)?;
    Ok(parts)
}

fn push_text(parts: &mut Vec<Part>, text: &str) -> Result<(), PatternError> {
    if text.contains('}') {
        return Err(PatternError::Placeholder);
    }
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
    Ok(())
}

impl NumberPattern {
    /// As it was stated.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a case number is written so.
    pub fn is_fit(&self, number: &str) -> bool {
        let mut rest = number.trim();
        for part in &self.parts {
            let Some(after) = part.taken_from(rest) else {
                return false;
            };
            rest = after;
        }
        rest.is_empty()
    }
}

impl Part {
    /// What follows this part at the beginning of a text.
    fn taken_from<'a>(&self, text: &'a str) -> Option<&'a str> {
        let digits = text.len() - text.trim_start_matches(is_digit).len();
        match self {
            Self::Text(own) => text.strip_prefix(own.as_str()),
            Self::Year => (digits >= YEAR_DIGITS).then(|| &text[YEAR_DIGITS..]),
            Self::Number => (1..=NUMBER_DIGITS_MAX).contains(&digits).then(|| &text[digits..]),
        }
    }
}
