//! Grants, members and flags against the running server: what is given counts at once, and so does what is taken.

use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::people::Role;
use evidence_schema::sensitivity::Flag;
use evidence_schema::wire::access::{
    DownloadRequest, GrantDraft, GrantPage, GrantView, MemberDraft, MemberPage, SensitivityDraft, SensitivityPage,
};
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CasePage, CaseView, HeadingDraft, LinkRequest};
use evidence_schema::wire::clips::{ClipPage, CustodyChain};
use evidence_schema::wire::ledger::{UnitDraft, UnitView};
use reqwest::{Method, StatusCode};
use tests::world::{Caller, Tolerated, World};

/// Two neighbouring units, a clip of nobody, a case file of unit 1 that holds it, and a head of everything.
struct Scene {
    world: World,
    root: Caller,
    head: Caller,
    clip: ClipId,
    case: CaseId,
}

impl Scene {
    async fn set() -> Self {
        let world = World::start().await;
        let (root, head) = (world.administrator().await, world.user().await);
        for number in ["1", "2"] {
            let unit = UnitDraft {
                number: number.to_owned(),
                name: format!("unit {number}"),
                parent_number: None,
                erasing_is_on: None,
                erasing_rest_hours: None,
            };
            let _unit: UnitView = root.tell("/api/v1/units", &unit).await;
        }
        let dock = world.dock("gate").await;
        let clip = dock
            .deliver(&dock.capture("VIDEO/1.MP4", b"not really a film"))
            .await
            .clip_id();
        world.await_quiet(&Tolerated::default()).await;
        let draft = CaseDraft {
            number: "A-1".to_owned(),
            title: "a matter".to_owned(),
            heading: Some(HeadingDraft {
                unit_number: Some("1".to_owned()),
                ..HeadingDraft::default()
            }),
        };
        let case: CaseView = head.tell("/api/v1/cases", &draft).await;
        let request = LinkRequest {
            clip_ids: vec![clip],
            reason: None,
        };
        let path = format!("/api/v1/cases/{}/clips", case.case_id);
        let _linked: CaseDetail = head.tell(&path, &request).await;
        Self {
            world,
            root,
            head,
            clip,
            case: case.case_id,
        }
    }

    async fn status(&self, caller: &Caller, path: &str) -> StatusCode {
        caller.get(path).await.status()
    }

    fn clip_path(&self) -> String {
        format!("/api/v1/clips/{}", self.clip)
    }

    fn case_path(&self) -> String {
        format!("/api/v1/cases/{}", self.case)
    }

    /// How many clips and case files somebody finds in lists.
    async fn listed(&self, caller: &Caller) -> (usize, usize) {
        let clips: ClipPage = caller.read("/api/v1/clips").await;
        let cases: CasePage = caller.read("/api/v1/cases").await;
        (clips.clips.len(), cases.cases.len())
    }
}

fn grant(name: &str, role: Role, unit: Option<&str>) -> GrantDraft {
    GrantDraft {
        name: name.to_owned(),
        role,
        unit_number: unit.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_role_counts_from_the_grant_to_the_withdrawal_in_the_same_session() {
    let scene = Scene::set().await;
    let zhao = scene.world.granted_named("zhao", Role::CaseHandler, Some("2")).await;
    assert_eq!(scene.status(&zhao, &scene.case_path()).await, StatusCode::NOT_FOUND);
    assert_eq!(scene.listed(&zhao).await, (0, 0));
    let given: GrantView = scene
        .root
        .tell("/api/v1/grants", &grant("zhao", Role::LegalReviewer, Some("1")))
        .await;
    assert_eq!(scene.status(&zhao, &scene.case_path()).await, StatusCode::OK);
    assert_eq!(scene.status(&zhao, &scene.clip_path()).await, StatusCode::OK);
    assert_eq!(scene.listed(&zhao).await, (1, 1));
    let taken = scene
        .root
        .request(Method::DELETE, &format!("/api/v1/grants/{}", given.grant_id));
    assert_eq!(taken.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(scene.status(&zhao, &scene.case_path()).await, StatusCode::NOT_FOUND);
    assert_eq!(scene.listed(&zhao).await, (0, 0));
    scene.world.finish().await;
}

#[tokio::test]
async fn nobody_grants_to_themselves_or_outside_of_what_they_administer() {
    let scene = Scene::set().await;
    let local = scene.world.granted_named("local", Role::Administrator, Some("1")).await;
    let _zhao = scene.world.granted_named("zhao", Role::Officer, Some("1")).await;
    let tries = [
        (grant("local", Role::Head, Some("1")), StatusCode::FORBIDDEN),
        (grant("zhao", Role::Head, Some("2")), StatusCode::FORBIDDEN),
        (grant("zhao", Role::Head, None), StatusCode::FORBIDDEN),
        (grant("zhao", Role::Head, Some("1")), StatusCode::CREATED),
        (grant("zhao", Role::Head, Some("1")), StatusCode::UNPROCESSABLE_ENTITY),
    ];
    for (draft, expected) in tries {
        let found = local.post("/api/v1/grants", &draft).await.status();
        assert_eq!(found, expected, "{draft:?}");
    }
    let grants: GrantPage = local.read("/api/v1/grants").await;
    let own = grants
        .grants
        .iter()
        .find(|grant| grant.role == Role::Administrator)
        .unwrap();
    let taken = local.request(Method::DELETE, &format!("/api/v1/grants/{}", own.grant_id));
    assert_eq!(taken.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let units = local
        .post("/api/v1/units", &serde_json::json!({"number": "3", "name": "mine"}))
        .await;
    assert_eq!(
        units.status(),
        StatusCode::FORBIDDEN,
        "a unit at the top is the agency's"
    );
    assert_eq!(scene.status(&local, "/metrics").await, StatusCode::FORBIDDEN);
    scene.world.finish().await;
}

#[tokio::test]
async fn members_see_a_case_file_of_another_unit_until_they_leave() {
    let scene = Scene::set().await;
    let wang = scene.world.granted_named("wang", Role::Officer, Some("2")).await;
    assert_eq!(scene.status(&wang, &scene.case_path()).await, StatusCode::NOT_FOUND);
    let draft = MemberDraft {
        name: "wang".to_owned(),
        reason: "joint work".to_owned(),
    };
    let path = format!("{}/members", scene.case_path());
    let members: MemberPage = scene.head.tell(&path, &draft).await;
    assert_eq!(scene.listed(&wang).await, (1, 1));
    assert_eq!(
        scene.status(&wang, &format!("{}/content", scene.clip_path())).await,
        StatusCode::OK
    );
    let refused = wang.post(&path, &draft).await.status();
    assert_eq!(refused, StatusCode::FORBIDDEN, "an officer adds nobody");
    let membership = members.members.last().unwrap().membership_id.unwrap();
    let ended = scene.head.request(Method::DELETE, &format!("{path}/{membership}"));
    assert_eq!(ended.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(scene.listed(&wang).await, (0, 0));
    assert_eq!(scene.status(&wang, &scene.clip_path()).await, StatusCode::NOT_FOUND);
    scene.world.finish().await;
}

#[tokio::test]
async fn a_flag_hides_a_clip_everywhere_from_a_case_handler() {
    let scene = Scene::set().await;
    let handler = scene.world.granted(Role::CaseHandler, Some("1")).await;
    let auditor = scene.world.granted(Role::Auditor, Some("1")).await;
    assert_eq!(scene.listed(&handler).await, (1, 1));
    let draft = SensitivityDraft {
        flags: vec![Flag::Minor],
        reason: "a child is seen".to_owned(),
    };
    let path = format!("{}/sensitivity", scene.clip_path());
    let said: SensitivityPage = scene.head.tell(&path, &draft).await;
    assert_eq!(said.versions.len(), 1);
    assert_eq!(scene.listed(&handler).await, (0, 1));
    for part in ["", "/content", "/custody", "/attribution", "/sensitivity"] {
        let path = format!("{}{part}", scene.clip_path());
        assert_eq!(scene.status(&handler, &path).await, StatusCode::NOT_FOUND, "{part}");
        assert_eq!(scene.status(&auditor, &path).await, StatusCode::OK, "{part}");
    }
    for page in ["", "/custody", "/receipt", "/statements", "/poster", "/access"] {
        let path = format!("/clips/{}{page}", scene.clip);
        assert_eq!(scene.status(&handler, &path).await, StatusCode::NOT_FOUND, "{page}");
    }
    let detail: CaseDetail = handler.read(&scene.case_path()).await;
    assert_eq!(
        (detail.links.len(), detail.case.clips),
        (0, 0),
        "neither shown nor counted"
    );
    let guess = LinkRequest {
        clip_ids: vec![scene.clip],
        reason: None,
    };
    let guessed = handler.post(&format!("{}/clips", scene.case_path()), &guess).await;
    assert_eq!(guessed.status(), StatusCode::NOT_FOUND, "linking tells nothing either");
    scene.world.finish().await;
}

#[tokio::test]
async fn taking_a_clip_away_asks_for_a_reason_that_stands_in_the_chain() {
    let scene = Scene::set().await;
    let path = format!("{}/download", scene.clip_path());
    let without = DownloadRequest {
        reason: "  ".to_owned(),
    };
    let refused = scene.head.post(&path, &without).await.status();
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    let with = DownloadRequest {
        reason: "the court asked for it".to_owned(),
    };
    let given = scene.head.post(&path, &with).await;
    assert_eq!(given.status(), StatusCode::OK);
    let disposition = given.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(disposition.starts_with("attachment; filename=\"clip-"), "{disposition}");
    assert_eq!(given.bytes().await.unwrap().as_ref(), b"not really a film");
    for _ in 0..3 {
        assert_eq!(scene.status(&scene.head, &scene.clip_path()).await, StatusCode::OK);
    }
    let chain: CustodyChain = scene.head.read(&format!("{}/custody", scene.clip_path())).await;
    let of = |event: &str| {
        chain
            .links
            .iter()
            .filter(|link| link.event == event)
            .collect::<Vec<_>>()
    };
    let downloaded = of("clip.downloaded");
    assert!(
        downloaded[0]
            .said
            .contains(&"reason: the court asked for it".to_owned()),
        "{downloaded:?}"
    );
    assert!(
        (1..=2).contains(&of("clip.seen").len()),
        "one look a minute is one entry"
    );
    assert_eq!(of("clip.chain_seen").len(), 1);
    scene.world.finish().await;
}
