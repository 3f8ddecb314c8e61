//! What claims change: one row for each, with its event, and the handover that it makes in the same commit.
//!
//! What must stay true: the same claim again is answered the same; nothing that was said is overwritten.

use evidence_schema::custody::claim::{DockClaim, Parting, Said};
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{DockId, HandoverId, RecorderId};
use evidence_schema::ledger::LedgerSource;
use evidence_schema::limits::CLAIMS_MAX;
use evidence_schema::marks::TagAct;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::attribution::AttributionPolicy;
use evidence_schema::rules::claims::{self, Merged};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::{ClaimAnswer, ClaimHeard, ClaimOutcome, ClaimReports};
use evidence_schema::wire::docks::DockingReport;
use evidence_schema::wire::problem::ProblemCode;

use super::said::Named;
use crate::app::ledger::drafts::Meant;
use crate::app::marks::DockTag;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::claim::ClaimRow;
use crate::store::handover::HandoverRow;

/// What the rule made of a claim.
struct Verdict {
    outcome: ClaimOutcome,
    /// The handover that says the same.
    handover_id: Option<HandoverId>,
    /// Handovers to be made.
    made: Vec<Meant>,
    /// What a person should look at.
    finding: Option<(&'static str, String)>,
}

impl Verdict {
    fn only(outcome: ClaimOutcome) -> Self {
        Self {
            outcome,
            handover_id: None,
            made: Vec::new(),
            finding: None,
        }
    }

    fn shown(outcome: ClaimOutcome, kind: &'static str, message: String) -> Self {
        Self {
            finding: Some((kind, message)),
            ..Self::only(outcome)
        }
    }
}

impl App {
    /// Takes claims of the dock that sends them.
    ///
    /// # Errors
    /// When the asker is no dock, or too many come at once.
    pub async fn claims_record(&self, asker: Asker, reports: ClaimReports) -> AppResult<ClaimAnswer> {
        self.permit(asker, Action::ReportDockings, Subject::Installation)?;
        let Asker::Dock(dock_id) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        if reports.claims.len() > CLAIMS_MAX {
            let message = format!("At most {CLAIMS_MAX} claims at once.");
            return Err(AppError::new(ProblemCode::TooLarge, message));
        }
        let mut items = Vec::with_capacity(reports.claims.len());
        for note in &reports.claims {
            items.push(self.claim_heard(dock_id, note).await?);
        }
        Ok(ClaimAnswer { items })
    }

    async fn claim_heard(&self, dock_id: DockId, note: &str) -> AppResult<ClaimHeard> {
        let claim = match self.claim_open(dock_id, note).await? {
            Ok(claim) => claim,
            Err(reason) => return self.claim_refuse(dock_id, reason).await,
        };
        if let Some(held) = self.store.claim_by_id(claim.claim_id).await? {
            return if held.statement == note {
                Ok(recorded(&held))
            } else {
                self.claim_refuse(dock_id, format!("{} was said already, in other words", claim.claim_id))
                    .await
            };
        }
        let Some(docking) = self.store.docking_by_id(claim.docking_id).await? else {
            let reason = format!("{} was not reported yet", claim.docking_id);
            return Ok(ClaimHeard::Later { reason });
        };
        let report = docking.report;
        let is_of_docking = docking.dock_id == dock_id
            && report.device.known_serial() == Some(claim.serial.as_str())
            && report.started_at == claim.docked_at;
        if !is_of_docking {
            let reason = format!("{} does not fit the docking that this dock reported", claim.claim_id);
            return self.claim_refuse(dock_id, reason).await;
        }
        if let Said::Tagged { tag } = &claim.said {
            let tag = DockTag {
                docking_id: claim.docking_id,
                word: tag.clone(),
                act: TagAct::Put,
                said_at: claim.said_at,
            };
            // First: a kill in between has it said again, which is nothing.
            if let Err(error) = self.docking_tag(Asker::Dock(dock_id), tag).await {
                let is_final = matches!(
                    error.code,
                    ProblemCode::FieldsInvalid | ProblemCode::TooLarge | ProblemCode::NotFound
                );
                return if is_final {
                    self.claim_refuse(dock_id, error.detail.clone()).await
                } else {
                    Err(error)
                };
            }
        }
        let verdict = self.claim_verdict(&claim, &report).await?;
        self.claim_write((claim, note), verdict).await
    }

    /// Refused for good: somebody should know why.
    async fn claim_refuse(&self, dock_id: DockId, reason: String) -> AppResult<ClaimHeard> {
        let message = format!(
            "A claim of this dock was refused: {reason}. Nothing was changed; if nobody there can explain it, revoke the dock."
        );
        self.finding_raise("claim_refused", &dock_id.to_string(), &message, Actor::Dock(dock_id))
            .await?;
        Ok(ClaimHeard::Refused { reason })
    }

    async fn claim_verdict(&self, claim: &DockClaim, report: &DockingReport) -> AppResult<Verdict> {
        let (pair, parted) = match &claim.said {
            Said::Used { pair, parted } => (pair, parted.as_ref()),
            Said::Taken { pair } => (pair, None),
            Said::Tagged { .. } => return Ok(Verdict::only(ClaimOutcome::Kept)),
        };
        let Some(recorder) = self.store.recorder_by_serial(&claim.serial).await? else {
            return Ok(Verdict::only(ClaimOutcome::Kept));
        };
        let named = match self.claim_named(claim.dock_id, pair, claim.docked_at).await? {
            Ok(named) => named,
            Err(why) => {
                let message = format!(
                    "At the dock somebody said whose recorder {} was, but {why}. What was said is kept and changed \
                     nothing; enter the handover if it is true.",
                    claim.serial
                );
                return Ok(Verdict::shown(ClaimOutcome::Outsiders, "claim_outsiders", message));
            }
        };
        let enrolled_at = self
            .store
            .dock_by_id(claim.dock_id)
            .await?
            .and_then(|dock| dock.enrolled_at);
        if enrolled_at.is_none_or(|enrolled| claim.docked_at < enrolled) {
            return Ok(conflict(claim, &named, "the docking lies before the dock was enrolled"));
        }
        let (times, handovers) = self.docking_ledger(recorder.id, &claim.serial, report).await?;
        let policy = AttributionPolicy::PRESET;
        let merged = match &claim.said {
            Said::Taken { .. } => {
                let said_at = claim.said_at.min(self.now()).max(times.docked_at);
                claims::taken(&times, (&named.pair, said_at), &handovers, &policy)
            }
            _ => claims::used(&times, &named.pair, &handovers, &policy),
        };
        Ok(verdict(claim, (&named, parted), recorder.id, merged))
    }

    /// Claim, handover and questions about clips are one commit.
    async fn claim_write(&self, (claim, note): (DockClaim, &str), verdict: Verdict) -> AppResult<ClaimHeard> {
        let actor = Actor::Dock(claim.dock_id);
        let mut versions = Vec::new();
        for meant in &verdict.made {
            let id = HandoverId::from_random(self.chance());
            versions.push(self.version(id, 1, meant, (actor.clone(), None)));
        }
        let row = ClaimRow {
            id: claim.claim_id,
            dock_id: claim.dock_id,
            docking_id: claim.docking_id,
            serial: claim.serial.clone(),
            kind: claim.said.as_str().to_owned(),
            statement: note.to_owned(),
            outcome: verdict.outcome,
            handover_id: versions
                .first()
                .map(|version| version.handover_id)
                .or(verdict.handover_id),
            said_at: claim.said_at,
            heard_at: self.now(),
        };
        let mut tx = self
            .evidence(Event::DockClaimed, actor.clone(), claim.claim_id.to_string())
            .await?;
        for version in &versions {
            tx.handover_add(&HandoverRow {
                id: version.handover_id,
                source: LedgerSource::Dock,
                opened_at: self.now(),
                opened_by: actor.clone(),
            })
            .await?;
            tx.version_add(version).await?;
        }
        if let Some((kind, message)) = &verdict.finding {
            let subject = claim.docking_id.to_string();
            if let Some(finding) = self.finding_new((kind, &subject), message).await? {
                tx.finding_add(&finding).await?;
            }
        }
        match tx.claim_add(&row).await {
            Ok(()) => {}
            // Another answer came in the same moment: asked again, the rule sees it.
            Err(StoreError::Exists) => {
                let reason = "another claim of this docking is being written".to_owned();
                return Ok(ClaimHeard::Later { reason });
            }
            Err(error) => return Err(error.into()),
        }
        self.touch(&mut tx, &versions.iter().collect::<Vec<_>>()).await?;
        self.commit(tx).await?;
        for version in &versions {
            self.handover_check(version.handover_id).await?;
        }
        self.tell_of_dock(row.dock_id).await?;
        Ok(recorded(&row))
    }
}

fn recorded(row: &ClaimRow) -> ClaimHeard {
    ClaimHeard::Recorded {
        claim_id: row.id,
        outcome: row.outcome,
    }
}

fn conflict(claim: &DockClaim, named: &Named, why: &str) -> Verdict {
    let who = |officer: &crate::store::officer::OfficerRow| format!("{} {}", officer.number, officer.name);
    let pair: Vec<String> = [Some(&named.lead), named.assisting.as_ref()]
        .into_iter()
        .flatten()
        .map(who)
        .collect();
    let message = format!(
        "At the dock it was said that {} had recorder {} (docked {}), but {why}. Both are kept and nothing was changed; say \
         what is true by correcting a handover.",
        pair.join(", "),
        claim.serial,
        claim.docked_at
    );
    Verdict::shown(ClaimOutcome::Conflicts, "claim_conflicts", message)
}

fn verdict(
    claim: &DockClaim,
    (named, parted): (&Named, Option<&Parting>),
    recorder: RecorderId,
    merged: Merged,
) -> Verdict {
    match merged {
        Merged::Opens { from, to } => match shares(named, parted, (from, to)) {
            Some(shares) => Verdict {
                made: shares.into_iter().map(|share| share.meant(recorder)).collect(),
                ..Verdict::only(ClaimOutcome::Merged)
            },
            None => conflict(
                claim,
                named,
                "they parted after the docking, or a third person kept the recorder",
            ),
        },
        Merged::Agrees { handover } if parted.is_some() => {
            conflict(claim, named, &format!("{handover} has them together all the time"))
        }
        Merged::Agrees { handover } => Verdict {
            handover_id: Some(handover),
            ..Verdict::only(ClaimOutcome::Agrees)
        },
        Merged::Conflicts { handovers } => {
            let named_by: Vec<String> = handovers.iter().map(ToString::to_string).collect();
            conflict(
                claim,
                named,
                &format!("the ledger says otherwise ({})", named_by.join(", ")),
            )
        }
        Merged::NoTime => conflict(claim, named, "the recorder had been docked elsewhere in between"),
    }
}

/// A part of the time, and who had the recorder in it.
struct Share<'a> {
    named: &'a Named,
    officers: (
        &'a crate::store::officer::OfficerRow,
        Option<&'a crate::store::officer::OfficerRow>,
    ),
    from: Timestamp,
    to: Option<Timestamp>,
}

/// The whole time for the pair; where they parted, the rest for the one who kept the recorder.
fn shares<'a>(
    named: &'a Named,
    parted: Option<&Parting>,
    (from, to): (Timestamp, Option<Timestamp>),
) -> Option<Vec<Share<'a>>> {
    let share = |officers, from, to| Share {
        named,
        officers,
        from,
        to,
    };
    let pair = (&named.lead, named.assisting.as_ref());
    let Some(parting) = parted else {
        return Some(vec![share(pair, from, to)]);
    };
    let both = [Some(&named.lead), named.assisting.as_ref()];
    let kept_by = both
        .into_iter()
        .flatten()
        .find(|officer| officer.number == parting.kept_by_number)?;
    if to.is_some_and(|to| parting.at >= to) || named.assisting.is_none() {
        return None;
    }
    let alone = |from| share((kept_by, None), from, to);
    if parting.at <= from {
        return Some(vec![alone(from)]);
    }
    Some(vec![share(pair, from, Some(parting.at)), alone(parting.at)])
}

impl Share<'_> {
    fn meant(&self, recorder: RecorderId) -> Meant {
        let (lead, assisting) = self.officers;
        Meant {
            unit_id: self.named.pair.unit_id,
            lead_id: lead.id,
            assisting_id: assisting.map(|officer| officer.id),
            from_at: self.from,
            to_at: self.to,
            recorders: vec![recorder],
        }
    }
}
