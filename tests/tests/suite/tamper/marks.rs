//! What is said of clips in the story: a row in each of its tables, for edits to be named.

use evidence_schema::clock::OffsetScope;
use evidence_schema::ids::ClipId;
use evidence_schema::marks::{ImportanceVerdict, TagAct};
use evidence_schema::monitoring::{DecisionKind, DevicePoint, RecordPoint};
use evidence_schema::rules::access::Asker;
use evidence_schema::wire::clocks::{ClipClock, OffsetDraft};
use evidence_schema::wire::marks::{ImportanceRequest, MarkAnswer, SettlementRequest, TagRequest};
use evidence_schema::wire::monitors::{
    DecisionDraft, DecisionView, MonitorDraft, MonitorView, RecordDraft, RecordView, ReviewDraft,
};
use evidence_schema::wire::rooms::{RoomDraft, RoomUseCorrection, RoomUseDraft, RoomUseView, RoomView};
use evidence_server::app::marks::DockTag;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, Capture, TestDock, World};

/// A head's word about the recorder's clock.
pub(super) async fn clock(head: &Caller, clip: ClipId) {
    let draft = OffsetDraft {
        scope: OffsetScope::Clip,
        offset_ms: 95_000,
        uncertainty_ms: 2000,
        reason: "与电信授时比对".to_owned(),
    };
    let _clock: ClipClock = head.tell(&format!("/api/v1/clips/{clip}/clock"), &draft).await;
}

/// A document beside the clips.
pub(super) async fn document(user: &Caller, case: &str) {
    let pairs = [("filename", "笔录.pdf"), ("purpose", "document"), ("case", case)];
    let created = user.tus_create(8, &pairs).await;
    user.tus_send(created.id, 0, b"%PDF-1.7".to_vec()).await;
}

/// Footage that a person brought in, looked at by them.
pub(super) async fn brought(user: &Caller) -> ClipId {
    let pairs = [
        ("filename", "监控.mp4"),
        ("purpose", "clip"),
        ("source", "cctv"),
        ("room", "询问室一"),
        ("recorded_from", "2026-11-20T08:00:00+08:00"),
        ("said_by", "物业保安"),
    ];
    let created = user.tus_create(8, &pairs).await;
    user.tus_send(created.id, 0, b"cctv.mp4".to_vec()).await;
    let clip = eventually("it is a clip", PATIENCE, async || {
        user.upload_status(created.id).await.clip_id
    })
    .await;
    let played = user.get(&format!("/api/v1/clips/{clip}/content")).await;
    assert_eq!(played.text().await.unwrap(), "cctv.mp4");
    clip
}

/// A room and a use of it for a case file.
pub(super) async fn room(world: &World, user: &Caller, case_number: &str) {
    let head = world.administrator().await;
    let room = RoomDraft {
        unit_number: "1".to_owned(),
        name: "询问室一".to_owned(),
        cameras: vec!["询问室一 北侧".to_owned()],
        ..RoomDraft::default()
    };
    let _room: RoomView = head.tell("/api/v1/rooms", &room).await;
    let draft = RoomUseDraft {
        room: "询问室一".to_owned(),
        case_number: case_number.to_owned(),
        persons: "李某".to_owned(),
        in_at: "2026-11-20T00:00:00Z".parse().unwrap(),
        out_at: None,
    };
    let entered: RoomUseView = user.tell("/api/v1/rooms/uses", &draft).await;
    let left = RoomUseCorrection {
        out_at: Some("2026-11-20T01:00:00Z".parse().unwrap()),
        ..RoomUseCorrection::default()
    };
    let path = format!("/api/v1/rooms/uses/{}", entered.use_id);
    let _left: RoomUseView = user.tell(&path, &left).await;
}

/// A monitoring device with a decision, and a clip as its record with a review.
pub(super) async fn monitor(world: &World, user: &Caller, clip: ClipId) {
    let draft = MonitorDraft {
        monitor_id: None,
        unit_number: "1".to_owned(),
        name: "北门卡口".to_owned(),
        place: "G25 K12+300".to_owned(),
        standard: Some("GA/T 832".to_owned()),
        published: Some("政府网站".to_owned()),
        since: "2026-01-05".parse().unwrap(),
        is_void: false,
        reason: None,
    };
    let entered: MonitorView = world.administrator().await.tell("/api/v1/monitors", &draft).await;
    let decision = DecisionDraft {
        kind: DecisionKind::Technical,
        version: 1,
        decided_on: "2026-01-10".parse().unwrap(),
        affirmed: vec![DevicePoint::MeetsStandards],
        remark: Some("检字〔2026〕3号".to_owned()),
    };
    let path = format!("/api/v1/monitors/{}/decisions", entered.monitor_id);
    let _made: DecisionView = user.tell(&path, &decision).await;
    let of = RecordDraft {
        monitor: Some(draft.name),
        reason: Some("卡口抓拍".to_owned()),
    };
    let _record: RecordView = user.tell(&format!("/api/v1/clips/{clip}/record"), &of).await;
    let review = ReviewDraft {
        affirmed: RecordPoint::ALL.to_vec(),
        remark: Some("看过".to_owned()),
    };
    let _reviewed: RecordView = user
        .tell(&format!("/api/v1/clips/{clip}/record/reviews"), &review)
        .await;
}

/// A tag by a person and one by the dock, a mark, a class.
pub(super) async fn told(world: &World, user: &Caller, (dock, capture, clip): (&TestDock, &Capture, ClipId)) {
    let said = DockTag {
        docking_id: capture.statement.docking_id.expect("read at a docking"),
        word: "seizure".to_owned(),
        act: TagAct::Put,
        said_at: capture.statement.read_ended,
    };
    let app = world.app().await;
    app.docking_tag(Asker::Dock(dock.id), said).await.unwrap();
    let clip_ids = vec![clip];
    let tag = TagRequest {
        clip_ids: clip_ids.clone(),
        word: "complaint".to_owned(),
        act: TagAct::Put,
        reason: Some("当事人情绪激动".to_owned()),
    };
    let _tagged: MarkAnswer = user.tell("/api/v1/clips/tags", &tag).await;
    let importance = ImportanceRequest {
        clip_ids: clip_ids.clone(),
        verdict: ImportanceVerdict::Marked,
        reason: None,
    };
    let _marked: MarkAnswer = user.tell("/api/v1/clips/importance", &importance).await;
    let settlement = SettlementRequest {
        clip_ids,
        class: Some("routine".to_owned()),
        reason: None,
    };
    let _settled: MarkAnswer = user.tell("/api/v1/clips/settlement", &settlement).await;
}
