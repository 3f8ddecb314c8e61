//! Which paths a manifest may name: plain ones below the folder.
//!
//! What must stay true: a path that passes leads nowhere else on any system that the folder is carried to, so no
//! backslashes, drive letters or control characters either. Symbolic links are the reader's part: it follows none.

use super::{CHECKPOINT_NAME, MANIFEST_NAME};
use crate::limits::PATH_BYTES_MAX;

/// Why a path is not one of a clip in the folder, `None` for a good one.
pub fn refusal(path: &str) -> Option<&'static str> {
    if path.is_empty() || path.len() > PATH_BYTES_MAX {
        return Some("the path is empty or too long");
    }
    if path.chars().any(|c| c.is_control() || matches!(c, '\\' | ':')) {
        return Some("the path holds a backslash, a colon or a control character");
    }
    if path.starts_with('/') {
        return Some("the path is absolute");
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some("the path leaves the folder or is not in its plain form");
    }
    if matches!(path, MANIFEST_NAME | CHECKPOINT_NAME) {
        return Some("the path is that of the folder's own papers");
    }
    None
}
