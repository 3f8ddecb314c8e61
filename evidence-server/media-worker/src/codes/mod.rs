//! QR codes in the first minutes of a recording: what they say and when they are seen. What it means is not asked here.
//!
//! What must stay true: one thread, a decoder of its own, so that nothing here changes what the other levels find; the
//! first seconds are looked at several times a second, the rest by key frames; pictures, time and texts are bounded; a
//! fault in the reader of codes ends the looking, never the examination.

mod grey;
mod seen;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use evidence_schema::wire::media::MediaRequest;
use ffmpeg_next::{Packet, Stream, frame};

use crate::decode::decoder::{Decoder, NotDecoded};
use crate::faults::Faults;
use crate::limits::{CODES_DENSE_MS, CODES_SPACING_MS, CODES_TIME_MAX, KEY_FRAME_SPACING_MS};
use crate::units::milliseconds;
use grey::{Grey, Greys};
pub(crate) use seen::Seen;

/// See the top of the file.
pub(crate) struct CodeTrack {
    decoder: Decoder,
    greys: Greys,
    seen: Seen,
    until_ms: i64,
    begins_ms: Option<i64>,
    last_look_ms: Option<i64>,
    is_dense: bool,
    spent: Duration,
    is_over: bool,
}

impl CodeTrack {
    pub(crate) fn open(stream: &Stream<'_>, index: u32, request: &MediaRequest) -> Result<Self, NotDecoded> {
        Ok(Self {
            decoder: Decoder::open(stream, index, request.pixels_max)?,
            greys: Greys::new(),
            seen: Seen::new(index),
            until_ms: i64::from(request.codes_ms_max),
            begins_ms: None,
            last_look_ms: None,
            is_dense: true,
            spent: Duration::ZERO,
            is_over: request.codes_ms_max == 0,
        })
    }

    /// Gives it a packet of its stream.
    pub(crate) fn packet(&mut self, packet: &Packet, at_ms: Option<i64>) {
        let Some(at_ms) = at_ms.filter(|_| !self.is_over) else {
            return;
        };
        let since_ms = at_ms.saturating_sub(*self.begins_ms.get_or_insert(at_ms));
        if since_ms > self.until_ms {
            self.end();
        } else if since_ms <= CODES_DENSE_MS && self.is_dense {
            self.send(packet, at_ms);
        } else {
            self.by_key_frames(packet, at_ms);
        }
    }

    fn by_key_frames(&mut self, packet: &Packet, at_ms: i64) {
        if self.is_dense {
            self.is_dense = false;
            self.drain();
        }
        let is_due = self
            .last_look_ms
            .is_none_or(|last| at_ms < last || at_ms.saturating_sub(last) >= KEY_FRAME_SPACING_MS);
        if packet.is_key() && is_due {
            self.send(packet, at_ms);
            self.drain();
        }
    }

    fn send(&mut self, packet: &Packet, at_ms: i64) {
        // What cannot be decoded is told by the other levels.
        self.decoder.send(packet, Some(at_ms), &mut Faults::default());
        self.take_frames();
    }

    fn drain(&mut self) {
        self.decoder.send_end();
        self.take_frames();
        self.decoder.forget();
    }

    fn end(&mut self) {
        if !self.is_over && self.is_dense {
            self.drain();
        }
        self.is_over = true;
    }

    /// What was seen.
    pub(crate) fn finish(mut self) -> Seen {
        self.end();
        self.seen
    }

    fn take_frames(&mut self) {
        let mut picture = frame::Video::empty();
        while self.decoder.receive(&mut picture) {
            let at_ms = picture
                .timestamp()
                .and_then(|time| milliseconds(time, self.decoder.time_base));
            let Some(at_ms) = at_ms.filter(|at_ms| self.is_due(*at_ms)) else {
                continue;
            };
            self.last_look_ms = Some(at_ms);
            self.look(&picture, at_ms);
        }
    }

    fn is_due(&self, at_ms: i64) -> bool {
        !self.is_over
            && self
                .last_look_ms
                .is_none_or(|last| at_ms < last || at_ms.saturating_sub(last) >= CODES_SPACING_MS)
    }

    fn look(&mut self, picture: &frame::Video, at_ms: i64) {
        let began = Instant::now();
        if let Ok(grey) = self.greys.take(picture) {
            // The reader of codes is given hostile pictures: a fault in it costs the codes, not the facts.
            match catch_unwind(AssertUnwindSafe(|| texts(&grey))) {
                Ok(found) => found.into_iter().for_each(|text| self.seen.add(&text, at_ms)),
                Err(_) => self.is_over = true,
            }
        }
        self.spent += began.elapsed();
        self.is_over |= self.spent > CODES_TIME_MAX;
    }
}

/// Texts of the codes in a picture, which is looked at in full and, where it shows none, at half its size: noise is less.
fn texts(grey: &Grey) -> Vec<String> {
    let found = texts_in(grey);
    if found.is_empty() {
        texts_in(&grey.halved())
    } else {
        found
    }
}

fn texts_in(grey: &Grey) -> Vec<String> {
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(grey.width, grey.height, |x, y| grey.at(x, y));
    let grids = prepared.detect_grids();
    grids
        .into_iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

#[cfg(test)]
mod tests;
