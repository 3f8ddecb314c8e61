//! The ledger of the demo: two pairs, a handover at mid-shift, a recorder that names the wrong officer, and recorders
//! that are cleared because their footage is proven to be on the server.

use std::time::Duration;

use chrono::{NaiveDate, TimeZone};
use evidence_schema::ledger::{DeviceKind, DeviceState};
use evidence_schema::rules::attribution::AttributionFinding;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clips::{ClipPage, ClipView};
use evidence_schema::wire::docks::DockingState;
use evidence_schema::wire::ledger::{
    AttributionDraft, AttributionView, DeviceDraft, HandoverDraft, HandoverView, OfficerDraft, OfficerView,
    RecorderView, UnitDraft, UnitView,
};

use super::day::Day;
use crate::recorder::{RECORDER_UTC_OFFSET, RecorderSpec, RecorderVolume};
use crate::story::{Tell, clips};
use crate::world::Caller;
use crate::world::wait::{eventually, eventually_now};

const AGENCY: &str = "330999020000";
const TEAM: &str = "330999020003";
/// Number, name. The first two have the patrol's recorder in the morning, the others take it over at noon.
pub(super) const OFFICERS: [(&str, &str); 5] = [
    ("110218", "陈静"),
    ("110219", "吴霞"),
    ("110305", "王秀英"),
    ("110306", "周建国"),
    // Still named in the patrol's recorder, although he handed it over.
    ("110217", "李明"),
];
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
    let handovers = [
        (0, &patrol.serial, (7, 12)),
        (2, &patrol.serial, (12, 18)),
        (2, &inspection.serial, (13, 18)),
    ];
    for (first, serial, (from, to)) in handovers {
        let draft = HandoverDraft {
            unit_number: None,
            lead_number: OFFICERS[first].0.to_owned(),
            assisting_number: Some(OFFICERS[first + 1].0.to_owned()),
            recorder_serials: vec![serial.clone()],
            from: Some(local(date, from)),
            to: Some(local(date, to)),
        };
        let _handover: HandoverView = user.tell("/api/v1/handovers", &draft).await;
        let (lead, assisting) = (OFFICERS[first].1, OFFICERS[first + 1].1);
        tell(&format!(
            "  handover   {serial}  {lead} + {assisting}  {from}:00–{to}:00"
        ));
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

/// Where a device names somebody else, or only its clock leaves another pair open, the user looks and says whose it is.
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
    let (mut assigned, mut misnamed) = (0, 0);
    for clip in all.iter().filter(|clip| clip.recorder_id.is_some()) {
        let answers: Vec<AttributionView> = user.read(&format!("/api/v1/clips/{}/attribution", clip.clip_id)).await;
        let last = answers.last().expect("the ledger was asked about every clip");
        let Some(lead) = number_of(last.lead_id) else { continue };
        let is_patrol = clip.device_serial.as_deref() == Some(day.volumes[0].spec.serial.as_str());
        let wanted = OFFICERS[if is_patrol { 0 } else { 2 }].0;
        assert_eq!(lead, wanted, "lead officer of {}", clip.file_name);
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
    cleared(day, tell);
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
