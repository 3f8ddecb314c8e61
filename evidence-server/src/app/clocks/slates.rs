//! Time slates: made for the page that shows them, and read out of footage.
//!
//! What must stay true: what the media worker says it read is a text of a stranger; only a slate whose signature holds, of
//! this log or of one of its docks, is asked what it says; what does not count is a finding and moves nothing; that there
//! is none is no finding.

use evidence_schema::clip::ClaimMeaning;
use evidence_schema::clock::OffsetMethod;
use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::custody::slate::{SLATE_MARK, Slate};
use evidence_schema::custody::statement::CaptureStatement;
use evidence_schema::ids::{DockingId, HandoverId, OffsetId, RecorderId};
use evidence_schema::limits::SLATES_OF_CLIP_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::clocks::slates::{Named, Seen, SlateFacts, SlateVerdict, read};
use evidence_schema::rules::timeline;
use evidence_schema::wire::media::{MediaAnswer, SeenCode};

use crate::app::{App, AppError, AppResult};
use crate::store::clip::ClipRow;
use crate::store::clock::OffsetRow;
use crate::store::dock::DOCK_ENROLLED;

/// Another slate takes its place after so long, also on a page without script.
pub const SLATE_REFRESH_MS: i64 = 2000;

/// What is known of a clip with slates in it.
struct Filmed {
    facts: SlateFacts,
    recorder: Option<RecorderId>,
    docking_id: Option<DockingId>,
    /// Where the recording begins in the file's own time.
    begins_ms: i64,
}

/// A slate that counts.
struct Counting {
    slate: Slate,
    text: String,
    offset_ms: i64,
    uncertainty_ms: i64,
}

impl App {
    /// A slate of this moment: the text of its code.
    ///
    /// # Errors
    /// When nobody is signed in, or the handover may not be seen.
    pub async fn slate(&self, asker: Asker, handover: Option<HandoverId>) -> AppResult<String> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        if let Some(id) = handover {
            self.handover_row(asker, Action::SeeHandover, id).await?;
        }
        let slate = Slate {
            handover,
            at: self.now(),
            refresh_ms: SLATE_REFRESH_MS,
        };
        slate.sign(&self.log_key).map_err(AppError::internal)
    }

    /// Reads the slates out of what the media worker saw in a clip.
    pub(in crate::app) async fn slates_read(&self, clip: &ClipRow, answer: &MediaAnswer) -> AppResult<()> {
        let codes = answer.codes.iter().filter(|code| code.text.starts_with(SLATE_MARK));
        let codes: Vec<&SeenCode> = codes.take(SLATES_OF_CLIP_MAX).collect();
        if codes.is_empty() {
            return Ok(());
        }
        let Some(filmed) = self.filmed(clip, answer).await? else {
            return Ok(());
        };
        let mut counting: Vec<Counting> = Vec::new();
        for code in codes {
            match self.slate_judged(&filmed, code).await? {
                Ok(new) => {
                    let is_known = |known: &Counting| {
                        known.offset_ms.abs_diff(new.offset_ms) <= known.uncertainty_ms.unsigned_abs()
                    };
                    // A living slate is seen as several that follow each other: they say the same, the first is kept.
                    if !counting.iter().any(is_known) {
                        counting.push(new);
                    }
                }
                Err(why) => self.slate_refused(clip, why).await?,
            }
        }
        for slate in counting {
            self.slate_keep(clip, &filmed, slate).await?;
        }
        Ok(())
    }

    /// What one slate says, or why it does not count.
    async fn slate_judged(&self, filmed: &Filmed, code: &SeenCode) -> AppResult<Result<Counting, &'static str>> {
        let Some(slate) = self.slate_opened(&code.text).await? else {
            return Ok(Err("it is not signed by this server or one of its docks"));
        };
        let names = match slate.handover {
            Some(id) => Some(self.slate_names(id, filmed.recorder).await?),
            None => None,
        };
        let seen = Seen {
            shows: slate.at,
            refresh_ms: slate.refresh_ms,
            first_ms: code.first_ms.saturating_sub(filmed.begins_ms),
            last_ms: code.last_ms.saturating_sub(filmed.begins_ms),
            names,
        };
        Ok(match read(&filmed.facts, &seen) {
            SlateVerdict::Counts {
                offset_ms,
                uncertainty_ms,
            } => Ok(Counting {
                slate,
                text: code.text.clone(),
                offset_ms,
                uncertainty_ms,
            }),
            SlateVerdict::Refused(refusal) => Err(refusal.words()),
        })
    }

    /// Opened with the log's key, or with that of the enrolled dock that it names.
    async fn slate_opened(&self, text: &str) -> AppResult<Option<Slate>> {
        let Some(id) = Slate::key_id(text) else {
            return Ok(None);
        };
        let mut keys = vec![self.log_key.vkey().to_owned()];
        let docks = self.store.docks().await?.into_iter();
        keys.extend(
            docks
                .filter(|dock| dock.state == DOCK_ENROLLED)
                .filter_map(|dock| dock.vkey),
        );
        let of_id = |vkey: &&String| vkey.split('+').nth(1) == Some(id.as_str());
        let opened = keys
            .iter()
            .filter(of_id)
            .filter_map(|vkey| Slate::open(text, &VerifyingNoteKey::from_text(vkey).ok()?).ok());
        Ok(opened.into_iter().next())
    }

    async fn slate_names(&self, id: HandoverId, recorder: Option<RecorderId>) -> AppResult<Named> {
        let Some(last) = self.store.versions_of(id).await?.pop().filter(|last| !last.is_void) else {
            return Ok(Named::Unknown);
        };
        let carried = last.facts()?.recorders;
        let is_carried = recorder.is_some_and(|recorder| carried.contains(&recorder));
        Ok(if is_carried {
            Named::From(last.from_at)
        } else {
            Named::OfOthers
        })
    }

    /// What must be known before a slate can say anything: when the recorder thinks that it began to record.
    async fn filmed(&self, clip: &ClipRow, answer: &MediaAnswer) -> AppResult<Option<Filmed>> {
        let said = self.statement_first(clip).await?;
        let view = self.clip_view(clip.clone()).await?;
        let claims = said.as_ref().map_or(&view.time_claims, |said| &said.time_claims);
        let container = answer.container.as_ref();
        let duration_ms = container.and_then(|container| container.real_duration_ms);
        let duration_ms = duration_ms.and_then(|ms| i64::try_from(ms).ok());
        // An end of unknown meaning would be off by the whole recording.
        let claims: Vec<_> = claims
            .iter()
            .filter(|claim| claim.means != ClaimMeaning::Unknown)
            .cloned()
            .collect();
        let docked = said.as_ref().map_or(clip.sealed_at, |said| said.read_started);
        let Some(placed) = timeline::place(&claims, duration_ms, None, docked) else {
            return Ok(None);
        };
        let handed_over = match &clip.device_serial {
            Some(serial) => self.handed_over(serial, docked).await?,
            None => None,
        };
        Ok(Some(Filmed {
            facts: SlateFacts {
                claimed_start: placed.start,
                docked,
                handed_over,
            },
            recorder: self.recorder_of(clip).await?,
            docking_id: said.and_then(|said| said.docking_id),
            begins_ms: container.and_then(|container| container.real_start_ms).unwrap_or(0),
        }))
    }

    async fn statement_first(&self, clip: &ClipRow) -> AppResult<Option<CaptureStatement>> {
        for row in self.store.captures_of_clip(clip.id).await? {
            if let Ok(said) = self.statement_open(row.dock_id, &row.statement).await {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }

    async fn slate_refused(&self, clip: &ClipRow, why: &str) -> AppResult<()> {
        let message = format!(
            "A time slate in {} ({}) does not count: {why}. The clip and its times are kept as they are; film the slate \
             again, or state on the clip's page what the clock was off by.",
            clip.file_name, clip.id
        );
        self.finding_raise_once(
            ("slate_refused", &clip.id.to_string()),
            &message,
            Actor::system("slates"),
        )
        .await
    }

    /// Writes what a slate says, unless it, or one that says the same, was read before.
    async fn slate_keep(&self, clip: &ClipRow, filmed: &Filmed, new: Counting) -> AppResult<()> {
        let before = self.store.offsets_of_clip(clip.id).await?;
        let is_same = |row: &OffsetRow| {
            row.slate.is_some() && row.offset_ms.abs_diff(new.offset_ms) <= new.uncertainty_ms.unsigned_abs()
        };
        if before.iter().any(is_same) {
            return Ok(());
        }
        let row = OffsetRow {
            id: OffsetId::from_random(self.chance()),
            docking_id: filmed.docking_id,
            clip_id: Some(clip.id),
            method: OffsetMethod::Slate,
            offset_ms: new.offset_ms,
            uncertainty_ms: new.uncertainty_ms,
            measured_at: Some(new.slate.at),
            handover_id: new.slate.handover,
            slate: Some(new.text),
            reason: None,
            stated_at: self.now(),
            stated_by: Actor::system("slates"),
        };
        let clips = match filmed.docking_id {
            Some(docking) => self.clips_of_docking(docking).await?,
            None => [clip.id].into(),
        };
        self.offset_write(&row, (clip.id, &clips)).await
    }
}
