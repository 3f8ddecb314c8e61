//! A connection to a world's database that obeys no rule of the server: what an attacker with its password has.

use evidence_server::config::Config;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tests::world::World;

pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Raw {
    pub(crate) async fn open(world: &World) -> Self {
        let config = Config::load(Some(world.config())).expect("read the configuration");
        if let Some(file) = config.postgres_url_file {
            let url = std::fs::read_to_string(file).expect("read the URL of the database");
            let mut connection = PgConnection::connect(url.trim()).await.expect("connect to PostgreSQL");
            // References between tables are not checked in this session.
            sqlx::query("SET session_replication_role = replica")
                .execute(&mut connection)
                .await
                .expect("be an attacker");
            return Self::Postgres(connection);
        }
        let url = format!("sqlite://{}", world.data().join("evidence.sqlite").display());
        let mut connection = SqliteConnection::connect(&url).await.expect("open the database");
        sqlx::query("PRAGMA foreign_keys = OFF")
            .execute(&mut connection)
            .await
            .expect("be an attacker");
        Self::Sqlite(connection)
    }

    /// Runs a statement that must change at least one row.
    pub(crate) async fn run(&mut self, sql: &str) {
        let query = AssertSqlSafe(sql.to_owned());
        let changed = match self {
            Self::Sqlite(c) => sqlx::query(query)
                .execute(c)
                .await
                .unwrap_or_else(|e| panic!("{sql}: {e}"))
                .rows_affected(),
            Self::Postgres(c) => sqlx::query(query)
                .execute(c)
                .await
                .unwrap_or_else(|e| panic!("{sql}: {e}"))
                .rows_affected(),
        };
        assert!(changed > 0, "{sql} changed nothing");
    }

    /// Runs a statement that changes the schema.
    pub(crate) async fn define(&mut self, sql: &str) {
        let query = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(c) => drop(
                sqlx::query(query)
                    .execute(c)
                    .await
                    .unwrap_or_else(|e| panic!("{sql}: {e}")),
            ),
            Self::Postgres(c) => drop(
                sqlx::query(query)
                    .execute(c)
                    .await
                    .unwrap_or_else(|e| panic!("{sql}: {e}")),
            ),
        }
    }

    /// The first column of each row.
    pub(crate) async fn texts(&mut self, sql: &str) -> Vec<String> {
        let query = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(c) => {
                let rows = sqlx::query(query)
                    .fetch_all(c)
                    .await
                    .unwrap_or_else(|e| panic!("{sql}: {e}"));
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::Postgres(c) => {
                let rows = sqlx::query(query)
                    .fetch_all(c)
                    .await
                    .unwrap_or_else(|e| panic!("{sql}: {e}"));
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// Columns of a table with whether they hold numbers, from the database's own catalogue.
    pub(crate) async fn columns(&mut self, table: &str) -> Vec<(String, bool)> {
        let sql = match self {
            Self::Sqlite(_) => format!("SELECT name || ' ' || upper(type) FROM pragma_table_info('{table}')"),
            Self::Postgres(_) => format!(
                "SELECT column_name || ' ' || upper(data_type) FROM information_schema.columns \
                 WHERE table_name = '{table}' ORDER BY ordinal_position"
            ),
        };
        let columns: Vec<_> = self
            .texts(&sql)
            .await
            .into_iter()
            .map(|line| {
                line.split_once(' ')
                    .map(|(name, kind)| (name.to_owned(), kind == "BIGINT"))
                    .expect("name and type")
            })
            .collect();
        assert!(!columns.is_empty(), "the catalogue knows no table {table}");
        columns
    }
}
