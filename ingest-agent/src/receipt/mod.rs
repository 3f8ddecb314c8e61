//! Receipts: checked one at a time against the last head this dock saw, which only grows and is kept for ever.
//!
//! What must stay true: nothing counts as stored before receipt, state and head are one durable commit; a log that does
//! not continue what was seen stops all sending until the dock is enrolled with another log's key.

pub(crate) mod asking;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicI64, Ordering};

use evidence_schema::custody::checkpoint;
use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::custody::receipt::{self, Expected, Receipt, ReceiptError, VerifiedReceipt};
use evidence_schema::custody::tree::TreeHead;
use tokio::sync::{Mutex, watch};

use crate::journal::{HeadRow, Journal, JournalError};

/// The last head, and whether the log broke.
pub(crate) struct ReceiptBook {
    key: VerifyingNoteKey,
    last: Mutex<Option<HeadRow>>,
    broken: watch::Sender<Option<String>>,
    clock_difference_ms: AtomicI64,
}

impl ReceiptBook {
    /// Opens the book of one log.
    pub(crate) fn open(journal: &Journal, key: &VerifyingNoteKey) -> Result<Self, JournalError> {
        let last = journal.head(key.as_str())?;
        let broken = journal.log_broken(key.as_str())?;
        let (broken, _) = watch::channel(broken);
        Ok(Self {
            key: key.clone(),
            last: Mutex::new(last),
            broken,
            clock_difference_ms: AtomicI64::new(0),
        })
    }

    /// Why nothing is sent any more, if the log broke.
    pub(crate) fn broken(&self) -> Option<String> {
        self.broken.borrow().clone()
    }

    /// Waits for ever once the log broke.
    pub(crate) async fn wait_while_broken(&self) {
        let mut watching = self.broken.subscribe();
        // The sender lives as long as the book, so this ends only when the log is whole.
        let _ = watching.wait_for(Option::is_none).await;
    }

    fn set_broken(&self, reason: String) {
        self.broken.send_replace(Some(reason));
    }

    /// The last head.
    pub(crate) async fn last_head(&self) -> Option<TreeHead> {
        self.last.lock().await.as_ref().map(|row| row.head)
    }

    /// Notes how far dock and server clocks are apart; the first large difference is told.
    pub(crate) fn set_clock_difference(&self, difference_ms: i64, worth_a_word_ms: i64) {
        let before = self.clock_difference_ms.swap(difference_ms, Ordering::SeqCst);
        if difference_ms.abs() >= worth_a_word_ms && before.abs() < worth_a_word_ms {
            tracing::warn!(
                difference_ms,
                "the clocks of dock and server differ; both times are kept side by side"
            );
        }
    }

    /// Dock clock minus server clock, in milliseconds.
    pub(crate) fn clock_difference_ms(&self) -> i64 {
        self.clock_difference_ms.load(Ordering::SeqCst)
    }
}

/// Whether a receipt can be checked against a head: it speaks of growth from exactly there, or of that very head.
pub(crate) fn fits(receipt: &Receipt, last: Option<&TreeHead>) -> bool {
    let Some(last) = last else { return true };
    match checkpoint::open_unverified(&receipt.checkpoint) {
        Ok((_, head)) if head == *last => true,
        Ok((_, head)) => head.size >= last.size && receipt.consistency_from == last.size,
        // It proves nothing; the check says so.
        Err(_) => true,
    }
}

/// Checks a receipt against what this dock read and saw.
pub(crate) fn check(
    receipt: &Receipt,
    key: &VerifyingNoteKey,
    expected: &Expected,
) -> Result<VerifiedReceipt, ReceiptError> {
    receipt::verify(receipt, key, expected)
}
