//! Electronic monitoring against a real server: two decisions by two persons, the four-point review, and what becomes of
//! records that may not be used.

use evidence_schema::ids::ClipId;
use evidence_schema::monitoring::{DecisionKind, DevicePoint, RecordPoint};
use evidence_schema::people::Role;
use evidence_schema::rules::monitoring::RecordLack;
use evidence_schema::wire::case_system::Readiness;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use evidence_schema::wire::clips::{ClipPage, CustodyChain};
use evidence_schema::wire::ledger::{UnitDraft, UnitView};
use evidence_schema::wire::monitors::{
    DecisionDraft, DecisionView, MonitorDetail, MonitorDraft, MonitorList, MonitorView, RecordDraft, RecordView,
    ReviewDraft,
};
use evidence_schema::wire::problem::ProblemCode;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{AgentSpec, Caller, Tolerated, World, problem_of};

const GATE: &str = "北门卡口";

/// Units 1 and 11 below it, a head of each, a legal reviewer of 1, and a device of 11 that the head of 11 entered.
pub(crate) struct Highway {
    pub(crate) world: World,
    pub(crate) head: Caller,
    head_above: Caller,
    pub(crate) legal: Caller,
    pub(crate) monitor: MonitorView,
}

fn unit(number: &str, parent: Option<&str>) -> UnitDraft {
    UnitDraft {
        number: number.to_owned(),
        name: format!("{number} 大队"),
        parent_number: parent.map(str::to_owned),
        erasing_is_on: None,
        erasing_rest_hours: None,
    }
}

fn device() -> MonitorDraft {
    MonitorDraft {
        monitor_id: None,
        unit_number: "11".to_owned(),
        name: GATE.to_owned(),
        place: "G25 K12+300 北行".to_owned(),
        standard: Some("GA/T 832 检字〔2026〕3号".to_owned()),
        published: Some("政府网站公告".to_owned()),
        since: "2026-01-05".parse().unwrap(),
        is_void: false,
        reason: None,
    }
}

impl Highway {
    pub(crate) async fn set() -> Self {
        let world = World::start().await;
        let administrator = world.administrator().await;
        let _above: UnitView = administrator.tell("/api/v1/units", &unit("1", None)).await;
        let _below: UnitView = administrator.tell("/api/v1/units", &unit("11", Some("1"))).await;
        let head = world.granted_named("孙队", Role::Head, Some("11")).await;
        let head_above = world.granted_named("周支", Role::Head, Some("1")).await;
        let legal = world.granted_named("吴法", Role::LegalReviewer, Some("1")).await;
        let monitor = head.tell("/api/v1/monitors", &device()).await;
        Self {
            world,
            head,
            head_above,
            legal,
            monitor,
        }
    }

    fn path(&self) -> String {
        format!("/api/v1/monitors/{}", self.monitor.monitor_id)
    }

    pub(crate) async fn decide(&self, by: &Caller, kind: DecisionKind) -> DecisionView {
        by.tell(&format!("{}/decisions", self.path()), &decision(kind)).await
    }

    async fn detail(&self) -> MonitorDetail {
        self.head.read(&self.path()).await
    }

    /// A file under the device's name, recorded at that time by somebody's word.
    pub(crate) async fn bring(&self, recorded_from: &str, bytes: &'static str) -> ClipId {
        let pairs = [
            ("filename", "gate.mp4"),
            ("purpose", "clip"),
            ("source", "cctv"),
            ("room", GATE),
            ("recorded_from", recorded_from),
            ("said_by", "平台导出"),
        ];
        let created = self.head.tus_create(u64::try_from(bytes.len()).unwrap(), &pairs).await;
        self.head.tus_send(created.id, 0, bytes).await;
        let clip = eventually("the clip is sealed", PATIENCE, async || {
            self.head.upload_status(created.id).await.clip_id
        })
        .await;
        self.world.await_quiet(&Tolerated::default()).await;
        clip
    }

    pub(crate) async fn case_with(&self, number: &str, clip: ClipId) -> CaseView {
        let draft = CaseDraft {
            number: number.to_owned(),
            title: "擅自超限运输".to_owned(),
            heading: None,
        };
        let case: CaseView = self.head.tell("/api/v1/cases", &draft).await;
        let request = LinkRequest {
            clip_ids: vec![clip],
            reason: None,
        };
        let path = format!("/api/v1/cases/{}/clips", case.case_id);
        let _linked: CaseDetail = self.head.tell(&path, &request).await;
        case
    }

    async fn record(&self, clip: ClipId) -> RecordView {
        self.head.read(&format!("/api/v1/clips/{clip}/record")).await
    }

    async fn review(&self, clip: ClipId, affirmed: &[RecordPoint], remark: Option<&str>) -> RecordView {
        let played = self.head.get(&format!("/api/v1/clips/{clip}/content")).await;
        assert!(!played.bytes().await.unwrap().is_empty());
        let draft = ReviewDraft {
            affirmed: affirmed.to_vec(),
            remark: remark.map(str::to_owned),
        };
        self.head
            .tell(&format!("/api/v1/clips/{clip}/record/reviews"), &draft)
            .await
    }

    async fn findings(&self) -> Vec<String> {
        let app = self.world.app().await;
        let open = app.store.findings_open().await.unwrap();
        open.into_iter()
            .filter(|finding| finding.kind == "record_unfit")
            .map(|finding| finding.message)
            .collect()
    }

    async fn lacks_of_case(&self, case: &CaseView) -> Vec<String> {
        let readiness: Readiness = self
            .head
            .read(&format!("/api/v1/cases/{}/readiness", case.case_id))
            .await;
        let of_records = readiness.missing.into_iter().filter(|lack| lack.code == "record");
        of_records.map(|lack| lack.words).collect()
    }
}

fn decision(kind: DecisionKind) -> DecisionDraft {
    DecisionDraft {
        kind,
        version: 1,
        decided_on: "2026-02-01".parse().unwrap(),
        affirmed: kind.points().to_vec(),
        remark: None,
    }
}

#[tokio::test]
async fn two_other_persons_decide_and_the_task_goes_up_where_nobody_else_is_left() {
    let highway = Highway::set().await;
    let path = format!("{}/decisions", highway.path());
    // The head entered the device: the unit above decides.
    let refused = problem_of(highway.head.post(&path, &decision(DecisionKind::Technical)).await).await;
    assert_eq!(refused.code, ProblemCode::Forbidden);
    let deciders = highway.detail().await.deciders;
    assert_eq!(deciders[1].persons, ["周支"]);
    assert_eq!((deciders[1].levels_up, deciders[1].is_asker), (1, false));
    let refused = problem_of(highway.legal.post(&path, &decision(DecisionKind::Technical)).await).await;
    assert_eq!(
        refused.code,
        ProblemCode::Forbidden,
        "a legal reviewer decides no technical question"
    );
    highway.decide(&highway.head_above, DecisionKind::Technical).await;
    // Whoever made one of the two does not make the other, though they hold its role as well.
    highway
        .world
        .granted_named("郑全", Role::LegalReviewer, Some("1"))
        .await;
    let both = highway.world.granted_named("冯两", Role::Head, Some("1")).await;
    highway.decide(&both, DecisionKind::Technical).await;
    highway.decide(&highway.legal, DecisionKind::Legal).await;
    let detail = highway.detail().await;
    assert_eq!(detail.monitor.approved, [DecisionKind::Legal, DecisionKind::Technical]);
    assert_eq!(detail.decisions.len(), 3);
    // Said anew: nothing is approved any more, and an older page is not decided on.
    let moved = MonitorDraft {
        monitor_id: Some(highway.monitor.monitor_id),
        place: "G25 K14+100 北行".to_owned(),
        since: "2026-06-01".parse().unwrap(),
        reason: Some("移设".to_owned()),
        ..device()
    };
    let moved: MonitorView = highway.head.tell("/api/v1/monitors", &moved).await;
    assert_eq!((moved.now.version, moved.approved.len()), (2, 0));
    let stale = problem_of(highway.legal.post(&path, &decision(DecisionKind::Legal)).await).await;
    assert_eq!(stale.code, ProblemCode::Conflict);
    highway.world.finish().await;
}

#[tokio::test]
async fn refusal_says_why_and_days_cannot_be_invented() {
    let highway = Highway::set().await;
    let path = format!("{}/decisions", highway.path());
    let mut draft = decision(DecisionKind::Legal);
    draft.affirmed.pop();
    let refused = problem_of(highway.legal.post(&path, &draft).await).await;
    assert_eq!(refused.fields[0].field, "remark");
    draft.affirmed = vec![DevicePoint::MeetsStandards];
    let refused = problem_of(highway.legal.post(&path, &draft).await).await;
    assert_eq!(refused.fields[0].field, "affirmed");
    for day in ["2099-01-01", "2026-01-04"] {
        let mut draft = decision(DecisionKind::Legal);
        draft.decided_on = day.parse().unwrap();
        let refused = problem_of(highway.legal.post(&path, &draft).await).await;
        assert_eq!(refused.fields[0].field, "decided_on", "{day}");
    }
    let refused = problem_of(highway.head.post("/api/v1/monitors", &device()).await).await;
    assert_eq!(refused.fields[0].field, "name", "one name, one device");
    let beside = MonitorDraft {
        monitor_id: Some(highway.monitor.monitor_id),
        since: "2025-12-01".parse().unwrap(),
        reason: Some("补登".to_owned()),
        ..device()
    };
    let refused = problem_of(highway.head.post("/api/v1/monitors", &beside).await).await;
    assert_eq!(refused.fields[0].field, "since");
    highway.world.finish().await;
}

#[tokio::test]
async fn two_devices_of_one_name_told_at_once_are_one_device() {
    let highway = Highway::set().await;
    let draft = MonitorDraft {
        name: "南门卡口".to_owned(),
        ..device()
    };
    let one = || highway.head.post("/api/v1/monitors", &draft);
    let answers = tokio::join!(one(), one(), one(), one());
    let statuses = [answers.0, answers.1, answers.2, answers.3].map(|answer| answer.status().as_u16());
    assert_eq!(
        statuses.iter().filter(|status| **status == 422).count(),
        3,
        "{statuses:?}"
    );
    let all: MonitorList = highway.head.read("/api/v1/monitors").await;
    assert_eq!(all.monitors.len(), 2);
    highway.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dock_brings_in_records_under_the_name_of_a_device() {
    let highway = Highway::set().await;
    let mut agent = highway.world.agent("north gate", AgentSpec::default());
    let file = agent.folder().join("k12_20261110090000.mp4");
    std::fs::write(&file, "as the platform gave it").unwrap();
    let file = file.to_str().unwrap();
    let words = ["import", file, "--source", "cctv", "--monitor", GATE, "--by", "王秀英"];
    let told = agent.run(&words, "");
    assert!(told.contains("k12_20261110090000.mp4"), "{told}");
    let user = highway.world.user().await;
    let clips = user.read::<ClipPage>("/api/v1/clips").await.clips;
    let record: RecordView = user.read(&format!("/api/v1/clips/{}/record", clips[0].clip_id)).await;
    assert_eq!(record.monitor.as_deref(), Some(GATE));
    // A copied file is nobody's recorder: said at once, not after the server refused it.
    let mut command = agent.command(&["import", file, "--source", "recorder", "--by", "王秀英"]);
    let refused = command.output().unwrap();
    assert!(!refused.status.success());
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("dock the recorder"),
        "{refused:?}"
    );
    agent.stop();
    highway.world.finish().await;
}

#[tokio::test]
async fn record_from_before_the_decisions_stays_one_from_before_them() {
    let highway = Highway::set().await;
    let early = highway.bring("2026-01-20T09:00:00+08:00", "recorded too early").await;
    let first = highway.record(early).await;
    assert_eq!(first.monitor.as_deref(), Some(GATE), "the name that it came in under");
    assert_eq!(first.lacks.len(), 3, "{:?}", first.lacks);
    assert_eq!(highway.findings().await, Vec::<String>::new(), "nobody uses it yet");
    let case = highway.case_with("浙交执罚〔2026〕51号", early).await;
    let found = highway.findings().await;
    assert!(found.len() == 1 && found[0].contains("not decided"), "{found:?}");
    highway.decide(&highway.head_above, DecisionKind::Technical).await;
    highway.decide(&highway.legal, DecisionKind::Legal).await;
    let later = RecordLack::ApprovedLater {
        kind: DecisionKind::Legal,
        decided_on: "2026-02-01".parse().unwrap(),
    };
    assert!(highway.record(early).await.lacks.contains(&later), "it stays too early");
    assert_eq!(highway.lacks_of_case(&case).await.len(), 3);
    highway.world.finish().await;
}

#[tokio::test]
async fn record_is_used_only_with_all_four_points_and_its_chain_says_who_looked() {
    let highway = Highway::set().await;
    highway.decide(&highway.head_above, DecisionKind::Technical).await;
    highway.decide(&highway.legal, DecisionKind::Legal).await;
    let good = highway.bring("2026-11-10T09:00:00+08:00", "recorded in time").await;
    let case = highway.case_with("浙交执罚〔2026〕52号", good).await;
    assert_eq!(highway.record(good).await.lacks, [RecordLack::NotReviewed]);
    assert_eq!(highway.findings().await.len(), 0, "what only waits is no finding");
    assert_eq!(
        highway.lacks_of_case(&case).await,
        ["A linked record of electronic monitoring: not reviewed."]
    );
    let path = format!("/api/v1/clips/{good}/record/reviews");
    let unseen = problem_of(highway.head.post(&path, &ReviewDraft::default()).await).await;
    assert_eq!(unseen.fields[0].field, "affirmed", "who affirms has looked at it");
    let played = highway.head.get(&format!("/api/v1/clips/{good}/content")).await;
    assert_eq!(played.text().await.unwrap(), "recorded in time");
    let refused = problem_of(highway.head.post(&path, &ReviewDraft::default()).await).await;
    assert_eq!(refused.fields[0].field, "remark");
    let three = [RecordPoint::True, RecordPoint::Complete, RecordPoint::Accurate];
    let failed = highway.review(good, &three, Some("号牌看不清")).await;
    assert!(!failed.reviews[0].is_passed && failed.lacks.len() == 1, "{failed:?}");
    assert_eq!(
        highway.findings().await.len(),
        1,
        "a used record that failed is a finding"
    );
    let passed = highway.review(good, RecordPoint::ALL, None).await;
    assert_eq!((passed.lacks.len(), passed.reviews.len()), (0, 2));
    assert_eq!(highway.lacks_of_case(&case).await, Vec::<String>::new());

    let chain: CustodyChain = highway.head.read(&format!("/api/v1/clips/{good}/custody")).await;
    let events: Vec<&str> = chain.links.iter().map(|link| link.event.as_str()).collect();
    assert!(events.contains(&"clip.record_stated"), "{events:?}");
    assert_eq!(
        events.iter().filter(|event| **event == "clip.record_reviewed").count(),
        2
    );
    let records = highway.detail().await.records;
    assert!(records.len() == 1 && records[0].lacks.is_empty(), "{records:?}");

    // Taking it off the device says why; what was reviewed before counts for nothing else.
    let none = RecordDraft::default();
    let path = format!("/api/v1/clips/{good}/record");
    let refused = problem_of(highway.head.post(&path, &none).await).await;
    assert_eq!(refused.fields[0].field, "reason");
    let none = RecordDraft {
        reason: Some("非本设备".to_owned()),
        ..none
    };
    let off: RecordView = highway.head.tell(&path, &none).await;
    assert!(off.monitor_id.is_none() && off.reviews.iter().all(|review| review.is_past));
    let refused = problem_of(
        highway
            .head
            .post(&format!("{path}/reviews"), &ReviewDraft::default())
            .await,
    )
    .await;
    assert_eq!(refused.fields[0].field, "monitor");
    highway.world.finish().await;
}
