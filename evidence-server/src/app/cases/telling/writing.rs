//! What was judged becomes rows and findings, in one entry.

use super::Judged;
use crate::app::cases::heading::overtaken;
use crate::app::{App, AppResult};
use crate::store::EvidenceTx;
use crate::store::job::JobKind;

impl App {
    /// Writes all of it.
    ///
    /// # Errors
    /// When somebody else wrote meanwhile; then nothing may be committed.
    pub(in crate::app::cases) async fn told_write(&self, tx: &mut EvidenceTx, judged: &Judged) -> AppResult<()> {
        if judged.is_new {
            tx.case_add(&judged.case).await.map_err(overtaken)?;
            tx.job_add(&self.job(JobKind::Findings, &judged.case.id.to_string()))
                .await?;
        }
        if let Some(heading) = &judged.heading {
            tx.heading_add(heading).await.map_err(overtaken)?;
        }
        for object in &judged.objects {
            tx.object_add(object).await?;
        }
        for act in &judged.acts {
            tx.act_add(act).await.map_err(overtaken)?;
        }
        for version in &judged.versions {
            tx.act_version_add(version).await.map_err(overtaken)?;
            self.acts_owe(tx, &[version.act_id]).await?;
        }
        for step in &judged.steps {
            tx.step_add(step).await.map_err(overtaken)?;
        }
        for finding in &judged.findings {
            tx.finding_add(finding).await?;
        }
        Ok(())
    }
}
