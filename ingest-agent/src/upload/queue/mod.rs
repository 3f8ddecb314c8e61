//! Queues with a lane per docking: whoever waits gets a turn, however much another recorder brings.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use evidence_schema::ids::CaptureId;
use tokio::sync::Notify;

/// Whose captures stand in one line: a docking's, or an import's.
pub(crate) type Lane = String;

/// One capture that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) lane: Lane,
    pub(crate) capture_id: CaptureId,
}

/// A queue that serves lanes in turn.
#[derive(Debug, Default)]
pub(crate) struct FairQueue {
    lanes: Mutex<Lanes>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Lanes {
    turns: VecDeque<Lane>,
    waiting: HashMap<Lane, VecDeque<CaptureId>>,
}

impl FairQueue {
    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a capture at the end of its lane.
    pub(crate) fn put(&self, item: Item) {
        let mut guard = self.lanes();
        let lanes = &mut *guard;
        let line = lanes.waiting.entry(item.lane.clone()).or_insert_with(|| {
            lanes.turns.push_back(item.lane);
            VecDeque::new()
        });
        line.push_back(item.capture_id);
        drop(guard);
        self.arrived.notify_one();
    }

    /// The next capture in turn, if one waits.
    pub(crate) fn take(&self) -> Option<Item> {
        let mut lanes = self.lanes();
        let lane = lanes.turns.pop_front()?;
        let line = lanes.waiting.get_mut(&lane)?;
        let capture_id = line.pop_front()?;
        if line.is_empty() {
            lanes.waiting.remove(&lane);
        } else {
            lanes.turns.push_back(lane.clone());
        }
        let is_more = !lanes.turns.is_empty();
        drop(lanes);
        if is_more {
            self.arrived.notify_one();
        }
        Some(Item { lane, capture_id })
    }

    /// Waits for the next capture in turn.
    pub(crate) async fn next(&self) -> Item {
        loop {
            let arrived = self.arrived.notified();
            if let Some(item) = self.take() {
                return item;
            }
            arrived.await;
        }
    }
}

#[cfg(test)]
mod tests;
