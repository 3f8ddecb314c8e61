//! Forms of case files on the page, without script: placing a clip, and what is proposed before anybody typed.

use evidence_schema::case::CaseStage;
use evidence_schema::people::Standing;
use evidence_schema::wire::cases::{CaseDetail, LinkRequest, NumberPatternDraft};
use evidence_schema::wire::ledger::{HandoverDraft, OfficerDraft, OfficerView};
use reqwest::{Method, StatusCode};
use tests::world::Caller;

use super::scene::{enter, open_case, seizure};
use crate::ledger::scene::{A, Agency, LI, WANG, officer};

const PASSWORD: &str = "a password long enough";

async fn page(caller: &Caller, path: &str) -> String {
    let asked = caller.request(Method::GET, path).header("Accept", "text/html");
    asked.send().await.unwrap().text().await.unwrap()
}

/// The text of the first field of this name.
fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap()
}

async fn submit(caller: &Caller, path: &str, fields: &[(&str, &str)]) -> StatusCode {
    let request = caller.request(Method::POST, path).header("Accept", "text/html");
    let body: Vec<String> = fields.iter().map(|(name, text)| format!("{name}={text}")).collect();
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    request.body(body.join("&")).send().await.unwrap().status()
}

#[tokio::test]
async fn a_clip_is_placed_on_the_page_and_the_page_says_who_placed_it_where() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕7号").await;
    let act = enter(&agency, case, &seizure((agency.at(10, 0), Some(agency.at(11, 0))))).await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    let request = LinkRequest {
        clip_ids: vec![clip],
        reason: None,
    };
    let linked: CaseDetail = agency.user.tell(&format!("/api/v1/cases/{case}/clips"), &request).await;
    assert_eq!(linked.links[0].placing, None);
    let before = page(&agency.user, &format!("/cases/{case}")).await;
    assert!(
        before.contains("放入环节、执法行为") && !before.contains("归入"),
        "{before}"
    );
    let (token, link) = (value(&before, "form_token").to_owned(), linked.links[0].link_id);
    let act_id = act.act_id.to_string();
    let fields = [
        ("form_token", token.as_str()),
        ("stage", "investigation"),
        ("act", act_id.as_str()),
        ("reason", "the%20seizure%20itself"),
    ];
    let path = format!("/cases/{case}/links/{link}/placing");
    assert_eq!(submit(&agency.user, &path, &fields).await, StatusCode::SEE_OTHER);
    let detail: CaseDetail = agency.user.read(&format!("/api/v1/cases/{case}")).await;
    let placed = &detail.links[0];
    assert_eq!(
        (placed.stage, placed.act_ids.clone()),
        (Some(CaseStage::Investigation), vec![act.act_id])
    );
    let placing = placed.placing.as_ref().unwrap();
    assert_eq!(
        (placing.version, placing.reason.as_deref()),
        (1, Some("the seizure itself"))
    );
    let after = page(&agency.user, &format!("/cases/{case}")).await;
    assert!(
        after.contains("归入") && after.contains("the seizure itself"),
        "{after}"
    );
    assert!(
        after.contains("value=\"investigation\" selected"),
        "what stands is chosen already"
    );
    assert!(
        after.contains(&format!("value=\"{act_id}\" checked")),
        "what stands is ticked already"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn forms_propose_the_askers_unit_pair_and_next_number() {
    let agency = Agency::set().await;
    agency.world.add_person("li", Standing::User, PASSWORD);
    let own = OfficerDraft {
        account: Some("li".to_owned()),
        ..officer(LI, "李明", "11")
    };
    let _officer: OfficerView = agency.administrator.tell("/api/v1/officers", &own).await;
    let pattern = NumberPatternDraft {
        unit_number: "11".to_owned(),
        category: None,
        pattern: Some("浙交执罚〔{year}〕{n}号".to_owned()),
    };
    let stated = agency.administrator.post("/api/v1/case-numbers", &pattern).await;
    assert!(stated.status().is_success());
    let now = agency.world.app().await.now();
    let handover = HandoverDraft {
        from: now.plus_ms(-3_600_000),
        ..agency.handover((LI, Some(WANG)), &[A], (8, None))
    };
    agency.open(&handover).await;
    let li = agency.world.sign_in("li", PASSWORD).await;
    let cases = page(&li, "/cases").await;
    // The year in China, eight hours ahead.
    let year = &now.plus_ms(8 * 3_600_000).unwrap().to_string()[..4];
    let first = format!("浙交执罚〔{year}〕1号");
    let proposed = ["number", "lead_number", "assisting_number", "unit_number"].map(|name| value(&cases, name));
    assert_eq!(proposed, [first.as_str(), LI, WANG, "11"]);
    let case = open_case(&agency, &first).await;
    assert_eq!(
        value(&page(&li, "/cases").await, "number"),
        format!("浙交执罚〔{year}〕2号")
    );
    let act_form = page(&li, &format!("/cases/{case}")).await;
    assert_eq!(value(&act_form, "officer_numbers"), format!("{LI} {WANG}"));
    assert!(
        act_form.contains("name=\"day-1\" type=\"date\" value=\"20"),
        "today is filled in"
    );
    let nobody = page(&agency.user, "/cases").await;
    assert_eq!(
        value(&nobody, "number"),
        "",
        "nothing is proposed to whom nothing is known of"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn dictionary_is_there_for_programs_people_and_spreadsheets() {
    let agency = Agency::set().await;
    let anybody = agency.world.anonymous();
    let whole: evidence_schema::wire::dictionary::Dictionary = anybody.read("/api/v1/dictionary").await;
    let codes = |name: &str| {
        let list = whole.lists.iter().find(|list| list.name == name).unwrap();
        list.words.iter().map(|word| word.code.as_str()).collect::<Vec<_>>()
    };
    assert!(codes("Tag").contains(&"seizure") && codes("FindingKind").contains(&"case_times_odd"));
    let shown = page(&agency.user, "/dictionary").await;
    assert!(
        shown.contains("案件类别") && shown.contains("officer_numbers"),
        "{shown}"
    );
    let table = anybody.get("/dictionary.csv").await;
    assert!(
        table.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .contains(".csv")
    );
    let table = table.text().await.unwrap();
    assert!(
        table.contains("NoticeKind") && table.contains("case.clip_linked"),
        "{table}"
    );
    agency.world.finish().await;
}
