//! The first account: a one-time set-up secret in a 0600 file, valid while nobody has an account.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use evidence_schema::people::{Actor, Standing};
use evidence_schema::wire::problem::ProblemCode;
use subtle::ConstantTimeEq;

use super::{App, AppError, AppResult};

/// Name of the file with the set-up secret.
pub const SETUP_FILE: &str = "setup-link";

impl App {
    /// While nobody has an account: makes the set-up secret, and says where it is. Else removes an old one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn setup_link_offer(&self, data: &Path) -> AppResult<()> {
        let path = data.join(SETUP_FILE);
        if self.store.person_count().await? > 0 {
            // It is not there after the first time.
            let _gone = std::fs::remove_file(&path);
            return Ok(());
        }
        let secret = hex::encode(self.outside.random.bytes32());
        let written = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| writeln!(file, "/setup?secret={secret}"));
        written.map_err(AppError::internal)?;
        tracing::info!(
            "nobody has an account yet: open the link in {} or use `user add`",
            path.display()
        );
        *self.setup.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(secret);
        Ok(())
    }

    /// Makes the first account, an administrator.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] when the secret is wrong or somebody has an account already.
    pub async fn setup(&self, secret: &str, name: &str, password: &str) -> AppResult<()> {
        let wanted = self
            .setup
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        let is_right = wanted.is_some_and(|wanted| bool::from(wanted.as_bytes().ct_eq(secret.as_bytes())));
        if !is_right || self.store.person_count().await? > 0 {
            return Err(AppError::refused(ProblemCode::NotFound));
        }
        self.person_add(Actor::system("setup"), name, Standing::Administrator, password)
            .await?;
        *self.setup.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
        Ok(())
    }
}
