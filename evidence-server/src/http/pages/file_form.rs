//! A form with a file in it (`multipart/form-data`), read within bounds.
//!
//! What must stay true: as for every form, the session's token is compared before anything is done; nobody who is not
//! signed in makes the server read a long body.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use evidence_schema::limits::{BODY_BYTES_MAX, IMPORT_PAGE_BYTES_MAX};
use evidence_schema::wire::problem::ProblemCode;
use futures_util::stream;
use multer::Multipart;

use super::form::{Submitted, check_same_origin, fields_of};
use super::visit::Visit;
use crate::app::{App, AppError, AppResult};
use crate::http::extract::bytes_of;

/// Fields and files of one form.
const PARTS_MAX: usize = 16;
/// A file as it is, or once more as text, which is a third longer; beside it a few short fields.
const FORM_BYTES_MAX: usize = IMPORT_PAGE_BYTES_MAX / 3 * 4 + BODY_BYTES_MAX;

/// A form that was sent, with its file.
pub struct FileForm {
    /// Its fields.
    pub form: Submitted,
    /// The bytes of its file; empty where none was chosen.
    pub file: Vec<u8>,
}

impl FromRequest<App> for FileForm {
    type Rejection = AppError;

    async fn from_request(request: Request, app: &App) -> Result<Self, AppError> {
        let (parts, body) = request.into_parts();
        check_same_origin(&parts)?;
        let visit = Visit::look(&parts, app).await?;
        if visit.role().is_none() {
            return Err(AppError::refused(ProblemCode::SignInNeeded));
        }
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok());
        let bytes = bytes_of(body, FORM_BYTES_MAX).await?;
        let (fields, file) = match boundary {
            Some(boundary) => parts_of(bytes, &boundary).await?,
            None => (fields_of(&bytes)?, Vec::new()),
        };
        Ok(Self {
            form: Submitted::new(visit, fields)?,
            file,
        })
    }
}

/// Fields by name, and the bytes of the one part that has a file name.
async fn parts_of(bytes: Bytes, boundary: &str) -> AppResult<(Vec<(String, String)>, Vec<u8>)> {
    let malformed = |e: multer::Error| AppError::new(ProblemCode::Malformed, "The form cannot be read.").because(e);
    let whole = stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
    let mut multipart = Multipart::new(whole, boundary);
    let (mut fields, mut file) = (Vec::new(), Vec::new());
    for _ in 0..PARTS_MAX {
        let Some(part) = multipart.next_field().await.map_err(malformed)? else {
            return Ok((fields, file));
        };
        if part.file_name().is_some() {
            file = part.bytes().await.map_err(malformed)?.to_vec();
        } else {
            let name = part.name().unwrap_or_default().to_owned();
            fields.push((name, part.text().await.map_err(malformed)?));
        }
    }
    Err(AppError::new(ProblemCode::Malformed, "The form has too many fields."))
}

#[cfg(test)]
mod tests {
    use super::{Bytes, PARTS_MAX, parts_of};

    fn part(head: &str, body: &str) -> String {
        format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    }

    #[tokio::test]
    async fn fields_and_file_come_apart() {
        let body =
            part("name=\"kind\"", "units") + &part("name=\"file\"; filename=\"a.csv\"", "编号\n1\n") + "--x--\r\n";
        let (fields, file) = parts_of(Bytes::from(body), "x").await.unwrap();
        assert_eq!(fields, [("kind".to_owned(), "units".to_owned())]);
        assert_eq!(file, "编号\n1\n".as_bytes());
    }

    #[tokio::test]
    async fn what_is_cut_or_has_too_many_parts_is_refused() {
        let cut = part("name=\"kind\"", "units");
        assert!(parts_of(Bytes::from(cut), "x").await.is_err());
        let many = part("name=\"a\"", "b").repeat(PARTS_MAX + 1) + "--x--\r\n";
        assert!(parts_of(Bytes::from(many), "x").await.is_err());
    }
}
