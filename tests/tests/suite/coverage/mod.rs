//! Whether acts are recorded, judged from real media that went through a dock.

mod recorded;
pub(crate) mod scene;
mod tried;
