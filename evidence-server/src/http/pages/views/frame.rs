//! What stands around every page: name, way around, language, account, what was done just now.

use evidence_schema::people::{Role, Roles, Standing};
use evidence_schema::rules::access::{self, Action};

use super::super::assets;
use super::super::visit::Visit;
use super::super::words::{Key, Language, Words};

/// What stands around every page.
pub struct Frame {
    /// Title of the page.
    pub title: String,
    /// Name of who is signed in.
    pub name: Option<String>,
    /// Their role in words.
    pub role: String,
    /// The way around, for this role.
    pub nav: Vec<NavItem>,
    /// The pages of the group that this page belongs to.
    pub tabs: Vec<NavItem>,
    /// Every form carries it.
    pub form_token: String,
    /// Path and query of this page.
    pub here: String,
    /// What was done just now.
    pub notice: Option<String>,
    /// The other language: tag and own name.
    pub other: (&'static str, &'static str),
}

/// One step of the way around.
pub struct NavItem {
    /// Where it leads.
    pub path: &'static str,
    /// Its word.
    pub word: String,
    /// Whether this page is there.
    pub is_here: bool,
}

/// Path, word, what the visitor must be allowed to do there.
const NAV: [(&str, Key, Action); 9] = [
    ("/docks", Key("nav-docks"), Action::SeeDocks),
    ("/clips", Key("nav-clips"), Action::ListClips),
    ("/cases", Key("nav-cases"), Action::ListCases),
    ("/deadlines", Key("nav-deadlines"), Action::ListCases),
    ("/objects", Key("nav-objects"), Action::SearchObjects),
    ("/explanations", Key("explanation-work"), Action::ListCases),
    ("/findings", Key("nav-findings"), Action::SeeFindings),
    (LEDGER[0].0, Key("nav-ledger"), Action::SeeLedger),
    ("/people", Key("nav-people"), Action::SeePeople),
];

/// Pages of the ledger: one step of the way around, then a row of their own.
/// Path, word, what the visitor must be allowed to do there.
const LEDGER: [(&str, Key, Action); 11] = [
    ("/handovers", Key("nav-handovers"), Action::SeeLedger),
    ("/recorders", Key("nav-recorders"), Action::SeeLedger),
    ("/officers", Key("nav-officers"), Action::SeeLedger),
    ("/units", Key("nav-units"), Action::SeeLedger),
    ("/case-numbers", Key("nav-case-numbers"), Action::SeeLedger),
    ("/rooms", Key("nav-rooms"), Action::SeeRooms),
    ("/monitors", Key("nav-monitors"), Action::SeeMonitors),
    ("/dictionary", Key("nav-dictionary"), Action::SeeLedger),
    ("/ledger/import", Key("nav-import"), Action::ManageLedger),
    ("/cases/import", Key("nav-case-import"), Action::ImportCases),
    ("/webhooks", Key("webhooks-title"), Action::ManageWebhooks),
];

/// What an address may say was done.
const DONE: &[(&str, Key)] = &[
    ("setup", Key("done-setup")),
    ("webhook", Key("done-webhook")),
    ("placed", Key("done-placed")),
    ("case", Key("done-case")),
    ("linked", Key("done-linked")),
    ("unlinked", Key("done-unlinked")),
    ("person", Key("done-person")),
    ("recorder", Key("done-recorder")),
    ("granted", Key("done-granted")),
    ("withdrawn", Key("done-withdrawn")),
    ("member", Key("done-member")),
    ("member-end", Key("done-member-end")),
    ("flagged", Key("done-flagged")),
    ("settled", Key("done-settled")),
    ("revoked", Key("done-revoked")),
    ("unit", Key("done-unit")),
    ("officer", Key("done-officer")),
    ("device", Key("done-device")),
    ("opened", Key("done-opened")),
    ("closed", Key("done-closed")),
    ("split", Key("done-split")),
    ("corrected", Key("done-corrected")),
    ("never", Key("done-never")),
    ("owner", Key("done-owner")),
    ("clock", Key("done-clock")),
    ("returned", Key("done-returned")),
    ("imported", Key("done-imported")),
    ("marks", Key("done-marks")),
    ("document", Key("done-document")),
    ("heading", Key("done-heading")),
    ("act", Key("done-act")),
    ("step", Key("done-step")),
    ("legal-sent", Key("done-legal-sent")),
    ("case-closed", Key("done-case-closed")),
    ("legal-opinion", Key("done-legal-opinion")),
    ("legal-settled", Key("done-legal-settled")),
    ("left-out", Key("done-left-out")),
    ("left-out", Key("done-left-out")),
    ("step", Key("done-step")),
    ("object", Key("done-object")),
    ("object-out", Key("done-object-out")),
    ("declined", Key("done-declined")),
    ("pattern", Key("done-pattern")),
    ("room", Key("done-room")),
    ("use", Key("done-use")),
    ("monitor", Key("done-monitor")),
    ("decided", Key("done-decided")),
    ("record", Key("done-record")),
    ("explained", Key("done-explained")),
    ("site", Key("done-site")),
    ("time-mark", Key("done-time-mark")),
    ("time-mark-out", Key("done-time-mark-out")),
    ("filter", Key("done-filter")),
    ("filter-out", Key("done-filter-out")),
];

/// The words for what was done just now.
pub fn notice_of(here: &str) -> Option<Key> {
    let (_, query) = here.split_once('?')?;
    let word = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    DONE.iter().find(|(known, _)| *known == word).map(|(_, key)| *key)
}

/// The word for a role.
pub const fn role_key(role: Role) -> Key {
    match role {
        Role::Officer => Key("role-officer"),
        Role::CaseHandler => Key("role-case-handler"),
        Role::Head => Key("role-head"),
        Role::LegalReviewer => Key("role-legal-reviewer"),
        Role::Archivist => Key("role-archivist"),
        Role::Auditor => Key("role-auditor"),
        Role::Administrator => Key("role-administrator"),
    }
}

/// The word for what an account may do before any grant.
pub const fn standing_key(standing: Standing) -> Key {
    match standing {
        Standing::Administrator => Key("role-administrator"),
        Standing::User => Key("role-user"),
        Standing::Granted => Key("role-granted"),
    }
}

fn may(roles: Roles, action: Action) -> bool {
    roles.meets(access::line(action).anywhere)
}

/// Roles in words.
fn spoken(t: Words, roles: Roles) -> String {
    let words: Vec<String> = roles.iter().map(|role| t.key(role_key(role))).collect();
    words.join(" · ")
}

/// Whether a path is this page's, or a page's above it.
fn leads_here(path: &str, here: &str) -> bool {
    let path_here = here.split(['?', '#']).next().unwrap_or_default();
    path_here
        .strip_prefix(path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The pages of the ledger, on one of them.
fn tabs(t: Words, roles: Roles, here: &str) -> Vec<NavItem> {
    if !LEDGER.iter().any(|(path, ..)| leads_here(path, here)) {
        return Vec::new();
    }
    let shown = LEDGER.iter().filter(|(.., action)| may(roles, *action));
    let items = shown.map(|(path, key, _)| NavItem {
        path,
        word: t.key(*key),
        is_here: leads_here(path, here),
    });
    items.collect()
}

fn nav(t: Words, roles: Roles, here: &str) -> Vec<NavItem> {
    let is_here = |path: &str| leads_here(path, here) || (path == LEDGER[0].0 && !tabs(t, roles, here).is_empty());
    NAV.iter()
        .filter(|(.., action)| may(roles, *action))
        .map(|(path, key, ..)| NavItem {
            path,
            word: t.key(*key),
            is_here: is_here(path),
        })
        .collect()
}

impl Frame {
    /// The frame of one visit.
    pub fn new(visit: &Visit, title: String) -> Self {
        let (t, roles) = (visit.t, visit.roles());
        let other = match t.0 {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        Self {
            title,
            name: visit.who.name.clone(),
            role: spoken(t, roles),
            nav: nav(t, roles, &visit.here),
            tabs: tabs(t, roles, &visit.here),
            form_token: visit
                .who
                .session
                .as_ref()
                .map(|s| s.form_token.clone())
                .unwrap_or_default(),
            here: visit.here.clone(),
            notice: visit.notice(),
            other: (other.tag(), other.name()),
        }
    }

    /// Address of a style, script or picture.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }
}

#[cfg(test)]
mod tests {
    use evidence_schema::people::Standing;

    use super::super::super::words::{Key, Language, Words};
    use super::{nav, notice_of, tabs};

    #[test]
    fn the_administrator_sees_no_way_to_footage() {
        let items = nav(
            Words(Language::English),
            Standing::Administrator.roles(),
            "/docks?done=revoked",
        );
        let paths: Vec<_> = items.iter().map(|item| item.path).collect();
        assert_eq!(paths, ["/docks", "/findings", "/handovers", "/people"]);
        assert!(items[0].is_here && !items[1].is_here);
    }

    #[test]
    fn a_page_of_the_ledger_is_found_under_the_ledger() {
        let t = Words(Language::English);
        let here = "/officers?change=110217";
        let of_nav = nav(t, Standing::User.roles(), here)
            .into_iter()
            .find(|item| item.is_here);
        assert_eq!(of_nav.map(|item| item.word), Some("Ledger".to_owned()));
        let of_tabs = tabs(t, Standing::User.roles(), here)
            .into_iter()
            .find(|item| item.is_here);
        assert_eq!(of_tabs.map(|item| item.path), Some("/officers"));
        assert!(tabs(t, Standing::User.roles(), "/clips").is_empty());
        let is_import = |item: &super::NavItem| item.path == "/ledger/import";
        assert!(!tabs(t, Standing::User.roles(), here).iter().any(is_import));
        assert!(tabs(t, Standing::Administrator.roles(), here).iter().any(is_import));
    }

    #[test]
    fn an_address_cannot_make_a_page_say_what_it_likes() {
        assert_eq!(notice_of("/cases?done=case"), Some(Key("done-case")));
        assert_eq!(notice_of("/cases?done=You+are+hacked"), None);
        assert_eq!(notice_of("/cases"), None);
    }
}
