//! Uses of rooms: entered in one short form, said anew with a reason, never overwritten.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{RoomUseId, RoomUseVersionId};
use evidence_schema::limits::ROOM_USE_HOURS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Reach, Subject};
use evidence_schema::rules::room_window;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::rooms::{RoomUseCorrection, RoomUseDraft, RoomUseList, RoomUseView};

use super::windows::use_time;
use super::{overtaken, person_of, reason_of};
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult};
use crate::store::case_file::CaseRow;
use crate::store::room::{RoomUseRow, RoomUseVersionRow};

fn no_case() -> AppError {
    AppError::invalid(
        "case_number",
        "There is no case file with this number, or none that you may see.",
    )
}

impl App {
    /// A use that the asker may do this with: whoever may see its case file may see it.
    pub(super) async fn room_use_row(&self, asker: Asker, action: Action, id: RoomUseId) -> AppResult<RoomUseRow> {
        let Some(row) = self.store.room_use_by_id(id).await? else {
            self.permit(asker, Action::SeeCase, Subject::Case(Reach::default()))?;
            return Err(AppError::not_found("use of a room"));
        };
        self.case_row(asker, Action::SeeCase, row.case_id).await?;
        if action == Action::EnterRoomUse {
            self.permit_use(asker, &row).await?;
        }
        Ok(row)
    }

    async fn permit_use(&self, asker: Asker, row: &RoomUseRow) -> AppResult<()> {
        let room = self.store.room_by_id(row.room_id).await?;
        let room = room.ok_or_else(|| AppError::internal(format!("{} has no room", row.id)))?;
        self.permit_over(asker, Action::EnterRoomUse, Some(room.unit_id)).await
    }

    pub(super) async fn room_use_view(&self, row: &RoomUseRow, version: RoomUseVersionRow) -> AppResult<RoomUseView> {
        let rooms = self.store.rooms().await?;
        let name = rooms.into_iter().find(|room| room.row.id == row.room_id);
        let case = self.store.case_by_id(row.case_id).await?;
        Ok(RoomUseView {
            use_id: row.id,
            room_id: row.room_id,
            room: name.map(|room| room.now.name).unwrap_or_default(),
            case_id: row.case_id,
            case_number: case.map(|case| case.number).unwrap_or_default(),
            persons: version.persons.clone(),
            in_at: version.in_at,
            out_at: version.out_at,
            is_overdue: !version.is_void && room_window::is_overdue(&use_time(&version), self.now()),
            is_void: version.is_void,
            version: version.ordinal,
            reason: version.reason,
            stated_at: version.stated_at,
            stated_by: self.actor_name(&version.stated_by).await?,
        })
    }

    /// Uses that were entered lately, of case files that the asker may see; the latest use first.
    ///
    /// # Errors
    /// When the asker may not see the register.
    pub async fn room_uses(&self, asker: Asker) -> AppResult<RoomUseList> {
        self.permit(asker, Action::ListCases, Subject::Installation)?;
        let mut uses = Vec::new();
        for version in self.store.room_uses_lately().await? {
            let Some(row) = self.store.room_use_by_id(version.use_id).await? else {
                continue;
            };
            let Some(case) = self.store.case_by_id(row.case_id).await? else {
                continue;
            };
            if self.may_with_case(asker, Action::SeeCase, &case).await? {
                uses.push(self.room_use_view(&row, version).await?);
            }
        }
        self.rows_seen(asker, "room_use", ("lately", uses.len())).await?;
        Ok(RoomUseList { uses })
    }

    /// Enters a use of a room.
    ///
    /// # Errors
    /// When the asker may not, the room or case file is unknown, or the times cannot be.
    pub async fn room_use_enter(&self, asker: Asker, draft: RoomUseDraft) -> AppResult<RoomUseView> {
        self.permit(asker, Action::EnterRoomUse, Subject::Installation)?;
        let actor = person_of(asker)?;
        let room = self.room_labelled(&draft.room).await?;
        let room = room.ok_or_else(|| AppError::invalid("room", "There is no such room."))?;
        let case = self.case_meant(asker, &draft.case_number).await?;
        self.permit_over(asker, Action::EnterRoomUse, Some(room.unit_id))
            .await?;
        let row = RoomUseRow {
            id: RoomUseId::from_random(self.chance()),
            room_id: room.id,
            case_id: case.id,
            entered_at: self.now(),
            entered_by: actor.clone(),
        };
        let version = RoomUseVersionRow {
            id: RoomUseVersionId::from_random(self.chance()),
            use_id: row.id,
            room_id: room.id,
            ordinal: 1,
            persons: checked_title("persons", &draft.persons)?,
            in_at: draft.in_at,
            out_at: draft.out_at,
            is_void: false,
            reason: None,
            stated_at: row.entered_at,
            stated_by: actor,
        };
        self.times_check(&version)?;
        self.room_use_write(Some(&row), &version).await?;
        self.room_use_view(&row, version).await
    }

    async fn case_meant(&self, asker: Asker, number: &str) -> AppResult<CaseRow> {
        let case = self.store.case_meant(number).await?.ok_or_else(no_case)?;
        match self.case_row(asker, Action::SeeCase, case.id).await {
            Err(error) if error.code == ProblemCode::NotFound => Err(no_case()),
            other => other,
        }
    }

    fn times_check(&self, version: &RoomUseVersionRow) -> AppResult<()> {
        let late = |field: &str, at: Timestamp| {
            (at > self.now()).then(|| AppError::invalid(field, "This time has not come yet."))
        };
        if let Some(error) = late("in_at", version.in_at) {
            return Err(error);
        }
        let Some(out_at) = version.out_at else { return Ok(()) };
        if let Some(error) = late("out_at", out_at) {
            return Err(error);
        }
        if out_at <= version.in_at {
            return Err(AppError::invalid("out_at", "They left before they came in."));
        }
        if out_at.ms_since(version.in_at) > ROOM_USE_HOURS_MAX * 3_600_000 {
            let message = format!("A use lasts at most {ROOM_USE_HOURS_MAX} hours.");
            return Err(AppError::invalid("out_at", message));
        }
        Ok(())
    }

    /// Says a use anew, or when they left.
    ///
    /// # Errors
    /// When the asker may not, a reason is missing, or the times cannot be.
    pub async fn room_use_correct(
        &self,
        asker: Asker,
        id: RoomUseId,
        said: RoomUseCorrection,
    ) -> AppResult<RoomUseView> {
        let row = self.room_use_row(asker, Action::EnterRoomUse, id).await?;
        let last = self.room_use_now(id).await?;
        let next = self.corrected(&last, said, person_of(asker)?)?;
        let is_same = |a: &RoomUseVersionRow, b: &RoomUseVersionRow| {
            (&a.persons, a.in_at, a.out_at, a.is_void) == (&b.persons, b.in_at, b.out_at, b.is_void)
        };
        if is_same(&last, &next) {
            return self.room_use_view(&row, last).await;
        }
        let only_left = RoomUseVersionRow {
            out_at: None,
            ..next.clone()
        };
        if next.reason.is_none() && !(last.out_at.is_none() && is_same(&last, &only_left)) {
            return Err(AppError::invalid("reason", "Say why."));
        }
        self.times_check(&next)?;
        self.room_use_write(None, &next).await?;
        self.room_use_view(&row, next).await
    }

    pub(super) async fn room_use_now(&self, id: RoomUseId) -> AppResult<RoomUseVersionRow> {
        let last = self.store.room_use_versions(id).await?.pop();
        last.ok_or_else(|| AppError::internal(format!("{id} has no version")))
    }

    fn corrected(
        &self,
        last: &RoomUseVersionRow,
        said: RoomUseCorrection,
        stated_by: Actor,
    ) -> AppResult<RoomUseVersionRow> {
        let persons = said.persons.map(|text| checked_title("persons", &text)).transpose()?;
        Ok(RoomUseVersionRow {
            id: RoomUseVersionId::from_random(self.chance()),
            ordinal: last.ordinal + 1,
            persons: persons.unwrap_or_else(|| last.persons.clone()),
            in_at: said.in_at.unwrap_or(last.in_at),
            out_at: said.out_at.or(last.out_at),
            is_void: said.is_void,
            reason: reason_of(said.reason.as_deref())?,
            stated_at: self.now(),
            stated_by,
            ..last.clone()
        })
    }

    async fn room_use_write(&self, new: Option<&RoomUseRow>, version: &RoomUseVersionRow) -> AppResult<()> {
        let subject = version.use_id.to_string();
        let mut tx = self
            .evidence(Event::RoomUseStated, version.stated_by.clone(), subject)
            .await?;
        if let Some(row) = new {
            tx.room_use_add(row).await?;
        }
        if let Some(reason) = &version.reason {
            tx.fact("reason", reason.as_str());
        }
        tx.room_use_version_add(version).await.map_err(overtaken)?;
        self.commit(tx).await
    }
}
