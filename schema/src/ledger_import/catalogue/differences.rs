//! What one catalogue says otherwise than another, type by type.
//!
//! What must stay true: a type is the same one while its Chinese or its English name stays; every cell that differs is
//! shown, before and after.

use serde::{Deserialize, Serialize};

use super::write::both;
use super::{ActType, Catalogue, Named, key};
use crate::clip::text_enum;
use crate::ledger_import::ShownCell;
use crate::ledger_import::columns::Column;
use crate::ledger_import::shown::{Told, changed_cells, new_cells};

text_enum!(
    /// What becomes of a type of act.
    TypeChangeKind {
        /// It is new.
        Added = "added",
        /// It says something else.
        Changed = "changed",
        /// It is not there any more: acts of its kind become situational.
        Removed = "removed",
    }
);

/// One type that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TypeChange {
    /// What becomes of it.
    pub kind: TypeChangeKind,
    /// What it is called; of a changed one as it would be.
    pub name: Named,
    /// A new type's cells, or those of a changed one that differ.
    pub cells: Vec<ShownCell>,
}

/// Every type that differs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogueChanges {
    /// Added and changed types in the order of the new catalogue, then removed ones in the order of the old.
    pub changes: Vec<TypeChange>,
    /// Types that stay as they are.
    pub unchanged: u64,
    /// The types that both have stand in another order.
    pub is_reordered: bool,
}

impl CatalogueChanges {
    /// Whether both say the same in the same order.
    pub const fn is_none(&self) -> bool {
        self.changes.is_empty() && !self.is_reordered
    }
}

impl Told for ActType {
    fn name(&self) -> String {
        self.name.chinese.clone()
    }

    fn cells(&self) -> Vec<(Column, String)> {
        vec![
            (Column::ActType, self.name.chinese.clone()),
            (Column::EnglishName, self.name.english.clone()),
            (Column::Category, self.category.as_str().to_owned()),
            (Column::Duty, self.duty.as_str().to_owned()),
            (Column::Mode, self.mode.as_str().to_owned()),
            (Column::Guard, self.guard.as_str().to_owned()),
            (
                Column::Elements,
                self.elements.iter().map(both).collect::<Vec<_>>().join("; "),
            ),
            (Column::Phrases, self.phrases.join("; ")),
            (Column::RetentionClass, self.retention_class.clone()),
            (Column::LegalBasis, self.legal_basis.clone()),
            (
                Column::ToConfirm,
                if self.is_to_confirm { "yes" } else { "no" }.to_owned(),
            ),
            (Column::Tags, self.tags.join("; ")),
        ]
    }
}

/// The place of the type that is the same one: by its Chinese name, else by its English one.
fn same(types: &[ActType], one: &ActType) -> Option<usize> {
    let by = |name: fn(&ActType) -> &str| types.iter().position(|other| key(name(other)) == key(name(one)));
    by(|one| &one.name.chinese).or_else(|| by(|one| &one.name.english))
}

/// What would differ.
pub fn changes(before: &Catalogue, after: &Catalogue) -> CatalogueChanges {
    let mut told = CatalogueChanges::default();
    let mut places = Vec::new();
    for one in &after.types {
        // Two new types may not both stand for one old type.
        let place = same(&before.types, one).filter(|place| !places.contains(place));
        places.extend(place);
        let (kind, cells) = match place.and_then(|place| before.types.get(place)) {
            None => (TypeChangeKind::Added, new_cells(one)),
            Some(known) if known == one => {
                told.unchanged += 1;
                continue;
            }
            Some(known) => (TypeChangeKind::Changed, changed_cells(known, one)),
        };
        let name = one.name.clone();
        told.changes.push(TypeChange { kind, name, cells });
    }
    let gone = before
        .types
        .iter()
        .enumerate()
        .filter(|(place, _)| !places.contains(place));
    told.changes.extend(gone.map(|(_, one)| TypeChange {
        kind: TypeChangeKind::Removed,
        name: one.name.clone(),
        cells: Vec::new(),
    }));
    told.is_reordered = !places.is_sorted();
    told
}
