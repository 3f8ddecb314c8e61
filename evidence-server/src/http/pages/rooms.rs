//! The room register: rooms, a use in one short form, one use with the files of its window.

use axum::response::Response;
use evidence_schema::ids::{ClipId, RoomUseId};
use evidence_schema::rules::access::Action;
use evidence_schema::wire::cases::LinkRequest;
use evidence_schema::wire::rooms::{RoomDraft, RoomUseCorrection, RoomUseDraft, RoomUseView, RoomView};

use super::form::Submitted;
use super::ledger::names_and_choices;
use super::views::problem::FormErrors;
use super::views::rooms::{RoomForm, RoomLine, RoomsPage, UseForm, UseLine, UsePage};
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

async fn rooms_page(visit: &Visit, (room, of_use): (RoomForm, UseForm)) -> AppResult<RoomsPage> {
    let (names, choices) = names_and_choices(visit).await?;
    let rooms = visit.app.rooms(visit.asker()).await?;
    let may_see_uses = visit.may(Action::ListCases);
    let uses = if may_see_uses {
        visit.app.room_uses(visit.asker()).await?.uses
    } else {
        Vec::new()
    };
    Ok(RoomsPage {
        t: visit.t,
        frame: visit.frame(Key("nav-rooms")),
        rooms: rooms.rooms.iter().map(|room| RoomLine::new(&names, room)).collect(),
        uses: uses.iter().map(UseLine::new).collect(),
        labels: visit.app.room_labels(visit.asker()).await?,
        may_manage: visit.may(Action::ManageRooms),
        may_enter: visit.may(Action::EnterRoomUse),
        may_see_uses,
        changed: FormErrors::default(),
        room,
        of_use,
        choices,
    })
}

/// Rooms, and uses that were entered lately.
pub async fn list(visit: Visit) -> AppResult<Response> {
    visit.show(&rooms_page(&visit, (RoomForm::default(), UseForm::default())).await?)
}

async fn room_stated(form: &Submitted) -> AppResult<RoomView> {
    let room_id = form.given("room_id").map(str::parse).transpose();
    let draft = RoomDraft {
        room_id: room_id.map_err(|_| AppError::not_found("room"))?,
        unit_number: form.text("unit_number").to_owned(),
        name: form.text("name").to_owned(),
        cameras: form.text("cameras").lines().map(str::to_owned).collect(),
        is_void: form.text("act") == "void",
        reason: form.owned("reason"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let state = form.visit.app.run(async move { case.room_state(asker, draft).await });
    state.await
}

/// Enters a room, or says one anew.
pub async fn state(form: Submitted) -> AppResult<Response> {
    match room_stated(&form).await {
        Ok(_) => Ok(done("/rooms", "room")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            let (status, is_new) = (errors.status(), form.given("room_id").is_none());
            let mut page = rooms_page(&form.visit, (RoomForm::default(), UseForm::default())).await?;
            if is_new {
                page.room = RoomForm::typed(|name| form.text(name).to_owned(), errors);
            } else {
                page.changed = errors;
            }
            form.visit.show_as(status, &page)
        }
    }
}

async fn use_entered(form: &Submitted) -> AppResult<RoomUseView> {
    let draft = RoomUseDraft {
        room: form.text("room").to_owned(),
        case_number: form.text("case_number").to_owned(),
        persons: form.text("persons").to_owned(),
        in_at: form
            .moment("in_at")?
            .ok_or_else(|| AppError::invalid("in_at", "A time like 2026-11-21T08:00."))?,
        out_at: form.moment("out_at")?,
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let enter = form
        .visit
        .app
        .run(async move { case.room_use_enter(asker, draft).await });
    enter.await
}

/// Enters a use.
pub async fn enter(form: Submitted) -> AppResult<Response> {
    match use_entered(&form).await {
        Ok(entered) => Ok(done(&format!("/rooms/uses/{}", entered.use_id), "use")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let again = UseForm::typed(|name| form.text(name).to_owned(), errors);
            let page = rooms_page(&form.visit, (RoomForm::default(), again)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

async fn use_page(visit: &Visit, id: RoomUseId, errors: FormErrors) -> AppResult<UsePage> {
    let detail = visit.app.room_use_detail(visit.asker(), id).await?;
    let may = (visit.may(Action::EnterRoomUse), visit.may(Action::LinkClip));
    Ok(UsePage::new(
        (visit.t, visit.frame(Key("room-use"))),
        &detail,
        may,
        errors,
    ))
}

/// One use.
pub async fn one(visit: Visit, Id(id): Id<RoomUseId>) -> AppResult<Response> {
    visit.show(&use_page(&visit, id, FormErrors::default()).await?)
}

async fn use_corrected(id: RoomUseId, form: &Submitted) -> AppResult<RoomUseView> {
    let said = RoomUseCorrection {
        persons: form.owned("persons"),
        in_at: form.moment("in_at")?,
        out_at: form.moment("out_at")?,
        is_void: form.text("act") == "void",
        reason: form.owned("reason"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let correct = form
        .visit
        .app
        .run(async move { case.room_use_correct(asker, id, said).await });
    correct.await
}

/// Says a use anew.
pub async fn correct(Id(id): Id<RoomUseId>, form: Submitted) -> AppResult<Response> {
    match use_corrected(id, &form).await {
        Ok(_) => Ok(done(&format!("/rooms/uses/{id}"), "use")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            let status = errors.status();
            let page = use_page(&form.visit, id, errors).await?;
            form.visit.show_as(status, &page)
        }
    }
}

/// Links the files that were chosen to the case file of the use.
pub async fn link(Id(id): Id<RoomUseId>, form: Submitted) -> AppResult<Response> {
    let detail = form.visit.app.room_use_detail(form.visit.asker(), id).await?;
    let clips: Result<Vec<ClipId>, _> = form.all("clip").map(str::parse).collect();
    let request = LinkRequest {
        clip_ids: clips.map_err(|_| AppError::not_found("clip"))?,
        reason: Some(format!("{}: {}", form.visit.t.say("nav-rooms"), detail.now.room)),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let work = async move { case.clips_link(asker, detail.now.case_id, request).await };
    form.visit.app.run(work).await?;
    Ok(done(&format!("/rooms/uses/{id}"), "linked"))
}
