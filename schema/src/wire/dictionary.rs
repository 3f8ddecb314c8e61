//! The field dictionary (数据字典) as it is sent.

use serde::{Deserialize, Serialize};

/// `GET /api/v1/dictionary`: what every word means that is exchanged about case files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    /// Bodies of requests, answers and notices.
    pub bodies: Vec<BodyWords>,
    /// Lists of words.
    pub lists: Vec<WordList>,
}

/// One body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyWords {
    /// Its name in the API's description.
    pub name: String,
    /// What it is, in Chinese.
    pub chinese: String,
    /// The same in English.
    pub english: String,
    /// Its fields, in the order of the alphabet.
    pub fields: Vec<FieldWords>,
}

/// One field of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// Its name, as it is sent.
    pub name: String,
    /// What people call it, in Chinese.
    pub chinese: String,
    /// What it is, in English.
    pub english: String,
    /// Its type: `text`, `number`, `yes or no`, `time`, `list of …`, or the name of a body or list of words.
    pub kind: String,
    /// Whether it must be there.
    pub is_required: bool,
    /// How long, how many, how large at most.
    pub bound: Option<String>,
    /// In what it is counted or written.
    pub unit: Option<String>,
}

/// One list of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// Its name.
    pub name: String,
    /// What it is, in Chinese.
    pub chinese: String,
    /// The same in English.
    pub english: String,
    /// Its words.
    pub words: Vec<DictionaryWord>,
}

/// One word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DictionaryWord {
    /// As it is sent and stored.
    pub code: String,
    /// What people call it, in Chinese.
    pub chinese: String,
    /// The same in English.
    pub english: String,
}
