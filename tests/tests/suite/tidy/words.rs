//! Words that must not stand where they stand: marks of unfinished work, lint switches, SQL and stores outside their folder,
//! error statuses outside the one file that has them.

use super::source::SourceFile;
use super::{assert_clean, assert_tree_clean};

/// Split so that this file does not carry them itself.
const MARKS: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("unimplemented", "!"),
];
/// Places of one particular machine.
const MACHINE_PATHS: [&str; 5] = [
    concat!("..", "/shared"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];
/// The one file that may know where outside footage lies has no extension and is not walked over.
const SQL_WORDS: [&str; 8] = [
    "SELECT ",
    "INSERT INTO",
    "INSERT OR",
    "UPDATE ",
    "DELETE FROM",
    "CREATE TABLE",
    "ALTER TABLE",
    "PRAGMA ",
];
/// Every status that is no error; all others belong to http/problem.rs.
const GOOD_STATUSES: [&str; 16] = [
    "CONTINUE",
    "SWITCHING_PROTOCOLS",
    "OK",
    "CREATED",
    "ACCEPTED",
    "NON_AUTHORITATIVE_INFORMATION",
    "NO_CONTENT",
    "RESET_CONTENT",
    "PARTIAL_CONTENT",
    "MULTIPLE_CHOICES",
    "MOVED_PERMANENTLY",
    "FOUND",
    "SEE_OTHER",
    "NOT_MODIFIED",
    "TEMPORARY_REDIRECT",
    "PERMANENT_REDIRECT",
];

fn is_word_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The indexes of lines of `text` in which `word` stands, not as a part of a longer word.
fn lines_with(text: &str, word: &str) -> Vec<usize> {
    let is_whole = |line: &str, at: usize| {
        let joins = |edge: Option<char>, beside: Option<char>| {
            edge.zip(beside)
                .is_some_and(|(a, b)| is_word_letter(a) && is_word_letter(b))
        };
        let end = at + word.len();
        !joins(word.chars().next(), line[..at].chars().last())
            && !joins(word.chars().last(), line[end..].chars().next())
    };
    let has_word = |line: &str| line.match_indices(word).any(|(at, _)| is_whole(line, at));
    text.lines()
        .enumerate()
        .filter(|(_, line)| has_word(line))
        .map(|(index, _)| index)
        .collect()
}

fn words_in(file: &SourceFile, text: &str, words: &[&str], why: &str) -> Vec<String> {
    let breaches = |word: &&str| {
        let what = format!("`{}` {why}", word.trim());
        lines_with(text, word)
            .into_iter()
            .map(|index| file.breach(index, &what))
            .collect::<Vec<_>>()
    };
    words.iter().flat_map(breaches).collect()
}

fn unfinished_work(file: &SourceFile) -> Vec<String> {
    words_in(
        file,
        &file.text,
        &MARKS,
        "marks unfinished work: finish it or open an issue",
    )
}

fn machine_paths(file: &SourceFile) -> Vec<String> {
    let is_path = |index: &usize, place: &str| {
        let line = file.text.lines().nth(*index).unwrap_or_default();
        let starts = line.match_indices(place).map(|(at, _)| line[..at].chars().last());
        starts
            .into_iter()
            .any(|before| !before.is_some_and(|before| is_word_letter(before) || before == '}'))
    };
    let breaches = |place: &&str| {
        let places = lines_with(&file.text, place)
            .into_iter()
            .filter(|index| is_path(index, place));
        places
            .map(|index| file.breach(index, "names a folder of one particular machine"))
            .collect::<Vec<_>>()
    };
    MACHINE_PATHS.iter().flat_map(breaches).collect()
}

fn lint_switches(file: &SourceFile) -> Vec<String> {
    let is_switch = |line: &str| {
        let line = line.trim_start();
        (line.starts_with("#[") || line.starts_with("#![")) && !lines_with(line, "allow(").is_empty()
    };
    let lines = file.code.lines().enumerate().filter(|(_, line)| is_switch(line));
    lines
        .map(|(index, _)| file.breach(index, "a lint is switched off: use `#[expect(lint, reason = \"…\")]`"))
        .collect()
}

fn ignored_tests(file: &SourceFile) -> Vec<String> {
    words_in(file, &file.code, &["#[ignore"], "skips a test silently")
}

fn sleeping_tests(file: &SourceFile) -> Vec<String> {
    let text = if file.is_test() { &file.code } else { "" };
    words_in(file, text, &["sleep("], "in a test: wait for a condition with a limit")
}

/// SQL and its library live in the server's store; tests may tamper with a database.
fn stray_sql(file: &SourceFile) -> Vec<String> {
    let is_exempt =
        file.path.starts_with("evidence-server/src/store/") || file.path.starts_with("tests/") || file.is_test();
    if is_exempt {
        return vec![];
    }
    let mut breaches = words_in(
        file,
        &file.strings,
        &SQL_WORDS,
        "is SQL: it belongs to evidence-server/src/store",
    );
    breaches.extend(words_in(
        file,
        &file.code,
        &["sqlx::"],
        "belongs to evidence-server/src/store",
    ));
    breaches
}

fn stray_object_store(file: &SourceFile) -> Vec<String> {
    if file.path.starts_with("evidence-server/src/vault/") || file.path.starts_with("tests/") {
        return vec![];
    }
    words_in(
        file,
        &file.code,
        &["object_store::", "object_store;"],
        "belongs to evidence-server/src/vault",
    )
}

fn stray_error_statuses(file: &SourceFile) -> Vec<String> {
    let is_server = file.path.starts_with("evidence-server/src/") && !file.is_test();
    if !is_server || file.path == "evidence-server/src/http/problem.rs" {
        return vec![];
    }
    let stray = |line: &str| {
        let named = line
            .split("StatusCode::")
            .skip(1)
            .map(|rest| rest.split(|letter| !is_word_letter(letter)).next());
        named
            .flatten()
            .any(|name| !GOOD_STATUSES.contains(&name) && !is_harmless_item(name))
    };
    let lines = file.code.lines().enumerate().filter(|(_, line)| stray(line));
    lines
        .map(|(index, _)| file.breach(index, "an error status: only http/problem.rs has them"))
        .collect()
}

/// Methods that read a status do no harm; constructors from a number do.
fn is_harmless_item(name: &str) -> bool {
    name.starts_with("is_") || name.starts_with("as_")
}

#[test]
fn nothing_is_marked_as_unfinished() {
    let bad = format!("fn f() {{}} // {}: later", MARKS[0]);
    assert_eq!(unfinished_work(&SourceFile::new("a.rs", &bad)).len(), 1);
    assert_clean(&unfinished_work(&SourceFile::new(
        "a.rs",
        "// a todo list has no place here, nor XXXL",
    )));
    assert_tree_clean(unfinished_work);
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    let bad = format!("see {}notes and {}/x", MACHINE_PATHS[1], MACHINE_PATHS[0]);
    assert_eq!(machine_paths(&SourceFile::new("a.md", &bad)).len(), 2);
    let good = format!("/api/v1{}7", MACHINE_PATHS[1]);
    assert_clean(&machine_paths(&SourceFile::new("a.md", &good)));
    assert_tree_clean(machine_paths);
}

#[test]
fn no_lint_is_switched_off() {
    for bad in [
        "#[allow(dead_code)]",
        "#![allow(unused)]",
        "  #[cfg_attr(test, allow(unused))]",
    ] {
        assert_eq!(lint_switches(&SourceFile::new("a.rs", bad)).len(), 1, "{bad}");
    }
    assert_clean(&lint_switches(&SourceFile::new(
        "a.rs",
        "// #[allow(x)]\nthrottle.allow(2);\n#[expect(x, reason = \"y\")]",
    )));
    assert_tree_clean(lint_switches);
}

#[test]
fn no_test_is_skipped() {
    assert_eq!(
        ignored_tests(&SourceFile::new("a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}")).len(),
        1
    );
    assert_tree_clean(ignored_tests);
}

#[test]
fn no_test_sleeps() {
    let bad = "fn f() { std::thread::sleep(SECOND); tokio::time::sleep(x).await }";
    assert_eq!(sleeping_tests(&SourceFile::new("tests/tests/suite/a.rs", bad)).len(), 1);
    assert_clean(&sleeping_tests(&SourceFile::new("ingest-agent/src/upload.rs", bad)));
    assert_tree_clean(sleeping_tests);
}

#[test]
fn sql_stands_only_in_the_store() {
    let bad = "fn f() { query(\"SELECT id FROM clip\") }\nuse sqlx::Row;";
    assert_eq!(
        stray_sql(&SourceFile::new("evidence-server/src/app/clip.rs", bad)).len(),
        2
    );
    assert_clean(&stray_sql(&SourceFile::new("evidence-server/src/store/clip.rs", bad)));
    assert_clean(&stray_sql(&SourceFile::new(
        "evidence-server/src/app/clip.rs",
        "// SELECT is not allowed here",
    )));
    assert_tree_clean(stray_sql);
}

#[test]
fn object_store_is_known_only_to_the_vault() {
    let bad = "use object_store::path::Path;";
    assert_eq!(
        stray_object_store(&SourceFile::new("evidence-server/src/app/seal.rs", bad)).len(),
        1
    );
    assert_clean(&stray_object_store(&SourceFile::new(
        "evidence-server/src/vault/s3.rs",
        bad,
    )));
    assert_tree_clean(stray_object_store);
}

#[test]
fn error_statuses_stand_only_in_problem_rs() {
    let place = "evidence-server/src/http/api/uploads.rs";
    for bad in [
        "(StatusCode::NOT_FOUND, x)",
        "StatusCode::from_u16(460)",
        "http::StatusCode::RANGE_NOT_SATISFIABLE",
    ] {
        assert_eq!(stray_error_statuses(&SourceFile::new(place, bad)).len(), 1, "{bad}");
    }
    assert_clean(&stray_error_statuses(&SourceFile::new(
        place,
        "StatusCode::NO_CONTENT; StatusCode::SEE_OTHER",
    )));
    assert_clean(&stray_error_statuses(&SourceFile::new(
        "evidence-server/src/http/problem.rs",
        "StatusCode::NOT_FOUND",
    )));
    assert_tree_clean(stray_error_statuses);
}
