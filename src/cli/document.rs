//! `FILE.md`: the blocks of a document, in order, up to the first error.

use super::json;
use super::script::Script;
use super::status::Status;
use crate::document::Document;
use crate::host::Host;
use crate::object::{Result, Value};
use crate::repl;
use crate::runtime::{Stream, outlet};
use crate::session::{Outcome, Reading};

/// Runs a document to its end. It has no value, which is what `--json` prints of it.
pub(super) fn run(host: &Host, script: Script, json: bool) -> Status {
    let outcome = read(host, script);
    let printed = outcome.and_then(|()| if json { json::print(&Value::Nothing).map(Some) } else { Ok(None) });
    match printed {
        Ok(text) => {
            if let Some(text) = text {
                repl::show(&text);
            }
            Status::DONE
        }
        Err(error) => Status::of(&error),
    }
}

fn read(host: &Host, script: Script) -> Result<()> {
    let Script { name, text, arguments, .. } = script;
    let document = Document::parse(&text);
    let mut reading = Reading::new(host, &name, &text, &repl::show).with_arguments(arguments);
    if !reading.check(&document)? {
        outlet().write(Stream::Err, &format!("nothing to run: no block of `{name}` is in a language that there is\n"));
    }
    for block in &document.blocks {
        match reading.run(block)? {
            Outcome::Ran | Outcome::Skipped => {}
            Outcome::Failed(error) => repl::show_error(&error),
            Outcome::Quit => break,
        }
    }
    Ok(())
}
