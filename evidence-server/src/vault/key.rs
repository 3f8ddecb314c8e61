//! Keys of objects: `<first two hex digits>/<sha256>.<16 random bytes>`, fresh for every put.

use evidence_schema::digest::Sha256Digest;

use super::VaultError;

/// The key of an object in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// A fresh key for bytes with this digest.
    pub fn fresh(sha256: Sha256Digest, chance: [u8; 16]) -> Self {
        let digest = sha256.to_string();
        Self(format!("{}/{digest}.{}", &digest[..2], hex::encode(chance)))
    }

    /// Reads a key that was written before; nothing else is a path in the vault.
    ///
    /// # Errors
    /// [`VaultError::BadKey`] when it has another form.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let bad = || VaultError::BadKey(text.chars().take(120).collect());
        let (folder, rest) = text.split_once('/').ok_or_else(bad)?;
        let (digest, chance) = rest.split_once('.').ok_or_else(bad)?;
        let is_good = digest.len() == 64
            && chance.len() == 32
            && is_hex(digest)
            && is_hex(chance)
            && digest.get(..2) == Some(folder);
        if is_good { Ok(Self(text.to_owned())) } else { Err(bad()) }
    }

    /// Whether it was made for bytes with this digest.
    pub fn is_of(&self, sha256: Sha256Digest) -> bool {
        self.0.split(['/', '.']).nth(1) == Some(sha256.to_string().as_str())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
