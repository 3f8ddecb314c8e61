//! Who acts: people with roles, docks, machines, the system itself.
//!
//! What must stay true: an actor's text form is part of the frozen entry bytes.

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

/// What a person may be. Two to begin with; units and finer roles come with the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the server: docks, recorders, accounts. Sees no footage.
    Administrator,
    /// Works with footage: sees and plays clips, keeps case files.
    User,
}

impl Role {
    /// Text form, as stored: `administrator`, `user`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::User => "user",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ActorError;
    fn from_str(text: &str) -> Result<Self, ActorError> {
        match text {
            "administrator" => Ok(Self::Administrator),
            "user" => Ok(Self::User),
            _ => Err(ActorError(text.chars().take(80).collect())),
        }
    }
}
