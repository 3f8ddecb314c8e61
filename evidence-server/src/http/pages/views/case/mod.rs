//! The parts of a case file's page: heading, acts, proposals, enforcement objects.

pub mod acts;
pub mod heading;
pub mod objects;
pub mod states;
pub mod suggestions;

use evidence_schema::case::{CaseCategory, CaseSource, CaseStage, ObjectKind, TimesSource};

use super::super::words::{Key, Words};

/// A value of a choice, its word, and whether it is the one chosen.
pub type Option3 = (String, String, bool);

/// The word for a category.
pub const fn category_key(category: CaseCategory) -> Key {
    match category {
        CaseCategory::Permit => Key("category-permit"),
        CaseCategory::Penalty => Key("category-penalty"),
        CaseCategory::Coercion => Key("category-coercion"),
        CaseCategory::Confirmation => Key("category-confirmation"),
        CaseCategory::Inspection => Key("category-inspection"),
        CaseCategory::Levy => Key("category-levy"),
    }
}

/// The word for a stage.
pub const fn stage_key(stage: CaseStage) -> Key {
    match stage {
        CaseStage::Initiation => Key("stage-initiation"),
        CaseStage::Investigation => Key("stage-investigation"),
        CaseStage::Review => Key("stage-review"),
        CaseStage::Service => Key("stage-service"),
    }
}

/// The word for where something was said.
pub const fn source_key(source: CaseSource) -> Key {
    match source {
        CaseSource::Page => Key("said-page"),
        CaseSource::Import => Key("said-import"),
        CaseSource::CaseSystem => Key("said-case-system"),
    }
}

/// The word for where times come from.
pub const fn times_key(source: TimesSource) -> Key {
    match source {
        TimesSource::Record => Key("times-record"),
        TimesSource::CaseSystem => Key("times-case-system"),
        TimesSource::Import => Key("times-import"),
        TimesSource::Officer => Key("times-officer"),
    }
}

/// The word for a kind of enforcement object.
pub const fn object_key(kind: ObjectKind) -> Key {
    match kind {
        ObjectKind::Person => Key("object-person"),
        ObjectKind::Company => Key("object-company"),
        ObjectKind::Plate => Key("object-plate"),
        ObjectKind::Vessel => Key("object-vessel"),
    }
}

/// Categories to choose from.
pub fn categories(t: Words, chosen: &str) -> Vec<Option3> {
    let one = |c: &CaseCategory| (c.as_str().to_owned(), t.key(category_key(*c)), c.as_str() == chosen);
    CaseCategory::ALL.iter().map(one).collect()
}

/// Stages to choose from.
pub fn stages(t: Words, chosen: &str) -> Vec<Option3> {
    let one = |s: &CaseStage| (s.as_str().to_owned(), t.key(stage_key(*s)), s.as_str() == chosen);
    CaseStage::ALL.iter().map(one).collect()
}
