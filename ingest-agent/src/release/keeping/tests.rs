//! What is said of files that stay.
