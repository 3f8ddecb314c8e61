//! How a world ends: what must be true of it, whatever the test was about.

use evidence_schema::custody::note::VerifyingNoteKey;

use super::wait::{PATIENCE, eventually};
use super::{World, process};

/// What a test leaves behind on purpose.
#[derive(Debug, Clone, Default)]
pub struct Tolerated {
    /// Kinds of jobs that were given up, visibly.
    pub given_up_jobs: Vec<&'static str>,
    /// Objects that no row names.
    pub orphans: usize,
}

impl World {
    /// The end of a test: no job is left, the log verifies, no object is without a row, the server stops well.
    pub async fn finish(self) {
        self.finish_with(Tolerated::default()).await;
    }

    /// The same, but for what is tolerated.
    pub async fn finish_with(mut self, tolerated: Tolerated) {
        if self.server.is_some() {
            self.await_quiet(&tolerated).await;
        }
        self.stop();
        self.assert_verified(&tolerated);
        self.is_ended = true;
    }

    /// The end of a test that damaged its world on purpose.
    pub fn abandon(mut self, reason: &str) {
        assert!(!reason.is_empty(), "say why the world cannot be finished");
        self.is_ended = true;
    }

    /// Waits until no job is left, as long as they become fewer.
    pub async fn await_quiet(&self, tolerated: &Tolerated) {
        let app = self.app().await;
        let (mut left, mut fewest) = (Vec::new(), u64::MAX);
        while fewest > 0 {
            fewest = eventually(&format!("fewer than {fewest} jobs are left"), PATIENCE, async || {
                left = app.store.job_counts().await.expect("ask for jobs");
                let waiting = left.iter().filter(|count| count.state == "waiting");
                Some(waiting.map(|count| count.jobs).sum()).filter(|count| *count < fewest)
            })
            .await;
        }
        let unexpected: Vec<_> = left
            .iter()
            .filter(|count| !tolerated.given_up_jobs.contains(&count.kind.as_str()))
            .collect();
        assert!(unexpected.is_empty(), "jobs were given up: {unexpected:?}");
        self.await_indexed().await;
    }

    /// Waits until lists show all that was written.
    pub async fn await_indexed(&self) {
        let app = self.app().await;
        eventually("the search index is in step", PATIENCE, async || {
            let waiting = app.store.index_due_count().await.expect("ask what is due");
            (waiting == 0).then_some(())
        })
        .await;
    }

    /// `evidence-server verify`, which must find nothing; gives what it printed.
    pub fn verify(&self) -> String {
        self.run(&["verify"])
    }

    pub(super) fn assert_verified(&self, tolerated: &Tolerated) {
        let output = process::run(self.command(&["verify"]), "");
        let text = String::from_utf8_lossy(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "the installation does not verify:\n{text}{said}"
        );
        let orphans = text
            .lines()
            .filter(|line| line.contains("no clip names the object"))
            .count();
        assert_eq!(orphans, tolerated.orphans, "objects without a row:\n{text}");
    }

    /// The custody log's public key, as handed out.
    pub fn log_key(&self) -> VerifyingNoteKey {
        let path = self.data().join("log.vkey");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()));
        VerifyingNoteKey::from_text(text.trim()).expect("the log's key is a key")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.said());
            return;
        }
        assert!(
            self.is_ended,
            "a test ends with world.finish() or world.abandon(reason)"
        );
    }
}
