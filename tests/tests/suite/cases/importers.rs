//! Whoever imports case files is no member of them: they see what their roles give, for as long as they have them.

use evidence_schema::people::Role;
use evidence_schema::wire::access::{GrantDraft, GrantPage, GrantView, MemberPage};
use evidence_schema::wire::cases::{CasePage, CaseView};
use reqwest::{Method, StatusCode};
use tests::world::Caller;

use super::importing::CASES;
use super::scene::case;
use crate::ledger::scene::Agency;

/// Numbers of the case files that somebody finds in the list.
async fn listed(caller: &Caller) -> Vec<String> {
    let page: CasePage = caller.read("/api/v1/cases").await;
    let mut numbers: Vec<String> = page.cases.into_iter().map(|case| case.number).collect();
    numbers.sort();
    numbers
}

#[tokio::test]
async fn an_importer_sees_what_their_roles_give_and_nothing_once_they_are_gone() {
    let agency = Agency::set().await;
    let importer = agency.world.granted_named("importer", Role::Head, None).await;
    let handler = GrantDraft {
        name: "importer".to_owned(),
        role: Role::CaseHandler,
        unit_number: Some("12".to_owned()),
    };
    let handler: GrantView = agency.administrator.tell("/api/v1/grants", &handler).await;
    let request = importer.request(Method::POST, "/api/v1/cases/import?kind=cases&apply=1");
    let answer = request.body(CASES.to_owned()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let own: CaseView = importer.tell("/api/v1/cases", &case("浙交执罚〔2026〕9号")).await;
    let numbers = ["浙交执罚〔2026〕7号", "浙交执罚〔2026〕8号", "浙交执罚〔2026〕9号"];
    assert_eq!(
        listed(&importer).await,
        numbers,
        "right after the import a head of all sees all"
    );
    let page: CasePage = importer.read("/api/v1/cases?number=浙交执罚〔2026〕7号").await;
    let path = format!("/api/v1/cases/{}", page.cases[0].case_id);
    let members: MemberPage = importer.read(&format!("{path}/members")).await;
    assert_eq!(members.members.len(), 0, "a file has no members");
    let members: MemberPage = importer.read(&format!("/api/v1/cases/{}/members", own.case_id)).await;
    assert_eq!(members.members.len(), 1, "whoever makes one on the page is a member");

    let grants: GrantPage = agency.administrator.read("/api/v1/grants").await;
    let is_head = |grant: &&GrantView| (grant.person_id, grant.role) == (handler.person_id, Role::Head);
    let head = grants.grants.iter().find(is_head).unwrap().grant_id;
    let taken = agency
        .administrator
        .request(Method::DELETE, &format!("/api/v1/grants/{head}"));
    assert_eq!(taken.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(
        listed(&importer).await,
        [numbers[2]],
        "what they made by hand, and nothing of unit 11"
    );
    assert_eq!(importer.get(&path).await.status(), StatusCode::NOT_FOUND);
    agency.world.finish().await;
}
