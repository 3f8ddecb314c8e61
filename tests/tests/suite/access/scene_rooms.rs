//! A room of U1 and a use of it, a monitoring device, a case file by its number, an explanation of an act of U1 and a
//! mark in its clip, for the walk of the access table.

use evidence_schema::case::TimesSource;
use evidence_schema::explanation::{ExplanationKind, SenseMissing};
use evidence_schema::marks::MarkKind;
use evidence_schema::wire::acts::{ActDraft, ActSession, ActView};
use evidence_schema::wire::explanations::{ActExplanations, ExplanationDraft};
use evidence_schema::wire::monitors::{MonitorDraft, MonitorView};
use evidence_schema::wire::rooms::{RoomDraft, RoomUseDraft, RoomUseView, RoomView};
use evidence_schema::wire::time_marks::{TimeMarkDraft, TimeMarkList};

use super::scene::{OFFICER_WITH_ACCOUNT, Scene};

impl Scene {
    /// What of these the texts name.
    pub(super) async fn fresh_of_sources(&self, has: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
        let mut words = Vec::new();
        if has("<use>") {
            words.push(("<use>", self.fresh_use().await));
        }
        if has("<case number>") {
            words.push(("<case number>", self.fresh_case_number().await));
        }
        if has("<monitor>") {
            words.push(("<monitor>", self.fresh_monitor().await));
        }
        if has("<explanation>") {
            words.push(("<explanation>", self.fresh_explanation().await));
        }
        if has("<mark>") {
            words.push(("<mark>", self.fresh_mark().await));
        }
        words
    }

    /// A use of a fresh room for a fresh case file.
    async fn fresh_use(&self) -> String {
        let user = self.caller("user");
        let name = self.unique();
        let room = RoomDraft {
            unit_number: "U1".to_owned(),
            name: name.clone(),
            ..RoomDraft::default()
        };
        let _room: RoomView = user.tell("/api/v1/rooms", &room).await;
        let draft = RoomUseDraft {
            room: name,
            case_number: self.fresh_case_number().await,
            persons: "李某".to_owned(),
            in_at: "2026-04-17T08:00:00Z".parse().unwrap(),
            out_at: None,
        };
        let entered: RoomUseView = user.tell("/api/v1/rooms/uses", &draft).await;
        entered.use_id.to_string()
    }
}

impl Scene {
    /// A monitoring device of U1 that the administrator entered.
    async fn fresh_monitor(&self) -> String {
        let draft = MonitorDraft {
            monitor_id: None,
            unit_number: "U1".to_owned(),
            name: self.unique(),
            place: "G25 K12+300".to_owned(),
            standard: None,
            published: None,
            since: "2026-04-17".parse().unwrap(),
            is_void: false,
            reason: None,
        };
        let entered: MonitorView = self.caller("administrator").tell("/api/v1/monitors", &draft).await;
        entered.monitor_id.to_string()
    }
}

impl Scene {
    /// An explanation of an act in a case file of U1, by an officer of the act.
    async fn fresh_explanation(&self) -> String {
        let user = self.caller("user");
        let case = self.fresh_case_id().await;
        let session = ActSession {
            arrived_at: "2026-04-17T08:00:00Z".parse().unwrap(),
            departed_at: Some("2026-04-17T09:00:00Z".parse().unwrap()),
            source: TimesSource::Officer,
        };
        let act = ActDraft {
            kind: "seizure".to_owned(),
            officer_numbers: vec![OFFICER_WITH_ACCOUNT.to_owned()],
            sessions: vec![session],
            ..ActDraft::default()
        };
        let act: ActView = user.tell(&format!("/api/v1/cases/{case}/acts"), &act).await;
        let draft = ExplanationDraft {
            kind: ExplanationKind::Stretch,
            sense: SenseMissing::Both,
            from: Some("2026-04-17T08:10:00Z".parse().unwrap()),
            to: Some("2026-04-17T08:12:00Z".parse().unwrap()),
            reason: "battery".to_owned(),
            words: "the battery was changed".to_owned(),
            document_id: None,
            supersedes: None,
        };
        let path = format!("/api/v1/cases/{case}/acts/{}/explanations", act.act_id);
        let given: ActExplanations = self.caller(OFFICER_WITH_ACCOUNT).tell(&path, &draft).await;
        given.explanations[0].explanation_id.to_string()
    }

    /// A mark in the clip.
    async fn fresh_mark(&self) -> String {
        let draft = TimeMarkDraft {
            at_ms: 1,
            kind: MarkKind::Note,
            words: "seen".to_owned(),
        };
        let path = format!("/api/v1/clips/{}/time-marks", self.clip());
        let list: TimeMarkList = self.caller("user").tell(&path, &draft).await;
        list.marks.last().unwrap().mark_id.to_string()
    }
}
