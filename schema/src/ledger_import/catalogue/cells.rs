//! Cells that only the act catalogue has: lists of named things, words.

use super::Named;
use crate::ledger_import::cells::{Parsed, name, narrow};
use crate::ledger_import::errors::ImportProblem;
use crate::limits::{CATALOGUE_PARTS_MAX, TITLE_CHARS_MAX};

/// `表明身份/stating identity`, several separated by `;`, in their order.
pub(super) fn named(cell: &str) -> Parsed<Vec<Named>> {
    parts(cell)?.into_iter().map(one_named).collect()
}

fn one_named(text: &str) -> Parsed<Named> {
    let both = text
        .split_once(['/', '／'])
        .map(|(chinese, english)| (chinese.trim(), english.trim()));
    match both {
        Some((chinese, english)) if !chinese.is_empty() && !english.is_empty() => Ok(Named {
            chinese: name(chinese)?,
            english: name(english)?,
        }),
        _ => Err(ImportProblem::NotNamed),
    }
}

/// Sentences, separated by `;`, in their order.
pub(super) fn phrases(cell: &str) -> Parsed<Vec<String>> {
    parts(cell)?.into_iter().map(name).collect()
}

/// Words of small letters, digits and `_`, separated by `;`.
pub(super) fn words(cell: &str) -> Parsed<Vec<String>> {
    parts(cell)?.into_iter().map(word).collect()
}

/// One such word.
pub(super) fn word(cell: &str) -> Parsed<String> {
    let text = narrow(cell);
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let is_short = text.chars().count() <= TITLE_CHARS_MAX;
    if !text.is_empty() && is_short && text.chars().all(is_word) {
        Ok(text)
    } else {
        Err(ImportProblem::NotACode)
    }
}

fn parts(cell: &str) -> Parsed<Vec<&str>> {
    let parts: Vec<&str> = cell
        .split([';', '；'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let parts_max = CATALOGUE_PARTS_MAX;
    if parts.len() > parts_max {
        return Err(ImportProblem::TooManyParts { parts_max });
    }
    Ok(parts)
}
