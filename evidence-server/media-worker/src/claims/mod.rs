//! What a file says about when it was made: tags picked by name, their text left as it is.
//!
//! What must stay true: nothing is parsed, converted or compared here. A claim is text with a place; what it means is
//! judged elsewhere, by people or by rules that know the recorder.

use evidence_schema::wire::media::{ClaimSource, TimeClaim, limits::CLAIMS_MAX};

use crate::units::saturated;

/// A tag speaks of time when its name contains one of these.
const PARTS_OF_NAMES: [&str; 2] = ["date", "time"];
/// Names of tags that speak of time though they contain neither (ID3, RIFF).
const WHOLE_NAMES: [&str; 4] = ["year", "tdrc", "idit", "icrd"];

/// Collects claims up to the bound.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    listed: Vec<TimeClaim>,
    total: usize,
}

impl Claims {
    /// Picks the claims out of tags that stand in one place.
    pub(crate) fn pick(&mut self, source: ClaimSource, stream: Option<u32>, tags: Vec<(String, String)>) {
        for (key, text) in tags
            .into_iter()
            .filter(|(key, text)| speaks_of_time(key) && !text.is_empty())
        {
            self.total += 1;
            if self.listed.len() < CLAIMS_MAX {
                self.listed.push(TimeClaim {
                    source,
                    stream,
                    key,
                    text,
                });
            }
        }
    }

    pub(crate) fn finish(self) -> (Vec<TimeClaim>, u32) {
        (self.listed, saturated(self.total))
    }
}

fn speaks_of_time(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    WHOLE_NAMES.contains(&key.as_str()) || PARTS_OF_NAMES.iter().any(|part| key.contains(part))
}

#[cfg(test)]
mod tests;
