//! Text for the kernel: what is read of it, and what it does.

use std::cell::Cell as Counter;

use arbitrary::{Arbitrary, Result, Unstructured};
use polytarget::kernel::{Completeness, ErrorKind, Form, Kind, completeness, read};
use polytarget::session::{KERNEL, Session};
use polytarget::{Error, Fault, Host, Lang, Source};

use super::cell::{stopping_late, text_of};
use super::{Case, Kits, Outcome};

/// A text in the dialect, or near it.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    text: String,
}

/// What the reader looks for, and words that mean something to the expander.
const WORDS: [&str; 96] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "'",
    "`",
    ",",
    ",@",
    "@",
    "...",
    "...x",
    "#(",
    "#u8(",
    "#;",
    "#|",
    "|#",
    "#\\",
    "|",
    "\"",
    "\\",
    ";",
    "\n",
    " ",
    ":",
    ":a",
    "a:",
    "a",
    "x",
    "f",
    "o.a",
    "o.a.b",
    ".m",
    ".get ",
    "js:f",
    "js/f",
    "js.macros",
    "py.Interface",
    "nil",
    "true",
    "#t",
    "1",
    "-1.5",
    "1/2",
    "1e308",
    "\"s\"",
    "#>",
    "#0",
    ".",
    "=>",
    "_",
    "def ",
    "(def f (a ...b) ",
    "define ",
    "var ",
    "set ",
    "set! ",
    "del ",
    "get ",
    "object ",
    "fn ",
    "lambda ",
    "let ",
    "let* ",
    "letrec ",
    "let/cc ",
    "if ",
    "cond ",
    "else",
    "case ",
    "when ",
    "while ",
    "do ",
    "each ",
    "and ",
    "quote ",
    "quasiquote ",
    "unquote ",
    "macro ",
    "(macro m (x) ",
    "meta ",
    "namespace ",
    "target ",
    "repl> ",
    "define-syntax ",
    "syntax-rules ",
    "guard ",
    "parameterize ",
    "define-record-type ",
    "eval-in ",
    "start-runtime ",
    "+ ",
    "list ",
];

impl<'a> Arbitrary<'a> for Program {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self { text: text_of(bytes, &WORDS, 32, (9, 10))? })
    }
}

impl Case for Program {
    fn check(&self, kits: &Kits<'_>) -> Outcome {
        reads(&self.text)?;
        is_typed(kits.host, &self.text);
        runs(kits.host, &self.text)?;
        // What it defined or left behind is its own instance's.
        let sum = kits.call(Lang::Lisp, "add", &[&2.into(), &3.into()])?;
        if sum.as_int() == Some(5) { Ok(()) } else { Err(format!("2 + 3 is {sum} after it")) }
    }
}

/// Checks what is said of a text without running it.
fn reads(text: &str) -> Outcome {
    let assessed = completeness(text);
    let forms = match read(text) {
        Ok(forms) => forms,
        Err(error) => {
            let expected = match error.kind() {
                ErrorKind::Incomplete => Completeness::Incomplete,
                _ => Completeness::Invalid,
            };
            let span = error.span();
            if assessed != expected {
                return Err(format!("it is {assessed:?}, and read as {}", error.report(text)));
            }
            if text.get(span.start as usize..span.end as usize).is_none() {
                return Err(format!("{span:?} is no place in it: {}", error.report(text)));
            }
            return Ok(());
        }
    };
    if assessed != Completeness::Complete {
        return Err(format!("it is {assessed:?}, and can be read"));
    }
    reads_as_printed(&forms)
}

/// Checks that forms are read again from what they are printed as.
pub(crate) fn reads_as_printed(forms: &[Form]) -> Outcome {
    let printed: Vec<String> = forms.iter().map(ToString::to_string).collect();
    let printed = printed.join(" ");
    match read(&printed) {
        Ok(again) if dump_all(&again) == dump_all(forms) => Ok(()),
        Ok(again) => Err(format!("printed as\n{printed}\nit is read as\n{}", dump_all(&again))),
        Err(error) => Err(format!("printed as\n{printed}\nit cannot be read: {}", error.report(&printed))),
    }
}

/// Asks what a prompt asks while a text is typed: whatever it answers, it answers.
fn is_typed(host: &Host, text: &str) {
    let session = Session::new(host, KERNEL);
    stopping_late(host, || {
        let _assessed = session.assess(text);
        drop(session.complete(text));
    });
}

/// Runs a text in the kernel, which is begun anew now and then: what a text defines holds for those after it.
fn runs(host: &Host, text: &str) -> Outcome {
    thread_local! { static COUNT: Counter<u64> = const { Counter::new(0) }; }
    const FRESH: u64 = 64;
    let count = COUNT.replace(COUNT.get() + 1);
    if count.is_multiple_of(FRESH) {
        host.restart(Lang::Lisp).map_err(|error| format!("the kernel cannot begin: {}", error.report()))?;
    }
    let name = format!("<program {count}>");
    let outcome = stopping_late(host, || host.run(Lang::Lisp, &Source::named(text, &name)));
    // It may have turned a prompt.
    drop(host.take_turn());
    match outcome {
        Ok(value) => stopping_late(host, || host.render(Lang::Lisp, &value))
            .map_or_else(|error| judge(&error, text, &name), |_| Ok(())),
        Err(error) => judge(&error, text, &name),
    }
}

/// Checks what is said of a text that failed.
fn judge(error: &Error, text: &str, name: &str) -> Outcome {
    if let Fault::Bug(what) = error.fault() {
        return Err(format!("a bug of ours: {what}"));
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let trace = error.trace();
    let is_there = |line: u32, column: Option<u32>| {
        let line = (line as usize).checked_sub(1).and_then(|line| lines.get(line));
        line.is_some_and(|line| column.is_none_or(|column| column as usize <= line.chars().count() + 1))
    };
    match trace.frames().find(|frame| frame.file == name && frame.line != 0 && !is_there(frame.line, frame.column)) {
        Some(frame) => Err(format!("{}:{:?} is no place in it: {}", frame.line, frame.column, error.report())),
        None => Ok(()),
    }
}

/// Writes a form with every list spelled out, so that its structure shows.
fn dump(form: &Form) -> String {
    match &form.kind {
        Kind::List(bracket, items) => {
            let (open, close) = bracket.pair();
            format!("{open}{}{close}", dump_all(items))
        }
        Kind::Vector(items) => format!("#({})", dump_all(items)),
        Kind::Bytes(items) => format!("#u8({})", dump_all(items)),
        _ => form.to_string(),
    }
}

/// Writes forms with every list spelled out.
pub(crate) fn dump_all(forms: &[Form]) -> String {
    forms.iter().map(dump).collect::<Vec<_>>().join(" ")
}
