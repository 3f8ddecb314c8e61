//! What was written reads back the same, in both kinds of file; what differs between two catalogues is told.

use proptest::prelude::*;

use super::{ActType, Catalogue, CatalogueFormat, Guard, Mode, Named, TypeChangeKind, changes, read_catalogue};
use crate::case::CaseCategory;
use crate::golden;
use crate::ledger_import::ImportProblem;
use crate::ledger_import::columns::Column;
use crate::limits::CATALOGUE_BYTES_MAX;
use crate::rules::coverage::Duty;

fn preset() -> Catalogue {
    read_catalogue(golden::read("fixtures/catalogue/acts.csv").as_bytes()).unwrap()
}

#[test]
fn preset_reads_back_the_same_from_both_kinds_of_file() {
    let preset = preset();
    for format in CatalogueFormat::ALL {
        let file = preset.written(*format).unwrap();
        assert_eq!(Catalogue::read(*format, &file).unwrap(), preset, "{format:?}");
    }
    assert_eq!(Catalogue::from_body(&preset.body().unwrap()).unwrap(), preset);
}

#[test]
fn each_kind_of_file_is_refused_as_the_other() {
    let preset = preset();
    let toml = preset.written(CatalogueFormat::Toml).unwrap();
    assert!(Catalogue::read(CatalogueFormat::Csv, &toml).is_err());
    let csv = preset.written(CatalogueFormat::Csv).unwrap();
    assert!(Catalogue::read(CatalogueFormat::Toml, &csv).is_err());
}

#[test]
fn a_catalogue_that_fits_no_entry_is_refused() {
    let one = preset().types.remove(0);
    let of = |number: usize| ActType {
        name: Named {
            chinese: format!("行为{number}"),
            english: format!("act {number}"),
        },
        ..one.clone()
    };
    let long = Catalogue {
        types: (0..1000).map(of).collect(),
    };
    for format in CatalogueFormat::ALL {
        let errors = Catalogue::read(*format, &long.written(*format).unwrap()).unwrap_err();
        let bytes_max = CATALOGUE_BYTES_MAX;
        assert_eq!(errors.listed[0].problem, ImportProblem::CatalogueTooLong { bytes_max });
    }
}

#[test]
fn what_differs_is_told_type_by_type() {
    let before = preset();
    assert!(changes(&before, &before).is_none());
    let mut after = before.clone();
    let gone = after.types.remove(2);
    after.types[0].duty = Duty::Situational;
    after.types[1].name.chinese = "扣留车辆".to_owned();
    let mut new = gone.clone();
    new.name = Named {
        chinese: "丈量".to_owned(),
        english: "survey".to_owned(),
    };
    after.types.push(new);
    let told = changes(&before, &after);
    let kinds: Vec<(TypeChangeKind, &str)> = told
        .changes
        .iter()
        .map(|change| (change.kind, change.name.chinese.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            (TypeChangeKind::Changed, "查封扣押"),
            (TypeChangeKind::Changed, "扣留车辆"),
            (TypeChangeKind::Added, "丈量"),
            (TypeChangeKind::Removed, "强制拖离"),
        ]
    );
    let duty = &told.changes[0].cells;
    assert_eq!((duty.len(), duty[0].column), (1, Column::Duty));
    assert_eq!(
        (duty[0].before.as_deref(), duty[0].after.as_str()),
        (Some("full"), "situational")
    );
    assert_eq!((told.unchanged, told.is_reordered), (14, false));
    after.types.swap(0, 5);
    assert!(changes(&before, &after).is_reordered);
}

fn text() -> impl Strategy<Value = String> {
    "[一-龥a-zA-Z0-9《》（），。、 \"'#\\\\\\[\\]]{1,12}".prop_filter_map("no text", |text| {
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(text)
    })
}

fn named() -> impl Strategy<Value = Named> {
    (text(), text()).prop_map(|(chinese, english)| Named { chinese, english })
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-z0-9_]{1,8}", 0..3)
}

fn act_type() -> impl Strategy<Value = ActType> {
    let words_of = (
        prop::sample::select(CaseCategory::ALL.to_vec()),
        prop::sample::select(Duty::ALL.to_vec()),
        prop::sample::select(Guard::ALL.to_vec()),
        any::<bool>(),
        any::<bool>(),
    );
    let lists = (
        prop::collection::vec(named(), 0..4),
        prop::collection::vec(text(), 0..4),
        words(),
    );
    (named(), words_of, lists, "[a-z_]{1,8}", text()).prop_map(
        |(
            name,
            (category, duty, guard, blocks, is_to_confirm),
            (elements, phrases, tags),
            retention_class,
            legal_basis,
        )| {
            let may_block = blocks && duty != Duty::MayBeOmitted;
            ActType {
                name,
                category,
                duty,
                mode: if may_block { Mode::Block } else { Mode::Warn },
                guard,
                elements,
                phrases,
                retention_class,
                legal_basis,
                is_to_confirm,
                tags,
            }
        },
    )
}

proptest! {
    #[test]
    fn every_catalogue_reads_back_the_same(mut types in prop::collection::vec(act_type(), 1..5)) {
        for (one, number) in types.iter_mut().zip(1..) {
            one.name.chinese = format!("{number}{}", one.name.chinese);
            one.name.english = format!("{number} {}", one.name.english.replace(|c: char| !c.is_ascii_alphabetic(), "e"));
        }
        let catalogue = Catalogue { types };
        for format in CatalogueFormat::ALL {
            let file = catalogue.written(*format).unwrap();
            let read = Catalogue::read(*format, &file);
            prop_assert_eq!(read.as_ref(), Ok(&catalogue), "{}", String::from_utf8(file).unwrap());
        }
        prop_assert!(changes(&catalogue, &catalogue).is_none());
    }

    #[test]
    fn no_bytes_at_all_make_the_reading_stumble(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(\\[\\[act\\]\\]\n|[a-z_]{1,10} = |\"是\"|\\[|\\]|,|\n|true|12){0,40}") {
        for format in CatalogueFormat::ALL {
            for file in [&bytes[..], text.as_bytes()] {
                if let Err(errors) = Catalogue::read(*format, file) {
                    prop_assert!(!errors.is_empty() && errors.listed.iter().all(|error| error.line >= 1));
                }
            }
        }
    }
}
