//! The room register over time: uses that nobody ends, rooms that change their names, two rooms of one name at once.

use evidence_schema::wire::rooms::{RoomDraft, RoomList, RoomUseCorrection, RoomUseList, RoomUseView, RoomView};
use evidence_server::jobs::sweep_once;
use reqwest::{Method, StatusCode};
use tests::world::Tolerated;

use super::rooms::{ROOM, Register, at};

fn room(name: &str) -> RoomDraft {
    RoomDraft {
        unit_number: "11".to_owned(),
        name: name.to_owned(),
        ..RoomDraft::default()
    }
}

#[tokio::test]
async fn a_use_that_nobody_ends_stands_for_a_day_and_becomes_one_finding() {
    let register = Register::set().await;
    let entered = register.enter("09:00", None).await;
    let app = register.world.app().await;
    let findings = async || {
        let open = app.store.findings_open().await.unwrap();
        let of_use = open
            .into_iter()
            .filter(|finding| finding.subject == entered.use_id.to_string());
        of_use.collect::<Vec<_>>()
    };
    for _ in 0..2 {
        sweep_once(&app).await.unwrap();
        assert_eq!(findings().await.len(), 1);
    }
    let finding = findings().await.remove(0);
    assert_eq!(finding.kind, "room_use_open");
    let detail = register.detail(&entered).await;
    assert!(detail.now.is_overdue);
    assert_eq!(detail.window.to, at("09:00").plus_ms(24 * 3_600_000).unwrap());
    let page = register.user.get("/rooms").await.text().await.unwrap();
    assert!(page.contains("超过 24 小时未登记离开时间"), "{page}");

    let settle = register
        .user
        .request(Method::POST, &format!("/findings/{}/settle", finding.id));
    let settle = settle.header("Content-Type", "application/x-www-form-urlencoded");
    let token = register.user.headers()["x-form-token"].to_str().unwrap();
    let settle = settle.body(format!("form_token={token}&note=asked"));
    let settled = settle.send().await.unwrap();
    assert_eq!(settled.status(), StatusCode::SEE_OTHER);
    sweep_once(&app).await.unwrap();
    assert_eq!(findings().await.len(), 0, "what a person settled is not found again");
    let left = RoomUseCorrection {
        out_at: Some(at("10:00")),
        ..RoomUseCorrection::default()
    };
    let path = format!("/api/v1/rooms/uses/{}", entered.use_id);
    let _left: RoomUseView = register.user.tell(&path, &left).await;
    let uses: RoomUseList = register.user.read("/api/v1/rooms/uses").await;
    assert!(!uses.uses[0].is_overdue);
    register.world.finish().await;
}

#[tokio::test]
async fn files_of_a_label_that_a_room_had_are_still_its_files() {
    let register = Register::set().await;
    let entered = register.enter("09:00", Some("10:00")).await;
    let before = register.bring(ROOM, "09:30", "tagged with the old name").await;
    let held: RoomList = register.user.read("/api/v1/rooms").await;
    let renamed = RoomDraft {
        room_id: Some(held.rooms[0].room_id),
        reason: Some("搬迁后重新编号".to_owned()),
        ..room("询问室二")
    };
    let _renamed: RoomView = register.administrator.tell("/api/v1/rooms", &renamed).await;
    let after = register.bring("NVR-3", "09:40", "a camera that is named no more").await;
    register.world.await_quiet(&Tolerated::default()).await;
    let detail = register.detail(&entered).await;
    let found: Vec<_> = detail.clips.iter().map(|one| one.clip.clip_id).collect();
    assert_eq!(found, [before, after], "{detail:?}");
    let taken = register.administrator.post("/api/v1/rooms", &room(ROOM)).await;
    assert_eq!(
        taken.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "its files are another room's"
    );
    register.world.finish().await;
}

#[tokio::test]
async fn two_rooms_of_one_name_told_at_once_are_one_room() {
    let register = Register::set().await;
    let draft = room("听证室");
    let one = || register.administrator.post("/api/v1/rooms", &draft);
    let answers = tokio::join!(one(), one(), one(), one());
    let statuses = [answers.0, answers.1, answers.2, answers.3].map(|answer| answer.status());
    let taken = statuses
        .iter()
        .filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(taken.count(), 3, "{statuses:?}");
    let rooms: RoomList = register.user.read("/api/v1/rooms").await;
    assert_eq!(rooms.rooms.len(), 2);
    register.world.finish().await;
}

#[tokio::test]
async fn files_of_which_nobody_knows_when_come_after_those_of_the_time() {
    let register = Register::set().await;
    let unknown = register.bring_as(ROOM, &[], "nobody knows when").await;
    let known = register.bring(ROOM, "09:30", "while they were there").await;
    register.world.await_quiet(&Tolerated::default()).await;
    let app = register.world.app().await;
    let labels = [ROOM.to_owned()];
    let found = async |most| {
        let around = (at("09:00"), at("10:00"));
        app.store.room_clips(&labels, around, most).await.unwrap()
    };
    assert_eq!(found(2).await, [known, unknown]);
    assert_eq!(found(1).await, [known], "what is left out is what nobody can place");
    register.world.finish().await;
}
