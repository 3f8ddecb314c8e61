//! Every sentence about a field that this program can say is known here: the code is searched for them.

use std::collections::BTreeMap;

use evidence_schema::case::CaseNumber;
use evidence_schema::rules::case_number::PatternError;
use evidence_schema::search::WordError;

use super::{of_uploads, said, sentence_key};
use crate::http::pages::words::{Key, Language, Words, each_source};

/// What only programs are told: docks and case systems have no page.
const FOR_PROGRAMS: &[&str] = &[
    "32 bytes in base64 are expected.",
    "A word of small letters and _ is expected.",
    "A dock puts a tag on or takes it off; people confirm.",
    "A dock sends captures and nothing else.",
];
/// Places that hand on what another place says; each is asked in a test of its own.
const HANDED_ON: &[&str] = &[
    "e.to_string()",
    "words",
    "message",
    "{e}.",
    "{shown}{}",
    "{error}.",
    "refusal.english()",
    "told(view, one)",
];

/// The text literal at the beginning of some code.
fn literal(code: &str) -> Option<String> {
    let mut chars = code.strip_prefix('"')?.chars().peekable();
    let mut text = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(text),
            '\\' if chars.peek() == Some(&'\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            '\\' => text.push(chars.next()?),
            other => text.push(other),
        }
    }
}

/// Numbers by the names of the constants that hold them.
fn constants() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (_, code) in ["src", "../schema/src"].iter().flat_map(|folder| each_source(folder)) {
        for rest in code.split("const ").skip(1) {
            let name = rest.split(':').next().unwrap_or_default();
            let value = rest.split("= ").nth(1).and_then(|value| value.split(';').next());
            let number = value.filter(|value| value.chars().all(|c| c.is_ascii_digit()));
            if let Some(number) = number {
                found.insert(name.to_owned(), number.to_owned());
            }
        }
    }
    found
}

/// A pattern of `format!` with something in every blank.
fn filled(pattern: &str, constants: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for (place, part) in pattern.split('{').enumerate() {
        let Some((name, rest)) = part.split_once('}').filter(|_| place > 0) else {
            out.push_str(part);
            continue;
        };
        out.push_str(constants.get(name).map_or("11", String::as_str));
        out.push_str(rest);
    }
    out
}

/// What is said of a field: the words themselves, or the name that they have.
fn said_there(code: &str, at: usize) -> String {
    let call = code.get(at..).unwrap_or_default();
    let argument = call.split_once(',').map_or("", |(_, rest)| rest).trim_start();
    let argument = argument.strip_prefix("format!(").unwrap_or(argument).trim_start();
    if let Some(text) = literal(argument) {
        return text;
    }
    if argument.starts_with("match ") {
        return argument
            .find('"')
            .and_then(|at| literal(argument.get(at..)?))
            .unwrap_or_default();
    }
    let end = argument.find([';', ')']).unwrap_or(argument.len());
    let name: String = argument
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let before = code.get(..at).unwrap_or_default();
    let stated = [format!("let {name} ="), format!("const {name}:")];
    let stated = stated
        .iter()
        .find_map(|begin| before.get(before.rfind(begin.as_str())?..));
    let text = stated.and_then(|stated| literal(stated.get(stated.find('"')?..)?));
    text.unwrap_or_else(|| argument.get(..end).unwrap_or_default().to_owned() + if name.len() < end { ")" } else { "" })
}

#[test]
fn every_sentence_about_a_field_has_its_words() {
    let constants = constants();
    let (mut asked, mut unknown) = (0, Vec::new());
    for (path, code) in each_source("src") {
        let calls = ["AppError::invalid(", ".field("];
        for at in calls.iter().flat_map(|call| code.match_indices(call)).map(|(at, _)| at) {
            let text = said_there(&code, at);
            let is_elsewhere = HANDED_ON.contains(&text.as_str()) || FOR_PROGRAMS.contains(&text.as_str());
            asked += 1;
            let text = filled(&text, &constants);
            if !is_elsewhere && said(Words(Language::Chinese), &text).contains(&text) {
                unknown.push(format!("{}: {text}", path.display()));
            }
        }
    }
    assert!(asked > 120, "the search finds too little: {asked}");
    assert!(unknown.is_empty(), "no Chinese words for {unknown:#?}");
}

/// What is said of the times of an act: literals in one function.
fn of_sessions() -> Vec<String> {
    let (_, code) = each_source("src/app/cases")
        .into_iter()
        .find(|(path, _)| path.ends_with("cases/acts.rs"))
        .expect("acts have a file");
    let from = code.split("fn words_of(").nth(1).expect("their words have a function");
    let body = from.split("\n}").next().unwrap_or_default();
    let texts = body.match_indices('"').filter_map(|(at, _)| literal(&body[at..]));
    let sentences: Vec<String> = texts.filter(|text| text.ends_with('.') && text.contains(' ')).collect();
    assert!(sentences.len() >= 6, "the search finds too little: {sentences:?}");
    sentences
}

#[test]
fn sentences_of_the_rules_have_their_words() {
    let mut all = vec![format!("{}.", "".parse::<CaseNumber>().unwrap_err())];
    let patterns = [
        PatternError::Shape,
        PatternError::Placeholder,
        PatternError::Number,
        PatternError::Ambiguous,
    ];
    all.extend(patterns.iter().map(|error| format!("{error}.")));
    all.push(format!("{}.", WordError::Many));
    all.extend(of_sessions());
    for text in all {
        assert!(!said(Words(Language::Chinese), &text).contains(&text), "{text}");
    }
}

#[test]
fn sentences_are_known_whole_or_by_what_stays_the_same() {
    assert_eq!(
        sentence_key("There is no officer with the number \"9\"."),
        Some(Key("field-officer-unknown"))
    );
    assert_eq!(sentence_key("A pair is two officers."), Some(Key("field-pair-same")));
    assert_eq!(sentence_key("Something new."), None);
}

#[test]
fn what_stands_in_a_sentence_is_shown_and_what_nobody_knows_is_not_lost() {
    let chinese = Words(Language::Chinese);
    assert_eq!(said(chinese, "At most 20 people."), "最多 20 人。");
    assert_eq!(
        said(chinese, "This unit writes its case numbers as {year}-{n}."),
        "本单位案号格式为 {year}-{n}"
    );
    assert_eq!(said(chinese, "Something new."), "需要更正：Something new.");
    assert_eq!(said(Words(Language::English), "Something new."), "Something new.");
}

#[test]
fn page_of_uploads_knows_every_sentence_that_refuses_an_upload() {
    let known = of_uploads(Words(Language::Chinese));
    assert!(of_uploads(Words(Language::English)).is_empty());
    for (path, code) in each_source("src/app") {
        if !path.ends_with("app/intake.rs") && !path.ends_with("documents/sealing.rs") {
            continue;
        }
        for (at, _) in code.match_indices("AppError::invalid(") {
            let text = said_there(&code, at);
            assert!(known.iter().any(|(sentence, _)| *sentence == text), "{text}");
        }
    }
}
