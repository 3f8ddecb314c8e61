//! The agency's tags and classes, and its reasons for gaps: the presets, or files of its own.
//!
//! What must stay true: a list that contradicts itself is refused with the line that is wrong, never half used.

use std::collections::BTreeSet;

use evidence_schema::explanation::GapReason;
use evidence_schema::limits::{GAP_REASONS_MAX, MARK_KINDS_MAX, MARK_NAME_CHARS_MAX, MARK_WORD_CHARS_MAX};
use evidence_schema::wire::marks::{ClassKind, MarkCatalogue, TagKind};
use serde::Deserialize;
use toml::Spanned;

#[cfg(test)]
mod tests;

/// What is offered when the configuration names no file.
pub const PRESET: &str = include_str!("../../../fixtures/tags/preset.toml");

/// Reasons for gaps when the configuration names no file.
pub const REASONS_PRESET: &str = include_str!("../../../fixtures/gap_reasons/preset.toml");

/// What is wrong with a list, and in which line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct TagListError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    class: Vec<ClassFile>,
    tag: Vec<TagFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    word: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    needs_case: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagFile {
    word: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    class: Option<Spanned<String>>,
    act_type: Option<Spanned<String>>,
    bars_clearing: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonsFile {
    reason: Vec<ReasonFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonFile {
    word: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
}

/// The text of a list, for lines.
struct Source<'a>(&'a str);

impl Source<'_> {
    fn error(&self, at: usize, message: impl Into<String>) -> TagListError {
        let before = self.0.get(..at).unwrap_or(self.0);
        TagListError {
            line: before.matches('\n').count() + 1,
            message: message.into(),
        }
    }

    fn wrong<T>(&self, place: &Spanned<T>, message: impl Into<String>) -> TagListError {
        self.error(place.span().start, message)
    }

    /// Stable words: what stands in the log is plain.
    fn check_words<'a>(&self, words: impl Iterator<Item = &'a Spanned<String>>) -> Result<(), TagListError> {
        let mut known = BTreeSet::new();
        for (count, word) in words.enumerate() {
            let text = word.get_ref().as_str();
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let begins_well = text.starts_with(|c: char| c.is_ascii_lowercase());
            if !begins_well || !text.chars().all(is_plain) || text.len() > MARK_WORD_CHARS_MAX {
                let message = format!(
                    "the word {text:?} must begin with a small letter and have at most {MARK_WORD_CHARS_MAX} small \
                     letters, digits or `_`"
                );
                return Err(self.wrong(word, message));
            }
            if !known.insert(text) {
                return Err(self.wrong(word, format!("the word {text:?} is there twice")));
            }
            if count >= MARK_KINDS_MAX {
                return Err(self.wrong(word, format!("at most {MARK_KINDS_MAX} of a kind")));
            }
        }
        Ok(())
    }

    fn name(&self, name: &Spanned<String>) -> Result<String, TagListError> {
        let text = name.get_ref().trim();
        let is_shown = !text.is_empty() && !text.chars().any(char::is_control);
        if is_shown && text.chars().count() <= MARK_NAME_CHARS_MAX {
            return Ok(text.to_owned());
        }
        let message = format!("a name has 1 to {MARK_NAME_CHARS_MAX} printable characters");
        Err(self.wrong(name, message))
    }

    fn class(&self, file: ClassFile) -> Result<ClassKind, TagListError> {
        Ok(ClassKind {
            word: file.word.into_inner(),
            zh: self.name(&file.zh)?,
            en: self.name(&file.en)?,
            needs_case: file.needs_case,
        })
    }

    fn tag(&self, file: TagFile, classes: &[ClassKind]) -> Result<TagKind, TagListError> {
        if let Some(class) = &file.class
            && classes.iter().all(|known| known.word != *class.get_ref())
        {
            let message = format!("there is no class with the word {:?}", class.get_ref());
            return Err(self.wrong(class, message));
        }
        Ok(TagKind {
            word: file.word.into_inner(),
            zh: self.name(&file.zh)?,
            en: self.name(&file.en)?,
            class: file.class.map(Spanned::into_inner),
            act_type: file.act_type.map(|name| self.name(&name)).transpose()?,
            bars_clearing: file.bars_clearing,
        })
    }
}

/// Reads a list.
///
/// # Errors
/// [`TagListError`] with the line.
pub fn read(text: &str) -> Result<MarkCatalogue, TagListError> {
    let source = Source(text);
    let file: ListFile = toml::from_str(text)
        .map_err(|e| source.error(e.span().map_or(0, |span| span.start), e.message().replace('\n', " ")))?;
    source.check_words(file.class.iter().map(|class| &class.word))?;
    source.check_words(file.tag.iter().map(|tag| &tag.word))?;
    let classes: Result<Vec<ClassKind>, _> = file.class.into_iter().map(|class| source.class(class)).collect();
    let classes = classes?;
    let tags: Result<Vec<TagKind>, _> = file.tag.into_iter().map(|tag| source.tag(tag, &classes)).collect();
    Ok(MarkCatalogue { tags: tags?, classes })
}

/// Reads a list of reasons for gaps.
///
/// # Errors
/// [`TagListError`] with the line.
pub fn read_reasons(text: &str) -> Result<Vec<GapReason>, TagListError> {
    let source = Source(text);
    let file: ReasonsFile = toml::from_str(text)
        .map_err(|e| source.error(e.span().map_or(0, |span| span.start), e.message().replace('\n', " ")))?;
    source.check_words(file.reason.iter().map(|reason| &reason.word))?;
    if file.reason.is_empty() || file.reason.len() > GAP_REASONS_MAX {
        return Err(source.error(0, format!("1 to {GAP_REASONS_MAX} reasons")));
    }
    let one = |reason: ReasonFile| {
        Ok(GapReason {
            word: reason.word.into_inner(),
            zh: source.name(&reason.zh)?,
            en: source.name(&reason.en)?,
        })
    };
    file.reason.into_iter().map(one).collect()
}
