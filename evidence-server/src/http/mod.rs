//! HTTP: routes, extractors, answers. Handlers make three moves: extract, one call into `app`, present.

pub mod api;
mod class;
pub mod extract;
pub mod observe;
mod openapi;
pub mod pages;
pub mod problem;
pub mod routes;
pub mod serve;
pub mod tus;
