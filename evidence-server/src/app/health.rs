//! What whoever runs the server looks at: readiness and metrics.

use evidence_schema::wire::problem::ProblemCode;
use serde_json::json;

use super::{App, AppError, AppResult};

impl App {
    /// The database answers, the disk has room, the log is signed.
    ///
    /// # Errors
    /// [`ProblemCode::Unavailable`] or [`ProblemCode::StorageFull`] with the reason.
    pub async fn ready(&self) -> AppResult<serde_json::Value> {
        self.store.ping().await?;
        self.staging.check_room(0)?;
        let signed = *self.signed.borrow();
        if signed == 0 {
            return Err(AppError::new(
                ProblemCode::Unavailable,
                "The custody log has no signed checkpoint yet.",
            ));
        }
        Ok(json!({
            "database": self.store.engine_name(),
            "vault": self.vault.engine_name(),
            "log_entries_signed": signed,
        }))
    }

    /// Metrics in Prometheus' text form.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn metrics_text(&self) -> AppResult<String> {
        for count in self.store.job_counts().await? {
            let jobs = u32::try_from(count.jobs).unwrap_or(u32::MAX);
            metrics::gauge!("mingjing_jobs", "state" => count.state, "kind" => count.kind).set(f64::from(jobs));
        }
        let signed = u32::try_from(*self.signed.borrow()).unwrap_or(u32::MAX);
        metrics::gauge!("mingjing_log_entries_signed").set(f64::from(signed));
        Ok(self.metrics.render())
    }
}
