//! A room of U1 and a use of it, for the walk of the access table.

use evidence_schema::wire::rooms::{RoomDraft, RoomUseDraft, RoomUseView, RoomView};

use super::scene::Scene;

impl Scene {
    /// A use of a fresh room for a fresh case file.
    pub(super) async fn fresh_use(&self) -> String {
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
