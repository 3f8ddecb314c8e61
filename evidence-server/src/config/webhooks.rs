//! Systems that want to be told what happens to case files, as the configuration names them.
//!
//! What must stay true: a secret comes from a file that nobody else may read; nothing is sent in clear to another
//! machine; two systems never share a name, because the name is their place in the log.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use evidence_schema::rules::notices::NoticeKind;
use serde::Deserialize;

use super::{ConfigError, read_text};
use crate::outgoing::{Receiver, Secret};

/// Systems that may be told.
const WEBHOOKS_MAX: usize = 16;
const NAME_CHARS_MAX: usize = 40;
const TIMEOUT_SECONDS_MAX: u32 = 30;
const GIVE_UP_HOURS_MAX: u32 = 720;

/// One `[[webhook]]` as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// What people call the system; its place in the log belongs to this name.
    pub name: String,
    /// Where to post to: https, or http on this machine.
    pub url: String,
    /// File with the secret that both sides know, mode 0600.
    pub secret_file: PathBuf,
    /// What it is told; absent: everything.
    pub events: Option<Vec<NoticeKind>>,
    /// Seconds that one attempt may take; preset 10.
    pub timeout_seconds: Option<u32>,
    /// Hours of failing after which it is given up, visibly; preset 72.
    pub give_up_hours: Option<u32>,
}

/// One system that wants to be told.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its name.
    pub name: String,
    /// Where and how it is told.
    pub receiver: Receiver,
    /// What it is told.
    pub events: BTreeSet<NoticeKind>,
    /// Milliseconds of failing after which it is given up.
    pub give_up_ms: i64,
}

/// Everything that is configured.
///
/// # Errors
/// [`ConfigError`] with the name of the webhook and what to do.
pub(super) fn read(configs: &[WebhookConfig]) -> Result<Vec<Webhook>, ConfigError> {
    if configs.len() > WEBHOOKS_MAX {
        return Err(ConfigError::Values(format!(
            "At most {WEBHOOKS_MAX} [[webhook]] are taken."
        )));
    }
    let mut names = BTreeSet::new();
    let mut hooks = Vec::with_capacity(configs.len());
    for config in configs {
        if !names.insert(config.name.as_str()) {
            return Err(wrong(
                config,
                "another [[webhook]] has the same name: give each one of its own",
            ));
        }
        hooks.push(one(config)?);
    }
    Ok(hooks)
}

fn wrong(config: &WebhookConfig, what: &str) -> ConfigError {
    ConfigError::Values(format!("webhook {:?}: {what}.", config.name))
}

fn one(config: &WebhookConfig) -> Result<Webhook, ConfigError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let length = config.name.chars().count();
    if length == 0 || length > NAME_CHARS_MAX || !config.name.chars().all(is_plain) {
        return Err(wrong(config, "a name has 1 to 40 small letters, digits and hyphens"));
    }
    let timeout_seconds = config.timeout_seconds.unwrap_or(10);
    if timeout_seconds == 0 || timeout_seconds > TIMEOUT_SECONDS_MAX {
        return Err(wrong(config, "timeout_seconds is 1 to 30"));
    }
    let give_up_hours = config.give_up_hours.unwrap_or(72);
    if !(1..=GIVE_UP_HOURS_MAX).contains(&give_up_hours) {
        return Err(wrong(config, "give_up_hours is 1 to 720"));
    }
    let events = match &config.events {
        None => NoticeKind::ALL.iter().copied().collect(),
        Some(events) if events.is_empty() => {
            return Err(wrong(
                config,
                "events is empty: name what it is told, or leave the line out",
            ));
        }
        Some(events) => events.iter().copied().collect(),
    };
    Ok(Webhook {
        name: config.name.clone(),
        receiver: Receiver {
            url: url(config)?,
            secret: secret(config)?,
            timeout: Duration::from_secs(u64::from(timeout_seconds)),
        },
        events,
        give_up_ms: i64::from(give_up_hours) * 3_600_000,
    })
}

fn url(config: &WebhookConfig) -> Result<reqwest::Url, ConfigError> {
    let url: reqwest::Url = config
        .url
        .parse()
        .map_err(|_| wrong(config, "url cannot be read: write it as https://HOST/PATH"))?;
    let is_here = match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        None => return Err(wrong(config, "url names no host")),
    };
    match url.scheme() {
        "https" => {}
        "http" if is_here => {}
        _ => {
            return Err(wrong(
                config,
                "url must begin with https://; http:// only for this machine itself (127.0.0.1, ::1, localhost)",
            ));
        }
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            config,
            "url holds a name or password: the signature proves who sends",
        ));
    }
    Ok(url)
}

fn secret(config: &WebhookConfig) -> Result<Secret, ConfigError> {
    let path = config.secret_file.as_path();
    check_private(config, path)?;
    let text = read_text(path)?;
    text.parse()
        .map_err(|e| wrong(config, &format!("{}: {e}", path.display())))
}

fn check_private(config: &WebhookConfig, path: &Path) -> Result<(), ConfigError> {
    let metadata = std::fs::metadata(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })?;
    if !metadata.is_file() || metadata.permissions().mode() & 0o077 != 0 {
        let what = format!(
            "{} must be a file that only its owner may read: chmod 600",
            path.display()
        );
        return Err(wrong(config, &what));
    }
    Ok(())
}
