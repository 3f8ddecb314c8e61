//! One spelling for plates, names and numbers, so that the same enforcement object is found however it was typed.
//!
//! What must stay true: the key is for finding only, what was typed is kept beside it; folding never turns one thing into
//! another (no O into 0, no I into 1); folding a key again changes nothing.

use unicode_normalization::UnicodeNormalization;

use crate::case::ObjectKind;

#[cfg(test)]
mod tests;

/// Shortest key that is searched for inside of others.
pub const PART_CHARS_MIN: usize = 2;

/// Signs that people put between the parts of a plate, name or number: dots, hyphens and blanks of every width.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '·' | '•' | '・' | '･' | '‧' | '∙' | '⋅' | '●' | '.' | '-' | '_')
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

/// The spelling under which something is found: compatibility forms folded (NFKC), capitals, nothing between the parts.
pub fn key(text: &str) -> String {
    // Signs go first as well: NFKC turns some of them into others that stand for something.
    let folded = text.chars().filter(|c| !is_between(*c)).nfkc();
    let upper: String = folded.flat_map(char::to_uppercase).collect();
    upper.nfkc().filter(|c| !is_between(*c)).collect()
}

/// First characters of plates: provinces, and the words for embassies and consulates.
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新使";
/// Last characters that stand for trailers, teaching cars, police, and the two regions.
const LAST: &str = "挂学警港澳领使超";

/// Whether a key reads like a plate: a province, a letter, five or six letters and digits, the last one perhaps a word.
pub fn is_plate(key: &str) -> bool {
    let signs: Vec<char> = key.chars().collect();
    let [province, letter, rest @ ..] = signs.as_slice() else {
        return false;
    };
    let is_sign = |c: &char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let Some((last, middle)) = rest.split_last() else {
        return false;
    };
    PROVINCES.contains(*province)
        && letter.is_ascii_uppercase()
        && (5..=6).contains(&rest.len())
        && middle.iter().all(is_sign)
        && (is_sign(last) || LAST.contains(*last))
}

/// Whether a key reads like a unified social credit code (18 letters and digits without I, O, S, V, Z).
pub fn is_credit_code(key: &str) -> bool {
    key.len() == 18
        && key
            .chars()
            .all(|c| c.is_ascii_digit() || (c.is_ascii_uppercase() && !"IOSVZ".contains(c)))
}

/// Whether the number of an object of this kind reads as such numbers do. One that does not is kept all the same.
pub fn is_usual(kind: ObjectKind, number_key: &str) -> bool {
    match kind {
        ObjectKind::Plate => is_plate(number_key),
        ObjectKind::Company => is_credit_code(number_key),
        ObjectKind::Person => {
            number_key.len() == 18
                && number_key.chars().take(17).all(|c| c.is_ascii_digit())
                && number_key
                    .chars()
                    .last()
                    .is_some_and(|c| c.is_ascii_digit() || c == 'X')
        }
        ObjectKind::Vessel => !number_key.is_empty(),
    }
}

/// A number as pages and answers show it: of a person's only the ends.
pub fn shown(kind: ObjectKind, number: &str) -> String {
    if kind != ObjectKind::Person {
        return number.to_owned();
    }
    let signs: Vec<char> = number.chars().filter(|c| !is_between(*c)).collect();
    let (first, last) = if signs.len() >= 12 { (4, 2) } else { (0, 0) };
    let hidden = signs.len() - first - last;
    let ends = |part: &[char]| part.iter().collect::<String>();
    format!(
        "{}{}{}",
        ends(&signs[..first]),
        "*".repeat(hidden),
        ends(&signs[signs.len() - last..])
    )
}
