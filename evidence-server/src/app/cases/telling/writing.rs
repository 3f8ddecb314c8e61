//! What was judged becomes rows and findings, in one entry.

use evidence_schema::ids::FindingId;

use super::Judged;
use crate::app::cases::heading::overtaken;
use crate::app::{App, AppResult};
use crate::store::EvidenceTx;
use crate::store::finding::FindingRow;

impl App {
    /// Writes all of it. A finding that is open already stays the one it is.
    ///
    /// # Errors
    /// When somebody else wrote meanwhile; then nothing may be committed.
    pub(in crate::app::cases) async fn told_write(&self, tx: &mut EvidenceTx, judged: &Judged) -> AppResult<()> {
        if judged.is_new {
            tx.case_add(&judged.case).await.map_err(overtaken)?;
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
        }
        self.remarks_write(tx, judged).await
    }

    async fn remarks_write(&self, tx: &mut EvidenceTx, judged: &Judged) -> AppResult<()> {
        let subject = judged.case.id.to_string();
        let mut kinds: Vec<String> = Vec::new();
        for remark in &judged.remarks {
            let kind = format!("case_{}", remark.code);
            // One open finding of a kind: the first remark says what it is about.
            if kinds.contains(&kind) || tx.finding_open_of(&kind, &subject).await?.is_some() {
                continue;
            }
            let finding = FindingRow {
                id: FindingId::from_random(self.chance()),
                kind: kind.clone(),
                subject: subject.clone(),
                message: format!("{}: {}", judged.case.number, remark.words),
                raised_at: self.now(),
                settled_at: None,
                settled_by: None,
                note: None,
            };
            tx.finding_add(&finding).await.map_err(overtaken)?;
            kinds.push(kind);
        }
        Ok(())
    }
}
