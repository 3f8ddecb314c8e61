//! Configuration: one TOML file, all of it optional. Without it: SQLite and local files in `./data`, loopback only.
//!
//! What must stay true: secrets come from files, never from arguments; unknown words in the file are errors.

mod tables;
mod webhooks;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use evidence_schema::digest::Sha256Digest;
use evidence_schema::explanation::GapReason;
use evidence_schema::rules::deadlines::Tables;
use evidence_schema::wire::docks::UnknownRecorderPolicy;
use evidence_schema::wire::marks::MarkCatalogue;
use serde::Deserialize;

pub use webhooks::{Webhook, WebhookConfig};

use crate::tag_list;

/// Why a configuration is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// The text is not the TOML that is expected.
    #[error("{path}: {source}")]
    Shape {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// Values that do not fit together.
    #[error("{0}")]
    Values(String),
}

/// The file as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Folder for database, footage, log and keys; preset `./data`.
    pub data: Option<PathBuf>,
    /// Address to listen on; preset `127.0.0.1:8400`.
    pub listen: Option<SocketAddr>,
    /// File that holds a PostgreSQL URL; absent: SQLite in the data folder.
    pub postgres_url_file: Option<PathBuf>,
    /// A bucket; absent: files in the data folder.
    pub s3: Option<S3Config>,
    /// Certificate and key; without them the server listens on loopback only.
    pub tls: Option<TlsConfig>,
    /// What docks do with a recorder that nobody registered.
    pub unknown_recorder: UnknownRecorderPolicy,
    /// Hours after which an unfinished upload is swept; preset 168.
    pub upload_expiry_hours: Option<u32>,
    /// Seconds without a request after which a viewing is over; preset 120.
    pub viewing_idle_seconds: Option<u32>,
    /// MiB that stay free on the disk of the data folder; preset 512.
    pub reserve_mib: Option<u64>,
    /// Name of the custody log; preset `mingjing.local/log`. It cannot be changed after the first start.
    pub log_origin: Option<String>,
    /// Path of the media worker; preset: beside this program.
    pub media_worker: Option<PathBuf>,
    /// File with the agency's own tags and classes; preset: those of `fixtures/tags/preset.toml`.
    pub tags_file: Option<PathBuf>,
    /// File with the agency's days off and shifted working days; preset: `fixtures/calendar/days.csv`.
    pub calendar_file: Option<PathBuf>,
    /// File with the limits that run for case files; preset: `fixtures/deadlines/limits.csv`.
    pub limits_file: Option<PathBuf>,
    /// File with the agency's own reasons for gaps; preset: those of `fixtures/gap_reasons/preset.toml`.
    pub gap_reasons_file: Option<PathBuf>,
    /// Systems that are told what happens to case files.
    pub webhook: Vec<WebhookConfig>,
}

/// A bucket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Config {
    /// For example `https://s3.example`.
    pub endpoint: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Region; preset `us-east-1`.
    #[serde(default = "preset_region")]
    pub region: String,
    /// File with the access key in its first line and the secret key in its second.
    pub credentials_file: PathBuf,
}

fn preset_region() -> String {
    "us-east-1".to_owned()
}

/// Certificate and key, PEM.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// Certificate chain.
    pub certificate: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// Settings that use cases read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What docks do with a recorder that nobody registered.
    pub unknown_recorder: UnknownRecorderPolicy,
    /// Milliseconds after which an unfinished upload is swept.
    pub upload_expiry_ms: i64,
    /// Time without a request after which a viewing is over.
    pub viewing_idle: Duration,
    /// SHA-256 of the certificate, for enrolment tokens.
    pub tls_sha256: Option<Sha256Digest>,
    /// Path of the media worker.
    pub media_worker: PathBuf,
    /// Whether people reach the server by TLS (cookies say `Secure`).
    pub is_tls: bool,
    /// The agency's tags and classes.
    pub marks: MarkCatalogue,
    /// The limits that run for case files, and the days by which they are counted.
    pub tables: Arc<Tables>,
    /// Reasons for gaps.
    pub gap_reasons: Vec<GapReason>,
    /// Systems that are told what happens to case files.
    pub webhooks: Vec<Webhook>,
}

/// Reads a text file.
///
/// # Errors
/// [`ConfigError::Read`].
pub fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

impl Config {
    /// Reads a file, or gives the presets.
    ///
    /// # Errors
    /// When it cannot be read or says something unknown.
    pub fn load(path: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = read_text(path)?;
        toml::from_str(&text).map_err(|e| ConfigError::Shape {
            path: path.to_owned(),
            source: Box::new(e),
        })
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("data"))
    }

    /// The address to listen on. Only loopback without TLS.
    ///
    /// # Errors
    /// [`ConfigError::Values`].
    pub fn listen(&self) -> Result<SocketAddr, ConfigError> {
        let listen = self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8400)));
        if self.tls.is_none() && !listen.ip().is_loopback() {
            return Err(ConfigError::Values(format!(
                "{listen} is not a loopback address and no [tls] is configured: footage and passwords would travel in \
                 clear. Configure certificate and key, or listen on 127.0.0.1."
            )));
        }
        Ok(listen)
    }

    /// Bytes that stay free on the disk of the data folder.
    pub fn reserve_bytes(&self) -> u64 {
        self.reserve_mib.unwrap_or(512).saturating_mul(1 << 20)
    }

    /// What use cases read.
    ///
    /// # Errors
    /// When the certificate cannot be read or this program's own folder is unknown.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let hours = i64::from(self.upload_expiry_hours.unwrap_or(168));
        let media_worker = match &self.media_worker {
            Some(path) => path.clone(),
            None => beside_this_program("media-worker")?,
        };
        Ok(Settings {
            unknown_recorder: self.unknown_recorder,
            upload_expiry_ms: hours * 3600 * 1000,
            viewing_idle: Duration::from_secs(u64::from(self.viewing_idle_seconds.unwrap_or(120))),
            tls_sha256: self.tls.as_ref().map(fingerprint).transpose()?,
            media_worker,
            is_tls: self.tls.is_some(),
            marks: self.marks()?,
            tables: Arc::new(tables::read(
                self.calendar_file.as_deref(),
                self.limits_file.as_deref(),
            )?),
            gap_reasons: self.gap_reasons()?,
            webhooks: webhooks::read(&self.webhook)?,
        })
    }
}

impl Config {
    /// The agency's tags and classes.
    fn marks(&self) -> Result<MarkCatalogue, ConfigError> {
        let (name, text) = match &self.tags_file {
            Some(path) => (path.display().to_string(), read_text(path)?),
            None => ("the preset of tags".to_owned(), tag_list::PRESET.to_owned()),
        };
        tag_list::read(&text).map_err(|e| ConfigError::Values(format!("{name}, {e}")))
    }

    /// The agency's reasons for gaps.
    fn gap_reasons(&self) -> Result<Vec<GapReason>, ConfigError> {
        let (name, text) = match &self.gap_reasons_file {
            Some(path) => (path.display().to_string(), read_text(path)?),
            None => ("the preset of reasons".to_owned(), tag_list::REASONS_PRESET.to_owned()),
        };
        tag_list::read_reasons(&text).map_err(|e| ConfigError::Values(format!("{name}, {e}")))
    }
}

/// SHA-256 of the server's own certificate, the first in the file.
fn fingerprint(tls: &TlsConfig) -> Result<Sha256Digest, ConfigError> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let pem = read_text(&tls.certificate)?;
    let der = CertificateDer::from_pem_slice(pem.as_bytes())
        .map_err(|e| ConfigError::Values(format!("{} holds no certificate: {e}", tls.certificate.display())))?;
    Ok(Sha256Digest::of(&der))
}

fn beside_this_program(name: &str) -> Result<PathBuf, ConfigError> {
    let own = std::env::current_exe().map_err(|source| ConfigError::Read {
        path: PathBuf::from("this program"),
        source,
    })?;
    Ok(own.with_file_name(name))
}
