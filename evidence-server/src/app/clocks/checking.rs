//! After a docking: what is odd about the recorder's clock and its files, as findings.
//!
//! What must stay true: nothing is looked at before every file of the docking has come in, or numbers would be missed that
//! are on their way; the same words are told once.

use evidence_schema::clip::ClaimMeaning;
use evidence_schema::custody::statement::{CaptureStatement, TimeClaim};
use evidence_schema::ids::{ClipId, DockingId};
use evidence_schema::limits::{DOCKING_CAPTURES_MAX, DOCKINGS_LOOKED_BACK_MAX};
use evidence_schema::people::Actor;
use evidence_schema::rules::clocks::docking::{ClockFinding, DockingFacts, FileFacts, Measured, look};
use evidence_schema::rules::clocks::{self, ClockVerdict, Contradiction, OffsetSaid};
use evidence_schema::rules::timeline;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::{DockingReport, DockingState};

use super::{ClockKnown, said_by_capture, said_by_row};
use crate::app::{App, AppResult};
use crate::store::capture::CaptureRow;
use crate::store::job::JobKind;

/// A capture that can be believed.
struct Read {
    row: CaptureRow,
    said: CaptureStatement,
}

/// A docking with its files and all that was said of its clock.
struct Looked {
    captures: Vec<Read>,
    said: Vec<OffsetSaid>,
}

impl Looked {
    /// What was measured, leaving out what persons say.
    fn measured(&self) -> Option<Measured> {
        let measured: Vec<OffsetSaid> = self
            .said
            .iter()
            .filter(|one| one.method.is_measured())
            .cloned()
            .collect();
        let verdict = clocks::of(&measured);
        let counts = verdict.counts.filter(|_| verdict.contradiction.is_none())?;
        let one = measured.iter().find(|one| counts.rests_on.contains(&one.name))?;
        Some(Measured {
            offset_ms: one.offset_ms,
            uncertainty_ms: one.uncertainty_ms,
            at: one.measured_at?,
        })
    }
}

impl App {
    /// Has the docking looked at, if it was read.
    pub(in crate::app) async fn docking_clock_due(&self, report: &DockingReport) -> AppResult<()> {
        if is_read(report) {
            let job = self.job(JobKind::Findings, &report.docking_id.to_string());
            self.store.job_add(&job).await?;
            self.jobs_due.notify_waiters();
        }
        Ok(())
    }

    /// Looks at a docking once all of its files are here.
    pub(in crate::app) async fn docking_clock_check(&self, id: DockingId) -> AppResult<()> {
        let Some(docking) = self.store.docking_by_id(id).await? else {
            return Ok(());
        };
        let here = self.store.captures_counted(id).await?;
        if !is_read(&docking.report) || here + docking.report.files_failed < docking.report.files_total {
            return Ok(());
        }
        let looked = self.docking_looked(id).await?;
        let verdict = clocks::of(&looked.said);
        if let Some(contradiction) = verdict.contradiction {
            self.contradiction_found(&id.to_string(), contradiction).await?;
        }
        let facts = self.docking_facts(&docking.report, &looked, &verdict).await?;
        for finding in look(&facts) {
            let (kind, message) = words(&finding);
            self.finding_raise_once((kind, &id.to_string()), &message, Actor::system("clocks"))
                .await?;
        }
        Ok(())
    }

    /// What was said about one clip's clock and cannot all be true; of a whole docking it is told once for all its clips.
    pub(in crate::app) async fn clock_findings(&self, id: ClipId, known: &ClockKnown) -> AppResult<()> {
        let is_own = known.rows.iter().any(|row| row.clip_id == Some(id));
        match known.verdict.contradiction {
            Some(found) if is_own || known.docking_id.is_none() => {
                self.contradiction_found(&id.to_string(), found).await
            }
            _ => Ok(()),
        }
    }

    /// Two offsets that cannot both be true.
    pub(in crate::app) async fn contradiction_found(&self, about: &str, found: Contradiction) -> AppResult<()> {
        let (kind, what) = if found.is_jump {
            (
                "clock_jumped",
                "The recorder's clock was off by different times within one docking",
            )
        } else {
            (
                "clock_contradiction",
                "What was said about the recorder's clock cannot all be true",
            )
        };
        let message = format!(
            "{what}: from {} s to {} s. All of it is kept and nothing is guessed; the corrected time is unsure by as much. \
             A head may state the offset of each clip on its page.",
            seconds(found.lowest_ms),
            seconds(found.highest_ms)
        );
        self.finding_raise_once((kind, about), &message, Actor::system("clocks"))
            .await
    }

    async fn docking_looked(&self, id: DockingId) -> AppResult<Looked> {
        let mut captures = Vec::new();
        for row in self.store.captures_of_docking(id, DOCKING_CAPTURES_MAX).await? {
            if let Ok(said) = self.statement_open(row.dock_id, &row.statement).await {
                captures.push(Read { row, said });
            }
        }
        let rows = self.store.offsets_of_docking(id).await?;
        let mut said: Vec<OffsetSaid> = rows.iter().map(|row| said_by_row(row, None)).collect();
        // The dock says the same with every file of a docking: once is enough.
        let first = captures.iter().min_by_key(|read| read.said.read_started);
        said.extend(first.and_then(|read| said_by_capture(read.row.id, &read.said)));
        Ok(Looked { captures, said })
    }

    async fn docking_facts(
        &self,
        report: &DockingReport,
        looked: &Looked,
        verdict: &ClockVerdict,
    ) -> AppResult<DockingFacts> {
        let mut facts = DockingFacts {
            measured: looked.measured(),
            ..DockingFacts::default()
        };
        for read in &looked.captures {
            let is_new = self.is_read_first(read).await?;
            let duration = self
                .store
                .media_of_clip(read.row.clip_id)
                .await?
                .and_then(|row| row.duration_ms);
            let duration = duration.and_then(|ms| i64::try_from(ms).ok());
            facts.files.push(file_facts(&read.said, (duration, is_new), verdict));
        }
        let Some(serial) = report.device.known_serial() else {
            return Ok(facts);
        };
        facts.handed_over = self.handed_over(serial, report.started_at).await?;
        self.earlier(serial, report, &mut facts).await?;
        Ok(facts)
    }

    /// Whether no docking before read this file.
    async fn is_read_first(&self, read: &Read) -> AppResult<bool> {
        let captures = self.store.captures_of_clip(read.row.clip_id).await?;
        let others = captures.iter().filter(|other| other.docking_id != read.row.docking_id);
        for other in others {
            if let Ok(said) = self.statement_open(other.dock_id, &other.statement).await
                && said.read_started < read.said.read_started
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// When the handover began that was the recorder's last before this moment.
    async fn handed_over(&self, serial: &str, docked: Timestamp) -> AppResult<Option<Timestamp>> {
        let Some(recorder) = self.store.recorder_by_serial(serial).await? else {
            return Ok(None);
        };
        let since = Timestamp::from_micros(0).unwrap_or(docked);
        let last = self.store.handovers_of(recorder.id, (since, docked), 1).await?;
        Ok(last.first().map(|version| version.from_at))
    }

    /// The docking before, and the last measurement before this docking.
    async fn earlier(&self, serial: &str, report: &DockingReport, facts: &mut DockingFacts) -> AppResult<()> {
        let started = report.started_at;
        let earlier = self
            .store
            .dockings_before(serial, started, DOCKINGS_LOOKED_BACK_MAX)
            .await?;
        for (place, docking) in earlier.iter().enumerate() {
            let looked = self.docking_looked(docking.report.docking_id).await?;
            if place == 0 {
                facts.docked_before = is_whole(&docking.report).then_some(docking.report.started_at);
                let nothing = ClockVerdict::default();
                let files = looked
                    .captures
                    .iter()
                    .map(|read| file_facts(&read.said, (None, false), &nothing));
                facts.files.extend(files);
            }
            facts.measured_before = looked.measured();
            if facts.measured_before.is_some() || facts.measured.is_none() {
                break;
            }
        }
        Ok(())
    }
}

fn is_read(report: &DockingReport) -> bool {
    !matches!(report.state, DockingState::Reading | DockingState::Refused)
}

/// Whether everything that lay on the recorder was read.
fn is_whole(report: &DockingReport) -> bool {
    let is_over = matches!(
        report.state,
        DockingState::Spooled | DockingState::Stored | DockingState::Ready
    );
    is_over && report.files_failed == 0
}

fn file_facts(
    said: &CaptureStatement,
    (duration_ms, is_new): (Option<i64>, bool),
    verdict: &ClockVerdict,
) -> FileFacts {
    // A time of which nobody knows what it means may lie as far from the others as the recording is long.
    let claims: Vec<TimeClaim> = said
        .time_claims
        .iter()
        .filter(|claim| claim.means != ClaimMeaning::Unknown)
        .cloned()
        .collect();
    let shift_ms = verdict.counts.as_ref().map_or(0, |counts| counts.offset_ms);
    let doubt_ms = verdict
        .counts
        .as_ref()
        .map_or(timeline::UNMEASURED_UNCERTAINTY_MS, |counts| counts.uncertainty_ms);
    let placed = timeline::place(&claims, duration_ms, None, said.read_ended);
    let ended_by = placed
        .as_ref()
        .and_then(|placed| placed.end.plus_ms(shift_ms)?.plus_ms(doubt_ms));
    let name = said.path.rsplit('/').next().unwrap_or_default();
    FileFacts {
        name: said.path.clone(),
        kind: name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase(),
        number: said.sequence_number,
        claimed_start: placed.as_ref().map(|placed| placed.start),
        ended_by,
        is_new,
        odd: placed.map(|placed| placed.findings).unwrap_or_default(),
    }
}

fn seconds(ms: i64) -> String {
    format!(
        "{}{}.{:03}",
        if ms < 0 { "-" } else { "" },
        ms.unsigned_abs() / 1000,
        ms.unsigned_abs() % 1000
    )
}

/// Kind and sentence.
fn words(finding: &ClockFinding) -> (&'static str, String) {
    match finding {
        ClockFinding::Drifted { apart_ms, within_ms } => (
            "clock_drifted",
            format!(
                "The recorder's clock went {} s off within {} hours since it was compared last; 3 s a day are allowed. \
                 Times are corrected by the newer measurement. Set the clock, and have the recorder looked at.",
                seconds(*apart_ms),
                within_ms / 3_600_000
            ),
        ),
        ClockFinding::WasReset { file, files } => (
            "clock_reset",
            format!(
                "The recorder's clock was reset or set back: {files} new files are older than can be, the first is {file}. \
                 They are kept with the times that they claim; state on the clip's page what the clock was off by."
            ),
        ),
        ClockFinding::ClaimsDisagree { file, apart_ms, files } => (
            "clock_claims_disagree",
            format!(
                "The times that {files} files claim disagree, at most by {} s in {file}. All are kept side by side; look \
                 at the profile of this model of recorder.",
                seconds(*apart_ms)
            ),
        ),
        ClockFinding::NumbersMissing { first, last, before } => (
            "numbers_missing",
            format!(
                "Numbers {first} to {last} are missing in the file sequence, before {before}. What was read is kept; ask \
                 the officers whether files were deleted or lie elsewhere."
            ),
        ),
    }
}
