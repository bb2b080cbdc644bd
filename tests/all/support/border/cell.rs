//! Text that is evaluated, whatever it is.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use arbitrary::{Arbitrary, Result, Unstructured};
use polytarget::{Fault, Host, Lang};

use super::{Case, Kits, Outcome, lang, scalar};

/// A text, and the language that is to run it.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    lang: Lang,
    text: String,
}

/// Words and marks of which programs of these languages are made, and programs that go wrong.
const WORDS: [&str; 64] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "`",
    "\\",
    ",",
    ";",
    ":",
    ".",
    "=",
    "=>",
    "->",
    "|",
    "||",
    "&",
    "#",
    "@",
    "$",
    "\n",
    " ",
    "\t",
    "0",
    "1",
    "-1",
    "9007199254740993",
    "1e308",
    "0x",
    "a",
    "x",
    "f",
    "refs",
    "py",
    "js",
    "rhai",
    "lisp",
    "polytarget",
    ".eval",
    "eval_in",
    "eval-in",
    "def ",
    "class ",
    "lambda",
    "return ",
    "yield ",
    "await ",
    "async ",
    "try:",
    "for ",
    "while ",
    "let ",
    "const ",
    "function ",
    "fn ",
    "throw ",
    "live ",
    "define",
    "quasiquote",
    "call/cc",
    "\u{feff}",
];

/// How long a text may run. What stops it then is what Ctrl-C would do.
const TIME: Duration = Duration::from_millis(400);

impl<'a> Arbitrary<'a> for Cell {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self { lang: lang(bytes)?, text: text_of(bytes, &WORDS, 24, (4, 5))? })
    }
}

/// Makes a text: of at most so many parts, of which `known`, a ratio, are among these words.
pub(super) fn text_of(bytes: &mut Unstructured<'_>, words: &[&str], most: usize, known: (u8, u8)) -> Result<String> {
    if bytes.arbitrary()? {
        // As it is: the seeds of the fuzz targets are programs, and their dictionaries have words of them.
        return Ok(String::from_utf8_lossy(bytes.bytes(bytes.len())?).into_owned());
    }
    let mut text = String::new();
    for _ in 0..bytes.int_in_range(1..=most)? {
        if bytes.ratio(known.0, known.1)? {
            text.push_str(bytes.choose(words)?);
        } else {
            text.push_str(&scalar::text(bytes)?);
        }
    }
    Ok(text)
}

impl Case for Cell {
    fn check(&self, kits: &Kits<'_>) -> Outcome {
        let outcome = stopping_late(kits.host, || kits.host.eval(self.lang, &self.text));
        if let Err(error) = &outcome
            && let Fault::Bug(what) = error.fault()
        {
            return Err(format!("a bug of ours: {what}"));
        }
        // What it printed, defined or left behind, the language still works.
        let kit = kits.of(self.lang);
        let sum = kit.call("add", &[&2.into(), &3.into()]).map_err(|error| format!("not usable after it: {error}"))?;
        if sum.as_int() == Some(5) { Ok(()) } else { Err(format!("2 + 3 is {sum} after it")) }
    }
}

/// Runs work, and stops it when it takes too long.
pub(super) fn stopping_late<T>(host: &Host, work: impl FnOnce() -> T) -> T {
    let interrupt = host.interrupter();
    let (done, waiting): (Sender<()>, Receiver<()>) = channel();
    let guard = thread::spawn(move || {
        while waiting.recv_timeout(TIME) == Err(RecvTimeoutError::Timeout) {
            interrupt();
        }
    });
    let outcome = work();
    drop(done);
    drop(guard.join());
    outcome
}
