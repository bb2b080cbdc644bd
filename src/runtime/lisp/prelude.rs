//! What Lisp programs find when they start: the texts in `bindings/lisp`.

use std::rc::Rc;

use super::convert::to_lisp;
use super::engine::Engine;
use crate::object::{Lang, Name, Result, Value};
use crate::runtime::peers;

/// How calls come in. It must be compiled by itself, for its frames mark the border in traces.
pub(super) const ENTRY: &str = include_str!("../../../bindings/lisp/entry.scm");

/// What Lisp programs use.
pub(super) const LIBRARY: [&str; 3] = [
    include_str!("../../../bindings/lisp/library.scm"),
    include_str!("../../../bindings/lisp/control.scm"),
    include_str!("../../../bindings/lisp/dialect.scm"),
];

/// What is written in the dialect, and the name that its frames have.
pub(super) const KERNEL: (&str, &str) = ("<prelude>", include_str!("../../../bindings/lisp/prelude.slb"));

/// Returns the names that an instance is [given](introduce).
pub(super) fn introduced() -> impl Iterator<Item = &'static str> {
    ["polytarget", "refs"].into_iter().chain(Lang::ALL.map(Lang::name))
}

/// Gives an instance `polytarget`, `refs` and the main instances of all languages.
pub(super) fn introduce(engine: &Rc<Engine>) -> Result<()> {
    let module = peers()?.module();
    let mut globals = vec![("polytarget", Value::Object(module.clone()))];
    for name in introduced().skip(1) {
        globals.extend(module.get_member(&Name::new(name))?.map(|value| (name, value)));
    }
    for (name, value) in globals {
        let value = to_lisp(engine, value)?;
        engine.idle(|steel| {
            steel.register_value(name, value);
        });
    }
    Ok(())
}
