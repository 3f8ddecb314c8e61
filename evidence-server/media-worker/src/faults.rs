//! What went wrong in the file, in the order met, up to the bound.
//!
//! What must stay true: a fault carries FFmpeg's own words where it said any; each list of words is asked for right
//! after the call that failed, so that they belong to it.

use evidence_schema::wire::media::{FaultStage, MediaFault, limits::FAULTS_MAX, limits::TEXT_CHARS_MAX};

use crate::native;
use crate::units::saturated;

/// Where a fault was met.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) stage: FaultStage,
    pub(crate) stream: Option<u32>,
    pub(crate) at_ms: Option<i64>,
}

impl Place {
    /// Of the file as a whole.
    pub(crate) fn file(stage: FaultStage) -> Self {
        Self {
            stage,
            stream: None,
            at_ms: None,
        }
    }
}

/// Collects faults.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    listed: Vec<MediaFault>,
    total: usize,
}

impl Faults {
    /// A call failed: its error, and what FFmpeg's log said meanwhile.
    pub(crate) fn failed(&mut self, place: Place, error: &dyn std::fmt::Display) {
        let said = native::take_lines().join("; ");
        let text = if said.is_empty() {
            error.to_string()
        } else {
            format!("{error}: {said}")
        };
        self.add(place, &text);
    }

    /// A call succeeded, but FFmpeg's log may have named an error that it worked around.
    pub(crate) fn worked_around(&mut self, place: Place) {
        for line in native::take_lines() {
            self.add(place, &line);
        }
    }

    /// Something that the worker itself says.
    pub(crate) fn add(&mut self, place: Place, text: &str) {
        self.total += 1;
        if self.listed.len() < FAULTS_MAX {
            let text = text.chars().take(TEXT_CHARS_MAX).collect();
            self.listed.push(MediaFault {
                stage: place.stage,
                stream: place.stream,
                at_ms: place.at_ms,
                text,
            });
        }
    }

    pub(crate) fn finish(self) -> (Vec<MediaFault>, u32) {
        (self.listed, saturated(self.total))
    }
}
