//! What pages say in the reader's language: findings, with the English words that are evidence below.

use evidence_schema::people::{Actor, Standing};
use reqwest::header::COOKIE;
use tests::world::World;

use super::forms::look;

const MESSAGE: &str = "Recorder ZF00999 is not registered. Its footage was collected and is unassigned.";

#[tokio::test]
async fn a_finding_says_what_to_do_in_chinese_and_keeps_its_english_words_below() {
    let world = World::start().await;
    world.add_person("li", Standing::User, "a long and easy sentence");
    let app = world.app().await;
    app.finding_raise("unknown_recorder", "ZF00999", MESSAGE, Actor::system("sealing"))
        .await
        .unwrap();
    let user = world.user().await;
    let (_, chinese) = look(&user, "/findings").await;
    let (above, below) = chinese
        .split_once("<details class=\"small\">")
        .expect("there are details");
    assert!(above.contains("请登记这台记录仪并绑定机构"), "{above}");
    assert!(!above.contains(MESSAGE), "{above}");
    assert!(below.contains(&format!("<p lang=\"en\">{MESSAGE}</p>")), "{below}");
    let session = user.headers().get(COOKIE).map_or("", |cookie| cookie.to_str().unwrap());
    let english = user.with_header(COOKIE, &format!("{session}; mingjing_language=en"));
    let (_, english) = look(&english, "/findings").await;
    assert_eq!(english.matches(MESSAGE).count(), 1, "{english}");
    assert!(!english.contains("<details class=\"small\">"), "{english}");
    drop(app);
    world.finish().await;
}
