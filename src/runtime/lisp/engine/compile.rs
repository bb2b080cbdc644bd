//! Steel's compiler, kept from taking the process's promises with it.
//!
//! It is not proof against every program: some that it should refuse make it panic, e.g. a call of
//! `(lambda (a b . rest) ...)` with one argument, written in place. The panic would unwind through the interpreter that
//! evaluates. So what evaluates a text or a form is wrapped, and such a program is refused like any other that is wrong.

use std::rc::Rc;

use steel::SteelVal;
use steel::rvals::Result as SteelResult;

use super::Engine;
use crate::object::{Error, Fault, Lang};
use crate::runtime::guard::guarded;
use crate::runtime::lisp::error;

/// Makes the procedure that compiles as the one of this name does.
macro_rules! compiling {
    ($stock:literal) => {
        SteelVal::BuiltIn(|context, arguments| {
            let engine = Engine::here();
            let SteelVal::BuiltIn(stock) = engine.stock($stock) else { return None };
            compiled(&engine, || stock(context, arguments))
        })
    };
}

/// Returns what goes in the place of Steel's own `eval` and `eval-string`, which compile what they are given and leave it
/// to the interpreter to be run.
pub(super) fn procedures() -> [(&'static str, SteelVal); 2] {
    [("%compile-form", compiling!("eval")), ("%compile-text", compiling!("eval-string"))]
}

type Outcome = Option<SteelResult<SteelVal>>;

fn compiled(engine: &Rc<Engine>, compile: impl FnOnce() -> Outcome) -> Outcome {
    let outcome = guarded(Lang::Lisp, || Ok(compile()));
    outcome.unwrap_or_else(|bug| Some(Err(error::raise(engine, refusal(&bug)))))
}

/// Returns the error of a program that the compiler gave up on.
#[cold]
fn refusal(bug: &Error) -> Error {
    let reason = bug.message();
    // Where in Steel that was helps nobody who wrote a program.
    let reason = reason.rsplit_once(" at ").map_or(&*reason, |(reason, _)| reason);
    let reason = reason.rsplit_once("(please report it): ").map_or(reason, |(_, reason)| reason);
    let message = format!("Steel's compiler cannot take this program ({reason})");
    Error::new(Lang::Lisp, Fault::Syntax { class: "SyntaxError".to_owned(), message })
}
