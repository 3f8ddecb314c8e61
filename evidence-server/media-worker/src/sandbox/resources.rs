//! Resource limits: memory, processor time, no files written, no descriptors, no processes, no core file.
//!
//! What must stay true: soft and hard limit are the same, so nothing inside can raise them again. A file size of 0
//! forbids writing to regular files only: descriptor 1 must be a pipe.

use evidence_schema::wire::media::MediaRequest;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::SandboxError;

/// Everything but the descriptor table, which Landlock still needs.
pub(super) fn limit(request: &MediaRequest) -> Result<(), SandboxError> {
    for (resource, what, value) in wanted(request) {
        set(resource, what, value)?;
    }
    Ok(())
}

/// From here on no descriptor can be made, whatever the way.
pub(super) fn close_descriptor_table() -> Result<(), SandboxError> {
    set(Resource::Nofile, "descriptors", 0)
}

/// Whether every limit reads back as it was set.
pub(super) fn hold(request: &MediaRequest) -> bool {
    let mut all = wanted(request).to_vec();
    all.push((Resource::Nofile, "descriptors", 0));
    all.iter().all(|(resource, _, value)| {
        let now = getrlimit(*resource);
        now.current == Some(*value) && now.maximum == Some(*value)
    })
}

fn wanted(request: &MediaRequest) -> [(Resource, &'static str, u64); 7] {
    [
        (Resource::As, "address space", request.memory_bytes_max),
        (Resource::Cpu, "processor time", u64::from(request.cpu_seconds_max)),
        (Resource::Fsize, "file size", 0),
        (Resource::Core, "core file", 0),
        (Resource::Nproc, "processes", 0),
        (Resource::Memlock, "locked memory", 0),
        (Resource::Msgqueue, "message queues", 0),
    ]
}

fn set(resource: Resource, what: &'static str, value: u64) -> Result<(), SandboxError> {
    let both = Rlimit {
        current: Some(value),
        maximum: Some(value),
    };
    setrlimit(resource, both).map_err(|e| SandboxError::Resource {
        what,
        cause: e.to_string(),
    })
}
