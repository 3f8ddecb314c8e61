//! The S3 engine: objects in a bucket, put once, under fresh keys.
//!
//! What must stay true: an answer "already exists" may speak of our own earlier try, so the bytes are compared; a put
//! whose outcome is unknown is looked at, never assumed; reading back is what makes a clip verified.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path as StorePath;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutMode, PutOptions, WriteMultipart};
use tokio::io::AsyncReadExt;

use super::error::VaultError;
use super::hashing::{Hasher, hash_prefix};
use super::{FoundObject, ObjectKey, ObjectStream, ReadBack, ReadMethod};

/// Files up to this size are put in one request, which the bucket can make conditional.
const ONE_PUT_BYTES: u64 = 32 << 20;
/// Parts of larger files.
const PART_BYTES: usize = 16 << 20;
const PARTS_AT_ONCE: usize = 3;

/// Where the bucket is. The keys come from files, never from arguments.
#[derive(Clone)]
pub struct S3Settings {
    /// `http://127.0.0.1:8480`
    pub endpoint: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Region, `us-east-1` where the store has none.
    pub region: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
}

impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3Settings({}/{})", self.endpoint, self.bucket)
    }
}

/// Objects in a bucket.
#[derive(Debug, Clone)]
pub struct S3Vault {
    store: Arc<AmazonS3>,
}

impl S3Vault {
    /// Prepares the connection; nothing is sent yet.
    ///
    /// # Errors
    /// When the settings make no sense.
    pub fn open(settings: &S3Settings) -> Result<Self, VaultError> {
        let store = AmazonS3Builder::new()
            .with_endpoint(&settings.endpoint)
            .with_allow_http(settings.endpoint.starts_with("http://"))
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key)
            .with_secret_access_key(&settings.secret_key)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .build()
            .map_err(|e| VaultError::remote("open bucket", &settings.bucket, e))?;
        Ok(Self { store: Arc::new(store) })
    }

    fn path(key: &ObjectKey) -> StorePath {
        StorePath::from(format!("objects/{key}"))
    }

    pub(super) async fn put(&self, staged: &Path, key: &ObjectKey) -> Result<(), VaultError> {
        let size = match tokio::fs::metadata(staged).await {
            Ok(metadata) => metadata.len(),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && self.size(key).await?.is_some() => return Ok(()),
            Err(e) => return Err(VaultError::io("look at staged", staged, e)),
        };
        if self.size(key).await?.is_some() {
            return self.compare(staged, key).await;
        }
        let result = if size <= ONE_PUT_BYTES {
            self.put_once(staged, key).await
        } else {
            self.put_parts(staged, key).await
        };
        match result {
            Ok(()) => Ok(()),
            Err(VaultError::Remote {
                source: object_store::Error::AlreadyExists { .. },
                ..
            }) => self.compare(staged, key).await,
            Err(error) => match self.size(key).await {
                // The store took it although the answer was lost.
                Ok(Some(held)) if held == size => self.compare(staged, key).await,
                _ => Err(error),
            },
        }
    }

    async fn put_once(&self, staged: &Path, key: &ObjectKey) -> Result<(), VaultError> {
        let bytes = tokio::fs::read(staged)
            .await
            .map_err(|e| VaultError::io("read staged", staged, e))?;
        let options = PutOptions {
            mode: PutMode::Create,
            ..PutOptions::default()
        };
        let put = self.store.put_opts(&Self::path(key), bytes.into(), options).await;
        put.map(|_| ()).map_err(|e| VaultError::remote("put", key.as_str(), e))
    }

    async fn put_parts(&self, staged: &Path, key: &ObjectKey) -> Result<(), VaultError> {
        let failed = |e| VaultError::remote("put", key.as_str(), e);
        let mut file = tokio::fs::File::open(staged)
            .await
            .map_err(|e| VaultError::io("open staged", staged, e))?;
        let upload = self.store.put_multipart(&Self::path(key)).await.map_err(failed)?;
        let mut parts = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        loop {
            // Before the next one is read: a slow store must not fill the memory.
            parts.wait_for_capacity(PARTS_AT_ONCE).await.map_err(failed)?;
            let mut part = Vec::with_capacity(PART_BYTES);
            let limit = u64::try_from(PART_BYTES).unwrap_or(u64::MAX);
            let read = (&mut file).take(limit).read_to_end(&mut part).await;
            if read.map_err(|e| VaultError::io("read staged", staged, e))? == 0 {
                break;
            }
            parts.put(part.into());
        }
        parts.finish().await.map(|_| ()).map_err(failed)
    }

    /// What stands there must be what is staged.
    async fn compare(&self, staged: &Path, key: &ObjectKey) -> Result<(), VaultError> {
        let theirs = self.read_back(key).await?;
        let path = staged.to_owned();
        let (ours, size) = super::error::blocking(move || hash_prefix(&path, None)).await?;
        if theirs.size_bytes == size && theirs.sha256 == ours.finish() {
            return Ok(());
        }
        Err(VaultError::KeyTaken(key.to_string()))
    }

    pub(super) async fn read_back(&self, key: &ObjectKey) -> Result<ReadBack, VaultError> {
        let failed = |e| VaultError::remote("read back", key.as_str(), e);
        let mut stream = self.store.get(&Self::path(key)).await.map_err(failed)?.into_stream();
        let mut hasher = Hasher::new();
        let mut size_bytes = 0_u64;
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(failed)?;
            hasher.update(&piece);
            size_bytes += piece.len() as u64;
        }
        Ok(ReadBack {
            sha256: hasher.finish(),
            size_bytes,
            method: ReadMethod::Remote,
        })
    }

    pub(super) async fn stream(&self, key: &ObjectKey, from: u64, to: u64) -> Result<ObjectStream, VaultError> {
        let name = key.to_string();
        if from >= to {
            // A range of no bytes cannot be asked for.
            let held = self.size(key).await?;
            return held.map_or_else(|| Err(VaultError::Missing(name)), |_| Ok(stream::empty().boxed()));
        }
        let options = GetOptions {
            range: Some(GetRange::Bounded(from..to)),
            ..GetOptions::default()
        };
        let got = self.store.get_opts(&Self::path(key), options).await;
        let stream = got.map_err(|e| VaultError::remote("read", &name, e))?.into_stream();
        Ok(stream.map_err(move |e| VaultError::remote("read", &name, e)).boxed())
    }

    pub(super) async fn open_file(&self, key: &ObjectKey, scratch: &Path) -> Result<File, VaultError> {
        let failed = |e| VaultError::remote("fetch", key.as_str(), e);
        let kept = |e| VaultError::io("write scratch", scratch, e);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(scratch)
            .map_err(kept)?;
        // The name goes at once: the bytes live as long as the descriptor.
        std::fs::remove_file(scratch).map_err(kept)?;
        let mut stream = self.store.get(&Self::path(key)).await.map_err(failed)?.into_stream();
        while let Some(piece) = stream.next().await {
            file.write_all(&piece.map_err(failed)?).map_err(kept)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(kept)?;
        Ok(file)
    }

    pub(super) async fn size(&self, key: &ObjectKey) -> Result<Option<u64>, VaultError> {
        match self.store.head(&Self::path(key)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(VaultError::remote("look at", key.as_str(), e)),
        }
    }

    pub(super) async fn list(&self) -> Result<Vec<FoundObject>, VaultError> {
        let prefix = StorePath::from("objects");
        let failed = |e| VaultError::remote("list", "objects", e);
        let found: Vec<_> = self.store.list(Some(&prefix)).try_collect().await.map_err(failed)?;
        found
            .into_iter()
            .map(|meta| {
                let name = meta
                    .location
                    .as_ref()
                    .strip_prefix("objects/")
                    .unwrap_or_default()
                    .to_owned();
                Ok(FoundObject {
                    key: ObjectKey::parse(&name)?,
                    size_bytes: meta.size,
                })
            })
            .collect()
    }

    /// Tries what the bucket can do, with a small object of its own.
    pub(super) async fn probe(&self) -> Vec<String> {
        let path = StorePath::from("probe/conditional-put");
        let create = || PutOptions {
            mode: PutMode::Create,
            ..PutOptions::default()
        };
        let _first = self.store.put_opts(&path, "1".into(), create()).await;
        let mut missing = Vec::new();
        match self.store.put_opts(&path, "2".into(), create()).await {
            Err(object_store::Error::AlreadyExists { .. }) => {}
            Ok(_) => missing.push(
                "the bucket ignores conditional puts: an object could be overwritten by a second put of its key; \
                 keys are fresh and random, so only a foreign program could do that"
                    .to_owned(),
            ),
            Err(e) => missing.push(format!("the bucket does not answer a conditional put: {e}")),
        }
        let _gone = self.store.delete(&path).await;
        missing.push("whether the bucket keeps versions and locks objects is not asked yet".to_owned());
        missing
    }
}
