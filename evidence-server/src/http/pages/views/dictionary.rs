//! The field dictionary as the page shows it, with what belongs to this agency and to this server: tags, classes, findings.

use askama::Template;
use evidence_schema::dictionary::dictionary;
use evidence_schema::ledger_import::catalogue::Catalogue;
use evidence_schema::wire::dictionary::{Dictionary, DictionaryWord, WordList};
use evidence_schema::wire::marks::MarkCatalogue;

use super::super::words::{Language, Words};
use super::findings::KINDS;
use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "dictionary.html")]
pub struct DictionaryPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Everything.
    pub dictionary: Dictionary,
}

fn list(name: &str, (chinese, english): (&str, &str), words: Vec<DictionaryWord>) -> WordList {
    WordList {
        name: name.to_owned(),
        chinese: chinese.to_owned(),
        english: english.to_owned(),
        words,
    }
}

fn word((code, chinese, english): (&str, &str, &str)) -> DictionaryWord {
    DictionaryWord {
        code: code.to_owned(),
        chinese: chinese.to_owned(),
        english: english.to_owned(),
    }
}

/// The types of act that the catalogue in force knows.
fn act_list(act_types: &Catalogue) -> WordList {
    let words = act_types.types.iter().map(|one| {
        let (chinese, english) = (&one.name.chinese, &one.name.english);
        word((chinese, chinese, english))
    });
    let titles = (
        "行为类型（本单位现行清单，也可用其他文字）",
        "Act types of the catalogue in force; any other text is taken",
    );
    list("ActType", titles, words.collect())
}

/// What a person may be told to look at.
fn finding_list() -> WordList {
    let words = KINDS.iter().map(|(code, key, _)| {
        let (chinese, english) = (Words(Language::Chinese).key(*key), Words(Language::English).key(*key));
        word((code, &chinese, &english))
    });
    list("FindingKind", ("异常提示类型", "Kinds of findings"), words.collect())
}

/// Bodies and words of the code, this agency's types of act, tags and classes, the kinds of findings.
pub fn whole(marks: &MarkCatalogue, act_types: &Catalogue) -> Dictionary {
    let mut whole = dictionary();
    let tags = marks.tags.iter().map(|tag| word((&tag.word, &tag.zh, &tag.en)));
    let classes = marks
        .classes
        .iter()
        .map(|class| word((&class.word, &class.zh, &class.en)));
    whole.lists.extend([
        act_list(act_types),
        list("Tag", ("标签（本单位配置）", "Tags of this agency"), tags.collect()),
        list(
            "Class",
            ("无案件音像类别（本单位配置）", "Classes of this agency"),
            classes.collect(),
        ),
        finding_list(),
    ]);
    whole
}
