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

    /// How numbers of this year begin, up to the running number.
    pub fn prefix(&self, year: i32) -> String {
        let before = self.parts.iter().take_while(|part| **part != Part::Number);
        before.map(|part| part.written(year)).collect()
    }

    /// The number after the highest one of this year, as wide as that one is; 1 where there is none. Absent when no
    /// further number fits.
    pub fn next<'a>(&self, year: i32, taken: impl Iterator<Item = &'a str>) -> Option<String> {
        let running = taken.filter_map(|number| self.running(number, year));
        let highest = running.max_by_key(|digits| (digits.parse::<u32>().unwrap_or(0), digits.len()));
        let (last, width) = highest.map_or((0, 1), |digits| (digits.parse().unwrap_or(0), digits.len()));
        let next = format!("{:0width$}", u32::checked_add(last, 1)?);
        let written = self.parts.iter().map(|part| match part {
            Part::Number => next.clone(),
            other => other.written(year),
        });
        let number: String = written.collect();
        (next.len() <= NUMBER_DIGITS_MAX && number.chars().count() <= CASE_NUMBER_CHARS_MAX).then_some(number)
    }

    /// The running number of a case number of this year.
    fn running<'a>(&self, number: &'a str, year: i32) -> Option<&'a str> {
        let (mut rest, mut running) = (number.trim(), None);
        for part in &self.parts {
            let after = part.taken_from(rest)?;
            let own = rest.strip_suffix(after)?;
            match part {
                Part::Year if own != part.written(year) => return None,
                Part::Number => running = Some(own),
                Part::Year | Part::Text(_) => {}
            }
            rest = after;
        }
        running.filter(|_| rest.is_empty())
    }
}

impl Part {
    /// As it stands in a number of this year; the running number is another's business.
    fn written(&self, year: i32) -> String {
        match self {
            Self::Text(own) => own.clone(),
            Self::Year => format!("{year:04}"),
            Self::Number => String::new(),
        }
    }

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
