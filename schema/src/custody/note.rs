//! Signed notes (C2SP signed-note, Ed25519): the one signature form of checkpoints and capture statements.
//!
//! What must stay true: key names hold no spaces and no plus; a verified text is returned, never a flag beside it; a
//! weak public key, under which a signer could later claim another text, is no key.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};

const ALG_ED25519: u8 = 1;

/// What can go wrong with keys and notes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The text of a private or public key cannot be read.
    #[error("the {0} key cannot be read: {1}")]
    Key(&'static str, String),
    /// The text cannot be signed (it must end with a line feed and hold no control characters).
    #[error("the text cannot be signed: {0}")]
    Text(String),
    /// Not a signed note.
    #[error("this is not a signed note: {0}")]
    Shape(String),
    /// A signed note, but not by this key.
    #[error("the note is not signed by {0}")]
    Signature(String),
}

/// A private signing key with its name.
pub struct SigningNoteKey {
    signer: StandardSigner,
    text: String,
    vkey: String,
}

impl SigningNoteKey {
    /// A key from 32 random bytes (the caller owns chance).
    ///
    /// # Errors
    /// When the name holds spaces or a plus.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        if !signed_note::is_key_name_valid(name) {
            return Err(NoteError::Key("private", format!("{name:?} cannot name a key")));
        }
        let vkey = signed_note::new_ed25519_verifier_key(name, &SigningKey::from_bytes(seed).verifying_key());
        let id = vkey
            .strip_prefix(name)
            .and_then(|rest| rest.get(1..9))
            .unwrap_or_default();
        let mut key = vec![ALG_ED25519];
        key.extend_from_slice(seed);
        Self::from_text(&format!("PRIVATE+KEY+{name}+{id}+{}", BASE64_STANDARD.encode(key)))
    }

    /// Reads the text form `PRIVATE+KEY+<name>+<id>+<key>`.
    ///
    /// # Errors
    /// When it is not that form.
    pub fn from_text(text: &str) -> Result<Self, NoteError> {
        let text = text.trim();
        let wrong = |e: String| NoteError::Key("private", e);
        let signer = StandardSigner::new(text).map_err(|e| wrong(e.to_string()))?;
        let name = text.split('+').nth(2).unwrap_or_default();
        let encoded = text.splitn(5, '+').nth(4).unwrap_or_default();
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|e| wrong(e.to_string()))?;
        let seed: [u8; 32] = bytes
            .get(1..)
            .and_then(|b| b.try_into().ok())
            .ok_or_else(|| wrong("wrong length".into()))?;
        let vkey = signed_note::new_ed25519_verifier_key(name, &SigningKey::from_bytes(&seed).verifying_key());
        Ok(Self {
            signer,
            text: text.to_owned(),
            vkey,
        })
    }

    /// The private text form. It goes into a 0600 file and nowhere else.
    pub fn to_private_text(&self) -> &str {
        &self.text
    }

    /// The public key `<name>+<id>+<key>`, to be handed out.
    pub fn vkey(&self) -> &str {
        &self.vkey
    }

    /// Signs a text that ends with a line feed.
    ///
    /// # Errors
    /// When the text cannot be a note.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        let mut note = Note::new(text.as_bytes(), &[]).map_err(|e| NoteError::Text(e.to_string()))?;
        note.add_sigs(&[&self.signer])
            .map_err(|e| NoteError::Text(e.to_string()))?;
        String::from_utf8(note.to_bytes()).map_err(|e| NoteError::Text(e.to_string()))
    }
}

impl std::fmt::Debug for SigningNoteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningNoteKey({})", self.vkey)
    }
}

/// A public key that came some other way than the note it checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingNoteKey {
    vkey: String,
}

impl VerifyingNoteKey {
    /// Reads `<name>+<id>+<key>`.
    ///
    /// # Errors
    /// When it is not that form.
    pub fn from_text(vkey: &str) -> Result<Self, NoteError> {
        let vkey = vkey.trim();
        let wrong = |e: String| NoteError::Key("public", e);
        StandardVerifier::new(vkey).map_err(|e| wrong(e.to_string()))?;
        if Self::point(vkey).is_none_or(|key| key.is_weak()) {
            return Err(wrong(
                "it is a weak point of the curve, under which one signature fits many texts".into(),
            ));
        }
        Ok(Self { vkey: vkey.to_owned() })
    }

    /// A key from a name and the raw 32 bytes that a dock sends when it enrols.
    ///
    /// # Errors
    /// When the name cannot name a key or the bytes are no key.
    pub fn from_public_key(name: &str, public_key: &[u8; 32]) -> Result<Self, NoteError> {
        let key = VerifyingKey::from_bytes(public_key).map_err(|e| NoteError::Key("public", e.to_string()))?;
        Self::from_text(&signed_note::new_ed25519_verifier_key(name, &key))
    }

    fn point(vkey: &str) -> Option<VerifyingKey> {
        let bytes = BASE64_STANDARD.decode(vkey.splitn(3, '+').nth(2)?).ok()?;
        VerifyingKey::from_bytes(bytes.get(1..)?.try_into().ok()?).ok()
    }

    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.vkey
    }

    /// The key's name; for a log its origin.
    pub fn name(&self) -> &str {
        self.vkey.split('+').next().unwrap_or_default()
    }

    /// The text of a note signed by this key.
    ///
    /// # Errors
    /// When it is no note or not signed by this key.
    pub fn open(&self, note_text: &str) -> Result<String, NoteError> {
        let note = Note::from_bytes(note_text.as_bytes()).map_err(|e| NoteError::Shape(e.to_string()))?;
        let verifier = StandardVerifier::new(&self.vkey).map_err(|e| NoteError::Key("public", e.to_string()))?;
        note.verify(&VerifierList::new(vec![Box::new(verifier)]))
            .map_err(|_| NoteError::Signature(self.name().to_owned()))?;
        unverified_text(note_text)
    }
}

/// The public key text of a raw Ed25519 key under a name: how a dock's key gets its name at enrolment.
///
/// # Errors
/// When the bytes are no usable key, or the name holds spaces or a plus.
pub fn vkey_from_public(name: &str, public: &[u8; 32]) -> Result<String, NoteError> {
    let wrong = |e: String| NoteError::Key("public", e);
    if !signed_note::is_key_name_valid(name) {
        return Err(wrong(format!("{name:?} cannot name a key")));
    }
    let key = VerifyingKey::from_bytes(public).map_err(|e| wrong(e.to_string()))?;
    let vkey = signed_note::new_ed25519_verifier_key(name, &key);
    Ok(VerifyingNoteKey::from_text(&vkey)?.vkey)
}

/// The text of a note whose signature nobody checked: for showing, never for trusting.
///
/// # Errors
/// When it is not a note.
pub fn unverified_text(note_text: &str) -> Result<String, NoteError> {
    let note = Note::from_bytes(note_text.as_bytes()).map_err(|e| NoteError::Shape(e.to_string()))?;
    String::from_utf8(note.text().to_vec()).map_err(|e| NoteError::Shape(e.to_string()))
}
