//! Every difference between SQLite and PostgreSQL, and nothing else.
//!
//! What must stay true: one text per statement serves both engines (`$1` placeholders, BIGINT and TEXT only). SQLite
//! runs WAL with `synchronous = FULL` and has exactly one writer connection (`writer.rs`); PostgreSQL has a pool.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use evidence_schema::custody::detail::Cell;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, Row as _, SqlSafeStr, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;

use super::error::StoreError;
use super::migrations::MIGRATIONS;
use super::value::{Value, bind_all};
use super::writer::{SqliteWrite, Writer};

/// In the order in which use cases write them, so that nobody waits in a circle. Others go on reading.
const LOCK_LEDGER: &str =
    "LOCK TABLE unit, recorder, device, officer, posting, roster_line IN SHARE ROW EXCLUSIVE MODE";
const READERS: u32 = 4;
const POOL: u32 = 16;
const BUSY: Duration = Duration::from_secs(10);

/// One of the two databases.
#[derive(Debug, Clone)]
pub(super) enum Engine {
    Sqlite {
        writer: Writer,
        readers: SqlitePool,
    },
    Postgres(PgPool),
    /// One moment of the database, for reading only.
    Snapshot(Arc<Mutex<Snapshot>>),
}

/// A reading transaction that sees one moment.
#[derive(Debug)]
pub(super) enum Snapshot {
    Sqlite(sqlx::pool::PoolConnection<sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

/// An open writing transaction.
pub(super) enum Write {
    Sqlite(SqliteWrite),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

/// One row of an answer.
#[derive(Debug)]
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

fn migrator(is_sqlite: bool) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|(version, name, sqlite, postgres)| {
        let text = if is_sqlite { *sqlite } else { *postgres };
        Migration::new(
            *version,
            (*name).into(),
            MigrationType::Simple,
            text.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}

impl Engine {
    /// Opens (and creates) the SQLite file.
    pub(super) async fn sqlite(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .disable_statement_logging();
        let mut connection = SqliteConnection::connect_with(&options).await?;
        migrator(true).run(&mut connection).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self::Sqlite {
            writer: Writer::new(connection),
            readers,
        })
    }

    /// Connects to PostgreSQL; migrations run under an advisory lock.
    pub(super) async fn postgres(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new()
            .max_connections(POOL)
            .connect_with(options.disable_statement_logging())
            .await?;
        migrator(false).run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    /// `sqlite` or `postgres`.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
            Self::Snapshot(_) => "snapshot",
        }
    }

    /// The statement that reads the database's own clock, in microseconds UTC.
    pub(super) const fn clock_statement(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } | Self::Snapshot(_) => "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER) AS now",
            Self::Postgres(_) => "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now",
        }
    }

    /// Begins a writing transaction.
    pub(super) async fn begin(&self) -> Result<Write, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Write::Sqlite(writer.begin().await?)),
            Self::Postgres(pool) => Ok(Write::Postgres(pool.begin().await?)),
            Self::Snapshot(_) => Err(StoreError::Refused("a snapshot is for reading".into())),
        }
    }

    /// Reads outside of a transaction.
    pub(super) async fn fetch(&self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite { readers, .. } => {
                let query = bind_all!(sqlx::query::<sqlx::Sqlite>(sql), args);
                Ok(query.fetch_all(readers).await?.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(pool) => {
                let query = bind_all!(sqlx::query::<sqlx::Postgres>(sql), args);
                Ok(query.fetch_all(pool).await?.into_iter().map(Row::Postgres).collect())
            }
            Self::Snapshot(snapshot) => snapshot.lock().await.fetch(sql, args).await,
        }
    }

    /// Begins to read one moment of the database.
    pub(super) async fn snapshot(&self) -> Result<Self, StoreError> {
        let snapshot = match self {
            Self::Sqlite { readers, .. } => {
                let mut connection = readers.acquire().await?;
                sqlx::query("BEGIN").execute(&mut *connection).await?;
                // SQLite takes its snapshot with the first read.
                sqlx::query("SELECT COUNT(*) FROM entry")
                    .fetch_one(&mut *connection)
                    .await?;
                Snapshot::Sqlite(connection)
            }
            Self::Postgres(pool) => Snapshot::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
            Self::Snapshot(_) => return Ok(self.clone()),
        };
        Ok(Self::Snapshot(Arc::new(Mutex::new(snapshot))))
    }

    /// Ends the reading transaction, if this is one.
    pub(super) async fn release(self) -> Result<(), StoreError> {
        if let Self::Snapshot(snapshot) = self
            && let Snapshot::Sqlite(connection) = &mut *snapshot.lock().await
        {
            sqlx::query("COMMIT").execute(&mut **connection).await?;
        }
        Ok(())
    }

    /// Asks the engine to prepare a statement; only that it is valid matters.
    pub(super) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        use sqlx::Executor;
        // Only texts of this program come here: its constants and every combination of search fragments.
        let sql = sqlx::AssertSqlSafe(sql.to_owned()).into_sql_str();
        match self {
            Self::Sqlite { writer, .. } => {
                let mut guard = writer.lock().await;
                guard.inner.prepare(sql).await?;
            }
            Self::Postgres(pool) => {
                pool.acquire().await?.prepare(sql).await?;
            }
            Self::Snapshot(_) => return Err(StoreError::Refused("a snapshot prepares nothing".into())),
        }
        Ok(())
    }
}

impl Snapshot {
    async fn fetch(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let query = bind_all!(sqlx::query::<sqlx::Sqlite>(sql), args);
                Ok(query
                    .fetch_all(&mut **connection)
                    .await?
                    .into_iter()
                    .map(Row::Sqlite)
                    .collect())
            }
            Self::Postgres(tx) => {
                let query = bind_all!(sqlx::query::<sqlx::Postgres>(sql), args);
                Ok(query
                    .fetch_all(&mut **tx)
                    .await?
                    .into_iter()
                    .map(Row::Postgres)
                    .collect())
            }
        }
    }
}

impl Write {
    /// Runs a statement; gives the number of rows that it changed.
    pub(super) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(write) => {
                let query = bind_all!(sqlx::query::<sqlx::Sqlite>(sql), args);
                Ok(query.execute(write.connection()?).await?.rows_affected())
            }
            Self::Postgres(tx) => {
                let query = bind_all!(sqlx::query::<sqlx::Postgres>(sql), args);
                Ok(query.execute(&mut **tx).await?.rows_affected())
            }
        }
    }

    /// Keeps everybody else from writing the ledger until the end of the transaction; SQLite has one writer anyway.
    pub(super) async fn lock_ledger(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.execute(LOCK_LEDGER, Vec::new()).await.map(|_| ()),
        }
    }

    /// Reads inside the transaction.
    pub(super) async fn fetch(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(write) => {
                let query = bind_all!(sqlx::query::<sqlx::Sqlite>(sql), args);
                Ok(query
                    .fetch_all(write.connection()?)
                    .await?
                    .into_iter()
                    .map(Row::Sqlite)
                    .collect())
            }
            Self::Postgres(tx) => {
                let query = bind_all!(sqlx::query::<sqlx::Postgres>(sql), args);
                Ok(query
                    .fetch_all(&mut **tx)
                    .await?
                    .into_iter()
                    .map(Row::Postgres)
                    .collect())
            }
        }
    }

    /// Commits. An error here means that nobody knows whether it happened.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(write) => write.commit().await,
            Self::Postgres(tx) => tx.commit().await.map_err(StoreError::unknown_outcome),
        }
    }
}

impl Row {
    /// A BIGINT that may be absent.
    pub(super) fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// Whatever the column holds, for the audit; a type that no column should have becomes a text that says so.
    pub(super) fn cell(&self, column: &str) -> Cell {
        match (self.opt_int(column), self.opt_text(column)) {
            (Ok(Some(number)), _) => Cell::Int(number),
            (_, Ok(Some(text))) => Cell::Text(text),
            (Ok(None), _) | (_, Ok(None)) => Cell::Null,
            (Err(_), Err(_)) => Cell::Text("(neither number nor text)".to_owned()),
        }
    }

    /// A TEXT that may be absent.
    pub(super) fn opt_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }
}
