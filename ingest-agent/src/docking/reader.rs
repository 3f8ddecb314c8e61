//! The readings of one round: room in the spool, capture or comparison, tries, and what is said when it fails.
//!
//! What must stay true: a failed reading never stops the others; a half file never stays in the spool unseen.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

use evidence_schema::ids::CaptureId;
use evidence_schema::wire::docking_notes::DockingNote;

use super::Told;
use super::{Run, outcome};
use crate::capture::settle::{Settled, Unsettled, settle_loop};
use crate::capture::{self, CaptureError, Readout};
use crate::clock::id_bytes;
use crate::limits::{READ_TRIES_MAX, SETTLE_QUEUE_MAX, WAIT_POLL};
use crate::plan::{self, Candidate, Earlier, Purpose, Reading};
use crate::scan::ManifestFile;
use crate::statement::{Origin, Read};

/// Time that a changing file gets to become quiet.
const QUIET_WAIT: Duration = Duration::from_secs(1);

/// What is to be done with a reading that did not end in a capture.
enum Outcome {
    Done,
    /// Again, at once or after a while.
    Again(Box<Reading>, Duration),
    /// No room in the spool now.
    NoRoom(Box<Reading>, String),
    /// The bytes are those that were captured before.
    Same(Box<Reading>, Earlier),
    GivenUp(Box<Reading>, String),
    Cut,
}

pub(super) struct Round {
    settle: SyncSender<Unsettled>,
    pub(super) settled: Receiver<Settled>,
    pub(super) unsettled: usize,
    pub(super) later: VecDeque<(Instant, Reading)>,
}

impl Run {
    /// Reads every file; false if the thread must end before all were read.
    pub(super) fn read_all(&mut self, origin: &Origin, files: Vec<ManifestFile>) -> bool {
        let candidates = files.into_iter().map(|file| {
            let hint_key = self.hint_key(origin, &file);
            Candidate {
                known: self.known(&hint_key),
                file,
                hint_key,
            }
        });
        let mut queue: VecDeque<Reading> = plan::order(candidates.collect()).into();
        let (settle, inlet) = sync_channel(SETTLE_QUEUE_MAX);
        let (outlet, settled) = channel();
        let agent = self.agent.clone();
        let settling = origin.clone();
        let docking_id = self.docking_id;
        let thread = std::thread::Builder::new().name("settle".into()).spawn(move || {
            settle_loop(&agent, &settling, &inlet, |item| {
                outcome::pass_on(&agent, docking_id, &item);
                drop(outlet.send(item));
            });
        });
        if let Err(error) = thread {
            tracing::error!(%error, "no thread for syncing captures");
            return false;
        }
        let mut round = Round {
            settle,
            settled,
            unsettled: 0,
            later: VecDeque::new(),
        };
        let is_whole = self.work(&mut round, &mut queue);
        let Round { settle, settled, .. } = round;
        drop(settle);
        // Nothing is waited for in vain: the channel closes when the last reading is settled.
        for item in &settled {
            self.take_settled(item);
        }
        is_whole
    }

    fn work(&mut self, round: &mut Round, queue: &mut VecDeque<Reading>) -> bool {
        loop {
            self.take_all_settled(round);
            if self.leash.is_cut() {
                return false;
            }
            let is_due = round.later.front().is_some_and(|(at, _)| *at <= Instant::now());
            let next = if is_due {
                round.later.pop_front().map(|(_, reading)| reading)
            } else {
                queue.pop_front()
            };
            let Some(reading) = next else {
                if round.later.is_empty() && round.unsettled == 0 {
                    return true;
                }
                self.leash.wait(Duration::from_millis(2));
                continue;
            };
            let outcome = self.read_one(round, reading);
            if !self.follow(round, outcome) {
                return false;
            }
        }
    }

    fn follow(&mut self, round: &mut Round, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Done => {}
            Outcome::Again(reading, wait) => round.later.push_back((Instant::now() + wait, *reading)),
            Outcome::NoRoom(reading, message) => {
                self.tell_waiting(&message);
                round.later.push_back((Instant::now() + WAIT_POLL, *reading));
            }
            Outcome::Same(reading, earlier) => self.same(&reading, earlier),
            Outcome::GivenUp(reading, message) => self.give_up(&reading, &message),
            Outcome::Cut => return false,
        }
        true
    }

    fn read_one(&self, round: &mut Round, reading: Reading) -> Outcome {
        match reading.purpose {
            Purpose::Capture => self.capture(round, reading),
            Purpose::Compare(earlier) => self.compare(reading, earlier),
        }
    }

    fn capture(&self, round: &mut Round, reading: Reading) -> Outcome {
        let room = match self.agent.spool.room_for(reading.file.listed.size_bytes) {
            Ok(room) => room,
            Err(full) => return Outcome::NoRoom(Box::new(reading), full.to_string()),
        };
        let capture_id = CaptureId::from_random(id_bytes(self.agent.random.as_ref()));
        let file = match self.agent.spool.create(capture_id) {
            Ok(file) => file,
            Err(error) => return Outcome::NoRoom(Box::new(reading), format!("the spool takes no new file: {error}")),
        };
        let started = self.agent.clock.now();
        let place = reading.file.listed.place(&self.volume.root.path);
        let outcome = capture::read(self.open.as_ref(), &place, Some(&file), &|_| !self.leash.is_cut());
        let ended = self.agent.clock.now();
        let is_last_try = reading.tries + 1 >= READ_TRIES_MAX;
        match outcome {
            Ok(readout) if is_quiet(&reading, &readout) || is_last_try => {
                room.use_up(readout.size_bytes);
                let read = Read {
                    capture_id,
                    sha256: readout.sha256,
                    size_bytes: readout.size_bytes,
                    started,
                    ended,
                };
                self.settle(
                    round,
                    Unsettled {
                        message: changing_message(&reading, &readout),
                        modified_ns: readout.after.modified_ns,
                        reading,
                        read,
                        file,
                    },
                )
            }
            Ok(_) => {
                self.agent.spool.drop_half(capture_id);
                Outcome::Again(Box::new(tried(reading)), QUIET_WAIT)
            }
            Err(error) => self.failed(reading, capture_id, &error),
        }
    }

    fn settle(&self, round: &mut Round, item: Unsettled) -> Outcome {
        if let Some(message) = &item.message {
            let path = item.reading.file.listed.path.clone();
            let told = Told::new(DockingNote::KeptChanging { path }, message.clone());
            self.agent
                .dockings
                .change(self.docking_id, |docking| docking.tell(told));
        }
        round.unsettled += 1;
        if round.settle.send(item).is_err() {
            Outcome::Cut
        } else {
            Outcome::Done
        }
    }

    fn failed(&self, reading: Reading, capture_id: CaptureId, error: &CaptureError) -> Outcome {
        if error.is_full() {
            self.agent.spool.drop_half(capture_id);
            return Outcome::NoRoom(Box::new(reading), error.to_string());
        }
        let is_last =
            reading.tries + 1 >= READ_TRIES_MAX || self.leash.is_gone.load(std::sync::atomic::Ordering::SeqCst);
        let path = reading.file.listed.path.clone();
        match error {
            CaptureError::Read { bytes, .. } if is_last && *bytes > 0 => {
                self.keep_partial(&reading, capture_id, &error.to_string());
            }
            _ => self.agent.spool.drop_half(capture_id),
        }
        if self.leash.is_cut() {
            return Outcome::Cut;
        }
        let message = format!("{path}: {error}");
        let is_gone = matches!(error, CaptureError::Read { error, .. } if error.kind() == std::io::ErrorKind::NotFound);
        if is_last || is_gone {
            Outcome::GivenUp(Box::new(reading), message)
        } else {
            Outcome::Again(Box::new(tried(reading)), Duration::from_millis(200))
        }
    }

    fn compare(&self, mut reading: Reading, earlier: Earlier) -> Outcome {
        let place = reading.file.listed.place(&self.volume.root.path);
        let outcome = capture::read(self.open.as_ref(), &place, None, &|_| !self.leash.is_cut());
        let readout = match outcome {
            Ok(readout) => readout,
            Err(error) if reading.tries + 1 >= READ_TRIES_MAX => {
                let message = format!("{}: {error}", reading.file.listed.path);
                return Outcome::GivenUp(Box::new(reading), message);
            }
            Err(_) => return Outcome::Again(Box::new(tried(reading)), Duration::from_millis(200)),
        };
        if readout.sha256 != earlier.sha256 {
            if is_quiet(&reading, &readout) {
                self.flipped(&reading, earlier);
            }
            reading.purpose = Purpose::Capture;
            return Outcome::Again(Box::new(reading), Duration::ZERO);
        }
        Outcome::Same(Box::new(reading), earlier)
    }
}

fn tried(mut reading: Reading) -> Reading {
    reading.tries += 1;
    reading
}

/// Neither before nor during the reading did the file change.
fn is_quiet(reading: &Reading, readout: &Readout) -> bool {
    readout.is_quiet() && readout.size_bytes == reading.file.listed.size_bytes
}

fn changing_message(reading: &Reading, readout: &Readout) -> Option<String> {
    (!is_quiet(reading, readout)).then(|| {
        format!(
            "{} kept changing while it was read: {} bytes were kept as they were read; dock again when the recorder is done",
            reading.file.listed.path, readout.size_bytes
        )
    })
}
