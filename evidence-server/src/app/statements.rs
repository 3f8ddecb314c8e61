//! Accepting capture statements, and the identity of a clip.
//!
//! What must stay true: a statement counts only from the dock that signed it; by hand never looks like a recorder.

use evidence_schema::canonical;
use evidence_schema::clip::SourceKind;
use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::custody::statement::{CaptureStatement, ReadFrom};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::DockId;
use evidence_schema::limits::CLIP_BYTES_MAX;
use evidence_schema::wire::problem::ProblemCode;
use serde_json::json;

use super::{App, AppError, AppResult};
use crate::store::upload::UploadRow;

fn invalid(detail: impl Into<String>) -> AppError {
    AppError::new(ProblemCode::StatementInvalid, detail)
        .kept("Nothing of this request; the file is still in the dock's spool.")
        .next("Look at the dock's status; if its key was renewed, enrol it again.")
}

/// The serial by which a recorder's clip is attributed to it; by hand there is none.
pub fn recorder_serial(statement: &CaptureStatement) -> Option<&str> {
    match statement.read_from {
        ReadFrom::Hand { .. } => None,
        ReadFrom::Volume { .. } | ReadFrom::Folder { .. } => statement.device.known_serial(),
    }
}

/// Two captures with the same identity are one clip: same recorder (or dock, where none is known), path and content.
///
/// # Errors
/// When the path has no canonical form.
pub fn identity_of(statement: &CaptureStatement) -> AppResult<Sha256Digest> {
    let origin = match (&statement.read_from, recorder_serial(statement)) {
        (ReadFrom::Hand { .. }, _) => format!("hand:{}", statement.dock_id),
        (_, Some(serial)) => format!("recorder:{serial}"),
        (_, None) => format!("dock:{}", statement.dock_id),
    };
    let path = statement.path_bytes_hex.as_ref().unwrap_or(&statement.path);
    identity(&origin, path, statement.sha256)
}

/// Identity of the clip that an upload becomes: by its statement; of footage that somebody brings in by who brings it, so that
/// the same bytes of one person are one clip however often, and to however many servers, they come at once; else every
/// upload is one.
///
/// # Errors
/// When the path has no canonical form.
pub(super) fn identity_to_seal(
    upload: &UploadRow,
    (statement, is_brought): (Option<&CaptureStatement>, bool),
    sha256: Sha256Digest,
) -> AppResult<Sha256Digest> {
    match statement {
        Some(statement) => identity_of(statement),
        None if is_brought => identity(&format!("brought:{}", upload.owner), "", sha256),
        None => identity(&format!("upload:{}", upload.id), "", sha256),
    }
}

fn identity(origin: &str, path: &str, sha256: Sha256Digest) -> AppResult<Sha256Digest> {
    let text = canonical::to_text(&json!({"origin": origin, "path": path, "sha256": sha256}));
    Ok(Sha256Digest::of(text.map_err(AppError::internal)?.as_bytes()))
}

impl App {
    /// Opens a statement with the key of the dock that sent it.
    ///
    /// # Errors
    /// [`ProblemCode::StatementInvalid`] with the reason.
    pub async fn statement_open(&self, dock_id: DockId, note: &str) -> AppResult<CaptureStatement> {
        let dock = self
            .store
            .dock_by_id(dock_id)
            .await?
            .ok_or_else(|| AppError::not_found("dock"))?;
        let vkey = dock.vkey.ok_or_else(|| invalid("This dock has no key."))?;
        let key = VerifyingNoteKey::from_text(&vkey).map_err(AppError::internal)?;
        let statement = CaptureStatement::open(note, &key).map_err(|e| invalid(e.to_string()))?;
        let is_by_hand = matches!(statement.read_from, ReadFrom::Hand { .. });
        if is_by_hand && (statement.source == SourceKind::Recorder || statement.docking_id.is_some()) {
            return Err(invalid(
                "What was brought by hand cannot be called a recorder's footage.",
            ));
        }
        if statement.size_bytes > CLIP_BYTES_MAX {
            return Err(invalid(format!("A clip has at most {CLIP_BYTES_MAX} bytes.")));
        }
        Ok(statement)
    }
}
