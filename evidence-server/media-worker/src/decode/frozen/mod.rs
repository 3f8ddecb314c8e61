//! Stretches in which the picture stands still although time goes on.
//!
//! What must stay true: a frozen picture is told from a still scene by the noise of a living sensor, which moves from
//! each picture to the next; what an encoder does to a frozen picture (refining it, making it anew at key frames) comes
//! in short bursts and does not end a stretch. A stretch begins with a picture that the next one repeats.

use evidence_schema::wire::media::{MediaStretch, StretchKind};

use super::sample::Sample;
use crate::limits::{LONG_PICTURE_MS, QUIET_STEP_MILLI, SAME_PICTURE_MILLI, UNQUIET_MS_MAX};
use crate::stretches::Stretches;

/// Looks at one picture after the other.
#[derive(Debug)]
pub(crate) struct Frozen {
    stretches: Stretches,
    previous: Option<Previous>,
    run: Option<Run>,
}

#[derive(Debug)]
struct Previous {
    sample: Sample,
    start_ms: i64,
    end_ms: i64,
}

/// A stretch that may be frozen.
#[derive(Debug)]
struct Run {
    first: Sample,
    start_ms: i64,
    /// Up to where it is beyond doubt.
    calm_until_ms: i64,
    /// Unquiet time since then, quiet time deducted.
    unquiet_ms: i64,
}

impl Frozen {
    pub(crate) fn new(stream: u32, threshold_ms: u32) -> Self {
        Self {
            stretches: Stretches::new(StretchKind::Frozen, stream, threshold_ms),
            previous: None,
            run: None,
        }
    }

    /// The next picture and the time that it is shown.
    pub(crate) fn picture(&mut self, sample: Sample, start_ms: i64, end_ms: i64) {
        let previous = self
            .previous
            .take()
            .filter(|previous| start_ms <= previous.end_ms.saturating_add(LONG_PICTURE_MS));
        if previous.is_none() {
            self.close(None);
        }
        let is_quiet = previous
            .as_ref()
            .is_some_and(|p| p.sample.difference_milli(&sample) <= QUIET_STEP_MILLI);
        if self
            .run
            .as_ref()
            .is_some_and(|run| run.first.difference_milli(&sample) > SAME_PICTURE_MILLI)
        {
            self.close(Some(start_ms));
        }
        match &mut self.run {
            Some(run) => run.go_on(is_quiet, start_ms, end_ms),
            none => *none = begun(previous.filter(|_| is_quiet), &sample, start_ms, end_ms),
        }
        if self.run.as_ref().is_some_and(|run| run.unquiet_ms > UNQUIET_MS_MAX) {
            self.close(None);
        }
        self.previous = Some(Previous {
            sample,
            start_ms,
            end_ms,
        });
    }

    /// Something else is shown (a black picture): what comes after is no continuation.
    pub(crate) fn interrupted(&mut self) {
        self.close(None);
        self.previous = None;
    }

    pub(crate) fn finish(mut self) -> (Vec<MediaStretch>, usize) {
        self.close(None);
        self.stretches.finish()
    }

    /// A calm run reaches to the picture that ends it.
    fn close(&mut self, ended_by_ms: Option<i64>) {
        if let Some(run) = self.run.take() {
            let end_ms = ended_by_ms.filter(|_| run.unquiet_ms == 0).unwrap_or(run.calm_until_ms);
            self.stretches.held(run.start_ms, end_ms);
        }
    }
}

impl Run {
    fn go_on(&mut self, is_quiet: bool, start_ms: i64, end_ms: i64) {
        let length_ms = end_ms.saturating_sub(start_ms).max(1);
        if !is_quiet {
            self.unquiet_ms = self.unquiet_ms.saturating_add(length_ms);
            return;
        }
        self.unquiet_ms = self.unquiet_ms.saturating_sub(length_ms).max(0);
        if self.unquiet_ms == 0 {
            self.calm_until_ms = end_ms;
        }
    }
}

/// A run begins with a repeated picture, or with one that is shown very long.
fn begun(repeated: Option<Previous>, sample: &Sample, start_ms: i64, end_ms: i64) -> Option<Run> {
    let is_long = end_ms.saturating_sub(start_ms) >= LONG_PICTURE_MS;
    let first_start_ms = repeated
        .map(|previous| previous.start_ms)
        .or(is_long.then_some(start_ms))?;
    Some(Run {
        first: sample.clone(),
        start_ms: first_start_ms,
        calm_until_ms: end_ms,
        unquiet_ms: 0,
    })
}

#[cfg(test)]
mod tests;
