//! One instance as the other languages see it: `polytarget.js` from Python, and so on.

use std::path::Path;
use std::rc::{Rc, Weak};

use super::Inner;
use super::refs::name_of;
use crate::object::{Args, Error, Fault, Form, Lang, Name, Object, ObjectRef, Result, Text, Traits, Value, function};
use crate::runtime::{Instance, Source};

/// An instance seen from outside: `eval`, `globals`, `import`, `stop`, `restart`,
/// and every global under its own name.
///
/// A global that is called like one of those five is found in `globals`.
pub(super) struct Peer {
    host: Weak<Inner>,
    which: Which,
    lang: Lang,
}

/// Which instance is meant.
#[derive(Clone)]
enum Which {
    /// The main one, whichever it is at the time.
    Main,
    /// This one.
    One(Rc<dyn Instance>),
}

impl Peer {
    pub(super) fn main(host: Weak<Inner>, lang: Lang) -> ObjectRef {
        ObjectRef::new(Self { host, which: Which::Main, lang })
    }

    pub(super) fn one(host: Weak<Inner>, instance: Rc<dyn Instance>) -> ObjectRef {
        ObjectRef::new(Self { host, lang: instance.lang(), which: Which::One(instance) })
    }

    fn command(&self, name: &str) -> Option<Value> {
        let (host, which, lang) = (self.host.clone(), self.which.clone(), self.lang);
        let command = match name {
            "eval" => function("eval", move |args| {
                let code = text(args, "eval", "code")?;
                let host = upgrade(&host)?;
                host.evaluate(&*which.instance(&host, lang)?, &Source::cell(&code))
            }),
            "globals" => ObjectRef::new(Globals { host, which, lang }),
            "import" => function("import", move |args| {
                let module = text(args, "import", "module")?;
                let base = args.get(1);
                let base = base.as_str().map(Path::new);
                which.instance(&*upgrade(&host)?, lang)?.import(&module, base).map(Value::Object)
            }),
            "stop" => function("stop", move |_| {
                let host = upgrade(&host)?;
                if let Some(running) = which.running(&host, lang) {
                    host.check_idle(&*running)?;
                }
                match which {
                    Which::Main => host.runtimes.stop(lang),
                    Which::One(ref instance) => instance.stop(),
                }
                Ok(Value::Nothing)
            }),
            "restart" if matches!(which, Which::Main) => function("restart", move |_| {
                let host = upgrade(&host)?;
                if let Some(running) = which.running(&host, lang) {
                    host.check_idle(&*running)?;
                }
                host.runtimes.restart(lang)?;
                Ok(Value::Nothing)
            }),
            _ => return None,
        };
        Some(Value::Object(command))
    }

    fn instance(&self) -> Result<Rc<dyn Instance>> {
        self.which.instance(&*upgrade(&self.host)?, self.lang)
    }
}

impl Which {
    fn instance(&self, host: &Inner, lang: Lang) -> Result<Rc<dyn Instance>> {
        match self {
            Self::Main => host.runtimes.main(lang),
            Self::One(instance) => Ok(instance.clone()),
        }
    }
}

impl Which {
    /// Returns the instance unless it never started or was stopped.
    fn running(&self, host: &Inner, lang: Lang) -> Option<Rc<dyn Instance>> {
        match self {
            Self::Main => host.runtimes.running_main(lang),
            Self::One(instance) => Some(instance.clone()),
        }
    }
}

pub(super) fn upgrade(host: &Weak<Inner>) -> Result<Rc<Inner>> {
    host.upgrade().ok_or_else(|| Error::new(Lang::Rust, Fault::Gone(Lang::Rust)))
}

/// Returns the first argument as text.
pub(super) fn text(args: &Args<'_>, function: &str, what: &str) -> Result<String> {
    match args.get(0) {
        Value::Text(text) => Ok(text.to_lossy().into_owned()),
        other => Err(Error::new(
            Lang::Rust,
            Fault::Type { expected: format!("`{function}` to be given a string as its {what}"), got: other.kind() },
        )),
    }
}

impl Object for Peer {
    fn type_name(&self) -> String {
        format!("{} instance", self.lang)
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        match name.as_str().and_then(|name| self.command(name)) {
            Some(command) => Ok(Some(command)),
            None => self.instance()?.global(name),
        }
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.instance()?.set_global(name, value)
    }

    fn members(&self) -> Result<Vec<Text>> {
        let commands = ["eval", "globals", "import", "restart", "stop"].map(Text::from);
        let globals = self.instance()?.global_names()?;
        Ok(commands.into_iter().chain(globals.into_iter().map(Text::from)).collect())
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("<{} instance>", self.lang).into())
    }
}

/// The globals of an instance, and nothing else.
struct Globals {
    host: Weak<Inner>,
    which: Which,
    lang: Lang,
}

impl Globals {
    fn instance(&self) -> Result<Rc<dyn Instance>> {
        self.which.instance(&*upgrade(&self.host)?, self.lang)
    }
}

impl Object for Globals {
    fn type_name(&self) -> String {
        format!("{} globals", self.lang)
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        self.instance()?.global(name)
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.instance()?.set_global(name, value)
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.instance()?.global_names()?.into_iter().map(Text::from).collect())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        self.get_member(&name_of(self, key)?)
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.set_member(&name_of(self, key)?, value)
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        self.has_member(&name_of(self, key)?)
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.members()?.into_iter().map(Value::Text).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.instance()?.global_names()?.len())
    }
}
