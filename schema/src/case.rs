//! Case files: their number, and the words of their heading.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::clip::text_enum;
use crate::limits::CASE_NUMBER_CHARS_MAX;

text_enum!(
    /// What a case file is about (案件类别).
    CaseCategory {
        /// Permit 行政许可.
        Permit = "permit",
        /// Penalty 行政处罚.
        Penalty = "penalty",
        /// Coercion 行政强制.
        Coercion = "coercion",
        /// Confirmation 行政确认.
        Confirmation = "confirmation",
        /// Inspection 行政检查.
        Inspection = "inspection",
        /// Levy 行政征收.
        Levy = "levy",
    }
);

text_enum!(
    /// How far the matter has come (环节). States and gates stand beside it, not in it.
    CaseStage {
        /// Initiation 启动.
        Initiation = "initiation",
        /// Investigation 调查取证.
        Investigation = "investigation",
        /// Review and decision 审核决定.
        Review = "review",
        /// Service and execution 送达执行.
        Service = "service",
    }
);

text_enum!(
    /// Where something about a case file was said.
    CaseSource {
        /// By a person, on a page or by the API.
        Page = "page",
        /// From a CSV file.
        Import = "import",
        /// By the agency's case system.
        CaseSystem = "case_system",
    }
);

text_enum!(
    /// What an enforcement object (执法对象) is.
    ObjectKind {
        /// A person 自然人.
        Person = "person",
        /// A company or other organisation 单位.
        Company = "company",
        /// A vehicle, by its plate 车辆.
        Plate = "plate",
        /// A vessel 船舶.
        Vessel = "vessel",
    }
);

text_enum!(
    /// Where the times of a session come from. The footage is never one of them.
    TimesSource {
        /// The on-site record 现场笔录.
        Record = "record",
        /// The agency's case system, by its own word.
        CaseSystem = "case_system",
        /// A file that somebody imported.
        Import = "import",
        /// An officer who was there.
        Officer = "officer",
    }
);

/// A case number (案号), for example `浙交执罚〔2026〕12号`: 1–64 printable characters without spaces at the ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(String);

/// A case number as it is compared: `浙交执罚〔2026〕12号`, `浙交执罚[2026]１２号` and `浙交执罚 2026 12号` are one. Full width
/// becomes half width, letters small, and whatever stands between letters and digits one dash.
pub fn number_key(number: &str) -> String {
    let folded = number.nfkc().flat_map(char::to_lowercase).collect::<String>();
    let parts = folded.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

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
