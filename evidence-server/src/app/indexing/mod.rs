//! The indexer: keeps what clips are found by in step with the evidence. One at a time; whatever it misses waits.
//!
//! What must stay true: facts are read before the turn of what is due is ended, so a change in between is looked at
//! again; the index holds nothing that evidence does not say, and is made again when its form changes.

pub(super) mod facts;

use std::collections::BTreeMap;
use std::time::Duration;

use evidence_schema::custody::audit::{Audit, BreachKind};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{ActId, CaseId, ClipId, DockingId, OfficerId, RecorderId, UnitId};
use facts::{index_row, units_by_id};
use tokio_util::sync::CancellationToken;

use super::{App, AppResult, Change};
use crate::store::Store;
use crate::store::index::{DueRow, FanOut, FindRow};
use crate::store::unit::UnitRow;

/// Another number makes every server index everything again.
const FORM: &str = "3";
const POLL: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(50);
const CATCH_UP: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(20);
const RETRY_MS: i64 = 30_000;
const LEASE_MS: i64 = 15_000;
/// Name of the indexer's lease.
const INDEXER: &str = "indexer";
/// Clips that one commit puts at most.
const COMMIT_CLIPS: usize = 16;

/// What must be looked at.
enum Subject {
    Clip(ClipId),
    FanOut(FanOut),
}

/// What was made of something due.
struct Looked {
    due: DueRow,
    /// The clip as the index has it, and as it should.
    clip: Option<(ClipId, Option<FindRow>, FindRow)>,
    fan_out: Option<FanOut>,
    /// What was seen of it, where that decides whether to look again.
    seen: Option<String>,
}

fn subject_of(text: &str) -> Option<Subject> {
    if let Ok(id) = text.parse::<ClipId>() {
        return Some(Subject::Clip(id));
    }
    let fan_out = if text.parse::<CaseId>().is_ok() {
        FanOut::Case
    } else if text.parse::<UnitId>().is_ok() {
        FanOut::Unit
    } else if text.parse::<OfficerId>().is_ok() {
        FanOut::Officer
    } else if text.parse::<RecorderId>().is_ok() {
        FanOut::Recorder
    } else if text.parse::<DockingId>().is_ok() {
        FanOut::Docking
    } else if text.parse::<ActId>().is_ok() {
        FanOut::Act
    } else {
        return None;
    };
    Some(Subject::FanOut(fan_out))
}

impl App {
    /// Runs until told to stop.
    pub async fn index(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let due = self.index_due.notified();
            match self.index_step().await {
                // What happens to one clip within a moment is looked at once.
                Ok(true) => tokio::time::sleep(PAUSE).await,
                Ok(false) => {
                    tokio::select! {
                        () = due => {}
                        () = tokio::time::sleep(POLL) => {}
                        () = stop.cancelled() => {}
                    }
                }
                Err(e) => {
                    tracing::warn!("indexer: {e}");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
        if let Err(e) = self.store.lease_drop(INDEXER, &self.instance).await {
            tracing::warn!("the indexer's lease was not given back: {e}");
        }
    }

    /// Marks everything due when the index was made in another form, or never.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn index_check_form(&self) -> AppResult<()> {
        if self.store.index_seen("form").await?.as_deref() == Some(FORM) {
            return Ok(());
        }
        let mut tx = self.store.work().await?;
        tx.index_fan_out(FanOut::All, "", self.now()).await?;
        tx.index_seen_put("form", FORM).await?;
        Ok(tx.commit().await?)
    }

    /// Waits until what was written before this moment is found, but not for long: a search after a bulk of changes
    /// answers with what there is.
    pub(super) async fn index_caught_up(&self) -> AppResult<()> {
        let (now, end) = (self.now(), tokio::time::Instant::now() + CATCH_UP);
        while self.store.index_is_behind(now).await? && tokio::time::Instant::now() < end {
            self.index_due.notify_one();
            tokio::time::sleep(GLANCE).await;
        }
        Ok(())
    }

    /// Looks at some of what is due. False when there was nothing to do, or another server does it.
    async fn index_step(&self) -> AppResult<bool> {
        let due = self.store.index_due(self.now()).await?;
        if due.is_empty() || !self.store.lease_take(INDEXER, &self.instance, LEASE_MS).await? {
            return Ok(false);
        }
        let units = units_by_id(&self.store).await?;
        let mut looked = Vec::new();
        for due in due {
            let subject = due.subject.clone();
            match self.look(due, &units).await {
                Ok(one) => looked.push(one),
                Err(e) => {
                    tracing::warn!(%subject, "indexer: {e}");
                    let later = self.now().plus_ms(RETRY_MS).unwrap_or(self.now());
                    self.store.index_later(&subject, later).await?;
                }
            }
        }
        // Everybody who writes takes subjects in this order.
        looked.sort_by(|a, b| a.due.subject.cmp(&b.due.subject));
        for some in looked.chunks(COMMIT_CLIPS) {
            self.index_write(some).await?;
        }
        if looked.iter().any(|one| one.clip.is_some()) {
            self.tell(Change::Clips);
        }
        Ok(true)
    }

    async fn index_write(&self, looked: &[Looked]) -> AppResult<()> {
        for one in looked {
            let Some(fan_out) = one.fan_out else { continue };
            // A commit of its own: what is due is locked in the order of ids by whoever writes evidence, and the end of
            // this one stands elsewhere in that order. A crash in between has it done again.
            let mut tx = self.store.work().await?;
            tx.index_fan_out(fan_out, &one.due.subject, one.due.run_after).await?;
            tx.commit().await?;
        }
        let mut tx = self.store.work().await?;
        for one in looked {
            if let Some((id, before, row)) = &one.clip {
                tx.index_put(*id, before.as_ref(), row).await?;
            }
            if let Some(digest) = &one.seen {
                tx.index_seen_put(&one.due.subject, digest).await?;
            }
        }
        for one in looked {
            tx.index_end(&one.due).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn look(&self, due: DueRow, units: &BTreeMap<UnitId, UnitRow>) -> AppResult<Looked> {
        let mut looked = Looked {
            clip: None,
            fan_out: None,
            seen: None,
            due,
        };
        match subject_of(&looked.due.subject) {
            Some(Subject::Clip(id)) => {
                if let Some(row) = index_row(&self.store, id, units).await? {
                    looked.clip = Some((id, self.store.index_of(id).await?, row));
                }
            }
            Some(Subject::FanOut(fan_out @ (FanOut::Case | FanOut::Act | FanOut::Docking))) => {
                looked.fan_out = Some(fan_out);
            }
            Some(Subject::FanOut(fan_out)) => {
                // Much is written about units, officers and recorders that no list asks for.
                let digest = self.seen_now(&looked.due.subject, units).await?;
                if self.store.index_seen(&looked.due.subject).await?.as_deref() != Some(&digest) {
                    looked.fan_out = Some(fan_out);
                    looked.seen = Some(digest);
                }
            }
            None => {}
        }
        Ok(looked)
    }

    /// What of a unit, officer or recorder its clips are found by.
    async fn seen_now(&self, subject: &str, units: &BTreeMap<UnitId, UnitRow>) -> AppResult<String> {
        let text = if let Ok(id) = subject.parse::<UnitId>() {
            units.get(&id).map(|unit| format!("{:?}", unit.parent_id))
        } else if let Ok(id) = subject.parse::<OfficerId>() {
            let officer = self.store.officer_by_id(id).await?;
            officer.map(|officer| format!("{}\n{}", officer.number, officer.name))
        } else if let Ok(id) = subject.parse::<RecorderId>() {
            let device = self.store.device_of(id).await?;
            device.map(|device| device.unit_id.to_string())
        } else {
            None
        };
        Ok(Sha256Digest::of(text.unwrap_or_default().as_bytes()).to_string())
    }

    /// Names each clip that searches do not find as the evidence says; what waits for the indexer is passed over.
    pub(super) async fn audit_index(&self, moment: &Store, audit: &mut Audit) -> AppResult<()> {
        // A unit that cannot be read is named by the audit of rows; nothing can be compared without it.
        let Ok(units) = units_by_id(moment).await else {
            return Ok(());
        };
        let mut last = String::new();
        loop {
            let clips = moment.clips_after(&last).await?;
            let Some(end) = clips.last() else { return Ok(()) };
            last = end.to_string();
            for id in clips {
                let message = match is_found(moment, id, &units).await {
                    Ok(true) => continue,
                    Ok(false) => "searches do not find it by what its evidence says".to_owned(),
                    Err(e) => format!("what it is found by cannot be compared: {e}"),
                };
                audit.breach(BreachKind::ColumnAltered, format!("clip_find/{id}"), &message);
            }
        }
    }
}

/// Whether the index has of a clip what it should, or is about to look at it.
async fn is_found(moment: &Store, id: ClipId, units: &BTreeMap<UnitId, UnitRow>) -> AppResult<bool> {
    if moment.index_is_due(&id.to_string()).await? {
        return Ok(true);
    }
    let held = moment.index_of(id).await?;
    let wanted = index_row(moment, id, units).await?;
    Ok(match (held, wanted) {
        (Some(held), Some(wanted)) => {
            held.found == wanted.found
                && (held.recorded_from, held.recorded_to) == (wanted.recorded_from, wanted.recorded_to)
                && moment.index_is_whole(&held).await?
        }
        (held, wanted) => held.is_none() && wanted.is_none(),
    })
}
