//! The prompt on a terminal.
//!
//! Two threads talk: the terminal's, where the line editor waits for keys
//! (`terminal.rs`), and the host's, where the session lives and evaluates (this
//! file). What the editor must know from a language while a person types, e.g.
//! whether the input is whole, it asks over a channel (`question.rs`). While the
//! host waits for a question, Python's own threads go on.
//!
//! Invariant: the terminal is in raw mode only while the editor waits, so that
//! Ctrl-C is a key at the prompt and a signal during an evaluation.

mod paint;
mod prompt;
mod question;
mod terminal;

use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::host::{Host, HostThread};
use crate::object::{Error, Fault, Result};
use crate::runtime::{Stream, outlet};
use crate::session::{Reply, Session, prompt as prompt_of};

use question::{Answer, Asker, Question};

/// Talks with the person at the terminal until they leave; returns the exit code.
///
/// # Errors
/// When the terminal cannot be read, or the process cannot have a signal handler.
pub(crate) fn run(host: HostThread, target: String) -> std::io::Result<i32> {
    let (asker, questions) = mpsc::channel();
    let typist = thread::Builder::new().name("terminal".to_owned());
    let first = target.clone();
    let typist = typist.spawn(move || terminal::converse(&Asker::new(asker), &prompt_of(&first)))?;
    let code = host.run(move |host| serve(host, &questions, &target))?;
    // The last output is printed and the terminal left alone before the runtimes stop.
    let typed = typist.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    drop(host);
    typed.map(|()| code)
}

/// Answers the questions of the terminal until it has none left or a guest exits.
fn serve(host: &Host, questions: &Receiver<Question>, target: &str) -> std::io::Result<i32> {
    let _watch = host.watch_interrupts()?;
    let mut session = Session::new(host, target);
    // While the first prompt is painted and read.
    session.warm();
    while let Ok(question) = host.idle(|| questions.recv()) {
        match question {
            Question::Assess(input, answer) => answer.give(session.assess(&input)),
            Question::Complete(input, answer) => answer.give(session.complete(&input)),
            Question::Submit(input, answer) => match submit(&mut session, &input) {
                None => answer.give(Answer::Next(session.prompt())),
                Some(code) => {
                    answer.give(Answer::Over);
                    return Ok(code);
                }
            },
        }
    }
    Ok(0)
}

/// Runs what was typed and shows what comes of it; returns the exit code when the session is over.
fn submit(session: &mut Session<'_>, text: &str) -> Option<i32> {
    let over = session.submit_all(text, |reply| {
        let over = report(reply);
        outlet().flush();
        over
    });
    over.break_value().flatten()
}

/// Shows a reply; breaks with the exit code when the session is over, and without one when the rest is not wanted.
fn report(reply: Result<Reply>) -> ControlFlow<Option<i32>> {
    match reply {
        Ok(Reply::Silent) => {}
        Ok(Reply::Quit) => return ControlFlow::Break(Some(0)),
        Ok(Reply::Shown(text)) => show(&text),
        Err(error) => {
            show_error(&error);
            match error.fault() {
                Fault::Exit(code) => return ControlFlow::Break(Some(*code)),
                Fault::Interrupted => return ControlFlow::Break(None),
                _ => {}
            }
        }
    }
    ControlFlow::Continue(())
}

/// Prints a text as a line of the output.
pub(crate) fn show(text: &str) {
    outlet().write(Stream::Out, &format!("{text}\n"));
}

/// Prints an error with its trace, in color where a person reads it. An exit is not one to be shown.
pub(crate) fn show_error(error: &Error) {
    if !matches!(error.fault(), Fault::Exit(_)) {
        let outlet = outlet();
        outlet.write(Stream::Err, &paint::report(error, paint::wanted(outlet.is_terminal(Stream::Err))));
    }
}
