//! A request that is given up at any moment leaves the one writer usable for everybody else.

use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection};
use tokio::time::timeout;

use super::Writer;

#[tokio::test]
async fn a_transaction_that_is_given_up_at_any_moment_blocks_nobody() {
    let writer = Writer::new(SqliteConnection::connect("sqlite::memory:").await.unwrap());
    for micros in (0..600).step_by(20) {
        // Given up while it begins or commits: what became of it does not matter here.
        let given_up = timeout(Duration::from_micros(micros), async {
            writer.begin().await?.commit().await
        });
        drop(given_up.await);
        writer.begin().await.unwrap().commit().await.unwrap();
    }
}
