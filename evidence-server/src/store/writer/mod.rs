//! SQLite's one writer, with group commit: transactions that wait for each other share one sync of the disk.
//!
//! What must stay true: a transaction is answered only after the COMMIT that holds it; members of a group succeed or
//! fail together; one that is given up is undone alone (its savepoint) and never takes others with it; nobody waits for
//! a leader that is gone ([`LEADER_WAIT`]); beginning and committing are never cut in half ([`whole`]).

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::SqliteConnection;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::error::StoreError;

/// Transactions that share one commit at most.
const GROUP_MAX: usize = 32;
/// A member whose leader has not committed by then does it itself.
const LEADER_WAIT: Duration = Duration::from_millis(5);

/// The one connection that writes.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) inner: SqliteConnection,
    /// A transaction is open that members of a group share.
    is_open: bool,
    /// A member is at work, or vanished before it ended.
    has_savepoint: bool,
    /// Members that wait for the commit.
    members: Vec<oneshot::Sender<bool>>,
}

/// The writer, to be shared.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    connection: Arc<Mutex<Connection>>,
    waiting: Arc<AtomicUsize>,
}

/// One transaction of the writer.
pub(super) struct SqliteWrite {
    /// Absent once it ended.
    connection: Option<OwnedMutexGuard<Connection>>,
    writer: Writer,
}

/// Counts one who waits for the connection, also when the wait is given up.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn say(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::query(sql).execute(connection).await?;
    Ok(())
}

/// Runs on a task of its own: whoever asked may be given up between a word to the database and its answer, and the
/// database would then have begun or committed what [`Connection`] knows nothing of.
async fn whole<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(result) => result,
        Err(_) => Err(StoreError::GroupFailed),
    }
}

impl Connection {
    /// Undoes what a vanished member left.
    async fn tidy(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.has_savepoint) {
            say(&mut self.inner, "ROLLBACK TO member").await?;
            say(&mut self.inner, "RELEASE member").await?;
        }
        Ok(())
    }

    /// Commits the group and answers its members.
    async fn commit(&mut self) -> Result<(), StoreError> {
        let result = say(&mut self.inner, "COMMIT").await;
        // Only now: when this future is dropped before, the next one ends the group again and tells its members.
        self.is_open = false;
        if result.is_err() {
            // Leaves no transaction behind; when the failure ended it already, there is none to end.
            let _ended = say(&mut self.inner, "ROLLBACK").await;
        }
        for member in self.members.drain(..) {
            // Whoever no longer listens has been cut off; the change stands all the same.
            let _told = member.send(result.is_ok());
        }
        result
    }

    /// Ends a group whose leader is gone.
    async fn finish(&mut self) -> Result<(), StoreError> {
        let tidied = self.tidy().await;
        if self.is_open { self.commit().await } else { tidied }
    }
}

impl Writer {
    pub(super) fn new(inner: SqliteConnection) -> Self {
        let connection = Connection {
            inner,
            is_open: false,
            has_savepoint: false,
            members: Vec::new(),
        };
        Self {
            connection: Arc::new(Mutex::new(connection)),
            waiting: Arc::default(),
        }
    }

    /// The connection itself, between transactions.
    pub(super) async fn lock(&self) -> OwnedMutexGuard<Connection> {
        Arc::clone(&self.connection).lock_owned().await
    }

    /// Begins a transaction: the first of a group, or a further member.
    pub(super) async fn begin(&self) -> Result<SqliteWrite, StoreError> {
        let writer = self.clone();
        whole(async move { writer.begin_whole().await }).await
    }

    async fn begin_whole(&self) -> Result<SqliteWrite, StoreError> {
        let mut connection = {
            self.waiting.fetch_add(1, Ordering::SeqCst);
            let _counted = Waiting(&self.waiting);
            self.lock().await
        };
        if let Err(error) = connection.tidy().await {
            // The database ended the transaction by itself (a full disk): its members hear that.
            let _told = connection.finish().await;
            return Err(error);
        }
        if !connection.is_open {
            say(&mut connection.inner, "BEGIN IMMEDIATE").await?;
            connection.is_open = true;
        }
        say(&mut connection.inner, "SAVEPOINT member").await?;
        connection.has_savepoint = true;
        Ok(SqliteWrite {
            connection: Some(connection),
            writer: self.clone(),
        })
    }

    /// Ends what a vanished member or leader left, so that the database is not locked until the next write.
    async fn end_group(&self) {
        let mut connection = self.lock().await;
        if connection.is_open {
            // Members are told by it; without members there is nothing to tell.
            let _told = connection.finish().await;
        }
    }
}

impl Drop for SqliteWrite {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        drop(connection);
        let writer = self.writer.clone();
        // Outside of the runtime the process is ending, and SQLite undoes what was not committed.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { writer.end_group().await });
        }
    }
}

impl SqliteWrite {
    /// The connection, inside this transaction.
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.connection.as_mut().map(|c| &mut c.inner).ok_or(StoreError::Stale)
    }

    /// Ends this transaction well: commits the group, or leaves that to the next one in the queue and waits for it.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        whole(self.commit_whole()).await
    }

    async fn commit_whole(mut self) -> Result<(), StoreError> {
        say(self.connection()?, "RELEASE member").await?;
        let Some(mut connection) = self.connection.take() else {
            return Err(StoreError::Stale);
        };
        connection.has_savepoint = false;
        let has_successor = self.writer.waiting.load(Ordering::SeqCst) > 0;
        if !has_successor || connection.members.len() >= GROUP_MAX {
            return connection.commit().await.map_err(StoreError::into_unknown);
        }
        let (member, mut told) = oneshot::channel();
        connection.members.push(member);
        drop(connection);
        loop {
            match tokio::time::timeout(LEADER_WAIT, &mut told).await {
                Ok(Ok(true)) => return Ok(()),
                Ok(Ok(false) | Err(_)) => return Err(StoreError::GroupFailed),
                // The successor was given up, or takes long: whoever gets the connection next ends the group.
                Err(_) => self.writer.end_group().await,
            }
        }
    }
}
