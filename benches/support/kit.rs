//! The same loops and things in each language, as `polytarget bench` has them.

use polytarget::{Lang, ObjectRef, Source, Value};

use crate::host::host;

/// Returns a member of a language's kit: a loop, or a thing for the loops of others.
pub(crate) fn kit(lang: Lang, member: &str) -> Value {
    let (name, text) = match lang {
        Lang::Py => ("kit.py", include_str!("../../src/cli/bench/guests/kit.py")),
        Lang::Js => ("kit.js", include_str!("../../src/cli/bench/guests/kit.js")),
        Lang::Rhai => ("kit.rhai", include_str!("../../src/cli/bench/guests/kit.rhai")),
        _ => ("kit.scm", include_str!("../../src/cli/bench/guests/kit.scm")),
    };
    let host = host();
    let made = || host.run(lang, &Source::named(text, name)).expect("the kit is a program");
    let kit = host.refs().get(name).unwrap_or_else(|_| made());
    host.refs().set(name, kit.clone()).expect("the table takes any name");
    kit.as_object().and_then(|kit| kit.get(member).ok()).expect("every kit has the same members")
}

/// Returns a function, or another object, of a language's kit.
pub(crate) fn object(lang: Lang, member: &str) -> ObjectRef {
    kit(lang, member).as_object().expect("all of a kit are objects").clone()
}
