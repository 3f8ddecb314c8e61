//! Filters that a person saved: for that person alone, no evidence.

use serde::{Deserialize, Serialize};

use crate::ids::FilterId;
use crate::time::Timestamp;

/// `POST /api/v1/filters`: the filter of a list of clips under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterDraft {
    /// 1 to 200 printable characters, another one for each filter of a person.
    pub name: String,
    /// The query of the page `/clips`, without the place in the list: `state`, `whose`, `tag` and so on. A field that the
    /// list does not know is refused.
    pub query: String,
}

/// A saved filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterView {
    /// Its id.
    pub filter_id: FilterId,
    /// Its name.
    pub name: String,
    /// The query in one form: fields in one order, none of them empty.
    pub query: String,
    /// When it was saved.
    pub saved_at: Timestamp,
}
