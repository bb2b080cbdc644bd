//! What is known of a call before the program runs.
//!
//! Macros make calls of what was written: `(get-global (+ "js" ".Interface"))`. Where nothing in them can turn out
//! otherwise, the outcome is written in their place.

use super::Expander;
use super::names::Place;
use crate::kernel::{Form, Kind, Symbol};

/// How deep calls may be nested in one that is known. At each level it is asked anew, and macros nest without end.
const DEEPEST: usize = 8;

impl Expander<'_> {
    /// Writes what a call comes to, if that is known; `false` when it has to be made.
    pub(super) fn fold(&mut self, call: &Form) -> bool {
        if let Some(text) = self.known_string(call, DEEPEST) {
            self.out.at(call.span.or(self.here));
            self.out.literal(&Kind::String(text.into()));
            return true;
        }
        let known = self.known_namespace(call).map(Place::Namespace).or_else(|| self.known_variable(call));
        known.inspect(|place| self.read(place, call.span)).is_some()
    }

    /// Returns the string that strings put together come to, in calls that are nested no deeper than this.
    fn known_string(&self, form: &Form, depth: usize) -> Option<String> {
        if let Kind::String(text) = &form.kind {
            return Some((**text).to_owned());
        }
        let parts = self.original_call(form, "+").filter(|parts| !parts.is_empty() && depth > 0)?;
        parts.iter().map(|part| self.known_string(part, depth - 1)).collect()
    }

    /// Returns the namespace that a call of `get-global` will find. There is no way to lose one.
    fn known_namespace(&self, form: &Form) -> Option<Symbol> {
        let [name] = self.original_call(form, "get-global")? else { return None };
        let name = Symbol::new(&self.known_string(name, DEEPEST)?);
        self.world.is_namespace(name).then_some(name)
    }

    /// Returns the variable of a namespace that a call of `get` reads. One that is in a cell is there to stay.
    fn known_variable(&self, form: &Form) -> Option<Place> {
        let [object, key] = self.original_call(form, "get")? else { return None };
        let (namespace, name) = (self.known_namespace(object)?, Symbol::new(&self.known_string(key, DEEPEST)?));
        self.world.cell(namespace, name).map(|_| Place::Owned(namespace, name))
    }

    /// Returns the arguments of a call of a procedure that is still what it was from the start.
    fn original_call<'f>(&self, form: &'f Form, name: &str) -> Option<&'f [Form]> {
        let head = form.head().filter(|head| head.as_str() == name)?;
        let arguments = form.as_list()?.get(1..)?;
        self.is_original(head).then_some(arguments)
    }
}
