//! The pages: in real Chromium, and form by form without it.
//!
//! What must stay true: a page leaves no error in the browser's console and fits a narrow screen.

mod brought;
mod cases;
mod chromium;
mod coverage;
mod documents;
mod equipment;
mod forms;
mod large;
mod ledger;
mod marks;
mod registers;
mod screen;
mod sending;
mod story;
mod time_marks;
mod told;
