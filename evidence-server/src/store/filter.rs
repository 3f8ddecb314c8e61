//! Filters that people saved: a working table, each person's own.

use evidence_schema::ids::{FilterId, PersonId};
use evidence_schema::limits::SAVED_FILTERS_MAX;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::value::Column;
use super::{Store, StoreError};

const OF_PERSON: &str = "SELECT id, name, query, saved_at FROM saved_filter WHERE person_id = $1 ORDER BY name, id";
/// Nothing is written where there are as many as there may be.
const ADD: &str = "INSERT INTO saved_filter (id, person_id, name, query, saved_at) SELECT CAST($1 AS TEXT), \
     CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT) \
     WHERE (SELECT COUNT(*) FROM saved_filter WHERE person_id = $2) < CAST($6 AS BIGINT)";
const REMOVE: &str = "DELETE FROM saved_filter WHERE id = $1 AND person_id = $2";

pub(super) const STATEMENTS: &[&str] = &[OF_PERSON, ADD, REMOVE];

/// One saved filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterRow {
    /// Its id.
    pub id: FilterId,
    /// Its name.
    pub name: String,
    /// The query of the list.
    pub query: String,
    /// When it was saved.
    pub saved_at: Timestamp,
}

fn read(row: &Row) -> Result<FilterRow, StoreError> {
    Ok(FilterRow {
        id: Column::read(row, "id")?,
        name: Column::read(row, "name")?,
        query: Column::read(row, "query")?,
        saved_at: Column::read(row, "saved_at")?,
    })
}

impl Store {
    /// What a person saved, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn filters_of(&self, person: PersonId) -> Result<Vec<FilterRow>, StoreError> {
        let rows = self.fetch(OF_PERSON, vec![person.to_value()]).await?;
        rows.iter().map(read).collect()
    }

    /// Saves a filter. False when the person has as many as there may be.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the person has one of this name.
    pub async fn filter_add(&self, person: PersonId, filter: &FilterRow) -> Result<bool, StoreError> {
        let most = i64::try_from(SAVED_FILTERS_MAX).unwrap_or(i64::MAX);
        let args = vec![
            filter.id.to_value(),
            person.to_value(),
            filter.name.to_value(),
            filter.query.to_value(),
            filter.saved_at.to_value(),
            most.to_value(),
        ];
        Ok(self.work_once(ADD, args).await? == 1)
    }

    /// Removes a filter of this person. False when there is none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn filter_remove(&self, person: PersonId, id: FilterId) -> Result<bool, StoreError> {
        Ok(self.work_once(REMOVE, vec![id.to_value(), person.to_value()]).await? == 1)
    }
}
