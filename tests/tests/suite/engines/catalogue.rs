//! What a database itself says about its tables.

use evidence_server::config::Config;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tests::world::World;

/// A connection that only reads the catalogue.
pub(super) enum Catalogue {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// One column: table, name, type, and whether it may be absent.
pub(super) type Column = (String, String, String, bool);

const SQLITE_TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
const POSTGRES_TABLES: &str = "SELECT table_name::TEXT FROM information_schema.tables WHERE table_schema = 'public'";
const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, c.type, CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN 'yes' ELSE 'no' END \
     FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
const POSTGRES_COLUMNS: &str = "SELECT table_name::TEXT, column_name::TEXT, data_type::TEXT, lower(is_nullable::TEXT) \
     FROM information_schema.columns WHERE table_schema = 'public'";
const SQLITE_INDEXES: &str = "SELECT name || CASE WHEN sql LIKE '%UNIQUE%' THEN ' unique' ELSE '' END \
     FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
const POSTGRES_INDEXES: &str = "SELECT i.relname::TEXT || CASE WHEN x.indisunique THEN ' unique' ELSE '' END \
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace \
     LEFT JOIN pg_constraint c ON c.conindid = i.oid WHERE n.nspname = 'public' AND c.oid IS NULL";
/// Written by the migrations themselves.
const OF_MIGRATIONS: &str = "_sqlx_migrations";

impl Catalogue {
    /// Of the database that a world's server uses.
    pub(super) async fn open(world: &World) -> Self {
        let config = Config::load(Some(world.config())).unwrap();
        match config.postgres_url_file {
            Some(file) => {
                let url = std::fs::read_to_string(file).unwrap();
                Self::Postgres(PgConnection::connect(url.trim()).await.unwrap())
            }
            None => Self::open_sqlite(&world.data().join("evidence.sqlite")).await,
        }
    }

    pub(super) async fn open_sqlite(file: &std::path::Path) -> Self {
        Self::Sqlite(
            SqliteConnection::connect(&format!("sqlite://{}?mode=ro", file.display()))
                .await
                .unwrap(),
        )
    }

    async fn texts(&mut self, sqlite: &'static str, postgres: &'static str) -> Vec<Vec<String>> {
        match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query(AssertSqlSafe(sqlite)).fetch_all(connection).await.unwrap();
                rows.iter()
                    .map(|row| (0..row.len()).map(|column| row.get(column)).collect())
                    .collect()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query(AssertSqlSafe(postgres))
                    .fetch_all(connection)
                    .await
                    .unwrap();
                rows.iter()
                    .map(|row| (0..row.len()).map(|column| row.get(column)).collect())
                    .collect()
            }
        }
    }

    /// Names of all tables, sorted.
    pub(super) async fn tables(&mut self) -> Vec<String> {
        let mut names: Vec<String> = self
            .texts(SQLITE_TABLES, POSTGRES_TABLES)
            .await
            .into_iter()
            .flatten()
            .collect();
        names.retain(|name| name != OF_MIGRATIONS);
        names.sort();
        names
    }

    /// All columns of all tables, sorted by table and name.
    pub(super) async fn columns(&mut self) -> Vec<Column> {
        let rows = self.texts(SQLITE_COLUMNS, POSTGRES_COLUMNS).await;
        let mut columns: Vec<Column> = rows
            .into_iter()
            .map(column)
            .filter(|column| column.0 != OF_MIGRATIONS)
            .collect();
        columns.sort();
        columns
    }

    /// Names of all indexes that were made as such, and whether they are unique, sorted.
    pub(super) async fn indexes(&mut self) -> Vec<String> {
        let mut names: Vec<String> = self
            .texts(SQLITE_INDEXES, POSTGRES_INDEXES)
            .await
            .into_iter()
            .flatten()
            .collect();
        names.sort();
        names
    }
}

/// SQLite has one whole number and calls it INTEGER where it numbers rows itself.
fn column(row: Vec<String>) -> Column {
    let [table, name, kind, is_optional] = <[String; 4]>::try_from(row).unwrap();
    let kind = kind.to_uppercase();
    let kind = if kind == "INTEGER" { "BIGINT".to_owned() } else { kind };
    (table, name, kind, is_optional == "yes")
}
