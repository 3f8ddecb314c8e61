//! Behaviour of `permit` and `scope`: the whole matrix is written down, and what is hidden stays hidden.

use super::{Action, Asker, Grounds, Owner, Permit, Reach, Scope, Subject, line, permit, scope};
use crate::golden;
use crate::ids::{DockId, PersonId, TokenId, UnitId};
use crate::people::{Role, Roles};
use crate::sensitivity::{Flag, Flags};

fn dock(n: u8) -> DockId {
    DockId::from_random([n; 16])
}

fn token(n: u8) -> TokenId {
    TokenId::from_random([n; 16])
}

fn person() -> PersonId {
    PersonId::from_random([1; 16])
}

fn holding(role: Role) -> (Asker, Roles) {
    let roles = Roles::of(&[role]);
    (Asker::Person(person(), roles), roles)
}

/// How a thing can lie to a person of one role, with its name in the matrix.
fn reaches(roles: Roles) -> [(&'static str, Reach); 10] {
    let nowhere = Reach::default();
    let over = Reach { over: roles, ..nowhere };
    let through = Reach {
        through: roles,
        ..nowhere
    };
    let flagged = |reach: Reach| Reach {
        flags: Flags::NONE.with(Flag::Minor),
        ..reach
    };
    let own = Reach {
        is_own: true,
        ..nowhere
    };
    let member = Reach {
        is_member: true,
        ..nowhere
    };
    let brought = Reach {
        is_brought: true,
        ..nowhere
    };
    [
        ("of a unit that the role covers", over),
        ("of another unit", nowhere),
        ("of another unit, linked to a case file that the role covers", through),
        ("that the own officer leads or assists", own),
        ("by membership in the case file", member),
        ("flagged, of a unit that the role covers", flagged(over)),
        ("flagged, that the own officer leads or assists", flagged(own)),
        ("flagged, by membership in the case file", flagged(member)),
        ("that the person brought in", brought),
        ("flagged, that the person brought in", flagged(brought)),
    ]
}

type AboutReach = fn(Reach) -> Subject;

/// Actions on one thing, with the kinds of thing.
const KINDS: [(&str, AboutReach, &[Action]); 5] = [
    (
        "clip",
        Subject::Clip,
        &[
            Action::SeeClip,
            Action::PlayClip,
            Action::DownloadClip,
            Action::AttributeClip,
            Action::FlagClip,
            Action::ReviewRecord,
            Action::SeeFindings,
            Action::SettleFindings,
        ],
    ),
    (
        "case file",
        Subject::Case,
        &[
            Action::SeeCase,
            Action::LinkClip,
            Action::UnlinkClip,
            Action::ExportCase,
            Action::FlagCase,
            Action::ManageMembers,
            Action::ChangeCase,
            Action::SeeFindings,
            Action::SettleFindings,
        ],
    ),
    (
        "handover",
        Subject::Handover,
        &[
            Action::SeeHandover,
            Action::OpenHandover,
            Action::CorrectHandover,
            Action::SeeFindings,
            Action::SettleFindings,
        ],
    ),
    (
        "unit",
        Subject::Unit,
        &[
            Action::ManageLedger,
            Action::ManageDocks,
            Action::ManageRecorders,
            Action::ManagePeople,
            Action::ManageCaseNumbers,
            Action::ManageRooms,
            Action::ManageMonitors,
            Action::DecideMonitor,
            Action::EnterRoomUse,
            Action::SeeMetrics,
            Action::SeeLogEntries,
            Action::OpenHandover,
            Action::SeeUse,
        ],
    ),
    (
        "recorder or dock",
        Subject::Device,
        &[Action::SeeRecorders, Action::SeeDocks],
    ),
];

const fn word(permit: Permit) -> &'static str {
    match permit {
        Permit::Allowed => "yes",
        Permit::SignInNeeded => "sign in",
        Permit::Denied => "denied",
        Permit::Hidden => "hidden",
    }
}

/// One line of a table: a label and its cells.
fn row(label: &str, width: usize, cells: impl IntoIterator<Item = &'static str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| format!("{cell:<width$}")).collect();
    format!("{label:<17}{}", cells.concat()).trim_end().to_owned()
}

/// Who asks for no one thing.
fn askers() -> Vec<(&'static str, Asker)> {
    let mut all = vec![("anonymous", Asker::Anonymous)];
    all.extend(Role::ALL.map(|role| (role.as_str(), holding(role).0)));
    all.push(("no role", Asker::Person(person(), Roles::NONE)));
    all.extend([("dock", Asker::Dock(dock(1))), ("machine", Asker::Machine(token(1)))]);
    all
}

fn owned() -> [(&'static str, Owner); 6] {
    [
        ("of this dock", Owner::Dock(dock(1))),
        ("of another dock", Owner::Dock(dock(2))),
        ("of this machine", Owner::Machine(token(1))),
        ("of another machine", Owner::Machine(token(2))),
        ("of this person", Owner::Person(person())),
        ("of another person", Owner::Person(PersonId::from_random([2; 16]))),
    ]
}

fn matrix() -> String {
    let mut lines = vec![
        "Who may do what, made from the rule `access::permit` by its test.".to_owned(),
        "yes = allowed · sign in = 401 · denied = 403, may be known but not done · hidden = 404, may not even be known"
            .to_owned(),
        "A person with several roles may do what any one of them may.".to_owned(),
        String::new(),
        "Lists and new things: a role held anywhere".to_owned(),
        row("", 15, askers().into_iter().map(|(name, _)| name)),
    ];
    lines.extend(Action::ALL.map(|action| {
        let cell = |(_, asker)| word(permit(asker, action, Subject::Installation));
        row(&format!("{action:?}"), 15, askers().into_iter().map(cell))
    }));
    for (kind, about, actions) in KINDS {
        for (index, (place, _)) in reaches(Roles::NONE).into_iter().enumerate() {
            lines.extend([String::new(), format!("A {kind} {place}")]);
            lines.push(row("", 15, Role::ALL.map(Role::as_str)));
            lines.extend(actions.iter().map(|action| {
                let cells = Role::ALL.map(|role| {
                    let (asker, roles) = holding(role);
                    word(permit(asker, *action, about(reaches(roles)[index].1)))
                });
                row(&format!("{action:?}"), 15, cells)
            }));
        }
    }
    let uploads = [
        Action::CreateUpload,
        Action::WriteUpload,
        Action::SeeReceipt,
        Action::OfferCaptures,
    ];
    for (name, owner) in owned() {
        lines.extend([String::new(), format!("An upload or receipt {name}")]);
        lines.push(row("", 15, askers().into_iter().map(|(name, _)| name)));
        lines.extend(uploads.map(|action| {
            let cell = |(_, asker)| word(permit(asker, action, Subject::Owned(owner)));
            row(&format!("{action:?}"), 15, askers().into_iter().map(cell))
        }));
    }
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
    assert_eq!(all.last(), Some(&Action::StateCatalogue));
}

#[test]
fn administrator_sees_no_footage_and_no_case_file() {
    let (administrator, roles) = holding(Role::Administrator);
    for (_, reach) in reaches(roles) {
        for action in [
            Action::SeeClip,
            Action::PlayClip,
            Action::DownloadClip,
            Action::FlagClip,
        ] {
            let found = permit(administrator, action, Subject::Clip(reach));
            assert_eq!(found, Permit::Hidden, "{action:?} {reach:?}");
        }
        for action in [Action::SeeCase, Action::LinkClip, Action::ExportCase, Action::FlagCase] {
            let found = permit(administrator, action, Subject::Case(reach));
            assert_eq!(found, Permit::Hidden, "{action:?} {reach:?}");
        }
    }
    let everywhere = Grounds {
        whole: roles,
        ..Grounds::default()
    };
    assert_eq!(scope(administrator, &everywhere), Scope::Nothing);
}

#[test]
fn a_flag_only_takes_away_and_leaves_heads_and_auditors() {
    for (kind, about, actions) in KINDS {
        for role in Role::ALL {
            let (asker, roles) = holding(role);
            for action in actions {
                let plain = reaches(roles)[0].1;
                let flagged = Reach {
                    flags: Flags::NONE.with(Flag::StateSecret),
                    ..plain
                };
                let (before, after) = (
                    permit(asker, *action, about(plain)),
                    permit(asker, *action, about(flagged)),
                );
                let stays = matches!(role, Role::Head | Role::Auditor);
                let expected = if stays { before } else { after };
                assert_eq!(after, expected, "{kind} {action:?} {role:?}");
                assert!(stays || after != Permit::Allowed, "{kind} {action:?} {role:?}");
            }
        }
    }
}

#[test]
fn what_may_be_done_to_a_thing_may_be_seen() {
    for (kind, about, actions) in KINDS.into_iter().take(3) {
        for role in Role::ALL {
            let (asker, roles) = holding(role);
            for (place, reach) in reaches(roles) {
                let sight = permit(asker, actions[0], about(reach));
                let done = actions.iter().filter(|action| **action != Action::SeeFindings);
                for action in done {
                    let found = permit(asker, *action, about(reach));
                    let is_hidden = found == Permit::Hidden;
                    assert_eq!(is_hidden, sight == Permit::Hidden, "{kind} {place} {role:?} {action:?}");
                }
            }
        }
    }
}

#[test]
fn those_who_look_change_nothing() {
    for role in [Role::Auditor, Role::LegalReviewer] {
        let (asker, roles) = holding(role);
        for (place, reach) in reaches(roles) {
            for action in [Action::AttributeClip, Action::FlagClip, Action::SettleFindings] {
                let found = permit(asker, action, Subject::Clip(reach));
                assert_ne!(found, Permit::Allowed, "{role:?} {action:?} {place}");
            }
            for action in [
                Action::LinkClip,
                Action::UnlinkClip,
                Action::ExportCase,
                Action::ManageMembers,
            ] {
                let found = permit(asker, action, Subject::Case(reach));
                assert_ne!(found, Permit::Allowed, "{role:?} {action:?} {place}");
            }
        }
    }
}

#[test]
fn a_role_that_is_not_held_helps_nobody() {
    let nothing = Asker::Person(person(), Roles::NONE);
    for (kind, about, actions) in KINDS.into_iter().take(3) {
        for (place, reach) in reaches(Roles::NONE) {
            for action in actions {
                let found = permit(nothing, *action, about(reach));
                assert_eq!(found, Permit::Hidden, "{kind} {place} {action:?}");
            }
        }
    }
}

#[test]
fn what_belongs_to_another_is_hidden_whatever_is_asked() {
    let open = [Action::SeeStatus, Action::SeeLogTiles, Action::SignIn];
    for asker in [Asker::Dock(dock(1)), Asker::Machine(token(1)), holding(Role::Head).0] {
        let foreign = owned().into_iter().filter(|(_, owner)| match (asker, owner) {
            (Asker::Dock(id), Owner::Dock(owner)) => id != *owner,
            (Asker::Machine(id), Owner::Machine(owner)) => id != *owner,
            (Asker::Person(id, _), Owner::Person(owner)) => id != *owner,
            _ => true,
        });
        for (name, owner) in foreign {
            for action in Action::ALL.into_iter().filter(|action| !open.contains(action)) {
                let found = permit(asker, action, Subject::Owned(owner));
                assert_eq!(found, Permit::Hidden, "{asker:?} {action:?} {name}");
            }
        }
    }
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
        for (_, reach) in reaches(Roles::of(&Role::ALL)) {
            assert_eq!(permit(Asker::Anonymous, action, Subject::Clip(reach)), expected);
        }
        assert_eq!(permit(Asker::Anonymous, action, Subject::Installation), expected);
    }
}

#[test]
fn a_grant_counts_over_its_units_and_nowhere_else() {
    let (here, there) = (UnitId::from_random([1; 16]), UnitId::from_random([2; 16]));
    let head = Roles::of(&[Role::Head]);
    let officer = Roles::of(&[Role::Officer]);
    let grounds = Grounds {
        whole: officer,
        units: [(here, head)].into(),
        officer: None,
    };
    assert_eq!(grounds.over(Some(here)), head.and(officer));
    assert_eq!(grounds.over(Some(there)), officer);
    assert_eq!(grounds.over(None), officer);
    assert_eq!(grounds.anywhere(), head.and(officer));
    let asker = Asker::Person(person(), grounds.anywhere());
    assert_eq!(
        scope(asker, &grounds),
        Scope::Of {
            person: person(),
            officer: None
        }
    );
}

#[test]
fn machines_have_no_line_of_their_own() {
    for action in [Action::OfferCaptures, Action::ReportDockings, Action::ClearRecorders] {
        assert!(line(action).anywhere.is_empty(), "{action:?} is for docks");
    }
}
