//! Marks as a `WebVTT` track: each lasts until the next one, the last to the end of the clip.
//!
//! What must stay true: the words of a mark cannot end a cue or begin a tag: they are one line, and `&`, `<` and `>` are
//! written as `WebVTT` wants them.

use std::fmt::Write;

use evidence_schema::ids::ClipId;
use evidence_schema::rules::access::Asker;

use crate::app::{App, AppResult};
use crate::store::time_mark::TimeMarkRow;

#[cfg(test)]
mod tests;

/// How long the last mark of a clip lasts whose length nobody knows, in milliseconds.
const LAST_MS: u64 = 5000;

fn time(at_ms: u64) -> String {
    let (seconds, millis) = (at_ms / 1000, at_ms % 1000);
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    format!("{hours:02}:{:02}:{:02}.{millis:03}", minutes % 60, seconds % 60)
}

fn plain(words: &str) -> String {
    let one_line = words.replace(['\n', '\r'], " ");
    one_line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The marks of one clip, in order, as `WebVTT`.
pub(in crate::app) fn web_vtt(marks: &[TimeMarkRow], duration_ms: Option<u64>) -> String {
    let mut text = "WEBVTT\n".to_owned();
    let next = marks.iter().skip(1).map(|mark| Some(mark.at_ms)).chain([None]);
    for (mark, next) in marks.iter().zip(next) {
        let end = next.or(duration_ms).filter(|end| *end > mark.at_ms);
        // A cue of no length is never shown.
        let end = end.unwrap_or(mark.at_ms + if next.is_some() { 1 } else { LAST_MS });
        // Writing to a text cannot fail.
        let _written = write!(
            text,
            "\n{}\n{} --> {}\n{}\n",
            mark.id,
            time(mark.at_ms),
            time(end),
            plain(&mark.words)
        );
    }
    text
}

impl App {
    /// The marks of a clip as a `WebVTT` track.
    ///
    /// # Errors
    /// When the asker may not see the clip.
    pub async fn mark_track(&self, asker: Asker, id: ClipId) -> AppResult<String> {
        self.clip_seen(asker, id).await?;
        let media = self.store.media_of_clip(id).await?;
        let marks = self.store.marks_standing(id).await?;
        Ok(web_vtt(&marks, media.and_then(|media| media.duration_ms)))
    }
}
