//! Tellings of one case file at one time come one after the other: nothing is entered twice, nobody is refused.

use evidence_schema::ledger_import::cases::CaseImportKind;
use evidence_schema::wire::acts::{ActView, ObjectView};
use evidence_schema::wire::cases::HeadingView;
use reqwest::StatusCode;

use super::importing::send;
use super::scene::plate;
use super::telling::{NUMBER, system, tell, told};
use crate::ledger::scene::Agency;

#[tokio::test]
async fn tellings_at_once_write_once_and_are_all_answered_the_same() {
    let agency = Agency::set().await;
    let (system, words) = (system(&agency), told(&agency));
    let one = || tell(&system, &words);
    let (answers, first) = (tokio::join!(one(), one(), one(), one(), one()), one().await);
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4];
    assert_eq!(answers.each_ref(), [&first; 5]);
    let path = |what| format!("/api/v1/cases/{}/{what}", first.case_id);
    let objects: Vec<ObjectView> = agency.user.read(&path("objects")).await;
    let headings: Vec<HeadingView> = agency.user.read(&path("heading")).await;
    let acts: Vec<ActView> = agency.user.read(&path("acts")).await;
    assert_eq!((objects.len(), headings.len()), (1, 1));
    assert_eq!((acts.len(), acts[0].version), (1, 1));
    agency.world.finish().await;
}

#[tokio::test]
async fn a_file_and_the_case_system_at_once_enter_an_object_once() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    let first = tell(&system, &words).await;
    words.objects.push(plate("浙B-77777"));
    let file = format!("案号,类型,当事人,名称,号码\n{NUMBER},车辆,否,,浙Ｂ７７７７７\n");
    let import = || send(&agency, CaseImportKind::Objects, (1, "", file.as_bytes()));
    let one = || tell(&system, &words);
    let (_, a, _, b, _, c) = tokio::join!(one(), import(), one(), import(), one(), import());
    assert_eq!([a.status(), b.status(), c.status()], [StatusCode::OK; 3]);
    let path = format!("/api/v1/cases/{}/objects", first.case_id);
    let objects: Vec<ObjectView> = agency.user.read(&path).await;
    assert_eq!(objects.len(), 2, "{objects:?}");
    agency.world.finish().await;
}
