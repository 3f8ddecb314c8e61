//! `permit` and `scope`: who may do what. The store turns a scope into a predicate; both must agree.
//!
//! What must stay true: the administrator never sees footage; a dock touches only what is its own; what may not be seen
//! is hidden (404), what may be seen but not done is denied (403). Nobody is an `_ => allow`.

use crate::ids::{DockId, PersonId, TokenId};
use crate::people::Role;

#[cfg(test)]
mod tests;

/// Who asks, with what the rules need to know about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Nobody signed in.
    Anonymous,
    /// A signed-in person.
    Person(PersonId, Role),
    /// An enrolled dock.
    Dock(DockId),
    /// A machine with a bearer token (a foreign tus client).
    Machine(TokenId),
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each action is named by its words")]
pub enum Action {
    SeeStatus,
    SeeMetrics,
    SeeLogTiles,
    SeeLogEntries,
    SignIn,
    SeeOwnAccount,
    SeeDocks,
    ManageDocks,
    SeeRecorders,
    ManageRecorders,
    SeePeople,
    ManagePeople,
    SeeFindings,
    SettleFindings,
    ListClips,
    SeeClip,
    PlayClip,
    ListCases,
    SeeCase,
    CreateCase,
    LinkClip,
    UnlinkClip,
    ExportCase,
    CreateUpload,
    WriteUpload,
    SeeReceipt,
    OfferCaptures,
    ReportDockings,
    SeeLedger,
    ManageLedger,
    OpenHandover,
    CorrectHandover,
    AttributeClip,
    ClearRecorders,
    ChangeCase,
    ManageCaseNumbers,
    SearchObjects,
}

impl Action {
    /// Every action, for tests that must not forget one.
    pub const ALL: [Self; 37] = [
        Self::SeeStatus,
        Self::SeeMetrics,
        Self::SeeLogTiles,
        Self::SeeLogEntries,
        Self::SignIn,
        Self::SeeOwnAccount,
        Self::SeeDocks,
        Self::ManageDocks,
        Self::SeeRecorders,
        Self::ManageRecorders,
        Self::SeePeople,
        Self::ManagePeople,
        Self::SeeFindings,
        Self::SettleFindings,
        Self::ListClips,
        Self::SeeClip,
        Self::PlayClip,
        Self::ListCases,
        Self::SeeCase,
        Self::CreateCase,
        Self::LinkClip,
        Self::UnlinkClip,
        Self::ExportCase,
        Self::CreateUpload,
        Self::WriteUpload,
        Self::SeeReceipt,
        Self::OfferCaptures,
        Self::ReportDockings,
        Self::SeeLedger,
        Self::ManageLedger,
        Self::OpenHandover,
        Self::CorrectHandover,
        Self::AttributeClip,
        Self::ClearRecorders,
        Self::ChangeCase,
        Self::ManageCaseNumbers,
        Self::SearchObjects,
    ];
}

/// Who made the thing that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A dock's upload, capture or receipt.
    Dock(DockId),
    /// A machine's upload or receipt.
    Machine(TokenId),
    /// A person's upload.
    Person(PersonId),
}

/// What the action is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The installation, or a list whose rows the scope decides.
    Installation,
    /// One upload, capture or receipt.
    Owned(Owner),
    /// One clip.
    Clip,
    /// One case file.
    Case,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// Go on.
    Allowed,
    /// Sign in first (401).
    SignInNeeded,
    /// May be known, may not be done (403).
    Denied,
    /// May not even be known (404).
    Hidden,
}

/// Rows of footage and case files that an asker may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every row.
    Everything,
    /// No row.
    Nothing,
}

/// Whether this may be done.
pub fn permit(asker: Asker, action: Action, subject: Subject) -> Permit {
    if matches!(action, Action::SeeStatus | Action::SeeLogTiles | Action::SignIn) {
        return Permit::Allowed;
    }
    match asker {
        Asker::Anonymous => Permit::SignInNeeded,
        Asker::Person(id, role) => person((id, role), action, subject),
        Asker::Dock(dock) => machine(Owner::Dock(dock), action, subject),
        Asker::Machine(token) => machine(Owner::Machine(token), action, subject),
    }
}

/// Which footage and case files an asker sees in lists.
pub fn scope(asker: Asker) -> Scope {
    match asker {
        Asker::Person(_, Role::User) => Scope::Everything,
        Asker::Person(_, Role::Administrator) | Asker::Anonymous | Asker::Dock(_) | Asker::Machine(_) => Scope::Nothing,
    }
}

fn person((id, role): (PersonId, Role), action: Action, subject: Subject) -> Permit {
    use Action as A;
    let is_allowed = match action {
        A::SeeStatus
        | A::SeeLogTiles
        | A::SignIn
        | A::SeeOwnAccount
        | A::SeeDocks
        | A::SeeRecorders
        | A::SeeLedger
        | A::SeeFindings
        | A::ManageCaseNumbers => true,
        A::SeeMetrics
        | A::SeeLogEntries
        | A::ManageDocks
        | A::ManageRecorders
        | A::SeePeople
        | A::ManagePeople
        | A::ManageLedger => role == Role::Administrator,
        A::SettleFindings
        | A::ListClips
        | A::SeeClip
        | A::PlayClip
        | A::ListCases
        | A::SeeCase
        | A::CreateCase
        | A::LinkClip
        | A::UnlinkClip
        | A::ExportCase
        | A::OpenHandover
        | A::CorrectHandover
        | A::AttributeClip
        | A::ChangeCase
        | A::SearchObjects
        | A::CreateUpload => role == Role::User,
        A::WriteUpload | A::SeeReceipt => role == Role::User && subject == Subject::Owned(Owner::Person(id)),
        A::OfferCaptures | A::ReportDockings | A::ClearRecorders => false,
    };
    match (is_allowed, subject) {
        (true, _) => Permit::Allowed,
        (false, Subject::Installation) => Permit::Denied,
        (false, Subject::Owned(_) | Subject::Clip | Subject::Case) => Permit::Hidden,
    }
}

fn machine(own: Owner, action: Action, subject: Subject) -> Permit {
    use Action as A;
    let is_dock = matches!(own, Owner::Dock(_));
    let is_allowed = match action {
        A::SeeStatus | A::SeeLogTiles | A::SignIn | A::CreateUpload | A::WriteUpload | A::SeeReceipt => true,
        A::OfferCaptures | A::ReportDockings | A::ClearRecorders => is_dock,
        A::SeeMetrics
        | A::SeeLogEntries
        | A::SeeOwnAccount
        | A::SeeDocks
        | A::ManageDocks
        | A::SeeRecorders
        | A::ManageRecorders
        | A::SeePeople
        | A::ManagePeople
        | A::SeeFindings
        | A::SettleFindings
        | A::ListClips
        | A::SeeClip
        | A::PlayClip
        | A::ListCases
        | A::SeeCase
        | A::CreateCase
        | A::LinkClip
        | A::UnlinkClip
        | A::ExportCase
        | A::SeeLedger
        | A::ManageLedger
        | A::OpenHandover
        | A::CorrectHandover
        | A::AttributeClip
        | A::ChangeCase
        | A::ManageCaseNumbers
        | A::SearchObjects => false,
    };
    match subject {
        Subject::Owned(owner) if owner == own && is_allowed => Permit::Allowed,
        Subject::Owned(_) | Subject::Clip | Subject::Case => Permit::Hidden,
        Subject::Installation if is_allowed => Permit::Allowed,
        Subject::Installation => Permit::Denied,
    }
}
