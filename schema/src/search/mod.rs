//! Search: what becomes of a text or a fact in the index, and of what somebody looks for.
//!
//! What must stay true: text and words go through the same [`fold`] and the same [`grams`], so that whatever stands in a
//! text is found by each part of it that is long enough, whichever width, case or separators it is typed with.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::ids::{CaseId, OfficerId, PersonId, UnitId};

#[cfg(test)]
mod tests;

/// Words in one question at most.
pub const WORDS_MAX: usize = 4;

/// A text that is folded so often changes no more.
const FOLDS_MAX: usize = 4;

/// A text as it is compared: compatibility forms made plain (full width becomes half width), lower case, letters and
/// digits only. `浙Ａ·１２３４５` becomes `浙a12345`.
pub fn fold(text: &str) -> String {
    let once = |text: &str| {
        let kept = text.nfkc().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect::<String>()
    };
    let mut folded = once(text);
    // Marks that stand side by side only now, and letters that become several, have an order and a form of their own.
    for _ in 0..FOLDS_MAX {
        let again = once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

/// Lengths of the parts of letters and digits. Each file name of a day holds the same threes; fives are rare.
const ASCII_LENGTHS: [usize; 2] = [3, 5];

/// Parts under which a folded text is found: two characters wherever one of them is not ASCII (a Chinese name has two),
/// else three and five.
pub fn grams(folded: &str) -> BTreeSet<String> {
    parts(folded, |_| &ASCII_LENGTHS)
}

/// Parts by which a folded text is looked for: the longest of [`grams`] that fit.
pub fn grams_asked(folded: &str) -> BTreeSet<String> {
    parts(folded, |run| {
        let fitting = ASCII_LENGTHS.partition_point(|length| *length <= run);
        &ASCII_LENGTHS[fitting.saturating_sub(1)..fitting]
    })
}

/// Pairs at characters that are not ASCII; of each run of others the parts of the lengths that are wanted of it.
fn parts(folded: &str, lengths: impl Fn(usize) -> &'static [usize]) -> BTreeSet<String> {
    let chars: Vec<char> = folded.chars().collect();
    let pairs = chars.windows(2).filter(|pair| !pair.iter().all(char::is_ascii));
    let runs = chars.split(|c| !c.is_ascii());
    let of_runs = runs.flat_map(|run| lengths(run.len()).iter().flat_map(|length| run.windows(*length)));
    pairs.chain(of_runs).map(|part| part.iter().collect()).collect()
}

/// Part of a text that somebody looks for, folded, long enough to be found by its grams.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(String);

/// Why something cannot be looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// Too few characters to be found by.
    #[error("{0:?} is too short to be looked for: two Chinese characters or three letters or digits at least")]
    Short(String),
    /// More words than one question may have.
    #[error("at most {WORDS_MAX} words can be looked for at once")]
    Many,
}

impl Word {
    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words of a question, divided by spaces; a text has to hold all of them.
///
/// # Errors
/// [`WordError`] when one is too short, or there are too many.
pub fn words(typed: &str) -> Result<Vec<Word>, WordError> {
    let mut words = Vec::new();
    for part in typed.split_whitespace() {
        let folded = fold(part);
        if grams(&folded).is_empty() {
            return Err(WordError::Short(part.chars().take(40).collect()));
        }
        words.push(Word(folded));
    }
    words.sort();
    words.dedup();
    if words.len() > WORDS_MAX {
        return Err(WordError::Many);
    }
    Ok(words)
}

/// A fact about a clip that lists can be narrowed to. Text form: `unit:unit-…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Nothing in particular: every clip.
    Any,
    /// Its state, as stored.
    State(String),
    /// Where it came from, as stored.
    Source(String),
    /// Serial of its device.
    Serial(String),
    /// Lead or assisting officer.
    Officer(OfficerId),
    /// The officers' unit, or one above it.
    Unit(UnitId),
    /// Nobody can say whose it is.
    Unassigned,
    /// A case file that it is linked to now.
    Case(CaseId),
    /// Key of an enforcement object of such a case file.
    Object(String),
    /// A tag that it bears now.
    Tag(String),
    /// Neither case file, matter nor a class without a case.
    Unsettled,
    /// Marked important by device or person.
    Important,
    /// A unit whose people may reach it: that of its officers, else of its recorder, those of its case files, and those
    /// above them. Only narrows; whether somebody may see it is asked again.
    Over(UnitId),
    /// A person who is a member of one of its case files.
    Member(PersonId),
    /// An officer who leads or assists in one of its case files.
    Handles(OfficerId),
    /// A person who brought it in.
    Brought(PersonId),
}

impl std::fmt::Display for Facet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::State(word) => write!(f, "state:{word}"),
            Self::Source(word) => write!(f, "source:{word}"),
            Self::Serial(serial) => write!(f, "serial:{serial}"),
            Self::Officer(id) => write!(f, "officer:{id}"),
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Unassigned => f.write_str("unassigned"),
            Self::Case(id) => write!(f, "case:{id}"),
            Self::Object(key) => write!(f, "object:{key}"),
            Self::Tag(word) => write!(f, "tag:{word}"),
            Self::Unsettled => f.write_str("unsettled"),
            Self::Important => f.write_str("important"),
            Self::Over(id) => write!(f, "over:{id}"),
            Self::Member(id) => write!(f, "member:{id}"),
            Self::Handles(id) => write!(f, "handles:{id}"),
            Self::Brought(id) => write!(f, "brought:{id}"),
        }
    }
}

/// Which of a clip's texts a gram is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Names and notes.
    Text,
    /// Places of acts.
    Place,
}

/// What the index holds of a clip, one number for each fact and gram: 63 bits of a SHA-256, so that nobody meets the
/// number of another one.
pub fn term(kind: &str, text: &str) -> i64 {
    let digest: [u8; 32] = Sha256::digest(format!("mingjing.search.v1\n{kind}\n{text}")).into();
    let number = digest
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    i64::try_from(number >> 1).unwrap_or(i64::MAX)
}

/// The term of a facet's text form.
pub fn facet_term(facet: &str) -> i64 {
    term("facet", facet)
}

impl Field {
    /// The term of a part of such a text.
    fn term(self, gram: &str) -> i64 {
        let kind = match self {
            Self::Text => "text",
            Self::Place => "place",
        };
        term(kind, gram)
    }
}

/// The terms of a folded text.
pub fn text_terms(field: Field, folded: &str) -> impl Iterator<Item = i64> {
    grams(folded).into_iter().map(move |gram| field.term(&gram))
}

/// The terms by which a word is looked for.
pub fn word_terms(field: Field, word: &Word) -> impl Iterator<Item = i64> {
    grams_asked(&word.0).into_iter().map(move |gram| field.term(&gram))
}

/// Everything under which a clip is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Text forms of its facets, one a line, sorted.
    pub facets: String,
    /// Folded names and notes, one a line.
    pub text: String,
    /// Folded places, one a line.
    pub place: String,
}

impl Found {
    /// From facts and texts as they are.
    pub fn new(facets: &BTreeSet<Facet>, texts: &[&str], places: &[&str]) -> Self {
        let lines = |texts: &[&str]| {
            let folded: BTreeSet<String> = texts.iter().map(|t| fold(t)).filter(|t| !t.is_empty()).collect();
            folded.into_iter().collect::<Vec<_>>().join("\n")
        };
        let facets: BTreeSet<String> = facets.iter().map(Facet::to_string).collect();
        Self {
            facets: facets.into_iter().collect::<Vec<_>>().join("\n"),
            text: lines(texts),
            place: lines(places),
        }
    }

    /// Whether it answers a question: bears these facts, says all words and all places.
    pub fn holds(&self, facets: &BTreeSet<Facet>, (words, places): (&[Word], &[Word])) -> bool {
        let has = |facet: &Facet| {
            let text = facet.to_string();
            *facet == Facet::Any || self.facets.lines().any(|line| line == text)
        };
        let says = |text: &str, word: &Word| text.lines().any(|line| line.contains(word.as_str()));
        facets.iter().all(has)
            && words.iter().all(|word| says(&self.text, word))
            && places.iter().all(|word| says(&self.place, word))
    }

    /// The terms that the index holds of it.
    pub fn terms(&self) -> BTreeSet<i64> {
        let facets = self.facets.lines().map(facet_term);
        let texts = self.text.lines().flat_map(|line| text_terms(Field::Text, line));
        let places = self.place.lines().flat_map(|line| text_terms(Field::Place, line));
        let any = std::iter::once(facet_term(&Facet::Any.to_string()));
        any.chain(facets).chain(texts).chain(places).collect()
    }
}
