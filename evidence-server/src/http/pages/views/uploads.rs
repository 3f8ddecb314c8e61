//! What the script of a page with uploads says when one is refused: the words of the page, by the code of the problem or the
//! server's sentence.
//!
//! What must stay true: they are the words of the same catalogue as those of all other pages.

use std::collections::BTreeMap;

use evidence_schema::wire::problem::ProblemCode;

use super::super::words::Words;
use super::problem::keys_of;
use super::sentences::of_uploads;

/// Codes and sentences with their words, as JSON; empty in English, which is what the server speaks.
pub fn problem_words(t: Words) -> String {
    let said = |code: &ProblemCode| {
        let (what, next) = keys_of(*code);
        let period = if t.is_english() { "." } else { "。" };
        (code.as_str(), format!("{}{period}{}", t.key(what), t.key(next)))
    };
    let codes: BTreeMap<&str, String> = if t.is_english() {
        BTreeMap::new()
    } else {
        ProblemCode::ALL.iter().map(said).collect()
    };
    let sentences: BTreeMap<&str, String> = of_uploads(t).into_iter().collect();
    serde_json::json!({"codes": codes, "sentences": sentences}).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::super::words::{Language, Words};
    use super::problem_words;

    #[test]
    fn every_code_has_its_words_and_english_needs_none() {
        let chinese: serde_json::Value = serde_json::from_str(&problem_words(Words(Language::Chinese))).unwrap();
        assert_eq!(
            chinese["codes"]["forbidden"],
            "您的角色不能进行此操作。如确有需要，请联系系统管理员调整角色。"
        );
        assert_eq!(chinese["sentences"]["Say who says so."], "请写明由谁说明该时间。");
        let english = problem_words(Words(Language::English));
        assert_eq!(english, "{\"codes\":{},\"sentences\":{}}");
    }
}
