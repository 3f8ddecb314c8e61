//! Who may see what, in the story: a grant, a member and a flag, for edits to be named.

use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::people::Role;
use evidence_schema::rules::access::Asker;
use evidence_schema::sensitivity::{Flag, Flags};
use tests::world::World;

/// A head who lets a case handler of one unit into a case file and flags a clip of it.
pub(super) async fn told(world: &World, (case, clip): (CaseId, ClipId)) {
    let _handler = world.granted_named("handler", Role::CaseHandler, Some("1")).await;
    let _head = world.granted_named("head", Role::Head, None).await;
    let app = world.app().await;
    let head = app.store.person_by_name("head").await.unwrap().unwrap();
    let asker = Asker::Person(head.id, evidence_schema::people::Roles::of(&[Role::Head]));
    let member = ("handler", "joint work");
    app.case_member_add(asker, case, member).await.unwrap();
    let flags = (Flags::NONE.with(Flag::Minor), "a child is seen");
    app.clip_flag(asker, clip, flags).await.unwrap();
}
