//! The house rules as ordinary tests: sizes, names, marks, layers, layout.
//!
//! Every rule is a function from source to breaches, so that each can be shown to fail on a bad snippet.
//! Rules that the compiler, clippy or cargo-deny can hold are not repeated here.

mod directions;
mod functions;
mod layout;
mod source;
mod words;

use source::SourceFile;

/// Breaches are printed one per line, with place and reason.
fn assert_clean(breaches: &[String]) {
    assert!(
        breaches.is_empty(),
        "\n{} breach(es):\n{}\n",
        breaches.len(),
        breaches.join("\n")
    );
}

/// Holds one rule against every text file of the checkout.
fn assert_tree_clean(rule: impl Fn(&SourceFile) -> Vec<String>) {
    let files = source::tree();
    assert!(files.len() > 20, "the walk over the checkout found hardly anything");
    assert_clean(&files.iter().flat_map(rule).collect::<Vec<_>>());
}
