//! The blocks of a document, run one after another.
//!
//! A block of code is run as a whole and shows what it prints. A block of lines
//! with prompts is run line by line, and shows what a prompt would. Both stand at
//! their lines of the document, for the sake of errors.

use std::collections::{HashMap, HashSet};

use super::prompt::Prompted;
use super::{Command, Gatherer, Input, KERNEL, Listener, Reply, Session};
use crate::document::{Block, Document};
use crate::host::Host;
use crate::object::{Error, Frame, Result, SourceLine, Value};
use crate::runtime::{Source, remember_source, source_line};

/// A document on its way through a host.
pub struct Reading<'host, 'show> {
    host: &'host Host,
    file: String,
    arguments: Vec<String>,
    show: &'show dyn Fn(&str),
    /// The sessions of the blocks, by what they call them.
    sessions: HashMap<Option<String>, Thread<'host>>,
}

/// A session, and which of its targets know what the document was started with.
struct Thread<'host> {
    session: Session<'host>,
    told: HashSet<String>,
}

/// What became of a block.
#[derive(Debug)]
pub enum Outcome {
    /// It is not to be run: a text, or one that says so.
    Skipped,
    /// It was run to its end.
    Ran,
    /// It failed, as it said it would.
    Failed(Error),
    /// It ended the session.
    Quit,
}

/// How the text of a block is taken.
enum Manner {
    /// As one piece of code.
    Whole,
    /// Line by line.
    Lines(Gatherer),
}

impl<'host, 'show> Reading<'host, 'show> {
    /// Begins to read a document, which is in `file` and has this text. Results of prompts are given to `show`.
    pub fn new(host: &'host Host, file: &str, text: &str, show: &'show dyn Fn(&str)) -> Self {
        remember_source(file, text);
        Self { host, file: file.to_owned(), arguments: Vec::new(), show, sessions: HashMap::new() }
    }

    /// Gives the document arguments, which its languages see as those of a program.
    #[must_use]
    pub fn with_arguments(self, arguments: Vec<String>) -> Self {
        Self { arguments, ..self }
    }

    /// Looks at all blocks before any of them is run; returns whether there is one to run.
    ///
    /// # Errors
    /// When a block says something about itself that nobody understands, or has no end.
    pub fn check(&self, document: &Document) -> Result<bool> {
        let mut any = false;
        for block in &document.blocks {
            if self.target(block).is_some() || self.is_transcript(block) {
                self.check_block(block)?;
                any = true;
            }
        }
        Ok(any)
    }

    /// Runs a block.
    ///
    /// # Errors
    /// What its code raises, unless it says that it fails; or that it did not, though it says so.
    pub fn run(&mut self, block: &Block) -> Result<Outcome> {
        let target = self.target(block);
        if target.is_none() && !self.is_transcript(block) {
            return Ok(Outcome::Skipped);
        }
        // Who is a target may have changed since the others were looked at.
        self.check_block(block)?;
        let options = block.options().map_err(|wrong| self.refusal(block, &wrong.to_string()))?;
        if options.is_shown_only || options.is_for_builds {
            return Ok(Outcome::Skipped);
        }
        match self.run_in(options.session.as_deref(), target.as_deref(), block) {
            Ok(Outcome::Ran) if options.fails => Err(self.refusal(block, "the block says that it fails, and did not")),
            Err(error) if options.fails && !error.is_uncatchable() => Ok(Outcome::Failed(error)),
            outcome => outcome,
        }
    }

    fn run_in(&mut self, id: Option<&str>, target: Option<&str>, block: &Block) -> Result<Outcome> {
        let host = self.host;
        let thread = self.sessions.entry(id.map(str::to_owned)).or_insert_with(|| Thread {
            session: if id.is_some() { Session::apart(host, KERNEL) } else { Session::new(host, KERNEL) },
            told: HashSet::new(),
        });
        let start = Start { file: &self.file, arguments: &self.arguments, show: self.show };
        if let Some(target) = target {
            thread.session.switch(target)?;
        }
        match manner(&thread.session, target, block) {
            Manner::Whole => {
                let input = Input { text: block.text.clone(), line: block.first_line(), ..Input::default() };
                thread.evaluate(&start, &input).map(|_| Outcome::Ran)
            }
            Manner::Lines(gatherer) => thread.converse(&start, gatherer, &block.text),
        }
    }

    /// Returns the target that a block is for; `None` for a text.
    fn target(&self, block: &Block) -> Option<String> {
        let alias = block.alias().map(str::to_owned);
        alias.or_else(|| Some(block.language()).filter(|language| self.host.targets().contains(language)))
    }

    /// Returns whether a block without a language has prompts in it.
    fn is_transcript(&self, block: &Block) -> bool {
        let is_known = |prompted: Prompted<'_>| self.host.find_target(prompted.target).is_ok();
        block.language().is_empty() && block.text.lines().any(|line| Prompted::read(line).is_some_and(is_known))
    }

    fn check_block(&self, block: &Block) -> Result<()> {
        block.options().map_err(|wrong| self.refusal(block, &wrong.to_string()))?;
        if block.is_closed {
            return Ok(());
        }
        Err(self.refusal(block, "the fence is never closed"))
    }

    fn refusal(&self, block: &Block, what: &str) -> Error {
        Error::host("DocumentError", format!("{}:{}: {what}", self.file, block.line))
    }
}

/// Decides how the text of a block is taken.
///
/// In Lisp prompts may stand among the forms, since no form begins so. In other
/// languages a line that looks like a prompt may be code, unless it is the first one.
fn manner(session: &Session<'_>, target: Option<&str>, block: &Block) -> Manner {
    let is_prompt = |line: &str| Prompted::read(line).is_some_and(|prompted| session.accepts(prompted.target));
    let is_for_session = |line: &str| is_prompt(line) || (line.starts_with('(') && Command::is(line));
    let mut lines = block.text.lines();
    let gatherer = match target {
        None => Some(Gatherer::transcript()),
        Some(_) if session.target() == KERNEL => {
            lines.any(is_for_session).then(|| Gatherer::default().with_code_for(KERNEL))
        }
        Some(_) => {
            let first = lines.find(|line| !line.trim().is_empty());
            first.is_some_and(is_for_session).then(Gatherer::default)
        }
    };
    gatherer.map_or(Manner::Whole, |gatherer| Manner::Lines(gatherer.from_line(block.first_line())))
}

/// Says of an error whose engine knows no line, or takes the first one there is, at least where its input begins.
///
/// An error of no engine, e.g. that there is no such target, is at that line, too.
fn place(error: &Error, file: &str, first_line: usize) {
    let first_line = u32::try_from(first_line).unwrap_or(u32::MAX);
    let mut trace = error.trace().clone();
    let Some(frame) = trace.outermost_mut() else {
        let (lang, function, source) = (error.lang(), String::new(), source_line(file));
        return error.pass([Frame { lang, function, file: file.to_owned(), line: first_line, column: None, source }]);
    };
    if frame.file == file && frame.function.is_empty() && frame.line < first_line {
        (frame.line, frame.column, frame.source) = (first_line, None, SourceLine::Unknown);
        error.set_trace(trace);
    }
}

/// What a document was started with.
struct Start<'a> {
    file: &'a str,
    arguments: &'a [String],
    show: &'a dyn Fn(&str),
}

impl Thread<'_> {
    /// Runs the inputs in some lines.
    fn converse(&mut self, start: &Start<'_>, mut gatherer: Gatherer, text: &str) -> Result<Outcome> {
        for line in text.lines() {
            for input in gatherer.push(line, &self.session) {
                if self.answer(start, &input)? == Reply::Quit {
                    return Ok(Outcome::Quit);
                }
            }
        }
        let last = gatherer.finish().map(|input| self.answer(start, &input)).transpose()?;
        Ok(if last == Some(Reply::Quit) { Outcome::Quit } else { Outcome::Ran })
    }

    /// Answers an input, and shows the answer where it was typed at a prompt.
    fn answer(&mut self, start: &Start<'_>, input: &Input) -> Result<Reply> {
        self.reply(start, input).inspect_err(|error| place(error, start.file, input.line))
    }

    fn reply(&mut self, start: &Start<'_>, input: &Input) -> Result<Reply> {
        let reply = if Command::is(&input.text) {
            // What it starts anew knows of no document yet.
            self.told.clear();
            self.session.answer(input)?
        } else {
            if let Some(target) = &input.target {
                self.session.switch(target)?;
            }
            let value = self.run(start, input)?;
            let shown = if input.expected.is_some() { self.session.render(&value)? } else { None };
            shown.map_or(Reply::Silent, Reply::Shown)
        };
        if let Reply::Shown(text) = &reply {
            (start.show)(text);
        }
        Ok(reply)
    }

    /// Evaluates code at its line of the document.
    fn evaluate(&mut self, start: &Start<'_>, input: &Input) -> Result<Value> {
        self.run(start, input).inspect_err(|error| place(error, start.file, input.line))
    }

    fn run(&mut self, start: &Start<'_>, input: &Input) -> Result<Value> {
        if input.text.trim().is_empty() {
            return Ok(Value::Nothing);
        }
        let _own = self.session.enter();
        let instance = self.session.instance()?;
        if self.told.insert(self.session.target().to_owned()) {
            instance.set_arguments(start.file, start.arguments)?;
        }
        let code = format!("{}{}", "\n".repeat(input.line - 1), input.text);
        self.session.run(&Source::part(&code, start.file))
    }
}
