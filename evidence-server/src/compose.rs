//! Puts the parts together from the configuration.
//!
//! What must stay true: secrets live in 0600 files in the data folder; a server locks its data folder, a command does
//! not; the log's key is made once and never replaced silently.

use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use evidence_schema::custody::note::SigningNoteKey;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::app::access::looks::Looks;
use crate::app::asker::Refusals;
use crate::app::catalogue::Catalogues;
use crate::app::sealing::SealingNow;
use crate::app::viewing::Viewings;
use crate::app::{App, Core};
use crate::config::{Config, S3Config, read_text};
use crate::deps::{Outside, Random};
use crate::store::Store;
use crate::vault::{LocalVault, Published, S3Settings, S3Vault, Staging, Vault, lock_folder};

const CHANGES_KEPT: usize = 64;
/// Name of the log's private key in the data folder.
pub const LOG_KEY_FILE: &str = "log.key";
/// Name of the log's public key in the data folder.
pub const LOG_VKEY_FILE: &str = "log.vkey";

/// What opens the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opener {
    /// The one server of this folder.
    Server,
    /// A command beside it, which never receives footage.
    Command,
}

/// Opens everything.
///
/// # Errors
/// When a part cannot be opened; the message says which and what to do.
pub async fn open(config: &Config, opener: Opener) -> anyhow::Result<App> {
    let data = config.data();
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&data)
        .with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    let lock = (opener == Opener::Server).then(|| lock_folder(&data)).transpose()?;
    let outside = Outside::system();
    let vault = open_vault(config, &data)?;
    let store = open_store(config, &data, &outside).await?;
    let has_log = store.log_head().await?.is_some();
    let log_key = open_log_key(config, &data, has_log, &*outside.random)?;
    let scratch = data.join("scratch");
    std::fs::create_dir_all(&scratch)?;
    let metrics = PrometheusBuilder::new().build_recorder();
    let handle = metrics.handle();
    if opener == Opener::Server {
        metrics::set_global_recorder(metrics).context("the metrics were set up twice")?;
    }
    let instance = instance_name(&data, opener, &*outside.random)?;
    Ok(App::new(Core {
        staging: Staging::open(&data, config.reserve_bytes())?,
        published: Published::open(&data)?,
        settings: config.settings()?,
        sealing_now: SealingNow::default(),
        jobs_due: Notify::new(),
        entries_due: Notify::new(),
        index_due: Notify::new(),
        signed: watch::Sender::new(0),
        changes: broadcast::Sender::new(CHANGES_KEPT),
        closing: CancellationToken::new(),
        setup: std::sync::Mutex::default(),
        looks: Looks::default(),
        catalogues: Catalogues::default(),
        viewings: Viewings::default(),
        refusals: Refusals::default(),
        lock,
        metrics: handle,
        store,
        vault,
        outside,
        log_key,
        scratch,
        instance,
    }))
}

/// The name of this server among several, made once: staged bytes, jobs and the sequencer's lease belong to it. The
/// folder's lock makes it unique, so after a crash it takes its lease back at once.
fn instance_name(data: &Path, opener: Opener, random: &dyn Random) -> anyhow::Result<String> {
    let fresh = hex::encode(random.bytes16());
    if opener == Opener::Command {
        return Ok(format!("command-{fresh}"));
    }
    let path = data.join("server-id");
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let name = format!("server-{fresh}");
            secret_file(&path, &name)?;
            Ok(name)
        }
        Err(e) => Err(e).with_context(|| format!("{} cannot be read", path.display())),
    }
}

fn open_vault(config: &Config, data: &Path) -> anyhow::Result<Vault> {
    if let Some(s3) = &config.s3 {
        return Ok(Vault::S3(S3Vault::open(&s3_settings(s3)?)?));
    }
    Ok(Vault::Local(LocalVault::open(data)?))
}

fn s3_settings(config: &S3Config) -> anyhow::Result<S3Settings> {
    let text = read_text(&config.credentials_file)?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (Some(access_key), Some(secret_key)) = (lines.next(), lines.next()) else {
        bail!(
            "{} must hold the access key and, on a line of its own, the secret key",
            config.credentials_file.display()
        );
    };
    Ok(S3Settings {
        endpoint: config.endpoint.clone(),
        bucket: config.bucket.clone(),
        region: config.region.clone(),
        access_key: access_key.to_owned(),
        secret_key: secret_key.to_owned(),
    })
}

async fn open_store(config: &Config, data: &Path, outside: &Outside) -> anyhow::Result<Store> {
    let random = outside.random.clone();
    if let Some(file) = &config.postgres_url_file {
        let url = read_text(file)?;
        let opened = Store::open_postgres(url.trim(), random).await;
        return opened.context("PostgreSQL cannot be reached or migrated");
    }
    let file = data.join("evidence.sqlite");
    Store::open_sqlite(&file, random)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))
}

/// Reads the log's key, or makes one for a new installation.
fn open_log_key(config: &Config, data: &Path, has_log: bool, random: &dyn Random) -> anyhow::Result<SigningNoteKey> {
    let path = data.join(LOG_KEY_FILE);
    let key = match std::fs::read_to_string(&path) {
        Ok(text) => SigningNoteKey::from_text(&text).with_context(|| format!("{} is damaged", path.display()))?,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && (has_log || data.join(LOG_VKEY_FILE).exists()) => {
            bail!(
                "{} is gone, but its custody log is not: restore the key from its safe copy; a log cannot change its key \
                 unseen, so no new one is made",
                path.display()
            );
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let origin = config.log_origin.as_deref().unwrap_or("mingjing.local/log");
            let key = SigningNoteKey::from_seed(origin, &random.bytes32())?;
            secret_file(&path, key.to_private_text())?;
            key
        }
        Err(e) => return Err(e).with_context(|| format!("{} cannot be read", path.display())),
    };
    if config
        .log_origin
        .as_deref()
        .is_some_and(|origin| !key.vkey().starts_with(&format!("{origin}+")))
    {
        bail!(
            "the custody log in {} has another name than log_origin; a log never changes its name",
            data.display()
        );
    }
    keep_public_key(data, &key)?;
    Ok(key)
}

/// The public key stands beside the private one, and never changes.
fn keep_public_key(data: &Path, key: &SigningNoteKey) -> anyhow::Result<()> {
    let path = data.join(LOG_VKEY_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim() == key.vkey() => Ok(()),
        Ok(_) => bail!(
            "{} is not the public key of {LOG_KEY_FILE}: one of them was exchanged",
            path.display()
        ),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => new_file(&path, key.vkey(), 0o644),
        Err(e) => Err(e).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Writes a secret into a new file that only its owner may read.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn secret_file(path: &Path, text: &str) -> anyhow::Result<()> {
    new_file(path, text, 0o600)
}

/// A new file with one line. After a kill or a power cut it is there whole or not at all, and once this returns it stays.
fn new_file(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let failed = || format!("{} cannot be made", path.display());
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    // What another process of this number, killed in the middle, may have left.
    let _none = std::fs::remove_file(&draft);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(&draft)
        .with_context(failed)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    linked.with_context(failed)?;
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A path in the data folder.
pub fn in_data(config: &Config, name: &str) -> PathBuf {
    config.data().join(name)
}
