//! `permit` and `scope`: who may do what. The store turns a scope into a predicate; both must agree.
//!
//! What must stay true: an administrator never sees footage; a dock touches only what is its own; what may not be seen
//! is hidden (404), what may be seen but not done is denied (403). Nobody is an `_ => allow`; the table of `lines.rs`
//! says for every action which roles may do it, where.

use crate::ids::{DockId, PersonId, TokenId};
use crate::people::{Role, Roles};
use crate::sensitivity::Flags;

mod action;
pub mod decider;
mod grounds;
mod lines;
#[cfg(test)]
mod tests;

pub use action::Action;
pub use grounds::{Grounds, Scope, scope};
pub use lines::{Line, line};

/// Who asks, with what the rules need to know about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Nobody signed in.
    Anonymous,
    /// A signed-in person with every role held anywhere.
    Person(PersonId, Roles),
    /// An enrolled dock.
    Dock(DockId),
    /// A machine with a bearer token (a foreign tus client).
    Machine(TokenId),
    /// The agency's case system: tells of case files, sees no footage.
    CaseSystem(TokenId),
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

/// How a person stands to one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// Roles held over the thing's unit; over no unit: those held in the whole agency.
    pub over: Roles,
    /// Of a clip: roles held over the case files that it is linked to.
    pub through: Roles,
    /// The asker's officer leads or assists; of a unit: belongs to it.
    pub is_own: bool,
    /// The asker is a member of the case file; of a clip: of one that it is linked to.
    pub is_member: bool,
    /// Of a clip: the asker brought it in.
    pub is_brought: bool,
    /// Sensitivity of the thing.
    pub flags: Flags,
}

/// What the action is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The installation, or a list whose rows the scope decides: a role held anywhere counts.
    Installation,
    /// What belongs to a unit, or to the whole agency, and may be known to everybody who works here.
    Unit(Reach),
    /// One upload, capture or receipt.
    Owned(Owner),
    /// One clip.
    Clip(Reach),
    /// One case file.
    Case(Reach),
    /// One handover.
    Handover(Reach),
    /// One recorder or dock.
    Device(Reach),
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

/// Roles that see what is flagged, where they cover it.
const DISCREET: Roles = Roles::of(&[Role::Head, Role::Auditor]);

/// Whether this may be done.
pub fn permit(asker: Asker, action: Action, subject: Subject) -> Permit {
    if matches!(action, Action::SeeStatus | Action::SeeLogTiles | Action::SignIn) {
        return Permit::Allowed;
    }
    match asker {
        Asker::Anonymous => Permit::SignInNeeded,
        Asker::Person(id, roles) => person((id, roles), action, subject),
        Asker::Dock(dock) => machine(Owner::Dock(dock), action, subject),
        Asker::Machine(token) => machine(Owner::Machine(token), action, subject),
        Asker::CaseSystem(_) => case_system(action, subject),
    }
}

fn person((id, roles): (PersonId, Roles), action: Action, subject: Subject) -> Permit {
    let is_anywhere = action == Action::SeeOwnAccount || roles.meets(line(action).anywhere);
    match subject {
        Subject::Installation if is_anywhere => Permit::Allowed,
        Subject::Unit(reach) if is_within(roles, action, reach) => Permit::Allowed,
        Subject::Installation | Subject::Unit(_) => Permit::Denied,
        Subject::Owned(owner) if is_anywhere && owner == Owner::Person(id) => Permit::Allowed,
        Subject::Owned(_) => Permit::Hidden,
        Subject::Clip(reach) => thing(roles, (action, Action::SeeClip), reach),
        Subject::Case(reach) => thing(roles, (action, Action::SeeCase), reach),
        Subject::Handover(reach) => thing(roles, (action, Action::SeeHandover), reach),
        Subject::Device(reach) => thing(roles, (action, Action::SeeRecorders), reach),
    }
}

/// A finding may be read without what it is about; everything else needs sight of the thing itself.
fn thing(roles: Roles, (action, sight): (Action, Action), reach: Reach) -> Permit {
    let is_seen = action == Action::SeeFindings || is_within(roles, sight, reach);
    match (is_seen, is_within(roles, action, reach)) {
        (true, true) => Permit::Allowed,
        (true, false) if action != Action::SeeFindings => Permit::Denied,
        (true | false, _) => Permit::Hidden,
    }
}

/// What is left of roles where something is flagged.
pub const fn narrowed(held: Roles, flags: Flags) -> Roles {
    if flags.any() { held.only(DISCREET) } else { held }
}

/// Whether the table lets these roles do this to a thing within this reach.
fn is_within(roles: Roles, action: Action, reach: Reach) -> bool {
    let line = line(action);
    narrowed(reach.over, reach.flags).meets(line.over)
        || narrowed(reach.through, reach.flags).meets(line.through)
        || (reach.is_own && roles.meets(line.own))
        || (reach.is_member && roles.meets(line.member))
        || (reach.is_brought && roles.meets(line.brought))
}

/// It tells, and hears what is missing; everything else is not there for it.
fn case_system(action: Action, subject: Subject) -> Permit {
    match subject {
        Subject::Installation if action == Action::TellCases => Permit::Allowed,
        Subject::Installation | Subject::Unit(_) => Permit::Denied,
        Subject::Owned(_) | Subject::Clip(_) | Subject::Case(_) | Subject::Handover(_) | Subject::Device(_) => {
            Permit::Hidden
        }
    }
}

/// What is not named here, no machine does.
fn machine(own: Owner, action: Action, subject: Subject) -> Permit {
    use Action as A;
    let is_of_docks = matches!(
        action,
        A::OfferCaptures | A::ReportDockings | A::TagDocking | A::ClearRecorders
    );
    let is_of_all = matches!(
        action,
        A::SeeStatus | A::SeeLogTiles | A::SignIn | A::CreateUpload | A::WriteUpload | A::SeeReceipt
    );
    let is_allowed = is_of_all || (is_of_docks && matches!(own, Owner::Dock(_)));
    match subject {
        Subject::Owned(owner) if owner == own && is_allowed => Permit::Allowed,
        Subject::Owned(_) | Subject::Clip(_) | Subject::Case(_) | Subject::Handover(_) | Subject::Device(_) => {
            Permit::Hidden
        }
        Subject::Installation | Subject::Unit(_) if is_allowed => Permit::Allowed,
        Subject::Installation | Subject::Unit(_) => Permit::Denied,
    }
}
