//! The conformance kit: what every language must be able to do with every other's objects.
//!
//! Each language provides the same set of functions, written in that language
//! (`kit/`): some make objects, some use objects as that language does. A
//! check takes the functions of a *user* and the objects of an *owner*,
//! so it is written once and holds for every directed pair.

use std::error::Error;
use std::rc::Rc;

use polytarget::object::ObjectRef;
use polytarget::{Host, Instance, Lang, Name, Source, Value};

/// What one language provides.
pub(crate) struct Provider {
    lang: Lang,
    instance: Rc<dyn Instance>,
}

/// The outcome of one check: what was not as it should be.
pub(crate) type Check = Result<(), Box<dyn Error>>;

impl Provider {
    /// Starts an instance of the language and defines the kit's functions in it.
    pub(crate) fn start(host: &Host, lang: Lang) -> polytarget::Result<Self> {
        let (name, text) = match lang {
            Lang::Py => ("kit.py", include_str!("kit/python.py")),
            Lang::Js => ("kit.js", include_str!("kit/javascript.js")),
            Lang::Rhai => ("kit.rhai", include_str!("kit/rhai.rhai")),
            _ => ("kit.scm", include_str!("kit/lisp.scm")),
        };
        let instance = host.start(lang)?;
        host.run_in(&*instance, &Source::named(text, name))?;
        Ok(Self { lang, instance })
    }

    /// Returns a function of the kit as this language wrote it.
    pub(crate) fn function(&self, name: &str) -> Result<ObjectRef, Box<dyn Error>> {
        let own = match (self.lang, name) {
            (Lang::Lisp, "call") => "call-it",
            (Lang::Rhai, "call") => "call_it",
            (Lang::Lisp, "length") => "length_of",
            (Lang::Lisp, "append") => "append_to",
            (Lang::Rhai, "catch") => "catch_",
            (_, name) => name,
        };
        match self.instance.global(&Name::new(own))? {
            Some(Value::Object(function)) => Ok(function),
            other => Err(format!("{} has no function `{own}`, but {other:?}", self.lang).into()),
        }
    }

    /// Calls a function of the kit.
    pub(crate) fn call(&self, name: &str, args: &[&Value]) -> Result<Value, Box<dyn Error>> {
        let args: Vec<Value> = args.iter().copied().cloned().collect();
        let outcome = self.function(name)?.call(&args);
        outcome.map_err(|error| format!("{}: {name}: {}", self.lang, error.report()).into())
    }

    /// Makes one of the kit's objects.
    pub(crate) fn make(&self, name: &str) -> Result<Value, Box<dyn Error>> {
        match self.call(name, &[])? {
            object @ Value::Object(_) => Ok(object),
            other => Err(format!("{}: {name} made {other:?}, not an object", self.lang).into()),
        }
    }

    /// Evaluates an expression.
    pub(crate) fn eval(&self, host: &Host, code: &str) -> Result<Value, Box<dyn Error>> {
        let outcome = host.run_in(&*self.instance, &Source::cell(code));
        outcome.map_err(|error| format!("{}: {code}: {}", self.lang, error.report()).into())
    }

    /// Writes a global.
    pub(crate) fn set_global(&self, name: &str, value: Value) -> polytarget::Result<()> {
        self.instance.set_global(&Name::new(name), value)
    }

    /// Returns the instance in which the functions are.
    pub(crate) fn instance(&self) -> &dyn Instance {
        &*self.instance
    }

    /// Returns the language.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }
}

/// Compares what came with what was expected, by its debug form.
pub(crate) fn expect(what: &str, got: &Value, wanted: &str) -> Check {
    let got = format!("{got:?}");
    if got == wanted { Ok(()) } else { Err(format!("{what}: {got}, expected {wanted}").into()) }
}
