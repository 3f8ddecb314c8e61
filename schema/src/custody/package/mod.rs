//! The manifest of an exported case folder, and which receipts and entries must stand beside it.
//!
//! What must stay true: a folder proves itself offline against a key that came another way; nothing in it is believed
//! because the manifest says so. Everything a manifest claims (number, title, names, digests, dock keys, links) is
//! repeated by an image in some entry's detail, and the checker compares with that image.
//!
//! What the exporter writes, in this order: the `case.exported` entry, then a checkpoint that covers it
//! ([`CHECKPOINT_NAME`]), then the clips' bytes, then [`MANIFEST_NAME`] with every proof made against that checkpoint.
//! The folder holds nothing else: the checker names every other file.

mod captures;
mod check;
mod dockings;
mod documents;
mod links;
mod path;
mod proof;

pub use check::{FolderFacts, FoundFile, KnownEntries, PackageCounts, PackageReport, Verdict, check};
pub use path::refusal;

use serde::{Deserialize, Serialize};

use super::receipt::Receipt;
use crate::digest::Sha256Digest;
use crate::ids::{CaseId, ClipId, DocumentId};
use crate::time::Timestamp;

/// Version of the folder's form.
pub const PACKAGE_VERSION: u32 = 1;
/// Name of the manifest in the folder.
pub const MANIFEST_NAME: &str = "manifest.json";
/// Name of the signed checkpoint in the folder.
pub const CHECKPOINT_NAME: &str = "checkpoint.txt";

/// Table whose images hold a clip: columns `sha256`, `size_bytes`, `file_name`, `state`.
pub const CLIP_TABLE: &str = "clip";
/// Table whose images hold a capture statement as received: columns `clip_id`, `statement`.
pub const CAPTURE_TABLE: &str = "capture";
/// Table whose images hold a case file: columns `number`, `title`.
pub const CASE_TABLE: &str = "case_file";
/// Table whose images hold a link: columns `case_id`, `clip_id`, `unlinked_at`.
pub const LINK_TABLE: &str = "case_clip";
/// Table whose images hold a document: columns `case_id`, `sha256`, `size_bytes`, `file_name`, `state`.
pub const DOCUMENT_TABLE: &str = "document";
/// Table whose images hold what is said of a document: columns `case_id`, `document_id`, `title`, `is_withdrawn`.
pub const DOCUMENT_VERSION_TABLE: &str = "document_version";
/// Table whose images hold a dock: column `vkey`.
pub const DOCK_TABLE: &str = "dock";

/// One clip in the folder.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackagedClip {
    /// The clip.
    pub clip_id: ClipId,
    /// Path of its bytes below the folder.
    pub file: String,
    /// The name that the file had on the device.
    pub original_name: String,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// Size in bytes.
    pub size_bytes: u64,
    /// The receipt of the highest level, whose checkpoint is the folder's.
    pub receipt: Receipt,
    /// The dock's signed capture statements, as received; empty for a clip from a foreign client.
    pub capture_statements: Vec<SignedCapture>,
    /// Every entry about the clip up to the folder's checkpoint, in order: sealed, captured again, verified, viewed.
    /// They prove which statements the server took in; without them a statement stands on its own signature only.
    #[serde(default)]
    pub entries: Vec<PackagedEntry>,
    /// Every `docking.tagged` entry of the clip's docks about the dockings with which it came, in order: what people said
    /// at the dock about everything that the recorder brought.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dockings: Vec<PackagedEntry>,
}

impl PackagedClip {
    /// Dockings that its capture statements name, for whoever looks into the whole log.
    pub fn dockings_named(&self) -> Vec<String> {
        dockings::named(self)
    }
}

/// One document in the folder.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackagedDocument {
    /// The document.
    pub document_id: DocumentId,
    /// Path of its bytes below the folder.
    pub file: String,
    /// The name that the file had when it was sent.
    pub original_name: String,
    /// Its title.
    pub title: String,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Every entry about the document up to the folder's checkpoint, in order; they prove its bytes.
    pub entries: Vec<PackagedEntry>,
}

/// A capture statement with the public key that the server holds for the dock.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedCapture {
    /// Public key of the dock.
    pub dock_vkey: String,
    /// The signed note.
    pub statement: String,
}

/// One entry of the log with what is needed to check it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackagedEntry {
    /// Number of the entry, counted from 0.
    pub number: u64,
    /// Canonical bytes as text.
    pub entry: String,
    /// Salt of the detail.
    pub salt: Option<Sha256Digest>,
    /// The detail's text.
    pub detail: Option<String>,
    /// Inclusion proof in the folder's checkpoint.
    pub inclusion: Vec<Sha256Digest>,
}

/// What an exported case folder holds.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`PACKAGE_VERSION`].
    pub v: u32,
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub case_number: String,
    /// Its title.
    pub case_title: String,
    /// When the folder was written.
    pub exported_at: Timestamp,
    /// Who wrote it, as an actor.
    pub exported_by: String,
    /// The log's public key as the server says it: for showing, not for trusting.
    pub log_vkey: String,
    /// The clips linked to the case file.
    pub clips: Vec<PackagedClip>,
    /// The documents that stand in the case file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<PackagedDocument>,
    /// Every entry about the case file up to the folder's checkpoint, in order; the last is this `case.exported`.
    pub entries: Vec<PackagedEntry>,
    /// The `dock.enrolled` entry of every dock that signed a statement in here: it ties the dock to its public key.
    #[serde(default)]
    pub docks: Vec<PackagedEntry>,
}

/// Why a manifest cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not JSON of the manifest's shape.
    #[error("the manifest cannot be read: {0}")]
    Shape(#[from] serde_json::Error),
    /// A version this program does not know.
    #[error("the manifest has version {0}, this program reads {PACKAGE_VERSION}")]
    Version(u32),
}

impl Manifest {
    /// Reads a manifest; nothing in it is believed yet.
    ///
    /// # Errors
    /// When it has another shape or version.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        if manifest.v != PACKAGE_VERSION {
            return Err(ManifestError::Version(manifest.v));
        }
        Ok(manifest)
    }
}
