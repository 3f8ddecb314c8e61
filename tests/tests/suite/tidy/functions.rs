//! The sizes of functions that clippy cannot hold: handlers make three moves (extract, one call into `app`, present), so they
//! are short; and whoever needs more than four things, not counting `self`, asks for a struct.

use std::ops::Range;

use super::source::SourceFile;
use super::{assert_clean, assert_tree_clean};

const HANDLER_LINES: usize = 25;
const PARAMETERS: usize = 4;
const HANDLER_FOLDERS: [&str; 2] = ["evidence-server/src/http/api/", "evidence-server/src/http/pages/"];

fn long_handlers(file: &SourceFile) -> Vec<String> {
    if file.is_test() || !HANDLER_FOLDERS.iter().any(|folder| file.path.starts_with(folder)) {
        return vec![];
    }
    let long = functions(&file.code)
        .into_iter()
        .filter(|function| function.lines > HANDLER_LINES);
    let breach = |function: Function| {
        let what = format!(
            "{} has {} lines, a handler stops at {HANDLER_LINES}",
            function.name, function.lines
        );
        file.breach(function.first_line, &what)
    };
    long.map(breach).collect()
}

fn many_parameters(file: &SourceFile) -> Vec<String> {
    let many = functions(&file.code)
        .into_iter()
        .filter(|function| function.parameters > PARAMETERS);
    let breach = |function: Function| {
        let what = format!(
            "{} has {} parameters, more than {PARAMETERS} want a struct",
            function.name, function.parameters
        );
        file.breach(function.first_line, &what)
    };
    many.map(breach).collect()
}

struct Function {
    name: String,
    first_line: usize,
    /// Without `self`; none counted where the signature is not ours to choose.
    parameters: usize,
    /// Lines of its body that are neither blank nor only a comment.
    lines: usize,
}

/// Every function with a body in a Rust text without comments and strings.
fn functions(code: &str) -> Vec<Function> {
    let given = trait_implementations(code);
    let is_given = |at: usize| given.iter().any(|block| block.contains(&at));
    let found = words(code, "fn ").filter_map(|at| {
        let mut function = function(code, at)?;
        // Called by another language, or asked for by a trait: the signature is not ours to choose.
        if is_given(at) || code[..at].trim_end().ends_with("extern") {
            function.parameters = 0;
        }
        Some(function)
    });
    found.collect()
}

fn function(code: &str, at: usize) -> Option<Function> {
    let signature = &code[at + "fn ".len()..];
    let name: String = signature.chars().take_while(|letter| is_word_letter(*letter)).collect();
    let open = at + "fn ".len() + body_start(signature)?;
    let close = open + matching_brace(&code[open..])?;
    let body = code[open + 1..close].lines().filter(|line| !line.trim().is_empty());
    let first_line = code[..at].matches('\n').count();
    let (lines, parameters) = (body.count(), parameters(&code[at..open]));
    (!name.is_empty()).then_some(Function {
        name,
        first_line,
        parameters,
        lines,
    })
}

/// Where the blocks `impl Trait for Type { … }` lie.
fn trait_implementations(code: &str) -> Vec<Range<usize>> {
    let block = |at: usize| {
        let open = at + code[at..].find('{')?;
        let is_of_trait = code[at..open].contains(" for ");
        is_of_trait.then_some(open..open + matching_brace(&code[open..])?)
    };
    words(code, "impl").filter_map(block).collect()
}

/// Where `word` starts in code, unless it is the end of a longer word.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let starts = code.match_indices(word).map(|(at, _)| at);
    starts.filter(|at| !code[..*at].ends_with(is_word_letter))
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where the body's brace is; `None` for a declaration without a body or a function pointer's type.
fn body_start(signature: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, letter) in signature.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return None,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' | ',' | '=' if depth == 0 && !signature[at..].starts_with("=>") && !in_generics(&signature[..at]) => {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// Whether the generics of a signature are still open.
fn in_generics(before: &str) -> bool {
    let opened = before.matches('<').count();
    let closed = before.matches('>').count() - before.matches("->").count();
    opened > closed
}

/// How many parameters a signature names. Commas inside types (tuples, generics, closures' arguments) do not count.
fn parameters(signature: &str) -> usize {
    let signature = signature.replace("->", "  ");
    let (mut depth, mut generics, mut lists) = (0_i32, 0_i32, vec![String::new()]);
    for letter in signature.chars() {
        match letter {
            '<' => generics += 1,
            '>' => generics -= 1,
            ')' | ']' if depth == 1 && generics == 0 => break,
            ')' | ']' if generics == 0 || depth > 0 => depth -= 1,
            ',' if depth == 1 && generics == 0 => lists.push(String::new()),
            '(' | '[' if depth > 0 || generics == 0 => depth += 1,
            _ if depth > 0 => lists.last_mut().unwrap().push(letter),
            _ => {}
        }
    }
    let is_self = |list: &str| list.split([' ', '&', ':']).any(|word| word == "self");
    lists
        .iter()
        .map(|list| list.trim())
        .filter(|list| !list.is_empty() && !is_self(list))
        .count()
}

fn matching_brace(code: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, letter) in code.char_indices() {
        depth += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[test]
fn handlers_are_short() {
    let statements = |count: usize| "    step();\n\n    // a remark\n".repeat(count);
    let handler = |count| {
        format!(
            "pub(crate) async fn show<const N: usize>(x: [u8; 4]) -> Answer {{\n{}}}\n",
            statements(count)
        )
    };
    let place = "evidence-server/src/http/api/clips.rs";
    assert_clean(&long_handlers(&SourceFile::new(place, &handler(25))));
    let breaches = long_handlers(&SourceFile::new(place, &format!("struct Other;\n{}", handler(26))));
    assert_eq!(
        breaches,
        ["evidence-server/src/http/api/clips.rs:2: show has 26 lines, a handler stops at 25"]
    );
    assert_clean(&long_handlers(&SourceFile::new(
        "evidence-server/src/app/clip.rs",
        &handler(40),
    )));
    assert_tree_clean(long_handlers);
}

#[test]
fn functions_take_at_most_four_parameters() {
    let counted = |signature: &str| parameters(signature);
    assert_eq!(counted("fn f()"), 0);
    assert_eq!(
        counted("fn f<T: Fn(u8, u8), const N: usize>(&mut self, a: (u8, u8), b: Map<K, V>,) -> (u8, u8, u8)"),
        2
    );
    assert_eq!(
        counted("fn f(self: Box<Self>, a: fn(u8, u8) -> u8, b: [u8; 4], c: impl Fn(A, B) -> Result<C, D>)"),
        3
    );
    let list = "(a: A, b: B, c: C, d: D, e: E) {}";
    for given in ["unsafe extern \"C\" fn f", "impl Verify for V { fn g() {} fn f"] {
        let file = SourceFile::new("a.rs", &format!("{given}{list} }}"));
        assert_clean(&many_parameters(&file));
    }
    let own = SourceFile::new("a.rs", &format!("impl V {{ fn f{list} }}"));
    assert_eq!(many_parameters(&own).len(), 1);
    let bad = SourceFile::new(
        "a.rs",
        "fn f(&self, a: A, b: B, c: C, d: D) {}\nfn g(a: A, b: B, c: C, d: D, e: E) {}",
    );
    assert_eq!(
        many_parameters(&bad),
        ["a.rs:2: g has 5 parameters, more than 4 want a struct"]
    );
    assert_tree_clean(many_parameters);
}

#[test]
fn functions_are_found_whatever_their_signature() {
    let code = "trait T { fn declared(&self) -> [u8; 2]; fn given(&self) { one(); } }\n\
                fn generic<T, const N: usize>(f: fn(u8) -> u8, t: T) -> Result<T, E> where T: Fn(u8) {\n a\n b\n}\n";
    let found: Vec<_> = functions(code)
        .into_iter()
        .map(|function| (function.name, function.lines))
        .collect();
    assert_eq!(found, [("given".to_owned(), 1), ("generic".to_owned(), 2)]);
}
