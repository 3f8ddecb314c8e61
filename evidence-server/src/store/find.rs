//! Questions to the search index, composed from constant fragments: the rarest term leads, the others are asked of each
//! clip on the way, so an answer costs what its rarest part costs.
//!
//! What must stay true: nothing that a person typed becomes SQL text; every text that `compose` can make is in
//! `every_combination`, which a test has both engines prepare. All answers have one order: newest recording first.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use evidence_schema::ids::ClipId;
use evidence_schema::limits::RECORDING_HOURS_MAX;
use evidence_schema::rules::access::Scope;
use evidence_schema::search::{Facet, Field, Word, facet_term, word_terms};
use evidence_schema::time::Timestamp;

use super::scope::{Around, CLIPS, UNSCOPED, scoped};
use super::value::{Column, Value};
use super::{Store, StoreError};

// CROSS JOIN keeps SQLite from turning the order round. Every clip has the term of `any`.
const BASE: &str = "SELECT f.clip_id AS id, f.rank AS rank FROM clip_term t CROSS JOIN clip_find f CROSS JOIN clip \
     LEFT JOIN clip_owner ON clip_owner.clip_id = f.clip_id WHERE f.rank = t.rank AND clip.id = f.clip_id";
// A scalar question, which no engine turns into a join of everything; asked before anything is read of the clip.
const TERM: &str = " AND (SELECT 1 FROM clip_term x WHERE x.rank = t.rank AND x.term = ?) = 1";
const WORD: &str = " AND f.words LIKE ?";
const PLACE: &str = " AND f.places LIKE ?";
const TIME: &str = " AND f.recorded_to >= ? AND f.recorded_from < ?";
const TAIL: &str = " AND t.term = ? AND t.rank >= ? AND t.rank < ? ORDER BY t.rank DESC LIMIT ?";
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS clips FROM \
     (SELECT 1 AS one FROM clip_term WHERE term = $1 LIMIT $2) counted";

pub(super) const STATEMENTS: &[&str] = &[COUNT];

/// How many terms beside the leading one a statement has room for; unused room repeats the leading term.
const TERM_ROOMS: [usize; 3] = [0, 4, 16];
/// How many words a statement has room for; unused room takes everything.
const WORD_ROOMS: [usize; 2] = [0, 4];
/// Enough to know which of several terms is rare.
const COUNTED: [u64; 2] = [2_000, 60_000];
/// Terms of words that are worth asking: the text itself is compared anyway.
const WORD_TERMS_MAX: usize = 6;
/// Ranks of one second are made unique by up to as many microseconds.
const RANK_SPREAD: i64 = 1_000_000;

/// What somebody looks for; all of it must hold.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Facts.
    pub facets: BTreeSet<Facet>,
    /// Ways in which a person may reach clips, one of which must hold; none for whoever sees everything.
    pub reaches: BTreeSet<Facet>,
    /// Parts of names and notes.
    pub words: Vec<Word>,
    /// Parts of places.
    pub places: Vec<Word>,
    /// Ends then or later, on the corrected time.
    pub recorded_from: Option<Timestamp>,
    /// Begins earlier, on the corrected time.
    pub recorded_to: Option<Timestamp>,
    /// Go on below this rank.
    pub below: Option<i64>,
    /// At most this many.
    pub limit: u32,
}

impl Question {
    /// Whether nothing is left out.
    pub fn is_about_all(&self) -> bool {
        let has_no_time = self.recorded_from.is_none() && self.recorded_to.is_none();
        self.facets.is_empty() && self.words.is_empty() && self.places.is_empty() && has_no_time
    }
}

/// One clip of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The clip.
    pub clip_id: ClipId,
    /// Its place.
    pub rank: i64,
}

/// Room that a statement has.
#[derive(Debug, Clone, Copy)]
struct Shape {
    terms: usize,
    words: usize,
    places: usize,
    has_time: bool,
}

fn compose(scope: Around, shape: Shape) -> String {
    let mut text = String::from(BASE);
    for (fragment, times) in [
        (TERM, shape.terms),
        (WORD, shape.words),
        (PLACE, shape.places),
        (TIME, usize::from(shape.has_time)),
        (scope.after, 1),
        (TAIL, 1),
    ] {
        for _ in 0..times {
            text.push_str(fragment);
        }
    }
    numbered(scope, &text)
}

/// `$3`, `$4`, … in the place of each `?`, after those of the scope.
fn numbered(scope: Around, text: &str) -> String {
    let mut sql = String::with_capacity(text.len() + 64);
    sql.push_str(scope.before);
    for (number, part) in text.split('?').enumerate() {
        if number > 0 {
            // Writing to a string does not fail.
            let _written = write!(sql, "${}", scope.places + number);
        }
        sql.push_str(part);
    }
    sql
}

/// Every text that can be composed here.
pub(super) fn every_combination() -> Vec<String> {
    let mut shapes = Vec::new();
    for terms in TERM_ROOMS {
        for words in WORD_ROOMS {
            for places in WORD_ROOMS {
                shapes.extend([false, true].map(|has_time| Shape {
                    terms,
                    words,
                    places,
                    has_time,
                }));
            }
        }
    }
    let scopes = [UNSCOPED, CLIPS];
    let of_scope = |scope| shapes.iter().map(move |shape| compose(scope, *shape));
    scopes.into_iter().flat_map(of_scope).collect()
}

fn room(rooms: &[usize], wanted: usize) -> Result<usize, StoreError> {
    let fits = rooms.iter().copied().find(|room| *room >= wanted);
    fits.ok_or_else(|| StoreError::Refused("a question with more parts than a statement has room for".into()))
}

fn likes(words: &[Word], room: usize) -> impl Iterator<Item = Value> {
    // Folded words hold letters and digits only: no sign of the pattern's own.
    let patterns = words.iter().map(|word| format!("%{}%", word.as_str()));
    patterns
        .chain(std::iter::repeat_n("%".to_owned(), room - words.len()))
        .map(|text| text.to_value())
}

impl Store {
    async fn term_count(&self, term: i64, most: u64) -> Result<u64, StoreError> {
        let row = self.fetch_one(COUNT, vec![term.to_value(), most.to_value()]).await?;
        row.map_or(Ok(0), |row| Column::read(&row, "clips"))
    }

    /// Terms, the rarest first; counted no further than needed.
    async fn by_rarity(&self, terms: BTreeSet<i64>) -> Result<Vec<(u64, i64)>, StoreError> {
        let mut counted = Vec::new();
        for most in COUNTED {
            counted.clear();
            for term in &terms {
                counted.push((self.term_count(*term, most).await?, *term));
            }
            counted.sort_unstable();
            if terms.len() < 2 || counted.first().is_some_and(|(count, _)| *count < most) {
                break;
            }
        }
        Ok(counted)
    }

    /// A page of clips that may be seen, newest recording first.
    pub async fn clip_find(&self, scope: Scope, question: &Question) -> Result<Vec<Hit>, StoreError> {
        let Some(around) = scoped(scope, CLIPS) else {
            return Ok(Vec::new());
        };
        if question.reaches.is_empty() && scope == Scope::Everything {
            return self.found_by(&around, question, None).await;
        }
        let mut hits = Vec::new();
        for reach in &question.reaches {
            hits.extend(self.found_by(&around, question, Some(reach)).await?);
        }
        hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.rank));
        hits.dedup();
        hits.truncate(usize::try_from(question.limit).unwrap_or(usize::MAX));
        Ok(hits)
    }

    /// The same among those that a person may reach in one way.
    async fn found_by(
        &self,
        around: &(Around, Vec<Value>),
        question: &Question,
        reach: Option<&Facet>,
    ) -> Result<Vec<Hit>, StoreError> {
        let any = facet_term(&Facet::Any.to_string());
        let facets = question.facets.iter().chain(reach);
        let facets: BTreeSet<i64> = facets.map(|facet| facet_term(&facet.to_string())).collect();
        let texts = question.words.iter().flat_map(|word| word_terms(Field::Text, word));
        let places = question.places.iter().flat_map(|word| word_terms(Field::Place, word));
        let facets = self.by_rarity(facets).await?;
        let mut grams = self.by_rarity(texts.chain(places).collect()).await?;
        grams.truncate(WORD_TERMS_MAX);
        let mut terms: Vec<(u64, i64)> = facets.into_iter().chain(grams).collect();
        terms.sort_unstable();
        if terms.first().is_some_and(|(count, _)| *count == 0) {
            return Ok(Vec::new());
        }
        let terms: Vec<i64> = terms.into_iter().map(|(_, term)| term).collect();
        let (lead, others) = terms
            .split_first()
            .map_or((any, &[][..]), |(lead, others)| (*lead, others));
        self.asked(around, question, (lead, others)).await
    }

    async fn asked(
        &self,
        (scope, bound): &(Around, Vec<Value>),
        question: &Question,
        (lead, others): (i64, &[i64]),
    ) -> Result<Vec<Hit>, StoreError> {
        let shape = Shape {
            terms: room(&TERM_ROOMS, others.len())?,
            words: room(&WORD_ROOMS, question.words.len())?,
            places: room(&WORD_ROOMS, question.places.len())?,
            has_time: question.recorded_from.is_some() || question.recorded_to.is_some(),
        };
        let mut args = bound.clone();
        args.extend(others.iter().map(Column::to_value));
        args.resize(bound.len() + shape.terms, lead.to_value());
        args.extend(likes(&question.words, shape.words));
        args.extend(likes(&question.places, shape.places));
        let from = question.recorded_from.map_or(i64::MIN, Timestamp::as_micros);
        let to = question.recorded_to.map_or(i64::MAX, Timestamp::as_micros);
        if shape.has_time {
            args.extend([from.to_value(), to.to_value()]);
        }
        let least = from.saturating_sub(RECORDING_HOURS_MAX * 3_600_000_000);
        let below = question.below.unwrap_or(i64::MAX).min(to.saturating_add(RANK_SPREAD));
        args.extend([lead, least, below, i64::from(question.limit)].map(|number| number.to_value()));
        let rows = self
            .engine
            .fetch(sqlx::AssertSqlSafe(compose(*scope, shape)), args)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Hit {
                    clip_id: Column::read(row, "id")?,
                    rank: Column::read(row, "rank")?,
                })
            })
            .collect()
    }
}
