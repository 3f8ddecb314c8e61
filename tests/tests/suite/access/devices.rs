//! Recorders and docks are seen by those of their unit; what belongs to no unit, by the top of the tree and administrators.

use evidence_schema::ids::UnitId;
use evidence_schema::people::{Actor, Role, Standing};
use evidence_schema::rules::access::Asker;
use evidence_schema::wire::access::GrantDraft;
use evidence_schema::wire::ledger::{RecorderView, UnitDraft, UnitView};
use evidence_server::app::news::News;
use evidence_server::app::{App, Change};
use futures_util::StreamExt;
use reqwest::StatusCode;
use tests::world::{Caller, TestDock, World};

/// More news than are told.
const MOST: usize = 16;
const PASSWORD: &str = "a long enough password";
/// Docks and recorders, with the unit that each is bound to.
const DOCKS: [(&str, Option<&str>); 3] = [
    ("north gate", Some("11")),
    ("south gate", Some("12")),
    ("new gate", None),
];
const RECORDERS: [(&str, Option<&str>); 3] = [("AAAAAA1", Some("11")), ("BBBBBB2", Some("12")), ("CCCCCC3", None)];

pub(super) struct Scene {
    pub(super) world: World,
    pub(super) app: App,
    pub(super) administrator: Caller,
    pub(super) docks: Vec<TestDock>,
}

impl Scene {
    pub(super) async fn set() -> Self {
        let world = World::start().await;
        let (app, administrator) = (world.app().await, world.administrator().await);
        for (number, parent) in [("1", None), ("11", Some("1")), ("12", Some("1"))] {
            let unit = UnitDraft {
                number: number.to_owned(),
                name: format!("unit {number}"),
                parent_number: parent.map(str::to_owned),
                erasing_is_on: None,
                erasing_rest_hours: None,
            };
            let _unit: UnitView = administrator.tell("/api/v1/units", &unit).await;
        }
        let mut scene = Self {
            world,
            app,
            administrator,
            docks: Vec::new(),
        };
        scene.equip().await;
        scene
    }

    async fn equip(&mut self) {
        for (name, unit) in DOCKS {
            let dock = self.world.dock(name).await;
            if let Some(unit) = unit {
                let path = format!("/api/v1/docks/{}/unit", self.dock_id(name).await);
                let body = serde_json::json!({"unit_number": unit});
                assert!(self.administrator.post(&path, &body).await.status().is_success());
            }
            self.docks.push(dock);
        }
        for (serial, unit) in RECORDERS {
            self.world.add_recorder(serial);
            if let Some(unit) = unit {
                let recorder = self.app.store.recorder_by_serial(serial).await.unwrap().unwrap();
                let path = format!("/api/v1/recorders/{}/device", recorder.id);
                let body = serde_json::json!({"unit_number": unit, "kind": "recorder", "state": "in_use"});
                assert!(self.administrator.post(&path, &body).await.status().is_success());
            }
        }
    }

    async fn dock_id(&self, name: &str) -> String {
        let docks = self.app.store.docks().await.unwrap();
        docks.into_iter().find(|dock| dock.name == name).unwrap().id.to_string()
    }

    async fn unit_id(&self, number: &str) -> Option<UnitId> {
        let unit = self.app.store.unit_by_number(number).await.unwrap();
        unit.map(|unit| unit.id)
    }

    /// Names that stand on a page.
    async fn shown(caller: &Caller, path: &str, names: [&'static str; 3]) -> Vec<&'static str> {
        let page = caller.get(path).await.text().await.unwrap();
        names.into_iter().filter(|name| page.contains(name)).collect()
    }

    async fn assert_sees(&self, caller: &Caller, which: &[usize]) {
        let names = |all: [(&'static str, Option<&str>); 3]| all.map(|(name, _)| name);
        let wanted = |all: [&'static str; 3]| which.iter().map(|index| all[*index]).collect::<Vec<_>>();
        let (docks, recorders) = (names(DOCKS), names(RECORDERS));
        assert_eq!(Self::shown(caller, "/docks", docks).await, wanted(docks));
        assert_eq!(Self::shown(caller, "/recorders", recorders).await, wanted(recorders));
        let listed: Vec<RecorderView> = caller.read("/api/v1/recorders").await;
        let serials: Vec<String> = listed.into_iter().map(|recorder| recorder.serial).collect();
        assert_eq!(serials, wanted(recorders));
        for (index, serial) in recorders.into_iter().enumerate() {
            let recorder = self.app.store.recorder_by_serial(serial).await.unwrap().unwrap();
            let answer = caller.get(&format!("/api/v1/recorders/{}/expected", recorder.id)).await;
            let expected = if which.contains(&index) {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(answer.status(), expected, "{serial}");
        }
    }

    /// Somebody with one role over one unit, as use cases know them.
    async fn asker(&self, role: Role, unit: &str) -> Asker {
        let name = format!("{} of {unit}", role.as_str());
        let by = || Actor::system("test");
        self.app
            .person_add(by(), &name, Standing::Granted, PASSWORD)
            .await
            .unwrap();
        let draft = GrantDraft {
            name: name.clone(),
            role,
            unit_number: Some(unit.to_owned()),
        };
        self.app.role_grant(by(), draft).await.unwrap();
        let signed_in = self.app.sign_in(&name, PASSWORD, "test").await.unwrap();
        self.app.asker_of_cookie(&signed_in.cookie).await.unwrap().unwrap().0
    }
}

#[tokio::test]
async fn recorders_and_docks_are_seen_by_those_of_their_unit() {
    let scene = Scene::set().await;
    let world = &scene.world;
    scene.assert_sees(&scene.administrator, &[0, 1, 2]).await;
    let team = world.granted(Role::Head, Some("11")).await;
    scene.assert_sees(&team, &[0]).await;
    let officer = world.granted(Role::Officer, Some("12")).await;
    scene.assert_sees(&officer, &[1]).await;
    let top = world.granted(Role::CaseHandler, Some("1")).await;
    scene.assert_sees(&top, &[0, 1, 2]).await;
    let keeper = world.granted(Role::Administrator, Some("12")).await;
    scene.assert_sees(&keeper, &[1, 2]).await;
    // A finding about a recorder or dock goes the same way.
    for serial in ["AAAAAA1", "BBBBBB2"] {
        let recorder = scene.app.store.recorder_by_serial(serial).await.unwrap().unwrap();
        let (about, message) = (recorder.id.to_string(), format!("look at {serial}"));
        let by = Actor::system("test");
        scene
            .app
            .finding_raise("device_turned_up", &about, &message, by)
            .await
            .unwrap();
    }
    let names = ["AAAAAA1", "BBBBBB2", "nothing like it"];
    assert_eq!(Scene::shown(&team, "/findings", names).await, ["AAAAAA1"]);
    assert_eq!(Scene::shown(&top, "/findings", names).await, ["AAAAAA1", "BBBBBB2"]);
    scene.world.finish().await;
}

#[tokio::test]
async fn nobody_hears_of_a_dock_that_is_hidden_from_them() {
    let scene = Scene::set().await;
    let (own, other) = (scene.unit_id("11").await, scene.unit_id("12").await);
    for (role, unit, heard) in [
        (Role::Head, "11", vec![News::Docks, News::Clips]),
        (
            Role::Head,
            "1",
            vec![News::Docks, News::Docks, News::Docks, News::Clips],
        ),
        (Role::Officer, "12", vec![News::Docks, News::Clips]),
        (Role::Administrator, "11", vec![News::Docks, News::Docks]),
    ] {
        let asker = scene.asker(role, unit).await;
        let news = scene.app.news(asker).await.unwrap();
        for change in [
            Change::Dockings(other),
            Change::Dockings(own),
            Change::Dockings(None),
            Change::Clips,
        ] {
            scene.app.tell(change);
        }
        // All that was told waits already: what is ready at once is all that is heard, no more and no less.
        let all = std::pin::pin!(news).ready_chunks(MOST).next().await.unwrap();
        assert_eq!(all, heard, "{} of {unit}", role.as_str());
    }
    scene.world.finish().await;
}
