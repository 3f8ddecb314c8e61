//! The time slate (校时码): a signed time, short enough for a code that a recorder can film.
//!
//! What must stay true: the text holds only letters, digits and signs of the alphanumeric mode of QR codes; what is signed
//! names the signer, so that a slate of another log or dock is none of ours; nobody gets a [`Slate`] that was not
//! verified.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::note::{NoteError, SigningNoteKey, VerifyingNoteKey};
use crate::ids::HandoverId;
use crate::limits::{SLATE_CHARS_MAX, SLATE_REFRESH_MS_MAX};
use crate::time::Timestamp;

/// What every slate of this version begins with.
pub const SLATE_MARK: &str = "MJ1:";
/// First line of what is signed: no checkpoint and no statement begins so.
const SIGNED_MARK: &str = "mingjing slate 1";
const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Bytes of a signature, and of the key's id before it in a note.
const SIGNATURE_BYTES: usize = 64;
const KEY_ID_BYTES: usize = 4;

/// A time that was shown, and what it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slate {
    /// The handover that it was shown for.
    pub handover: Option<HandoverId>,
    /// When it was made, to the millisecond.
    pub at: Timestamp,
    /// After so many milliseconds another one took its place.
    pub refresh_ms: i64,
}

/// Why a text is no slate that counts.
#[derive(Debug, thiserror::Error)]
pub enum SlateError {
    /// Not of this form.
    #[error("this is no time slate")]
    Shape,
    /// Not signed by this key, or not over this text.
    #[error("the time slate is not signed by who it names: {0}")]
    Note(#[from] NoteError),
}

impl Slate {
    /// The text of the code, signed.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn sign(&self, key: &SigningNoteKey) -> Result<String, SlateError> {
        let (name, id) = named(key.vkey()).ok_or(SlateError::Shape)?;
        let note = key.sign(&self.signed_text(name))?;
        let encoded = note.trim_end().rsplit(' ').next().ok_or(SlateError::Shape)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| SlateError::Shape)?;
        let signature = bytes.get(KEY_ID_BYTES..).ok_or(SlateError::Shape)?;
        let handover = self
            .handover
            .map_or_else(|| "-".to_owned(), |id| bare(id).to_ascii_uppercase());
        Ok(format!(
            "{SLATE_MARK}{}:{handover}:{}:{}:{}",
            id.to_ascii_uppercase(),
            self.at.as_millis(),
            self.refresh_ms,
            base32(signature)
        ))
    }

    /// Id of the key that a slate says it is signed with, in small hex; nothing of it is verified.
    pub fn key_id(text: &str) -> Option<String> {
        let (id, _) = text.strip_prefix(SLATE_MARK)?.split_once(':')?;
        let is_id = id.len() == 2 * KEY_ID_BYTES && id.bytes().all(|b| b.is_ascii_hexdigit());
        is_id.then(|| id.to_ascii_lowercase())
    }

    /// Opens a text that was filmed, with the public key of who it says signed it.
    ///
    /// # Errors
    /// When it has another form or the signature does not hold.
    pub fn open(text: &str, key: &VerifyingNoteKey) -> Result<Self, SlateError> {
        let (name, id) = named(key.as_str()).ok_or(SlateError::Shape)?;
        if text.len() > SLATE_CHARS_MAX || Self::key_id(text).as_deref() != Some(id) {
            return Err(SlateError::Shape);
        }
        let (slate, signature) = Self::parts(text).ok_or(SlateError::Shape)?;
        let mut signed = hex::decode(id).map_err(|_| SlateError::Shape)?;
        signed.extend(signature);
        let note = format!(
            "{}\n\u{2014} {name} {}\n",
            slate.signed_text(name),
            BASE64_STANDARD.encode(signed)
        );
        key.open(&note)?;
        Ok(slate)
    }

    fn parts(text: &str) -> Option<(Self, Vec<u8>)> {
        let parts: Vec<&str> = text.strip_prefix(SLATE_MARK)?.split(':').collect();
        let [_, handover, at, refresh, signature] = parts.as_slice() else {
            return None;
        };
        let handover = match *handover {
            "-" => None,
            id => Some(format!("handover-{}", id.to_ascii_lowercase()).parse().ok()?),
        };
        let at: i64 = at.parse().ok()?;
        let refresh_ms: i64 = refresh.parse().ok()?;
        let signature = unbase32(signature).filter(|bytes| bytes.len() == SIGNATURE_BYTES)?;
        let slate = Self {
            handover,
            at: Timestamp::from_micros(at.checked_mul(1000)?).ok()?,
            refresh_ms,
        };
        (1..=SLATE_REFRESH_MS_MAX)
            .contains(&refresh_ms)
            .then_some((slate, signature))
    }

    /// What is signed: every value on a line of its own.
    fn signed_text(&self, name: &str) -> String {
        let handover = self.handover.map_or_else(|| "-".to_owned(), bare);
        format!(
            "{SIGNED_MARK}\n{name}\n{handover}\n{}\n{}\n",
            self.at.as_millis(),
            self.refresh_ms
        )
    }
}

/// Name and id of a key's public text.
fn named(vkey: &str) -> Option<(&str, &str)> {
    let mut parts = vkey.split('+');
    Some((parts.next()?, parts.next()?))
}

fn bare(id: HandoverId) -> String {
    let text = id.to_string();
    text.rsplit('-').next().unwrap_or_default().to_owned()
}

/// RFC 4648 base 32 without padding.
fn base32(bytes: &[u8]) -> String {
    let (mut out, mut held, mut bits) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(digit((held >> bits) & 31));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(digit((held << (5 - bits)) & 31));
    }
    out
}

fn digit(value: u32) -> char {
    let place = usize::try_from(value).unwrap_or(0);
    DIGITS.get(place).map_or('A', |byte| char::from(*byte))
}

/// The bytes; nothing where a sign is none of base 32 or bits are left over.
fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0_u32, 0_u32);
    for sign in text.bytes() {
        let value = DIGITS.iter().position(|digit| *digit == sign)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 255).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    (held == 0 && bits < 5).then_some(out)
}
