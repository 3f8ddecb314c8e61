//! The ledger of the demo: two pairs, a handover at mid-shift, a recorder that names the wrong officer, and recorders
//! that are cleared because their footage is proven to be on the server.

use std::time::Duration;

use chrono::{NaiveDate, TimeZone, Timelike};
use evidence_schema::case::CaseCategory;
use evidence_schema::ledger::{DeviceKind, DeviceState};
use evidence_schema::rules::attribution::AttributionFinding;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::cases::HeadingDraft;
use evidence_schema::wire::clips::{ClipPage, ClipView};
use evidence_schema::wire::docks::DockingState;
use evidence_schema::wire::ledger::{
    AttributionDraft, AttributionView, DeviceDraft, HandoverClosing, HandoverDraft, HandoverView, OfficerDraft,
    OfficerView, RecorderView, UnitDraft, UnitView,
};

use super::day::{Day, SHARED};
use crate::recorder::{Media, NumberedName, RECORDER_UTC_OFFSET, RecorderSpec, RecorderVolume, VolumeFile};
use crate::story::{Tell, clips};
use crate::world::Caller;
use crate::world::wait::{eventually, eventually_now};

const AGENCY: &str = "330999020000";
const TEAM: &str = "330999020003";
/// Number, name. The first two have the patrol's recorder all day and the inspection's in the morning; the others take
/// that one over at mid-shift.
pub(super) const OFFICERS: [(&str, &str); 5] = [
    ("110218", "陈静"),
    ("110219", "吴霞"),
    ("110305", "王秀英"),
    ("110306", "周建国"),
    // Still named in the patrol's recorder, although he handed it over.
    ("110217", "李明"),
];
/// When the inspection's recorder changes pairs.
const MID_SHIFT_HOUR: u32 = 13;
const READY_LIMIT: Duration = Duration::from_mins(2);

/// Units, officers, devices, and who takes which recorder from when to when.
pub(super) async fn hand_out(day: &Day, tell: Tell<'_>) {
    let (administrator, user) = (day.administrator().await, day.user().await);
    units(&administrator).await;
    for (number, name) in OFFICERS {
        let _officer: OfficerView = administrator.tell("/api/v1/officers", &officer(number, name)).await;
    }
    let [patrol, inspection] = ["patrol", "inspection"].map(RecorderSpec::load);
    for serial in [&patrol.serial, &inspection.serial] {
        bind(&administrator, serial).await;
    }
    let date = patrol.start.date();
    let _patrol = opened(&user, 0, &patrol.serial, (local(date, 7), Some(local(date, 18)))).await;
    tell(&format!("  handover   {}  {}  07:00–18:00", patrol.serial, pair(0)));
    let serial = &inspection.serial;
    let morning = opened(&user, 0, serial, (local(date, 7), None)).await;
    tell(&format!("  handover   {serial}  {}  from 07:00", pair(0)));
    let closing = HandoverClosing {
        to: Some(mid_shift(date)),
        split: None,
    };
    let path = format!("/api/v1/handovers/{}/close", morning.handover_id);
    let _closed: HandoverView = user.tell(&path, &closing).await;
    let _afternoon = opened(&user, 2, serial, (mid_shift(date), Some(local(date, 18)))).await;
    tell(&format!(
        "  handover   {serial}  closed at {MID_SHIFT_HOUR}:00, opened for {}  until 18:00",
        pair(2)
    ));
}

fn pair(first: usize) -> String {
    format!("{} + {}", OFFICERS[first].1, OFFICERS[first + 1].1)
}

fn mid_shift(date: NaiveDate) -> Timestamp {
    local(date, MID_SHIFT_HOUR)
}

async fn opened(user: &Caller, first: usize, serial: &str, (from, to): (Timestamp, Option<Timestamp>)) -> HandoverView {
    let draft = HandoverDraft {
        unit_number: None,
        lead_number: OFFICERS[first].0.to_owned(),
        assisting_number: Some(OFFICERS[first + 1].0.to_owned()),
        recorder_serials: vec![serial.to_owned()],
        from: Some(from),
        to,
    };
    user.tell("/api/v1/handovers", &draft).await
}

/// A case file of the team that this pair handles.
pub(super) fn heading(category: CaseCategory, first: usize) -> HeadingDraft {
    HeadingDraft {
        category: Some(category),
        unit_number: Some(TEAM.to_owned()),
        lead_number: Some(OFFICERS[first].0.to_owned()),
        assisting_number: Some(OFFICERS[first + 1].0.to_owned()),
        ..HeadingDraft::default()
    }
}

/// What the first pair filmed with the inspection's recorder before they handed it on.
pub(super) fn morning(inspection: &RecorderSpec) -> RecorderSpec {
    let (number, name) = OFFICERS[0];
    let start = inspection.start.date().and_hms_opt(10, 20, 15);
    RecorderSpec {
        officer: NumberedName {
            number: number.to_owned(),
            name: name.to_owned(),
        },
        start: start.expect("a time of the day"),
        media: Media::Filmed {
            segments: 1,
            seconds_each: 3,
            width: 640,
            height: 360,
        },
        important: Vec::new(),
        clutter: false,
        ..inspection.clone()
    }
}

async fn units(administrator: &Caller) {
    for (number, name, parent) in [
        (AGENCY, "清河县综合行政执法局", None),
        (TEAM, "清河县综合行政执法大队", Some(AGENCY)),
    ] {
        let draft = UnitDraft {
            number: number.to_owned(),
            name: name.to_owned(),
            parent_number: parent.map(str::to_owned),
            erasing_is_on: Some(parent.is_some()),
            erasing_rest_hours: Some(0),
        };
        let _unit: UnitView = administrator.tell("/api/v1/units", &draft).await;
    }
}

fn officer(number: &str, name: &str) -> OfficerDraft {
    OfficerDraft {
        number: number.to_owned(),
        name: name.to_owned(),
        unit_number: TEAM.to_owned(),
        unit_from: NaiveDate::from_ymd_opt(2024, 1, 1),
        certificate_number: Some(format!("ZJ{number}")),
        certificate_from: NaiveDate::from_ymd_opt(2024, 1, 1),
        certificate_to: NaiveDate::from_ymd_opt(2029, 12, 31),
        is_inspecting: true,
        is_assistant: false,
        account: None,
        off_duty_on: None,
    }
}

async fn bind(administrator: &Caller, serial: &str) {
    let recorders: Vec<RecorderView> = administrator.read("/api/v1/recorders").await;
    let recorder = recorders.iter().find(|recorder| recorder.serial == serial);
    let device = DeviceDraft {
        unit_number: TEAM.to_owned(),
        kind: DeviceKind::Recorder,
        state: DeviceState::InUse,
        note: None,
    };
    let id = recorder.expect("the recorder is registered").recorder_id;
    let path = format!("/api/v1/recorders/{id}/device");
    let answer = administrator.post(&path, &device).await;
    assert!(answer.status().is_success(), "{path} answered {}", answer.status());
}

fn local(date: NaiveDate, hour: u32) -> Timestamp {
    let at = date.and_hms_opt(hour, 0, 0).expect("an hour of the day");
    chrono::Utc.from_utc_datetime(&(at - RECORDER_UTC_OFFSET)).into()
}

/// Where a device names somebody else, the user looks and says whose it is; the recorder that changed pairs needs nobody.
pub(super) async fn say_whose(day: &Day, tell: Tell<'_>) {
    let user = day.user().await;
    let mut said = 0;
    for clip in clips::all(&user).await {
        let path = format!("/api/v1/clips/{}/attribution", clip.clip_id);
        let answers = eventually("the ledger was asked about every clip", READY_LIMIT, async || {
            let answers: Vec<AttributionView> = user.read(&path).await;
            (!answers.is_empty()).then_some(answers)
        });
        let answers = answers.await;
        if !answers
            .iter()
            .any(|answer| answer.lead_id.is_some() && !answer.verdict.findings.is_empty())
        {
            continue;
        }
        let draft = AttributionDraft {
            unit_number: None,
            lead_number: Some(OFFICERS[0].0.to_owned()),
            assisting_number: Some(OFFICERS[1].0.to_owned()),
            reason: "画面中可辨认当班人员".to_owned(),
        };
        assert!(!is_shared(&clip), "the ledger alone says whose {} is", clip.file_name);
        let _answer: AttributionView = user.tell(&path, &draft).await;
        said += 1;
    }
    tell(&format!(
        "  user looks at {said} clips whose recorder names somebody else, and says whose they are"
    ));
}

/// Until both recorders may be used again: what is proven is erased from them, what waits for a person is not.
pub(super) fn await_ready(day: &mut Day, tell: Tell<'_>) {
    let slots = day.house.slots().to_vec();
    eventually_now("both recorders are ready for a shift", READY_LIMIT, || {
        day.house.check_running();
        let status = day.house.status()?;
        let is_ready = |slot: &String| {
            status
                .in_slot(slot)
                .is_some_and(|docking| docking.state == DockingState::Ready)
        };
        let is_done = slots.iter().all(is_ready) && on_recorders(day).iter().all(|(_, is_important)| *is_important);
        is_done.then_some(())
    });
    tell("  both recorders are cleared and ready for a shift 可领用; what the device marked important stays on them");
}

/// Every recorder's clip belongs to the pair that the ledger names; the wrong officer's name is a finding.
pub(super) async fn check(day: &Day, all: &[ClipView], tell: Tell<'_>) {
    let user = day.user().await;
    let officers: Vec<OfficerView> = user.read("/api/v1/officers").await;
    let number_of = |id| {
        officers
            .iter()
            .find(|officer| Some(officer.officer_id) == id)
            .map(|o| o.number.as_str())
    };
    let (mut assigned, mut misnamed, mut sides) = (0, 0, [0, 0]);
    for clip in all.iter().filter(|clip| clip.recorder_id.is_some()) {
        let answers: Vec<AttributionView> = user.read(&format!("/api/v1/clips/{}/attribution", clip.clip_id)).await;
        let last = answers.last().expect("the ledger was asked about every clip");
        let Some(lead) = number_of(last.lead_id) else { continue };
        let is_after = is_shared(clip) && is_after_mid_shift(day, &answers, &clip.file_name);
        let wanted = OFFICERS[if is_after { 2 } else { 0 }].0;
        assert_eq!(lead, wanted, "lead officer of {}", clip.file_name);
        if is_shared(clip) {
            sides[usize::from(is_after)] += 1;
        }
        assert!(
            last.assisting_id.is_some(),
            "{} belongs to both officers",
            clip.file_name
        );
        assigned += 1;
        let is_misnamed =
            |finding: &AttributionFinding| matches!(finding, AttributionFinding::DeviceNamesAnother { .. });
        misnamed += usize::from(last.verdict.findings.iter().any(is_misnamed));
    }
    let unassigned: ClipPage = user.read("/api/v1/clips?unassigned=true&limit=100").await;
    assert_eq!(
        assigned + unassigned.clips.len(),
        all.len(),
        "every clip is somebody's or on the list"
    );
    assert!(assigned > 6, "only {assigned} clips were assigned");
    assert!(misnamed > 0, "a recorder named the wrong officer, and nobody was told");
    tell(&format!(
        "  ✓ {assigned} clips belong to the pairs of the ledger, {} are on the list of unassigned ones; {misnamed} times the \
         device named another officer",
        unassigned.clips.len()
    ));
    changed_pairs(day, sides, tell);
    cleared(day, tell);
}

/// A clip of the recorder that changed pairs.
fn is_shared(clip: &ClipView) -> bool {
    clip.device_serial == Some(RecorderSpec::load(SHARED).serial)
}

/// By its time. Nobody said whose it is, the ledger names one handover, and there is nothing to look at.
fn is_after_mid_shift(day: &Day, answers: &[AttributionView], name: &str) -> bool {
    let is_by_ledger = |answer: &AttributionView| {
        !answer.is_by_person && answer.handover_id.is_some() && answer.verdict.findings.is_empty()
    };
    assert!(answers.iter().all(is_by_ledger), "{name}: {answers:?}");
    let from = answers.last().and_then(|answer| answer.recorded_from);
    from.expect("a clip of somebody has a time") >= mid_shift(day.volumes[1].spec.start.date())
}

/// Both pairs have what the names of the files say that they filmed.
fn changed_pairs(day: &Day, sides: [usize; 2], tell: Tell<'_>) {
    let serial = &day.volumes[1].spec.serial;
    assert_eq!(
        sides,
        filmed_around_mid_shift(day),
        "clips of {serial} before and after mid-shift"
    );
    tell(&format!(
        "  ✓ {serial} changed pairs at {MID_SHIFT_HOUR}:00: by the ledger alone {} clips before belong to {}, {} after to {}",
        sides[0],
        pair(0),
        sides[1],
        pair(2)
    ));
}

/// Files of the shared recorder from before mid-shift, and from after, by the times in their names; one that names none was
/// written when the afternoon's filming began. Both are there.
fn filmed_around_mid_shift(day: &Day) -> [usize; 2] {
    let volume = &day.volumes[1];
    let start = |file: &VolumeFile| file.claim().and_then(|claim| claim.start).unwrap_or(volume.spec.start);
    let starts = volume.collected().map(start);
    let (before, after): (Vec<_>, Vec<_>) = starts.partition(|start| start.hour() < MID_SHIFT_HOUR);
    assert!(
        !before.is_empty() && !after.is_empty(),
        "footage on both sides of mid-shift"
    );
    [before.len(), after.len()]
}

/// Films that are still on the recorders, and whether the device marked them important.
fn on_recorders(day: &Day) -> Vec<(String, bool)> {
    let mut files = Vec::new();
    for (volume, slot) in day.volumes.iter().zip(1..) {
        let root = day.house.path(&format!("slots/{slot}"));
        for file in volume.clips().filter(|file| root.join(&file.path).exists()) {
            let is_important = file.claim().is_some_and(|claim| claim.is_important);
            files.push((file.path.clone(), is_important));
        }
    }
    files
}

/// What was erased from the recorders is held; what the device marked important is still on them.
fn cleared(day: &Day, tell: Tell<'_>) {
    let films = || day.volumes.iter().flat_map(RecorderVolume::clips);
    let important = films()
        .filter(|file| file.claim().is_some_and(|claim| claim.is_important))
        .count();
    let kept = on_recorders(day);
    assert_eq!(kept.len(), important, "what is still on the recorders: {kept:?}");
    let erased = films().count() - kept.len();
    assert!(
        erased > 0 && !kept.is_empty(),
        "{erased} films were erased, {} kept",
        kept.len()
    );
    tell(&format!(
        "  ✓ {erased} films were erased from the recorders after a second reading, {} marked important wait for a person",
        kept.len()
    ));
}
