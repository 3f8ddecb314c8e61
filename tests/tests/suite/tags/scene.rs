//! A dock, a user, and questions about what counts.

use evidence_schema::ids::ClipId;
use evidence_schema::marks::{ImportanceVerdict, TagAct};
use evidence_schema::wire::clearing::{ClearingAnswer, ClearingFacts, ClearingQuestion};
use evidence_schema::wire::clips::{ClipPage, CustodyChain};
use evidence_schema::wire::marks::{
    ImportanceRequest, MarkAnswer, MarkVersions, SettlementRequest, StandingTag, TagRequest,
};
use reqwest::StatusCode;
use serde::Serialize;
use tests::world::{Caller, Capture, TestDock, Tolerated, World, problem_of};

pub(super) struct Scene {
    pub(super) world: World,
    pub(super) user: Caller,
    pub(super) dock: TestDock,
}

impl Scene {
    pub(super) async fn set() -> Self {
        let world = World::start().await;
        let (user, dock) = (world.user().await, world.dock("north gate").await);
        Self { world, user, dock }
    }

    pub(super) async fn quiet(&self) {
        self.world.await_quiet(&Tolerated::default()).await;
    }

    /// So many different clips.
    pub(super) async fn clips(&self, count: usize) -> Vec<(ClipId, Capture)> {
        let mut clips = Vec::new();
        for number in 0..count {
            let path = format!("VIDEO/{number}.bin");
            let capture = self.dock.capture(&path, path.as_bytes());
            clips.push((self.dock.deliver(&capture).await.clip_id(), capture));
        }
        self.quiet().await;
        clips
    }

    pub(super) async fn clip(&self) -> (ClipId, Capture) {
        self.clips(1).await.remove(0)
    }

    pub(super) async fn marks(&self, clip: ClipId) -> MarkVersions {
        self.user.read(&format!("/api/v1/clips/{clip}/marks")).await
    }

    /// The tag that stands on a clip.
    pub(super) async fn tag(&self, clip: ClipId, word: &str) -> Option<StandingTag> {
        let standing = self.marks(clip).await.standing;
        standing.tags.into_iter().find(|tag| tag.word == word)
    }

    /// What a dock is told before it erases a file.
    pub(super) async fn clearing(&self, capture: &Capture) -> ClearingFacts {
        let question = ClearingQuestion {
            captures: vec![capture.id()],
        };
        let mut answer: ClearingAnswer = self.dock.caller.tell("/api/v1/docks/clearing", &question).await;
        answer.items.pop().unwrap().facts.unwrap()
    }

    pub(super) async fn listed(&self, query: &str) -> Vec<ClipId> {
        let page: ClipPage = self.user.read(&format!("/api/v1/clips?{query}")).await;
        let mut ids: Vec<ClipId> = page.clips.iter().map(|clip| clip.clip_id).collect();
        ids.sort_unstable();
        ids
    }

    /// Events of the chain of custody of a clip that are about what was said of it.
    pub(super) async fn events(&self, clip: ClipId) -> Vec<String> {
        let chain: CustodyChain = self.user.read(&format!("/api/v1/clips/{clip}/custody")).await;
        let of_marks = [
            "clip.tag",
            "docking.",
            "clip.importance",
            "clip.settled",
            "clip.unsettled",
        ];
        let events = chain.links.into_iter().map(|link| link.event);
        let mut events: Vec<String> = events
            .filter(|event| of_marks.iter().any(|start| event.starts_with(start)))
            .collect();
        events.sort_unstable();
        events
    }

    pub(super) async fn say(&self, said: &impl Said) -> Vec<ClipId> {
        let answer: MarkAnswer = self.user.tell(&said.path(), said).await;
        answer.changed
    }

    /// The field that is named when this is refused.
    pub(super) async fn refused(&self, said: &impl Said) -> String {
        let answer = self.user.post(&said.path(), said).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        problem_of(answer).await.fields.remove(0).field
    }
}

/// A body with the place that it is sent to.
pub(super) trait Said: Serialize {
    fn path(&self) -> String;
}

impl Said for TagRequest {
    fn path(&self) -> String {
        "/api/v1/clips/tags".to_owned()
    }
}

impl Said for ImportanceRequest {
    fn path(&self) -> String {
        "/api/v1/clips/importance".to_owned()
    }
}

impl Said for SettlementRequest {
    fn path(&self) -> String {
        "/api/v1/clips/settlement".to_owned()
    }
}

pub(super) fn tag(clips: &[ClipId], word: &str, act: TagAct) -> TagRequest {
    TagRequest {
        clip_ids: clips.to_vec(),
        word: word.to_owned(),
        act,
        reason: (act == TagAct::TakenOff).then(|| "标错了".to_owned()),
    }
}

pub(super) fn importance(clip: ClipId, verdict: ImportanceVerdict) -> ImportanceRequest {
    ImportanceRequest {
        clip_ids: vec![clip],
        verdict,
        reason: Some("看过录像".to_owned()),
    }
}

pub(super) fn settled(clips: &[ClipId], class: Option<&str>) -> SettlementRequest {
    SettlementRequest {
        clip_ids: clips.to_vec(),
        class: class.map(str::to_owned),
        reason: None,
    }
}
