//! Documents of a case file, against the running server: sealed and read back as clips are, described and withdrawn by
//! versions, exported and checked; hostile files.

mod exported;
mod hostile;
mod scene;
mod story;
