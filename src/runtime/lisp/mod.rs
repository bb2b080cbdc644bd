//! Stub.

use std::rc::Rc;

use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::Runtime;

/// Starts the engine.
pub(crate) fn open() -> Result<Rc<dyn Runtime>> {
    Err(Error::new(Lang::Lisp, Fault::NoRuntime { lang: Lang::Lisp, reason: "stub".to_owned() }))
}
