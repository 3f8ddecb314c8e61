//! An answer of the worker, checked against the request and against itself before anybody sees it.
//!
//! What must stay true: the worker is distrusted, since it reads hostile files. Every bound, every order and every
//! connection between fields that the worker promises is checked again here; one breach and nothing of it is used.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence_schema::wire::media::{
    ContainerFacts, MEDIA_VERSION, MediaAnswer, MediaLevel, MediaOutcome, MediaRequest, Poster, StreamFacts, Waveform,
    limits,
};

/// What every JPEG begins with.
const JPEG_START: [u8; 3] = [0xff, 0xd8, 0xff];

/// A rule that every answer keeps, and this one does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rule broken: {0}")]
pub struct AnswerBreach(&'static str);

/// An answer that keeps every rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAnswer {
    answer: MediaAnswer,
}

impl CheckedAnswer {
    /// Checks an answer to `request` about a file of `size_bytes`.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn new(answer: MediaAnswer, request: &MediaRequest, size_bytes: u64) -> Result<Self, AnswerBreach> {
        let asked = Asked { request, size_bytes };
        for (rule, holds) in RULES {
            if !holds(&answer, &asked) {
                return Err(AnswerBreach(rule));
            }
        }
        Ok(Self { answer })
    }

    /// The facts and claims.
    pub fn answer(&self) -> &MediaAnswer {
        &self.answer
    }

    /// The answer without its poster, as it is kept.
    ///
    /// # Errors
    /// Never in practice: plain data becomes JSON.
    pub fn facts_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&MediaAnswer {
            poster: None,
            ..self.answer.clone()
        })
    }

    /// The poster: a JPEG in base64.
    pub fn poster(&self) -> Option<&Poster> {
        self.answer.poster.as_ref()
    }
}

struct Asked<'a> {
    request: &'a MediaRequest,
    size_bytes: u64,
}

type Rule = (&'static str, fn(&MediaAnswer, &Asked<'_>) -> bool);

const RULES: &[Rule] = &[
    ("version", |answer, _| answer.version == MEDIA_VERSION),
    ("the walls stood", |answer, _| {
        answer.sandbox.seccomp && answer.sandbox.rlimits
    }),
    ("size of the file", |answer, asked| {
        answer.size_bytes == asked.size_bytes
    }),
    ("level", |answer, asked| {
        answer.level == level_of(answer.outcome, asked.request.level)
    }),
    ("empty means no bytes", |answer, _| {
        (answer.outcome == MediaOutcome::Empty) == (answer.size_bytes == 0)
    }),
    ("a refusal names its picture", refusal_is_sound),
    ("container", |answer, _| {
        answer.container.is_some() == is_recognised(answer.outcome)
    }),
    ("nothing is found in what was not read", |answer, _| {
        was_read(answer.outcome) || holds_nothing(answer)
    }),
    ("numbers of lists", numbers_are_sound),
    ("order of streams", |answer, _| {
        answer
            .streams
            .iter()
            .zip(0_u32..)
            .all(|(stream, place)| stream.index == place)
    }),
    ("streams", |answer, asked| {
        answer
            .streams
            .iter()
            .all(|stream| stream_is_sound(stream, asked.request))
    }),
    ("stretches", stretches_are_sound),
    ("claims stand in streams that are there", |answer, _| {
        answer
            .claims
            .iter()
            .all(|claim| claim.stream.is_none_or(|stream| stream < answer.streams_total))
    }),
    ("codes", codes_are_sound),
    ("texts", texts_are_sound),
    ("length of the recording", length_is_sound),
    ("poster", |answer, asked| {
        answer
            .poster
            .as_ref()
            .is_none_or(|poster| poster_is_sound(poster, asked.request))
    }),
    ("waveform", |answer, asked| {
        answer
            .waveform
            .as_ref()
            .is_none_or(|drawn| waveform_is_sound(drawn, answer, asked))
    }),
];

fn was_read(outcome: MediaOutcome) -> bool {
    matches!(outcome, MediaOutcome::Read | MediaOutcome::ReadInPart)
}

fn is_recognised(outcome: MediaOutcome) -> bool {
    was_read(outcome) || matches!(outcome, MediaOutcome::Broken | MediaOutcome::Refused)
}

fn level_of(outcome: MediaOutcome, asked: MediaLevel) -> MediaLevel {
    if was_read(outcome) { asked } else { MediaLevel::Packets }
}

fn refusal_is_sound(answer: &MediaAnswer, asked: &Asked<'_>) -> bool {
    match (&answer.refused, answer.outcome) {
        (Some(picture), MediaOutcome::Refused) => {
            u64::from(picture.width) * u64::from(picture.height) > asked.request.pixels_max
        }
        (None, outcome) => outcome != MediaOutcome::Refused,
        (Some(_), _) => false,
    }
}

fn holds_nothing(answer: &MediaAnswer) -> bool {
    let has_length =
        |container: &ContainerFacts| container.claimed_duration.is_some() || container.real_duration_ms.is_some();
    answer.streams_total == 0
        && !answer.container.as_ref().is_some_and(has_length)
        && answer.claims_total == 0
        && answer.stretches_total == 0
        && answer.codes_total == 0
        && answer.poster.is_none()
        && answer.waveform.is_none()
}

/// A list is complete, or cut at its bound with a total that says so.
fn is_counted(listed: usize, total: u32, bound: usize) -> bool {
    usize::try_from(total).is_ok_and(|total| listed == total.min(bound))
}

fn numbers_are_sound(answer: &MediaAnswer, _: &Asked<'_>) -> bool {
    is_counted(answer.streams.len(), answer.streams_total, limits::STREAMS_MAX)
        && is_counted(answer.claims.len(), answer.claims_total, limits::CLAIMS_MAX)
        && is_counted(answer.faults.len(), answer.faults_total, limits::FAULTS_MAX)
        && is_counted(answer.stretches.len(), answer.stretches_total, limits::STRETCHES_MAX)
        && is_counted(answer.codes.len(), answer.codes_total, limits::CODES_MAX)
}

fn stream_is_sound(stream: &StreamFacts, request: &MediaRequest) -> bool {
    let is_covered = stream
        .start_ms
        .zip(stream.end_ms)
        .is_none_or(|(start, end)| start <= end);
    let parts_are_parts = [
        stream.key_packets,
        stream.corrupt_packets,
        stream.hidden_packets,
        stream.untimed_packets,
    ]
    .iter()
    .all(|part| *part <= stream.packets);
    let gaps_are_gaps = stream
        .gaps
        .iter()
        .all(|gap| is_longer(gap.start_ms, gap.end_ms, request.gap_threshold_ms));
    let decoding_was_asked = stream.decoded.is_none() || request.level != MediaLevel::Packets;
    let decoded_is_part = stream.decoded.is_none_or(|decoded| {
        decoded.packets <= stream.packets
            && decoded.damaged_frames <= decoded.frames
            && decoded.refused_packets <= decoded.packets
    });
    is_covered
        && stream.start_ms.is_some() == stream.end_ms.is_some()
        && parts_are_parts
        && gaps_are_gaps
        && is_counted(stream.gaps.len(), stream.gaps_total, limits::GAPS_MAX)
        && decoding_was_asked
        && decoded_is_part
}

fn is_longer(start_ms: i64, end_ms: i64, threshold_ms: u32) -> bool {
    end_ms
        .checked_sub(start_ms)
        .is_none_or(|length| length >= i64::from(threshold_ms))
        && start_ms < end_ms
}

fn stretches_are_sound(answer: &MediaAnswer, asked: &Asked<'_>) -> bool {
    let were_asked = answer.stretches_total == 0 || asked.request.level == MediaLevel::FullDecode;
    were_asked
        && answer.stretches.iter().all(|stretch| {
            stretch.stream < answer.streams_total
                && is_longer(stretch.start_ms, stretch.end_ms, asked.request.stretch_threshold_ms)
        })
}

fn codes_are_sound(answer: &MediaAnswer, asked: &Asked<'_>) -> bool {
    let were_asked = asked.request.codes_ms_max > 0 && asked.request.level != MediaLevel::Packets;
    let is_short = |text: &str| text.chars().count() <= limits::CODE_CHARS_MAX && !text.chars().any(char::is_control);
    (were_asked || answer.codes_total == 0)
        && answer
            .codes
            .iter()
            .all(|code| code.stream < answer.streams_total && code.first_ms <= code.last_ms && is_short(&code.text))
}

fn texts_are_sound(answer: &MediaAnswer, _: &Asked<'_>) -> bool {
    let of_streams = answer
        .streams
        .iter()
        .flat_map(|stream| [stream.codec.as_ref(), stream.tag.as_ref()]);
    let of_claims = answer
        .claims
        .iter()
        .flat_map(|claim| [Some(&claim.key), Some(&claim.text)]);
    let of_faults = answer.faults.iter().map(|fault| Some(&fault.text));
    let of_container = answer.container.iter().map(|container| Some(&container.format));
    of_streams
        .chain(of_claims)
        .chain(of_faults)
        .chain(of_container)
        .flatten()
        .all(|text| is_plain(text))
}

fn is_plain(text: &str) -> bool {
    text.chars().count() <= limits::TEXT_CHARS_MAX && !text.chars().any(char::is_control)
}

fn length_is_sound(answer: &MediaAnswer, _: &Asked<'_>) -> bool {
    let Some(container) = &answer.container else {
        return true;
    };
    let has_both = container.real_start_ms.is_some() == container.real_duration_ms.is_some();
    let still_has_none = !container.is_still || container.real_duration_ms.is_none();
    has_both && still_has_none
}

fn poster_is_sound(poster: &Poster, request: &MediaRequest) -> bool {
    let side_max = u32::from(request.poster_width_max);
    let is_sized = (1..=side_max).contains(&poster.width) && (1..=side_max).contains(&poster.height);
    let is_jpeg = STANDARD.decode(&poster.jpeg_base64).is_ok_and(|bytes| {
        bytes.starts_with(&JPEG_START)
            && u32::try_from(bytes.len()).is_ok_and(|length| length <= request.poster_bytes_max)
    });
    request.level != MediaLevel::Packets && is_sized && is_jpeg
}

fn waveform_is_sound(waveform: &Waveform, answer: &MediaAnswer, asked: &Asked<'_>) -> bool {
    asked.request.level == MediaLevel::FullDecode
        && waveform.peaks.len() == usize::from(asked.request.waveform_buckets)
        && waveform.start_ms <= waveform.end_ms
        && waveform.stream < answer.streams_total
}

#[cfg(test)]
mod tests;
