//! Behaviour of keys: the golden list, what must stay apart, what is never shown whole.

use proptest::prelude::*;
use serde::Deserialize;

use super::{is_plate, is_usual, key, shown};
use crate::case::ObjectKind;
use crate::golden;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    case: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    why: String,
    typed: Vec<String>,
    key: String,
    is_plate: bool,
}

#[test]
fn golden_cases_hold() {
    let cases = golden::json_files("fixtures/objects");
    let mut spellings = 0;
    for (name, value) in cases {
        let all: Vec<Golden> = serde_json::from_value(value).unwrap_or_else(|e| panic!("{name}: {e}"));
        for golden in all {
            for typed in &golden.typed {
                spellings += 1;
                assert_eq!(key(typed), golden.key, "{name}: {}: {typed:?}", golden.case);
            }
            assert_eq!(is_plate(&golden.key), golden.is_plate, "{name}: {}", golden.case);
        }
    }
    assert!(spellings >= 40, "only {spellings} spellings");
}

#[test]
fn letters_and_digits_that_look_alike_stay_apart() {
    assert_ne!(key("浙A·O1234"), key("浙A·01234"));
    assert_ne!(key("浙A·1I234"), key("浙A·11234"));
}

#[test]
fn a_persons_number_is_never_shown_whole() {
    assert_eq!(shown(ObjectKind::Person, "330106199001011234"), "3301************34");
    assert_eq!(shown(ObjectKind::Person, "1234567"), "*******");
    assert_eq!(shown(ObjectKind::Person, ""), "");
    assert_eq!(shown(ObjectKind::Plate, "浙A·12345"), "浙A·12345");
}

#[test]
fn usual_numbers_are_told_from_others() {
    assert!(is_usual(ObjectKind::Company, "91330100MA27XF6Q0C"));
    assert!(!is_usual(ObjectKind::Company, "91330100MA27XF6Q0O"));
    assert!(is_usual(ObjectKind::Person, "33010619900101123X"));
    assert!(!is_usual(ObjectKind::Person, "33010619900101123"));
    assert!(is_usual(ObjectKind::Vessel, "浙杭货1234"));
    assert!(!is_usual(ObjectKind::Plate, "1234"));
}

proptest! {
    #[test]
    fn folding_again_changes_nothing(text in "[ -~À-ÿ·•・　！-～一-龥]{0,40}") {
        let once = key(&text);
        prop_assert_eq!(key(&once), once);
    }

    #[test]
    fn nothing_of_a_persons_number_but_the_ends_is_shown(number in "[0-9]{17}[0-9X]") {
        let text = shown(ObjectKind::Person, &number);
        prop_assert!(!text.contains(&number[4..16]));
        prop_assert_eq!(text.chars().count(), 18);
    }
}
