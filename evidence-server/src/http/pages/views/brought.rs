//! The page on which footage is brought in.

use askama::Template;
use evidence_schema::clip::SourceKind;
use evidence_schema::limits::CLIP_BYTES_MAX;
use evidence_schema::wire::clips::ClipView;

use super::super::words::Words;
use super::clips::{ClipLine, source_key};
use super::frame::Frame;
use super::uploads::problem_words;

/// The page.
#[derive(Template)]
#[template(path = "brought.html")]
pub struct BroughtPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Word and name of every source that a person can bring in.
    pub sources: Vec<(&'static str, String)>,
    /// What the visitor brought in lately, newest first.
    pub clips: Vec<ClipLine>,
    /// Words for what an upload is refused with, for its script.
    pub problems: String,
    /// Largest file.
    pub bytes_max: u64,
}

impl BroughtPage {
    /// As shown.
    pub fn new(t: Words, frame: Frame, clips: &[ClipView]) -> Self {
        let by_hand = SourceKind::ALL.iter().filter(|source| **source != SourceKind::Recorder);
        Self {
            sources: by_hand
                .map(|source| (source.as_str(), t.key(source_key(*source))))
                .collect(),
            clips: clips.iter().map(|clip| ClipLine::new(t, clip)).collect(),
            problems: problem_words(t),
            bytes_max: CLIP_BYTES_MAX,
            frame,
            t,
        }
    }
}
