//! What stands around every page: name, way around, language, account, what was done just now.

use evidence_schema::people::Role;

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

/// Path, word, for users, for administrators.
const NAV: [(&str, Key, bool, bool); 7] = [
    ("/docks", Key("nav-docks"), true, true),
    ("/clips", Key("nav-clips"), true, false),
    ("/cases", Key("nav-cases"), true, false),
    ("/objects", Key("nav-objects"), true, false),
    ("/findings", Key("nav-findings"), true, true),
    (LEDGER[0].0, Key("nav-ledger"), true, true),
    ("/people", Key("nav-people"), false, true),
];

/// Pages of the ledger: one step of the way around, then a row of their own.
/// Path, word, whether it is for administrators alone.
const LEDGER: [(&str, Key, bool); 6] = [
    ("/handovers", Key("nav-handovers"), false),
    ("/recorders", Key("nav-recorders"), false),
    ("/officers", Key("nav-officers"), false),
    ("/units", Key("nav-units"), false),
    ("/case-numbers", Key("nav-case-numbers"), false),
    ("/ledger/import", Key("nav-import"), true),
];

/// What an address may say was done.
const DONE: &[(&str, Key)] = &[
    ("setup", Key("done-setup")),
    ("case", Key("done-case")),
    ("linked", Key("done-linked")),
    ("unlinked", Key("done-unlinked")),
    ("person", Key("done-person")),
    ("recorder", Key("done-recorder")),
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
    ("returned", Key("done-returned")),
    ("imported", Key("done-imported")),
    ("heading", Key("done-heading")),
    ("act", Key("done-act")),
    ("object", Key("done-object")),
    ("object-out", Key("done-object-out")),
    ("declined", Key("done-declined")),
    ("pattern", Key("done-pattern")),
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
        Role::Administrator => Key("role-administrator"),
        Role::User => Key("role-user"),
    }
}

/// Whether a path is this page's, or a page's above it.
fn leads_here(path: &str, here: &str) -> bool {
    let path_here = here.split(['?', '#']).next().unwrap_or_default();
    path_here
        .strip_prefix(path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The pages of the ledger, on one of them.
fn tabs(t: Words, role: Role, here: &str) -> Vec<NavItem> {
    if !LEDGER.iter().any(|(path, ..)| leads_here(path, here)) {
        return Vec::new();
    }
    let is_for_role = |is_managed: bool| !is_managed || role == Role::Administrator;
    let shown = LEDGER.iter().filter(|(.., is_managed)| is_for_role(*is_managed));
    let items = shown.map(|(path, key, _)| NavItem {
        path,
        word: t.key(*key),
        is_here: leads_here(path, here),
    });
    items.collect()
}

fn nav(t: Words, role: Role, here: &str) -> Vec<NavItem> {
    let is_here = |path: &str| leads_here(path, here) || (path == LEDGER[0].0 && !tabs(t, role, here).is_empty());
    let is_for_role = |user: bool, administrator: bool| match role {
        Role::User => user,
        Role::Administrator => administrator,
    };
    NAV.iter()
        .filter(|(_, _, user, administrator)| is_for_role(*user, *administrator))
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
        let (t, role) = (visit.t, visit.role());
        let other = match t.0 {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        Self {
            title,
            name: visit.who.name.clone(),
            role: role.map(|role| t.key(role_key(role))).unwrap_or_default(),
            nav: role.map(|role| nav(t, role, &visit.here)).unwrap_or_default(),
            tabs: role.map(|role| tabs(t, role, &visit.here)).unwrap_or_default(),
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
    use evidence_schema::people::Role;

    use super::super::super::words::{Key, Language, Words};
    use super::{nav, notice_of, tabs};

    #[test]
    fn the_administrator_sees_no_way_to_footage() {
        let items = nav(Words(Language::English), Role::Administrator, "/docks?done=revoked");
        let paths: Vec<_> = items.iter().map(|item| item.path).collect();
        assert_eq!(paths, ["/docks", "/findings", "/handovers", "/people"]);
        assert!(items[0].is_here && !items[1].is_here);
    }

    #[test]
    fn a_page_of_the_ledger_is_found_under_the_ledger() {
        let t = Words(Language::English);
        let here = "/officers?change=110217";
        let of_nav = nav(t, Role::User, here).into_iter().find(|item| item.is_here);
        assert_eq!(of_nav.map(|item| item.word), Some("Ledger".to_owned()));
        let of_tabs = tabs(t, Role::User, here).into_iter().find(|item| item.is_here);
        assert_eq!(of_tabs.map(|item| item.path), Some("/officers"));
        assert!(tabs(t, Role::User, "/clips").is_empty());
        let is_import = |item: &super::NavItem| item.path == "/ledger/import";
        assert!(!tabs(t, Role::User, here).iter().any(is_import));
        assert!(tabs(t, Role::Administrator, here).iter().any(is_import));
    }

    #[test]
    fn an_address_cannot_make_a_page_say_what_it_likes() {
        assert_eq!(notice_of("/cases?done=case"), Some(Key("done-case")));
        assert_eq!(notice_of("/cases?done=You+are+hacked"), None);
        assert_eq!(notice_of("/cases"), None);
    }
}
