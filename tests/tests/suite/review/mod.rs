//! The two gates, what is sent for review, opinions on it, coverage sheets: with real media behind every verdict.

mod closed;
mod opinions;
mod scene;
mod sent;
mod sheets;
