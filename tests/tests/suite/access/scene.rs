//! Everybody who can ask, and the things they ask for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use evidence_schema::ids::ClipId;
use evidence_schema::people::{Actor, Standing};
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use evidence_schema::wire::ledger::{HandoverDraft, HandoverView, OfficerDraft, OfficerView, UnitDraft, UnitView};
use evidence_schema::wire::uploads::TUS_VERSION;
use evidence_server::app::App;
use evidence_server::http::extract::FORM_TOKEN_HEADER;
use reqwest::{Method, StatusCode};
use tests::footage::{FootageSpec, footage};
use tests::world::{Caller, TestDock, Tolerated, World};

use super::table::{Body, Row};

const NAME: &str = "somebody";
const PASSWORD: &str = "password-of-somebody";

const SERIAL: &str = "A1B2C3D";

/// A unit with a pair of officers.
async fn ledger(administrator: &Caller) {
    let unit = UnitDraft {
        number: "U1".to_owned(),
        name: "a unit".to_owned(),
        parent_number: None,
        erasing_is_on: None,
        erasing_rest_hours: None,
    };
    let _unit: UnitView = administrator.tell("/api/v1/units", &unit).await;
    for number in ["O1", "O2"] {
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
            account: None,
            off_duty_on: None,
        };
        let _officer: OfficerView = administrator.tell("/api/v1/officers", &officer).await;
    }
}

fn handover() -> HandoverDraft {
    HandoverDraft {
        unit_number: None,
        lead_number: "O1".to_owned(),
        assisting_number: Some("O2".to_owned()),
        recorder_serials: vec![SERIAL.to_owned()],
        from: None,
        to: None,
    }
}

pub(super) struct Scene {
    world: World,
    app: App,
    callers: BTreeMap<&'static str, Caller>,
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
        let start = NaiveDate::from_ymd_opt(2026, 4, 17)
            .unwrap()
            .and_hms_opt(9, 0, 0)
            .unwrap();
        let film = footage(&FootageSpec::short(SERIAL, start)).segments.remove(0);
        let capture = dock.capture("VIDEO/1.MP4", &std::fs::read(film.path).unwrap());
        let clip_id = dock.deliver(&capture).await.clip_id();
        world.await_quiet(&Tolerated::default()).await;
        let callers = BTreeMap::from([
            ("anonymous", world.anonymous()),
            ("administrator", world.administrator().await),
            ("user", world.user().await),
            ("dock", dock.caller.clone()),
            ("other dock", other.caller),
            ("machine", world.machine()),
            ("other machine", world.machine()),
            ("revoked dock", revoked.caller),
        ]);
        ledger(&callers["administrator"]).await;
        Self {
            app: world.app().await,
            world,
            callers,
            capture: capture.id().to_string(),
            dock,
            clip_id,
        }
    }

    pub(super) async fn finish(self) {
        self.world.finish().await;
    }

    /// One letter and the status that it was made of.
    pub(super) async fn ask(&self, name: &str, row: &Row) -> String {
        let caller = &self.callers[name];
        let (method, _) = row.route.split_once(' ').unwrap();
        let words = self.words(&[row.path, body_text(row.body)]).await;
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
        format!("{} ({})", letter(answer.status()), answer.status())
    }

    /// Things for the `<words>` in these texts, made for this one request.
    async fn words(&self, texts: &[&str]) -> BTreeMap<&'static str, String> {
        let has = |word: &str| texts.iter().any(|text| text.contains(word));
        let mut words = BTreeMap::from([
            ("<unique>", hex::encode(self.app.chance())),
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
        if has("<recorder>") {
            let recorder = self.app.store.recorder_by_serial(SERIAL).await.unwrap().unwrap();
            words.insert("<recorder>", recorder.id.to_string());
        }
        if has("<handover>") {
            let handover: HandoverView = self.callers["user"].tell("/api/v1/handovers", &handover()).await;
            words.insert("<handover>", handover.handover_id.to_string());
        }
        if has("<finding>") {
            words.insert("<finding>", self.fresh_finding().await);
        }
        if has("<case>") {
            let (case, link) = self.fresh_case(has("<link>")).await;
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

    async fn fresh_dock(&self) -> String {
        let name = hex::encode(self.app.chance());
        self.app.dock_token_issue(Actor::system("test"), &name).await.unwrap();
        let docks = self.app.store.docks().await.unwrap();
        docks.into_iter().find(|dock| dock.name == name).unwrap().id.to_string()
    }

    async fn fresh_finding(&self) -> String {
        let subject = hex::encode(self.app.chance());
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

    async fn fresh_case(&self, is_linked: bool) -> (String, String) {
        let (user, number) = (&self.callers["user"], hex::encode(self.app.chance()));
        let case: CaseView = user
            .tell(
                "/api/v1/cases",
                &CaseDraft {
                    title: number.clone(),
                    number,
                    heading: None,
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

const fn body_text(body: Body) -> &'static str {
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
