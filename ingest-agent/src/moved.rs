//! A dock that was enrolled anew: another server, or a log that was opened anew after a restore.
//!
//! What must stay true: receipts of another log prove nothing here. What the spool still has is offered again, signed by
//! the dock's new key; what it has not must be read again if a recorder still has it.

use evidence_schema::custody::statement::CaptureStatement;

use crate::identity::DockIdentity;
use crate::journal::{CaptureRow, CaptureState, Change, Journal, JournalError};
use crate::limits::JOURNAL_BATCH_MAX;

/// Puts captures back on their way if the dock's identity changed; the answer is how many.
pub(crate) fn take(journal: &Journal, identity: &DockIdentity) -> Result<usize, JournalError> {
    let now = format!("{} {}", identity.dock_id, identity.log_key.as_str());
    let before = journal.enrolled_as()?;
    if before.as_ref() == Some(&now) {
        return Ok(0);
    }
    let mut rows = Vec::new();
    if before.is_some() {
        journal.each_capture(|row| rows.extend(put_back(identity, row)))?;
    }
    let count = rows.len();
    for batch in rows.chunks(JOURNAL_BATCH_MAX) {
        let replaced = |row: &CaptureRow| Change::CaptureReplaced(Box::new(row.clone()));
        // What was erased from its recorder is told again where its bytes are offered again.
        let untold = |row: &CaptureRow| Change::ErasureUntold {
            capture_id: row.capture_id,
        };
        let offered = batch.iter().filter(|row| row.state == CaptureState::Spooled);
        let changes = batch.iter().map(replaced).chain(offered.map(untold));
        journal.write(changes.collect())?;
    }
    // Last: a kill before this line does it all once more, with the same outcome.
    journal.write(vec![Change::EnrolledAs(now)])?;
    Ok(count)
}

fn put_back(identity: &DockIdentity, row: CaptureRow) -> Option<CaptureRow> {
    let old = CaptureStatement::open_unverified(row.statement.as_deref()?).ok()?;
    let statement = CaptureStatement {
        dock_id: identity.dock_id,
        ..old
    }
    .sign(&identity.key)
    .ok()?;
    let state = if row.is_spool_kept && row.state != CaptureState::SpoolDamaged {
        CaptureState::Spooled
    } else {
        CaptureState::SpoolDamaged
    };
    Some(CaptureRow {
        statement: Some(statement),
        state,
        location: None,
        clip_id: None,
        level: None,
        receipted_at: None,
        ..row
    })
}
