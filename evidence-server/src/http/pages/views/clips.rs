//! Clips in lists.

use askama::Template;
use evidence_schema::clip::{ClipKind, SourceKind};
use evidence_schema::evidence::ClipState;
use evidence_schema::marks::DeviceMark;
use evidence_schema::wire::clips::ClipView;
use evidence_schema::wire::filters::FilterView;
use serde::Deserialize;

use super::super::face::escaped;
use super::super::show::{Moment, length, moment, name, size, typed};
use super::super::words::{Key, Words};
use super::frame::Frame;
use super::marks::MarkChoices;
use super::problem::FormErrors;

/// The page of clips.
#[derive(Template)]
#[template(path = "clips.html")]
pub struct ClipsPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// What was looked for.
    pub search: Search,
    /// Tags and classes to choose from.
    pub marks: MarkChoices,
    /// Newest first.
    pub clips: Vec<ClipLine>,
    /// Address of the next page.
    pub next: Option<String>,
    /// What cannot be looked for.
    pub errors: FormErrors,
    /// Whether the visitor may bring footage in.
    pub may_bring: bool,
    /// What the visitor saved.
    pub saved: Vec<SavedFilter>,
    /// What was typed to save this filter.
    pub saving: SavedForm,
}

/// One saved filter.
pub struct SavedFilter {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The list with it.
    pub path: String,
}

impl SavedFilter {
    /// One as shown.
    pub fn new(filter: &FilterView) -> Self {
        Self {
            id: filter.filter_id.to_string(),
            name: name(&filter.name),
            path: format!("/clips?{}", filter.query),
        }
    }
}

/// What was typed to save a filter.
#[derive(Debug, Clone, Default)]
pub struct SavedForm {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// What a list is searched for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Words in name or serial.
    pub words: String,
    /// Only this state.
    pub state: String,
    /// `true`: only footage of which nobody can say whose it is.
    pub unassigned: String,
    /// Only footage on which this tag stands.
    pub tag: String,
    /// `true`: only footage without a case file, matter or stated class.
    pub unsettled: String,
    /// Everything else that a list can be narrowed to.
    pub further: Further,
    /// Whether this is not the first page.
    pub is_further: bool,
}

/// What few searches need; empty where nothing is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Further {
    /// Number of an officer.
    pub officer: String,
    /// Number of the other officer of a pair.
    pub with: String,
    /// Number of a unit.
    pub unit: String,
    /// Serial of a recorder.
    pub serial: String,
    /// Number of a case file.
    pub case: String,
    /// Plate, name or number of an enforcement object.
    pub object: String,
    /// Part of a place.
    pub place: String,
    /// Where footage came from.
    pub source: String,
    /// Recorded then or later, local time or with its zone.
    pub recorded_from: String,
    /// Recorded earlier, local time or with its zone.
    pub recorded_to: String,
    /// `true`: only what is marked important.
    pub important: String,
}

impl Further {
    /// Fields of the address with what they hold.
    pub fn fields(&self) -> [(&'static str, &str); 11] {
        [
            ("officer", &self.officer),
            ("with", &self.with),
            ("unit", &self.unit),
            ("serial", &self.serial),
            ("case", &self.case),
            ("object", &self.object),
            ("place", &self.place),
            ("source", &self.source),
            ("recorded_from", &self.recorded_from),
            ("recorded_to", &self.recorded_to),
            ("important", &self.important),
        ]
    }

    /// A time of the filter as the browser's own field can show it.
    pub fn shown(&self, text: &str) -> String {
        text.parse().map_or_else(|_| text.to_owned(), typed)
    }

    /// Whether anything is asked.
    pub fn is_asked(&self) -> bool {
        self.fields().iter().any(|(_, text)| !text.is_empty())
    }
}

/// One text field of the search.
pub struct TextFilter<'a> {
    /// Its name in the address.
    pub name: &'static str,
    /// What it asks for.
    pub label: String,
    /// What is asked.
    pub text: String,
    /// What is wrong with it.
    pub wrong: Option<&'a str>,
}

/// One source in the choice of sources.
pub struct SourceChoice {
    /// Its word.
    pub word: &'static str,
    /// Its name.
    pub name: String,
    /// Whether it is the one chosen.
    pub is_chosen: bool,
}

impl ClipsPage {
    /// The text fields that few searches need.
    pub fn texts(&self) -> Vec<TextFilter<'_>> {
        let further = &self.search.further;
        let fields = [
            ("officer", Key("clips-by-officer"), &further.officer),
            ("with", Key("clips-by-with"), &further.with),
            ("unit", Key("clips-by-unit"), &further.unit),
            ("serial", Key("clips-by-serial"), &further.serial),
            ("case", Key("clips-by-case"), &further.case),
            ("object", Key("clips-by-object"), &further.object),
            ("place", Key("clips-by-place"), &further.place),
        ];
        let filter = |(name, label, text): (&'static str, Key, &String)| TextFilter {
            name,
            label: self.t.key(label),
            text: text.clone(),
            wrong: self.errors.at(name),
        };
        fields.into_iter().map(filter).collect()
    }

    /// Every source.
    pub fn sources(&self) -> Vec<SourceChoice> {
        let choice = |source: &SourceKind| SourceChoice {
            word: source.as_str(),
            name: self.t.key(source_key(*source)),
            is_chosen: self.search.further.source == source.as_str(),
        };
        SourceKind::ALL.iter().map(choice).collect()
    }
}

impl Search {
    /// Whether anything is left out by it.
    pub fn is_narrow(&self) -> bool {
        let asked = [&self.words, &self.state, &self.unassigned, &self.tag, &self.unsettled];
        self.further.is_asked() || asked.iter().any(|text| !text.is_empty())
    }

    /// Whether this tag is the one chosen; for the choice in the form.
    pub fn is_tag(&self, word: &str) -> bool {
        self.tag == word
    }

    /// Whether this state is the one chosen; for the choice in the form.
    pub fn is_state(&self, state: &str) -> bool {
        self.state == state
    }

    /// Every field of the address but the place in the list, with what it holds.
    pub fn fields(&self) -> [(&'static str, &str); 16] {
        let few: [(&'static str, &str); 5] = [
            ("q", &self.words),
            ("state", &self.state),
            ("unassigned", &self.unassigned),
            ("tag", &self.tag),
            ("unsettled", &self.unsettled),
        ];
        let mut all = [("", ""); 16];
        for (place, field) in all.iter_mut().zip(few.into_iter().chain(self.further.fields())) {
            *place = field;
        }
        all
    }

    /// The query of this list from its top: fields in one order, none of them empty.
    pub fn query(&self) -> String {
        let given = self.fields().into_iter().filter(|(_, text)| !text.is_empty());
        let pairs: Vec<String> = given
            .map(|(field, text)| format!("{field}={}", escaped(text)))
            .collect();
        pairs.join("&")
    }

    /// Address of the page after this one.
    pub fn next(&self, path: &str, after: &str) -> String {
        let query = self.query();
        let joint = if query.is_empty() { "" } else { "&" };
        format!("{path}?after={}{joint}{query}", escaped(after))
    }
}

/// One clip in a list.
pub struct ClipLine {
    /// Its id.
    pub id: String,
    /// Name of the file, cleaned.
    pub name: String,
    /// Word of the kind, for the style.
    pub kind: &'static str,
    /// The same in words.
    pub kind_word: String,
    /// Word of the state, for the style.
    pub state: &'static str,
    /// The same in words.
    pub state_word: String,
    /// Where it came from, in words.
    pub source: String,
    /// Serial that the device claims.
    pub serial: Option<String>,
    /// When it was recorded, as somebody claims: who does, and when.
    pub claimed: Option<(String, Moment)>,
    /// Real length.
    pub length: Option<String>,
    /// Size.
    pub size: String,
    /// When it was sealed.
    pub sealed: Moment,
    /// The device's own mark.
    pub is_marked: bool,
    /// Marked important by a person.
    pub is_marked_by_person: bool,
    /// Words of the tags that stand on it.
    pub tags: Vec<(String, bool)>,
    /// Word of the class without a case that was stated.
    pub class: Option<String>,
    /// It has a case file, a matter or a stated class.
    pub is_settled: bool,
}

/// The word for a state.
pub const fn state_key(state: ClipState) -> Key {
    match state {
        ClipState::Sealed => Key("clip-sealed"),
        ClipState::Verified => Key("clip-verified"),
        ClipState::Damaged => Key("clip-damaged"),
    }
}

/// The word for a kind.
pub const fn kind_key(kind: ClipKind) -> Key {
    match kind {
        ClipKind::Video => Key("kind-video"),
        ClipKind::Audio => Key("kind-audio"),
        ClipKind::Photo => Key("kind-photo"),
        ClipKind::Log => Key("kind-log"),
        ClipKind::Other => Key("kind-other"),
    }
}

/// The word for a source.
pub const fn source_key(source: SourceKind) -> Key {
    match source {
        SourceKind::Recorder => Key("source-recorder"),
        SourceKind::Handheld => Key("source-handheld"),
        SourceKind::Camera => Key("source-camera"),
        SourceKind::VoiceRecorder => Key("source-voice-recorder"),
        SourceKind::RoomVideo => Key("source-room-video"),
        SourceKind::Cctv => Key("source-cctv"),
        SourceKind::Phone => Key("source-phone"),
        SourceKind::Unknown => Key("source-unknown"),
    }
}

/// A recorder's clock is the device's; of other files only the file itself says something, or a person.
fn claimant_key(source: SourceKind, origin: &str) -> Key {
    match (source, origin) {
        (_, "person") => Key("claim-person"),
        (SourceKind::Recorder, _) => Key("clip-recorded"),
        (_, _) => Key("clip-file-time"),
    }
}

/// The first claim that can be read.
fn claimed(t: Words, clip: &ClipView) -> Option<(String, Moment)> {
    let mut claims = clip.time_claims.iter();
    claims.find_map(|claim| Some((t.key(claimant_key(clip.source, &claim.origin)), moment(claim.at?))))
}

impl ClipLine {
    /// One clip as shown.
    pub fn new(t: Words, clip: &ClipView) -> Self {
        Self {
            id: clip.clip_id.to_string(),
            name: name(&clip.file_name),
            kind: clip.kind.as_str(),
            kind_word: t.key(kind_key(clip.kind)),
            state: clip.state.as_str(),
            state_word: t.key(state_key(clip.state)),
            source: t.key(source_key(clip.source)),
            serial: clip.device_serial.as_deref().map(name),
            claimed: claimed(t, clip),
            length: clip.duration_ms.map(length),
            size: size(clip.size_bytes),
            sealed: moment(clip.sealed_at),
            is_marked: clip.standing.device_mark.is_some_and(|mark| mark != DeviceMark::Denied),
            is_marked_by_person: clip.standing.is_marked_by_person,
            tags: clip
                .standing
                .tags
                .iter()
                .map(|tag| (tag.word.clone(), tag.is_waiting))
                .collect(),
            class: clip.standing.class.clone(),
            is_settled: clip.standing.is_settled,
        }
    }
}
