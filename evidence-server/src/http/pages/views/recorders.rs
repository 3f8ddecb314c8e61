//! Recorders: which are known, to which unit each is bound, what became of it, and what was typed for one.

use askama::Template;
use evidence_schema::ids::RecorderId;
use evidence_schema::ledger::{DeviceKind, DeviceState};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{DeviceDraft, UnitView};

use super::super::show::{Moment, moment, name};
use super::super::words::{Key, Words};
use super::frame::Frame;
use super::ledger::Choices;
use super::problem::FormErrors;

/// The page of recorders.
#[derive(Template)]
#[template(path = "recorders.html")]
pub struct RecordersPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Recorders of this page, by serial.
    pub recorders: Vec<RecorderLine>,
    /// The next page.
    pub next: Option<String>,
    /// What was looked for.
    pub words: String,
    /// Whether this is not the first page.
    pub is_further: bool,
    /// Whether the visitor may register and bind them.
    pub may_manage: bool,
    /// What was typed before.
    pub draft: RecorderDraft,
    /// What is wrong with it.
    pub errors: FormErrors,
    /// The recorder that is being bound.
    pub device: Option<DeviceForm>,
    /// What fields propose.
    pub choices: Choices,
}

/// One recorder.
pub struct RecorderLine {
    /// Its id.
    pub id: String,
    /// Serial.
    pub serial: String,
    /// Title for people.
    pub title: String,
    /// When it was registered.
    pub added: Moment,
    /// Number of the unit that it is bound to, then the unit's name.
    pub unit: Option<String>,
    /// What it is.
    pub kind: Option<String>,
    /// Word of the state, for the style.
    pub state: &'static str,
    /// The same in words.
    pub state_word: String,
    /// What happened to it.
    pub note: Option<String>,
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct RecorderDraft {
    /// Serial.
    pub serial: String,
    /// Title.
    pub title: String,
}

/// What was typed about a device, or is on file.
#[derive(Debug, Clone)]
pub struct DeviceForm {
    /// The recorder.
    pub id: String,
    /// Its serial.
    pub serial: String,
    /// Number of the unit.
    pub unit: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub state: String,
    /// What happened.
    pub note: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

pub(super) const fn device_kind_key(kind: DeviceKind) -> Key {
    match kind {
        DeviceKind::Recorder => Key("device-recorder"),
        DeviceKind::Terminal => Key("device-terminal"),
    }
}

pub(super) const fn device_state_key(state: DeviceState) -> Key {
    match state {
        DeviceState::InUse => Key("device-in-use"),
        DeviceState::Lost => Key("device-lost"),
        DeviceState::Damaged => Key("device-damaged"),
        DeviceState::Retired => Key("device-retired"),
    }
}

impl RecordersPage {
    /// Kinds to choose from: value and word.
    pub fn kinds(&self) -> Vec<(&'static str, String)> {
        let word = |kind: &DeviceKind| (kind.as_str(), self.t.key(device_kind_key(*kind)));
        DeviceKind::ALL.iter().map(word).collect()
    }

    /// States to choose from: value and word.
    pub fn states(&self) -> Vec<(&'static str, String)> {
        let word = |state: &DeviceState| (state.as_str(), self.t.key(device_state_key(*state)));
        DeviceState::ALL.iter().map(word).collect()
    }
}

impl RecorderLine {
    /// One recorder as shown, with what the ledger knows of it.
    pub fn new(
        t: Words,
        (id, (serial, title), added_at): (RecorderId, (&str, &str), Timestamp),
        device: Option<&DeviceDraft>,
    ) -> Self {
        Self {
            id: id.to_string(),
            serial: name(serial),
            title: name(title),
            added: moment(added_at),
            unit: device.map(|device| device.unit_number.clone()),
            kind: device.map(|device| t.key(device_kind_key(device.kind))),
            state: device.map_or("unbound", |device| device.state.as_str()),
            state_word: t.key(device.map_or(Key("device-unbound"), |device| device_state_key(device.state))),
            note: device.and_then(|device| device.note.as_deref()).map(name),
        }
    }

    /// Whether it is lost or damaged, so that footage of it may be missing.
    pub fn is_gone(&self) -> bool {
        [DeviceState::Lost.as_str(), DeviceState::Damaged.as_str()].contains(&self.state)
    }

    /// With the name of its unit.
    #[must_use]
    pub fn of_units(mut self, units: &[UnitView]) -> Self {
        let unit = units.iter().find(|unit| Some(&unit.number) == self.unit.as_ref());
        if let Some(unit) = unit {
            self.unit = Some(name(&unit.name));
        }
        self
    }
}

impl DeviceForm {
    /// What is on file.
    pub fn on_file((id, serial): (RecorderId, &str), device: Option<&DeviceDraft>) -> Self {
        Self {
            id: id.to_string(),
            serial: name(serial),
            unit: device.map(|device| device.unit_number.clone()).unwrap_or_default(),
            kind: device
                .map_or(DeviceKind::Recorder, |device| device.kind)
                .as_str()
                .to_owned(),
            state: device
                .map_or(DeviceState::InUse, |device| device.state)
                .as_str()
                .to_owned(),
            note: device.and_then(|device| device.note.clone()).unwrap_or_default(),
            errors: FormErrors::default(),
        }
    }

    /// What was typed instead.
    #[must_use]
    pub fn typed(self, text: impl Fn(&str) -> String, errors: FormErrors) -> Self {
        Self {
            unit: text("unit_number"),
            kind: text("kind"),
            state: text("state"),
            note: text("note"),
            errors,
            ..self
        }
    }
}
