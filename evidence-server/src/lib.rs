//! Evidence server of Mingjing: receives footage from docks, seals it, keeps the custody log, serves pages.
//!
//! Map: `http` and `jobs` call use cases in `app`; `app` loads facts, calls a rule of `evidence_schema`, writes the
//! result and its custody entry through `store`; bytes live in `vault`; `media` talks to the sandboxed worker,
//! `outgoing` to other systems.
//! Directions: main → http, jobs → app → store, vault, media → schema. A test holds them.

pub mod app;
pub mod compose;
pub mod config;
pub mod deps;
pub mod http;
pub mod jobs;
pub mod media;
pub mod outgoing;
pub mod store;
pub mod tag_list;
pub mod vault;
