//! Every way to alter the store behind the log's back, and that `verify` names it.
//!
//! What must stay true: each test first sees a clean verdict, then makes one change, then sees the breach by its stable
//! word; the table of columns is read from the database itself, so that a new column is covered by itself.

mod cases;
mod claims;
mod columns;
mod explanations;
mod grants;
mod ledger;
mod log;
mod marks;
mod objects;
pub(crate) mod raw;
mod review;
mod rollback;

use evidence_schema::custody::audit::{Breach, BreachKind};
use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use evidence_server::app::App;
use evidence_server::app::verify::VerifyWish;
use tests::world::World;

/// A stopped world that has a row in every evidence table.
struct Story {
    world: World,
    app: App,
    clip_id: ClipId,
}

impl Story {
    async fn told() -> Self {
        Self::told_in(World::start().await).await
    }

    async fn told_in(mut world: World) -> Self {
        world.add_recorder("KNOWN01");
        world.add_machine("a machine");
        world.add_case_system("case system");
        let dock = world.dock("north gate").await;
        let capture = dock
            .capture("VIDEO/1.MP4", b"not really a film")
            .from_recorder("KNOWN01");
        let clip_id = dock.deliver(&capture).await.clip_id();
        dock.deliver(&dock.capture("VIDEO/2.MP4", b"another one").from_recorder("STRANGE"))
            .await;
        let officer = world.user().await;
        let draft = CaseDraft {
            number: "浙交执罚〔2026〕12号".to_owned(),
            title: "擅自超限运输".to_owned(),
            heading: None,
        };
        let case: CaseView = officer.tell("/api/v1/cases", &draft).await;
        let request = LinkRequest {
            clip_ids: vec![clip_id],
            reason: Some("现场录像".to_owned()),
        };
        let path = format!("/api/v1/cases/{}/clips", CaseId::to_string(&case.case_id));
        let _linked: CaseDetail = officer.tell(&path, &request).await;
        ledger::told(&world, &officer).await;
        ledger::erased(&dock, &capture).await;
        marks::told(&world, &officer, (&dock, &capture, clip_id)).await;
        marks::document(&officer, &case.case_id.to_string()).await;
        marks::room(&world, &officer, &draft.number).await;
        let brought = marks::brought(&officer).await;
        marks::monitor(&world, &officer, brought).await;
        crate::catalogue::state(
            &world.administrator().await,
            "2026-01-01",
            &crate::catalogue::preset_without(0),
        )
        .await;
        grants::told(&world, (case.case_id, clip_id)).await;
        let filmed = dock.capture("VIDEO/3.MP4", b"a third one").from_recorder("KNOWN01");
        dock.deliver(&filmed.filmed_at("2026-11-20T01:30:00Z".parse().unwrap()))
            .await;
        world.await_quiet(&tests::world::Tolerated::default()).await;
        let act = cases::told(&officer, case.case_id).await;
        review::told(&world, &officer, (case.case_id, &act)).await;
        explanations::told(&world, &officer, (case.case_id, act, clip_id)).await;
        // After what is said of the act: it moves the clip out of the act's time.
        marks::clock(&officer, clip_id).await;
        claims::told(&world, &dock).await;
        world.await_quiet(&tests::world::Tolerated::default()).await;
        world.stop();
        let app = world.app().await;
        let story = Self { world, app, clip_id };
        assert_eq!(
            story.breaches(false).await,
            [],
            "the story is clean before anything is altered"
        );
        story
    }

    async fn breaches(&self, is_deep: bool) -> Vec<Breach> {
        let wish = VerifyWish {
            is_deep,
            ..VerifyWish::default()
        };
        self.app
            .verify(wish, |_| ())
            .await
            .expect("verify reads everything")
            .breaches
    }

    async fn kinds(&self, is_deep: bool) -> Vec<BreachKind> {
        let mut kinds: Vec<_> = self.breaches(is_deep).await.into_iter().map(|b| b.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn abandon(self) {
        self.world.abandon("it was tampered with on purpose");
    }
}

#[tokio::test]
async fn the_command_names_the_breach_and_ends_with_1() {
    let story = Story::told().await;
    let mut raw = raw::Raw::open(&story.world).await;
    raw.run("UPDATE case_file SET title = 'something harmless'").await;
    let output = tests::world::process::run(story.world.command(&["verify"]), "");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("BREACH column-altered: case_file/case-"), "{text}");
    assert!(text.contains("column title is not what the log says"), "{text}");
    story.abandon();
}
