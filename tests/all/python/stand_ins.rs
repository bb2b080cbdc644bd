//! What the tests of Python find as globals, made in Rust.

use polytarget::object::{Frame, SourceLine};
use polytarget::{Args, Error, Lang, ObjectRef, Result, Value, function};

use crate::support::stand_ins::{self, List, Maker, Map, Ratio};

/// Returns the objects by the names under which tests find them.
pub(super) fn stand_ins() -> Vec<(&'static str, Value)> {
    let describe = function("describe", |args| {
        let named: Vec<String> = args.named.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(Value::from(format!("{} {}", args.positional.len(), named.join(","))))
    });
    vec![
        ("array", List::of([1, 2, 3]).into()),
        ("record", Map::record().into()),
        ("describe", describe.into()),
        ("same", function("same", |args| Ok(args.get(0))).into()),
        ("call", function("call", call).into()),
        ("fail", function("fail", fail).into()),
        ("half", ObjectRef::new(Ratio(1, 2)).into()),
        ("Maker", ObjectRef::new(Maker).into()),
    ]
}

/// Calls its first argument with the others, as a function of JavaScript would.
fn call(args: &Args<'_>) -> Result<Value> {
    stand_ins::call(args).inspect_err(|error| error.pass([frame("call", 7)]))
}

/// Raises an error of JavaScript's, thrown with the value that it is given.
fn fail(args: &Args<'_>) -> Result<Value> {
    let error = Error::raised(Lang::Js, "TypeError", "no such thing", args.get(0));
    error.pass([frame("fail", 3)]);
    Err(error)
}

fn frame(function: &str, line: u32) -> Frame {
    Frame {
        lang: Lang::Js,
        function: function.to_owned(),
        file: "lib.js".to_owned(),
        line,
        column: None,
        source: SourceLine::Known(format!("{function}()")),
    }
}
