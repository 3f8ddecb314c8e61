//! Footage of fixed cameras: of the rooms that the act's case file used while the act went on.
//!
//! What must stay true: only the time in which a room was used for this case file is this act's.

use evidence_schema::ids::ClipId;
use evidence_schema::limits::COVERAGE_CLIPS_OF_ONE_MAX;
use evidence_schema::rules::room_window::{OPEN_MS_MAX, UseTime, end};

use super::loading::{ActNow, Window, whole};
use crate::app::{App, AppResult};

impl App {
    /// Files of cameras in rooms that the case file used in the act's time.
    pub(super) async fn clips_of_rooms(&self, act: &ActNow) -> AppResult<Vec<ClipId>> {
        let Some(whole) = whole(act) else { return Ok(Vec::new()) };
        let mut clips = Vec::new();
        for room in self.store.rooms().await? {
            for said in self.store.room_uses_around(room.row.id, whole, OPEN_MS_MAX).await? {
                let used = self.store.room_use_by_id(said.use_id).await?;
                if used.is_none_or(|used| used.case_id != act.case_id) {
                    continue;
                }
                let time = UseTime {
                    id: said.use_id,
                    in_at: said.in_at,
                    out_at: said.out_at,
                };
                for window in shared(act, (said.in_at, end(&time, self.now()))) {
                    let labels = room.labels_ever();
                    let found = self.store.room_clips(&labels, window, COVERAGE_CLIPS_OF_ONE_MAX);
                    clips.extend(found.await?);
                }
            }
        }
        Ok(clips)
    }
}

/// The time that a use shares with each session.
fn shared(act: &ActNow, (from, to): Window) -> Vec<Window> {
    let sessions = act.sessions.iter();
    let each = sessions.map(|session| (session.0.max(from), session.1.min(to)));
    each.filter(|(from, to)| from < to).collect()
}
