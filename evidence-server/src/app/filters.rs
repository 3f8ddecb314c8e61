//! Saved filters of the list of clips: each person sees, saves and removes only their own.
//!
//! What must stay true: what is saved can be looked for at the moment of saving; a filter shows nobody more than the list.

use evidence_schema::ids::{FilterId, PersonId};
use evidence_schema::limits::{FILTER_QUERY_CHARS_MAX, SAVED_FILTERS_MAX};
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::filters::{FilterDraft, FilterView};

use super::docks::checked_title;
use super::views::Listing;
use super::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::filter::FilterRow;

fn view(row: FilterRow) -> FilterView {
    FilterView {
        filter_id: row.id,
        name: row.name,
        query: row.query,
        saved_at: row.saved_at,
    }
}

impl App {
    fn filter_owner(&self, asker: Asker) -> AppResult<PersonId> {
        self.permit(asker, Action::ListClips, Subject::Installation)?;
        match asker {
            Asker::Person(id, _) => Ok(id),
            Asker::Anonymous | Asker::Dock(_) | Asker::Machine(_) | Asker::CaseSystem(_) => {
                Err(AppError::not_found("person"))
            }
        }
    }

    /// What the asker saved, by name.
    ///
    /// # Errors
    /// When the asker may not list clips.
    pub async fn filters(&self, asker: Asker) -> AppResult<Vec<FilterView>> {
        let owner = self.filter_owner(asker)?;
        Ok(self.store.filters_of(owner).await?.into_iter().map(view).collect())
    }

    /// Saves a filter; its query stands in one form and means this listing.
    ///
    /// # Errors
    /// When name or query are out of bounds, the name is taken, there are as many as there may be, or a filter names what
    /// is not there.
    pub async fn filter_save(&self, asker: Asker, draft: FilterDraft, listing: Listing) -> AppResult<FilterView> {
        let owner = self.filter_owner(asker)?;
        let name = checked_title("name", &draft.name)?;
        if draft.query.is_empty() {
            return Err(AppError::invalid("query", "Say what to look for first."));
        }
        if draft.query.len() > FILTER_QUERY_CHARS_MAX {
            let message = format!("A filter has at most {FILTER_QUERY_CHARS_MAX} characters.");
            return Err(AppError::invalid("query", message));
        }
        self.question(asker, &listing, 1).await?;
        let filter = FilterRow {
            id: FilterId::from_random(self.chance()),
            name,
            query: draft.query,
            saved_at: self.now(),
        };
        match self.store.filter_add(owner, &filter).await {
            Ok(true) => Ok(view(filter)),
            Ok(false) => {
                let message = format!("At most {SAVED_FILTERS_MAX} filters are saved; remove one first.");
                Err(AppError::invalid("name", message))
            }
            Err(StoreError::Exists) => Err(AppError::invalid("name", "This name is taken.")),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a filter of the asker.
    ///
    /// # Errors
    /// When the asker has no such filter.
    pub async fn filter_remove(&self, asker: Asker, id: FilterId) -> AppResult<()> {
        let owner = self.filter_owner(asker)?;
        if self.store.filter_remove(owner, id).await? {
            return Ok(());
        }
        Err(AppError::not_found("filter"))
    }
}
