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

    fn is_full(&self) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.stretches.len() > STRETCHES_MAX
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
pub struct Viewings(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    going_on: HashMap<(String, ClipId), Arc<OpenViewing>>,
    /// Those that may grow no more, or could not be written; they end once nobody is in them.
    ending: Vec<Arc<OpenViewing>>,
}

impl Viewings {
    /// The viewing that goes on, or a new one; whoever calls this has it left.
    pub(super) fn enter(&self, actor: &Actor, clip_id: ClipId) -> Arc<OpenViewing> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (actor.to_string(), clip_id);
        if let Some(viewing) = open.going_on.get(&key).filter(|viewing| !viewing.is_full()) {
            viewing.enter();
            return Arc::clone(viewing);
        }
        let viewing = Arc::new(OpenViewing::new(clip_id, actor.clone()));
        let full = open.going_on.insert(key, Arc::clone(&viewing));
        open.ending.extend(full);
        viewing
    }

    /// Takes out the viewings that nobody was in for that long.
    pub(super) fn take_idle(&self, idle: Duration) -> Vec<Arc<OpenViewing>> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Open { going_on, ending } = &mut *open;
        let idle_now = going_on.extract_if(|_, viewing| viewing.is_idle(idle));
        let mut taken: Vec<_> = idle_now.map(|(_, viewing)| viewing).collect();
        taken.extend(ending.extract_if(.., |viewing| viewing.is_idle(Duration::ZERO)));
        taken
    }

    /// Takes out all of them, whoever is in them.
    pub(super) fn take_all(&self) -> Vec<Arc<OpenViewing>> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Open { going_on, ending } = &mut *open;
        going_on
            .drain()
            .map(|(_, viewing)| viewing)
            .chain(ending.drain(..))
            .collect()
    }

    /// A viewing whose end could not be written: it is tried again.
    pub(super) fn put_back(&self, viewing: Arc<OpenViewing>) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.ending.push(viewing);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use evidence_schema::ids::ClipId;
    use evidence_schema::people::Actor;

    use super::{STRETCHES_MAX, Viewings, put};

    #[test]
    fn stretches_that_touch_become_one() {
        let mut all = Vec::new();
        for stretch in [(0, 100), (500, 600), (100, 200), (550, 700), (150, 160)] {
            put(&mut all, stretch);
        }
        assert_eq!(all, [(0, 200), (500, 700)]);
    }

    #[test]
    fn viewing_that_is_full_ends_by_itself_while_another_goes_on() {
        let (viewings, actor, clip) = (Viewings::default(), Actor::system("test"), ClipId::from_random([1; 16]));
        let slow = viewings.enter(&actor, clip);
        for part in 0..=STRETCHES_MAX as u64 {
            viewings.enter(&actor, clip).leave((part * 2, part * 2 + 1));
        }
        let next = viewings.enter(&actor, clip);
        assert!(!Arc::ptr_eq(&slow, &next), "the full one grows no more");
        next.leave((0, 1));
        assert_eq!(
            viewings.take_idle(Duration::MAX).len(),
            0,
            "somebody is in the full one"
        );
        slow.leave((9000, 9001));
        let ended = viewings.take_idle(Duration::MAX);
        assert_eq!(ended.len(), 1);
        assert_eq!(ended[0].stretches().len(), STRETCHES_MAX + 2);
        viewings.put_back(Arc::clone(&ended[0]));
        assert_eq!(viewings.take_all().len(), 2, "what could not be written is tried again");
    }
}
