//! The whole product on this machine: a server, a dock, two recorders with real media, for a person to look at; with
//! `once`, the same story checked to the last byte.

mod checks;
mod day;
mod desk;
mod house;
mod ledger;
mod outside;
mod package;

use std::path::Path;
use std::time::Instant;

use tokio::signal::unix::{SignalKind, signal};

use super::Tell;
use crate::world::process::free_port;
use day::Day;
use house::House;

const FOLDER: &str = "demo";
const PORTS: (u16, u16) = (8400, 8401);
const SLOTS: [&str; 2] = ["一号位", "二号位"];

/// Plays the story in `./demo` and goes on until the person has seen enough.
pub async fn play(tell: Tell<'_>) {
    let mut day = Day::begin(House::at(Path::new(FOLDER), preferred_ports(), &SLOTS), tell);
    if day.is_new() {
        ledger::hand_out(&day, tell).await;
    }
    day.collect(tell);
    if day.is_new() {
        ledger::say_whose(&day, tell).await;
    }
    day.file_case(tell).await;
    if day.is_new() {
        desk::work(&day, tell).await;
    }
    tell(&day.farewell());
    until_told(&mut day).await;
    tell("\nstopping …");
    day.house.stop();
}

/// Plays the story in a folder that vanishes, and checks it.
pub async fn play_once(tell: Tell<'_>) {
    let start = Instant::now();
    let mut day = Day::begin(House::temporary((free_port(), free_port()), &SLOTS), tell);
    ledger::hand_out(&day, tell).await;
    day.collect(tell);
    ledger::say_whose(&day, tell).await;
    ledger::await_ready(&mut day, tell);
    let outside = outside::import(&day, tell).await;
    day.file_case(tell).await;
    desk::work(&day, tell).await;
    tell("\nis it all true?");
    checks::everything(&mut day, outside, tell).await;
    day.house.stop();
    tell(&format!(
        "\nall of it holds; the story took {} s",
        start.elapsed().as_secs()
    ));
}

/// 8400 for the server and 8401 for the dock's screen, where they are free.
fn preferred_ports() -> (u16, u16) {
    let free = |port| {
        let is_free = std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
        if is_free { port } else { free_port() }
    };
    (free(PORTS.0), free(PORTS.1))
}

/// Until Ctrl-C or a polite end from outside; a program that ends by itself ends the demo.
async fn until_told(day: &mut Day) {
    let mut interrupt = signal(SignalKind::interrupt()).expect("hear Ctrl-C");
    let mut terminate = signal(SignalKind::terminate()).expect("hear SIGTERM");
    let mut look = tokio::time::interval(std::time::Duration::from_secs(1));
    loop {
        tokio::select! {
            _ = interrupt.recv() => return,
            _ = terminate.recv() => return,
            _ = look.tick() => {}
        }
        // Ctrl-C reaches the children too: whoever is told to stop need not be running.
        let told = tokio::time::timeout(std::time::Duration::from_millis(200), interrupt.recv());
        if told.await.is_ok() {
            return;
        }
        day.house.check_running();
    }
}
