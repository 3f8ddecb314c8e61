//! Accounts and sessions: argon2id, throttled attempts, an entry for every sign-in.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{PersonId, TokenId};
use evidence_schema::limits::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
use evidence_schema::people::{Actor, Standing};
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::problem::ProblemCode;

use super::asker::{actor_of, secret_hash};
use super::docks::checked_title;
use super::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::case_system::CaseSystemRow;
use crate::store::person::MachineRow;
pub use crate::store::person::PersonRow;
use crate::store::session::SessionRow;

/// Memory in KiB, passes, lanes: the second choice of RFC 9106, halved twice in memory with a third pass for small machines.
const ARGON2: (u32, u32, u32) = (19 * 1024, 2, 1);
const SESSION_LASTS_MS: i64 = 12 * 3600 * 1000;
/// From one address for one name. Names alone are throttled far later, so that nobody locks a colleague out.
const ATTEMPTS_PER_PAIR: u64 = 10;
const ATTEMPTS_PER_NAME: u64 = 100;
const ATTEMPTS_PER_ADDRESS: u64 = 60;
const WINDOW_MS: i64 = 15 * 60 * 1000;

/// What a machine with a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineKind {
    /// Uploads files.
    Uploader,
    /// The agency's case system.
    CaseSystem,
}

/// A new session's secrets: they go to the browser and are not kept.
#[derive(Clone)]
pub struct SignedIn {
    /// Value of the cookie.
    pub cookie: String,
    /// How long it lasts, in seconds.
    pub lasts_s: i64,
}

fn argon2() -> AppResult<Argon2<'static>> {
    let params = Params::new(ARGON2.0, ARGON2.1, ARGON2.2, None).map_err(AppError::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn check_password(password: &str) -> AppResult<()> {
    let length = password.chars().count();
    if (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&length) {
        return Ok(());
    }
    Err(AppError::invalid(
        "password",
        format!("{PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} characters."),
    ))
}

fn is_password_of(hash: &str, password: &str) -> AppResult<bool> {
    let parsed = phc::PasswordHash::new(hash).map_err(AppError::internal)?;
    Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok())
}

fn wrong_sign_in() -> AppError {
    AppError::new(ProblemCode::SignInNeeded, "Name or password is wrong.")
}

impl App {
    async fn password_hash(&self, password: String) -> AppResult<String> {
        let salt = self.chance();
        self.run(async move {
            tokio::task::spawn_blocking(move || {
                let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
                Ok(hash.map_err(AppError::internal)?.to_string())
            })
            .await
            .map_err(AppError::internal)?
        })
        .await
    }

    /// Makes an account. The caller has asked `permit`, or is the command line of whoever runs the server.
    ///
    /// # Errors
    /// When the name is taken or the password too short.
    pub async fn person_add(&self, actor: Actor, name: &str, role: Standing, password: &str) -> AppResult<PersonRow> {
        let name = checked_title("name", name)?;
        check_password(password)?;
        let person = PersonRow {
            id: PersonId::from_random(self.chance()),
            name,
            role,
            password_hash: self.password_hash(password.to_owned()).await?,
            is_active: true,
            added_at: self.now(),
        };
        let mut tx = self.evidence(Event::PersonAdded, actor, person.id.to_string()).await?;
        match tx.person_add(&person).await {
            Ok(()) => self.commit(tx).await?,
            Err(StoreError::Exists) => return Err(AppError::invalid("name", "This name is taken.")),
            Err(e) => return Err(e.into()),
        }
        Ok(person)
    }

    /// The same, asked for by somebody on a page.
    ///
    /// # Errors
    /// As [`Self::person_add`], or when the asker may not.
    pub async fn person_add_by(
        &self,
        asker: Asker,
        name: &str,
        role: Standing,
        password: &str,
    ) -> AppResult<PersonRow> {
        if role == Standing::Granted {
            self.permit(asker, Action::ManagePeople, Subject::Installation)?;
        } else {
            self.permit_over(asker, Action::ManagePeople, None).await?;
        }
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        self.person_add(actor, name, role, password).await
    }

    /// Every account.
    ///
    /// # Errors
    /// When the asker may not see them.
    pub async fn people(&self, asker: Asker) -> AppResult<Vec<PersonRow>> {
        self.permit(asker, Action::SeePeople, Subject::Installation)?;
        Ok(self.store.people().await?)
    }

    /// A bearer token for a machine that is not a dock. It is shown once.
    ///
    /// # Errors
    /// When the name is taken.
    pub async fn machine_add(&self, actor: Actor, name: &str, kind: MachineKind) -> AppResult<String> {
        let bearer = hex::encode(self.outside.random.bytes32());
        let machine = MachineRow {
            id: TokenId::from_random(self.chance()),
            name: checked_title("name", name)?,
            bearer_hash: secret_hash(&bearer),
            is_active: true,
            added_at: self.now(),
        };
        let mut tx = self
            .evidence(Event::MachineTokenIssued, actor.clone(), machine.id.to_string())
            .await?;
        match tx.machine_add(&machine).await {
            Ok(()) => {}
            Err(StoreError::Exists) => return Err(AppError::invalid("name", "This name is taken.")),
            Err(e) => return Err(e.into()),
        }
        if kind == MachineKind::CaseSystem {
            let row = CaseSystemRow {
                id: machine.id,
                stated_at: machine.added_at,
                stated_by: actor,
            };
            tx.case_system_add(&row).await?;
        }
        self.commit(tx).await?;
        Ok(bearer)
    }

    /// Counts an attempt under a name; too many in a quarter of an hour are refused before any password is looked at.
    async fn throttle(&self, name: &str, most: u64) -> AppResult<()> {
        let now = self.now();
        let ends = now.plus_ms(WINDOW_MS).unwrap_or(now);
        if self.store.throttle_count(name, now, ends).await? > most {
            return Err(
                AppError::new(ProblemCode::Throttled, "Too many attempts from here or for this name.")
                    .next("Wait a quarter of an hour."),
            );
        }
        Ok(())
    }

    /// Signs somebody in.
    ///
    /// # Errors
    /// [`ProblemCode::SignInNeeded`] for a wrong name or password alike; [`ProblemCode::Throttled`].
    pub async fn sign_in(&self, name: &str, password: &str, address: &str) -> AppResult<SignedIn> {
        let name: String = name.trim().chars().take(200).collect();
        let name_key = format!("name:{name}");
        let pair_key = format!("sign-in:{address}:{name}");
        // The address first: whoever is refused by it writes nothing under names of his invention.
        let address_key = format!("address:{address}");
        self.throttle(&address_key, ATTEMPTS_PER_ADDRESS).await?;
        self.throttle(&pair_key, ATTEMPTS_PER_PAIR).await?;
        self.throttle(&name_key, ATTEMPTS_PER_NAME).await?;
        let person = self.store.person_by_name(&name).await?.filter(|p| p.is_active);
        let is_right = self.password_check(person.as_ref(), password).await?;
        let Some(person) = person.filter(|_| is_right) else {
            return Err(wrong_sign_in());
        };
        self.store.throttle_clear(&pair_key).await?;
        self.store.throttle_clear(&name_key).await?;
        // A whole office may sit behind one address: what was right does not count against it.
        self.store.throttle_forgive(&address_key).await?;
        let cookie = hex::encode(self.outside.random.bytes32());
        let now = self.now();
        let session = SessionRow {
            token_hash: secret_hash(&cookie),
            person_id: person.id,
            form_token: hex::encode(self.outside.random.bytes32()),
            created_at: now,
            expires_at: now.plus_ms(SESSION_LASTS_MS).unwrap_or(now),
        };
        let mut tx = self
            .evidence(Event::PersonSignedIn, Actor::Person(person.id), person.id.to_string())
            .await?;
        tx.session_add(&session).await?;
        self.commit(tx).await?;
        Ok(SignedIn {
            cookie,
            lasts_s: SESSION_LASTS_MS / 1000,
        })
    }

    /// Takes the same time whether the name exists or not.
    async fn password_check(&self, person: Option<&PersonRow>, password: &str) -> AppResult<bool> {
        if password.chars().count() > PASSWORD_CHARS_MAX {
            return Ok(false);
        }
        let Some(person) = person else {
            self.password_hash(password.to_owned()).await?;
            return Ok(false);
        };
        let (hash, password) = (person.password_hash.clone(), password.to_owned());
        tokio::task::spawn_blocking(move || is_password_of(&hash, &password))
            .await
            .map_err(AppError::internal)?
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, session: &SessionRow) -> AppResult<()> {
        let actor = Actor::Person(session.person_id);
        let mut tx = self
            .evidence(Event::PersonSignedOut, actor, session.person_id.to_string())
            .await?;
        tx.session_end(session.token_hash).await?;
        self.commit(tx).await
    }

    /// Whether this asker is on file as a person; used by pages to show names.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn person_name(&self, id: PersonId) -> AppResult<String> {
        Ok(self
            .store
            .person_by_id(id)
            .await?
            .map_or_else(|| id.to_string(), |p| p.name))
    }
}
