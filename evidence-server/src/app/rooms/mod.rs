//! The room register: rooms with fixed cameras, who used them for which case file, and the files of their windows.
//!
//! What must stay true: what was said stands beside what is said anew; a use is seen by whoever may see its case file;
//! files are proposed by the rule `room_window` and linked by a person.

mod register;
mod windows;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{RoomId, RoomVersionId, UnitId};
use evidence_schema::limits::{ROOM_CAMERAS_MAX, ROOMS_MAX};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::rooms::{RoomDraft, RoomList, RoomView};

use super::asker::person_of;
use super::docks::checked_title;
use super::ledger::given;
use super::{App, AppError, AppResult};
use crate::app::error::overtaken;
use crate::store::room::{Room, RoomRow, RoomVersionRow};

fn reason_of(text: Option<&str>) -> AppResult<Option<String>> {
    given(text).map(|text| checked_title("reason", text)).transpose()
}

fn labels_of(draft: &RoomDraft) -> AppResult<Vec<String>> {
    let mut labels = Vec::new();
    for camera in draft.cameras.iter().filter_map(|text| given(Some(text))) {
        labels.push(checked_title("cameras", camera)?);
    }
    labels.sort();
    labels.dedup();
    if labels.len() > ROOM_CAMERAS_MAX {
        let message = format!("A room has at most {ROOM_CAMERAS_MAX} cameras.");
        return Err(AppError::invalid("cameras", message));
    }
    Ok(labels)
}

impl App {
    /// Every room, by name.
    ///
    /// # Errors
    /// When the asker may not see the register.
    pub async fn rooms(&self, asker: Asker) -> AppResult<RoomList> {
        self.permit(asker, Action::SeeRooms, Subject::Installation)?;
        let mut rooms = Vec::new();
        for room in self.store.rooms().await? {
            rooms.push(self.room_view(&room.row, room.now).await?);
        }
        rooms.sort_by(|a, b| (&a.name, a.room_id).cmp(&(&b.name, b.room_id)));
        self.rows_seen(asker, "room", ("all", rooms.len())).await?;
        Ok(RoomList { rooms })
    }

    async fn room_view(&self, room: &RoomRow, now: RoomVersionRow) -> AppResult<RoomView> {
        Ok(RoomView {
            room_id: room.id,
            unit_id: room.unit_id,
            cameras: now.cameras.lines().map(str::to_owned).collect(),
            name: now.name,
            is_void: now.is_void,
            version: now.ordinal,
            reason: now.reason,
            stated_at: now.stated_at,
            stated_by: self.actor_name(&now.stated_by).await?,
        })
    }

    /// The room in use with this name, or with a camera of this label; a label that it had before still leads to it.
    pub(super) async fn room_labelled(&self, label: &str) -> AppResult<Option<RoomRow>> {
        let rooms = self.store.rooms().await?;
        let mut standing = rooms.into_iter().filter(|room| !room.now.is_void);
        let found = standing.find(|room| room.labels_ever().iter().any(|known| known == label.trim()));
        Ok(found.map(|room| room.row))
    }

    /// The unit of the room with this label.
    pub(super) async fn unit_of_room(&self, label: Option<&str>) -> AppResult<Option<UnitId>> {
        let Some(label) = label else { return Ok(None) };
        Ok(self.room_labelled(label).await?.map(|room| room.unit_id))
    }

    /// Enters a room, or says one anew.
    ///
    /// # Errors
    /// When the asker may not, a word is out of bounds, or another room bears one of the labels.
    pub async fn room_state(&self, asker: Asker, draft: RoomDraft) -> AppResult<RoomView> {
        self.permit(asker, Action::ManageRooms, Subject::Installation)?;
        let actor = person_of(asker)?;
        let room = match draft.room_id {
            Some(id) => {
                let held = self.store.room_by_id(id).await?;
                held.ok_or_else(|| AppError::not_found("room"))?
            }
            None => RoomRow {
                id: RoomId::from_random(self.chance()),
                unit_id: self.unit_named("unit_number", &draft.unit_number).await?.id,
                added_at: self.now(),
                added_by: actor.clone(),
            },
        };
        self.permit_over(asker, Action::ManageRooms, Some(room.unit_id)).await?;
        let version = self.room_write(&room, &draft, actor).await?;
        self.room_view(&room, version).await
    }

    /// Writes what is said of a room, while nobody else may say anything of rooms: no two of them get one label.
    async fn room_write(&self, room: &RoomRow, draft: &RoomDraft, actor: Actor) -> AppResult<RoomVersionRow> {
        let mut tx = self
            .evidence(Event::RoomStated, actor.clone(), room.id.to_string())
            .await?;
        tx.rooms_take().await?;
        let rooms = tx.rooms().await?;
        let held = rooms.iter().find(|known| known.row.id == room.id);
        if held.is_none() && rooms.len() >= ROOMS_MAX {
            return Err(AppError::invalid(
                "name",
                format!("There are at most {ROOMS_MAX} rooms."),
            ));
        }
        let version = self.room_version(room, (held, draft), actor)?;
        labels_free(&rooms, &version)?;
        if held.is_none() {
            tx.room_add(room).await?;
        }
        tx.room_version_add(&version).await.map_err(overtaken)?;
        self.commit(tx).await?;
        Ok(version)
    }

    fn room_version(
        &self,
        room: &RoomRow,
        (held, draft): (Option<&Room>, &RoomDraft),
        stated_by: Actor,
    ) -> AppResult<RoomVersionRow> {
        let reason = reason_of(draft.reason.as_deref())?;
        if held.is_some() && reason.is_none() {
            return Err(AppError::invalid("reason", "Say why."));
        }
        Ok(RoomVersionRow {
            id: RoomVersionId::from_random(self.chance()),
            room_id: room.id,
            ordinal: held.map_or(1, |held| held.now.ordinal + 1),
            name: checked_title("name", &draft.name)?,
            cameras: labels_of(draft)?.join("\n"),
            is_void: draft.is_void,
            reason,
            stated_at: self.now(),
            stated_by,
        })
    }
}

/// Files are tagged with labels: two rooms with one label could not be told apart, also where one of them had it before.
fn labels_free(rooms: &[Room], version: &RoomVersionRow) -> AppResult<()> {
    if version.is_void {
        return Ok(());
    }
    let labels = version.labels();
    let others = rooms
        .iter()
        .filter(|room| room.row.id != version.room_id && !room.now.is_void)
        .flat_map(Room::labels_ever);
    let taken: Vec<String> = others.filter(|label| labels.contains(label)).collect();
    match taken.first() {
        None => Ok(()),
        Some(label) if *label == version.name => Err(AppError::invalid("name", "This name is taken.")),
        Some(label) => Err(AppError::invalid(
            "cameras",
            format!("Another room or camera is or was called {label}."),
        )),
    }
}
