//! Stub.

use std::rc::Rc;

use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::Runtime;

/// Starts the engine.
pub(crate) fn open() -> Result<Rc<dyn Runtime>> {
    Err(Error::new(Lang::Rhai, Fault::NoRuntime { lang: Lang::Rhai, reason: "stub".to_owned() }))
}
