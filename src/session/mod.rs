//! What a prompt, a pipe and a notebook share: a current target, numbered inputs, commands.
//!
//! A [`Session`] takes inputs one after another and answers each with a
//! [`Reply`] or an error. An input is a [`Command`] when it begins with a colon
//! and else code for the current target. Whether an input is whole is for the
//! language to say ([`Session::assess`]); nothing here looks at brackets.
//!
//! | You want to                        | Read                          |
//! |------------------------------------|-------------------------------|
//! | add a command                      | `command.rs`                  |
//! | know how lines become inputs       | [`Gatherer`]                  |
//!
//! Invariant: no terminal code. Whoever owns the session reads, prints and colors.

mod command;
mod gather;

use std::rc::Rc;

use crate::host::Host;
use crate::object::{Error, Lang, Result, Value, near};
use crate::runtime::{Completeness, Instance, Source, remember_source};

pub use crate::object::near::nearest;
pub use command::Command;
pub use gather::Gatherer;

/// One conversation with a host.
pub struct Session<'host> {
    host: &'host Host,
    target: Lang,
    inputs: usize,
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
    /// Begins a session at a target, which is not started before it is used.
    pub fn new(host: &'host Host, target: Lang) -> Self {
        Self { host, target, inputs: 0 }
    }

    /// Returns the current target.
    pub fn target(&self) -> Lang {
        self.target
    }

    /// Switches to another target.
    ///
    /// # Errors
    /// When nothing is called so, with the nearest name there is.
    pub fn switch(&mut self, name: &str) -> Result<()> {
        self.target = self.find(name)?;
        Ok(())
    }

    /// Answers an input: does what a command says, or evaluates code and renders its value.
    pub fn submit(&mut self, input: &str) -> Result<Reply> {
        if input.trim().is_empty() {
            return Ok(Reply::Silent);
        }
        if let Some(command) = Command::parse(input) {
            return self.perform(&command?);
        }
        let value = self.evaluate(input)?;
        Ok(self.render(&value)?.map_or(Reply::Silent, Reply::Shown))
    }

    /// Evaluates code in the current target as its next numbered input, e.g. `<py 3>`.
    pub fn evaluate(&mut self, code: &str) -> Result<Value> {
        self.inputs += 1;
        let name = format!("<{} {}>", self.target, self.inputs);
        remember_source(&name, code);
        self.host.run(self.target, &Source::named(code, &name))
    }

    /// Prints a value as the current target's own REPL does; `None` when there is nothing to print.
    pub fn render(&self, value: &Value) -> Result<Option<String>> {
        match value {
            Value::Nothing => Ok(None),
            value => self.host.render(self.target, value).map(Some),
        }
    }

    /// Returns whether an input is whole, as the current target sees it.
    ///
    /// An input for a target that cannot start counts as whole: running it tells why.
    pub fn assess(&self, input: &str) -> Completeness {
        if input.trim().is_empty() || Command::is(input) {
            return Completeness::Complete;
        }
        self.instance().map_or(Completeness::Complete, |instance| instance.assess(input))
    }

    /// Returns the names that may stand at the end of an input: a command's, a target's, or the language's.
    pub fn complete(&self, input: &str) -> Vec<String> {
        if Command::is(input) {
            return command::completions(input, &self.host.langs());
        }
        self.instance().map_or_else(|_| Vec::new(), |instance| instance.complete(input))
    }

    fn perform(&mut self, command: &Command) -> Result<Reply> {
        match command {
            Command::Target(name) => self.switch(name).map(|()| Reply::Silent),
            Command::Targets => Ok(Reply::Shown(self.list())),
            Command::Collect => Ok(Reply::Shown(self.host.collect().to_string())),
            Command::Handles => Ok(Reply::Shown(self.host.handles().to_string())),
            Command::Help => Ok(Reply::Shown(command::HELP.to_owned())),
            Command::Reset => self.host.restart(self.target).map(|()| Reply::Silent),
            Command::Quit => Ok(Reply::Quit),
        }
    }

    /// Lists the targets, one a line, the current one marked.
    fn list(&self) -> String {
        let mark = |lang| if lang == self.target { '*' } else { ' ' };
        let line = |lang: Lang| format!("{} {:<4}  {}", mark(lang), lang.name(), lang.title());
        self.host.langs().into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn find(&self, name: &str) -> Result<Lang> {
        let langs = self.host.langs();
        let known = langs.iter().copied().find(|lang| lang.name() == name);
        known.ok_or_else(|| {
            let names: Vec<&str> = langs.iter().map(|lang| lang.name()).collect();
            let hint = near::did_you_mean(name, &names);
            Error::host("TargetError", format!("no target is called `{name}`; there are {}{hint}", names.join(", ")))
        })
    }

    fn instance(&self) -> Result<Rc<dyn Instance>> {
        self.host.instance(self.target)
    }
}

#[cfg(test)]
mod tests;
