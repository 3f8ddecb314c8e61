//! From proof to permission: the rule, asked with a receipt that is checked again and a second reading that was just made.
//!
//! What must stay true: [`permit`] is the only way to a [`Permit`]; it uses up the reading, so that no reading permits
//! twice and none that was made in another docking permits at all.

use evidence_schema::custody::receipt::{self, Expected, Receipt, VerifiedReceipt};
use evidence_schema::ids::CaptureId;
use evidence_schema::rules::release::{
    CaptureFacts, EraseFacts, EraseVerdict, KeepReason, Marks, ReleasePolicy, Reread, may_erase,
};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clearing::ClearingFacts;

use super::Why;
use crate::agent::Agent;
use crate::capture::{FileFacts, Readout, Source};
use crate::journal::{CaptureRow, CaptureState, RereadRow};

/// A second reading, straight from the device. The file stays open, so that its identity stays what it was.
pub(crate) struct SecondReading {
    file: Box<dyn Source>,
    readout: Readout,
    at: Timestamp,
}

impl SecondReading {
    /// A reading that ended at `at`.
    pub(crate) fn new(file: Box<dyn Source>, readout: Readout, at: Timestamp) -> Self {
        Self { file, readout, at }
    }

    /// For the journal and the report.
    pub(crate) const fn row(&self) -> RereadRow {
        RereadRow {
            sha256: self.readout.sha256,
            at: self.at,
        }
    }
}

/// The permission to erase one file, the one that was read.
pub(crate) struct Permit {
    capture_id: CaptureId,
    reading: SecondReading,
}

impl Permit {
    /// The capture whose file may be erased.
    pub(crate) const fn capture_id(&self) -> CaptureId {
        self.capture_id
    }

    /// The reading that it rests on.
    pub(crate) const fn reread(&self) -> RereadRow {
        self.reading.row()
    }

    /// What the file that was read is now; an error if it is not what it was when its last byte was read.
    pub(super) fn unchanged(&self) -> std::io::Result<FileFacts> {
        let now = self.reading.file.facts()?;
        if now == self.reading.readout.after {
            Ok(now)
        } else {
            Err(std::io::Error::other("the file changed after its second reading"))
        }
    }
}

/// Everything that speaks against erasing but the missing second reading: only where this is empty is one worth while.
pub(crate) fn outlook(agent: &Agent, row: &CaptureRow, facts: &ClearingFacts) -> Vec<Why> {
    match verdict(agent, row, facts, None) {
        Ok(EraseVerdict::MayErase) => vec![Why::NoProof],
        Ok(EraseVerdict::Keep(reasons)) => reasons
            .into_iter()
            .filter(|reason| *reason != KeepReason::NotReread)
            .map(Why::Rule)
            .collect(),
        Err(why) => vec![why],
    }
}

/// The permission, or everything that speaks against it.
pub(crate) fn permit(
    agent: &Agent,
    row: &CaptureRow,
    facts: &ClearingFacts,
    reading: SecondReading,
) -> Result<Permit, Vec<Why>> {
    if !reading.readout.is_quiet() || reading.readout.size_bytes != row.size_bytes {
        return Err(vec![Why::Changed]);
    }
    match verdict(agent, row, facts, Some(reading.row())) {
        Ok(EraseVerdict::MayErase) => Ok(Permit {
            capture_id: row.capture_id,
            reading,
        }),
        Ok(EraseVerdict::Keep(reasons)) => Err(reasons.into_iter().map(Why::Rule).collect()),
        Err(why) => Err(vec![why]),
    }
}

fn verdict(
    agent: &Agent,
    row: &CaptureRow,
    facts: &ClearingFacts,
    reread: Option<RereadRow>,
) -> Result<EraseVerdict, Why> {
    if agent.receipts.broken().is_some() {
        return Err(Why::LogBroken);
    }
    if row.state != CaptureState::Verified {
        return Err(Why::NotVerified);
    }
    let receipt = checked_again(agent, row).map_err(|reason| {
        tracing::warn!(
            path = row.path,
            reason,
            "the kept receipt proves nothing; nothing is erased"
        );
        Why::NoProof
    })?;
    if receipt.clip_id() != facts.clip_id {
        return Err(Why::NoProof);
    }
    Ok(may_erase(&EraseFacts {
        capture: CaptureFacts {
            sha256: row.sha256,
            read_ended: row.captured_at,
        },
        reread: reread.map(|reread| Reread { sha256: reread.sha256 }),
        receipt: &receipt,
        marks: Marks {
            is_marked_important: facts.is_marked_important,
            is_marked_by_person: facts.is_marked_by_person,
            is_tagged_unconfirmed: facts.is_tagged_unconfirmed,
        },
        is_attributed: facts.is_attributed,
        policy: ReleasePolicy {
            is_enabled: facts.is_enabled,
            level: facts.level,
            rest_ms: facts.rest_ms,
        },
        now: agent.clock.now(),
    }))
}

/// The receipt in the journal, checked against the log's key and the bytes that were read here.
fn checked_again(agent: &Agent, row: &CaptureRow) -> Result<VerifiedReceipt, String> {
    let bytes = agent
        .journal
        .receipt(row.capture_id)
        .map_err(|error| error.to_string())?;
    let kept: Receipt =
        serde_json::from_slice(&bytes.ok_or("there is no receipt")?).map_err(|error| error.to_string())?;
    let expected = Expected {
        sha256: row.sha256,
        size_bytes: row.size_bytes,
        last_head: None,
    };
    receipt::verify(&kept, &agent.identity.log_key, &expected).map_err(|error| error.to_string())
}
