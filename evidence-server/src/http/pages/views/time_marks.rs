//! Marks of a clip as its page shows them.

use evidence_schema::marks::MarkKind;
use evidence_schema::wire::time_marks::{MarkChoice, TimeMarkList, TimeMarkView};

use super::super::show::{Moment, moment, name};
use super::super::words::{Key, Words};
use super::problem::FormErrors;

/// Number keys of a keyboard.
const KEYS: usize = 9;

/// The card.
#[derive(Default)]
pub struct TimeMarksCard {
    /// Marks that stand, by their place.
    pub marks: Vec<TimeMarkLine>,
    /// What can be marked.
    pub choices: Vec<ChoiceLine>,
    /// The visitor may.
    pub may_mark: bool,
    /// What is wrong with what was typed.
    pub errors: FormErrors,
}

/// One mark.
pub struct TimeMarkLine {
    /// Its id.
    pub id: String,
    /// Its place.
    pub place: String,
    /// In seconds, for the player.
    pub seconds: String,
    /// What it says.
    pub kind: String,
    /// In its words.
    pub words: String,
    /// By whom.
    pub by: String,
    /// When.
    pub stated: Moment,
}

/// Something to mark.
pub struct ChoiceLine {
    /// Its number key.
    pub number: Option<usize>,
    /// `element` or `phrase`.
    pub kind: &'static str,
    /// What the mark says.
    pub words: String,
    /// The same in the reader's language.
    pub shown: String,
}

const fn kind_key(kind: MarkKind) -> Key {
    match kind {
        MarkKind::Element => Key("mark-kind-element"),
        MarkKind::Phrase => Key("mark-kind-phrase"),
        MarkKind::Note => Key("mark-kind-note"),
    }
}

/// A place as a player shows it: `0:12:03.500`.
fn place(at_ms: u64) -> String {
    let s = at_ms / 1000;
    format!("{}:{:02}:{:02}.{:03}", s / 3600, s / 60 % 60, s % 60, at_ms % 1000)
}

/// The words of a mark in the reader's language, where the catalogue has them.
fn shown(t: Words, list: &TimeMarkList, (kind, words): (MarkKind, &str)) -> String {
    let is_meant = |choice: &&MarkChoice| choice.kind == kind && choice.chinese == words;
    let known = list.choices.iter().find(is_meant).filter(|_| t.is_english());
    known.map_or_else(|| name(words), |choice| name(&choice.english))
}

impl TimeMarksCard {
    /// The card of one clip.
    pub fn new(t: Words, list: &TimeMarkList) -> Self {
        let mark = |mark: &TimeMarkView| TimeMarkLine {
            id: mark.mark_id.to_string(),
            place: place(mark.at_ms),
            seconds: format!("{}.{:03}", mark.at_ms / 1000, mark.at_ms % 1000),
            kind: t.key(kind_key(mark.kind)),
            words: shown(t, list, (mark.kind, &mark.words)),
            by: name(&mark.stated_by),
            stated: moment(mark.stated_at),
        };
        let choice = |(at, choice): (usize, &MarkChoice)| ChoiceLine {
            number: Some(at + 1).filter(|number| *number <= KEYS),
            kind: choice.kind.as_str(),
            words: choice.chinese.clone(),
            shown: shown(t, list, (choice.kind, &choice.chinese)),
        };
        Self {
            marks: list.marks.iter().map(mark).collect(),
            choices: list.choices.iter().enumerate().map(choice).collect(),
            may_mark: list.may_mark,
            errors: FormErrors::default(),
        }
    }
}
