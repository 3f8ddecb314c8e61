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

#[test]
fn next_number_follows_the_highest_of_the_year() {
    let pattern: NumberPattern = "浙交执罚〔{year}〕{n}号".parse().unwrap();
    let next = |taken: &[&str]| pattern.next(2026, taken.iter().copied());
    assert_eq!(pattern.prefix(2026), "浙交执罚〔2026〕");
    assert_eq!(next(&[]).as_deref(), Some("浙交执罚〔2026〕1号"));
    let taken = [
        "浙交执罚〔2026〕9号",
        "浙交执罚〔2026〕10号",
        "浙交执罚〔2025〕77号",
        "别的〔2026〕99号",
    ];
    assert_eq!(next(&taken).as_deref(), Some("浙交执罚〔2026〕11号"));
    assert_eq!(
        next(&["浙交执罚〔2026〕0099号"]).as_deref(),
        Some("浙交执罚〔2026〕0100号")
    );
    assert_eq!(
        next(&["浙交执罚〔2026〕999999999号"]),
        None,
        "no number of ten digits fits"
    );
}

#[test]
fn next_number_fits_its_pattern() {
    for text in ["{n}", "A-{year}-{n}", "{year}第{n}号"] {
        let pattern: NumberPattern = text.parse().unwrap();
        let first = pattern.next(2026, std::iter::empty()).unwrap();
        let second = pattern.next(2026, std::iter::once(first.as_str())).unwrap();
        assert!(
            pattern.is_fit(&first) && pattern.is_fit(&second) && first != second,
            "{first} {second}"
        );
    }
}
