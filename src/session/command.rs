//! What a session is told instead of code: a word after a colon, or `(repl> NAME)`.

use super::KERNEL;
use crate::object::{Error, Result, near};

/// An instruction to the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Switches to the target of that name.
    Target(String),
    /// Lists the targets.
    Targets,
    /// Shows what the macros that a form calls make of it.
    Expand(String),
    /// Lists the runtimes that run.
    Runtimes,
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
const NAMES: [&str; 9] = [":target", ":targets", ":runtimes", ":expand", ":gc", ":handles", ":help", ":reset", ":quit"];

/// How the Lisp way to switch begins.
const SWITCH: &str = "(repl>";

pub(super) const HELP: &str = "\
:target NAME  switch to another target (short: `:t NAME`)
(repl> NAME)  the same; `(repl>)` returns to Lisp
:targets      list the targets
:runtimes     list the runtimes that were started, by their targets
:expand FORM  show what the macros in a form of Lisp make of it
:gc           collect cycles, also those that go round through two languages
:handles      list the objects that one language holds of another
:reset        start the current target anew; its variables are gone
:help         this list
:quit         leave (also Ctrl-D)

Everything else is code for the current target. All targets share `polytarget.refs`.
A line with a prompt of its own, as in `(py)> 6 * 7`, is for that target.";

impl Command {
    /// Returns whether an input is meant as a command, known or not, at the prompt of any target.
    pub fn is(input: &str) -> bool {
        is_word(input) || switch(input).is_some()
    }

    /// Returns the command that an input is, or `None` when it is code.
    ///
    /// # Errors
    /// When there is no such command, with the nearest one, or its words are not what it takes.
    pub fn parse(input: &str) -> Option<Result<Self>> {
        if let Some(rest) = switch(input) {
            return Some(Self::switch(rest));
        }
        if let Some(form) =
            input.trim_start().strip_prefix(":expand").filter(|rest| rest.starts_with(char::is_whitespace))
        {
            return Some(match form.trim() {
                "" => Err(refusal("`:expand` takes a form, as in `:expand (when a b)`".to_owned())),
                form => Ok(Self::Expand(form.to_owned())),
            });
        }
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

    /// Reads what follows `(repl>`.
    fn switch(rest: &str) -> Result<Self> {
        let words = rest.split_once(')').filter(|(_, after)| after.is_empty() || after.trim_start().starts_with(';'));
        match words.map(|(words, _)| words.split_whitespace().collect::<Vec<_>>()).as_deref() {
            Some([] | ["repl"]) => Ok(Self::Target(KERNEL.to_owned())),
            Some([target]) => Ok(Self::Target((*target).to_owned())),
            _ => Err(refusal("`(repl> NAME)` takes the name of one target, and nothing follows it".to_owned())),
        }
    }

    fn without_words(name: &str) -> Result<Self> {
        match name {
            ":targets" => Ok(Self::Targets),
            ":runtimes" => Ok(Self::Runtimes),
            ":expand" => Err(refusal("`:expand` takes a form, as in `:expand (when a b)`".to_owned())),
            ":gc" => Ok(Self::Collect),
            ":handles" => Ok(Self::Handles),
            ":help" => Ok(Self::Help),
            ":reset" => Ok(Self::Reset),
            ":quit" => Ok(Self::Quit),
            name => Err(unknown(name)),
        }
    }
}

/// Returns whether an input begins with the name of a command, or with what is so near to one that it is no keyword.
fn is_word(input: &str) -> bool {
    let name = input.split_whitespace().next().unwrap_or_default();
    name.starts_with(':') && (name == ":t" || NAMES.contains(&name) || !near::did_you_mean(name, &NAMES).is_empty())
}

/// Returns what follows the beginning of `(repl> NAME)`. Its first line must say so: `(repl>` alone on a line is code.
fn switch(input: &str) -> Option<&str> {
    let rest = input.trim().strip_prefix(SWITCH)?;
    rest.starts_with([' ', '\t', ')']).then_some(rest)
}

/// Returns the commands, or where a target is to be named the targets, that begin like the last word of an input.
pub(super) fn completions(input: &str, targets: &[String]) -> Vec<String> {
    let (before, word) = input.rsplit_once(char::is_whitespace).unwrap_or(("", input));
    let candidates: Vec<&str> = match before.trim() {
        "" => NAMES.to_vec(),
        ":target" | ":t" | SWITCH => targets.iter().map(String::as_str).collect(),
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
