//! Who may see one clip or case file: members, sensitivity, and the form that gives a clip away as a file.

use askama::Template;
use evidence_schema::sensitivity::Flag;
use evidence_schema::wire::access::{MemberView, SensitivityPage};

use super::super::show::{Moment, moment, name};
use super::super::words::{Key, Words};
use super::frame::Frame;
use super::problem::FormErrors;

/// The page about who may see one thing.
#[derive(Template)]
#[template(path = "access.html")]
pub struct AccessPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Path of the clip or case file.
    pub path: String,
    /// Its name.
    pub title: String,
    /// Whether it is a case file.
    pub is_case: bool,
    /// Members of a case file.
    pub members: Vec<MemberLine>,
    /// Whether the visitor may change members.
    pub may_join: bool,
    /// Every flag: word, text, whether it stands.
    pub flags: Vec<(&'static str, String, bool)>,
    /// What was said, newest first.
    pub versions: Vec<VersionLine>,
    /// Whether the visitor may flag.
    pub may_flag: bool,
    /// What was typed before.
    pub draft: AccessDraft,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct AccessDraft {
    /// Which form it was: `member`, `flags`, `download`.
    pub form: &'static str,
    /// Name of an account.
    pub name: String,
    /// Reason.
    pub reason: String,
}

impl AccessPage {
    /// What is wrong with a field of one of the forms.
    fn wrong(&self, form: &str, field: &str) -> Option<&str> {
        self.errors.at(field).filter(|_| self.draft.form == form)
    }

    /// The reason that was typed in one of the forms.
    fn reason(&self, form: &str) -> &str {
        if self.draft.form == form {
            &self.draft.reason
        } else {
            ""
        }
    }
}

/// One member as shown.
pub struct MemberLine {
    /// The membership; absent where somebody is a member by themselves.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// Since when.
    pub added: Option<Moment>,
    /// By whom.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl MemberLine {
    /// One member as shown.
    pub fn new(member: &MemberView) -> Self {
        Self {
            id: member.membership_id.map(|id| id.to_string()),
            name: name(&member.name),
            added: member.added_at.map(moment),
            by: member.added_by.as_deref().map(name),
            reason: member.reason.as_deref().map(name),
        }
    }
}

/// One statement of sensitivity.
pub struct VersionLine {
    /// The flags in words.
    pub flags: String,
    /// Why.
    pub reason: String,
    /// When.
    pub stated: Moment,
    /// By whom.
    pub by: String,
}

/// The word for a flag.
pub const fn flag_key(flag: Flag) -> Key {
    match flag {
        Flag::StateSecret => Key("flag-state-secret"),
        Flag::TradeSecret => Key("flag-trade-secret"),
        Flag::Minor => Key("flag-minor"),
        Flag::Privacy => Key("flag-privacy"),
    }
}

/// Statements as shown, newest first.
pub fn versions(t: Words, said: &SensitivityPage) -> Vec<VersionLine> {
    let lines = said.versions.iter().rev().map(|version| {
        let flags: Vec<String> = version.flags.iter().map(|flag| t.key(flag_key(*flag))).collect();
        VersionLine {
            flags: if flags.is_empty() {
                t.key(Key("flag-none"))
            } else {
                flags.join(" · ")
            },
            reason: name(&version.reason),
            stated: moment(version.stated_at),
            by: name(&version.stated_by),
        }
    });
    lines.collect()
}

/// Every flag with its word, and whether it stands.
pub fn flags(t: Words, said: &SensitivityPage) -> Vec<(&'static str, String, bool)> {
    let stands = |flag| {
        said.versions
            .last()
            .is_some_and(|version| version.flags.contains(&flag))
    };
    Flag::ALL
        .map(|flag| (flag.as_str(), t.key(flag_key(flag)), stands(flag)))
        .into()
}
