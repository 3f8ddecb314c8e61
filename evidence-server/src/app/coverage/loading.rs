//! The facts of an act: its newest version, and every clip of its officers and recorders that may lie in its time.
//!
//! What must stay true: a clip is looked for by its widest possible time, whether or not anybody linked it; a clip that is
//! placed at the act is there whatever its time; more clips than the bounds are said, never left out silently.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::ids::{ActId, CaseId, ClipId, OfficerId};
use evidence_schema::limits::{COVERAGE_CLIPS_MAX, COVERAGE_CLIPS_OF_ONE_MAX};
use evidence_schema::rules::coverage::ClipFacts;
use evidence_schema::rules::sessions::{SESSION_MS_MAX, Session};
use evidence_schema::rules::timeline::UNMEASURED_UNCERTAINTY_MS;
use evidence_schema::time::Timestamp;

use super::tracks::Tracks;
use crate::app::cases::acts::{ActPeopleAndTimes, bare};
use crate::app::probing::KeptFacts;
use crate::app::{App, AppError, AppResult};
use crate::store::act::ActVersionRow;
use crate::store::attribution::AttributionRow;
use crate::store::clip::ClipRow;
use crate::store::handover::VersionRow;

const HOUR_MS: i64 = 3_600_000;
/// Clocks that nobody compared with anything may be wrong by so much; nothing further away is looked for.
const BESIDE_MS: i64 = UNMEASURED_UNCERTAINTY_MS + HOUR_MS;
/// A handover may have begun so long before a session.
const HANDOVER_MS: i64 = 31 * 24 * HOUR_MS;
/// What was read at a docking is all there after so long.
const BROUGHT_IN_MS: i64 = 24 * HOUR_MS;

pub(super) type Window = (Timestamp, Timestamp);

/// One act as it stands.
#[derive(Debug, Clone)]
pub(in crate::app) struct ActNow {
    pub(in crate::app) case_id: CaseId,
    pub(in crate::app) version: ActVersionRow,
    pub(in crate::app) people: ActPeopleAndTimes,
    /// In order, without overlaps; one that nobody ended ends now, at the latest when a session must.
    pub(in crate::app) sessions: Vec<Window>,
    /// Places of those that nobody ended.
    pub(in crate::app) open: BTreeSet<usize>,
    /// Versions that changed what was said of its times before.
    pub(in crate::app) times_changed: Vec<u64>,
}

/// One clip with what it is to the act.
#[derive(Debug, Clone)]
pub(in crate::app) struct ActClip {
    pub(in crate::app) row: ClipRow,
    pub(in crate::app) tracks: Tracks,
    /// From when to when, and how much both may be wrong; absent where nobody knows.
    pub(in crate::app) time: Option<(Window, i64)>,
    /// What recorded it.
    pub(in crate::app) clock: String,
    /// It is placed at the act.
    pub(in crate::app) is_at_act: bool,
    /// Why it is not, in somebody's words.
    pub(in crate::app) left_out_reason: Option<String>,
    /// Depth of the look into it.
    pub(in crate::app) level: Option<u8>,
}

/// Where a clip may be looked for.
#[derive(Debug, Default)]
struct Found {
    /// Of its officers, and of nobody from their recorders: by the widest time.
    own: BTreeSet<ClipId>,
    /// Of others, from a recorder that its officers held: by the time itself.
    of_recorders: BTreeSet<ClipId>,
    /// Nobody knows when.
    untimed: BTreeSet<ClipId>,
    is_cut: bool,
}

fn shifted(at: Timestamp, ms: i64) -> Timestamp {
    at.plus_ms(ms).unwrap_or(at)
}

const fn overlaps(one: Window, other: Window) -> bool {
    one.0.as_micros() < other.1.as_micros() && other.0.as_micros() < one.1.as_micros()
}

/// Sessions as the rule wants them, with the places of those that nobody ended.
fn judged(sessions: &[Session], now: Timestamp) -> (Vec<Window>, BTreeSet<usize>) {
    let mut sorted = sessions.to_vec();
    sorted.sort_by_key(|session| session.arrived_at);
    let (mut windows, mut open) = (Vec::<Window>::new(), BTreeSet::new());
    for session in sorted {
        let longest = shifted(session.arrived_at, SESSION_MS_MAX).min(now);
        let from = windows
            .last()
            .map_or(session.arrived_at, |last| last.1.max(session.arrived_at));
        let to = session.departed_at.unwrap_or(longest);
        if session.departed_at.is_none() {
            open.insert(windows.len());
        }
        windows.push((from, to.max(from)));
    }
    (windows, open)
}

impl App {
    /// One act as it stands.
    ///
    /// # Errors
    /// When there is no such act.
    pub(super) async fn act_now(&self, id: ActId) -> AppResult<ActNow> {
        let act = self.store.act_by_id(id).await?;
        let act = act.ok_or_else(|| AppError::not_found("act"))?;
        let versions = self.store.act_versions(id).await?;
        let (mut times_changed, mut before) = (Vec::new(), None);
        for version in &versions {
            let said = bare(&ActPeopleAndTimes::of(version)?.sessions);
            let is_changed =
                before.is_some_and(|before: Vec<Session>| evidence_schema::rules::sessions::is_changed(&before, &said));
            times_changed.extend(is_changed.then_some(version.ordinal));
            before = Some(said);
        }
        let (sessions, open) = judged(&before.unwrap_or_default(), self.now());
        let version = versions.into_iter().next_back();
        let version = version.ok_or_else(|| AppError::internal("an act has no version"))?;
        Ok(ActNow {
            case_id: act.case_id,
            people: ActPeopleAndTimes::of(&version)?,
            version,
            sessions,
            open,
            times_changed,
        })
    }

    /// Every clip that may lie in the act's time, and every clip that is placed at it, by time; and whether there are more.
    pub(super) async fn act_clips(&self, act: &ActNow) -> AppResult<(Vec<ActClip>, bool)> {
        let placed = self.clips_placed_at(act).await?;
        let found = self.clips_around_act(act).await?;
        let mut ids: BTreeSet<ClipId> = placed.clone();
        ids.extend(found.own.iter().chain(&found.of_recorders).chain(&found.untimed));
        let ids: Vec<ClipId> = ids.into_iter().collect();
        let owners = self.store.attributions_now(&ids).await?;
        let is_meant = |id: &ClipId| {
            let owner = owners.get(id);
            let time = owner.and_then(time_of);
            placed.contains(id)
                || (found.own.contains(id) && time.is_some_and(|time| may_touch(act, time)))
                || (found.of_recorders.contains(id) && time.is_some_and(|(time, _)| touches(act, time)))
                || (found.untimed.contains(id) && time.is_none())
        };
        let mut meant: Vec<ClipId> = ids.into_iter().filter(is_meant).collect();
        let is_cut = found.is_cut || meant.len() > COVERAGE_CLIPS_MAX;
        // Those that somebody placed come first where not all of them can be looked at.
        meant.sort_by_key(|id| !placed.contains(id));
        meant.truncate(COVERAGE_CLIPS_MAX);
        let mut clips = self.act_clips_known(act, (&meant, &placed), &owners).await?;
        clips.sort_by_key(|clip| (clip.time.map(|(time, _)| time), clip.row.id));
        Ok((clips, is_cut))
    }

    /// Clips of the case file that are placed at this act now.
    async fn clips_placed_at(&self, act: &ActNow) -> AppResult<BTreeSet<ClipId>> {
        let placings = self.store.placings_of_case(act.case_id).await?;
        let mut placed = BTreeSet::new();
        for link in self.store.links_of_case(act.case_id).await? {
            let Some(placing) = placings.get(&link.id) else {
                continue;
            };
            if placing.act_ids()?.contains(&act.version.act_id) {
                placed.insert(link.clip_id);
            }
        }
        Ok(placed)
    }

    async fn clips_around_act(&self, act: &ActNow) -> AppResult<Found> {
        let mut found = Found::default();
        let serials = self.recorders_of_act(act).await?;
        for session in &act.sessions {
            let window = (shifted(session.0, -BESIDE_MS), shifted(session.1, BESIDE_MS));
            for officer in &act.people.officers {
                let of = self.store.clips_of_officer(*officer, window, COVERAGE_CLIPS_OF_ONE_MAX);
                found.own(of.await?);
                let by = self
                    .store
                    .clips_brought_around(*officer, window, COVERAGE_CLIPS_OF_ONE_MAX);
                found.own(by.await?);
            }
            for serial in serials.keys() {
                let of = self.store.clips_of_nobody(serial, window, COVERAGE_CLIPS_OF_ONE_MAX);
                found.own(of.await?);
                let of = self
                    .store
                    .clips_of_serial_around(serial, *session, COVERAGE_CLIPS_OF_ONE_MAX);
                let of = found.counted(of.await?);
                found.of_recorders.extend(of);
            }
        }
        for (serial, window) in serials.iter().filter_map(|(serial, window)| Some((serial, (*window)?))) {
            let untimed = self
                .store
                .clips_of_serial_untimed(serial, window, COVERAGE_CLIPS_OF_ONE_MAX);
            let untimed = found.counted(untimed.await?);
            found.untimed.extend(untimed);
        }
        found.own.extend(self.clips_of_rooms(act).await?);
        Ok(found)
    }

    /// Serials of the recorders that its officers held in its time by the ledger, each with when its footage of that time can
    /// have come in.
    async fn recorders_of_act(&self, act: &ActNow) -> AppResult<BTreeMap<String, Option<Window>>> {
        let Some(whole) = whole(act) else {
            return Ok(BTreeMap::new());
        };
        let is_theirs = |handover: &VersionRow| {
            let of_act = |id: OfficerId| act.people.officers.contains(&id);
            let held = (handover.from_at, handover.to_at.unwrap_or(whole.1));
            let mut sessions = act.sessions.iter();
            (of_act(handover.lead_id) || handover.assisting_id.is_some_and(of_act))
                && sessions.any(|session| overlaps(held, *session))
        };
        let mut held = BTreeSet::new();
        let since = shifted(whole.0, -HANDOVER_MS);
        for handover in self.store.handovers_between(since, whole.1).await? {
            if is_theirs(&handover) {
                held.extend(handover.recorder_ids()?);
            }
        }
        let mut serials = BTreeMap::new();
        for recorder in self
            .store
            .recorders()
            .await?
            .into_iter()
            .filter(|r| held.contains(&r.id))
        {
            let docked = self.store.recorder_docked_after(recorder.id, whole.1).await?;
            let window = docked.map(|docked| (whole.0, shifted(docked, BROUGHT_IN_MS)));
            serials.insert(recorder.serial, window);
        }
        Ok(serials)
    }

    async fn act_clips_known(
        &self,
        act: &ActNow,
        (ids, placed): (&[ClipId], &BTreeSet<ClipId>),
        owners: &BTreeMap<ClipId, AttributionRow>,
    ) -> AppResult<Vec<ActClip>> {
        let mut media = self.store.media_of_clips(ids).await?;
        let dockings = self.store.dockings_of_clips(ids).await?;
        let reasons = self.reasons_for_leaving_out(act).await?;
        let mut clips = Vec::with_capacity(ids.len());
        for row in self.store.clips_by_ids(ids).await? {
            let looked = media.remove(&row.id);
            let level = looked.as_ref().and_then(|media| u8::try_from(media.level).ok());
            let kept = looked.map(|media| serde_json::from_str::<KeptFacts>(&media.facts));
            let kept = kept.transpose().map_err(AppError::internal)?;
            let is_at_act = placed.contains(&row.id);
            let clip = ActClip {
                tracks: kept
                    .as_ref()
                    .map_or_else(|| Tracks::unseen(row.kind), |kept| Tracks::of(kept, row.kind)),
                time: owners.get(&row.id).and_then(time_of),
                clock: match (dockings.get(&row.id), &row.device_serial) {
                    (Some(docking), Some(serial)) => format!("{serial} {docking}"),
                    _ => row.id.to_string(),
                },
                is_at_act,
                left_out_reason: reasons.get(&row.id).filter(|_| !is_at_act).cloned(),
                level,
                row,
            };
            if clip.tracks.lasts || is_at_act {
                clips.push(clip);
            }
        }
        Ok(clips)
    }

    /// What was said last of each clip that stands outside of the act: there, or when its proposal was declined.
    async fn reasons_for_leaving_out(&self, act: &ActNow) -> AppResult<BTreeMap<ClipId, String>> {
        let mut reasons = BTreeMap::new();
        for decline in self.store.declines_of_case(act.case_id).await? {
            if let Some(reason) = decline.reason.filter(|_| decline.act_id == act.version.act_id) {
                reasons.insert(decline.clip_id, reason);
            }
        }
        for (clip, said) in self.store.left_out_of_act(act.version.act_id).await? {
            reasons.insert(clip, said.reason);
        }
        Ok(reasons)
    }
}

impl Found {
    /// As many as were asked for at most: there may be more.
    fn counted(&mut self, clips: Vec<ClipId>) -> Vec<ClipId> {
        self.is_cut |= u32::try_from(clips.len()).is_ok_and(|count| count >= COVERAGE_CLIPS_OF_ONE_MAX);
        clips
    }

    fn own(&mut self, clips: Vec<ClipId>) {
        let clips = self.counted(clips);
        self.own.extend(clips);
    }
}

impl ActClip {
    /// As the rule wants it; absent where nobody knows when it was recorded, or it lasts no time.
    pub(super) fn facts(&self) -> Option<ClipFacts> {
        use evidence_schema::evidence::ClipState;
        use evidence_schema::rules::coverage::LeftOut;
        let ((from, to), uncertainty_ms) = self.time.filter(|_| self.tracks.lasts)?;
        let left_out = match &self.left_out_reason {
            _ if self.is_at_act => None,
            Some(_) => Some(LeftOut::ForAReason),
            None => Some(LeftOut::Silently),
        };
        Some(ClipFacts {
            id: self.row.id,
            clock: self.clock.clone(),
            from,
            to,
            uncertainty_ms,
            has_picture: self.tracks.has_picture,
            has_sound: self.tracks.has_sound,
            holes: self.tracks.holes.clone(),
            sound_holes: self.tracks.sound_holes.clone(),
            dark: self.tracks.dark.clone(),
            silent: self.tracks.silent.clone(),
            left_out,
            is_read_back: self.row.verified_at.is_some() && self.row.state == ClipState::Verified,
        })
    }

    /// Whether it lies in the act's time, or may.
    pub(in crate::app) fn touches(&self, act: &ActNow) -> bool {
        self.time.is_some_and(|time| may_touch(act, time))
    }
}

/// When a clip was recorded, and how much both ends may be wrong.
fn time_of(owner: &AttributionRow) -> Option<(Window, i64)> {
    let doubt = owner.uncertainty_ms.map(i64::try_from);
    let doubt = doubt.map_or(UNMEASURED_UNCERTAINTY_MS, |doubt| doubt.unwrap_or(i64::MAX));
    Some(((owner.recorded_from?, owner.recorded_to?), doubt))
}

fn touches(act: &ActNow, time: Window) -> bool {
    act.sessions.iter().any(|session| overlaps(time, *session))
}

fn may_touch(act: &ActNow, ((from, to), doubt): (Window, i64)) -> bool {
    touches(act, (shifted(from, -doubt), shifted(to, doubt)))
}

/// From the first arrival to the last departure.
pub(super) fn whole(act: &ActNow) -> Option<Window> {
    let from = act.sessions.iter().map(|session| session.0).min()?;
    Some((from, act.sessions.iter().map(|session| session.1).max()?))
}
