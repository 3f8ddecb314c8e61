//! HTTP requests that this server makes by itself: notices to other systems.
//!
//! What must stay true: what goes out is signed, follows no redirect, goes through no proxy, and ends after its time; an
//! answer's body is never read, so that nothing a receiver says can fill this server or its log.

mod signature;

use std::time::Duration;

pub use signature::{Secret, SecretError, signature};

/// A system that wants to be told.
#[derive(Debug, Clone)]
pub struct Receiver {
    /// Where to post to.
    pub url: reqwest::Url,
    /// What bodies are signed with.
    pub secret: Secret,
    /// How long one attempt may take.
    pub timeout: Duration,
}

impl Receiver {
    /// Scheme, host and port; path and query may hold what is nobody's business.
    pub fn target(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}

/// One message.
#[derive(Debug, Clone)]
pub struct Message {
    /// The same whenever this message is sent again.
    pub id: String,
    /// Second of the attempt, since 1970.
    pub timestamp: i64,
    /// JSON.
    pub body: String,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The receiver answered with something else than 2xx.
    #[error("answered with status {0}")]
    Status(u16),
    /// 410: it does not want to be told any more.
    #[error("answered with status 410, it does not want to be told")]
    Gone,
    /// A redirect, which is never followed.
    #[error("answered with a redirect (status {0}), which is not followed: correct the address in the configuration")]
    Redirect(u16),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or it broke.
    #[error("cannot be reached: {0}")]
    Away(String),
}

/// Sends messages.
#[derive(Debug, Clone)]
pub struct Sender(reqwest::Client);

impl Sender {
    /// One for all receivers.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new() -> Result<Self, SendError> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("mingjing/", env!("CARGO_PKG_VERSION")))
            .build();
        client.map(Self).map_err(|error| away(&error))
    }

    /// Sends one message; arrived is what the receiver answers with 2xx.
    ///
    /// # Errors
    /// When it did not arrive, or nobody knows.
    pub async fn send(&self, receiver: &Receiver, message: &Message) -> Result<(), SendError> {
        let signed = signature(&receiver.secret, (&message.id, message.timestamp), &message.body);
        let request = self
            .0
            .post(receiver.url.clone())
            .timeout(receiver.timeout)
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp.to_string())
            .header("webhook-signature", signed)
            .body(message.body.clone());
        let answer = request.send().await.map_err(|error| away(&error))?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            410 => Err(SendError::Gone),
            status @ 300..=399 => Err(SendError::Redirect(status)),
            status => Err(SendError::Status(status)),
        }
    }
}

/// The innermost cause without the address.
fn away(error: &reqwest::Error) -> SendError {
    use std::error::Error;
    if error.is_timeout() {
        return SendError::Timeout;
    }
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text: String = cause
        .to_string()
        .chars()
        .filter(|c| !c.is_control())
        .take(120)
        .collect();
    SendError::Away(text)
}
