//! Opens a decoder for one stream and moves packets in and frames out.
//!
//! What must stay true: one thread, a decoder from the list, a limit on pixels inside the decoder itself. Frames that
//! the decoder would hold back because they are damaged come out and are marked.

use evidence_schema::wire::media::{DecodedFacts, FaultStage};
use ffmpeg_next::codec;
use ffmpeg_next::decoder::Opened;
use ffmpeg_next::{Dictionary, Error, Frame, Packet, Rational, Stream};

use crate::faults::{Faults, Place};
use crate::formats;

/// Why a stream is not decoded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotDecoded {
    #[error("no decoder for this codec")]
    Unknown,
    #[error("decoder {0} is not on the list of decoders that may run")]
    NotAllowed(String),
    #[error("decoder not opened: {0}")]
    NotOpened(Error),
}

/// A decoder and what is counted around it.
pub(crate) struct Decoder {
    opened: Opened,
    pub(crate) stream: u32,
    pub(crate) time_base: Rational,
    pub(crate) facts: DecodedFacts,
}

impl Decoder {
    pub(crate) fn open(stream: &Stream<'_>, index: u32, pixels_max: u64) -> Result<Self, NotDecoded> {
        let parameters = stream.parameters();
        let codec = codec::decoder::find(parameters.id()).ok_or(NotDecoded::Unknown)?;
        if !formats::is_decoder_allowed(codec.name()) {
            return Err(NotDecoded::NotAllowed(codec.name().to_owned()));
        }
        let pixels = pixels_max.to_string();
        let options: Dictionary<'_> = [
            ("threads", "1"),
            ("max_pixels", pixels.as_str()),
            ("flags", "+output_corrupt"),
        ]
        .into_iter()
        .collect();
        let mut context = codec::Context::from_parameters(parameters)
            .map_err(NotDecoded::NotOpened)?
            .decoder();
        context.set_packet_time_base(stream.time_base());
        let opened = context.open_as_with(codec, options).map_err(NotDecoded::NotOpened)?;
        let facts = DecodedFacts {
            packets: 0,
            frames: 0,
            damaged_frames: 0,
            refused_packets: 0,
            width: None,
            height: None,
        };
        Ok(Self {
            opened,
            stream: index,
            time_base: stream.time_base(),
            facts,
        })
    }

    /// Gives a packet to the decoder. What it refuses is counted and reported.
    pub(crate) fn send(&mut self, packet: &Packet, at_ms: Option<i64>, faults: &mut Faults) {
        self.facts.packets += 1;
        let place = Place {
            stage: FaultStage::Decode,
            stream: Some(self.stream),
            at_ms,
        };
        match self.opened.send_packet(packet) {
            Ok(()) => faults.worked_around(place),
            Err(error) => {
                self.facts.refused_packets += 1;
                faults.failed(place, &error);
            }
        }
    }

    /// The next frame that is ready, if any. Damage is counted.
    pub(crate) fn receive(&mut self, frame: &mut Frame) -> bool {
        if self.opened.receive_frame(frame).is_err() {
            return false;
        }
        self.facts.frames += 1;
        self.facts.damaged_frames += u64::from(is_damaged(frame));
        true
    }

    /// No packet follows: the frames still inside come out.
    pub(crate) fn send_end(&mut self) {
        // Fails only where the end was sent before.
        let _ = self.opened.send_eof();
    }

    /// Forgets what came before, so that the next key frame stands alone.
    pub(crate) fn forget(&mut self) {
        self.opened.flush();
    }
}

/// Marked by the decoder as damaged or patched up.
pub(crate) fn is_damaged(frame: &Frame) -> bool {
    frame.is_corrupt() || frame.has_decode_errors()
}
