//! Lists show exactly what may be seen one by one: generated agencies, asked as everybody who works in them.
//!
//! What must stay true: the agencies come from a fixed seed, so that what fails once fails again.

use std::collections::BTreeSet;

use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::people::{Actor, Standing};
use evidence_schema::people::{Role, Roles};
use evidence_schema::rules::access::Asker;
use evidence_schema::sensitivity::{Flag, Flags};
use evidence_schema::wire::access::GrantDraft;
use evidence_schema::wire::cases::{CaseDraft, CaseView, HeadingDraft, LinkRequest};
use evidence_schema::wire::ledger::{AttributionDraft, OfficerDraft, UnitDraft};
use evidence_server::app::App;
use evidence_server::app::views::Listing;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Tolerated, World};

/// Small numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// An agency with footage and case files, and everybody who asks.
struct Agency {
    world: World,
    app: App,
    dice: Dice,
    /// Whole-agency head, who sets the scene.
    head: Asker,
    clips: Vec<ClipId>,
    cases: Vec<CaseId>,
    people: Vec<(String, Asker)>,
}

const UNITS: [(&str, Option<&str>); 6] = [
    ("1", None),
    ("11", Some("1")),
    ("111", Some("11")),
    ("12", Some("1")),
    ("2", None),
    ("21", Some("2")),
];

/// People who bring a clip in.
const BROUGHT: usize = 4;

async fn asker_of(app: &App, name: &str) -> Asker {
    let signed_in = app.sign_in(name, PASSWORD, "test").await.unwrap();
    app.asker_of_cookie(&signed_in.cookie).await.unwrap().unwrap().0
}

const PASSWORD: &str = "a long enough password";

impl Agency {
    async fn set(seed: u64) -> Self {
        let world = World::start().await;
        let app = world.app().await;
        let by = || Actor::system("test");
        app.person_add(by(), "head of all", Standing::User, PASSWORD)
            .await
            .unwrap();
        app.person_add(by(), "root", Standing::Administrator, PASSWORD)
            .await
            .unwrap();
        let (head, root) = (asker_of(&app, "head of all").await, asker_of(&app, "root").await);
        for (number, parent) in UNITS {
            let unit = UnitDraft {
                number: number.to_owned(),
                name: format!("unit {number}"),
                parent_number: parent.map(str::to_owned),
                erasing_is_on: None,
                erasing_rest_hours: None,
            };
            app.unit_put(root, unit).await.unwrap();
        }
        let mut agency = Self {
            world,
            app,
            dice: Dice(seed),
            head,
            clips: Vec::new(),
            cases: Vec::new(),
            people: vec![("head of all".to_owned(), head), ("root".to_owned(), root)],
        };
        agency.people(root).await;
        agency.footage(root).await;
        agency.case_files().await;
        agency
    }

    /// One person for every role, each with one or two grants; the officers have officers on file.
    async fn people(&mut self, root: Asker) {
        for (index, role) in Role::ALL.into_iter().cycle().take(16).enumerate() {
            let name = format!("p{index}");
            self.app
                .person_add(Actor::system("test"), &name, Standing::Granted, PASSWORD)
                .await
                .unwrap();
            let second = *self.dice.one_of(&Role::ALL);
            for role in [Some(role), Some(second).filter(|_| index % 3 == 0)]
                .into_iter()
                .flatten()
            {
                let unit = self.dice.below(UNITS.len() + 1);
                let draft = GrantDraft {
                    name: name.clone(),
                    role,
                    unit_number: UNITS.get(unit).map(|(number, _)| (*number).to_owned()),
                };
                // The second may be the first once more.
                let _granted = self.app.role_grant_by(root, draft).await;
            }
            if role == Role::Officer || index % 4 == 0 {
                self.officer(root, &name).await;
            }
            let asker = asker_of(&self.app, &name).await;
            self.people.push((name, asker));
        }
    }

    async fn officer(&mut self, root: Asker, name: &str) {
        let (unit, _) = *self.dice.one_of(&UNITS);
        let officer = OfficerDraft {
            number: format!("O-{name}"),
            name: name.to_owned(),
            unit_number: unit.to_owned(),
            unit_from: None,
            certificate_number: None,
            certificate_from: None,
            certificate_to: None,
            is_inspecting: true,
            is_assistant: false,
            account: Some(name.to_owned()),
            off_duty_on: None,
        };
        self.app.officer_put(root, officer).await.unwrap();
    }

    /// Clips of officers, and some of nobody on a recorder that is bound to a unit or to none.
    async fn footage(&mut self, root: Asker) {
        let dock = self.world.dock("gate").await;
        self.world.add_recorder("BOUND1");
        let recorder = self.app.recorders(root).await.unwrap().remove(0);
        let device = serde_json::from_str(r#"{"unit_number": "12", "kind": "recorder", "state": "in_use"}"#).unwrap();
        self.app.device_put(root, recorder.id, device).await.unwrap();
        for index in 0..10 {
            let serial = if index % 2 == 0 { "BOUND1" } else { "FOREIGN" };
            let capture = dock.capture(&format!("VIDEO/{index}.MP4"), format!("clip {index}").as_bytes());
            let clip = dock.deliver(&capture.from_recorder(serial)).await.clip_id();
            self.clips.push(clip);
        }
        self.brought().await;
        self.world.await_quiet(&Tolerated::default()).await;
        let officers = self.app.officers(root).await.unwrap();
        for clip in self.clips.clone().into_iter().skip(3 + BROUGHT) {
            let (lead, assisting) = (self.dice.one_of(&officers), self.dice.one_of(&officers));
            let draft = AttributionDraft {
                unit_number: Some(self.dice.one_of(&UNITS).0.to_owned()),
                lead_number: Some(lead.number.clone()),
                assisting_number: Some(assisting.number.clone()).filter(|number| *number != lead.number),
                reason: "seen".to_owned(),
            };
            self.app.attribution_state(self.head, clip, draft).await.unwrap();
        }
    }

    /// Clips that some brought in; what one of them brought stays nobody's.
    async fn brought(&mut self) {
        let mut count = 0;
        for (name, asker) in self.people.clone() {
            if count == BROUGHT || self.app.clips_brought(asker).await.is_err() || name == "head of all" {
                continue;
            }
            count += 1;
            let caller = self.world.sign_in(&name, PASSWORD).await;
            let pairs = [("filename", "a.mp4"), ("purpose", "clip"), ("source", "cctv")];
            let created = caller.tus_create(5, &pairs).await;
            caller.tus_send(created.id, 0, "bytes").await;
            let clip = eventually("the clip is sealed", PATIENCE, async || {
                caller.upload_status(created.id).await.clip_id
            })
            .await;
            // In front: the first are left without officers.
            self.clips.insert(0, clip);
        }
        assert_eq!(count, BROUGHT, "too few may bring anything in");
    }

    /// Case files by different people, with links, members and flags.
    async fn case_files(&mut self) {
        let officers = self.app.officers(self.head).await.unwrap();
        let makers: Vec<Asker> = self.people.iter().map(|(_, asker)| *asker).collect();
        for index in 0..6 {
            let draft = || CaseDraft {
                number: format!("CASE-{index}"),
                title: "a matter".to_owned(),
                heading: None,
            };
            let maker = *self.dice.one_of(&makers);
            let made: CaseView = match self.app.case_create(maker, draft()).await {
                Ok(made) => made,
                Err(_) => self.app.case_create(self.head, draft()).await.unwrap(),
            };
            self.cases.push(made.case_id);
            let clip_ids = vec![*self.dice.one_of(&self.clips), *self.dice.one_of(&self.clips)];
            let request = LinkRequest { clip_ids, reason: None };
            self.app.clips_link(self.head, made.case_id, request).await.unwrap();
            if index % 3 != 2 {
                let heading = HeadingDraft {
                    unit_number: Some(self.dice.one_of(&UNITS).0.to_owned()),
                    lead_number: Some(self.dice.one_of(&officers).number.clone()),
                    reason: Some("stated".to_owned()),
                    ..HeadingDraft::default()
                };
                self.app.heading_state(self.head, made.case_id, heading).await.unwrap();
            }
            let (name, _) = self.people[2 + self.dice.below(self.people.len() - 2)].clone();
            self.app
                .case_member_add(self.head, made.case_id, (&name, "helps"))
                .await
                .unwrap();
        }
        for _ in 0..3 {
            let flags = (Flags::NONE.with(*self.dice.one_of(&Flag::ALL)), "sensitive");
            let (clip, case) = (*self.dice.one_of(&self.clips), *self.dice.one_of(&self.cases));
            self.app.clip_flag(self.head, clip, flags).await.unwrap();
            self.app.case_flag(self.head, case, flags).await.unwrap();
        }
        // What was lifted again hides nothing.
        let lifted = self.clips[0];
        self.app
            .clip_flag(self.head, lifted, (Flags::NONE, "not after all"))
            .await
            .unwrap();
    }

    /// Clips and case files by list, and one by one.
    async fn assert_agrees(&self, name: &str, asker: Asker) -> (usize, usize) {
        let listing = || Listing {
            limit: Some(100),
            ..Listing::default()
        };
        let listed = self
            .app
            .clips(asker, listing())
            .await
            .map(|page| page.clips)
            .unwrap_or_default();
        let listed: BTreeSet<ClipId> = listed.into_iter().map(|clip| clip.clip_id).collect();
        let mut single = BTreeSet::new();
        for clip in &self.clips {
            if self.app.clip(asker, *clip).await.is_ok() {
                single.insert(*clip);
            }
        }
        assert_eq!(listed, single, "clips of {name} {asker:?}");
        let cases = self
            .app
            .cases(asker, listing())
            .await
            .map(|page| page.cases)
            .unwrap_or_default();
        let mut seen = BTreeSet::new();
        for case in &self.cases {
            if let Ok(detail) = self.app.case_detail(asker, *case).await {
                let counted = cases.iter().find(|c| c.case_id == *case).map(|c| c.clips);
                assert_eq!(counted, Some(detail.links.len() as u64), "the count of {name}");
                assert!(detail.links.iter().all(|link| single.contains(&link.clip.clip_id)));
                seen.insert(*case);
            }
        }
        let cases: BTreeSet<CaseId> = cases.into_iter().map(|case| case.case_id).collect();
        assert_eq!(cases, seen, "case files of {name} {asker:?}");
        (single.len(), seen.len())
    }
}

#[tokio::test]
async fn lists_show_what_may_be_seen_one_by_one() {
    for seed in [1, 20_261_122, 77] {
        let agency = Agency::set(seed).await;
        let mut counts = BTreeSet::new();
        for (name, asker) in &agency.people {
            let found = agency.assert_agrees(name, *asker).await;
            let is_administrator =
                matches!(asker, Asker::Person(_, roles) if *roles == Roles::of(&[Role::Administrator]));
            assert!(!is_administrator || found == (0, 0), "{name} sees {found:?}");
            counts.insert(found);
        }
        assert!(counts.len() > 4, "everybody sees the same: {counts:?}");
        assert!(counts.contains(&(10 + BROUGHT, 6)), "the head of all sees everything");
        agency.world.finish().await;
    }
}
