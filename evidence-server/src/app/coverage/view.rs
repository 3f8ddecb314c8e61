//! The verdict as the API and the page show it.
//!
//! What must stay true: a clip that the asker may not see is there with its time, and without a name.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::ids::ClipId;
use evidence_schema::rules::access::Asker;
use evidence_schema::rules::coverage::spans::Span;
use evidence_schema::rules::coverage::{Cause, CoverageFinding, CoveragePolicy, Gap, Lane, SessionCoverage};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::coverage::{
    CoverageClip, CoverageGap, CoverageLane, CoverageRemark, CoverageSession, CoverageUnseen, CoverageView,
};
use evidence_schema::wire::rooms::Stretch;

use super::{ActClip, ActCoverage, ActNow};
use crate::app::{App, AppError, AppResult};

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn stretch((from, to): Span) -> AppResult<Stretch> {
    let at = |ms: i64| {
        let micros = ms.checked_mul(1000).map(Timestamp::from_micros);
        let outside = || AppError::internal("a stretch of an act lies outside of all time");
        micros.and_then(Result::ok).ok_or_else(outside)
    };
    Ok(Stretch {
        from: at(from)?,
        to: at(to)?,
    })
}

fn stretches(spans: &[Span]) -> AppResult<Vec<Stretch>> {
    spans.iter().map(|span| stretch(*span)).collect()
}

fn gap(gap: &Gap) -> AppResult<CoverageGap> {
    Ok(CoverageGap {
        span: stretch(gap.span)?,
        causes: gap.causes.iter().copied().collect(),
        explained_ms: gap.explained_ms,
    })
}

fn lane(lane: &Lane) -> AppResult<CoverageLane> {
    Ok(CoverageLane {
        measure: lane.measure.into(),
        gaps: lane.gaps.iter().map(gap).collect::<AppResult<_>>()?,
        doubts: stretches(&lane.doubts)?,
    })
}

fn session(act: &ActNow, (place, session): (usize, &SessionCoverage)) -> AppResult<CoverageSession> {
    Ok(CoverageSession {
        span: stretch(session.span)?,
        is_open: act.open.contains(&place),
        picture: lane(&session.picture)?,
        sound: lane(&session.sound)?,
    })
}

/// The stable code of a finding, the clip and the session that it is about.
fn remark(finding: &CoverageFinding) -> (&'static str, Option<ClipId>, Option<u64>) {
    use CoverageFinding as F;
    match finding {
        F::LeftOutSilently(id) => ("left_out_silently", Some(*id), None),
        F::Unplaced(id) => ("unplaced", Some(*id), None),
        F::NotReadBack(id) => ("not_read_back", Some(*id), None),
        F::TooFewCertified(_) => ("too_few_certified", None, None),
        F::TimesOfTheFootage(place) => ("times_of_the_footage", None, Some(count(place + 1))),
        F::TimesChanged(_) => ("times_changed", None, None),
        F::ElementMissing(_) => ("element_missing", None, None),
        F::ElementOutside(_) => ("element_outside", None, None),
    }
}

fn unseen(clip: &ActClip) -> AppResult<Vec<CoverageUnseen>> {
    let Some(((from, to), _)) = clip.time else {
        return Ok(Vec::new());
    };
    let on_axis = |(start, end): Span| (from.as_millis() + start, (from.as_millis() + end).min(to.as_millis()));
    let tracks = &clip.tracks;
    let all = [
        (Cause::Hole, &tracks.holes),
        (Cause::Hole, &tracks.sound_holes),
        (Cause::Dark, &tracks.dark),
        (Cause::Silent, &tracks.silent),
    ];
    let mut unseen: BTreeSet<(Span, Cause)> = BTreeSet::new();
    for (cause, spans) in all {
        unseen.extend(spans.iter().map(|span| (on_axis(*span), cause)));
    }
    let one = |(span, cause)| {
        Ok(CoverageUnseen {
            cause,
            span: stretch(span)?,
        })
    };
    unseen.into_iter().map(one).collect()
}

/// A number for each clock, in the order in which they began.
fn clocks(clips: &[ActClip]) -> BTreeMap<String, u64> {
    let mut clocks = BTreeMap::new();
    for clip in clips.iter().filter(|clip| clip.time.is_some()) {
        let next = count(clocks.len() + 1);
        clocks.entry(clip.clock.clone()).or_insert(next);
    }
    clocks
}

fn clip_view(act: &ActNow, clip: ActClip, clock: Option<u64>) -> AppResult<CoverageClip> {
    Ok(CoverageClip {
        unseen: unseen(&clip)?,
        touches: clip.touches(act),
        clip_id: Some(clip.row.id),
        kind: clip.row.kind,
        source: clip.row.source,
        clock,
        time: clip.time.map(|((from, to), _)| Stretch { from, to }),
        uncertainty_ms: clip.time.map(|(_, doubt)| doubt),
        has_picture: clip.tracks.has_picture,
        has_sound: clip.tracks.has_sound,
        is_at_act: clip.is_at_act,
        left_out_reason: clip.left_out_reason,
        is_read_back: clip.row.verified_at.is_some()
            && clip.row.state == evidence_schema::evidence::ClipState::Verified,
        level: clip.level,
        is_looked_in_full: clip.tracks.is_looked_in_full,
        file_name: Some(clip.row.file_name),
        device_serial: clip.row.device_serial,
    })
}

impl ActCoverage {
    /// The depth of look that the verdict rests on, and the clips that were not looked at in full yet: of those that count.
    pub(in crate::app) fn depth(&self) -> (Option<u8>, Vec<ClipId>) {
        let counting = self
            .clips
            .iter()
            .filter(|clip| clip.is_at_act && clip.touches(&self.act));
        let counting: Vec<&ActClip> = counting.collect();
        let level = |clip: &&ActClip| {
            if clip.tracks.is_looked_in_full {
                3
            } else {
                clip.level.unwrap_or(0)
            }
        };
        let shallow = counting.iter().filter(|clip| !clip.tracks.is_looked_in_full);
        (
            counting.iter().map(level).min(),
            shallow.map(|clip| clip.row.id).collect(),
        )
    }
}

impl ActCoverage {
    /// Everything, for what is fixed: whoever asks.
    pub(in crate::app) fn whole_view(self) -> AppResult<CoverageView> {
        let all = self.clips.iter().map(|clip| clip.row.id).collect();
        self.view(&all)
    }

    /// The verdict to somebody who may see these clips.
    fn view(self, seen: &BTreeSet<ClipId>) -> AppResult<CoverageView> {
        let covered = self;
        let (rests_on_level, shallow) = covered.depth();
        let clocks = clocks(&covered.clips);
        let (act, coverage) = (&covered.act, &covered.coverage);
        let mut clips = Vec::with_capacity(covered.clips.len());
        for clip in covered.clips {
            let (id, clock) = (clip.row.id, clocks.get(&clip.clock).copied());
            let view = clip_view(act, clip, clock)?;
            let hidden = CoverageClip {
                clip_id: None,
                file_name: None,
                left_out_reason: None,
                device_serial: None,
                ..view.clone()
            };
            clips.push(if seen.contains(&id) { view } else { hidden });
        }
        let findings = coverage.findings.iter().map(|finding| {
            let (code, clip, session) = remark(finding);
            CoverageRemark {
                code: code.to_owned(),
                clip_id: clip.filter(|id| seen.contains(id)),
                session,
            }
        });
        // Elements are told as one: their list says which.
        let mut findings: Vec<CoverageRemark> = findings.collect();
        findings.dedup();
        let sessions = coverage.sessions.iter().enumerate();
        Ok(CoverageView {
            act_id: act.version.act_id,
            act_version: act.version.ordinal,
            kind: act.version.kind.clone(),
            catalogue_version: covered.catalogue_number,
            is_in_catalogue: covered.is_in_catalogue,
            duty: covered.duty,
            mode: covered.mode,
            standing: coverage.standing,
            picture: coverage.picture.into(),
            sound: coverage.sound.into(),
            sessions: sessions.map(|one| session(act, one)).collect::<AppResult<_>>()?,
            between: stretches(&coverage.between)?,
            findings,
            clips,
            certified_officers: count(covered.facts.certified_officers),
            officers_needed: count(CoveragePolicy::PRESET.officers),
            rests_on_level,
            not_looked_in_full: count(shallow.len()),
            is_cut: covered.is_cut,
            asked_at: covered.asked_at,
        })
    }
}

impl App {
    pub(super) async fn coverage_view(&self, asker: Asker, covered: ActCoverage) -> AppResult<CoverageView> {
        let mut seen = BTreeSet::new();
        for clip in &covered.clips {
            if self.clip_if_seen(asker, clip.row.id).await?.is_some() {
                seen.insert(clip.row.id);
            }
        }
        covered.view(&seen)
    }
}
