//! Case files: here a number, a title and links to clips.

use serde::{Deserialize, Serialize};

use crate::limits::CASE_NUMBER_CHARS_MAX;

/// A case number (案号), for example `浙交执罚〔2026〕12号`: 1–64 printable characters without spaces at the ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(String);

/// Why a text is not a case number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a case number has 1 to {CASE_NUMBER_CHARS_MAX} printable characters")]
pub struct CaseNumberError;

impl CaseNumber {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for CaseNumber {
    type Err = CaseNumberError;
    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > CASE_NUMBER_CHARS_MAX || text.chars().any(char::is_control) {
            return Err(CaseNumberError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = CaseNumberError;
    fn try_from(text: String) -> Result<Self, CaseNumberError> {
        text.parse()
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> String {
        number.0
    }
}
