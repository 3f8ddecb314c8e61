//! What a person is told when a command cannot do its work: what was tried, what was kept, what to do next.

/// One failure, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}{}", part("\n  kept: ", .kept), part("\n  next: ", .next))]
pub(crate) struct Failure {
    what: String,
    kept: String,
    next: String,
}

fn part(label: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{label}{text}")
    }
}

impl Failure {
    /// What was tried and went wrong.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            kept: String::new(),
            next: String::new(),
        }
    }

    /// What was kept.
    pub(crate) fn kept(mut self, kept: impl Into<String>) -> Self {
        self.kept = kept.into();
        self
    }

    /// What to do next.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }
}

/// `map_err` for input and output: says on what it was tried.
pub(crate) fn cannot<E: std::fmt::Display>(tried: impl std::fmt::Display) -> impl FnOnce(E) -> Failure {
    move |error| Failure::new(format!("{tried}: {error}"))
}
