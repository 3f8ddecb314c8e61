//! Peaks of sound over time, in memory that does not grow with the recording.
//!
//! What must stay true: whatever the length, the same number of buckets comes out, each the loudest sample of its part
//! of the time. Cells grow coarser by doubling; a peak is never lost by that.

use evidence_schema::wire::media::Waveform;

use crate::limits::{SOUND_PIECE_MS, WAVEFORM_CELLS_MAX};

/// Collects peaks.
#[derive(Debug)]
pub(crate) struct Peaks {
    origin_ms: Option<i64>,
    end_ms: i64,
    cell_ms: i64,
    cells: Vec<u8>,
}

impl Peaks {
    pub(crate) fn new() -> Self {
        Self {
            origin_ms: None,
            end_ms: 0,
            cell_ms: SOUND_PIECE_MS,
            cells: Vec::new(),
        }
    }

    /// The loudest sample between two moments, which lie in one piece. Time before the first piece is not drawn.
    pub(crate) fn add(&mut self, start_ms: i64, end_ms: i64, peak: u8) {
        let origin = *self.origin_ms.get_or_insert(start_ms);
        let offset = start_ms.saturating_sub(origin);
        if offset < 0 {
            return;
        }
        self.end_ms = self.end_ms.max(end_ms);
        let cell = loop {
            match usize::try_from(offset / self.cell_ms) {
                Ok(cell) if cell < WAVEFORM_CELLS_MAX => break cell,
                _ => self.double(),
            }
        };
        if self.cells.len() <= cell {
            self.cells.resize(cell + 1, 0);
        }
        if let Some(loudest) = self.cells.get_mut(cell) {
            *loudest = peak.max(*loudest);
        }
    }

    /// The waveform in so many buckets; `None` where no sound came.
    pub(crate) fn finish(self, stream: u32, buckets: u16) -> Option<Waveform> {
        let start_ms = self.origin_ms?;
        let buckets = usize::from(buckets);
        let peaks = (0..buckets).map(|bucket| self.bucket(bucket, buckets)).collect();
        Some(Waveform {
            stream,
            start_ms,
            end_ms: self.end_ms.max(start_ms),
            peaks,
        })
    }

    fn double(&mut self) {
        self.cell_ms = self.cell_ms.saturating_mul(2);
        self.cells = self
            .cells
            .chunks(2)
            .map(|pair| pair.iter().copied().max().unwrap_or(0))
            .collect();
    }

    fn bucket(&self, bucket: usize, buckets: usize) -> u8 {
        let count = self.cells.len();
        let first = bucket * count / buckets;
        let past = ((bucket + 1) * count / buckets).max(first + 1);
        self.cells
            .get(first..past.min(count))
            .and_then(|cells| cells.iter().copied().max())
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
