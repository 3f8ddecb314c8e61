//! The only place that would erase a recorder's file. It does not yet: it asks the rule and reports the verdict.
//!
//! What must stay true: erasing needs the rule's `MayErase`; the rule needs a receipt that this agent verified and a
//! second reading.

use evidence_schema::custody::receipt::{self, Expected, Receipt, ReceiptLevel};
use evidence_schema::rules::release::{
    CaptureFacts, EraseFacts, EraseVerdict, Marks, ReleasePolicy, Reread, may_erase,
};

use crate::agent::Agent;
use crate::journal::CaptureRow;

/// Erasing is switched off: there is no policy from the server yet.
const POLICY: ReleasePolicy = ReleasePolicy {
    is_enabled: false,
    level: ReceiptLevel::Verified,
    rest_ms: 0,
};

/// What the rule says about a file that is still on its recorder.
pub(crate) fn verdict(agent: &Agent, row: &CaptureRow) -> Result<EraseVerdict, String> {
    let bytes = agent
        .journal
        .receipt(row.capture_id)
        .map_err(|error| error.to_string())?;
    let bytes = bytes.ok_or("there is no receipt")?;
    let kept: Receipt = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let expected = Expected {
        sha256: row.sha256,
        size_bytes: row.size_bytes,
        last_head: None,
    };
    let verified = receipt::verify(&kept, &agent.identity.log_key, &expected).map_err(|error| error.to_string())?;
    Ok(may_erase(&EraseFacts {
        capture: CaptureFacts {
            sha256: row.sha256,
            read_ended: row.captured_at,
        },
        reread: row.reread.map(|reread| Reread { sha256: reread.sha256 }),
        receipt: &verified,
        marks: Marks {
            is_marked_important: row.is_marked_important,
            is_tagged_unconfirmed: false,
        },
        is_attributed: false,
        policy: POLICY,
        now: agent.clock.now(),
    }))
}
