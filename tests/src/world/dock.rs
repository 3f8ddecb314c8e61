//! A dock inside the test: enrolled, with a key of its own, honest unless a test makes it otherwise.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use evidence_schema::custody::note::{SigningNoteKey, VerifyingNoteKey};
use evidence_schema::custody::receipt::{self, Expected, Receipt, ReceiptLevel, VerifiedReceipt};
use evidence_schema::custody::tree::TreeHead;
use evidence_schema::ids::{DockId, UploadId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::{
    DockingAnswer, DockingReport, DockingReports, EnrollAnswer, EnrollRequest, EnrollToken, Offer, OfferAnswer,
    OfferItem, OfferedAnswer,
};
use evidence_server::deps::{Random, SystemRandom};
use reqwest::Response;

use super::people::answer_of;
use super::{Caller, Capture, World};

/// An enrolled dock.
#[derive(Debug)]
pub struct TestDock {
    /// Its id.
    pub id: DockId,
    /// The key that signs its statements.
    pub key: SigningNoteKey,
    /// The custody log's key, from the enrolment token.
    pub log_key: VerifyingNoteKey,
    /// Its bearer token.
    pub bearer: String,
    /// How it talks to the server.
    pub caller: Caller,
}

impl World {
    /// Several machines that want to be the same dock: one token, a key each.
    pub fn enrollments(&self, name: &str, count: usize) -> Vec<EnrollRequest> {
        let token = enroll_token(&self.dock_token(name));
        let request = || EnrollRequest {
            token: token.secret.clone(),
            public_key: public_key(&SystemRandom.bytes32()),
            name: name.to_owned(),
        };
        std::iter::repeat_with(request).take(count).collect()
    }

    /// A new dock, enrolled.
    pub async fn dock(&self, name: &str) -> TestDock {
        let token = enroll_token(&self.dock_token(name));
        let seed = SystemRandom.bytes32();
        let anonymous = self.anonymous();
        let request = EnrollRequest {
            token: token.secret,
            public_key: public_key(&seed),
            name: name.to_owned(),
        };
        let answer: EnrollAnswer = anonymous.tell("/api/v1/docks/enroll", &request).await;
        let key = SigningNoteKey::from_seed(&answer.dock_id.to_string(), &seed).expect("name the dock's key");
        TestDock {
            id: answer.dock_id,
            key,
            log_key: VerifyingNoteKey::from_text(&token.log_vkey).expect("the log's key in the token"),
            caller: anonymous.with_bearer(&answer.bearer),
            bearer: answer.bearer,
        }
    }
}

/// What is in the line that an administrator hands over.
pub(super) fn enroll_token(line: &str) -> EnrollToken {
    let json = BASE64_URL_SAFE_NO_PAD.decode(line.trim()).expect("a token is base64");
    serde_json::from_slice(&json).expect("a token holds JSON")
}

/// The raw public key of a seed, in base64: what a dock sends before it has a name.
fn public_key(seed: &[u8; 32]) -> String {
    let key = SigningNoteKey::from_seed("nameless", seed).expect("make a key");
    let encoded = key.vkey().splitn(3, '+').nth(2).expect("a public key has three parts");
    let bytes = BASE64_STANDARD.decode(encoded).expect("a public key is base64");
    BASE64_STANDARD.encode(&bytes[1..])
}

impl TestDock {
    /// Bytes that this dock read, with its statement about them.
    pub fn capture(&self, path: &str, bytes: &[u8]) -> Capture {
        Capture::new(self.id, path, bytes)
    }

    /// The statement of a capture, signed.
    pub fn sign(&self, capture: &Capture) -> String {
        capture.statement.sign(&self.key).expect("sign a capture statement")
    }

    /// Offers captures; gives the answers in their order.
    pub async fn offer(&self, captures: &[&Capture]) -> Vec<OfferedAnswer> {
        let items = captures
            .iter()
            .map(|capture| OfferItem {
                statement: self.sign(capture),
            })
            .collect();
        let answer: OfferAnswer = self.caller.tell("/api/v1/docks/offer", &Offer { items }).await;
        answer.items.into_iter().map(|item| item.answer).collect()
    }

    /// Uploads the bytes from wherever the server stands, and does not wait for sealing.
    pub async fn upload(&self, capture: &Capture) -> UploadId {
        let created = self
            .caller
            .tus_create_stated(capture.size_bytes(), &self.sign(capture))
            .await;
        if created.offset_bytes < capture.size_bytes() {
            let from = usize::try_from(created.offset_bytes).expect("an offset in memory");
            self.caller
                .tus_send(created.id, created.offset_bytes, capture.bytes[from..].to_vec())
                .await;
        }
        created.id
    }

    /// Asks for a capture's receipt as the agent does. `since` is the size of the last head that the dock saw.
    pub async fn ask_receipt(&self, capture: &Capture, level: ReceiptLevel, since: u64) -> Response {
        let level = if level == ReceiptLevel::Sealed {
            "sealed"
        } else {
            "verified"
        };
        let path = format!(
            "/api/v1/captures/{}/receipt?level={level}&since={since}&wait_ms=25000",
            capture.id()
        );
        self.caller.get(&path).await
    }

    /// The receipt, which must come.
    pub async fn receipt(&self, capture: &Capture, level: ReceiptLevel, last: Option<TreeHead>) -> Receipt {
        answer_of(self.ask_receipt(capture, level, last.map_or(0, |head| head.size)).await).await
    }

    /// Checks a receipt as the agent does, against the bytes and the last head; it must be good.
    pub fn check(&self, capture: &Capture, receipt: &Receipt, last: Option<TreeHead>) -> VerifiedReceipt {
        let expected = Expected {
            sha256: capture.statement.sha256,
            size_bytes: capture.statement.size_bytes,
            last_head: last,
        };
        receipt::verify(receipt, &self.log_key, &expected).unwrap_or_else(|error| panic!("{error}: {receipt:?}"))
    }

    /// Offer, upload if wanted, verified receipt.
    pub async fn deliver(&self, capture: &Capture) -> VerifiedReceipt {
        match self.offer(&[capture]).await.as_slice() {
            [OfferedAnswer::Upload] => {
                self.upload(capture).await;
            }
            [OfferedAnswer::Held { .. }] => {}
            other => panic!("the offer was answered with {other:?}"),
        }
        let receipt = self.receipt(capture, ReceiptLevel::Verified, None).await;
        let verified = self.check(capture, &receipt, None);
        assert_eq!(
            verified.level(),
            ReceiptLevel::Verified,
            "the receipt proves less than was asked for"
        );
        verified
    }

    /// Reports dockings, by a clock that is `ahead_ms` ahead of this machine's.
    pub async fn report(&self, dockings: Vec<DockingReport>, ahead_ms: i64) -> DockingAnswer {
        let now: Timestamp = chrono::Utc::now().into();
        let dock_time = now.plus_ms(ahead_ms).expect("a time in bounds");
        let reports = DockingReports {
            dockings,
            dock_time,
            spool_free_bytes: 1 << 30,
        };
        self.caller.tell("/api/v1/docks/dockings", &reports).await
    }
}
