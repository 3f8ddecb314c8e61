//! The preset can be read; what contradicts itself is refused with its line.

use super::{PRESET, REASONS_PRESET, read, read_reasons};

#[test]
fn preset_has_the_five_tags_and_classes_without_a_case() {
    let list = read(PRESET).unwrap();
    let names: Vec<&str> = list.tags.iter().map(|tag| tag.zh.as_str()).collect();
    assert_eq!(
        names,
        ["查封扣押", "强制拆除", "阻碍执法", "可能投诉", "日常检查无异常"]
    );
    let barring = list.tags.iter().filter(|tag| tag.bars_clearing).count();
    assert_eq!(barring, 4, "an inspection without findings bars nothing");
    let free: Vec<&str> = list
        .classes
        .iter()
        .filter(|class| !class.needs_case)
        .map(|class| class.word.as_str())
        .collect();
    assert_eq!(free, ["routine", "training", "reception", "test"]);
}

/// A list of one class and one tag, with one line exchanged.
fn with(old: &str, new: &str) -> String {
    let text = "[[class]]\nword = \"routine\"\nzh = \"日常\"\nen = \"Routine\"\nneeds_case = false\n\n\
                [[tag]]\nword = \"calm\"\nzh = \"无异常\"\nen = \"Nothing found\"\nclass = \"routine\"\nbars_clearing = false\n";
    assert!(read(text).is_ok() && text.contains(old));
    text.replace(old, new)
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let wrong = [
        ("word = \"calm\"", "word = \"Calm!\"", 8, "small letters"),
        ("zh = \"无异常\"", "zh = \" \"", 9, "printable"),
        ("class = \"routine\"", "class = \"unheard_of\"", 11, "no class"),
        ("bars_clearing = false", "bars_clearing = \"no\"", 12, "boolean"),
        (
            "bars_clearing = false",
            "bars_clearing = false\ncolour = \"red\"",
            13,
            "colour",
        ),
        (
            "needs_case = false\n\n",
            "needs_case = false\n[[class]]\nword = \"routine\"\nzh = \"又\"\nen = \"Again\"\nneeds_case = true\n",
            7,
            "twice",
        ),
        ("en = \"Routine\"", "en = ", 4, ""),
    ];
    for (old, new, line, words) in wrong {
        let error = read(&with(old, new)).unwrap_err();
        assert_eq!(error.line, line, "{new}: {error}");
        assert!(error.message.contains(words), "{new}: {error}");
        assert!(error.to_string().starts_with(&format!("line {line}: ")));
    }
}

#[test]
fn preset_of_reasons_has_those_that_are_common_and_a_wrong_one_is_named_with_its_line() {
    let reasons = read_reasons(REASONS_PRESET).unwrap();
    let words: Vec<&str> = reasons.iter().map(|reason| reason.word.as_str()).collect();
    assert_eq!(
        words,
        [
            "fault",
            "damage",
            "battery",
            "storage",
            "weather",
            "move_of_place",
            "emergency",
            "secrecy",
            "recorder_lost"
        ]
    );
    let twice = REASONS_PRESET.replace("word = \"damage\"", "word = \"fault\"");
    let error = read_reasons(&twice).unwrap_err();
    assert_eq!((error.line, error.message.contains("twice")), (10, true), "{error}");
}
