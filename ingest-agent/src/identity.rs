//! Who this dock is: made once at enrolment, kept in a file that only the agent reads.
//!
//! What must stay true: the log's key comes with the one-time token, not over the network; secrets are never logged.

use std::path::Path;

use evidence_schema::custody::note::{SigningNoteKey, VerifyingNoteKey};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::DockId;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, cannot};
use crate::files;

/// Name of the file in the data folder.
pub(crate) const IDENTITY_FILE: &str = "dock.json";

/// The dock's identity.
pub(crate) struct DockIdentity {
    pub(crate) dock_id: DockId,
    pub(crate) name: String,
    pub(crate) server: String,
    pub(crate) bearer: String,
    pub(crate) key: SigningNoteKey,
    pub(crate) log_key: VerifyingNoteKey,
    pub(crate) tls_sha256: Option<Sha256Digest>,
}

/// The file's form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentityFile {
    pub(crate) dock_id: DockId,
    pub(crate) name: String,
    pub(crate) server: String,
    pub(crate) bearer: String,
    pub(crate) private_key: String,
    pub(crate) log_vkey: String,
    pub(crate) tls_sha256: Option<Sha256Digest>,
}

impl DockIdentity {
    /// Reads the identity.
    pub(crate) fn load(data: &Path) -> Result<Self, Failure> {
        let path = data.join(IDENTITY_FILE);
        if !path.exists() {
            return Err(
                Failure::new(format!("this dock is not enrolled: {} is not there", path.display()))
                    .next("ingest-agent enroll URL --token-file FILE"),
            );
        }
        let text = files::read_small(&path)?;
        let file: IdentityFile = serde_json::from_str(&text).map_err(cannot(format!("read {}", path.display())))?;
        Ok(Self {
            key: SigningNoteKey::from_text(&file.private_key).map_err(cannot("the dock's key"))?,
            log_key: VerifyingNoteKey::from_text(&file.log_vkey).map_err(cannot("the log's key"))?,
            dock_id: file.dock_id,
            name: file.name,
            server: file.server,
            bearer: file.bearer,
            tls_sha256: file.tls_sha256,
        })
    }
}

impl IdentityFile {
    /// Writes the identity so that only the agent reads it.
    pub(crate) fn store(&self, data: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self).map_err(cannot("write the dock's identity"))?;
        files::write_private(&data.join(IDENTITY_FILE), &text)
    }
}
