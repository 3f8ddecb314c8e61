//! Every bound of the agent in one place: buffers, queues, waits, collections.
//!
//! What must stay true: nothing that a recorder, a server or a person sends can make the agent hold more than this.

use std::time::Duration;

/// Bytes of one reading buffer.
pub(crate) const READ_BUFFER_BYTES: usize = 2 << 20;
/// Reading buffers in flight for one file: one being filled, the others being hashed and written.
pub(crate) const READ_BUFFERS: usize = 5;
/// Files up to this size are read, hashed and written in one go.
pub(crate) const SMALL_FILE_BYTES: u64 = 1 << 20;
/// Captures that wait for their sync in one docking.
pub(crate) const SETTLE_QUEUE_MAX: usize = 64;
/// From this many captures in one batch the whole file system is synced at once.
pub(crate) const SETTLE_SYNCFS_FROM: usize = 4;
/// Entries of one folder tree, folders and ignored files included.
pub(crate) const LISTING_ENTRIES_MAX: usize = 400_000;
/// Folders below folders.
pub(crate) const LISTING_DEPTH_MAX: usize = 32;
/// Longest profile file in bytes.
pub(crate) const PROFILE_BYTES_MAX: u64 = 256 << 10;
/// Longest configuration, token or offset file in bytes.
pub(crate) const SMALL_TEXT_BYTES_MAX: u64 = 1 << 20;
/// Readings of a file that fails or changes, in one docking.
pub(crate) const READ_TRIES_MAX: u32 = 3;
/// Problems told one by one in a docking's message.
pub(crate) const MESSAGES_MAX: usize = 4;
/// Characters of one message.
pub(crate) const MESSAGE_CHARS_MAX: usize = 600;
/// Changes that the journal commits at once.
pub(crate) const JOURNAL_BATCH_MAX: usize = 512;
/// Changes that wait for the journal.
pub(crate) const JOURNAL_QUEUE_MAX: usize = 1024;
/// Memory that the journal may use as a cache.
pub(crate) const JOURNAL_CACHE_BYTES: usize = 32 << 20;
/// Bytes of statements in one offer (the server reads bodies up to 1 MiB).
pub(crate) const OFFER_BYTES_MAX: usize = 600 << 10;
/// Longest JSON answer that the agent reads.
pub(crate) const ANSWER_BYTES_MAX: usize = 4 << 20;
/// Files that are read a second time and erased together, at most.
pub(crate) const CLEARING_FILES_MAX: usize = 32;
/// Bytes of them after which a batch is full.
pub(crate) const CLEARING_BYTES_MAX: u64 = 2 << 30;
/// Times that a busy volume is asked to become read-only again.
pub(crate) const REMOUNT_TRIES_MAX: u32 = 10;
/// Wait between two of those.
pub(crate) const REMOUNT_WAIT: Duration = Duration::from_millis(200);
/// How long a docking waits for the server's word on clearing.
pub(crate) const CLEARING_ANSWER_WAIT: Duration = Duration::from_secs(10);
/// A recorder without room is no alarm while its files go within this time by themselves, in milliseconds.
pub(crate) const RECORDER_FULL_WAIT_MS: i64 = 8 * 3600 * 1000;
/// A recorder whose clock is off by more than this is not ready for a shift, in milliseconds.
pub(crate) const CLOCK_OFFSET_READY_MS: i64 = 60_000;
/// Receipts asked for at the same time.
pub(crate) const RECEIPTS_IN_FLIGHT: usize = 8;
/// Times that a receipt with a checkpoint older than the last one is asked for again before it is an alarm.
pub(crate) const STALE_RECEIPT_TRIES: u32 = 8;
/// Wait between two of those.
pub(crate) const STALE_RECEIPT_WAIT: Duration = Duration::from_millis(300);
/// Wrong chunk sums in a row before the spool file is hashed again.
pub(crate) const CHECKSUM_TRIES_MAX: u32 = 3;
/// Sessions of tus for one capture without a byte gained before the upload goes back to the queue's end.
pub(crate) const UPLOAD_STALLS_MAX: u32 = 3;
/// First wait after a failure.
pub(crate) const BACKOFF_FIRST: Duration = Duration::from_millis(250);
/// Time to connect.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Silence after which a request counts as failed; longer than the longest wait for a receipt.
pub(crate) const SILENCE_TIMEOUT: Duration = Duration::from_mins(1);
/// Least time between two reports of dockings.
pub(crate) const REPORT_EVERY: Duration = Duration::from_secs(1);
/// Report although nothing changed, while anything is docked.
pub(crate) const REPORT_HEARTBEAT: Duration = Duration::from_secs(15);
/// How often slots are looked at even if nothing told of a change.
pub(crate) const SLOT_POLL: Duration = Duration::from_millis(500);
/// How often waiting dockings look for free space or a changed policy.
pub(crate) const WAIT_POLL: Duration = Duration::from_millis(500);
/// How often the spool is swept.
pub(crate) const SWEEP_EVERY: Duration = Duration::from_mins(10);
/// Time that a spool file is kept after its verified receipt, at least, in milliseconds.
pub(crate) const SPOOL_KEPT_MS: i64 = 14 * 24 * 3600 * 1000;
/// Times before this year are what a reset clock says.
pub(crate) const CLOCK_YEAR_MIN: i32 = 2005;
/// Claims later than dock time by more than this are what a wrong clock says, in milliseconds.
pub(crate) const CLOCK_AHEAD_MS: i64 = 24 * 3600 * 1000;
/// Difference between dock and server that is worth a word, in milliseconds.
pub(crate) const CLOCK_DIFFERENCE_MS: i64 = 30_000;
/// Length of one line on the control socket.
pub(crate) const CONTROL_LINE_BYTES_MAX: usize = 1 << 20;
/// People at the control socket at once.
pub(crate) const CONTROL_CLIENTS_MAX: usize = 16;
/// Files that one import may name.
pub(crate) const IMPORT_FILES_MAX: usize = 200_000;
/// Files that stay on recorders, as `status` prints them.
pub(crate) const STAYS_SHOWN_MAX: usize = 200;
/// How often the roster is asked for.
pub(crate) const ROSTER_EVERY: Duration = Duration::from_mins(1);
/// The same while a recorder is docked.
pub(crate) const ROSTER_EVERY_DOCKED: Duration = Duration::from_secs(3);
/// Bytes of a form of the dock's screen.
pub(crate) const SCREEN_BODY_BYTES_MAX: usize = 16 << 10;
/// Newest alarms that the dock's screen looks at.
pub(crate) const SCREEN_ALARMS_MAX: usize = 64;
/// How long before its docking the officers of a recorder may have parted, in milliseconds.
pub(crate) const PARTED_BEFORE_MS_MAX: i64 = 31 * 24 * 3600 * 1000;
/// A recorder that was put back within this time goes on where it was: a tag means its earlier docking too, in milliseconds.
pub(crate) const RESEATED_MS_MAX: i64 = 15 * 60 * 1000;
/// Alarms that `status` prints.
pub(crate) const ALARMS_SHOWN_MAX: usize = 50;
/// The same alarm within this time is one alarm, in milliseconds.
pub(crate) const ALARM_REPEATED_MS: i64 = 24 * 3600 * 1000;
/// Folders that one agent may watch.
pub(crate) const WATCHES_MAX: usize = 32;
/// Least time between two looks at a watched folder, whatever changes in it.
pub(crate) const WATCH_LOOK_PAUSE: Duration = Duration::from_millis(500);
/// Files of a watched folder that are read in one go, before anything else is looked at.
pub(crate) const WATCH_BATCH_MAX: usize = 32;
/// Files of a watched folder that were not taken, as `status` prints them.
pub(crate) const WATCH_PROBLEMS_SHOWN_MAX: usize = 50;
