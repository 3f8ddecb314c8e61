//! What a row of the table of routes says beside its handler: method, path, who is meant to reach it.

/// Who is meant to reach a route; `access::permit` decides, this says what a test must find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Anybody.
    Open,
    /// An enrolled dock.
    Dock,
    /// Whoever may upload: docks, machines, users.
    Uploader,
    /// Any signed-in person.
    Person,
    /// A user: works with footage.
    User,
    /// The agency's case system.
    CaseSystem,
    /// An administrator: sees no footage.
    Administrator,
}

impl Class {
    /// Stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Dock => "dock",
            Self::Uploader => "uploader",
            Self::Person => "person",
            Self::User => "user",
            Self::CaseSystem => "case system",
            Self::Administrator => "administrator",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Method.
    pub method: &'static str,
    /// Path pattern.
    pub path: &'static str,
    /// Who is meant to reach it.
    pub class: Class,
}
