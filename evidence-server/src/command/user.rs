//! Accounts and their roles. Every change is a custody entry by `system:command`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use evidence_schema::people::{Actor, Role, Standing};
use evidence_schema::wire::access::GrantDraft;
use evidence_server::app::App;

use super::{Place, finish, read_secret, say};

/// What can be done with accounts.
#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account.
    Add {
        #[command(flatten)]
        place: Place,
        /// Name to sign in with.
        #[arg(long)]
        name: String,
        /// What the person may do; `user` is case handler and head of the whole agency.
        #[arg(long)]
        role: RoleWord,
        /// Number of the unit where it counts, with all units below it; without it the whole agency.
        #[arg(long)]
        unit: Option<String>,
        /// File with the password; `-` reads it from standard input.
        #[arg(long)]
        password_file: PathBuf,
    },
    /// Give an account another role.
    Grant(RoleArguments),
    /// Take a role back; sessions know at once.
    Withdraw(RoleArguments),
}

/// One role of one account.
#[derive(Args)]
pub(crate) struct RoleArguments {
    #[command(flatten)]
    place: Place,
    /// Name of the account.
    #[arg(long)]
    name: String,
    /// The role.
    #[arg(long)]
    role: RoleWord,
    /// Number of the unit; without it the whole agency.
    #[arg(long)]
    unit: Option<String>,
}

/// A role as typed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleWord {
    Administrator,
    User,
    Granted,
    Officer,
    #[value(alias = "case_handler")]
    CaseHandler,
    Head,
    #[value(alias = "legal_reviewer")]
    LegalReviewer,
    Archivist,
    Auditor,
}

impl RoleWord {
    /// The role; absent for the words that only an account can have.
    const fn role(self) -> Option<Role> {
        match self {
            Self::User | Self::Granted => None,
            Self::Administrator => Some(Role::Administrator),
            Self::Officer => Some(Role::Officer),
            Self::CaseHandler => Some(Role::CaseHandler),
            Self::Head => Some(Role::Head),
            Self::LegalReviewer => Some(Role::LegalReviewer),
            Self::Archivist => Some(Role::Archivist),
            Self::Auditor => Some(Role::Auditor),
        }
    }

    /// What the account may do by itself, where it is to count in the whole agency.
    const fn standing(self, is_of_unit: bool) -> Standing {
        match self {
            Self::User => Standing::User,
            Self::Administrator if !is_of_unit => Standing::Administrator,
            _ => Standing::Granted,
        }
    }
}

/// Runs the command.
pub(crate) async fn run(command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add {
            place,
            name,
            role,
            unit,
            password_file,
        } => {
            let password = read_secret(&password_file)?;
            let app = place.open().await?;
            let done = add(&app, (&name, role, unit), &password).await;
            finish(&app).await?;
            say(&done?);
        }
        UserCommand::Grant(wish) => {
            let (app, draft) = (wish.place.open_installed().await?, wish.draft()?);
            let done = app.role_grant(command_actor(), draft).await;
            finish(&app).await?;
            say(&done?.id.to_string());
        }
        UserCommand::Withdraw(wish) => {
            let (app, draft) = (wish.place.open_installed().await?, wish.draft()?);
            let id = app.grant_meant(&draft).await?;
            let done = app.role_withdraw(command_actor(), id).await;
            finish(&app).await?;
            done?;
            say(&id.to_string());
        }
    }
    Ok(())
}

fn command_actor() -> Actor {
    Actor::system("command")
}

async fn add(
    app: &App,
    (name, role, unit): (&str, RoleWord, Option<String>),
    password: &str,
) -> anyhow::Result<String> {
    if let Some(number) = &unit {
        anyhow::ensure!(
            role.role().is_some(),
            "this role is not one of a unit; leave --unit out"
        );
        let is_known = app.store.unit_by_number(number.trim()).await?.is_some();
        anyhow::ensure!(
            is_known,
            "there is no unit with the number {number:?}; nothing was done"
        );
    }
    let standing = role.standing(unit.is_some());
    let person = app.person_add(command_actor(), name, standing, password).await?;
    if let Some(role) = role.role().filter(|_| standing == Standing::Granted) {
        let draft = GrantDraft {
            name: person.name.clone(),
            role,
            unit_number: unit,
        };
        app.role_grant(command_actor(), draft).await?;
    }
    Ok(format!("{} {}", person.id, person.name))
}

impl RoleArguments {
    fn draft(&self) -> anyhow::Result<GrantDraft> {
        let role = self.role.role();
        Ok(GrantDraft {
            name: self.name.clone(),
            role: role.ok_or_else(|| anyhow::anyhow!("this word is of an account, not a role to give or take"))?,
            unit_number: self.unit.clone(),
        })
    }
}
