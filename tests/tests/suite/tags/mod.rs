//! What is said of clips, against the running server: tags by people and docks, importance, what settles a clip.

mod scene;
mod settling;
mod tagging;
mod waiting;
