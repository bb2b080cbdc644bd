//! Sessions that share no globals with the others of their host.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::Session;
use crate::host::Host;
use crate::object::Result;
use crate::runtime::Instance;

impl<'host> Session<'host> {
    /// Begins a session that has an instance of its own of every target that it uses.
    pub fn apart(host: &'host Host, target: &str) -> Self {
        Self { apart: Some(Apart::default()), ..Self::new(host, target) }
    }
}

/// The instances of such a session, by their targets. They stop with it.
#[derive(Default)]
pub(super) struct Apart(RefCell<HashMap<String, Rc<dyn Instance>>>);

impl Apart {
    /// Returns the instance of a target, which is started when first used.
    pub(super) fn instance(&self, host: &Host, target: &str) -> Result<Rc<dyn Instance>> {
        let target = host.find_target(target)?;
        if let Some(running) = self.0.borrow().get(&target) {
            return Ok(running.clone());
        }
        let started = host.start_target(&target)?;
        self.0.borrow_mut().insert(target, started.clone());
        Ok(started)
    }

    /// Replaces the instance of a target by a new one.
    pub(super) fn restart(&self, host: &Host, target: &str) -> Result<()> {
        let fresh = host.start_target(target)?;
        let before = self.0.borrow_mut().insert(host.find_target(target)?, fresh);
        if let Some(before) = before {
            before.stop();
        }
        Ok(())
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        for (_, instance) in self.0.take() {
            instance.stop();
        }
    }
}
