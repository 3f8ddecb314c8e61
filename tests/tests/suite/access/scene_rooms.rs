//! A room of U1 and a use of it, a monitoring device, and a case file by its number, for the walk of the access table.

use evidence_schema::wire::monitors::{MonitorDraft, MonitorView};
use evidence_schema::wire::rooms::{RoomDraft, RoomUseDraft, RoomUseView, RoomView};

use super::scene::Scene;

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
