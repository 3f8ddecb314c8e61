//! The tables that say what is wrong with each broken file: read for the tests that hold the files against them.

use std::fmt::Write;

use super::{ImportErrors, ImportProblem};
use crate::golden;

/// The stable word of a problem.
pub(super) fn word(problem: &ImportProblem) -> String {
    let value = serde_json::to_value(problem).unwrap();
    value["problem"].as_str().unwrap().to_owned()
}

/// Errors as the table has them: line | column and header | cell | word | sentence.
pub(super) fn told(errors: &ImportErrors) -> String {
    let mut text = String::new();
    for error in &errors.listed {
        let column = error.column.as_ref().map_or_else(
            || "–".to_owned(),
            |place| {
                let number = place.number.map(|number| format!("{number} ")).unwrap_or_default();
                number + &place.name
            },
        );
        let (line, shown) = (error.line, error.shown.as_deref().unwrap_or("–"));
        let shown = shown.escape_debug().to_string();
        let word = word(&error.problem);
        writeln!(text, "    {line} | {column} | {shown} | {word} | {}", error.message).unwrap();
    }
    text
}

/// The blocks of the table beside a folder of broken files: path of the file, its sentence, what is expected.
pub(super) fn blocks(folder: &str) -> Vec<(String, String, String)> {
    let table = golden::read(&format!("{folder}.txt"));
    let mut blocks: Vec<(String, String, String)> = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with(' ') {
            let block = blocks.last_mut().expect("a file stands above its errors");
            block.2 += line;
            block.2 += "\n";
        } else {
            let (file, sentence) = line.split_once(": ").expect("a file and what is wrong with it");
            blocks.push((file.to_owned(), sentence.to_owned(), String::new()));
        }
    }
    blocks
}

/// A file's bytes.
pub(super) fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(golden::below_checkout(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
