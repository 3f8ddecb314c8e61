//! A million rows into a database beside its server: COPY on PostgreSQL, long INSERTs on SQLite. No server would write
//! this way; what the index is asked afterwards is the same.

use std::fmt::Write;

use evidence_server::config::Config;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

use crate::world::World;

/// Rows of one INSERT, or megabytes of one COPY.
const ROWS_AT_ONCE: usize = 2_000;
const COPY_BYTES: usize = 4 << 20;

/// One value.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Null,
    Number(i64),
    Text(String),
}

pub(super) type Row = Vec<Cell>;

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// The world's database, past its server.
pub(super) enum Bulk {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Bulk {
    /// The server must be stopped.
    pub(super) async fn open(world: &World) -> Self {
        let config = Config::load(Some(world.config())).expect("read the configuration");
        if let Some(file) = config.postgres_url_file {
            let url = std::fs::read_to_string(file).expect("read the URL of the database");
            let connection = PgConnection::connect(url.trim()).await.expect("connect to PostgreSQL");
            return Self::Postgres(connection);
        }
        let url = format!("sqlite://{}", world.data().join("evidence.sqlite").display());
        let mut connection = SqliteConnection::connect(&url).await.expect("open the database");
        // Most keys are random: pages stay in memory until all is there. The server sets its own ways when it starts.
        for pragma in ["PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -4000000"] {
            connection.execute(pragma).await.expect("prepare the database");
        }
        Self::Sqlite(connection)
    }

    /// Everything until [`Self::settle`] is one commit.
    pub(super) async fn begin(&mut self) {
        if matches!(self, Self::Sqlite(_)) {
            self.run("PRAGMA journal_mode = OFF").await;
            self.run("PRAGMA synchronous = OFF").await;
        }
        self.run("BEGIN").await;
    }

    /// Puts rows into a table, all its columns in their order.
    pub(super) async fn put(&mut self, table: &str, rows: &[Row]) {
        match self {
            Self::Sqlite(connection) => {
                for some in rows.chunks(ROWS_AT_ONCE) {
                    let sql = insert(table, some);
                    connection
                        .execute(AssertSqlSafe(sql))
                        .await
                        .unwrap_or_else(|error| panic!("fill {table}: {error}"));
                }
            }
            Self::Postgres(connection) => {
                let start = format!("COPY {table} FROM STDIN");
                let mut copy = connection.copy_in_raw(&start).await.expect("start to copy");
                let mut text = String::new();
                for row in rows {
                    copy_line(&mut text, row);
                    if text.len() > COPY_BYTES {
                        copy.send(text.as_bytes()).await.expect("copy");
                        text.clear();
                    }
                }
                copy.send(text.as_bytes()).await.expect("copy");
                copy.finish()
                    .await
                    .unwrap_or_else(|error| panic!("fill {table}: {error}"));
            }
        }
    }

    /// Runs one statement.
    pub(super) async fn run(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => drop(connection.execute(sql).await.expect("run a statement")),
            Self::Postgres(connection) => drop(connection.execute(sql).await.expect("run a statement")),
        }
    }

    /// How many rows a question has.
    pub(super) async fn count(&mut self, sql: &str) -> usize {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => connection.fetch_all(sql).await.expect("ask").len(),
            Self::Postgres(connection) => connection.fetch_all(sql).await.expect("ask").len(),
        }
    }

    /// What the database does of its own accord in the days that such an amount takes to arrive.
    pub(super) async fn settle(&mut self) {
        self.run("COMMIT").await;
        match self {
            Self::Sqlite(_) => self.run("PRAGMA journal_mode = WAL").await,
            Self::Postgres(_) => self.run("VACUUM ANALYZE").await,
        }
    }
}

fn insert(table: &str, rows: &[Row]) -> String {
    let mut sql = format!("INSERT INTO {table} VALUES ");
    for (at, row) in rows.iter().enumerate() {
        sql.push_str(if at == 0 { "(" } else { "),(" });
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                sql.push(',');
            }
            // Writing to a string does not fail.
            let _written = match cell {
                Cell::Null => write!(sql, "NULL"),
                Cell::Number(number) => write!(sql, "{number}"),
                Cell::Text(text) => write!(sql, "'{}'", text.replace('\'', "''")),
            };
        }
    }
    sql.push(')');
    sql
}

fn copy_line(text: &mut String, row: &Row) {
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        let _written = match cell {
            Cell::Null => write!(text, "\\N"),
            Cell::Number(number) => write!(text, "{number}"),
            Cell::Text(value) => write!(
                text,
                "{}",
                value.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t")
            ),
        };
    }
    text.push('\n');
}
