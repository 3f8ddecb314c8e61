//! Behaviour of number patterns: what fits, what does not, what is no pattern.

use super::{NumberPattern, PatternError};

fn pattern(text: &str) -> Result<NumberPattern, PatternError> {
    text.parse()
}

#[test]
fn a_number_fits_when_every_other_character_is_the_same() {
    let pattern = pattern("浙交执罚〔{year}〕{n}号").unwrap();
    for number in [
        "浙交执罚〔2026〕12号",
        "浙交执罚〔1999〕1号",
        " 浙交执罚〔2026〕000012号 ",
    ] {
        assert!(pattern.is_fit(number), "{number}");
    }
    for number in [
        "浙交执罚[2026]12号",
        "浙交执罚〔26〕12号",
        "浙交执罚〔2026〕号",
        "浙交执罚〔2026〕12",
        "浙交执罚〔2026〕12号之一",
        "浙交执强〔2026〕12号",
        "浙交执罚〔２０２６〕12号",
        "浙交执罚〔2026〕1234567890号",
        "",
    ] {
        assert!(!pattern.is_fit(number), "{number}");
    }
}

#[test]
fn a_year_directly_before_the_running_number_takes_four_digits() {
    let pattern = pattern("JT{year}{n}").unwrap();
    assert!(pattern.is_fit("JT202612"));
    assert!(!pattern.is_fit("JT2026"));
}

#[test]
fn what_could_be_read_in_two_ways_is_no_pattern() {
    assert_eq!(pattern("罚{n}{year}").unwrap_err(), PatternError::Ambiguous);
    assert_eq!(pattern("罚{n}0号").unwrap_err(), PatternError::Ambiguous);
}

#[test]
fn only_known_placeholders_stand_in_braces_and_the_number_once() {
    for text in ["{month}{n}", "罚{n", "罚n}{n}", "罚{}{n}"] {
        assert_eq!(pattern(text).unwrap_err(), PatternError::Placeholder, "{text}");
    }
    assert_eq!(pattern("罚〔{year}〕号").unwrap_err(), PatternError::Number);
    assert_eq!(pattern("{n}-{n}").unwrap_err(), PatternError::Number);
    assert_eq!(pattern("  ").unwrap_err(), PatternError::Shape);
    assert_eq!(pattern(&"号".repeat(65)).unwrap_err(), PatternError::Shape);
}
