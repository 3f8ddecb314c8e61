//! The clips of the search: what the databases hold of the n-th of a million, the same on both engines.
//!
//! What must stay true: nothing depends on chance, so that two runs ask the same; what the index holds is what the
//! server's own indexer would make of these rows (the story lets it make some of them again, and compares).

use std::collections::BTreeSet;

use evidence_schema::ids::{AttributionId, ClipId, LinkId, TagId};
use evidence_schema::search::{Facet, Found};

use super::agency::{Agency, Case, Pair};
use super::bulk::{Cell, Row};

/// Between the first moments of two clips: a million in about a year.
const STEP_MICROS: i64 = 31_000_000;
/// 2025-11-01, 08:00 in China, and a little, so that no recording begins with a whole second.
pub(super) const FIRST_MICROS: i64 = 1_761_955_200_000_001;
const MINUTE: i64 = 60_000_000;
const REASON: &str = "现场检查全程";

/// One clip.
pub(super) struct Clip<'a> {
    pub(super) id: ClipId,
    pub(super) file_name: String,
    pub(super) source: &'static str,
    pub(super) state: &'static str,
    pub(super) tag: Option<&'static str>,
    pub(super) from: i64,
    pub(super) pair: &'a Pair,
    pub(super) case: Option<&'a Case>,
    /// Without one, nobody can say whose it is.
    pub(super) is_assigned: bool,
    number: u64,
}

/// Well mixed bits of a number (`SplitMix64`).
pub(super) const fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One of `all`, by the bits of a number.
pub(super) fn one_of<T>(all: &[T], bits: u64) -> &T {
    let place = bits % u64::try_from(all.len()).expect("a length fits");
    &all[usize::try_from(place).expect("less than a length")]
}

fn id_bytes(number: u64, what: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&mixed(number << 3 | what).to_be_bytes());
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes
}

impl<'a> Clip<'a> {
    pub(super) fn new(number: u64, agency: &'a Agency) -> Self {
        let chance = mixed(number);
        let pair = one_of(&agency.pairs, chance >> 8);
        let from = FIRST_MICROS + i64::try_from(number).expect("small") * STEP_MICROS;
        // Three of ten are linked, half of them in one of the team's ten busiest case files.
        let of_team = pair.team * (agency.cases.len() / agency.teams.len());
        let case = (chance % 10 < 3).then(|| one_of(&agency.cases[of_team..of_team + 25], chance >> 32));
        let at = chrono::DateTime::from_timestamp_micros(from + 8 * 60 * MINUTE).expect("a time");
        Self {
            id: ClipId::from_random(id_bytes(number, 0)),
            file_name: format!(
                "{}_{}_{}_{:04}.MP4",
                pair.serial,
                pair.officers[0].number,
                at.format("%Y%m%d%H%M%S"),
                number % 10_000
            ),
            source: if (chance >> 16).trailing_zeros() >= 6 {
                "cctv"
            } else {
                "recorder"
            },
            state: if (chance >> 24).trailing_zeros() >= 10 {
                "sealed"
            } else {
                "verified"
            },
            tag: ((chance >> 40).trailing_zeros() >= 6).then_some(if chance >> 46 & 1 == 0 {
                "seizure"
            } else {
                "obstruction"
            }),
            is_assigned: chance >> 52 & 127 != 0,
            from,
            pair,
            case,
            number,
        }
    }

    pub(super) const fn to(&self) -> i64 {
        self.from + 10 * MINUTE
    }

    /// What the index should have of it.
    pub(super) fn found(&self, agency: &Agency) -> Found {
        let line = &agency.teams[self.pair.team].line;
        let mut facets: BTreeSet<Facet> = line.iter().map(|unit| Facet::Over(*unit)).collect();
        facets.insert(Facet::State(self.state.to_owned()));
        facets.insert(Facet::Source(self.source.to_owned()));
        facets.insert(Facet::Serial(self.pair.serial.clone()));
        facets.extend(self.tag.map(|word| Facet::Tag(word.to_owned())));
        let mut texts = vec![self.file_name.as_str(), self.pair.serial.as_str()];
        if self.is_assigned {
            facets.extend(line.iter().map(|unit| Facet::Unit(*unit)));
            for officer in &self.pair.officers {
                facets.insert(Facet::Officer(officer.id));
                texts.extend([officer.number.as_str(), officer.name.as_str()]);
            }
        } else {
            facets.insert(Facet::Unassigned);
        }
        let mut places = Vec::new();
        match self.case {
            Some(case) => {
                facets.extend(case.facets.iter().cloned());
                texts.push(REASON);
                places.push(case.place.as_str());
            }
            None => {
                facets.insert(Facet::Unsettled);
            }
        }
        Found::new(&facets, &texts, &places)
    }

    /// Its evidence and its line of the index, table by table.
    pub(super) fn rows(&self, found: &Found, agency: &Agency) -> Vec<(&'static str, Row)> {
        let id = Cell::text(self.id);
        let mut rows = vec![
            ("clip", self.clip_row()),
            ("attribution", self.attribution_row(agency)),
            ("clip_owner", self.owner_cells(agency)),
            (
                "clip_find",
                vec![
                    id.clone(),
                    Cell::Number(self.from),
                    Cell::Number(self.from),
                    Cell::Number(self.to()),
                    Cell::text(&found.facets),
                    Cell::text(&found.text),
                    Cell::text(&found.place),
                ],
            ),
        ];
        if let Some(case) = self.case {
            let link = LinkId::from_random(id_bytes(self.number, 1));
            let (at, by) = (Cell::Number(self.to()), Cell::text("system:bench"));
            let link = vec![
                Cell::text(link),
                Cell::text(case.id),
                id.clone(),
                at,
                by,
                Cell::text(REASON),
                Cell::Null,
                Cell::Null,
            ];
            rows.push(("case_clip", link));
        }
        if let Some(word) = self.tag {
            let tag = Cell::text(TagId::from_random(id_bytes(self.number, 2)));
            let (at, by) = (Cell::Number(self.to()), Cell::text("system:bench"));
            rows.push((
                "clip_tag",
                vec![
                    tag,
                    id,
                    Cell::Number(1),
                    Cell::text(word),
                    Cell::text("put"),
                    Cell::Null,
                    at,
                    by,
                ],
            ));
        }
        rows
    }

    fn clip_row(&self) -> Row {
        let digest = |what| hex::encode([id_bytes(self.number, what), id_bytes(self.number, what + 1)].concat());
        vec![
            Cell::text(self.id),
            Cell::text(digest(3)),
            Cell::text(digest(5)),
            Cell::Number(120_000_000),
            Cell::text(format!("bench/{}", self.number)),
            Cell::text(&self.file_name),
            Cell::text("video"),
            Cell::text(self.source),
            Cell::text(self.state),
            Cell::Number(self.to()),
            Cell::Number(self.to()),
            Cell::text(self.pair.recorder_id),
            Cell::text(&self.pair.serial),
            Cell::Number(0),
            Cell::Number(1),
            Cell::text("[]"),
        ]
    }

    fn owner_cells(&self, agency: &Agency) -> Row {
        let unit = agency.teams[self.pair.team].line[0];
        let known = |cell: Cell| if self.is_assigned { cell } else { Cell::Null };
        vec![
            Cell::text(self.id),
            known(Cell::text(unit)),
            known(Cell::text(self.pair.officers[0].id)),
            known(Cell::text(self.pair.officers[1].id)),
            Cell::Number(self.from),
            Cell::Number(self.to()),
        ]
    }

    fn attribution_row(&self, agency: &Agency) -> Row {
        let mut cells = vec![
            Cell::text(AttributionId::from_random(id_bytes(self.number, 7))),
            Cell::text(self.id),
            Cell::Number(1),
            Cell::Null,
        ];
        cells.extend(self.owner_cells(agency).into_iter().skip(1));
        let verdict = r#"{"outcome":{"verdict":"bench"},"findings":[]}"#;
        cells.extend([Cell::Number(1000), Cell::text(verdict), Cell::Number(0), Cell::Null]);
        cells.extend([Cell::Number(self.to()), Cell::text("system:bench")]);
        cells
    }
}
