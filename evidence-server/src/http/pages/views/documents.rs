//! Documents of a case file as its page shows them.

use evidence_schema::case::CaseStage;
use evidence_schema::document::DocumentKind;
use evidence_schema::wire::documents::{DocumentList, DocumentView};

use super::super::show::{Moment, moment, name, size};
use super::super::words::{Key, Words};
use super::clips::state_key;
use super::uploads::problem_words;

/// The documents of one case file.
pub struct DocumentsCard {
    /// Those that stand in it, oldest first.
    pub standing: Vec<DocumentLine>,
    /// Those that were taken out.
    pub withdrawn: Vec<DocumentLine>,
    /// Word and name of every stage.
    pub stages: Vec<(&'static str, String)>,
    /// Words for what an upload is refused with, for its script.
    pub problems: String,
}

/// One document.
pub struct DocumentLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Name of the file.
    pub file_name: String,
    /// What it is.
    pub kind: String,
    /// What its name claims, where that is something else.
    pub claimed: Option<String>,
    /// Size.
    pub size: String,
    /// Word of the state, for the style.
    pub state: &'static str,
    /// The same in words.
    pub state_word: String,
    /// Digest.
    pub sha256: String,
    /// What kind of document it is in the case file's words.
    pub document_type: String,
    /// Word of the stage.
    pub stage: &'static str,
    /// The same in words.
    pub stage_word: Option<String>,
    /// Who wrote the newest version.
    pub by: String,
    /// When.
    pub stated: Moment,
    /// Why.
    pub reason: Option<String>,
}

const fn kind_key(kind: DocumentKind) -> Key {
    match kind {
        DocumentKind::Pdf => Key("document-pdf"),
        DocumentKind::Jpeg | DocumentKind::Png | DocumentKind::Picture => Key("document-picture"),
        DocumentKind::Package => Key("document-package"),
        DocumentKind::Office => Key("document-office"),
        DocumentKind::RichText => Key("document-rich-text"),
        DocumentKind::Text => Key("document-text"),
        DocumentKind::Web => Key("document-web"),
        DocumentKind::Program => Key("document-program"),
        DocumentKind::Other => Key("document-other"),
    }
}

const fn stage_key(stage: CaseStage) -> Key {
    match stage {
        CaseStage::Initiation => Key("document-stage-initiation"),
        CaseStage::Investigation => Key("document-stage-investigation"),
        CaseStage::Review => Key("document-stage-review"),
        CaseStage::Service => Key("document-stage-service"),
    }
}

impl DocumentLine {
    fn new(t: Words, document: &DocumentView) -> Self {
        Self {
            id: document.document_id.to_string(),
            title: name(&document.title),
            file_name: name(&document.file_name),
            kind: t.key(kind_key(document.kind)),
            claimed: document.claimed_kind.map(|kind| t.key(kind_key(kind))),
            size: size(document.size_bytes),
            state: document.state.as_str(),
            state_word: t.key(state_key(document.state)),
            sha256: document.sha256.to_string(),
            document_type: document.document_type.as_deref().map(name).unwrap_or_default(),
            stage: document.stage.map(CaseStage::as_str).unwrap_or_default(),
            stage_word: document.stage.map(|stage| t.key(stage_key(stage))),
            by: name(&document.stated_by),
            stated: moment(document.stated_at),
            reason: document.reason.as_deref().map(name),
        }
    }

    /// Whether this stage is the one chosen; for the choice in the form.
    pub fn is_stage(&self, word: &str) -> bool {
        self.stage == word
    }
}

impl DocumentsCard {
    /// How many were taken out; for the words.
    pub fn withdrawn_count(&self) -> u64 {
        u64::try_from(self.withdrawn.len()).unwrap_or(u64::MAX)
    }

    /// As shown.
    pub fn new(t: Words, list: &DocumentList) -> Self {
        let lines = |is_withdrawn: bool| {
            let chosen = list
                .documents
                .iter()
                .filter(|document| document.is_withdrawn == is_withdrawn);
            chosen.map(|document| DocumentLine::new(t, document)).collect()
        };
        Self {
            standing: lines(false),
            withdrawn: lines(true),
            problems: problem_words(t),
            stages: CaseStage::ALL
                .iter()
                .map(|stage| (stage.as_str(), t.key(stage_key(*stage))))
                .collect(),
        }
    }
}
