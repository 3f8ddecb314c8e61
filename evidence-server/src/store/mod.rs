//! The only folder with SQL: evidence, the custody log and working tables, on SQLite or PostgreSQL.
//!
//! What must stay true: a change of an evidence table and its custody entry are one commit ([`EvidenceTx`] cannot
//! commit without an entry); [`WorkTx`] touches only the tables in [`WORKING_TABLES`]; statements are constants at the
//! top of their file (only `search.rs` and `find.rs` compose, from constant fragments).

pub mod access;
pub mod act;
pub mod attribution;
pub mod capture;
pub mod case_file;
pub mod case_state;
pub mod case_system;
pub mod catalogue;
pub mod claim;
pub mod clip;
pub mod clock;
pub mod coverage;
pub mod dock;
pub mod docking;
pub mod document;
mod engine;
mod error;
pub mod expected;
pub mod explanation;
pub mod filter;
pub mod find;
pub mod finding;
pub mod handover;
pub mod heading;
pub mod imported;
pub mod index;
pub mod intake;
pub mod job;
pub mod log;
pub mod marks;
pub mod media;
mod migrations;
pub mod monitor;
pub mod object;
pub mod offered;
pub mod officer;
pub mod person;
pub mod placing;
mod reading;
pub mod recorder;
pub mod room;
pub mod roster;
mod rows;
mod scope;
pub mod search;
pub mod session;
pub mod shown;
mod statement;
pub mod time_mark;
pub mod told;
mod transaction;
mod turn;
pub mod unit;
pub mod upload;
pub mod usage;
mod value;
pub mod webhook;
mod writer;

use std::path::Path;
use std::sync::Arc;

use engine::{Engine, Row};
pub use error::StoreError;
pub use rows::{EVIDENCE_COLUMNS, EVIDENCE_TABLES, TableImages};
pub use transaction::{EvidenceTx, Intent, WorkTx};
use value::Value;

use crate::deps::Random;

/// Tables that may change without an entry.
pub const WORKING_TABLES: [&str; 26] = [
    "upload",
    "docking",
    "dock_contact",
    "job",
    "session",
    "throttle",
    "poster",
    "clip_owner",
    "case_key",
    "clip_find",
    "clip_term",
    "index_due",
    "index_seen",
    "saved_filter",
    "webhook",
    "webhook_seen",
    "docking_serial",
    "docking_heard",
    "act_named",
    "handover_held",
    "write_turn",
    "lease",
    "log_hash",
    "log_head",
    "checkpoint",
    "entry",
];

/// The database.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    random: Arc<dyn Random>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.engine.name())
    }
}

impl Store {
    /// Opens the SQLite file, creating and migrating it.
    ///
    /// # Errors
    /// When the file cannot be opened or migrated.
    pub async fn open_sqlite(file: &Path, random: Arc<dyn Random>) -> Result<Self, StoreError> {
        Ok(Self {
            engine: Engine::sqlite(file).await?,
            random,
        })
    }

    /// Connects to PostgreSQL and migrates it.
    ///
    /// # Errors
    /// When it cannot be reached or migrated.
    pub async fn open_postgres(url: &str, random: Arc<dyn Random>) -> Result<Self, StoreError> {
        Ok(Self {
            engine: Engine::postgres(url).await?,
            random,
        })
    }

    /// `sqlite` or `postgres`.
    pub const fn engine_name(&self) -> &'static str {
        self.engine.name()
    }

    /// One moment of the database, for reading only: what commits meanwhile is not seen.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn snapshot(&self) -> Result<Self, StoreError> {
        Ok(Self {
            engine: self.engine.snapshot().await?,
            random: Arc::clone(&self.random),
        })
    }

    /// Ends a snapshot.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn release(self) -> Result<(), StoreError> {
        self.engine.release().await
    }

    /// The database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.engine.fetch("SELECT 1 AS one", Vec::new()).await.map(|_| ())
    }

    /// Begins a change of evidence, which can only be committed with the entry that `intent` describes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn evidence(&self, intent: Intent) -> Result<EvidenceTx, StoreError> {
        Ok(EvidenceTx::new(self.engine.begin().await?, intent, &*self.random))
    }

    /// Begins a change of working tables.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn work(&self) -> Result<WorkTx, StoreError> {
        Ok(WorkTx::new(self.engine.begin().await?))
    }

    /// One statement on a working table, in a transaction of its own. Gives the number of rows changed.
    async fn work_once(&self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let mut tx = self.work().await?;
        let changed = tx.execute(sql, args).await?;
        tx.commit().await?;
        Ok(changed)
    }

    async fn fetch(&self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.engine.fetch(sql, args).await
    }

    async fn fetch_one(&self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch(sql, args).await?.into_iter().next())
    }

    /// Asks the engine to prepare every statement of this program; gives the texts that it refuses.
    pub async fn refused_statements(&self) -> Vec<String> {
        let mut refused = Vec::new();
        for sql in rows::all_statements() {
            if let Err(e) = self.engine.prepare(sql).await {
                refused.push(format!("{sql}: {e}"));
            }
        }
        for sql in search::every_combination().into_iter().chain(find::every_combination()) {
            if let Err(e) = self.engine.prepare(&sql).await {
                refused.push(format!("{sql}: {e}"));
            }
        }
        refused
    }
}
