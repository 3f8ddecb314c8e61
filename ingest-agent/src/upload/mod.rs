//! From the spool to the server: offers, uploads, and the captures' way between them.
//!
//! What must stay true: a capture leaves the spool's queues only when its receipt is checked or a person is needed;
//! one upload per dock, capture and hash; after a log that broke nothing is sent any more.

pub(crate) mod backoff;
mod offer;
pub(crate) mod queue;
pub(crate) mod sending;
pub(crate) mod server;
#[cfg(test)]
mod tests;
mod tls;
pub(crate) mod tus;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use evidence_schema::ids::CaptureId;
use tokio::task::JoinSet;

use crate::agent::Agent;
use crate::journal::CaptureRow;
use queue::{FairQueue, Item, Lane};

/// The captures on their way.
#[derive(Debug, Default)]
pub(crate) struct Conveyor {
    pub(crate) offers: FairQueue,
    pub(crate) uploads: FairQueue,
    pub(crate) receipts: FairQueue,
    /// Bytes that the server has of uploads under way.
    sent: Mutex<HashMap<CaptureId, u64>>,
    /// Captures whose *sealed* receipt somebody waits for.
    sealed_wanted: Mutex<HashSet<CaptureId>>,
    /// What keeps uploads from going on, in words; absent when all is well.
    trouble: Mutex<Option<String>>,
}

/// In which line a capture stands.
pub(crate) fn lane_of(row: &CaptureRow) -> Lane {
    row.docking_id.map_or_else(|| "by hand".to_owned(), |id| id.to_string())
}

impl Conveyor {
    /// A capture is complete in the spool.
    pub(crate) fn offer(&self, lane: Lane, capture_id: CaptureId) {
        self.offers.put(Item { lane, capture_id });
    }

    /// The server has the bytes.
    pub(crate) fn await_receipt(&self, lane: Lane, capture_id: CaptureId) {
        self.receipts.put(Item { lane, capture_id });
    }

    /// Notes how far an upload is; `None` when it is over.
    pub(crate) fn set_sent(&self, capture_id: CaptureId, bytes: Option<u64>) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        match bytes {
            Some(bytes) => drop(sent.insert(capture_id, bytes)),
            None => drop(sent.remove(&capture_id)),
        }
    }

    /// Bytes that the server has of an upload under way.
    pub(crate) fn sent(&self, capture_id: CaptureId) -> u64 {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&capture_id)
            .copied()
            .unwrap_or_default()
    }

    /// Somebody waits for the *sealed* receipt of this capture.
    pub(crate) fn want_sealed(&self, capture_id: CaptureId) {
        self.sealed_wanted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(capture_id);
    }

    /// Whether somebody waits for the *sealed* receipt, asked once.
    pub(crate) fn take_sealed_wanted(&self, capture_id: CaptureId) -> bool {
        self.sealed_wanted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&capture_id)
    }

    /// Says what keeps uploads from going on, or that nothing does.
    pub(crate) fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// What keeps uploads from going on.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Starts the offers and the uploads.
pub(crate) fn start(agent: &Arc<Agent>, tasks: &mut JoinSet<()>) {
    tasks.spawn(offer::offer_loop(Arc::clone(agent)));
    for _ in 0..agent.config.upload.parallel {
        tasks.spawn(sending::send_loop(Arc::clone(agent)));
    }
}
