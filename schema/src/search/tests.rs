//! Folding, grams and terms: what is found by which part of it.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Facet, Field, Found, Word, WordError, fold, grams, grams_asked, term, word_terms, words};

#[test]
fn one_plate_however_it_is_typed() {
    for typed in ["浙A12345", "浙A·12345", "浙Ａ•１２３４５", "浙a-12345", " 浙A 12345 "] {
        assert_eq!(fold(typed), "浙a12345", "{typed}");
    }
}

#[test]
fn two_chinese_characters_are_enough_and_two_digits_are_not() {
    let word = words("李明").unwrap();
    assert_eq!(word.iter().map(Word::as_str).collect::<Vec<_>>(), ["李明"]);
    assert_eq!(words("李"), Err(WordError::Short("李".to_owned())));
    assert_eq!(words("41"), Err(WordError::Short("41".to_owned())));
    assert_eq!(words("·"), Err(WordError::Short("·".to_owned())));
    assert_eq!(words("王强 李明").unwrap().len(), 2);
    assert_eq!(words("王强 王强").unwrap().len(), 1);
    assert_eq!(words("  ").unwrap(), []);
    assert_eq!(words("一一 二二 三三 四四 五五"), Err(WordError::Many));
}

#[test]
fn grams_are_pairs_at_chinese_characters_and_threes_and_fives_elsewhere() {
    let set = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(grams("车浙a123"), set(&["浙a", "a12", "123", "车浙"]));
    assert!(grams("a1").is_empty());
    assert_eq!(grams("202603"), set(&["202", "026", "260", "603", "20260", "02603"]));
}

#[test]
fn a_word_is_looked_for_by_its_longest_parts() {
    let set = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(grams_asked("浙a123"), set(&["浙a", "a12", "123"]));
    assert_eq!(grams_asked("202603"), set(&["20260", "02603"]));
    assert_eq!(grams_asked("桥1234567"), set(&["桥1", "12345", "23456", "34567"]));
    assert!(grams_asked("12").is_empty());
}

#[test]
fn terms_of_different_kinds_never_meet() {
    assert_ne!(term("text", "abc"), term("place", "abc"));
    assert_ne!(
        super::facet_term(&Facet::State("sealed".into()).to_string()),
        super::facet_term(&Facet::Tag("sealed".into()).to_string())
    );
    assert!(term("text", "abc") >= 0);
    // Stored in databases: another number would make every index worthless.
    assert_eq!(term("facet", "state:sealed"), 2_430_574_398_215_011_617);
}

#[test]
fn what_is_held_is_held_whole() {
    let object = Facet::Object("浙a12345".to_owned());
    let facets = BTreeSet::from([object.clone()]);
    let found = Found::new(&facets, &["现场 全程", "a.mp4"], &["解放路 12 号"]);
    let word = |text: &str| words(text).unwrap();
    assert!(found.holds(&facets, (&word("全程"), &word("解放路12"))));
    assert!(found.holds(&BTreeSet::from([Facet::Any]), (&[], &[])));
    assert!(
        !found.holds(&facets, (&word("全程a"), &[])),
        "no word runs over two texts"
    );
    assert!(
        !found.holds(&BTreeSet::new(), (&word("解放"), &[])),
        "a place is no name"
    );
    assert!(!found.holds(&BTreeSet::from([Facet::Object("浙a1234".to_owned())]), (&[], &[])));
}

#[test]
fn marks_that_a_separator_kept_apart_stand_in_one_order() {
    let folded = fold("\u{1e008}:\u{5b0}");
    assert_eq!(folded, fold(&folded));
    assert_eq!(folded, fold("\u{5b0}:\u{1e008}"));
}

proptest! {
    #[test]
    fn every_part_of_a_text_is_found(text in "[a-c0-2 李明王·_]{0,24}", from in 0_usize..24, length in 2_usize..12) {
        let folded = fold(&text);
        let part: String = folded.chars().skip(from).take(length).collect();
        let all: BTreeSet<i64> = Found::new(&BTreeSet::new(), &[&text], &[]).terms();
        for word in words(&part).unwrap_or_default() {
            prop_assert!(folded.contains(word.as_str()));
            let wanted: Vec<i64> = word_terms(Field::Text, &word).collect();
            prop_assert!(!wanted.is_empty());
            prop_assert!(wanted.iter().all(|term| all.contains(term)), "{part:?} in {text:?}");
        }
    }

    #[test]
    fn folding_again_changes_nothing(text in "\\PC{0,24}") {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }
}
