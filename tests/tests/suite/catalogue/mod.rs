//! The act catalogue against the running server: versions by day, files in and out, nobody changes what was stated.

mod command;

use std::path::{Path, PathBuf};

use evidence_schema::ledger_import::ImportError;
use evidence_schema::ledger_import::catalogue::{Catalogue, CatalogueFormat, TypeChangeKind};
use evidence_schema::people::Role;
use evidence_schema::rules::coverage::Duty;
use evidence_schema::wire::catalogue::{CatalogueAnswer, CatalogueVersions, CatalogueView};
use evidence_schema::wire::problem::ProblemCode;
use reqwest::{Method, Response, StatusCode};
use tests::world::{Caller, World, problem_of};

/// A file or folder of `fixtures/catalogue`.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/catalogue")
        .join(name)
}

/// What an agency starts with.
pub(crate) fn preset() -> Catalogue {
    let file = std::fs::read(fixture("acts.csv")).unwrap();
    Catalogue::read(CatalogueFormat::Csv, &file).unwrap()
}

/// The preset without one of its types.
pub(crate) fn preset_without(place: usize) -> Catalogue {
    let mut catalogue = preset();
    catalogue.types.remove(place);
    catalogue
}

/// The preset with another duty for one type.
pub(crate) fn with_duty(kind: &str, duty: Duty) -> Catalogue {
    let mut catalogue = preset();
    let of = catalogue.types.iter_mut().find(|one| one.name.chinese == kind).unwrap();
    of.duty = duty;
    catalogue
}

async fn send(caller: &Caller, query: &str, bytes: Vec<u8>) -> Response {
    let path = format!("/api/v1/catalogue?{query}");
    caller.request(Method::POST, &path).body(bytes).send().await.unwrap()
}

async fn answer(caller: &Caller, query: &str, catalogue: &Catalogue) -> CatalogueAnswer {
    let query = format!("format=csv&reason=x&{query}");
    let answer = send(caller, &query, catalogue.written(CatalogueFormat::Csv).unwrap()).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// States a version from a day on.
pub(crate) async fn state(caller: &Caller, from: &str, catalogue: &Catalogue) {
    let stated = answer(caller, &format!("from={from}&apply=1"), catalogue).await;
    assert!(stated.is_applied, "{stated:?}");
}

async fn on(caller: &Caller, day: &str) -> (u64, Duty) {
    let view: CatalogueView = caller.read(&format!("/api/v1/catalogue?on={day}")).await;
    let of = view
        .act_types
        .iter()
        .find(|one| one.name.chinese == "现场检查")
        .unwrap();
    (view.version.number, of.duty)
}

async fn versions(caller: &Caller) -> Vec<u64> {
    let list: CatalogueVersions = caller.read("/api/v1/catalogue/versions").await;
    list.versions.iter().map(|version| version.number).collect()
}

#[tokio::test]
async fn each_day_has_the_version_that_was_stated_for_it() {
    let world = World::start().await;
    let (administrator, user) = (world.administrator().await, world.user().await);
    assert_eq!(
        on(&user, "2026-11-20").await,
        (0, Duty::Situational),
        "the preset says so itself"
    );
    state(&administrator, "2026-07-01", &with_duty("现场检查", Duty::Full)).await;
    state(&administrator, "2026-09-01", &with_duty("现场检查", Duty::MayBeOmitted)).await;
    assert_eq!(on(&user, "2026-06-30").await, (0, Duty::Situational));
    assert_eq!(on(&user, "2026-07-01").await, (1, Duty::Full));
    assert_eq!(on(&user, "2026-08-31").await, (1, Duty::Full));
    assert_eq!(on(&user, "2026-09-01").await, (2, Duty::MayBeOmitted));
    state(&administrator, "2026-07-01", &preset()).await;
    assert_eq!(
        on(&user, "2026-07-01").await,
        (3, Duty::Situational),
        "the newest of one day"
    );
    assert_eq!(
        on(&user, "2026-09-01").await,
        (2, Duty::MayBeOmitted),
        "a later day keeps its own"
    );
    assert_eq!(versions(&user).await, [3, 2, 1, 0]);
    let second: CatalogueView = user.read("/api/v1/catalogue?number=2").await;
    assert_eq!(second.version.reason.as_deref(), Some("x"));
    let app = world.app().await;
    let rows = app.store.catalogue_versions().await.unwrap();
    let entries = app.store.entries_of(&rows[0].id.to_string()).await.unwrap();
    assert_eq!(entries.len(), 1, "one version, one entry");
    world.finish().await;
}

#[tokio::test]
async fn preview_changes_nothing_and_its_plan_is_what_is_stated() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    let mut wanted = with_duty("现场检查", Duty::Full);
    wanted.types.remove(0);
    let preview = answer(&administrator, "from=2026-07-01", &wanted).await;
    let changes = &preview.plan.changes.changes;
    let kinds: Vec<TypeChangeKind> = changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [TypeChangeKind::Changed, TypeChangeKind::Removed]);
    assert_eq!((preview.is_applied, preview.plan.compared_with), (false, 0));
    assert_eq!(versions(&administrator).await, [0]);

    state(&administrator, "2026-07-01", &with_duty("询问", Duty::Full)).await;
    let query = format!(
        "format=csv&reason=x&from=2026-07-01&apply=1&plan={}",
        preview.plan_sha256
    );
    let file = wanted.written(CatalogueFormat::Csv).unwrap();
    let problem = problem_of(send(&administrator, &query, file.clone()).await).await;
    assert_eq!((problem.status, problem.code), (409, ProblemCode::Conflict));
    assert_eq!(versions(&administrator).await, [1, 0]);

    let seen = answer(&administrator, "from=2026-07-01", &wanted).await;
    assert_eq!((seen.plan.compared_with, seen.plan.changes.changes.len()), (1, 3));
    let query = format!("format=csv&reason=x&from=2026-07-01&apply=1&plan={}", seen.plan_sha256);
    for _twice in 0..2 {
        assert_eq!(
            send(&administrator, &query, file.clone()).await.status(),
            StatusCode::OK
        );
    }
    assert_eq!(
        versions(&administrator).await,
        [2, 1, 0],
        "a button that was pressed twice"
    );
    world.finish().await;
}

#[tokio::test]
async fn each_broken_file_is_refused_with_its_places_and_nothing_is_stated() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    let mut refused = 0;
    for entry in std::fs::read_dir(fixture("broken")).unwrap() {
        let path = entry.unwrap().path();
        let format: CatalogueFormat = path.extension().unwrap().to_str().unwrap().parse().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let expected = Catalogue::read(format, &bytes).unwrap_err();
        let query = format!("format={}&reason=x&from=2026-07-01&apply=1", format.as_str());
        let problem = problem_of(send(&administrator, &query, bytes).await).await;
        assert_eq!(
            (problem.status, problem.code),
            (422, ProblemCode::FieldsInvalid),
            "{path:?}"
        );
        let places: Vec<String> = problem.fields.into_iter().map(|field| field.field).collect();
        let wanted: Vec<String> = expected.listed.iter().map(ImportError::place).collect();
        assert_eq!(places, wanted, "{path:?}");
        refused += 1;
    }
    assert!(refused >= 32, "only {refused} broken files");
    assert_eq!(versions(&administrator).await, [0]);
    let query = "format=csv&from=2026-07-01&apply=1&reason=";
    let problem = problem_of(send(&administrator, query, preset().written(CatalogueFormat::Csv).unwrap()).await).await;
    assert_eq!(problem.fields[0].field, "reason", "{problem:?}");
    let query = "format=csv&from=0206-07-01&apply=1&reason=x";
    let problem = problem_of(send(&administrator, query, preset().written(CatalogueFormat::Csv).unwrap()).await).await;
    assert_eq!(problem.fields[0].field, "from", "{problem:?}");
    world.finish().await;
}

#[tokio::test]
async fn the_legal_unit_of_the_agency_states_versions_and_others_do_not() {
    let world = World::start().await;
    let administrator = world.administrator().await;
    let _unit: evidence_schema::wire::ledger::UnitView = administrator
        .tell("/api/v1/units", &serde_json::json!({"number": "1", "name": "支队"}))
        .await;
    let legal = world.granted_named("吴法", Role::LegalReviewer, None).await;
    state(&legal, "2026-07-01", &with_duty("现场检查", Duty::Full)).await;
    let file = preset().written(CatalogueFormat::Csv).unwrap();
    let of_unit = world.granted_named("郑全", Role::LegalReviewer, Some("1")).await;
    for caller in [&of_unit, &world.granted_named("周办", Role::CaseHandler, None).await] {
        let refused = send(caller, "format=csv&reason=x&from=2026-07-01&apply=1", file.clone()).await;
        assert_eq!(problem_of(refused).await.status, 403);
        assert_eq!(versions(caller).await, [1, 0], "they may look");
    }
    world.finish().await;
}
