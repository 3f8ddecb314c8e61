//! The review's part of the story: a signed record, an opinion, what a head settled.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, OpinionId, SettlingId};
use evidence_schema::people::Actor;
use evidence_schema::wire::acts::ActView;
use evidence_schema::wire::review::{RecordView, ReviewOutcome};
use evidence_server::store::review::{OpinionRow, SettlingRow};
use tests::world::{Caller, World};

/// A coverage sheet; an opinion on it and what was settled about that, as rows: the gates would ask for a film.
pub(super) async fn told(world: &World, user: &Caller, (case, act): (CaseId, &ActView)) {
    let path = format!("/api/v1/cases/{case}/acts/{}/sheets", act.act_id);
    let sheet: RecordView = user.tell(&path, &serde_json::json!({})).await;
    let (app, actor) = (world.app().await, Actor::system("test"));
    let opinion = OpinionRow {
        id: OpinionId::from_random(app.chance()),
        case_id: case,
        record_id: sheet.record_id,
        outcome: ReviewOutcome::Returned,
        words: "请补充".to_owned(),
        counsel_document_id: None,
        due_at: Some(app.now()),
        given_at: app.now(),
        given_by: actor.clone(),
    };
    let settling = SettlingRow {
        id: SettlingId::from_random(app.chance()),
        case_id: case,
        opinion_id: opinion.id,
        outcome: ReviewOutcome::Passed,
        words: "同意承办机构意见".to_owned(),
        settled_at: app.now(),
        settled_by: actor.clone(),
    };
    let begun = app.evidence(Event::CaseOpinionSettled, actor, case.to_string()).await;
    let mut tx = begun.unwrap();
    tx.opinion_add(&opinion).await.unwrap();
    tx.settling_add(&settling).await.unwrap();
    tx.commit().await.unwrap();
}
