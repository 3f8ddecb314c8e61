//! The files of a use's window: asked of the rule with what is known now, proposed to whoever may see them.

use std::collections::BTreeMap;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ClipId, RoomUseId};
use evidence_schema::limits::ROOM_WINDOWS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::room_window::{self, MARGIN_MS, OPEN_MS_MAX, RoomClip, UseTime, Window};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::rooms::{RoomUseDetail, RoomWindows, Stretch, WindowClip};

use crate::app::{App, AppError, AppResult};
use crate::store::room::{RoomUseRow, RoomUseVersionRow, RoomVersionRow};

/// Kind of the finding about a use that nobody ended.
const OVERDUE: &str = "room_use_open";
/// Files further away than this from a window are not asked about, whatever their clock's doubt.
const AROUND_MS: i64 = 3_600_000;
/// Files of one label that a window is made from.
const CLIPS_OF_LABEL_MAX: u32 = 500;
/// Days for which a dock hears of windows.
const WINDOWS_DAYS: i64 = 90;

pub(super) const fn use_time(version: &RoomUseVersionRow) -> UseTime {
    UseTime {
        id: version.use_id,
        in_at: version.in_at,
        out_at: version.out_at,
    }
}

fn around(from: Timestamp, to: Timestamp) -> (Timestamp, Timestamp) {
    let reach = MARGIN_MS + AROUND_MS;
    (from.plus_ms(-reach).unwrap_or(from), to.plus_ms(reach).unwrap_or(to))
}

impl App {
    /// One use with every version, the files of its window, and what is not there.
    ///
    /// # Errors
    /// When the asker may not see its case file.
    pub async fn room_use_detail(&self, asker: Asker, id: RoomUseId) -> AppResult<RoomUseDetail> {
        let row = self.room_use_row(asker, Action::SeeCase, id).await?;
        self.looked(asker, Event::CaseSeen, row.case_id.to_string()).await?;
        let now = self.room_use_now(id).await?;
        let mut versions = Vec::new();
        for version in self.store.room_use_versions(id).await? {
            versions.push(self.room_use_view(&row, version).await?);
        }
        let window = self.window_of(&row, &now).await?;
        let (mut clips, mut unplaced) = (Vec::new(), Vec::new());
        let linked = self.store.links_of_case(row.case_id).await?;
        for found in &window.clips {
            let Some(clip) = self.clip_if_seen(asker, found.clip).await? else {
                continue;
            };
            clips.push(WindowClip {
                belonging: found.belonging.as_str().to_owned(),
                also: u64::try_from(found.also.len()).unwrap_or(u64::MAX),
                is_linked: linked.iter().any(|link| link.clip_id == found.clip),
                clip: self.clip_view(clip).await?,
            });
        }
        for id in &window.unplaced {
            unplaced.extend(self.clip_if_seen(asker, *id).await?.map(|clip| clip.id));
        }
        let stretch = |(from, to): &(Timestamp, Timestamp)| Stretch { from: *from, to: *to };
        Ok(RoomUseDetail {
            now: self.room_use_view(&row, now).await?,
            versions,
            window: stretch(&(window.from, window.to)),
            clips,
            unplaced,
            missing: window.missing.iter().map(stretch).collect(),
        })
    }

    async fn window_of(&self, row: &RoomUseRow, now: &RoomUseVersionRow) -> AppResult<Window> {
        let rooms = self.store.rooms().await?;
        let room = rooms.into_iter().find(|room| room.row.id == row.room_id);
        let labels = room.map(|room| room.labels_ever()).unwrap_or_default();
        let (from, to) = around(now.in_at, room_window::end(&use_time(now), self.now()));
        let others = self
            .store
            .room_uses_around(row.room_id, (from, to), OPEN_MS_MAX)
            .await?;
        let others: Vec<UseTime> = others.iter().map(use_time).collect();
        let mut clips = Vec::new();
        for id in self.store.room_clips(&labels, (from, to), CLIPS_OF_LABEL_MAX).await? {
            clips.push(self.room_clip(id).await?);
        }
        // Cameras of one room are one stream of time.
        clips.sort_by_key(|clip| (clip.placed, clip.id));
        let window = room_window::window(&use_time(now), &others, &clips, self.now());
        window.ok_or_else(|| AppError::internal(format!("{} lies outside of all time", row.id)))
    }

    async fn room_clip(&self, id: ClipId) -> AppResult<RoomClip> {
        let owner = self.store.attribution_now(id).await?;
        let placed = owner.and_then(|owner| {
            let doubt_ms = i64::try_from(owner.uncertainty_ms.unwrap_or_default()).unwrap_or(i64::MAX);
            Some((owner.recorded_from?, owner.recorded_to?, doubt_ms))
        });
        Ok(RoomClip { id, placed })
    }

    /// The windows of a room's uses in the last ninety days: which of its cameras' files a dock is to bring in.
    ///
    /// # Errors
    /// When the asker is no dock.
    pub async fn room_windows(&self, asker: Asker, label: &str) -> AppResult<RoomWindows> {
        self.permit(asker, Action::OfferCaptures, Subject::Installation)?;
        let Some(room) = self.room_labelled(label).await? else {
            return Ok(RoomWindows {
                is_known: false,
                windows: Vec::new(),
            });
        };
        let now = self.now();
        let from = now.plus_ms(-WINDOWS_DAYS * 86_400_000).unwrap_or(now);
        let mut uses = self.store.room_uses_around(room.id, (from, now), OPEN_MS_MAX).await?;
        uses.sort_by_key(|version| std::cmp::Reverse(version.in_at));
        uses.truncate(ROOM_WINDOWS_MAX);
        let windows = uses.iter().rev().filter_map(|version| {
            Some(Stretch {
                from: version.in_at.plus_ms(-MARGIN_MS)?,
                // While they are there, and for the margin after now, files are still being written.
                to: room_window::end(&use_time(version), now).plus_ms(MARGIN_MS)?,
            })
        });
        Ok(RoomWindows {
            is_known: true,
            windows: windows.collect(),
        })
    }

    /// Uses of which nobody said for a day when they ended become findings, each once. Gives how many there were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn room_uses_sweep(&self) -> AppResult<usize> {
        let before = self.now().plus_ms(-OPEN_MS_MAX).unwrap_or(self.now());
        let overdue = self.store.room_uses_overdue(before, OVERDUE).await?;
        for version in &overdue {
            let message = format!(
                "Nobody said when the use of a room ended that began at {}. Its files are looked for until 24 hours after \
                 that; enter when they left.",
                version.in_at
            );
            let subject = version.use_id.to_string();
            self.finding_raise(OVERDUE, &subject, &message, Actor::system("rooms"))
                .await?;
        }
        Ok(overdue.len())
    }

    /// Names of rooms and of their cameras, for choosing.
    ///
    /// # Errors
    /// When the asker may not see the register.
    pub async fn room_labels(&self, asker: Asker) -> AppResult<Vec<String>> {
        self.permit(asker, Action::SeeRooms, Subject::Installation)?;
        let rooms = self.store.rooms().await?;
        let standing: BTreeMap<String, RoomVersionRow> = rooms
            .into_iter()
            .filter(|room| !room.now.is_void)
            .map(|room| (room.now.name.clone(), room.now))
            .collect();
        Ok(standing.into_values().flat_map(|now| now.labels()).collect())
    }
}
