//! The checkout's text files, and a Rust file taken apart into code and string literals.
//!
//! Masked text keeps every line and column: what is not wanted becomes blanks.

use std::fs;
use std::path::{Path, PathBuf};

const TEXT_EXTENSIONS: [&str; 10] = ["rs", "md", "toml", "sql", "html", "js", "css", "ftl", "sh", "py"];
/// Built, installed or made at run time; never part of the project.
const FOREIGN_FOLDERS: [&str; 5] = ["target", "node_modules", ".git", "data", "demo"];

pub(super) struct SourceFile {
    /// Relative to the checkout, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// Rust only: the text without comments and string literals.
    pub(super) code: String,
    /// Rust only: nothing but what stands inside string literals.
    pub(super) strings: String,
}

impl SourceFile {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let (code, strings) = if is_rust(path) {
            split(text)
        } else {
            (String::new(), String::new())
        };
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            strings,
        }
    }

    pub(super) fn is_rust(&self) -> bool {
        is_rust(&self.path)
    }

    /// Test code, where the rules about sizes and layers do not hold.
    pub(super) fn is_test(&self) -> bool {
        self.path.starts_with("tests/tests/") || self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    pub(super) fn breach(&self, line_index: usize, what: &str) -> String {
        format!("{}:{}: {what}", self.path, line_index + 1)
    }
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every text file of the checkout, in the order of its paths.
pub(super) fn tree() -> Vec<SourceFile> {
    let root = root();
    let read = |path: &PathBuf| {
        let relative = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        SourceFile::new(&relative, &fs::read_to_string(path).unwrap())
    };
    let is_text = |path: &&PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| TEXT_EXTENSIONS.contains(&extension))
    };
    let mut paths = files_below(&root);
    paths.sort();
    paths.iter().filter(is_text).map(read).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_file() {
            files.push(entry.path());
        } else if !FOREIGN_FOLDERS.iter().any(|foreign| name == *foreign) {
            files.extend(files_below(&entry.path()));
        }
    }
    files
}

/// Code and string contents of a Rust text, each with everything else blanked.
fn split(text: &str) -> (String, String) {
    let bytes = text.as_bytes();
    let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
    let mut code: Vec<u8> = bytes.iter().map(blank).collect();
    let mut strings = code.clone();
    let mut at = 0;
    while at < bytes.len() {
        let (end, keep) = next_piece(text, at);
        match keep {
            Piece::Code => code[at..end].copy_from_slice(&bytes[at..end]),
            Piece::String => strings[at..end].copy_from_slice(&bytes[at..end]),
            Piece::Comment => {}
        }
        at = end;
    }
    (String::from_utf8(code).unwrap(), String::from_utf8(strings).unwrap())
}

enum Piece {
    Code,
    String,
    Comment,
}

/// Where the piece that starts at `at` ends, and what it is.
fn next_piece(text: &str, at: usize) -> (usize, Piece) {
    let rest = &text[at..];
    if rest.starts_with("//") {
        return (at + rest.find('\n').unwrap_or(rest.len()), Piece::Comment);
    }
    if rest.starts_with("/*") {
        return (at + block_comment_length(rest), Piece::Comment);
    }
    let follows_word = text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    if let Some(length) = raw_string_length(rest).filter(|_| !follows_word) {
        return (at + length, Piece::String);
    }
    match rest.chars().next() {
        Some('"') => (at + quoted_length(rest, '"'), Piece::String),
        Some('\'') if is_char_literal(rest) => (at + quoted_length(rest, '\''), Piece::String),
        first => (at + first.map_or(1, char::len_utf8), Piece::Code),
    }
}

fn block_comment_length(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// Length of `r"…"`, `r#"…"#`, `br"…"` and so on, if `rest` starts with one.
fn raw_string_length(rest: &str) -> Option<usize> {
    let after_prefix = ["r", "br", "cr"].iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    let inside = after_prefix.trim_start_matches('#');
    let hashes = "#".repeat(after_prefix.len() - inside.len());
    let content = inside.strip_prefix('"')?;
    let head = rest.len() - content.len();
    let end = format!("\"{hashes}");
    Some(content.find(&end).map_or(rest.len(), |found| head + found + end.len()))
}

fn quoted_length(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            letter if letter == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` and `'\n'`, but not the lifetime `'a`.
fn is_char_literal(rest: &str) -> bool {
    let mut letters = rest.chars().skip(1);
    letters.next() == Some('\\') || letters.next() == Some('\'')
}

#[test]
fn comments_and_strings_are_told_from_code() {
    let text = "let a = \"x // \\\" y\"; // note \"z\"\nfn f<'a>(c: char) { c == '\"' } /* /* in */ out */ r#\"raw \" text\"#;";
    let file = SourceFile::new("a.rs", text);
    assert_eq!(
        file.code.split_whitespace().collect::<String>(),
        "leta=;fnf<'a>(c:char){c==};"
    );
    assert_eq!(
        file.strings.split_whitespace().collect::<String>(),
        "\"x//\\\"y\"'\"'r#\"raw\"text\"#"
    );
    assert_eq!(file.code.len(), text.len());
}

#[test]
fn the_walk_finds_this_file_and_nothing_built() {
    let files = tree();
    assert!(files.iter().any(|file| file.path == "tests/tests/suite/tidy/source.rs"));
    assert!(
        !files
            .iter()
            .any(|file| file.path.starts_with("target/") || file.path.contains("/node_modules/"))
    );
}
