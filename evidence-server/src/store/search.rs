//! Lists with filters, the only place that composes statements: from constant fragments, every combination known.
//!
//! What must stay true: nothing that a person typed ever becomes SQL text; `every_combination` yields each text that
//! `compose` can make, and a test has both engines prepare them all.

use evidence_schema::case::CaseCategory;
use evidence_schema::ids::{CaseId, ClipId, OfficerId, UnitId};
use evidence_schema::rules::access::Scope;
use evidence_schema::time::Timestamp;

use super::case_file::CaseRow;
use super::clip::ClipRow;
use super::rows::EvidenceRow;
use super::scope::{Around, CASES, CLIPS, UNSCOPED, scoped};
use super::statement::select;
use super::value::{Column, Value};
use super::{Store, StoreError};

const CLIP_BASE: &str = select!(
    ClipRow,
    "LEFT JOIN clip_owner ON clip_owner.clip_id = clip.id WHERE 1 = 1"
);
const CASE_BASE: &str = select!(CaseRow, "WHERE 1 = 1");

/// A fragment: the text around its placeholders.
type Fragment = &'static [&'static str];

const CLIP_FRAGMENTS: [Fragment; 12] = [
    &[" AND (sealed_at < ", " OR (sealed_at = ", " AND id < ", "))"],
    &[
        " AND (LOWER(file_name) LIKE ",
        " ESCAPE '!' OR LOWER(device_serial) LIKE ",
        " ESCAPE '!')",
    ],
    &[" AND state = ", ""],
    &[" AND is_marked_important = ", ""],
    &[" AND unit_id IS NULL"],
    &[" AND (lead_id = ", " OR assisting_id = ", ")"],
    &[
        " AND unit_id IN (WITH RECURSIVE below (id) AS (SELECT id FROM unit WHERE id = ",
        " UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id) SELECT id FROM below)",
    ],
    &[" AND device_serial = ", ""],
    &[" AND recorded_to >= ", ""],
    &[" AND recorded_from < ", ""],
    // What a person said of the tag counts; where none did, what a dock said for a docking of the clip.
    &[
        " AND (EXISTS (SELECT 1 FROM clip_tag said WHERE said.clip_id = clip.id AND said.word = ",
        " AND said.act <> 'taken_off' AND said.ordinal = (SELECT MAX(newer.ordinal) FROM clip_tag newer \
         WHERE newer.clip_id = clip.id AND newer.word = said.word)) \
         OR (NOT EXISTS (SELECT 1 FROM clip_tag said WHERE said.clip_id = clip.id AND said.word = ",
        ") AND EXISTS (SELECT 1 FROM capture JOIN docking_tag said ON said.docking_id = capture.docking_id \
         AND said.dock_id = capture.dock_id WHERE capture.clip_id = clip.id AND said.word = ",
        " AND said.act = 'put' AND said.ordinal = (SELECT MAX(newer.ordinal) FROM docking_tag newer \
         WHERE newer.docking_id = said.docking_id AND newer.dock_id = said.dock_id AND newer.word = said.word))))",
    ],
    &[
        " AND NOT EXISTS (SELECT 1 FROM case_clip link WHERE link.clip_id = clip.id AND link.unlinked_at IS NULL) \
       AND NOT EXISTS (SELECT 1 FROM settlement said WHERE said.clip_id = clip.id AND said.class IS NOT NULL \
       AND said.ordinal = (SELECT MAX(newer.ordinal) FROM settlement newer WHERE newer.clip_id = clip.id))",
    ],
];
const CLIP_TAIL: &str = " ORDER BY sealed_at DESC, id DESC LIMIT ";
const CASE_FRAGMENTS: [Fragment; 5] = [
    &[" AND (created_at < ", " OR (created_at = ", " AND id < ", "))"],
    &[
        " AND (LOWER(number) LIKE ",
        " ESCAPE '!' OR LOWER(title) LIKE ",
        " ESCAPE '!')",
    ],
    // Of its headings the newest counts.
    &[
        " AND EXISTS (SELECT 1 FROM case_heading h WHERE h.case_id = case_file.id AND h.unit_id IN (WITH RECURSIVE below \
         (id) AS (SELECT id FROM unit WHERE id = ",
        " UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id) SELECT id FROM below) AND NOT EXISTS \
         (SELECT 1 FROM case_heading n WHERE n.case_id = h.case_id AND n.ordinal > h.ordinal))",
    ],
    &[
        " AND EXISTS (SELECT 1 FROM case_heading h WHERE h.case_id = case_file.id AND h.category = ",
        " AND NOT EXISTS (SELECT 1 FROM case_heading n WHERE n.case_id = h.case_id AND n.ordinal > h.ordinal))",
    ],
    &[
        " AND EXISTS (SELECT 1 FROM case_heading h WHERE h.case_id = case_file.id AND (h.lead_id = ",
        " OR h.assisting_id = ",
        ") AND NOT EXISTS (SELECT 1 FROM case_heading n WHERE n.case_id = h.case_id AND n.ordinal > h.ordinal))",
    ],
];
const CASE_TAIL: &str = " ORDER BY created_at DESC, id DESC LIMIT ";

/// Where a page begins: after this row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor<I> {
    /// Time of the last row of the page before.
    pub at: Timestamp,
    /// Its id.
    pub id: I,
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ClipFilter {
    /// Go on after this clip.
    pub after: Option<Cursor<ClipId>>,
    /// Part of the file name or serial.
    pub words: Option<String>,
    /// Only this state, as stored.
    pub state: Option<String>,
    /// Only those that the device marked.
    pub is_marked_important: Option<bool>,
    /// Only those of which nobody can say whose they are.
    pub is_unassigned: bool,
    /// Only those of this officer, leading or assisting.
    pub officer: Option<OfficerId>,
    /// Only those of officers of this unit and of the units below it.
    pub unit: Option<UnitId>,
    /// Only those of the recorder with this serial.
    pub serial: Option<String>,
    /// Only those that end then or later, on the corrected time.
    pub recorded_from: Option<Timestamp>,
    /// Only those that begin earlier, on the corrected time.
    pub recorded_to: Option<Timestamp>,
    /// Only those on which this tag stands.
    pub tag: Option<String>,
    /// Only those without a case file, matter or stated class.
    pub is_unsettled: bool,
    /// At most this many rows.
    pub limit: u32,
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Go on after this case file.
    pub after: Option<Cursor<CaseId>>,
    /// Part of number or title.
    pub words: Option<String>,
    /// Only those of this unit and of the units below it, by their newest heading.
    pub unit: Option<UnitId>,
    /// Only those of this category.
    pub category: Option<CaseCategory>,
    /// Only those of this officer, leading or assisting.
    pub officer: Option<OfficerId>,
    /// At most this many rows.
    pub limit: u32,
}

fn compose((scope, base): (Around, &str), fragments: &[Option<Fragment>], tail: &str) -> String {
    let mut sql = format!("{}{base}{}", scope.before, scope.after);
    let mut next = scope.places + 1;
    for fragment in fragments.iter().flatten() {
        for (i, text) in fragment.iter().enumerate() {
            if i > 0 {
                sql.push('$');
                sql.push_str(&next.to_string());
                next += 1;
            }
            sql.push_str(text);
        }
    }
    format!("{sql}{tail}${next}")
}

fn combinations(base: (Around, &str), fragments: &[Fragment], tail: &str) -> Vec<String> {
    (0..1_usize << fragments.len())
        .map(|bits| {
            let chosen: Vec<Option<Fragment>> = fragments
                .iter()
                .enumerate()
                .map(|(i, f)| (bits >> i & 1 == 1).then_some(*f))
                .collect();
            compose(base, &chosen, tail)
        })
        .collect()
}

/// Every text that can be composed here.
pub(super) fn every_combination() -> Vec<String> {
    let mut all = Vec::new();
    for scope in [UNSCOPED, CLIPS] {
        all.extend(combinations((scope, CLIP_BASE), &CLIP_FRAGMENTS, CLIP_TAIL));
    }
    for scope in [UNSCOPED, CASES] {
        all.extend(combinations((scope, CASE_BASE), &CASE_FRAGMENTS, CASE_TAIL));
    }
    all
}

/// `%words%` in lower case, with the pattern's own signs taken literally.
fn pattern(words: &str) -> Value {
    let mut text = String::from("%");
    for c in words.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            text.push('!');
        }
        text.push(c);
    }
    text.push('%');
    text.to_value()
}

fn cursor_args<I: Column>(cursor: &Cursor<I>) -> [Value; 3] {
    [cursor.at.to_value(), cursor.at.to_value(), cursor.id.to_value()]
}

impl Store {
    /// A page of clips, newest first.
    pub async fn clip_page(&self, scope: Scope, filter: &ClipFilter) -> Result<Vec<ClipRow>, StoreError> {
        let Some((scope, mut args)) = scoped(scope, CLIPS) else {
            return Ok(Vec::new());
        };
        args.extend(filter.after.iter().flat_map(cursor_args));
        args.extend(filter.words.iter().flat_map(|words| [pattern(words), pattern(words)]));
        args.extend(filter.state.iter().map(Column::to_value));
        args.extend(filter.is_marked_important.iter().map(Column::to_value));
        args.extend(filter.officer.iter().flat_map(|id| [id.to_value(), id.to_value()]));
        args.extend(filter.unit.iter().map(Column::to_value));
        args.extend(filter.serial.iter().map(Column::to_value));
        args.extend(filter.recorded_from.iter().map(Column::to_value));
        args.extend(filter.recorded_to.iter().map(Column::to_value));
        args.extend(
            filter
                .tag
                .iter()
                .flat_map(|word| [word.to_value(), word.to_value(), word.to_value()]),
        );
        args.push(i64::from(filter.limit).to_value());
        let wanted = [
            filter.after.is_some(),
            filter.words.is_some(),
            filter.state.is_some(),
            filter.is_marked_important.is_some(),
            filter.is_unassigned,
            filter.officer.is_some(),
            filter.unit.is_some(),
            filter.serial.is_some(),
            filter.recorded_from.is_some(),
            filter.recorded_to.is_some(),
            filter.tag.is_some(),
            filter.is_unsettled,
        ];
        let chosen: Vec<Option<Fragment>> = CLIP_FRAGMENTS
            .iter()
            .zip(wanted)
            .map(|(f, is_wanted)| is_wanted.then_some(*f))
            .collect();
        let sql = compose((scope, CLIP_BASE), &chosen, CLIP_TAIL);
        self.engine
            .fetch(sqlx::AssertSqlSafe(sql), args)
            .await?
            .iter()
            .map(ClipRow::read)
            .collect()
    }

    /// A page of case files, newest first.
    pub async fn case_page(&self, scope: Scope, filter: &CaseFilter) -> Result<Vec<CaseRow>, StoreError> {
        let Some((scope, mut args)) = scoped(scope, CASES) else {
            return Ok(Vec::new());
        };
        args.extend(filter.after.iter().flat_map(cursor_args));
        args.extend(filter.words.iter().flat_map(|words| [pattern(words), pattern(words)]));
        args.extend(filter.unit.iter().map(Column::to_value));
        args.extend(filter.category.iter().map(Column::to_value));
        args.extend(filter.officer.iter().flat_map(|id| [id.to_value(), id.to_value()]));
        args.push(i64::from(filter.limit).to_value());
        let wanted = [
            filter.after.is_some(),
            filter.words.is_some(),
            filter.unit.is_some(),
            filter.category.is_some(),
            filter.officer.is_some(),
        ];
        let chosen: Vec<Option<Fragment>> = CASE_FRAGMENTS
            .iter()
            .zip(wanted)
            .map(|(f, is_wanted)| is_wanted.then_some(*f))
            .collect();
        let sql = compose((scope, CASE_BASE), &chosen, CASE_TAIL);
        self.engine
            .fetch(sqlx::AssertSqlSafe(sql), args)
            .await?
            .iter()
            .map(CaseRow::read)
            .collect()
    }
}
