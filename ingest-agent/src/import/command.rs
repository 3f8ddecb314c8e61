//! `ingest-agent import`: by the running agent if there is one, else in this process.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;

use super::screen::Screen;
use super::{ImportEvent, ImportRequest, run};
use crate::agent::{Agent, World};
use crate::config::Config;
use crate::control::{self, Question};
use crate::docking::Leash;
use crate::failure::{Failure, cannot};

/// Runs the command.
pub(crate) fn import(
    config: Config,
    data: &std::path::Path,
    world: World,
    request: &ImportRequest,
) -> Result<ExitCode, Failure> {
    let mut screen = Screen::new(request.wait);
    match control::ask(data, &Question::Import(Box::new(request.clone()))) {
        Some(answers) => {
            for answer in answers {
                let event: ImportEvent = serde_json::from_str(&answer?).map_err(cannot("read the agent's answer"))?;
                screen.take(event);
                if screen.is_over() {
                    break;
                }
            }
        }
        None => import_here(config, data, (world, request), &mut screen)?,
    }
    screen.clear();
    let is_complete = screen.is_complete();
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(screen.table().as_bytes());
    if !screen.is_over() {
        return Err(Failure::new("the running agent ended in the middle of the import")
            .kept("every file that the table shows in the spool")
            .next("start the agent; run the same import again, it goes on where it stopped"));
    }
    Ok(if is_complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn import_here(
    config: Config,
    data: &std::path::Path,
    (world, request): (World, &ImportRequest),
    screen: &mut Screen,
) -> Result<(), Failure> {
    let runtime = crate::run::runtime()?;
    let _inside = runtime.enter();
    let agent = Agent::open(config, data, world)?;
    let tasks = agent.start_talking();
    let leash = Arc::new(Leash::default());
    crate::run::stop_on_signal(&runtime, &leash);
    let (events, inlet) = channel::<ImportEvent>();
    std::thread::scope(|scope| {
        let agent = &agent;
        let leash = &leash;
        scope.spawn(move || {
            run(agent, request, leash, &|event| drop(events.send(event)));
        });
        for event in inlet {
            screen.take(event);
        }
    });
    drop(tasks);
    Ok(())
}
