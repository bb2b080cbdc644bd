//! Stub.

use std::rc::Rc;

use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::Runtime;

/// Starts the engine.
pub(crate) fn open() -> Result<Rc<dyn Runtime>> {
    Err(Error::new(Lang::Py, Fault::NoRuntime { lang: Lang::Py, reason: "stub".to_owned() }))
}
