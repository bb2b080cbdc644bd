//! One running REPL of Rhai, as the host drives it.

use std::path::Path;
use std::rc::Rc;

use rhai::{Dynamic, FnPtr};

use super::engine::State;
use super::{assist, convert, eval, modules, prelude};
use crate::object::{Form, Lang, Name, ObjectRef, Result, Value};
use crate::runtime::{Completeness, Instance, Source};

/// An instance of Rhai.
pub(super) struct RhaiInstance(Rc<State>);

impl RhaiInstance {
    /// Makes the front of an instance.
    pub(super) const fn new(state: Rc<State>) -> Self {
        Self(state)
    }
}

impl Drop for RhaiInstance {
    fn drop(&mut self) {
        // What it loaded would otherwise keep it, and be kept by it.
        self.0.modules.clear();
    }
}

/// Functions that Rhai has everywhere.
const BUILT_IN: &[&str] = &[
    "PI",
    "abs",
    "acos",
    "asin",
    "atan",
    "blob",
    "ceiling",
    "cos",
    "cosh",
    "exp",
    "floor",
    "hypot",
    "len",
    "ln",
    "log",
    "max",
    "min",
    "parse_float",
    "parse_int",
    "range",
    "round",
    "sign",
    "sin",
    "sinh",
    "sleep",
    "sqrt",
    "tan",
    "tanh",
    "timestamp",
    "to_float",
    "to_int",
    "to_native",
    "to_string",
];

impl Instance for RhaiInstance {
    fn lang(&self) -> Lang {
        Lang::Rhai
    }

    fn eval(&self, source: &Source<'_>) -> Result<Value> {
        eval::eval(&self.0, source)
    }

    fn global(&self, name: &Name) -> Result<Option<Value>> {
        let Some(word) = name.as_str() else { return Ok(None) };
        self.0.receive(|| {
            if let Some(value) = prelude::lookup(&self.0, word) {
                return convert::to_value(&self.0, value).map(Some);
            }
            // A pointer by name means the function as it is at each call, redefined or not.
            let name = self.0.library.name(word).or_else(|| BUILT_IN.contains(&word).then(|| word.into()));
            let pointer = name.and_then(|name| FnPtr::new(name).ok());
            pointer.map(|pointer| convert::to_value(&self.0, Dynamic::from(pointer))).transpose()
        })
    }

    fn set_global(&self, name: &Name, value: Value) -> Result<()> {
        self.0.receive(|| {
            let value = convert::from_value(&self.0, value)?;
            self.0.globals.set(&name.to_string(), value, false);
            Ok(())
        })
    }

    fn global_names(&self) -> Result<Vec<String>> {
        self.0.receive(|| {
            let mut names = self.0.globals.names();
            names.extend(self.0.library.names());
            Ok(names)
        })
    }

    fn import(&self, module: &str, base: Option<&Path>) -> Result<ObjectRef> {
        self.0.receive(|| modules::namespace(&self.0, module, base))
    }

    fn set_arguments(&self, program: &str, arguments: &[String]) -> Result<()> {
        self.0.receive(|| {
            let arguments = arguments.iter().map(|argument| Dynamic::from(argument.clone())).collect();
            self.0.globals.set("script", program.into(), false);
            self.0.globals.set("args", Dynamic::from_array(arguments), false);
            Ok(())
        })
    }

    fn assess(&self, input: &str) -> Completeness {
        assist::assess(&self.0, input)
    }

    fn complete(&self, input: &str) -> Vec<String> {
        assist::complete(&self.0, input)
    }

    fn render(&self, value: &Value) -> Result<String> {
        self.0.receive(|| {
            let native = convert::from_value(&self.0, value.clone())?;
            match value {
                Value::Object(object) if convert::home(&self.0, object).is_none() => {
                    Ok(object.display(Form::Literal)?.to_lossy().into_owned())
                }
                _ => Ok(convert::display(&self.0, &native, Form::Literal)),
            }
        })
    }

    fn stop(&self) {
        self.0.stop();
    }
}
