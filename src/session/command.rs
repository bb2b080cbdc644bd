//! What a session is told instead of code: a word after a colon.

use super::near;
use crate::object::{Error, Lang, Result};

/// An instruction to the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Switches to the target of that name.
    Target(String),
    /// Lists the targets.
    Targets,
    /// Collects cycles, also those through two heaps.
    Collect,
    /// Lists the live handles.
    Handles,
    /// Tells which commands there are.
    Help,
    /// Replaces the current target's instance by a new one.
    Reset,
    /// Ends the session.
    Quit,
}

/// The commands as they are written.
const NAMES: [&str; 7] = [":target", ":targets", ":gc", ":handles", ":help", ":reset", ":quit"];

pub(super) const HELP: &str = "\
:target NAME  switch to another target (short: `:t NAME`)
:targets      list the targets
:gc           collect cycles, also those that go round through two languages
:handles      list the objects that one language holds of another
:reset        start the current target anew; its variables are gone
:help         this list
:quit         leave (also Ctrl-D)

Everything else is code for the current target. All targets share `polytarget.refs`.";

impl Command {
    /// Returns whether an input is meant as a command, known or not.
    pub fn is(input: &str) -> bool {
        input.trim_start().starts_with(':')
    }

    /// Returns the command that an input is, or `None` when it is code.
    ///
    /// # Errors
    /// When there is no such command, with the nearest one, or its words are not what it takes.
    pub fn parse(input: &str) -> Option<Result<Self>> {
        Self::is(input).then(|| {
            let mut words = input.split_whitespace();
            let name = words.next().unwrap_or_default();
            let words: Vec<&str> = words.collect();
            match (name, &*words) {
                (":target" | ":t", &[target]) => Ok(Self::Target(target.to_owned())),
                (":target" | ":t", _) => Err(refusal("`:target` takes the name of one target".to_owned())),
                (name, []) => Self::without_words(name),
                (name, _) if NAMES.contains(&name) => Err(refusal(format!("`{name}` takes no words after it"))),
                (name, _) => Err(unknown(name)),
            }
        })
    }

    fn without_words(name: &str) -> Result<Self> {
        match name {
            ":targets" => Ok(Self::Targets),
            ":gc" => Ok(Self::Collect),
            ":handles" => Ok(Self::Handles),
            ":help" => Ok(Self::Help),
            ":reset" => Ok(Self::Reset),
            ":quit" => Ok(Self::Quit),
            name => Err(unknown(name)),
        }
    }
}

/// Returns the commands, or after `:target` the targets, that begin like the last word of an input.
pub(super) fn completions(input: &str, langs: &[Lang]) -> Vec<String> {
    let (before, word) = input.rsplit_once(char::is_whitespace).unwrap_or(("", input));
    let candidates: Vec<&str> = match before.trim() {
        "" => NAMES.to_vec(),
        ":target" | ":t" => langs.iter().map(|lang| lang.name()).collect(),
        _ => Vec::new(),
    };
    candidates.into_iter().filter(|name| name.starts_with(word)).map(str::to_owned).collect()
}

fn unknown(name: &str) -> Error {
    refusal(format!("no command is called `{name}`{}; `:help` lists them", near::did_you_mean(name, &NAMES)))
}

fn refusal(message: String) -> Error {
    Error::host("CommandError", message)
}
