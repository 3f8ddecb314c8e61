//! Everybody who can ask, and the things they ask for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use evidence_schema::case::{ObjectKind, TimesSource};
use evidence_schema::ids::ClipId;
use evidence_schema::people::{Actor, Role, Standing};
use evidence_schema::wire::access::{GrantDraft, MemberDraft, MemberPage};
use evidence_schema::wire::acts::{ActDraft, ActSession, ActView, ObjectDraft, ObjectView};
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, HeadingDraft, LinkRequest};
use evidence_schema::wire::ledger::{HandoverDraft, HandoverView, OfficerDraft, OfficerView, UnitDraft, UnitView};
use evidence_schema::wire::review::RecordView;
use evidence_schema::wire::uploads::TUS_VERSION;
use evidence_server::app::App;
use evidence_server::http::extract::FORM_TOKEN_HEADER;
use reqwest::{Method, StatusCode};
use tests::footage::{FootageSpec, footage};
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, TestDock, Tolerated, World};

use super::table::{Body, Row};
use super::things::{self, Held};

const NAME: &str = "somebody";
const PASSWORD: &str = "password-of-somebody";

pub(super) const SERIAL: &str = "A1B2C3D";

/// The tree: what is asked about belongs to U1.
const UNITS: [(&str, Option<&str>); 4] = [
    ("U0", None),
    ("U1", Some("U0")),
    ("U11", Some("U1")),
    ("U2", Some("U0")),
];

/// Number of an officer of U1 with an account, and the account's name.
pub(super) const OFFICER_WITH_ACCOUNT: &str = "O3";

/// Rows that are asked about at once: most of the time is waiting for disks.
pub(super) const LANES: usize = 4;

/// Where a role is granted, as seen from U1.
pub(super) const PLACES: [(&str, &str); 4] = [("own", "U1"), ("below", "U11"), ("above", "U0"), ("beside", "U2")];

/// Name of somebody with one role in one place.
pub(super) fn name_at(role: Role, place: &str) -> String {
    format!("{} {place}", role.as_str())
}

/// A unit with a pair of officers.
async fn ledger(administrator: &Caller) {
    for (number, parent) in UNITS {
        let unit = UnitDraft {
            number: number.to_owned(),
            name: format!("unit {number}"),
            parent_number: parent.map(str::to_owned),
            erasing_is_on: None,
            erasing_rest_hours: None,
        };
        let _unit: UnitView = administrator.tell("/api/v1/units", &unit).await;
    }
    for number in ["O1", "O2", OFFICER_WITH_ACCOUNT] {
        let officer = OfficerDraft {
            number: number.to_owned(),
            name: format!("officer {number}"),
            unit_number: "U1".to_owned(),
            unit_from: None,
            certificate_number: None,
            certificate_from: None,
            certificate_to: None,
            is_inspecting: true,
            is_assistant: false,
            account: Some(number.to_owned()).filter(|number| number == OFFICER_WITH_ACCOUNT),
            off_duty_on: None,
        };
        let _officer: OfficerView = administrator.tell("/api/v1/officers", &officer).await;
    }
}

fn handover(serial: &str) -> HandoverDraft {
    HandoverDraft {
        unit_number: None,
        lead_number: "O1".to_owned(),
        assisting_number: Some("O2".to_owned()),
        recorder_serials: vec![serial.to_owned()],
        from: None,
        to: None,
    }
}

pub(super) struct Scene {
    pub(super) world: World,
    app: App,
    callers: BTreeMap<String, Caller>,
    dock: TestDock,
    clip_id: ClipId,
    capture: String,
}

impl Scene {
    /// One clip of real media, looked into, and everybody at the door.
    pub(super) async fn set() -> Self {
        let world = World::start().await;
        world.add_recorder(SERIAL);
        let (dock, other) = (world.dock("north gate").await, world.dock("south gate").await);
        let revoked = world.dock("old gate").await;
        world.revoke(&revoked).await;
        world.add_person(NAME, Standing::User, PASSWORD);
        let explaining = world.granted_named(OFFICER_WITH_ACCOUNT, Role::Officer, None).await;
        let start = NaiveDate::from_ymd_opt(2026, 4, 17)
            .unwrap()
            .and_hms_opt(9, 0, 0)
            .unwrap();
        let film = footage(&FootageSpec::short(SERIAL, start)).segments.remove(0);
        let capture = dock
            .capture("VIDEO/1.MP4", &std::fs::read(film.path).unwrap())
            .from_recorder(SERIAL);
        let clip_id = dock.deliver(&capture).await.clip_id();
        world.await_quiet(&Tolerated::default()).await;
        let callers = BTreeMap::from([
            ("anonymous", world.anonymous()),
            ("administrator", world.administrator().await),
            ("user", world.user().await),
            (OFFICER_WITH_ACCOUNT, explaining),
            ("dock", dock.caller.clone()),
            ("other dock", other.caller),
            ("machine", world.machine()),
            ("other machine", world.machine()),
            ("revoked dock", revoked.caller),
            (
                "case system",
                world.anonymous().with_bearer(&world.add_case_system("case system")),
            ),
        ]);
        let callers = callers
            .into_iter()
            .map(|(name, caller)| (name.to_owned(), caller))
            .collect();
        let scene = Self {
            app: world.app().await,
            world,
            callers,
            capture: capture.id().to_string(),
            dock,
            clip_id,
        };
        ledger(&scene.callers["administrator"]).await;
        scene.bind().await;
        scene
    }

    /// The recorder, and with it the clip, belongs to U1; a case file of U1 holds the clip.
    async fn bind(&self) {
        let recorder = self.app.store.recorder_by_serial(SERIAL).await.unwrap().unwrap();
        let device: serde_json::Value =
            serde_json::from_str(r#"{"unit_number": "U1", "kind": "recorder", "state": "in_use"}"#).unwrap();
        let path = format!("/api/v1/recorders/{}/device", recorder.id);
        let bound = self.callers["administrator"].post(&path, &device).await;
        assert!(bound.status().is_success(), "{bound:?}");
        let _linked = self.fresh_case(true).await;
    }

    /// Somebody with each role in each place of the tree.
    pub(super) async fn staff(&mut self) {
        for role in Role::ALL {
            for (place, unit) in PLACES {
                let name = name_at(role, place);
                let by = || Actor::system("test");
                let added = self.app.person_add(by(), &name, Standing::Granted, PASSWORD).await;
                added.unwrap();
                let draft = GrantDraft {
                    name: name.clone(),
                    role,
                    unit_number: Some(unit.to_owned()),
                };
                self.app.role_grant(by(), draft).await.unwrap();
                let caller = self.world.sign_in_through(&self.app, &name, PASSWORD).await;
                self.callers.insert(name, caller);
            }
        }
    }

    pub(super) async fn finish(self) {
        self.world.finish().await;
    }

    /// One letter and the status that it was made of.
    pub(super) async fn ask(&self, name: &str, (row, held): (&Row, &Held)) -> String {
        let caller = &self.callers[name];
        let (method, _) = row.route.split_once(' ').unwrap();
        let mut words = held.of(self, row).await;
        words.insert("<unique>", self.unique());
        let filled = |text: &str| {
            words
                .iter()
                .fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
        };
        let request = caller.request(Method::from_bytes(method.as_bytes()).unwrap(), &filled(row.path));
        let request = match row.body {
            Body::Nothing => request,
            Body::Json(text) => request.header("Content-Type", "application/json").body(filled(text)),
            Body::Form(text) => {
                let token = caller
                    .headers()
                    .get(FORM_TOKEN_HEADER)
                    .map_or("", |token| token.to_str().unwrap());
                let form = format!("form_token={token}&{}", filled(text));
                request
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .body(form)
            }
            Body::Tus => request
                .header("Tus-Resumable", TUS_VERSION)
                .header("X-HTTP-Method-Override", "HEAD")
                .header("Upload-Length", 5)
                .header("Upload-Offset", 0)
                .header("Content-Type", "application/offset+octet-stream")
                .body("abc"),
        };
        let answer = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{} as {name}: {error:?}", row.route));
        let found = letter(answer.status());
        // What was refused was not touched, and what was only looked at is as it was: it serves whoever asks next.
        if method != "GET" && found == 'y' {
            held.used_up();
        }
        format!("{found} ({})", answer.status())
    }

    /// Things for the `<words>` in these texts, freshly made.
    pub(super) async fn words(&self, texts: &[&str]) -> BTreeMap<&'static str, String> {
        let has = |word: &str| texts.iter().any(|text| text.contains(word));
        let mut words = BTreeMap::from([
            ("<clip>", self.clip_id.to_string()),
            ("<capture>", self.capture.clone()),
        ]);
        for (word, owner) in [("<upload of the machine>", "machine"), ("<upload of the user>", "user")] {
            if has(word) {
                words.insert(
                    word,
                    self.callers[owner].tus_create_named(5, "a.bin").await.id.to_string(),
                );
            }
        }
        if has("<upload of the dock>") {
            let capture = self.dock.capture("VIDEO/2.bin", b"five!");
            let created = self.dock.caller.tus_create_stated(5, &self.dock.sign(&capture)).await;
            words.insert("<upload of the dock>", created.id.to_string());
        }
        if has("<partial tile>") {
            words.insert("<partial tile>", self.partial_tile().await);
        }
        if has("<dock>") {
            words.insert("<dock>", self.fresh_dock().await);
        }
        if has("<filter>") {
            words.insert("<filter>", things::fresh_filter(&self.callers["user"]).await);
        }
        if has("<unit>") || has("<recorder>") {
            words.extend(things::on_file(&self.app).await);
        }
        if has("<handover>") {
            // One pair has one recorder once.
            let (by, serial) = (Actor::system("test"), self.unique());
            self.app.recorder_add(by, &serial, &serial).await.unwrap();
            let draft = handover(&serial);
            let handover: HandoverView = self.callers["user"].tell("/api/v1/handovers", &draft).await;
            words.insert("<handover>", handover.handover_id.to_string());
        }
        if has("<grant>") {
            words.insert("<grant>", self.fresh_grant().await);
        }
        words.extend(self.fresh_of_sources(has).await);
        if has("<finding>") {
            words.insert("<finding>", self.fresh_finding().await);
        }
        words.extend(self.fresh_papers(has).await);
        if has("<case>") {
            let (case, link) = self.fresh_case(has("<link>")).await;
            if has("<member>") {
                words.insert("<member>", self.fresh_member(&case).await);
            }
            if has("<act>") || has("<object>") {
                words.extend(self.fresh_parts(&case).await);
            }
            words.extend([("<case>", case), ("<link>", link)]);
        }
        words
    }

    /// The log is short: its only tile is a part of the first.
    async fn partial_tile(&self) -> String {
        let checkpoint = self.callers["anonymous"]
            .get("/log/checkpoint")
            .await
            .text()
            .await
            .unwrap();
        format!("000.p/{}", checkpoint.lines().nth(1).unwrap())
    }

    /// A dock of U1.
    async fn fresh_dock(&self) -> String {
        let name = hex::encode(self.app.chance());
        self.app.dock_token_issue(Actor::system("test"), &name).await.unwrap();
        let docks = self.app.store.docks().await.unwrap();
        let dock = docks.into_iter().find(|dock| dock.name == name).unwrap().id.to_string();
        let body = serde_json::json!({"unit_number": "U1"});
        let path = format!("/api/v1/docks/{dock}/unit");
        let bound = self.callers["administrator"].post(&path, &body).await;
        assert!(bound.status().is_success(), "{bound:?}");
        dock
    }

    async fn fresh_person(&self) -> String {
        let name = hex::encode(self.app.chance());
        let by = Actor::system("test");
        self.app
            .person_add(by, &name, Standing::Granted, PASSWORD)
            .await
            .unwrap();
        name
    }

    async fn fresh_grant(&self) -> String {
        let draft = GrantDraft {
            name: self.fresh_person().await,
            role: Role::Officer,
            unit_number: None,
        };
        self.app
            .role_grant(Actor::system("test"), draft)
            .await
            .unwrap()
            .id
            .to_string()
    }

    async fn fresh_member(&self, case: &str) -> String {
        let draft = MemberDraft {
            name: self.fresh_person().await,
            reason: "joint work".to_owned(),
        };
        let path = format!("/api/v1/cases/{case}/members");
        let page: MemberPage = self.callers["user"].tell(&path, &draft).await;
        page.members.last().unwrap().membership_id.unwrap().to_string()
    }

    /// About a dock of U1.
    async fn fresh_finding(&self) -> String {
        let subject = self.fresh_dock().await;
        self.app
            .finding_raise("damaged", &subject, "Look at this.", Actor::system("test"))
            .await
            .unwrap();
        self.app
            .store
            .finding_open_of("damaged", &subject)
            .await
            .unwrap()
            .unwrap()
            .id
            .to_string()
    }

    /// A document in a case file of its own, sealed.
    async fn fresh_document(&self) -> String {
        let (case, _) = self.fresh_case(false).await;
        let user = &self.callers["user"];
        let pairs = [("filename", "a.txt"), ("purpose", "document"), ("case", case.as_str())];
        let created = user.tus_create(5, &pairs).await;
        user.tus_send(created.id, 0, "words").await;
        eventually("the document is sealed", PATIENCE, async || {
            Some(user.upload_status(created.id).await.document_id?.to_string())
        })
        .await
    }

    /// An act and an enforcement object of a case file.
    async fn fresh_parts(&self, case: &str) -> [(&'static str, String); 2] {
        let user = &self.callers["user"];
        let session = ActSession {
            arrived_at: "2026-04-17T08:00:00Z".parse().unwrap(),
            departed_at: None,
            source: TimesSource::Officer,
        };
        let act = ActDraft {
            kind: "seizure".to_owned(),
            officer_numbers: vec!["O1".to_owned()],
            sessions: vec![session],
            ..ActDraft::default()
        };
        let act: ActView = user.tell(&format!("/api/v1/cases/{case}/acts"), &act).await;
        let object = ObjectDraft {
            kind: ObjectKind::Plate,
            is_party: false,
            name: None,
            number: Some("浙A·12345".to_owned()),
        };
        let object: ObjectView = user.tell(&format!("/api/v1/cases/{case}/objects"), &object).await;
        [
            ("<act>", act.act_id.to_string()),
            ("<object>", object.object_id.to_string()),
        ]
    }

    /// A document, a signed record.
    async fn fresh_papers(&self, has: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
        let mut papers = Vec::new();
        if has("<document>") {
            papers.push(("<document>", self.fresh_document().await));
        }
        if has("<record>") {
            papers.push(("<record>", self.fresh_record().await));
        }
        papers
    }

    /// A coverage sheet of an act of a case file of its own.
    async fn fresh_record(&self) -> String {
        let (case, _) = self.fresh_case(false).await;
        let [(_, act), _] = self.fresh_parts(&case).await;
        let path = format!("/api/v1/cases/{case}/acts/{act}/sheets");
        let sheet: RecordView = self.callers["user"].tell(&path, &serde_json::json!({})).await;
        sheet.record_id.to_string()
    }

    pub(super) fn caller(&self, name: &str) -> &Caller {
        &self.callers[name]
    }

    pub(super) fn unique(&self) -> String {
        hex::encode(self.app.chance())
    }

    /// A case file of U1 of its own.
    pub(super) async fn fresh_case_id(&self) -> String {
        self.fresh_case(false).await.0
    }

    /// The clip that is asked about.
    pub(super) const fn clip(&self) -> ClipId {
        self.clip_id
    }

    /// The number of a case file of U1 of its own.
    pub(super) async fn fresh_case_number(&self) -> String {
        let (case, _) = self.fresh_case(false).await;
        let case = self.app.store.case_by_id(case.parse().unwrap()).await.unwrap();
        case.unwrap().number
    }

    async fn fresh_case(&self, is_linked: bool) -> (String, String) {
        let (user, number) = (&self.callers["user"], hex::encode(self.app.chance()));
        let case: CaseView = user
            .tell(
                "/api/v1/cases",
                &CaseDraft {
                    title: number.clone(),
                    number,
                    heading: Some(HeadingDraft {
                        unit_number: Some("U1".to_owned()),
                        ..HeadingDraft::default()
                    }),
                },
            )
            .await;
        if !is_linked {
            return (case.case_id.to_string(), String::new());
        }
        let request = LinkRequest {
            clip_ids: vec![self.clip_id],
            reason: None,
        };
        let detail: CaseDetail = user
            .tell(&format!("/api/v1/cases/{}/clips", case.case_id), &request)
            .await;
        (case.case_id.to_string(), detail.links[0].link_id.to_string())
    }
}

pub(super) const fn body_text(body: Body) -> &'static str {
    match body {
        Body::Json(text) | Body::Form(text) => text,
        Body::Nothing | Body::Tus => "",
    }
}

/// Whoever is let in may still be told that something is missing or wrong, never that the server failed.
fn letter(status: StatusCode) -> char {
    match status {
        StatusCode::UNAUTHORIZED => 's',
        StatusCode::FORBIDDEN => 'd',
        StatusCode::NOT_FOUND => 'h',
        StatusCode::METHOD_NOT_ALLOWED => '?',
        status if status.is_server_error() => '!',
        _ => 'y',
    }
}
