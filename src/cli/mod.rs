//! The command line: words to work, errors to messages, outcomes to exit statuses.
//!
//! | Words                     | Read                                        |
//! |---------------------------|---------------------------------------------|
//! | none, on a terminal       | the module `repl`                           |
//! | none, from a pipe         | `pipe.rs`                                   |
//! | `-e CODE`, `FILE`, `run`  | `evaluate.rs`, `script.rs`, `json.rs`       |
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
mod evaluate;
mod json;
mod pipe;
mod script;
mod status;
mod streams;
mod targets;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use crate::host::{Host, HostThread};
use crate::object::Lang;
use crate::repl;
use crate::runtime::{Stream, outlet};

pub use arguments::{Arguments, Command, Options};

use script::Script;
use status::Status;

/// The language of the kernel, where a session begins unless it is told otherwise.
const KERNEL: Lang = Lang::Lisp;

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let status = run(Arguments::parse()).unwrap_or_else(|refusal| {
        outlet().write(Stream::Err, &format!("error: {refusal:#}\n"));
        refusal.downcast_ref().map_or(Status::FAILED, script::Refusal::status)
    });
    outlet().flush();
    status.into()
}

fn run(arguments: Arguments) -> anyhow::Result<Status> {
    let Arguments { command, options, eval, script } = arguments;
    match command {
        None if !eval.is_empty() => on_host(move |host| evaluate::codes(host, &options, &eval)),
        None if !script.is_empty() => run_script(options, &script),
        None => converse(options.target.unwrap_or(KERNEL)),
        Some(Command::Run { options, script }) => run_script(options, &script),
        Some(Command::Bench { filter, json }) => on_host(move |host| bench::run(host, filter.as_deref(), json)),
        Some(Command::Doctor { json }) => on_host(move |host| doctor::run(host, json)),
        Some(Command::Targets { json }) => on_host(move |host| targets::run(host, json)),
    }
}

fn run_script(options: Options, words: &[std::ffi::OsString]) -> anyhow::Result<Status> {
    let script = Script::read(words, options.target)?;
    on_host(move |host| evaluate::script(host, &options, &script))
}

/// Talks: with a person when both ends are terminals, else with a pipe.
fn converse(target: Lang) -> anyhow::Result<Status> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(Status::from_code(repl::run(start()?, target)?));
    }
    on_host(move |host| pipe::run(host, target))
}

/// Runs `work` on a host thread, which Ctrl-C can interrupt.
fn on_host(work: impl FnOnce(&Host) -> Status + Send + 'static) -> anyhow::Result<Status> {
    let work = move |host: &Host| -> std::io::Result<Status> {
        let _watch = host.watch_interrupts()?;
        Ok(work(host))
    };
    Ok(start()?.run(work)?)
}

fn start() -> anyhow::Result<HostThread> {
    Ok(HostThread::start(|builder| builder.outlet(streams::standard()))?)
}
