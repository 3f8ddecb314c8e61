//! What the configuration of a webhook must not say.

use tests::world::{Engine, World, WorldSpec, process};

use super::receiver::{Receiver, secret_file};

/// What `config check` says of this webhook, and whether it is taken.
async fn check(table: toml::Table, more: Option<toml::Table>) -> (bool, String) {
    let tables: Vec<toml::Value> = [Some(table), more]
        .into_iter()
        .flatten()
        .map(toml::Value::from)
        .collect();
    let world = World::prepare(
        WorldSpec::default()
            .on(Engine::Embedded)
            .set("webhook", toml::Value::Array(tables)),
    )
    .await;
    let output = process::run(world.command(&["config", "check"]), "");
    let text = [output.stdout, output.stderr].concat();
    world.abandon("its server never ran");
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test]
async fn configuration_that_would_leak_or_confuse_is_refused_with_what_to_do() {
    let (receiver, folder) = (Receiver::start().await, tempfile::tempdir().unwrap());
    let good = receiver.table(folder.path(), &[]);
    let (is_taken, text) = check(good.clone(), None).await;
    assert!(
        is_taken && text.contains("webhook       case-system http://127.0.0.1:"),
        "{text}"
    );
    assert!(!text.contains("whsec_"), "{text}");
    let open = secret_file(folder.path(), 0o644);
    let short = folder.path().join("short");
    std::fs::write(&short, "password\n").unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&short, private).unwrap();
    let cases: [(&str, toml::Value, &str); 10] = [
        ("url", "http://case.example/told".into(), "must begin with https://"),
        (
            "url",
            "https://user:word@case.example/told".into(),
            "holds a name or password",
        ),
        ("url", "told".into(), "cannot be read"),
        ("secret_file", open.to_str().unwrap().into(), "chmod 600"),
        ("secret_file", short.to_str().unwrap().into(), "whsec_"),
        (
            "events",
            vec![toml::Value::from("case.everything")].into(),
            "case.everything",
        ),
        ("events", Vec::<toml::Value>::new().into(), "events is empty"),
        ("name", "办案系统".into(), "small letters"),
        ("give_up_hours", 0.into(), "give_up_hours is 1 to 720"),
        ("give_up_hours", 721.into(), "give_up_hours is 1 to 720"),
    ];
    for (line, value, expected) in cases {
        let mut table = good.clone();
        table.insert(line.to_owned(), value);
        let (is_taken, text) = check(table, None).await;
        assert!(!is_taken && text.contains(expected), "{line}: {text}");
    }
    let (is_taken, text) = check(good.clone(), Some(good)).await;
    assert!(!is_taken && text.contains("the same name"), "{text}");
}
