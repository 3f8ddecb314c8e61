//! What a form sends: fields, read within bounds, only from a page of this server and of this session.
//!
//! What must stay true: the form token is compared before anything else is looked at; a browser that says the form came
//! from elsewhere is believed.

use axum::extract::{FromRequest, Request};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Asia::Shanghai;
use evidence_schema::limits::BODY_BYTES_MAX;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::problem::ProblemCode;

use super::visit::Visit;
use crate::app::{App, AppError, AppResult};
use crate::http::extract::bytes_of;

/// Name of the hidden field.
const TOKEN_FIELD: &str = "form_token";

/// A form that was sent.
pub struct Submitted {
    /// By whom.
    pub visit: Visit,
    fields: Vec<(String, String)>,
}

impl Submitted {
    /// The fields that were read, if they came from a page of this session.
    ///
    /// # Errors
    /// [`ProblemCode::FormStale`].
    pub(super) fn new(visit: Visit, fields: Vec<(String, String)>) -> AppResult<Self> {
        let token = fields.iter().find(|(field, _)| field == TOKEN_FIELD);
        match visit.who.check_form_token(token.map(|(_, token)| token.as_str())) {
            Ok(()) => Ok(Self { visit, fields }),
            Err(stale) => Err(stale.typed(fields)),
        }
    }

    /// Everything that was sent.
    pub fn typed(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The text of a field; empty where it is absent, as in any form.
    pub fn text(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, text)| text)
    }

    /// What was typed, without spaces around it; `None` where nothing was.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty())
    }

    /// What was typed, as drafts want it.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.given(name).map(ToOwned::to_owned)
    }

    /// Whether a box was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.given(name).is_some()
    }

    /// A day, where one was typed.
    ///
    /// # Errors
    /// When it is no day.
    pub fn day(&self, name: &str) -> AppResult<Option<NaiveDate>> {
        let day = self.given(name).map(str::parse::<NaiveDate>).transpose();
        day.map_err(|_| AppError::invalid(name, "A day like 2026-11-21."))
    }

    /// A point in time, typed in the zone of the pages.
    ///
    /// # Errors
    /// When it is none.
    pub fn moment(&self, name: &str) -> AppResult<Option<Timestamp>> {
        moment_typed(name, self.given(name).unwrap_or_default())
    }

    /// Every text of a field that may come several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, text)| text.as_str())
    }
}

impl FromRequest<App> for Submitted {
    type Rejection = AppError;

    async fn from_request(request: Request, app: &App) -> Result<Self, AppError> {
        let (parts, body) = request.into_parts();
        check_same_origin(&parts)?;
        let visit = Visit::look(&parts, app).await?;
        let bytes = bytes_of(body, BODY_BYTES_MAX).await?;
        Self::new(visit, fields_of(&bytes)?)
    }
}

fn elsewhere() -> AppError {
    AppError::new(ProblemCode::FormStale, "This form was sent by another site.")
        .kept("Nothing was changed.")
        .next("Open the page here and repeat what you did.")
}

/// Browsers say where a form came from; programs say nothing and have no cookie to steal.
pub(super) fn check_same_origin(parts: &Parts) -> AppResult<()> {
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return if matches!(site, "same-origin" | "none") {
            Ok(())
        } else {
            Err(elsewhere())
        };
    }
    let Some(origin) = text(ORIGIN.as_str()) else {
        return Ok(());
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    if host.is_some() && host == text(HOST.as_str()) {
        Ok(())
    } else {
        Err(elsewhere())
    }
}

/// Reads `a=b&c=d` with `+` and `%xx`.
pub(super) fn fields_of(bytes: &[u8]) -> AppResult<Vec<(String, String)>> {
    let malformed = || AppError::new(ProblemCode::Malformed, "The form cannot be read.");
    let text = std::str::from_utf8(bytes).map_err(|_| malformed())?;
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((plain(name).ok_or_else(malformed)?, plain(value).ok_or_else(malformed)?))
        })
        .collect()
}

/// A point in time, typed in the zone of the pages or with its own (RFC 3339); absent where nothing was typed.
///
/// # Errors
/// When it is none.
pub fn moment_typed(name: &str, text: &str) -> AppResult<Option<Timestamp>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let text = text.trim();
    let at = text.parse().ok().or_else(|| local_moment(text));
    at.map(Some)
        .ok_or_else(|| AppError::invalid(name, "A time like 2026-11-21T08:00."))
}

/// Date and time as a browser's field writes them, in the zone of the pages.
fn local_moment(text: &str) -> Option<Timestamp> {
    let forms = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
    ];
    let local = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    let at = local.and_local_timezone(Shanghai).earliest()?;
    Some(at.to_utc().into())
}

fn plain(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut decoded = [0];
                hex::decode_to_slice(bytes.get(at..at + 2)?, &mut decoded).ok()?;
                out.extend(decoded);
                at += 2;
            }
            other => out.push(*other),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::{fields_of, local_moment};

    #[test]
    fn times_are_typed_in_the_zone_of_the_pages() {
        let at = local_moment("2026-11-21T08:00").unwrap();
        assert_eq!(at.to_string(), "2026-11-21T00:00:00.000000Z");
        assert_eq!(local_moment("2026-11-21 08:00:00"), Some(at));
        assert_eq!(local_moment("21.11.2026"), None);
    }

    #[test]
    fn forms_are_read_as_browsers_write_them() {
        let fields = fields_of(b"title=%E6%B5%99+A%2B%26&clip=1&clip=2&empty=&bare").unwrap();
        let pairs: Vec<_> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("title", "浙 A+&"),
                ("clip", "1"),
                ("clip", "2"),
                ("empty", ""),
                ("bare", "")
            ]
        );
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for bad in [&b"a=%zz"[..], b"a=%E6", b"a=%", b"\xff=1"] {
            assert!(fields_of(bad).is_err(), "{bad:?}");
        }
    }
}
