//! Enforcement objects of a case file, and the page about one of them.

use askama::Template;
use evidence_schema::case::ObjectKind;
use evidence_schema::wire::acts::{ObjectFound, ObjectView};

use super::super::super::face::escaped;
use super::super::super::show::{Moment, moment, name};
use super::super::super::words::Words;
use super::super::cases::CaseLine;
use super::super::clips::ClipLine;
use super::super::frame::Frame;
use super::super::ledger::actor_words;
use super::super::problem::FormErrors;
use super::acts::ActCard;
use super::{Option3, object_key};
use crate::app::ledger::names::LedgerNames;

/// One object.
pub struct ObjectLine {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Whether it is the party.
    pub is_party: bool,
    /// Its name.
    pub name: Option<String>,
    /// Its number; a person's is masked.
    pub number: Option<String>,
    /// Whether the number does not read as such numbers do.
    pub is_unusual: bool,
    /// Where everything about it is found; absent for a masked number without a name.
    pub search: Option<String>,
    /// When it was entered.
    pub stated: Moment,
    /// By whom.
    pub by: String,
}

impl ObjectLine {
    /// One object as shown.
    pub fn new(t: Words, names: &LedgerNames, object: &ObjectView) -> Self {
        let number = object.number.as_deref().filter(|_| object.kind != ObjectKind::Person);
        let words = number.or(object.name.as_deref());
        Self {
            id: object.object_id.to_string(),
            kind: t.key(object_key(object.kind)),
            is_party: object.is_party,
            name: object.name.as_deref().map(name),
            number: object.number.as_deref().map(name),
            is_unusual: object.is_usual == Some(false),
            search: words.map(|words| format!("/objects?q={}", escaped(words))),
            stated: moment(object.stated_at),
            by: actor_words(t, names, &object.stated_by),
        }
    }
}

/// What was typed of an object.
#[derive(Debug, Clone, Default)]
pub struct ObjectForm {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Number.
    pub number: String,
    /// Whether it is the party.
    pub is_party: bool,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl ObjectForm {
    /// Kinds to choose from.
    pub fn kinds(&self, t: Words) -> Vec<Option3> {
        let one = |k: &ObjectKind| (k.as_str().to_owned(), t.key(object_key(*k)), k.as_str() == self.kind);
        ObjectKind::ALL.iter().map(one).collect()
    }
}

/// The page about one object.
#[derive(Template)]
#[template(path = "objects.html")]
pub struct ObjectsPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// What was typed.
    pub words: String,
    /// Whether something was looked for.
    pub is_asked: bool,
    /// Case files with it.
    pub found: Vec<FoundCard>,
    /// There are more.
    pub is_cut: bool,
    /// What is wrong with the words.
    pub errors: FormErrors,
}

/// One case file with what was looked for.
pub struct FoundCard {
    /// The case file.
    pub case: CaseLine,
    /// Its objects that fit.
    pub objects: Vec<ObjectLine>,
    /// Its acts, each with its clips.
    pub acts: Vec<(ActCard, Vec<ClipLine>)>,
    /// Clips that stand for no act.
    pub clips: Vec<ClipLine>,
}

impl FoundCard {
    /// One case file as shown.
    pub fn new(t: Words, names: &LedgerNames, found: &ObjectFound) -> Self {
        let acts = found.acts.iter().map(|act| {
            let own = found.clips.iter().filter(|clip| clip.act_ids.contains(&act.act_id));
            (
                ActCard::new(t, names, act),
                own.map(|clip| ClipLine::new(t, &clip.clip)).collect(),
            )
        });
        let others = found.clips.iter().filter(|clip| clip.act_ids.is_empty());
        Self {
            case: CaseLine::new(t, &found.case),
            objects: found
                .objects
                .iter()
                .map(|object| ObjectLine::new(t, names, object))
                .collect(),
            acts: acts.collect(),
            clips: others.map(|clip| ClipLine::new(t, &clip.clip)).collect(),
        }
    }
}
