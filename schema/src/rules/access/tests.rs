//! Behaviour of `permit` and `scope`: the whole matrix is written down, and lists show exactly what may be seen.

use super::{Action, Asker, Owner, Permit, Scope, Subject, permit, scope};
use crate::golden;
use crate::ids::{DockId, PersonId, TokenId};
use crate::people::Role;

fn dock(n: u8) -> DockId {
    DockId::from_random([n; 16])
}

fn token(n: u8) -> TokenId {
    TokenId::from_random([n; 16])
}

/// Every kind of asker, with its name in the matrix.
fn askers() -> [(&'static str, Asker); 5] {
    let person = PersonId::from_random([1; 16]);
    [
        ("anonymous", Asker::Anonymous),
        ("administrator", Asker::Person(person, Role::Administrator)),
        ("user", Asker::Person(person, Role::User)),
        ("dock", Asker::Dock(dock(1))),
        ("machine", Asker::Machine(token(1))),
    ]
}

/// Every kind of subject, with its name in the matrix; "own" is what dock 1 and machine 1 made.
fn subjects() -> [(&'static str, Subject); 7] {
    [
        ("installation", Subject::Installation),
        ("clip", Subject::Clip),
        ("case file", Subject::Case),
        ("of this dock", Subject::Owned(Owner::Dock(dock(1)))),
        ("of another dock", Subject::Owned(Owner::Dock(dock(2)))),
        ("of this machine", Subject::Owned(Owner::Machine(token(1)))),
        ("of another machine", Subject::Owned(Owner::Machine(token(2)))),
    ]
}

const fn word(permit: Permit) -> &'static str {
    match permit {
        Permit::Allowed => "yes",
        Permit::SignInNeeded => "sign in",
        Permit::Denied => "denied",
        Permit::Hidden => "hidden",
    }
}

/// One line of the table: a label and a cell for every kind of asker.
fn line(label: &str, cell: impl Fn(&'static str, Asker) -> String) -> String {
    let cells = askers()
        .map(|(name, asker)| format!("{:<15}", cell(name, asker)))
        .concat();
    format!("{label:<17}{cells}").trim_end().to_owned()
}

fn matrix() -> String {
    let mut lines = vec![
        "Who may do what: every role × action × subject, made from the rule `access::permit` by its test.".to_owned(),
        "yes = allowed · sign in = 401 · denied = 403, may be known but not done · hidden = 404, may not even be known"
            .to_owned(),
    ];
    for (name, subject) in subjects() {
        lines.extend([
            String::new(),
            format!("Subject: {name}"),
            line("", |name, _| name.to_owned()),
        ]);
        let of_action = |action| {
            line(&format!("{action:?}"), |_, asker| {
                word(permit(asker, action, subject)).to_owned()
            })
        };
        lines.extend(Action::ALL.map(of_action));
    }
    lines.extend([
        String::new(),
        "Scope: which footage and case files stand in lists".to_owned(),
    ]);
    lines.push(line("", |name, _| name.to_owned()));
    lines.push(line("", |_, asker| format!("{:?}", scope(asker)).to_lowercase()));
    lines.join("\n") + "\n"
}

#[test]
fn matrix_is_the_one_that_was_agreed() {
    golden::assert_made("fixtures/access/matrix.txt", &matrix());
}

#[test]
fn every_action_is_listed_once() {
    let mut all = Action::ALL.to_vec();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), Action::ALL.len());
    // The last word in the order of declaration: a new action after it would not be in ALL.
    assert_eq!(all.last(), Some(&Action::SearchObjects));
}

/// What a list of footage or case files leads to, with the subject that the row becomes.
const FOOTAGE: [(Action, Subject); 9] = [
    (Action::ListClips, Subject::Installation),
    (Action::SeeClip, Subject::Clip),
    (Action::PlayClip, Subject::Clip),
    (Action::ListCases, Subject::Installation),
    (Action::SeeCase, Subject::Case),
    (Action::CreateCase, Subject::Installation),
    (Action::LinkClip, Subject::Case),
    (Action::UnlinkClip, Subject::Case),
    (Action::ExportCase, Subject::Case),
];

#[test]
fn scope_and_permit_agree_for_everybody() {
    for (name, asker) in askers() {
        for (action, subject) in FOOTAGE {
            let is_allowed = permit(asker, action, subject) == Permit::Allowed;
            assert_eq!(is_allowed, scope(asker) == Scope::Everything, "{name} {action:?}");
        }
    }
}

#[test]
fn administrator_sees_no_footage_and_no_case_file() {
    let (_, administrator) = askers()[1];
    for (action, subject) in FOOTAGE {
        let expected = if subject == Subject::Installation {
            Permit::Denied
        } else {
            Permit::Hidden
        };
        assert_eq!(permit(administrator, action, subject), expected, "{action:?}");
    }
}

#[test]
fn what_belongs_to_another_dock_or_machine_is_hidden_whatever_is_asked() {
    let foreign = [
        Subject::Owned(Owner::Dock(dock(2))),
        Subject::Owned(Owner::Machine(token(2))),
    ];
    let open = [Action::SeeStatus, Action::SeeLogTiles, Action::SignIn];
    for asker in [Asker::Dock(dock(1)), Asker::Machine(token(1))] {
        for action in Action::ALL.into_iter().filter(|action| !open.contains(action)) {
            for subject in foreign {
                assert_eq!(permit(asker, action, subject), Permit::Hidden, "{asker:?} {action:?}");
            }
        }
    }
}

#[test]
fn dock_and_machine_of_the_same_random_id_do_not_share() {
    assert_eq!(
        permit(
            Asker::Machine(token(1)),
            Action::SeeReceipt,
            Subject::Owned(Owner::Dock(dock(1)))
        ),
        Permit::Hidden
    );
    assert_eq!(
        permit(
            Asker::Dock(dock(1)),
            Action::SeeReceipt,
            Subject::Owned(Owner::Machine(token(1)))
        ),
        Permit::Hidden
    );
}

#[test]
fn nobody_signed_in_gets_nothing_but_what_is_open() {
    let open = [Action::SeeStatus, Action::SeeLogTiles, Action::SignIn];
    for action in Action::ALL {
        let expected = if open.contains(&action) {
            Permit::Allowed
        } else {
            Permit::SignInNeeded
        };
        for (_, subject) in subjects() {
            assert_eq!(permit(Asker::Anonymous, action, subject), expected, "{action:?}");
        }
    }
}
