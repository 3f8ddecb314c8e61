//! The room register against a real server and a real agent: uses with their versions, the files of a window, what is
//! missing, and that only files of a use come in from a folder of long ones.

use std::path::Path;

use evidence_schema::ids::ClipId;
use evidence_schema::people::Role;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView};
use evidence_schema::wire::clips::{ClipPage, ClipView};
use evidence_schema::wire::ledger::{UnitDraft, UnitView};
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::rooms::{
    RoomDraft, RoomUseCorrection, RoomUseDetail, RoomUseDraft, RoomUseList, RoomUseView, RoomView,
};
use reqwest::StatusCode;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{AgentSpec, Caller, Tolerated, World, problem_of, process};

pub(crate) const CASE: &str = "浙交执罚〔2026〕41号";
pub(crate) const ROOM: &str = "询问室一";

pub(crate) struct Register {
    pub(crate) world: World,
    pub(crate) user: Caller,
    pub(crate) administrator: Caller,
    case: CaseView,
}

impl Register {
    /// A unit with a room, and a case file.
    pub(crate) async fn set() -> Self {
        let world = World::start().await;
        let (user, administrator) = (world.user().await, world.administrator().await);
        let unit = UnitDraft {
            number: "11".to_owned(),
            name: "一大队".to_owned(),
            parent_number: None,
            erasing_is_on: None,
            erasing_rest_hours: None,
        };
        let _unit: UnitView = administrator.tell("/api/v1/units", &unit).await;
        let room = RoomDraft {
            unit_number: "11".to_owned(),
            name: ROOM.to_owned(),
            cameras: vec!["NVR-3".to_owned()],
            ..RoomDraft::default()
        };
        let _room: RoomView = administrator.tell("/api/v1/rooms", &room).await;
        let draft = CaseDraft {
            number: CASE.to_owned(),
            title: "擅自超限运输".to_owned(),
            heading: None,
        };
        let case: CaseView = user.tell("/api/v1/cases", &draft).await;
        Self {
            world,
            user,
            administrator,
            case,
        }
    }

    fn draft(in_at: &str, out_at: Option<&str>) -> RoomUseDraft {
        RoomUseDraft {
            room: ROOM.to_owned(),
            case_number: CASE.to_owned(),
            persons: "李某、王某".to_owned(),
            in_at: at(in_at),
            out_at: out_at.map(at),
        }
    }

    pub(crate) async fn enter(&self, in_at: &str, out_at: Option<&str>) -> RoomUseView {
        self.user.tell("/api/v1/rooms/uses", &Self::draft(in_at, out_at)).await
    }

    pub(crate) async fn detail(&self, of: &RoomUseView) -> RoomUseDetail {
        self.user.read(&format!("/api/v1/rooms/uses/{}", of.use_id)).await
    }

    /// Room video of a label, by somebody's word recorded from then on.
    pub(crate) async fn bring(&self, label: &str, from: &str, bytes: &'static str) -> ClipId {
        let from = at(from).to_string();
        self.bring_as(label, &[("recorded_from", from.as_str()), ("said_by", "值班员")], bytes)
            .await
    }

    /// Room video of a label with what else is said of it.
    pub(crate) async fn bring_as(&self, label: &str, said: &[(&str, &str)], bytes: &'static str) -> ClipId {
        let mut pairs = vec![
            ("filename", "ch01.mp4"),
            ("purpose", "clip"),
            ("source", "room_video"),
            ("room", label),
        ];
        pairs.extend(said);
        let created = self.user.tus_create(u64::try_from(bytes.len()).unwrap(), &pairs).await;
        self.user.tus_send(created.id, 0, bytes).await;
        eventually("the clip is sealed", PATIENCE, async || {
            self.user.upload_status(created.id).await.clip_id
        })
        .await
    }
}

/// A time of 20 November 2026 in China.
pub(crate) fn at(time: &str) -> evidence_schema::time::Timestamp {
    format!("2026-11-20T{time}:00+08:00").parse().unwrap()
}

#[tokio::test]
async fn use_is_entered_said_anew_with_a_reason_and_nothing_is_overwritten() {
    let register = Register::set().await;
    let entered = register.enter("09:00", None).await;
    let path = format!("/api/v1/rooms/uses/{}", entered.use_id);
    let left = RoomUseCorrection {
        out_at: Some(at("10:00")),
        ..RoomUseCorrection::default()
    };
    let left: RoomUseView = register.user.tell(&path, &left).await;
    assert_eq!((left.version, left.out_at, left.reason), (2, Some(at("10:00")), None));
    let silent = RoomUseCorrection {
        persons: Some("李某".to_owned()),
        ..RoomUseCorrection::default()
    };
    let refused = problem_of(register.user.post(&path, &silent).await).await;
    assert_eq!(refused.fields[0].field, "reason");
    let said = RoomUseCorrection {
        reason: Some("王某未在场".to_owned()),
        ..silent
    };
    let _said: RoomUseView = register.user.tell(&path, &said).await;
    let detail = register.detail(&entered).await;
    let persons: Vec<&str> = detail.versions.iter().map(|version| version.persons.as_str()).collect();
    assert_eq!(persons, ["李某、王某", "李某、王某", "李某"]);
    assert_eq!(detail.now.reason.as_deref(), Some("王某未在场"));
    let stranger = register.world.granted(Role::Officer, None).await;
    assert_eq!(stranger.get(&path).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(stranger.read::<RoomUseList>("/api/v1/rooms/uses").await.uses, []);
    register.world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_field() {
    let register = Register::set().await;
    let good = || Register::draft("09:00", Some("10:00"));
    let changed = |change: fn(&mut RoomUseDraft)| {
        let mut draft = good();
        change(&mut draft);
        draft
    };
    for (draft, field) in [
        (changed(|d| d.room = "没有的房间".to_owned()), "room"),
        (changed(|d| d.case_number = "没有的案号".to_owned()), "case_number"),
        (changed(|d| d.persons = " ".to_owned()), "persons"),
        (changed(|d| d.out_at = Some(at("08:00"))), "out_at"),
        (changed(|d| d.in_at = "2999-01-01T00:00:00Z".parse().unwrap()), "in_at"),
        (changed(|d| d.in_at = "2026-11-01T00:00:00Z".parse().unwrap()), "out_at"),
    ] {
        let problem = problem_of(register.user.post("/api/v1/rooms/uses", &draft).await).await;
        let fields: Vec<&str> = problem.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, [field], "{draft:?}");
    }
    let twin = RoomDraft {
        unit_number: "11".to_owned(),
        name: "NVR-3".to_owned(),
        ..RoomDraft::default()
    };
    let problem = problem_of(register.user.post("/api/v1/rooms", &twin).await).await;
    assert_eq!(problem.code, ProblemCode::FieldsInvalid, "a label names one room");
    register.world.finish().await;
}

#[tokio::test]
async fn files_of_the_window_are_proposed_and_linked_with_one_click() {
    let register = Register::set().await;
    let entered = register.enter("09:00", Some("10:00")).await;
    let before = register.bring("NVR-3", "08:56", "five minutes before").await;
    let during = register.bring(ROOM, "09:30", "while they were there").await;
    register.bring(ROOM, "10:30", "long after").await;
    register.bring("another room", "09:30", "somebody else").await;
    register.world.await_quiet(&Tolerated::default()).await;
    let detail = register.detail(&entered).await;
    let mut found: Vec<ClipId> = detail.clips.iter().map(|one| one.clip.clip_id).collect();
    found.retain(|clip| [before, during].contains(clip));
    assert_eq!(found, [before, during], "{detail:?}");
    assert_eq!(detail.window.from, at("08:55"));
    assert!(!detail.missing.is_empty(), "files without length show nothing");
    let page = format!("/rooms/uses/{}", entered.use_id);
    let html = register.user.get(&page).await.text().await.unwrap();
    assert!(html.contains(&during.to_string()), "{html}");
    let token = &register.user.headers()["x-form-token"];
    let body = format!("form_token={}&clip={before}&clip={during}", token.to_str().unwrap());
    let linked = register
        .user
        .request(reqwest::Method::POST, &format!("{page}/clips"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body);
    assert_eq!(linked.send().await.unwrap().status(), StatusCode::SEE_OTHER);
    let case: CaseDetail = register
        .user
        .read(&format!("/api/v1/cases/{}", register.case.case_id))
        .await;
    assert_eq!(case.links.len(), 2);
    assert!(
        case.links
            .iter()
            .all(|link| link.reason.as_deref().is_some_and(|why| why.contains(ROOM)))
    );
    let detail = register.detail(&entered).await;
    assert!(detail.clips.iter().filter(|one| one.is_linked).count() == 2);
    register.world.finish().await;
}

#[tokio::test]
async fn room_video_belongs_to_the_rooms_unit() {
    let register = Register::set().await;
    let clip = register.bring("NVR-3", "09:00", "room video").await;
    let own = register.world.granted(Role::CaseHandler, Some("11")).await;
    let view: ClipView = own.read(&format!("/api/v1/clips/{clip}")).await;
    assert_eq!(view.clip_id, clip);
    assert_eq!(own.read::<ClipPage>("/api/v1/clips").await.clips.len(), 1);
    register.world.finish().await;
}

fn long_files(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for hour in ["08", "09", "10", "11"] {
        let path = folder.join(format!("cam_20261120{hour}0000.mp4"));
        std::fs::write(&path, format!("an hour from {hour}:00")).unwrap();
        let end: i64 = hour.parse::<i64>().unwrap() + 1;
        let mut touch = process::command("touch");
        touch
            .args(["-d", &format!("2026-11-20T{end:02}:00:00+08:00")])
            .arg(&path);
        process::run_well(touch, "");
    }
}

async fn names(user: &Caller, count: usize) -> Vec<String> {
    let mut names = eventually("the files came in", PATIENCE, async || {
        let clips = user.read::<ClipPage>("/api/v1/clips").await.clips;
        (clips.len() >= count).then(|| clips.into_iter().map(|clip| clip.file_name).collect::<Vec<_>>())
    })
    .await;
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn only_files_of_a_use_come_in_from_a_folder_of_long_ones() {
    let register = Register::set().await;
    let settings = format!(
        "[[watch]]\npath = \"watched\"\nsource = \"room_video\"\nroom = \"{ROOM}\"\nsettle_seconds = 1\nrescan_seconds = 1\n"
    );
    let spec = AgentSpec {
        settings: settings.parse().unwrap(),
        ..AgentSpec::default()
    };
    let mut agent = register.world.agent("north gate", spec);
    long_files(&agent.folder().join("watched"));
    eventually("everything is outside of every window", PATIENCE, async || {
        agent
            .run(&["status"], "")
            .contains("4 outside every window")
            .then_some(())
    })
    .await;
    let entered = register.enter("09:30", Some("10:30")).await;
    let came = names(&register.user, 2).await;
    assert_eq!(came, ["cam_20261120090000.mp4", "cam_20261120100000.mp4"]);
    register.world.await_quiet(&Tolerated::default()).await;
    let detail = register.detail(&entered).await;
    assert_eq!(detail.clips.len(), 2, "{detail:?}");
    // By hand, for another hour; five minutes are added to each side.
    let folder = agent.folder().join("copied");
    long_files(&folder);
    let folder = folder.to_str().unwrap();
    let words = [
        "import",
        folder,
        "--source",
        "room_video",
        "--room",
        "NVR-3",
        "--by",
        "王秀英",
    ];
    let window = ["--from", "2026-11-20T11:10", "--to", "2026-11-20T11:20"];
    let told = agent.run(&[&words[..], &window[..]].concat(), "");
    assert!(
        told.contains("cam_20261120110000.mp4") && told.contains("3 files outside"),
        "{told}"
    );
    assert_eq!(names(&register.user, 3).await.len(), 3);
    agent.stop();
    register.world.finish().await;
}
