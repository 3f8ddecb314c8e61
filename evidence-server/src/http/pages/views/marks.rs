//! What was said of a clip, as pages show it: tags, importance, what settles it; one deed for several clips.

use askama::Template;
use evidence_schema::marks::{DeviceMark, ImportanceVerdict, TagAct};
use evidence_schema::wire::marks::{ClipStanding, MarkCatalogue, MarkVersions, Said, StandingTag};

use super::super::show::{Moment, moment, name};
use super::super::words::{Key, Words};
use super::frame::Frame;
use super::problem::FormErrors;
use crate::app::marks::deeds::{Changed, Deed};

/// A word and what people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Stable word.
    pub word: String,
    /// Name in the reader's language.
    pub name: String,
}

/// Tags and classes to choose from.
#[derive(Debug, Clone, Default)]
pub struct MarkChoices {
    /// Tags, in the order of their number keys.
    pub tags: Vec<Choice>,
    /// Classes that settle a clip without a case.
    pub classes: Vec<Choice>,
    /// Every class.
    pub all_classes: Vec<Choice>,
}

fn named(known: &[Choice], word: &str) -> String {
    let found = known.iter().find(|choice| choice.word == word);
    found.map_or_else(|| name(word), |choice| choice.name.clone())
}

impl MarkChoices {
    /// In the reader's language.
    pub fn new(t: Words, list: &MarkCatalogue) -> Self {
        let choice = |word: &str, zh: &str, en: &str| Choice {
            word: word.to_owned(),
            name: if t.is_english() { en } else { zh }.to_owned(),
        };
        let class = |kind: &evidence_schema::wire::marks::ClassKind| choice(&kind.word, &kind.zh, &kind.en);
        Self {
            tags: list
                .tags
                .iter()
                .map(|tag| choice(&tag.word, &tag.zh, &tag.en))
                .collect(),
            classes: list.classes.iter().filter(|kind| !kind.needs_case).map(class).collect(),
            all_classes: list.classes.iter().map(class).collect(),
        }
    }

    /// Name of a tag; of one that the list does not know, its word.
    pub fn tag(&self, word: &str) -> String {
        named(&self.tags, word)
    }

    /// Name of a class.
    pub fn class(&self, word: &str) -> String {
        named(&self.all_classes, word)
    }

    /// What a deed is, in words.
    fn deed(&self, t: Words, deed: &Deed) -> String {
        match deed {
            Deed::Tag(TagAct::Put, word) => t.with("deed-put", self.tag(word)),
            Deed::Tag(TagAct::Confirmed, word) => t.with("deed-confirm", self.tag(word)),
            Deed::Tag(TagAct::TakenOff, word) => t.with("deed-take-off", self.tag(word)),
            Deed::Importance(verdict) => t.key(verdict_key(*verdict)),
            Deed::Settle(Some(class)) => t.with("deed-settle", self.class(class)),
            Deed::Settle(None) => t.say("deed-unsettle"),
            Deed::Link(number) => t.with("deed-link", name(number)),
            Deed::Unlink(number) => t.with("deed-unlink", name(number)),
        }
    }

    /// Whether it shall be done to so many.
    pub fn question(&self, t: Words, deed: &Deed, count: usize) -> String {
        let blanks = [("what", self.deed(t, deed)), ("number", count.to_string())];
        t.fill("marks-sure", &blanks)
    }

    /// What was done to so many of so many.
    pub fn answer(&self, t: Words, deed: &Deed, (changed, chosen): (usize, usize)) -> String {
        let blanks = [
            ("what", self.deed(t, deed)),
            ("number", changed.to_string()),
            ("left", chosen.saturating_sub(changed).to_string()),
        ];
        if changed == chosen {
            t.fill("marks-done", &blanks)
        } else {
            t.fill("marks-done-some", &blanks)
        }
    }
}

/// Asks before many clips are changed.
#[derive(Template)]
#[template(path = "marks_sure.html")]
pub struct ChosenPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// What would be done, to how many.
    pub question: String,
    /// As the form sends it.
    pub deed: String,
    /// Why.
    pub reason: String,
    /// Ids of the clips.
    pub clips: Vec<String>,
    /// Where the visitor came from.
    pub back: String,
}

/// Says what was done, and offers to undo it.
#[derive(Template)]
#[template(path = "marks_done.html")]
pub struct DonePage {
    t: Words,
    frame: Frame,
    answer: String,
    /// Clip and deed that undoes.
    undo: Vec<(String, String)>,
    back: String,
}

impl DonePage {
    /// After a deed.
    pub fn new((t, frame): (Words, Frame), answer: String, (changed, back): (&[Changed], String)) -> Self {
        let undo = changed.iter().filter_map(|changed| {
            let deed = changed.undo.as_ref()?;
            Some((changed.clip_id.to_string(), deed.to_string()))
        });
        Self {
            t,
            frame,
            answer,
            undo: undo.collect(),
            back,
        }
    }
}

/// A tag that stands on the clip.
pub struct TagChip {
    /// Its word.
    pub word: String,
    /// Its name.
    pub name: String,
    /// Nobody has confirmed it.
    pub is_waiting: bool,
    /// Said at a dock.
    pub is_by_dock: bool,
    /// It keeps the recorder's file where it is.
    pub bars_clearing: bool,
}

/// One thing that was said.
pub struct SaidLine {
    /// What, in words.
    pub what: String,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
}

/// What was said of one clip.
pub struct MarksCard {
    /// Tags that stand.
    pub tags: Vec<TagChip>,
    /// Number key, word and name of tags that can be put on.
    pub offers: Vec<(usize, Choice)>,
    /// Where the device's mark stands: word for the style, words.
    pub device: Option<(&'static str, String)>,
    /// Marked important by a person.
    pub is_marked_by_person: bool,
    /// It has a case file, a matter or a stated class.
    pub is_settled: bool,
    /// Class without a case that was stated.
    pub class: Option<String>,
    /// Classes that can be stated.
    pub classes: Vec<Choice>,
    /// Word of the class that a tag proposes and that can be stated.
    pub proposed: Option<Choice>,
    /// Names of classes that tags propose and that need a case file.
    pub needs_case: Vec<String>,
    /// Newest first.
    pub history: Vec<SaidLine>,
    /// What was wrong with what was sent.
    pub errors: FormErrors,
}

const fn verdict_key(verdict: ImportanceVerdict) -> Key {
    match verdict {
        ImportanceVerdict::Confirmed => Key("importance-confirmed"),
        ImportanceVerdict::NotImportant => Key("importance-denied"),
        ImportanceVerdict::Marked => Key("importance-marked"),
        ImportanceVerdict::TakenBack => Key("importance-taken-back"),
    }
}

const fn device_key(mark: DeviceMark) -> Key {
    match mark {
        DeviceMark::Waits => Key("device-mark-waits"),
        DeviceMark::Confirmed => Key("device-mark-confirmed"),
        DeviceMark::Denied => Key("device-mark-denied"),
    }
}

fn line(what: String, said: &Said) -> SaidLine {
    SaidLine {
        what,
        at: moment(said.at),
        by: name(&said.by),
        reason: said.reason.as_deref().map(name),
    }
}

fn history(t: Words, choices: &MarkChoices, said: &MarkVersions) -> Vec<SaidLine> {
    let tags = said.tags.iter().map(|version| {
        let deed = Deed::Tag(version.act, version.word.clone());
        (version.said.at, line(choices.deed(t, &deed), &version.said))
    });
    let importance = said.importance.iter().map(|version| {
        let what = t.key(verdict_key(version.verdict));
        (version.said.at, line(what, &version.said))
    });
    let settlement = said.settlement.iter().map(|version| {
        let deed = Deed::Settle(version.class.clone());
        (version.said.at, line(choices.deed(t, &deed), &version.said))
    });
    let mut lines: Vec<_> = tags.chain(importance).chain(settlement).collect();
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Tags that stand, with their names.
fn chips(choices: &MarkChoices, standing: &ClipStanding) -> Vec<TagChip> {
    let chip = |tag: &StandingTag| TagChip {
        word: tag.word.clone(),
        name: choices.tag(&tag.word),
        is_waiting: tag.is_waiting,
        is_by_dock: tag.is_by_dock,
        bars_clearing: tag.bars_clearing,
    };
    standing.tags.iter().map(chip).collect()
}

/// Words of the classes that the tags that stand propose.
fn proposed<'a>(list: &'a MarkCatalogue, standing: &ClipStanding) -> Vec<&'a str> {
    let stands = |word: &str| standing.tags.iter().any(|tag| tag.word == word);
    let kinds = list.tags.iter().filter(|kind| stands(&kind.word));
    kinds.filter_map(|kind| kind.class.as_deref()).collect()
}

/// Names of proposed classes that need a case file, while no case file settles the clip.
fn needs_case(choices: &MarkChoices, list: &MarkCatalogue, standing: &ClipStanding) -> Vec<String> {
    let proposed = proposed(list, standing);
    let classes = list.classes.iter().filter(|class| class.needs_case);
    let has_no_case = !standing.is_settled || standing.class.is_some();
    let wanted = classes.filter(|class| has_no_case && proposed.contains(&class.word.as_str()));
    wanted.map(|class| choices.class(&class.word)).collect()
}

/// The proposed class that can be stated, while nothing settles the clip.
fn can_be_stated(choices: &MarkChoices, list: &MarkCatalogue, standing: &ClipStanding) -> Option<Choice> {
    let proposed = proposed(list, standing);
    let mut classes = choices.classes.iter();
    let found = classes.find(|choice| proposed.contains(&choice.word.as_str()));
    found.filter(|_| !standing.is_settled).cloned()
}

/// Number key and name of each tag that is not on the clip.
fn offers(choices: &MarkChoices, standing: &ClipStanding) -> Vec<(usize, Choice)> {
    let stands = |word: &str| standing.tags.iter().any(|tag| tag.word == word);
    let numbered = (1..).zip(choices.tags.iter().cloned());
    numbered.filter(|(_, choice)| !stands(&choice.word)).collect()
}

impl MarksCard {
    /// What was said of a clip, as shown.
    pub fn new(t: Words, list: &MarkCatalogue, said: &MarkVersions) -> Self {
        let (choices, standing) = (MarkChoices::new(t, list), &said.standing);
        let device = |mark: DeviceMark| (mark.as_str(), t.key(device_key(mark)));
        Self {
            tags: chips(&choices, standing),
            offers: offers(&choices, standing),
            device: standing.device_mark.map(device),
            is_marked_by_person: standing.is_marked_by_person,
            is_settled: standing.is_settled,
            class: standing.class.as_deref().map(|word| choices.class(word)),
            proposed: can_be_stated(&choices, list, standing),
            needs_case: needs_case(&choices, list, standing),
            history: history(t, &choices, said),
            classes: choices.classes,
            errors: FormErrors::default(),
        }
    }
}
