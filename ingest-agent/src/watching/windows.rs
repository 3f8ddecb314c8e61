//! The windows of rooms whose cameras' files are watched: asked of the server again and again.
//!
//! What must stay true: as long as the server never answered, nothing of a room is taken and `status` says so; what it
//! said last counts while it is away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use evidence_schema::wire::rooms::RoomWindows;

use crate::agent::Agent;
use crate::import::selection::Stretch;

/// What the server said last, by room.
#[derive(Debug, Default)]
pub(crate) struct Windows(Mutex<BTreeMap<String, RoomWindows>>);

impl Windows {
    /// The windows of a room; or why there are none.
    pub(super) fn of(&self, room: &str) -> Result<Vec<Stretch>, String> {
        let said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match said.get(room) {
            None => Err(format!(
                "the server has not told the windows of {room} yet; nothing is taken"
            )),
            Some(said) if !said.is_known => Err(format!(
                "the room register knows no room or camera called {room}; nothing is taken until it is entered there"
            )),
            Some(said) => Ok(said.windows.iter().map(|window| (window.from, window.to)).collect()),
        }
    }

    fn put(&self, room: &str, said: RoomWindows) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(room.to_owned(), said);
    }
}

/// Asks for ever; ends at once where no room is watched.
pub(crate) async fn ask_loop(agent: Arc<Agent>) {
    let watches = agent.config.watch.iter().filter(|watch| watch.room.is_some());
    let rooms: BTreeSet<String> = watches.clone().filter_map(|watch| watch.room.clone()).collect();
    let Some(seconds) = watches.map(|watch| watch.rescan_seconds).min() else {
        return;
    };
    loop {
        for room in &rooms {
            match agent.server.room_windows(room).await {
                Ok(said) => agent.windows.put(room, said),
                Err(error) => tracing::debug!(%error, room, "the windows of a room could not be asked for"),
            }
        }
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}
