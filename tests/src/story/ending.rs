//! How a story ends: 0, or one sentence on stderr that says what failed, and 1.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// Plays a story to its end.
pub fn play(name: &str, story: impl FnOnce()) -> ExitCode {
    // The sentence is printed below, once, without the place in our own source.
    std::panic::set_hook(Box::new(|_| {}));
    let Err(reason) = catch_unwind(AssertUnwindSafe(story)) else {
        return ExitCode::SUCCESS;
    };
    let text = reason.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| reason.downcast_ref::<&str>().copied());
    eprintln!(
        "\n{name}: FAILED: {}",
        text.unwrap_or("for a reason that nobody wrote down")
    );
    ExitCode::FAILURE
}
