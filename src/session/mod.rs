//! What a prompt, a pipe and a document share: a current target, numbered inputs, commands.
//!
//! A [`Session`] takes inputs one after another and answers each with a
//! [`Reply`] or an error. An input is a [`Command`] when it begins with a colon,
//! or with `(repl>`, and else code for the current target. Whether an input is whole is
//! for the language to say ([`Session::assess`]); nothing here looks at brackets.
//!
//! | You want to                             | Read                  |
//! |-----------------------------------------|-----------------------|
//! | add a command                           | `command.rs`          |
//! | know how lines become inputs            | [`Gatherer`]          |
//! | know how prompts are printed and read   | `prompt.rs`           |
//! | know how pasted transcripts are taken   | `pasted.rs`           |
//! | know how a document is run              | [`Reading`]           |
//!
//! Invariant: no terminal code. Whoever owns the session reads, prints and colors.

mod command;
mod document;
mod gather;
mod pasted;
mod prompt;

use std::rc::Rc;

use crate::host::{Apart, Entered, Host};
use crate::object::{Lang, Result, Value};
use crate::runtime::{Completeness, Instance, Source, remember_source};

pub use crate::object::near::nearest;
pub use command::Command;
pub use document::{Outcome, Reading};
pub use gather::{Gatherer, Input, Listener};
use prompt::Prompted;
pub use prompt::{CONTINUATION, prompt};

/// The target where a session begins unless it is told otherwise: the Lisp.
pub const KERNEL: &str = Lang::Lisp.name();

/// One conversation with a host.
pub struct Session<'host> {
    host: &'host Host,
    target: String,
    inputs: usize,
    /// Its own instances, where it does not share those of the host.
    apart: Option<Apart>,
}

/// What a session answers to an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// There is nothing to show.
    Silent,
    /// A text to show: a result in the form of its language, or what a command says.
    Shown(String),
    /// The session is over.
    Quit,
}

impl<'host> Session<'host> {
    /// Begins a session at the target of that name, which is not looked for before it is used.
    pub fn new(host: &'host Host, target: &str) -> Self {
        Self { host, target: target.to_owned(), inputs: 0, apart: None }
    }

    /// Begins a session that has an instance of its own of every target that it, or what it runs, uses.
    pub fn apart(host: &'host Host, target: &str) -> Self {
        Self { apart: Some(Apart::default()), ..Self::new(host, target) }
    }

    /// Makes the session's own instances, if it has any, those that all languages use, until what is returned is dropped.
    fn enter(&self) -> Option<Entered> {
        self.apart.as_ref().map(|apart| self.host.enter(apart))
    }

    /// Starts what the current target needs, where it can be started. Whoever evaluates in it learns why it cannot.
    pub fn warm(&self) {
        let _own = self.enter();
        let _learned_later = self.instance();
    }

    /// Returns the name of the current target.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Switches to another target.
    ///
    /// # Errors
    /// When nothing is called so, with the nearest name there is.
    pub fn switch(&mut self, name: &str) -> Result<()> {
        let _own = self.enter();
        self.target = self.host.find_target(name)?;
        Ok(())
    }

    /// Answers an input: does what a command says, or evaluates code and renders its value.
    pub fn submit(&mut self, input: &str) -> Result<Reply> {
        let _own = self.enter();
        if input.trim().is_empty() {
            return Ok(Reply::Silent);
        }
        if let Some(command) = Command::parse(input) {
            return self.perform(&command?);
        }
        let value = self.evaluate(input)?;
        Ok(self.render(&value)?.map_or(Reply::Silent, Reply::Shown))
    }

    /// Answers an input at the target that its prompt names, which is the current one from then on.
    pub fn answer(&mut self, input: &Input) -> Result<Reply> {
        if let Some(target) = &input.target {
            self.switch(target)?;
        }
        self.submit(&input.text)
    }

    /// Evaluates code in the current target as its next numbered input, e.g. `<py 3>`.
    pub fn evaluate(&mut self, code: &str) -> Result<Value> {
        self.inputs += 1;
        let name = format!("<{} {}>", self.target, self.inputs);
        remember_source(&name, code);
        self.run(&Source::named(code, &name))
    }

    /// Runs a text in the current target, and turns to the target that it asks for.
    fn run(&mut self, source: &Source<'_>) -> Result<Value> {
        let _own = self.enter();
        let instance = self.instance()?;
        let run = || self.host.run_in(&*instance, source);
        let outcome = if self.target == KERNEL { self.host.recorded(run) } else { run() };
        if let Some(target) = self.host.take_turn() {
            self.target = target;
        }
        outcome
    }

    /// Prints a value as the current target's own REPL does; `None` when there is nothing to print.
    pub fn render(&self, value: &Value) -> Result<Option<String>> {
        let _own = self.enter();
        match value {
            Value::Nothing => Ok(None),
            value => self.host.render_in(&*self.instance()?, value).map(Some),
        }
    }

    /// Returns whether an input is whole, as the current target sees it; or the last one of pasted lines.
    ///
    /// An input for a target that cannot start counts as whole: running it tells why.
    pub fn assess(&self, input: &str) -> Completeness {
        match self.pasted(input) {
            Some(lines) => lines.assess(),
            None => self.assess_for(&self.target, input),
        }
    }

    fn assess_for(&self, target: &str, input: &str) -> Completeness {
        let _own = self.enter();
        if input.trim().is_empty() || Command::is(input) {
            return Completeness::Complete;
        }
        self.instance_of(target).map_or(Completeness::Complete, |instance| instance.assess(input))
    }

    /// Returns the names that may stand at the end of an input: a command's, a target's, or the language's.
    pub fn complete(&self, input: &str) -> Vec<String> {
        let _own = self.enter();
        let prompted = Prompted::read(input).filter(|prompted| self.accepts(prompted.target));
        let (target, code) = prompted.map_or((&*self.target, input), |prompted| (prompted.target, prompted.code));
        if Command::is(code) {
            return command::completions(code, &self.host.targets());
        }
        self.instance_of(target).map_or_else(|_| Vec::new(), |instance| instance.complete(code))
    }

    fn perform(&mut self, command: &Command) -> Result<Reply> {
        match command {
            Command::Target(name) => self.switch(name).map(|()| Reply::Silent),
            Command::Targets => Ok(Reply::Shown(self.list())),
            Command::Runtimes => self.ask_kernel("*runtimes*"),
            Command::Expand(form) => {
                let quoted = form.replace('\\', "\\\\").replace('"', "\\\"");
                self.ask_kernel(&format!("(%expand-line \"{quoted}\")"))
            }
            Command::Collect => Ok(Reply::Shown(self.host.collect().to_string())),
            Command::Handles => Ok(Reply::Shown(self.host.handles().to_string())),
            Command::Help => Ok(Reply::Shown(command::HELP.to_owned())),
            Command::Reset => self.reset().map(|()| Reply::Silent),
            Command::Quit => Ok(Reply::Quit),
        }
    }

    /// Shows what a form of the kernel's comes to, whatever the current target is.
    fn ask_kernel(&self, form: &str) -> Result<Reply> {
        let kernel = self.instance_of(KERNEL)?;
        let value = self.host.run_in(&*kernel, &Source::cell(form))?;
        self.host.render_in(&*kernel, &value).map(Reply::Shown)
    }

    /// Returns the words before the cursor: the current target, and the kernel's namespace where it has entered one.
    pub fn prompt(&self) -> String {
        let _own = self.enter();
        let place = || self.instance().ok().and_then(|instance| instance.place());
        match place().filter(|_| self.target == KERNEL) {
            Some(namespace) => format!("repl[{namespace}]> "),
            None => prompt(&self.target),
        }
    }

    /// Lists the targets, one a line, the current one marked.
    fn list(&self) -> String {
        let targets = self.host.targets();
        let width = targets.iter().map(String::len).max().unwrap_or_default();
        let mark = |name: &str| if name == self.target { '*' } else { ' ' };
        let line = |name: &String| format!("{} {name:<width$}  {}", mark(name), self.host.target_title(name));
        targets.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn instance(&self) -> Result<Rc<dyn Instance>> {
        self.instance_of(&self.target)
    }

    fn instance_of(&self, target: &str) -> Result<Rc<dyn Instance>> {
        self.host.driven_target(target)
    }

    fn reset(&self) -> Result<()> {
        self.host.restart_target(&self.target)
    }
}

impl Listener for Session<'_> {
    fn accepts(&self, target: &str) -> bool {
        let _own = self.enter();
        // What looks like a prompt makes no sense as Lisp, so there it is one even if it names no target.
        self.target == KERNEL || self.host.find_target(target).is_ok()
    }

    fn assess(&self, target: Option<&str>, input: &str) -> Completeness {
        self.assess_for(target.unwrap_or(&self.target), input)
    }
}

#[cfg(test)]
mod tests;
