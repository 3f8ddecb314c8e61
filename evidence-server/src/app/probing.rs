//! Lets the sandboxed worker look into a clip, and keeps what it found as facts. The original is untouched.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::ClipId;
use evidence_schema::people::Actor;
use evidence_schema::wire::media::{MediaAnswer, MediaLevel};
use evidence_schema::wire::problem::ProblemCode;
use serde::{Deserialize, Serialize};

use super::{App, AppError, AppResult, Change};
pub use crate::media::MediaFinding;
use crate::media::{self, Allowance};
use crate::store::job::JobKind;
use crate::store::media::MediaRow;
use crate::vault::ObjectKey;

/// What is kept of a look into a clip: the worker's answer without its pictures, and what a person should look at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptFacts {
    /// The worker's answer; poster and waveform are taken out.
    pub answer: MediaAnswer,
    /// One sentence each, the gravest first.
    pub findings: Vec<String>,
    /// The same as data, for readers of other languages.
    #[serde(default)]
    pub found: Vec<MediaFinding>,
    /// How deep the look was meant to be, 1 to 3; absent in what an older version kept.
    #[serde(default)]
    pub asked: Option<u8>,
}

const fn level_number(level: MediaLevel) -> u64 {
    match level {
        MediaLevel::Packets => 1,
        MediaLevel::KeyFrames => 2,
        MediaLevel::FullDecode => 3,
    }
}

impl App {
    /// Looks into one clip at level 2 (packets and key frames).
    ///
    /// # Errors
    /// When the worker could not be asked; a broken file is an outcome.
    pub async fn clip_probe(&self, id: ClipId) -> AppResult<()> {
        self.clip_probe_at(id, MediaLevel::KeyFrames).await
    }

    /// Looks into one clip at a level.
    ///
    /// # Errors
    /// When the worker could not be asked; a broken file is an outcome.
    pub async fn clip_probe_at(&self, id: ClipId, level: MediaLevel) -> AppResult<()> {
        let job = match level {
            MediaLevel::FullDecode => JobKind::LookInFull,
            MediaLevel::Packets | MediaLevel::KeyFrames => JobKind::Probe,
        };
        let Some(clip) = self.store.clip_by_id(id).await? else {
            return Ok(self.store.job_end(job, &id.to_string()).await?);
        };
        let known = self.store.media_of_clip(id).await?;
        if known.is_some_and(|known| known.level > level_number(level)) {
            // A shallower look never takes the place of a deeper one.
            return Ok(self.store.job_end(job, &id.to_string()).await?);
        }
        let scratch = self.scratch.join(format!("{id}.{}", hex::encode(self.chance())));
        let file = self
            .vault
            .open_file(&ObjectKey::parse(&clip.object_key)?, &scratch)
            .await?;
        let allowance = Allowance::preset(level, clip.size_bytes);
        let answer = media::examine(&self.settings.media_worker, file, &allowance)
            .await
            .map_err(|e| {
                AppError::new(
                    ProblemCode::Unavailable,
                    "The media worker gave no answer that can be believed.",
                )
                .because(e)
            })?;
        // First: a crash in between has them read again, and never forgotten.
        self.slates_read(&clip, answer.answer()).await?;
        let meaning = media::meaning(&answer, clip.kind);
        let mut kept = answer.answer().clone();
        let poster = kept.poster.take();
        kept.waveform = None;
        let facts = KeptFacts {
            answer: kept,
            findings: meaning.findings.iter().map(ToString::to_string).collect(),
            found: meaning.findings,
            asked: Some(level.number()),
        };
        let row = MediaRow {
            clip_id: id,
            level: level_number(meaning.rests_on),
            duration_ms: meaning.duration_ms,
            facts: serde_json::to_string(&facts).map_err(AppError::internal)?,
            probed_at: self.now(),
        };
        let mut tx = self
            .evidence(Event::ClipProbed, Actor::system("media"), id.to_string())
            .await?;
        tx.media_put(&row).await?;
        if let Some(poster) = poster {
            tx.poster_put(id, "image/jpeg", &poster.jpeg_base64).await?;
        }
        tx.job_end(job, &id.to_string()).await?;
        tx.job_add(&self.job(JobKind::Attribute, &id.to_string())).await?;
        self.commit(tx).await?;
        self.jobs_due.notify_waiters();
        self.tell(Change::Clips);
        Ok(())
    }
}
