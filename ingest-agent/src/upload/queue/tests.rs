//! Queues with lanes: turns, nothing lost, every waiter woken.

use evidence_schema::ids::CaptureId;

use super::{FairQueue, Item};

fn item(lane: &str, number: u8) -> Item {
    Item {
        lane: lane.to_owned(),
        capture_id: CaptureId::from_random([number; 16]),
    }
}

#[test]
fn recorder_with_few_files_does_not_wait_for_one_with_many() {
    let queue = FairQueue::default();
    for number in 0..100 {
        queue.put(item("many", number));
    }
    queue.put(item("few", 200));
    assert_eq!(queue.take(), Some(item("many", 0)));
    assert_eq!(queue.take(), Some(item("few", 200)));
    assert_eq!(queue.take(), Some(item("many", 1)));
}

#[test]
fn nothing_is_lost_or_doubled() {
    let queue = FairQueue::default();
    for number in 0..30 {
        queue.put(item(&format!("lane {}", number % 3), number));
    }
    let mut taken: Vec<Item> = std::iter::from_fn(|| queue.take()).collect();
    taken.sort_by_key(|item| item.capture_id);
    taken.dedup();
    assert_eq!(taken.len(), 30);
}

#[tokio::test]
async fn every_waiter_is_woken() {
    let queue = std::sync::Arc::new(FairQueue::default());
    let waiters: Vec<_> = (0..3)
        .map(|_| {
            let queue = std::sync::Arc::clone(&queue);
            tokio::spawn(async move { queue.next().await })
        })
        .collect();
    tokio::task::yield_now().await;
    for number in 0..3 {
        queue.put(item("one", number));
    }
    for waiter in waiters {
        let taken = tokio::time::timeout(std::time::Duration::from_secs(10), waiter).await;
        assert!(taken.unwrap().is_ok());
    }
}
