//! What is told, in which order, and that it arrives whatever happens in between.

use evidence_schema::ids::CaseId;
use evidence_schema::rules::notices::NoticeKind;
use evidence_schema::wire::webhooks::{WebhookPage, WebhookView};
use reqwest::StatusCode;
use tests::world::World;
use tests::world::wait::{PATIENCE, eventually};

use super::receiver::{Behaviour, Receiver};
use crate::cases::scene::{concern, enter, open_case, plate, seizure};
use crate::ledger::scene::Agency;
use crate::tamper::raw::Raw;

/// An agency whose case system is told.
async fn agency(receiver: &Receiver, lines: &[(&str, toml::Value)]) -> (Agency, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let world = World::with(receiver.spec(folder.path(), lines)).await;
    (Agency::in_world(world).await, folder)
}

/// Only these, and quickly.
fn only(kinds: &[NoticeKind]) -> Vec<(&'static str, toml::Value)> {
    let words = kinds.iter().map(|kind| toml::Value::from(kind.as_str()));
    vec![
        ("events", words.collect::<Vec<_>>().into()),
        ("timeout_seconds", 1.into()),
    ]
}

async fn standing(agency: &Agency) -> WebhookView {
    let page: WebhookPage = agency.administrator.read("/api/v1/webhooks").await;
    page.webhooks.into_iter().next().unwrap()
}

async fn taken(receiver: &Receiver, count: usize) -> Vec<(NoticeKind, CaseId)> {
    eventually("the case system has been told", PATIENCE, async || {
        (receiver.taken().len() >= count).then_some(())
    })
    .await;
    let taken = receiver.taken().into_iter();
    taken
        .map(|delivery| (delivery.body.kind, delivery.body.data.case_id))
        .collect()
}

#[tokio::test]
async fn a_case_file_is_told_of_in_its_order_signed_and_without_names() {
    let receiver = Receiver::start().await;
    let (agency, _folder) = agency(&receiver, &[]).await;
    let case = open_case(&agency, "浙交执罚〔2026〕7号").await;
    // Readiness is that of the moment of telling: each step is told before the next.
    taken(&receiver, 3).await;
    let times = (agency.at(10, 0), Some(agency.at(11, 0)));
    let act = enter(&agency, case, &seizure(times)).await;
    taken(&receiver, 5).await;
    let object = concern(&agency, case, &plate("浙A·12345")).await;
    let told = taken(&receiver, 6).await;
    let expected = [
        NoticeKind::CaseCreated,
        NoticeKind::HeadingStated,
        NoticeKind::ReadinessChanged,
        NoticeKind::ActStated,
        NoticeKind::ReadinessChanged,
        NoticeKind::ObjectStated,
    ];
    assert_eq!(
        told,
        expected.map(|kind| (kind, case)),
        "a plate that is no party changes no readiness"
    );
    let heard = receiver.heard();
    assert_eq!(heard[0].body.data.number, "浙交执罚〔2026〕7号");
    assert_eq!(heard[3].body.data.ids, [act.act_id.to_string()]);
    assert_eq!(heard[5].body.data.ids, [object.object_id.to_string()]);
    assert_eq!(
        heard[4].body.data.missing.as_deref(),
        Some(&["category".to_owned(), "clips".to_owned(), "party".to_owned()][..])
    );
    let numbers: Vec<u64> = heard.iter().map(|delivery| delivery.body.data.entry_number).collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    for delivery in &heard {
        assert_eq!(delivery.path, "/told");
        for word in ["12345", "李明", "100001", "超限"] {
            assert!(!delivery.text.contains(word), "{word}: {}", delivery.text);
        }
    }
    // What the receiver took is noted a moment later.
    let view = eventually("all is noted as delivered", PATIENCE, async || {
        let view = standing(&agency).await;
        (view.delivered >= 6).then_some(view)
    })
    .await;
    assert_eq!(
        (view.name.as_str(), view.delivered, view.failing_since),
        ("case-system", 6, None)
    );
    assert_eq!(view.target, format!("http://127.0.0.1:{}", receiver.port));
    agency.world.finish().await;
}

#[tokio::test]
async fn what_is_refused_redirected_or_not_answered_is_told_again_with_the_same_id_before_anything_else() {
    let receiver = Receiver::start().await;
    let (agency, _folder) = agency(&receiver, &only(&[NoticeKind::CaseCreated])).await;
    receiver.behave(&[Behaviour::Status(500), Behaviour::Status(302), Behaviour::Hang]);
    let first = open_case(&agency, "案一").await;
    let second = open_case(&agency, "案二").await;
    let told = taken(&receiver, 2).await;
    assert_eq!(
        told,
        [(NoticeKind::CaseCreated, first), (NoticeKind::CaseCreated, second)]
    );
    let heard = receiver.heard();
    let ids: Vec<bool> = heard.iter().map(|delivery| delivery.id == heard[0].id).collect();
    assert_eq!(
        ids,
        [true, true, true, true, false],
        "three failed, the fourth arrived, then the next"
    );
    assert!(
        heard.iter().all(|delivery| delivery.path == "/told"),
        "no redirect is followed"
    );
    assert!(heard[..4].iter().all(|delivery| delivery.text == heard[0].text));
    assert_eq!(standing(&agency).await.failing_since, None);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_receiver_that_was_away_is_told_everything_and_evidence_did_not_wait() {
    let mut receiver = Receiver::start().await;
    receiver.go_down().await;
    let (agency, _folder) = agency(&receiver, &only(&[NoticeKind::CaseCreated])).await;
    let mut cases = Vec::new();
    for number in ["案一", "案二", "案三"] {
        cases.push((NoticeKind::CaseCreated, open_case(&agency, number).await));
    }
    eventually("the failure is seen", PATIENCE, async || {
        (standing(&agency).await.failing_since.is_some()).then_some(())
    })
    .await;
    let view = standing(&agency).await;
    assert!(view.retry_at.is_some() && view.given_up_at.is_none(), "{view:?}");
    assert!(view.last_error.is_some_and(|error| error.contains("cannot be reached")));
    receiver.come_up().await;
    assert_eq!(taken(&receiver, 3).await, cases);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_server_that_is_killed_while_it_tells_goes_on_where_it_was() {
    let receiver = Receiver::start().await;
    let mut lines = only(&[NoticeKind::CaseCreated]);
    lines[1].1 = 30.into();
    let (mut agency, _folder) = agency(&receiver, &lines).await;
    receiver.behave(&[Behaviour::Hang]);
    let first = open_case(&agency, "案一").await;
    eventually("it began to tell", PATIENCE, async || {
        (!receiver.heard().is_empty()).then_some(())
    })
    .await;
    let second = open_case(&agency, "案二").await;
    agency.world.kill();
    agency.world.restart();
    let told = taken(&receiver, 2).await;
    assert_eq!(
        told,
        [(NoticeKind::CaseCreated, first), (NoticeKind::CaseCreated, second)]
    );
    let heard = receiver.heard();
    assert_eq!(heard[0].id, heard[1].id, "told twice, with one id");
    agency.world.finish().await;
}

#[tokio::test]
async fn what_is_given_up_stands_visibly_and_goes_on_when_an_administrator_says_so() {
    let receiver = Receiver::start().await;
    let (agency, _folder) = agency(&receiver, &only(&[NoticeKind::CaseCreated])).await;
    // It does not want to be told: no hours are waited for.
    receiver.behave(&[Behaviour::Status(410)]);
    let first = open_case(&agency, "案一").await;
    eventually("it is given up", PATIENCE, async || {
        (standing(&agency).await.given_up_at.is_some()).then_some(())
    })
    .await;
    let finding = async || agency.finding("webhook_given_up", "webhook case-system").await;
    let _finding = eventually("a finding says so", PATIENCE, finding).await;
    let second = open_case(&agency, "案二").await;
    let page = agency
        .administrator
        .request(reqwest::Method::GET, "/webhooks")
        .header("Accept", "text/html");
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("case-system") && page.contains("已停止发送"), "{page}");
    let path = "/api/v1/webhooks/case-system/resume";
    let refused = agency.user.post(path, &serde_json::json!({})).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let resumed = agency.administrator.post(path, &serde_json::json!({})).await;
    assert_eq!(resumed.status(), StatusCode::NO_CONTENT);
    let nobody = path.replace("case-system", "somebody-else");
    let unknown = agency.administrator.post(&nobody, &serde_json::json!({})).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let entries = agency.world.app().await.store.entries_of("").await.unwrap();
    let said = entries.iter().filter(|entry| entry.body.contains("webhook.stated"));
    assert_eq!(said.count(), 1, "one entry: what was refused leaves none");
    let told = taken(&receiver, 2).await;
    assert_eq!(
        told,
        [(NoticeKind::CaseCreated, first), (NoticeKind::CaseCreated, second)]
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn a_list_of_events_that_changes_in_mid_telling_skips_nothing() {
    let receiver = Receiver::start().await;
    let both = [NoticeKind::CaseCreated, NoticeKind::HeadingStated];
    let (mut agency, folder) = agency(&receiver, &only(&both)).await;
    // Of one entry the first notice arrives, the second does not.
    receiver.behave(&[Behaviour::Status(204), Behaviour::Status(500)]);
    let case = open_case(&agency, "案一").await;
    eventually("the second was tried", PATIENCE, async || {
        (receiver.heard().len() >= 2).then_some(())
    })
    .await;
    agency.world.kill();
    let fewer = receiver.table(folder.path(), &only(&[NoticeKind::HeadingStated]));
    agency.world.set("webhook", toml::Value::Array(vec![fewer.into()]));
    agency.world.restart();
    let told = taken(&receiver, 2).await;
    assert_eq!(told, both.map(|kind| (kind, case)));
    agency.world.finish().await;
}

#[tokio::test]
async fn what_fails_on_this_side_is_shown_and_goes_on_by_itself() {
    let receiver = Receiver::start().await;
    let (agency, _folder) = agency(&receiver, &only(&[NoticeKind::ReadinessChanged])).await;
    let mut raw = Raw::open(&agency.world).await;
    raw.define("ALTER TABLE webhook_seen RENAME TO webhook_gone").await;
    let case = open_case(&agency, "案一").await;
    let view = eventually("the failure is seen", PATIENCE, async || {
        let view = standing(&agency).await;
        view.failing_since.is_some().then_some(view)
    })
    .await;
    let error = view.last_error.unwrap_or_default();
    assert!(
        error.contains("nothing was sent") && !error.contains("webhook_seen"),
        "{error}"
    );
    assert!(view.retry_at.is_some() && view.given_up_at.is_none());
    assert_eq!(receiver.heard().len(), 0);
    raw.define("ALTER TABLE webhook_gone RENAME TO webhook_seen").await;
    assert_eq!(taken(&receiver, 1).await, [(NoticeKind::ReadinessChanged, case)]);
    eventually("it stands well again", PATIENCE, async || {
        let view = standing(&agency).await;
        (view.failing_since.is_none() && view.last_error.is_none()).then_some(())
    })
    .await;
    agency.world.finish().await;
}
