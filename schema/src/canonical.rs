//! One canonical JSON form for everything that is hashed or signed: the subset of RFC 8785 without fractions.
//!
//! What must stay true: object keys sorted by their bytes, no white space, integers only. The form does not depend on
//! feature flags of a JSON library: keys are sorted here. Frozen by vectors in `fixtures/custody/`.

use serde::Serialize;
use serde_json::Value;

/// Why a value has no canonical form.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// Fractions and numbers beyond 2^53 are read differently by different programs.
    #[error("{0} has no canonical form: only integers within 2^53 are allowed")]
    Number(String),
    /// The value could not be turned into JSON at all.
    #[error("value cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

const INTEGER_MAX: i64 = 1 << 53;

/// The canonical text of a value.
///
/// # Errors
/// When the value holds a fraction or an integer beyond 2^53.
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, CanonicalError> {
    let mut out = String::new();
    write(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), CanonicalError> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&serde_json::to_string(value)?),
        Value::Number(number) => match number.as_i64() {
            Some(n) if (-INTEGER_MAX..=INTEGER_MAX).contains(&n) => out.push_str(&n.to_string()),
            _ => return Err(CanonicalError::Number(number.to_string())),
        },
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(key)?);
                out.push(':');
                if let Some(member) = map.get(key) {
                    write(member, out)?;
                }
            }
            out.push('}');
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::to_text;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_nothing_is_padded() {
        let text = to_text(&json!({"b": [1, null, true], "a": {"z": "李\n\u{1}", "y": -3}})).unwrap();
        assert_eq!(text, r#"{"a":{"y":-3,"z":"李\n\u0001"},"b":[1,null,true]}"#);
    }

    #[test]
    fn fractions_and_huge_numbers_are_refused() {
        assert!(to_text(&json!(1.5)).is_err());
        assert!(to_text(&json!((1_i64 << 53) + 1)).is_err());
        assert!(to_text(&json!(1_i64 << 53)).is_ok());
    }
}
