//! Who may use whom: between packages (by cargo's own graph) and between the layers inside the server (by its paths).

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

use super::source::{self, SourceFile};
use super::{assert_clean, assert_tree_clean};

/// main → http, jobs → app → store, vault, media → schema: what each layer of the server must not name.
const LAYERS: [(&str, &[&str]); 7] = [
    ("http", &["jobs", "store", "vault", "media"]),
    ("jobs", &["http"]),
    ("app", &["http", "jobs"]),
    ("store", &["http", "jobs", "app", "vault", "media"]),
    ("vault", &["http", "jobs", "app", "store", "media"]),
    ("media", &["http", "jobs", "app", "store", "vault"]),
    ("outgoing", &["http", "jobs", "app", "store", "vault", "media"]),
];

/// Package → what it must never pull in, however far down.
const PACKAGES: [(&str, &[&str]); 4] = [
    (
        "evidence-schema",
        &[
            "tokio",
            "sqlx",
            "axum",
            "object_store",
            "reqwest",
            "evidence-server",
            "ingest-agent",
            "media-worker",
        ],
    ),
    (
        "ingest-agent",
        &["evidence-server", "media-worker", "sqlx", "object_store"],
    ),
    ("evidence-server", &["ingest-agent", "media-worker", "ffmpeg-next"]),
    (
        "media-worker",
        &[
            "evidence-server",
            "ingest-agent",
            "tokio",
            "sqlx",
            "reqwest",
            "object_store",
            "aws-lc-rs",
        ],
    ),
];

/// Lowest release that may be in the lock file: below, SQLite has a WAL corruption bug (fixed in 3.51.3).
const LOWEST: [(&str, (u64, u64)); 5] = [
    ("sqlx", (0, 9)),
    ("sqlx-core", (0, 9)),
    ("sqlx-sqlite", (0, 9)),
    ("sqlx-postgres", (0, 9)),
    ("libsqlite3-sys", (0, 37)),
];

fn wrong_layers(file: &SourceFile) -> Vec<String> {
    let Some(place) = file.path.strip_prefix("evidence-server/src/") else {
        return vec![];
    };
    let modules: Vec<&str> = place
        .trim_end_matches(".rs")
        .trim_end_matches("/mod")
        .split('/')
        .collect();
    let Some((layer, forbidden)) = LAYERS.iter().find(|(layer, _)| *layer == modules[0]) else {
        return vec![];
    };
    let named = root_modules(&file.code, modules.len());
    let wrong = named
        .into_iter()
        .filter(|(_, module)| forbidden.contains(&module.as_str()));
    wrong
        .map(|(line, module)| file.breach(line, &format!("{layer} must not use {module}")))
        .collect()
}

/// The server's top modules that a file names, by `crate::…` or by as many `super::` as it is deep.
fn root_modules(code: &str, depth: usize) -> Vec<(usize, String)> {
    let supers = "super::".repeat(depth);
    let starts = ["crate::", supers.as_str()].into_iter().flat_map(|prefix| {
        code.match_indices(prefix)
            .filter(|(at, _)| !continues_path(&code[..*at]))
            .map(|(at, _)| (at, at + prefix.len()))
    });
    let named = starts.flat_map(|(at, after)| {
        let line = code[..at].matches('\n').count();
        first_segments(&code[after..])
            .into_iter()
            .map(move |module| (line, module))
    });
    named.collect()
}

fn continues_path(before: &str) -> bool {
    before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':')
}

/// `app` of `app::clip`, and both of `{app::clip, http}`.
fn first_segments(path: &str) -> Vec<String> {
    let word = |text: &str| {
        text.chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect::<String>()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![word(path)];
    };
    let (mut depth, mut segments, mut start) = (0_i32, Vec::new(), 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                segments.push(word(group[start..at].trim_start()));
                start = at + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    segments
}

/// Package name → names of the packages that it is built from (tests aside).
type Graph = BTreeMap<String, BTreeSet<String>>;

fn real_graph() -> Graph {
    let mut command = MetadataCommand::new();
    command.manifest_path(source::root().join("Cargo.toml"));
    command.other_options(vec![
        "--locked".to_owned(),
        "--filter-platform".to_owned(),
        "x86_64-unknown-linux-gnu".to_owned(),
    ]);
    let metadata = command.exec().unwrap();
    let names: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package.name.to_string()))
        .collect();
    let mut graph = Graph::new();
    for node in &metadata.resolve.as_ref().unwrap().nodes {
        let built = node
            .deps
            .iter()
            .filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        graph
            .entry(names[&node.id].clone())
            .or_default()
            .extend(built.map(|dep| names[&dep.pkg].clone()));
    }
    graph
}

fn reachable<'a>(graph: &'a Graph, from: &'a str) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(name) = open.pop() {
        let next = graph.get(name).into_iter().flatten().map(String::as_str);
        open.extend(next.filter(|name| seen.insert(*name)).collect::<Vec<_>>());
    }
    seen
}

fn wrong_packages(graph: &Graph) -> Vec<String> {
    let mut breaches = Vec::new();
    for (package, forbidden) in PACKAGES {
        if !graph.contains_key(package) {
            breaches.push(format!("{package}: no such package in the workspace"));
        }
        let reached = reachable(graph, package);
        let wrong = forbidden.iter().filter(|name| reached.contains(**name));
        breaches.extend(wrong.map(|name| format!("{package} must not depend on {name}, not even through others")));
    }
    breaches
}

fn old_releases(lock: &str) -> Vec<String> {
    let lock: toml::Table = lock.parse().unwrap();
    let too_old = |package: &toml::Value| {
        let (name, version) = (package["name"].as_str()?, package["version"].as_str()?);
        let (_, lowest) = LOWEST.iter().find(|(listed, _)| *listed == name)?;
        let mut parts = version.split('.').map(|part| part.parse::<u64>().unwrap_or(0));
        let seen = (parts.next()?, parts.next()?);
        (seen < *lowest).then(|| format!("Cargo.lock: {name} {version} is older than {}.{}", lowest.0, lowest.1))
    };
    lock["package"].as_array().unwrap().iter().filter_map(too_old).collect()
}

#[test]
fn layers_of_the_server_keep_their_direction() {
    let breaks =
        |place: &str, code: &str| wrong_layers(&SourceFile::new(&format!("evidence-server/src/{place}"), code)).len();
    assert_eq!(breaks("app/clip.rs", "use crate::http::problem::Problem;"), 1);
    assert_eq!(
        breaks("app/clip.rs", "use crate::{store::{ClipRow, clip}, http, jobs::run};"),
        2
    );
    assert_eq!(breaks("store/clip.rs", "fn f() { crate::vault::open() }"), 1);
    assert_eq!(breaks("vault/local.rs", "use super::super::store::Row;"), 1);
    assert_eq!(breaks("media/mod.rs", "use super::app::AppError;"), 1);
    assert_eq!(breaks("http/api/clips.rs", "use crate::store::clip;"), 1);
    assert_eq!(
        breaks(
            "app/clip.rs",
            "use crate::{store, vault, media};\n// crate::http\nuse super::http;"
        ),
        0
    );
    assert_eq!(
        breaks("deps.rs", "use crate::{http, jobs, app, store, vault, media};"),
        0
    );
    assert_tree_clean(wrong_layers);
}

#[test]
fn packages_keep_their_direction() {
    let mut graph = real_graph();
    graph.get_mut("hex").unwrap().insert("tokio".to_owned());
    graph
        .get_mut("ingest-agent")
        .unwrap()
        .insert("evidence-server".to_owned());
    let breaches = wrong_packages(&graph).join("\n");
    assert!(
        breaches.contains("evidence-schema must not depend on tokio"),
        "{breaches}"
    );
    assert!(
        breaches.contains("ingest-agent must not depend on evidence-server"),
        "{breaches}"
    );
    assert_clean(&wrong_packages(&real_graph()));
}

#[test]
fn nothing_in_the_lock_file_brings_the_broken_sqlite() {
    let bad =
        "[[package]]\nname = \"sqlx-core\"\nversion = \"0.8.6\"\n[[package]]\nname = \"hex\"\nversion = \"0.4.3\"";
    assert_eq!(old_releases(bad), ["Cargo.lock: sqlx-core 0.8.6 is older than 0.9"]);
    assert_clean(&old_releases(
        &std::fs::read_to_string(source::root().join("Cargo.lock")).unwrap(),
    ));
}
