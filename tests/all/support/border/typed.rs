//! Lines at a prompt, or from a pipe: commands, prompts and code of all languages, in any order.

use std::ops::ControlFlow;

use arbitrary::{Arbitrary, Result, Unstructured};
use polytarget::Fault;
use polytarget::session::{KERNEL, Reply, Session};

use super::cell::stopping_late;
use super::{Case, Kits, Outcome};

/// Pieces of inputs, each typed or pasted at once.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    inputs: Vec<String>,
}

/// What lines are made of.
const LINES: [&str; 48] = [
    "repl> ",
    "(py)> ",
    "(js)> ",
    "(rhai)> ",
    "(lisp)> ",
    "(shout)> ",
    "(nobody)> ",
    "...  ",
    "...",
    "\n",
    "\n\n",
    " ",
    ":target py",
    ":target js",
    ":target rhai",
    ":target shout",
    ":target repl",
    ":targets",
    ":runtimes",
    ":reset",
    ":help",
    ":expand (when a b)",
    ":expand",
    ":key",
    "(repl> js)",
    "(repl> py)",
    "(repl> shout)",
    "(repl>)",
    "(start-runtime \"js\")",
    "(start-runtime \"py\")",
    "(stop-runtime \"js\")",
    "(stop-runtime \"py\")",
    "(with-runtime \"rhai\" (eval-in \"rhai\" \"1\"))",
    "(eval-in \"py\" \"x = 1\")",
    "(.kill js.Interface.cache.repl)",
    "(set py.Interface.cache nil)",
    "(meta (namespace shout.Interface) (def eval (code) (str code \"!\")))",
    "(set shout.Interface :eval nil)",
    "(set js.macros :f (fn (x) x))",
    "(def f () (js:f 1))",
    "(namespace n)",
    "(namespace user)",
    "(target js)",
    "x = 1",
    "def f(x):\n    return x",
    "let a = [1, 2",
    "(list 1",
    "f(1)",
];

impl<'a> Arbitrary<'a> for Typed {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let mut inputs = Vec::new();
        for _ in 0..bytes.int_in_range(1..=10)? {
            let parts = bytes.int_in_range(1..=5)?;
            inputs.push((0..parts).map(|_| bytes.choose(&LINES).copied()).collect::<Result<String>>()?);
        }
        Ok(Self { inputs })
    }
}

impl Case for Typed {
    fn check(&self, kits: &Kits<'_>) -> Outcome {
        let host = kits.host;
        let mut session = Session::apart(host, KERNEL);
        for input in &self.inputs {
            let mut bug = None;
            let _assessed = session.assess(input);
            drop(session.complete(input));
            drop(session.prompt());
            let ended = stopping_late(host, || {
                session.submit_all(input, |reply| {
                    if let Err(error) = &reply
                        && let Fault::Bug(what) = error.fault()
                    {
                        bug = Some(what.clone());
                    }
                    if matches!(reply, Ok(Reply::Quit)) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
            });
            if let Some(what) = bug {
                return Err(format!("a bug of ours: {what}"));
            }
            if ended.is_break() {
                break;
            }
        }
        // Whatever was typed, the kernel answers, and nobody else knows of it.
        session.switch(KERNEL).map_err(|error| error.report())?;
        let reply = session.submit("(+ 2 3)").map_err(|error| error.report())?;
        if reply != Reply::Shown("5".to_owned()) {
            return Err(format!("2 + 3 is {reply:?} after it"));
        }
        if host.targets().iter().any(|name| name == "shout") {
            return Err("what a session apart defines is everybody's".to_owned());
        }
        Ok(())
    }
}
