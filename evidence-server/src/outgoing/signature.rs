//! The signature of a notice, as Standard Webhooks has it.
//!
//! What must stay true: a secret is never shown, not even by accident.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Bytes that a secret may have.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;
const PREFIX: &str = "whsec_";

/// What both sides know.
#[derive(Clone)]
pub struct Secret(hmac::Key);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a text is no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the secret must be one line, whsec_ and the base64 of 24 to 64 random bytes")]
pub struct SecretError;

impl std::str::FromStr for Secret {
    type Err = SecretError;
    fn from_str(text: &str) -> Result<Self, SecretError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(SecretError)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| SecretError)?;
        if !BYTES.contains(&bytes.len()) {
            return Err(SecretError);
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }
}

/// `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`.
pub fn signature(secret: &Secret, (id, timestamp): (&str, i64), body: &str) -> String {
    let signed = hmac::sign(&secret.0, format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(signed))
}

#[cfg(test)]
mod tests {
    use super::{Secret, signature};

    /// The example of the Standard Webhooks specification.
    #[test]
    fn signature_is_that_of_the_specification() {
        let secret: Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signed = signature(
            &secret,
            ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330),
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn secret_is_not_shown_and_must_be_long_enough() {
        let secret: Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".parse().unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for text in [
            "",
            "whsec_",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_c2hvcnQ=",
            "whsec_%%%",
        ] {
            assert!(text.parse::<Secret>().is_err(), "{text}");
        }
    }
}
