//! Who acts: people with roles, docks, machines, the system itself.
//!
//! What must stay true: an actor's text form is part of the frozen entry bytes; the words of roles and standings are
//! stored and never change their meaning.

use serde::{Deserialize, Serialize};

use crate::ids::{DockId, PersonId, TokenId};

/// Who did something. Text form: `person:person-…`, `dock:dock-…`, `machine:token-…`, `system:<name>`, `anonymous`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Actor {
    /// A signed-in person.
    Person(PersonId),
    /// An enrolled dock.
    Dock(DockId),
    /// A machine with a bearer token.
    Machine(TokenId),
    /// A part of the server itself: `sealing`, `fixity`, `sequencer`, `setup`, `command`.
    System(String),
    /// Nobody who could be named.
    Anonymous,
}

/// Why a text is not an actor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} does not name an actor")]
pub struct ActorError(String);

impl Actor {
    /// A part of the server, by its name.
    pub fn system(name: &str) -> Self {
        Self::System(name.to_owned())
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Dock(id) => write!(f, "dock:{id}"),
            Self::Machine(id) => write!(f, "machine:{id}"),
            Self::System(name) => write!(f, "system:{name}"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

impl std::str::FromStr for Actor {
    type Err = ActorError;
    fn from_str(text: &str) -> Result<Self, ActorError> {
        let error = || ActorError(text.chars().take(80).collect());
        if text == "anonymous" {
            return Ok(Self::Anonymous);
        }
        let (kind, name) = text.split_once(':').ok_or_else(error)?;
        match kind {
            "person" => name.parse().map(Self::Person).map_err(|_| error()),
            "dock" => name.parse().map(Self::Dock).map_err(|_| error()),
            "machine" => name.parse().map(Self::Machine).map_err(|_| error()),
            "system" if !name.is_empty() => Ok(Self::System(name.to_owned())),
            _ => Err(error()),
        }
    }
}

impl TryFrom<String> for Actor {
    type Error = ActorError;
    fn try_from(text: String) -> Result<Self, ActorError> {
        text.parse()
    }
}

impl From<Actor> for String {
    fn from(actor: Actor) -> String {
        actor.to_string()
    }
}

/// What a person may be, on a unit and all units below it or in the whole agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Films: sees the own footage and the case files of which they are a member.
    Officer,
    /// Works with footage and case files of the units.
    CaseHandler,
    /// Heads the units: corrects, flags, exports.
    Head,
    /// Reviews case files before a decision.
    LegalReviewer,
    /// Keeps what is filed, hands it over.
    Archivist,
    /// Looks at everything, changes nothing.
    Auditor,
    /// Runs the server: docks, recorders, accounts, the ledger. Sees no footage.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Officer,
        Self::CaseHandler,
        Self::Head,
        Self::LegalReviewer,
        Self::Archivist,
        Self::Auditor,
        Self::Administrator,
    ];

    /// Text form, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::CaseHandler => "case_handler",
            Self::Head => "head",
            Self::LegalReviewer => "legal_reviewer",
            Self::Archivist => "archivist",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Officer => 1,
            Self::CaseHandler => 1 << 1,
            Self::Head => 1 << 2,
            Self::LegalReviewer => 1 << 3,
            Self::Archivist => 1 << 4,
            Self::Auditor => 1 << 5,
            Self::Administrator => 1 << 6,
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ActorError;
    fn from_str(text: &str) -> Result<Self, ActorError> {
        let known = Self::ALL.into_iter().find(|role| role.as_str() == text);
        known.ok_or_else(|| ActorError(text.chars().take(80).collect()))
    }
}

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Roles(u8);

impl Roles {
    /// No role.
    pub const NONE: Self = Self(0);

    /// The set of these.
    pub const fn of(roles: &[Role]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < roles.len() {
            bits |= roles[i].bit();
            i += 1;
        }
        Self(bits)
    }

    /// Those of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are in both sets.
    #[must_use]
    pub const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether a role is in it.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether the sets share a role.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no role is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Every role in it.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }
}

/// What an account may do by itself, before any grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Administrator of the whole agency.
    Administrator,
    /// From before there were units: case handler and head of the whole agency.
    User,
    /// Only what grants say.
    Granted,
}

impl Standing {
    /// Text form, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::User => "user",
            Self::Granted => "granted",
        }
    }

    /// Roles in the whole agency.
    pub const fn roles(self) -> Roles {
        match self {
            Self::Administrator => Roles::of(&[Role::Administrator]),
            Self::User => Roles::of(&[Role::CaseHandler, Role::Head]),
            Self::Granted => Roles::NONE,
        }
    }
}

impl std::str::FromStr for Standing {
    type Err = ActorError;
    fn from_str(text: &str) -> Result<Self, ActorError> {
        match text {
            "administrator" => Ok(Self::Administrator),
            "user" => Ok(Self::User),
            "granted" => Ok(Self::Granted),
            _ => Err(ActorError(text.chars().take(80).collect())),
        }
    }
}
