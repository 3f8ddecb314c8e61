//! What a finding is called and what it says to a person.
//!
//! What must stay true: the words are stable, others store and compare them. Each message says what was found, that the
//! clip is kept as it is, and what to do.

use std::fmt::{Display, Formatter, Result};

use evidence_schema::wire::media::{StreamKind, StretchKind};

use super::MediaFinding;

impl MediaFinding {
    /// Its stable word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Empty => "media_empty",
            Self::NotMedia => "media_not_recognised",
            Self::HeaderBroken => "media_header_broken",
            Self::PictureTooLarge(_) => "media_picture_too_large",
            Self::ReadInPart => "media_read_in_part",
            Self::KindDisagrees { .. } => "media_kind_disagrees",
            Self::DurationDisagrees { .. } => "media_duration_disagrees",
            Self::PacketsMissing { .. } => "media_packets_missing",
            Self::NoSound => "media_no_sound",
            Self::Hidden { .. } => "media_hidden_parts",
            Self::Gap { .. } => "media_gap",
            Self::Stretch(stretch) => match stretch.kind {
                StretchKind::Black => "media_black",
                StretchKind::Frozen => "media_frozen",
                StretchKind::Silent => "media_silent",
            },
            Self::Damaged { .. } => "media_damaged",
            Self::Faults { .. } => "media_faults",
        }
    }
}

impl Display for MediaFinding {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.found(f)?;
        write!(f, " {}", self.advice())
    }
}

impl MediaFinding {
    fn found(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Empty => write!(f, "The file has no bytes."),
            Self::NotMedia => write!(f, "By its name this is media, by its content it is not."),
            Self::HeaderBroken => write!(f, "The header cannot be read: the recording was not finished."),
            Self::PictureTooLarge(picture) => {
                write!(
                    f,
                    "A picture of {} × {} points is claimed and was not decoded.",
                    picture.width, picture.height
                )
            }
            Self::ReadInPart => write!(f, "Reading was given up before the end of the file."),
            Self::KindDisagrees { named, found } => {
                write!(
                    f,
                    "By its name this is {}, by its content {}.",
                    named.as_str(),
                    found.as_str()
                )
            }
            Self::DurationDisagrees { claimed_ms, real_ms } => {
                write!(
                    f,
                    "The file claims {} and holds {}.",
                    Seconds(*claimed_ms),
                    Seconds(*real_ms)
                )
            }
            Self::NoSound => write!(f, "The recording has no sound."),
            Self::Faults { total, first } => write!(f, "Reading met {total} faults, first: {first}."),
            _ => self.found_in_part(f),
        }
    }

    /// What was found in one stream or stretch.
    fn found_in_part(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::PacketsMissing {
                stream,
                claimed,
                counted,
            } => {
                write!(f, "Stream {stream} claims {claimed} packets and holds {counted}.")
            }
            Self::Hidden { stream, hidden_ms } => {
                write!(
                    f,
                    "The file tells players not to show {} of stream {stream}.",
                    Seconds(*hidden_ms)
                )
            }
            Self::Gap { stream, kind, gap } => {
                let what = if *kind == StreamKind::Sound { "Sound" } else { "Picture" };
                let (start, end) = (Moment(gap.start_ms), Moment(gap.end_ms));
                write!(f, "{what} is missing from {start} to {end} (stream {stream}).")
            }
            Self::Stretch(stretch) => {
                let (start, end) = (Moment(stretch.start_ms), Moment(stretch.end_ms));
                write!(f, "{} from {start} to {end}.", during(stretch.kind))
            }
            Self::Damaged { stream, count } => write!(f, "{count} parts of stream {stream} are damaged."),
            _ => Ok(()),
        }
    }

    /// What was kept and what to do.
    const fn advice(&self) -> &'static str {
        match self {
            Self::Empty => "It is kept; look at the recorder.",
            Self::NotMedia | Self::KindDisagrees { .. } => "It is kept as it is; ask who made it.",
            Self::HeaderBroken => "All bytes are kept; a repair tool may read a copy.",
            Self::PictureTooLarge(_) => "The file is kept; ask who made it.",
            Self::ReadInPart | Self::Damaged { .. } | Self::Faults { .. } => {
                "The file is kept as it was collected; have the recorder checked."
            }
            Self::DurationDisagrees { .. } | Self::PacketsMissing { .. } => {
                "What is there is kept and counts; look for the rest on the recorder."
            }
            Self::Hidden { .. } => "All of it is kept; look at it with a tool that ignores edit lists.",
            Self::NoSound => "It is kept; a voice recorder of the same time may fill it.",
            Self::Gap { .. } | Self::Stretch(_) => "The file is kept as it is; explain this or find another source.",
        }
    }
}

const fn during(kind: StretchKind) -> &'static str {
    match kind {
        StretchKind::Black => "The picture is black",
        StretchKind::Frozen => "The picture stands still",
        StretchKind::Silent => "There is no sound",
    }
}

/// A length as seconds with one decimal.
struct Seconds(u64);

impl Display for Seconds {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}.{} s", self.0 / 1_000, self.0 % 1_000 / 100)
    }
}

/// A moment of the file's own time as minutes, seconds and tenths.
struct Moment(i64);

impl Display for Moment {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let ms = self.0.unsigned_abs();
        write!(f, "{sign}{}:{:02}.{}", ms / 60_000, ms / 1_000 % 60, ms % 1_000 / 100)
    }
}
