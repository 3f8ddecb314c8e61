//! The server as the agent sees it: JSON calls, and errors decided by their code.
//!
//! What must stay true: no answer is read beyond its bound; the bearer token goes to this one address and into no log.

use std::fmt::Write as _;
use std::time::Duration;

use evidence_schema::custody::receipt::{Receipt, ReceiptLevel};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CaptureId;
use evidence_schema::wire::claims::{ClaimAnswer, ClaimReports, DockRoster};
use evidence_schema::wire::clearing::{ClearingAnswer, ClearingQuestion, ErasureAnswer, ErasureReports};
use evidence_schema::wire::docks::{
    DockAlarm, DockingAnswer, DockingReports, EnrollAnswer, EnrollRequest, Offer, OfferAnswer,
};
use evidence_schema::wire::problem::{Problem, ProblemCode};
use evidence_schema::wire::rooms::RoomWindows;
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::tls;
use crate::failure::{Failure, cannot};
use crate::limits::{ANSWER_BYTES_MAX, CONNECT_TIMEOUT, SILENCE_TIMEOUT};

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// No answer, or none that makes sense: the server is away.
    #[error("the server does not answer: {0}")]
    Away(String),
    /// A refusal with a code.
    #[error("{}: {}{}", .0.code.title(), .0.detail, .0.next.as_deref().map(|next| format!("; {next}")).unwrap_or_default())]
    Refused(Box<Refusal>),
    /// The server does not speak what this agent needs.
    #[error("{0}")]
    Unfit(String),
}

/// A refusal with a code.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: ProblemCode,
    pub(crate) detail: String,
    pub(crate) next: Option<String>,
    /// When the server wants to be asked again.
    pub(crate) retry_after: Option<Duration>,
}

impl CallError {
    /// The code of a refusal.
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::Away(_) | Self::Unfit(_) => None,
        }
    }

    /// A refusal told by status alone: an answer to HEAD has no body to read a code from.
    pub(super) fn of_head(status: u16) -> Self {
        let code = match status {
            404 | 410 => ProblemCode::UploadGone,
            401 => ProblemCode::SignInNeeded,
            403 => ProblemCode::Forbidden,
            409 | 423 => ProblemCode::UploadBusy,
            422 => ProblemCode::HashMismatch,
            other => return Self::Away(format!("status {other}")),
        };
        Self::Refused(Box::new(Refusal {
            code,
            detail: format!("status {status}"),
            next: None,
            retry_after: None,
        }))
    }
}

/// The server.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    client: Client,
    address: String,
    bearer: Option<String>,
}

impl Server {
    /// A server at an address such as `http://127.0.0.1:8080`.
    pub(crate) fn new(address: &str, bearer: Option<&str>, pin: Option<Sha256Digest>) -> Result<Self, Failure> {
        let address = address.trim_end_matches('/').to_owned();
        if !(address.starts_with("http://") || address.starts_with("https://")) {
            return Err(
                Failure::new(format!("{address:?} is no address of a server")).next("write it as https://HOST:PORT")
            );
        }
        let mut builder = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(SILENCE_TIMEOUT)
            .tcp_nodelay(true);
        if let Some(pin) = pin {
            builder = builder.tls_backend_preconfigured(tls::pinned(pin).map_err(cannot("TLS"))?);
        }
        let client = builder.build().map_err(cannot("make a client for the server"))?;
        Ok(Self {
            client,
            address,
            bearer: bearer.map(str::to_owned),
        })
    }

    /// A request to a path of the server.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.address));
        match &self.bearer {
            Some(bearer) => request.bearer_auth(bearer),
            None => request,
        }
    }

    async fn call<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, CallError> {
        let body = checked(request.send().await.map_err(away)?).await?;
        let bytes = bounded(body).await?;
        serde_json::from_slice(&bytes).map_err(|error| CallError::Away(format!("the answer cannot be read: {error}")))
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, CallError> {
        self.call(self.request(Method::POST, path).json(body)).await
    }

    /// Enrols a dock.
    pub(crate) async fn enroll(&self, request: &EnrollRequest) -> Result<EnrollAnswer, CallError> {
        self.post("/api/v1/docks/enroll", request).await
    }

    /// Offers captures.
    pub(crate) async fn offer(&self, offer: &Offer) -> Result<OfferAnswer, CallError> {
        self.post("/api/v1/docks/offer", offer).await
    }

    /// Reports dockings.
    pub(crate) async fn report(&self, reports: &DockingReports) -> Result<DockingAnswer, CallError> {
        self.post("/api/v1/docks/dockings", reports).await
    }

    /// Tells of an alarm.
    pub(crate) async fn alarm(&self, alarm: &DockAlarm) -> Result<(), CallError> {
        let request = self.request(Method::POST, "/api/v1/docks/alarm").json(alarm);
        checked(request.send().await.map_err(away)?).await.map(drop)
    }

    /// Asks what is known of captures whose files might be erased from their recorders.
    pub(crate) async fn clearing(&self, question: &ClearingQuestion) -> Result<ClearingAnswer, CallError> {
        self.post("/api/v1/docks/clearing", question).await
    }

    /// Tells of files that were erased from their recorders.
    pub(crate) async fn erasures(&self, reports: &ErasureReports) -> Result<ErasureAnswer, CallError> {
        self.post("/api/v1/docks/erasures", reports).await
    }

    /// Tells what people said at the screen.
    pub(crate) async fn claims(&self, reports: &ClaimReports) -> Result<ClaimAnswer, CallError> {
        self.post("/api/v1/docks/claims", reports).await
    }

    /// Fetches what the screen asks with.
    pub(crate) async fn roster(&self) -> Result<DockRoster, CallError> {
        self.call(self.request(Method::GET, "/api/v1/docks/roster")).await
    }

    /// The windows of a room's uses.
    pub(crate) async fn room_windows(&self, room: &str) -> Result<RoomWindows, CallError> {
        let escaped = room.bytes().fold(String::new(), |mut text, byte| {
            // Writing to a string does not fail.
            let _written = write!(text, "%{byte:02X}");
            text
        });
        self.call(self.request(Method::GET, &format!("/api/v1/docks/rooms?room={escaped}")))
            .await
    }

    /// The log's newest signed checkpoint.
    pub(crate) async fn checkpoint(&self) -> Result<String, CallError> {
        let request = self.request(Method::GET, CHECKPOINT_PATH);
        let bytes = bounded(checked(request.send().await.map_err(away)?).await?).await?;
        String::from_utf8(bytes).map_err(|_| CallError::Away("the checkpoint is no text".to_owned()))
    }

    /// Asks for a receipt.
    pub(crate) async fn receipt(&self, question: &ReceiptQuestion) -> Result<Receipt, CallError> {
        let ReceiptQuestion {
            capture_id,
            level,
            since,
            wait_ms,
        } = question;
        let level = match level {
            ReceiptLevel::Sealed => "sealed",
            ReceiptLevel::Verified => "verified",
            ReceiptLevel::Replicated => "replicated",
        };
        let path = format!("/api/v1/captures/{capture_id}/receipt?level={level}&since={since}&wait_ms={wait_ms}");
        self.call(self.request(Method::GET, &path)).await
    }
}

/// The log's checkpoint, as anybody can read it.
const CHECKPOINT_PATH: &str = "/log/checkpoint";

/// What is asked when a receipt is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReceiptQuestion {
    pub(crate) capture_id: CaptureId,
    pub(crate) level: ReceiptLevel,
    /// Size of the last checkpoint seen.
    pub(crate) since: u64,
    /// How long the server may wait with its answer.
    pub(crate) wait_ms: u64,
}

pub(super) fn away(error: reqwest::Error) -> CallError {
    // The address may be a secret of the house; the causes below say what went wrong.
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    CallError::Away(text)
}

/// An answer with a good status, or its refusal.
pub(super) async fn checked(response: Response) -> Result<Response, CallError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = header(&response, "retry-after")
        .and_then(|text| text.parse().ok())
        .map(Duration::from_secs);
    let bytes = bounded(response).await?;
    match serde_json::from_slice::<Problem>(&bytes) {
        Ok(problem) => Err(CallError::Refused(Box::new(Refusal {
            code: problem.code,
            detail: problem.detail,
            next: problem.next,
            retry_after,
        }))),
        Err(_) => Err(CallError::Away(format!("status {status} without a reason"))),
    }
}

/// A header's text.
pub(super) fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, CallError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(away)? {
        if bytes.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(CallError::Away(format!(
                "the answer is longer than {ANSWER_BYTES_MAX} bytes"
            )));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
