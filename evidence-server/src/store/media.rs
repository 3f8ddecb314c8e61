//! What the media worker found in a clip: facts, replaced by a deeper look; and the poster, a derived picture.

use evidence_schema::ids::ClipId;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_CLIP: &str = select!(MediaRow, "WHERE clip_id = $1");
const POSTER_PUT: &str = "INSERT INTO poster (clip_id, media_type, image_base64) VALUES ($1, $2, $3) \
     ON CONFLICT (clip_id) DO UPDATE SET media_type = excluded.media_type, image_base64 = excluded.image_base64";
const POSTER_GET: &str = "SELECT media_type, image_base64 FROM poster WHERE clip_id = $1";

pub(super) const STATEMENTS: &[&str] = &[BY_CLIP, POSTER_PUT, POSTER_GET];

evidence_row! {
    /// What was found in one clip.
    MediaRow in "clip_media"
    key clip_id: ClipId,
    /// How deep the worker looked: 1 packets, 2 key frames, 3 full decode.
    level: u64,
    /// Real duration in milliseconds, absent when nothing could be read.
    duration_ms: Option<u64>,
    /// The worker's answer without its pictures, JSON.
    facts: String,
    /// Server time.
    probed_at: Timestamp,
}

impl Store {
    /// What was found in a clip, if a worker looked already.
    pub async fn media_of_clip(&self, id: ClipId) -> Result<Option<MediaRow>, StoreError> {
        self.fetch_one(BY_CLIP, vec![id.to_value()])
            .await?
            .as_ref()
            .map(MediaRow::read)
            .transpose()
    }

    /// The poster of a clip: media type and base64.
    pub async fn poster_of_clip(&self, id: ClipId) -> Result<Option<(String, String)>, StoreError> {
        let row = self.fetch_one(POSTER_GET, vec![id.to_value()]).await?;
        row.map(|row| Ok((String::read(&row, "media_type")?, String::read(&row, "image_base64")?)))
            .transpose()
    }
}

impl EvidenceTx {
    /// Writes or replaces what was found.
    pub async fn media_put(&mut self, media: &MediaRow) -> Result<(), StoreError> {
        let held = self.fetch(BY_CLIP, vec![media.clip_id.to_value()]).await?;
        if held.is_empty() {
            self.insert(media).await
        } else {
            self.update(media).await
        }
    }

    /// Writes or replaces the poster.
    pub async fn poster_put(&mut self, clip_id: ClipId, media_type: &str, base64: &str) -> Result<(), StoreError> {
        let args = vec![
            clip_id.to_value(),
            media_type.to_owned().to_value(),
            base64.to_owned().to_value(),
        ];
        self.work(POSTER_PUT, args).await.map(|_| ())
    }
}
