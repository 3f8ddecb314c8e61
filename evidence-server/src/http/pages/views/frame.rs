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
const NAV: [(&str, Key, bool, bool); 6] = [
    ("/docks", Key("nav-docks"), true, true),
    ("/clips", Key("nav-clips"), true, false),
    ("/cases", Key("nav-cases"), true, false),
    ("/findings", Key("nav-findings"), true, true),
    ("/recorders", Key("nav-recorders"), true, true),
    ("/people", Key("nav-people"), false, true),
];

/// What an address may say was done.
const DONE: [(&str, Key); 9] = [
    ("setup", Key("done-setup")),
    ("case", Key("done-case")),
    ("linked", Key("done-linked")),
    ("unlinked", Key("done-unlinked")),
    ("person", Key("done-person")),
    ("recorder", Key("done-recorder")),
    ("settled", Key("done-settled")),
    ("revoked", Key("done-revoked")),
    ("imported", Key("done-imported")),
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

fn nav(t: Words, role: Role, here: &str) -> Vec<NavItem> {
    let path_here = here.split(['?', '#']).next().unwrap_or_default();
    let is_for_role = |user: bool, administrator: bool| match role {
        Role::User => user,
        Role::Administrator => administrator,
    };
    NAV.iter()
        .filter(|(_, _, user, administrator)| is_for_role(*user, *administrator))
        .map(|(path, key, ..)| NavItem {
            path,
            word: t.key(*key),
            is_here: path_here == *path || path_here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')),
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
    use super::{nav, notice_of};

    #[test]
    fn the_administrator_sees_no_way_to_footage() {
        let items = nav(Words(Language::English), Role::Administrator, "/docks?done=revoked");
        let paths: Vec<_> = items.iter().map(|item| item.path).collect();
        assert_eq!(paths, ["/docks", "/findings", "/recorders", "/people"]);
        assert!(items[0].is_here && !items[1].is_here);
    }

    #[test]
    fn an_address_cannot_make_a_page_say_what_it_likes() {
        assert_eq!(notice_of("/cases?done=case"), Some(Key("done-case")));
        assert_eq!(notice_of("/cases?done=You+are+hacked"), None);
        assert_eq!(notice_of("/cases"), None);
    }
}
