//! The command line: words to work, errors to messages, outcomes to exit statuses.
//!
//! | Words                     | Read                                        |
//! |---------------------------|---------------------------------------------|
//! | none, on a terminal       | the module `repl`                           |
//! | none, from a pipe         | `pipe.rs`                                   |
//! | `-e CODE`, `FILE`, `run`  | `evaluate.rs`, `script.rs`, `json.rs`       |
//! | `FILE.md`                 | `document.rs`                               |
//! | `bench`                   | `bench/`                                    |
//! | `doctor`, `targets`       | `doctor.rs`, `targets.rs`                   |
//!
//! Invariants:
//!
//! - The process ends by returning from `main`, so that the runtimes stop in order.
//! - What is printed goes through the [`outlet`](crate::runtime::outlet()), here as in the guests.

mod arguments;
mod bench;
mod doctor;
mod document;
mod evaluate;
mod json;
mod pipe;
mod script;
mod status;
mod streams;
mod targets;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use crate::host::{Host, HostThread};
use crate::repl;
use crate::runtime::{Stream, outlet};
use crate::session::KERNEL;

pub use arguments::{Arguments, Command, Options};

use script::{Program, Refusal, Script};
use status::Status;

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let status = run(Arguments::parse()).unwrap_or_else(|refusal| {
        outlet().write(Stream::Err, &format!("error: {refusal:#}\n"));
        refusal.downcast_ref().map_or(Status::FAILED, Refusal::status)
    });
    outlet().flush();
    status.into()
}

fn run(arguments: Arguments) -> anyhow::Result<Status> {
    let Arguments { command, options, eval, script } = arguments;
    match command {
        None if !eval.is_empty() => on_host(move |host| evaluate::codes(host, &options, &eval)),
        None if !script.is_empty() => run_file(options, script),
        None => converse(options),
        Some(Command::Run { options, script }) => run_file(options, script),
        Some(Command::Bench { filter, json }) => on_host(move |host| Ok(bench::run(host, filter.as_deref(), json))),
        Some(Command::Doctor { json }) => on_host(move |host| Ok(doctor::run(host, json))),
        Some(Command::Targets { json }) => on_host(move |host| Ok(targets::run(host, json))),
    }
}

fn run_file(options: Options, words: Vec<OsString>) -> anyhow::Result<Status> {
    on_host(move |host| {
        let target = options.target.is_some().then(|| target(host, &options)).transpose()?;
        let script = Script::read(&words, target)?;
        Ok(match script.program {
            Program::Document => document::run(host, script, options.json),
            Program::For(ref target) => evaluate::script(host, target, &script, options.json),
        })
    })
}

/// Returns the target that the command line names, or the kernel.
fn target(host: &Host, options: &Options) -> Result<String, Refusal> {
    let name = options.target.as_deref().unwrap_or(KERNEL);
    host.find_target(name).map_err(|error| Refusal::NoTarget(error.message()))
}

/// Talks: with a person when both ends are terminals, else with a pipe.
fn converse(options: Options) -> anyhow::Result<Status> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        let host = start()?;
        let target = host.run(move |host| target(host, &options))?;
        return Ok(Status::from_code(repl::run(host, target)?));
    }
    on_host(move |host| Ok(pipe::run(host, &target(host, &options)?)))
}

/// Runs `work` on a host thread, which Ctrl-C can interrupt.
fn on_host(work: impl FnOnce(&Host) -> Result<Status, Refusal> + Send + 'static) -> anyhow::Result<Status> {
    let work = move |host: &Host| -> anyhow::Result<Status> {
        let _watch = host.watch_interrupts()?;
        Ok(work(host)?)
    };
    start()?.run(work)
}

fn start() -> anyhow::Result<HostThread> {
    Ok(HostThread::start(|builder| builder.outlet(streams::standard()))?)
}
