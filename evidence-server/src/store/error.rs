//! What can go wrong in the store: not done, unknown, permanent.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was written; trying again may help.
    #[error("database: {0}")]
    NotDone(#[source] sqlx::Error),
    /// A commit was sent and no answer came: look before doing it again.
    #[error("database: outcome of the commit is unknown: {0}")]
    Unknown(#[source] sqlx::Error),
    /// The commit that this change shared with others failed: look before doing it again.
    #[error("database: the commit of a group of changes failed")]
    GroupFailed,
    /// A unique value exists already.
    #[error("database: this exists already")]
    Exists,
    /// A row holds something that this program cannot read.
    #[error("database: column {column} {what}")]
    Corrupt {
        /// The column.
        column: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The row to be changed is not there, or not in the state that was assumed.
    #[error("database: the row is not in the state that was assumed")]
    Stale,
    /// The database cannot be brought to this version of the program.
    #[error("database: migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A statement touched a table that it must not touch. A fault of this program.
    #[error("database: statement refused: {0}")]
    Refused(String),
    /// The entry or its detail has no canonical form, or is too long.
    #[error("custody entry: {0}")]
    Entry(String),
}

impl StoreError {
    pub(super) fn corrupt(column: &str, what: &'static str) -> Self {
        Self::Corrupt {
            column: column.to_owned(),
            what,
        }
    }

    /// An error of a COMMIT: nobody knows whether it happened.
    pub(super) fn into_unknown(self) -> Self {
        match self {
            Self::NotDone(error) => Self::Unknown(error),
            other => other,
        }
    }

    pub(super) const fn unknown_outcome(error: sqlx::Error) -> Self {
        Self::Unknown(error)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if error
            .as_database_error()
            .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
        {
            return Self::Exists;
        }
        Self::NotDone(error)
    }
}
