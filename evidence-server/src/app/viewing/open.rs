//! Viewings that go on: one per person and clip, however many ranges a player asks for.
//!
//! What must stay true: whoever enters a viewing leaves it; it ends when nobody was in it for a while, and is then out of
//! the list, so that it ends once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use evidence_schema::ids::{ClipId, ViewingId};
use evidence_schema::people::Actor;
use tokio::sync::OnceCell;
use tokio::time::Instant;

/// A viewing with more stretches than this ends, and the next range begins another.
const STRETCHES_MAX: usize = 256;

/// Bytes of a clip that were served: first, and one after the last.
pub(super) type Stretch = (u64, u64);

/// One person looking at one clip.
#[derive(Debug)]
pub(super) struct OpenViewing {
    pub(super) clip_id: ClipId,
    pub(super) actor: Actor,
    /// Set once the entry about its beginning stands.
    pub(super) begun: OnceCell<ViewingId>,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    stretches: Vec<Stretch>,
    streams: usize,
    since: Instant,
}

impl OpenViewing {
    /// A viewing with one stream.
    pub(super) fn new(clip_id: ClipId, actor: Actor) -> Self {
        Self {
            clip_id,
            actor,
            begun: OnceCell::new(),
            seen: Mutex::new(Seen {
                stretches: Vec::new(),
                streams: 1,
                since: Instant::now(),
            }),
        }
    }

    fn enter(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.streams += 1;
    }

    /// A stream ended after these bytes.
    pub(super) fn leave(&self, served: Stretch) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.streams = seen.streams.saturating_sub(1);
        seen.since = Instant::now();
        if served.0 < served.1 {
            put(&mut seen.stretches, served);
        }
    }

    fn is_idle(&self, idle: Duration) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.streams == 0 && (seen.since.elapsed() >= idle || seen.stretches.len() > STRETCHES_MAX)
    }

    /// What was served, in order and without overlaps.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .stretches
            .clone()
    }
}

/// Puts a stretch among others; those that touch become one.
fn put(stretches: &mut Vec<Stretch>, new: Stretch) {
    stretches.push(new);
    stretches.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for (from, to) in stretches.drain(..) {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    *stretches = merged;
}

/// Viewings that go on.
#[derive(Debug, Default)]
pub struct Viewings(Mutex<HashMap<(String, ClipId), Arc<OpenViewing>>>);

impl Viewings {
    /// The viewing that goes on, or a new one; whoever calls this has it left.
    pub(super) fn enter(&self, actor: &Actor, clip_id: ClipId) -> Arc<OpenViewing> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (actor.to_string(), clip_id);
        if let Some(viewing) = open.get(&key) {
            viewing.enter();
            return Arc::clone(viewing);
        }
        let viewing = Arc::new(OpenViewing::new(clip_id, actor.clone()));
        open.insert(key, Arc::clone(&viewing));
        viewing
    }

    /// Takes out the viewings that nobody was in for that long.
    pub(super) fn take_idle(&self, idle: Duration) -> Vec<Arc<OpenViewing>> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<_> = open
            .iter()
            .filter(|(_, viewing)| viewing.is_idle(idle))
            .map(|(key, _)| key.clone())
            .collect();
        keys.iter().filter_map(|key| open.remove(key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn stretches_that_touch_become_one() {
        let mut all = Vec::new();
        for stretch in [(0, 100), (500, 600), (100, 200), (550, 700), (150, 160)] {
            put(&mut all, stretch);
        }
        assert_eq!(all, [(0, 200), (500, 700)]);
    }
}
