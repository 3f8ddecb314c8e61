//! On what a world's server stands: SQLite and local files, or PostgreSQL and an S3 store.

use std::path::Path;

use toml::Table;

use super::process::write_secret;
use super::region::{RegionPart, region_part};

const ENVIRONMENT: &str = "MINGJING_TEST_ENGINE";

/// The engines of database and vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite and local files.
    Embedded,
    /// PostgreSQL and S3.
    Region,
}

impl Engine {
    /// What `MINGJING_TEST_ENGINE` says; embedded when it says nothing.
    pub fn of_environment() -> Self {
        match std::env::var(ENVIRONMENT).as_deref() {
            Err(_) | Ok("" | "embedded") => Self::Embedded,
            Ok("region") => Self::Region,
            Ok(other) => panic!("{ENVIRONMENT} is {other:?}: embedded or region is expected"),
        }
    }
}

/// What one world stands on.
#[derive(Debug, Clone)]
pub(super) enum Storage {
    Embedded,
    Region(RegionPart),
}

impl Storage {
    pub(super) async fn prepare(engine: Engine) -> Self {
        match engine {
            Engine::Embedded => Self::Embedded,
            Engine::Region => Self::Region(region_part().await),
        }
    }

    pub(super) const fn engine(&self) -> Engine {
        match self {
            Self::Embedded => Engine::Embedded,
            Self::Region(_) => Engine::Region,
        }
    }

    /// Writes the secrets into `folder` and says in the configuration where they are.
    pub(super) fn configure(&self, config: &mut Table, folder: &Path) {
        let Self::Region(part) = self else { return };
        let (url, keys) = (folder.join("postgres-url"), folder.join("s3-keys"));
        write_secret(&url, &part.postgres_url);
        write_secret(&keys, &format!("{}\n{}\n", part.access_key, part.secret_key));
        let text = |path: &Path| path.to_str().expect("paths of the test world are UTF-8").to_owned();
        config.insert("postgres_url_file".to_owned(), text(&url).into());
        let mut s3 = Table::new();
        s3.insert("endpoint".to_owned(), part.s3_endpoint.clone().into());
        s3.insert("bucket".to_owned(), part.bucket.clone().into());
        s3.insert("credentials_file".to_owned(), text(&keys).into());
        config.insert("s3".to_owned(), s3.into());
    }
}
