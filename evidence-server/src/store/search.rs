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
use super::object::ObjectRow;
use super::rows::EvidenceRow;
use super::scope::{Around, CASES, OBJECTS, UNSCOPED, scoped};
use super::statement::select;
use super::value::{Column, Value};
use super::{Store, StoreError};

const CLIP_BASE: &str = select!(ClipRow, "WHERE 1 = 1");
const CASE_BASE: &str = select!(CaseRow, "WHERE 1 = 1");

/// A fragment: the text around its placeholders.
type Fragment = &'static [&'static str];

const CLIP_FRAGMENTS: [Fragment; 1] = [&[" AND (sealed_at < ", " OR (sealed_at = ", " AND id < ", "))"]];
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
const OBJECT_BASE: &str = select!(ObjectRow, "WHERE removed_at IS NULL");
const OBJECT_FRAGMENTS: [Fragment; 2] = [
    &[" AND (number_key = ", " OR name_key = ", ")"],
    // Of a person's number no part is searched for: parts would tell the rest.
    &[
        " AND ((number_key LIKE ",
        " ESCAPE '!' AND kind <> 'person') OR name_key LIKE ",
        " ESCAPE '!')",
    ],
];
const OBJECT_TAIL: &str = " ORDER BY stated_at DESC, id LIMIT ";
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
    let mut all = combinations((UNSCOPED, CLIP_BASE), &CLIP_FRAGMENTS, CLIP_TAIL);
    for scope in [UNSCOPED, CASES] {
        all.extend(combinations((scope, CASE_BASE), &CASE_FRAGMENTS, CASE_TAIL));
    }
    for scope in [UNSCOPED, OBJECTS] {
        all.extend(combinations((scope, OBJECT_BASE), &OBJECT_FRAGMENTS, OBJECT_TAIL));
    }
    all
}

/// `%words%`, with the pattern's own signs taken literally. PostgreSQL tells capitals from small letters.
fn pattern(words: &str) -> Value {
    let mut text = String::from("%");
    for c in words.chars() {
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
    /// A page of all clips, newest arrival first; whoever does not see everything asks the index.
    pub async fn clip_page(&self, filter: &ClipFilter) -> Result<Vec<ClipRow>, StoreError> {
        let mut args = Vec::new();
        args.extend(filter.after.iter().flat_map(cursor_args));
        args.push(i64::from(filter.limit).to_value());
        let wanted = [filter.after.is_some()];
        let chosen: Vec<Option<Fragment>> = CLIP_FRAGMENTS
            .iter()
            .zip(wanted)
            .map(|(f, is_wanted)| is_wanted.then_some(*f))
            .collect();
        let sql = compose((UNSCOPED, CLIP_BASE), &chosen, CLIP_TAIL);
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
        let words = filter.words.as_ref().map(|words| pattern(&words.to_lowercase()));
        args.extend(words.iter().flat_map(|words| [words.clone(), words.clone()]));
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

    /// Objects of the case files that may be seen, newest first: those under this key, or those that have it as a part.
    pub async fn objects_found(
        &self,
        scope: Scope,
        (key, is_part): (&str, bool),
        limit: u32,
    ) -> Result<Vec<ObjectRow>, StoreError> {
        let Some((scope, mut args)) = scoped(scope, OBJECTS) else {
            return Ok(Vec::new());
        };
        let (fragment, wanted) = if is_part {
            (OBJECT_FRAGMENTS[1], pattern(key))
        } else {
            (OBJECT_FRAGMENTS[0], key.to_owned().to_value())
        };
        args.extend([wanted.clone(), wanted, i64::from(limit).to_value()]);
        let sql = compose((scope, OBJECT_BASE), &[Some(fragment)], OBJECT_TAIL);
        let rows = self.engine.fetch(sqlx::AssertSqlSafe(sql), args).await?;
        rows.iter().map(ObjectRow::read).collect()
    }
}
