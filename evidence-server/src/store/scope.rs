//! What a person may see, as a condition on lists: the rule `access::permit` once more, in constant SQL.
//!
//! What must stay true: a list shows exactly the rows that `permit` would show one by one (a test compares them on both
//! engines); whoever sees everything gets no condition at all.

use evidence_schema::rules::access::Scope;

use super::value::{Column, Value};

/// What a person's grants cover, once per statement: `$1` is the person. Every condition below names columns of it.
macro_rules! covered {
    () => {
        "WITH RECURSIVE covered (role, unit_id) AS MATERIALIZED (\
         SELECT role, unit_id FROM role_grant WHERE person_id = $1 AND withdrawn_at IS NULL \
         UNION SELECT covered.role, unit.id FROM covered JOIN unit ON unit.parent_id = covered.unit_id) "
    };
}
/// A role of the first list covers a unit; what is flagged wants one of the second.
macro_rules! covers {
    ($unit:expr, $roles:literal, $flags:expr) => {
        concat!(
            "EXISTS (SELECT 1 FROM covered WHERE (covered.unit_id IS NULL OR covered.unit_id = ",
            $unit,
            ") AND (covered.role IN ('head', 'auditor') OR (covered.role IN (",
            $roles,
            ") AND NOT ",
            $flags,
            ")))"
        )
    };
}
/// Whether the newest statement about a thing flags it.
macro_rules! flagged {
    ($subject:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM sensitivity s WHERE s.flags <> '' AND s.subject = ",
            $subject,
            " AND s.ordinal = (SELECT MAX(t.ordinal) FROM sensitivity t WHERE t.subject = s.subject))"
        )
    };
}
/// The newest heading of a case file, as `h`.
macro_rules! heading {
    ($case:literal) => {
        concat!(
            "h.case_id = ",
            $case,
            ".id AND h.ordinal = (SELECT MAX(g.ordinal) FROM case_heading g WHERE g.case_id = h.case_id)"
        )
    };
}
/// The unit that a case file belongs to.
macro_rules! unit_of_case {
    ($case:literal) => {
        concat!("(SELECT h.unit_id FROM case_heading h WHERE ", heading!($case), ")")
    };
}
/// The person made the case file, is a member of it, or their officer leads or assists.
macro_rules! joined {
    ($case:literal) => {
        concat!(
            "(",
            $case,
            ".created_by = 'person:' || $1 OR EXISTS (SELECT 1 FROM case_member m WHERE m.case_id = ",
            $case,
            ".id AND m.person_id = $1 AND m.left_at IS NULL) OR EXISTS (SELECT 1 FROM case_heading h \
             JOIN officer o ON o.id = h.lead_id OR o.id = h.assisting_id WHERE o.person_id = $1 AND ",
            heading!($case),
            "))"
        )
    };
}
/// As the rule `permit` says of one clip: `$2` is the person's officer, empty without the role.
const CLIP_SCOPE: &str = concat!(
    " AND (lead_id = $2 OR assisting_id = $2 OR ",
    covers!(
        "COALESCE(clip_owner.unit_id, (SELECT device.unit_id FROM device JOIN recorder ON recorder.id = device.recorder_id \
         WHERE recorder.serial = clip.device_serial), (SELECT unit_id FROM clip_intake WHERE clip_id = clip.id))",
        "'case_handler', 'archivist'",
        flagged!("clip.id")
    ),
    " OR EXISTS (SELECT 1 FROM case_clip l JOIN case_file f ON f.id = l.case_id \
     WHERE l.clip_id = clip.id AND l.unlinked_at IS NULL AND (",
    joined!("f"),
    " OR ",
    covers!(
        unit_of_case!("f"),
        "'case_handler', 'archivist', 'legal_reviewer'",
        concat!("(", flagged!("f.id"), " OR ", flagged!("clip.id"), ")")
    ),
    ")) OR EXISTS (SELECT 1 FROM clip_intake i WHERE i.clip_id = clip.id AND i.brought_by = 'person:' || $1))"
);
/// As the rule `permit` says of one case file.
macro_rules! case_scope {
    () => {
        concat!(
            " AND (",
            joined!("case_file"),
            " OR ",
            covers!(
                unit_of_case!("case_file"),
                "'case_handler', 'archivist', 'legal_reviewer'",
                flagged!("case_file.id")
            ),
            ")"
        )
    };
}
/// Clips that a person may see.
pub(super) const CLIPS: Around = Around {
    before: covered!(),
    after: CLIP_SCOPE,
    places: 2,
};
/// Case files that a person may see.
pub(super) const CASES: Around = Around {
    before: covered!(),
    after: case_scope!(),
    places: 1,
};
/// Objects of case files that a person may see.
pub(super) const OBJECTS: Around = Around {
    before: covered!(),
    after: concat!(
        " AND EXISTS (SELECT 1 FROM case_file WHERE case_file.id = case_object.case_id",
        case_scope!(),
        ")"
    ),
    places: 1,
};

/// What a scope puts around a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub(super) before: &'static str,
    pub(super) after: &'static str,
    /// Places that it binds, before those of the filter.
    pub(super) places: usize,
}

/// Every row.
pub(super) const UNSCOPED: Around = Around {
    before: "",
    after: "",
    places: 0,
};

/// The scope's place in the statement, with what it binds; nothing at all for a scope without rows.
pub(super) fn scoped(scope: Scope, base: Around) -> Option<(Around, Vec<Value>)> {
    match scope {
        Scope::Nothing => None,
        Scope::Everything => Some((UNSCOPED, Vec::new())),
        Scope::Of { person, officer } => {
            let officer = officer.map(|id| id.to_string()).unwrap_or_default();
            let mut args = vec![person.to_value(), officer.to_value()];
            args.truncate(base.places);
            Some((base, args))
        }
    }
}
