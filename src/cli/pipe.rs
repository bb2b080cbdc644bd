//! The session of a pipe: lines in, results out, errors beside them.

use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::str;

use super::script::not_text;
use super::status::Status;
use crate::host::Host;
use crate::object::{Error, Fault};
use crate::repl;
use crate::runtime::{Stream, outlet};
use crate::session::{Gatherer, Input, Reply, Session};

/// Runs what comes from standard input; fails when any of it failed.
pub(super) fn run(host: &Host, target: &str) -> Status {
    let mut pipe = Pipe { session: Session::new(host, target), gatherer: Gatherer::default(), status: Status::DONE };
    let mut lines = 0;
    loop {
        let step = match host.idle(|| read_line(lines)) {
            Ok(Some(line)) => pipe.take(&line),
            Ok(None) if lines == 0 => ControlFlow::Break(nothing_came()),
            Ok(None) => ControlFlow::Break(pipe.finish()),
            Err(refusal) => {
                outlet().write(Stream::Err, &format!("error: {refusal}\n"));
                ControlFlow::Break(Status::FAILED)
            }
        };
        lines += 1;
        if let ControlFlow::Break(status) = step {
            return status;
        }
    }
}

/// Reads the line after those `before` it, without its end; `None` after the last.
fn read_line(before: usize) -> anyhow::Result<Option<String>> {
    let mut bytes = Vec::new();
    if io::stdin().lock().read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let text = str::from_utf8(&bytes).map_err(|error| not_text("<stdin>", &bytes, error, before + 1))?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn nothing_came() -> Status {
    outlet().write(Stream::Err, "nothing to run: standard input is empty\n");
    Status::DONE
}

struct Pipe<'host> {
    session: Session<'host>,
    gatherer: Gatherer,
    status: Status,
}

impl Pipe<'_> {
    /// Takes a line, and runs what it ends or makes whole.
    fn take(&mut self, line: &str) -> ControlFlow<Status> {
        self.gatherer.push(line, &self.session).iter().try_for_each(|input| self.submit(input))
    }

    /// Runs what is left at the end.
    fn finish(&mut self) -> Status {
        let rest = self.gatherer.finish();
        match rest.map(|input| self.submit(&input)) {
            Some(ControlFlow::Break(status)) => status,
            _ => self.status,
        }
    }

    fn submit(&mut self, input: &Input) -> ControlFlow<Status> {
        match self.session.answer(input) {
            Ok(Reply::Silent) => {}
            Ok(Reply::Shown(text)) => repl::show(&text),
            Ok(Reply::Quit) => return ControlFlow::Break(self.status),
            Err(error) => return self.fail(&error),
        }
        ControlFlow::Continue(())
    }

    /// Goes on after an error, unless it is one that ends the process.
    fn fail(&mut self, error: &Error) -> ControlFlow<Status> {
        self.status = Status::of(error);
        match error.fault() {
            Fault::Exit(_) | Fault::Interrupted => ControlFlow::Break(self.status),
            _ => ControlFlow::Continue(()),
        }
    }
}
