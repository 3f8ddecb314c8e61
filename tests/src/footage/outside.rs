//! Footage of real cameras, which the repository does not hold: it comes from the folder that `EVIDENCE_FOOTAGE` names.
//!
//! Without that folder a test may go without, aloud; in continuous integration it must not.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Path of a real camera's file; `None`, said on stderr, where there is no such folder outside continuous integration.
pub fn outside_footage(name: &str) -> Option<PathBuf> {
    find(
        name,
        std::env::var_os("EVIDENCE_FOOTAGE"),
        std::env::var_os("CI").is_some(),
    )
}

pub(super) fn find(name: &str, folder: Option<OsString>, is_ci: bool) -> Option<PathBuf> {
    let Some(folder) = folder else {
        assert!(
            !is_ci,
            "EVIDENCE_FOOTAGE must name the folder that holds {name} in continuous integration"
        );
        eprintln!("going without {name}: EVIDENCE_FOOTAGE does not name the folder that holds it");
        return None;
    };
    let path = Path::new(&folder).join(name);
    assert!(
        path.is_file(),
        "EVIDENCE_FOOTAGE is set, but there is no {}",
        path.display()
    );
    Some(path)
}
