//! `-e CODE` and `FILE`: run, print, end.

use super::arguments::Options;
use super::script::Script;
use super::status::Status;
use super::{Refusal, json, target};
use crate::host::Host;
use crate::object::{self, Value};
use crate::repl;
use crate::runtime::{Source, remember_source};
use crate::session::Session;

/// Evaluates each code in turn and prints its value, up to the first error.
pub(super) fn codes(host: &Host, options: &Options, codes: &[String]) -> Result<Status, Refusal> {
    let mut session = Session::new(host, &target(host, options)?);
    for code in codes {
        let shown = session
            .evaluate(code)
            .and_then(|value| if options.json { json::print(&value).map(Some) } else { session.render(&value) });
        match shown {
            Ok(text) => text.iter().for_each(|text| repl::show(text)),
            Err(error) => return Ok(Status::of(&error)),
        }
    }
    Ok(Status::DONE)
}

/// Runs a script to its end.
pub(super) fn script(host: &Host, target: &str, script: &Script, json: bool) -> Status {
    let outcome = run(host, target, script);
    let printed = match outcome {
        Ok(value) if json => json::print(&value).map(|text| repl::show(&text)),
        outcome => outcome.map(drop),
    };
    printed.map_or_else(|error| Status::of(&error), |()| Status::DONE)
}

fn run(host: &Host, target: &str, script: &Script) -> object::Result<Value> {
    let instance = host.target(target)?;
    instance.set_arguments(&script.name, &script.arguments)?;
    remember_source(&script.name, &script.text);
    host.run_in(&*instance, &Source::script(&script.text, &script.name))
}
