//! One instance as the other languages see it: `polytarget.js` from Python, what `spawn` returns, and so on.

use std::path::Path;
use std::rc::{Rc, Weak};

use super::Inner;
use super::refs::name_of;
use super::spawn::Started;
use super::targets::Target;
use crate::object::{Args, Error, Fault, Form, Lang, Name, Object, ObjectRef, Result, Text, Traits, Value, function};
use crate::runtime::{Completeness, Instance, Source};

/// An instance seen from outside: what it can be told, and every global under its own name.
///
/// All have `eval`, `globals`, `import` and `stop`; the main one of a target has `restart`, and one that somebody
/// started has what a runtime value has: `send`, `assess` (also called `complete?`), `kill`, `name`, `alive`. A global
/// that is called like one of those is found in `globals`.
pub(super) struct Peer(Rc<Seen>);

struct Seen {
    host: Weak<Inner>,
    which: Which,
}

/// Which instance is meant.
enum Which {
    /// The main one of a target, whichever it is at the time.
    Main(&'static Target),
    /// This one.
    One(Started),
}

/// What every instance can be told.
const COMMANDS: [&str; 4] = ["eval", "globals", "import", "stop"];

/// What the main one of a target can be told beside that.
const MAIN_COMMANDS: [&str; 1] = ["restart"];

/// What one that somebody started can be told and asked beside that.
const RUNTIME_COMMANDS: [&str; 6] = ["alive", "assess", "complete?", "kill", "name", "send"];

impl Peer {
    pub(super) fn main(host: Weak<Inner>, target: &'static Target) -> ObjectRef {
        ObjectRef::new(Self(Rc::new(Seen { host, which: Which::Main(target) })))
    }

    pub(super) fn one(host: Weak<Inner>, started: Started) -> ObjectRef {
        ObjectRef::new(Self(Rc::new(Seen { host, which: Which::One(started) })))
    }

    fn command(&self, name: &str) -> Option<Value> {
        let is_known = COMMANDS.contains(&name) || self.0.own_commands().contains(&name);
        let seen = Rc::clone(&self.0);
        let command = match name {
            _ if !is_known => return None,
            "name" => return Some(Value::from(seen.target().name)),
            "alive" => return Some(Value::Bool(matches!(&seen.which, Which::One(started) if started.is_alive()))),
            "globals" => ObjectRef::new(Globals(seen)),
            "eval" | "send" => {
                let word = name.to_owned();
                function(name, move |args| seen.evaluate(&text(args, &word, "code")?))
            }
            "assess" | "complete?" => function(name, move |args| seen.assess(args)),
            "import" => function(name, move |args| {
                let module = text(args, "import", "module")?;
                let base = args.get(1);
                seen.instance()?.import(&module, base.as_str().map(Path::new)).map(Value::Object)
            }),
            "stop" => function(name, move |_| seen.stop().map(|_| Value::Nothing)),
            "kill" => function(name, move |_| seen.stop().map(Value::Bool)),
            "restart" => function(name, move |_| seen.restart().map(|()| Value::Nothing)),
            _ => return None,
        };
        Some(Value::Object(command))
    }
}

impl Seen {
    fn host(&self) -> Result<Rc<Inner>> {
        upgrade(&self.host)
    }

    fn target(&self) -> &'static Target {
        match &self.which {
            Which::Main(target) => target,
            Which::One(started) => started.target(),
        }
    }

    fn own_commands(&self) -> &'static [&'static str] {
        match self.which {
            Which::Main(_) => &MAIN_COMMANDS,
            Which::One(_) => &RUNTIME_COMMANDS,
        }
    }

    fn instance(&self) -> Result<Rc<dyn Instance>> {
        let host = self.host()?;
        match &self.which {
            Which::Main(target) => host.runtimes.main(target),
            Which::One(started) => started.instance(),
        }
    }

    fn evaluate(&self, code: &str) -> Result<Value> {
        self.host()?.evaluate(&*self.instance()?, &Source::cell(code))
    }

    fn assess(&self, args: &Args<'_>) -> Result<Value> {
        let code = text(args, "assess", "code")?;
        Ok(Value::from(match self.instance()?.assess(&code) {
            Completeness::Complete => "complete",
            Completeness::Incomplete => "incomplete",
            Completeness::Invalid => "invalid",
        }))
    }

    /// Stops the instance; `false` when it did not run.
    fn stop(&self) -> Result<bool> {
        let host = self.host()?;
        match &self.which {
            Which::Main(target) => {
                let running = host.runtimes.running_main(target);
                running.as_ref().map_or(Ok(()), |running| host.check_idle(&**running))?;
                host.runtimes.stop(target);
                Ok(running.is_some())
            }
            Which::One(started) => {
                started.instance().map_or(Ok(()), |running| host.check_idle(&*running))?;
                Ok(started.stop())
            }
        }
    }

    fn restart(&self) -> Result<()> {
        let (host, target) = (self.host()?, self.target());
        if let Some(running) = host.runtimes.running_main(target) {
            host.check_idle(&*running)?;
        }
        host.runtimes.restart(target)
    }

    fn describe(&self) -> String {
        match &self.which {
            Which::Main(target) => format!("<{} instance>", target.name),
            Which::One(started) => started.title(),
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
        match &self.0.which {
            Which::Main(target) => format!("{} instance", target.name),
            Which::One(_) => "runtime".to_owned(),
        }
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        match name.as_str().and_then(|name| self.command(name)) {
            Some(command) => Ok(Some(command)),
            None => self.0.instance()?.global(name),
        }
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.0.instance()?.set_global(name, value)
    }

    fn members(&self) -> Result<Vec<Text>> {
        let commands = COMMANDS.iter().chain(self.0.own_commands()).map(|name| Text::from(*name));
        // What was stopped has no globals, but can still be looked at.
        let globals = self.0.instance().map_or_else(|_| Ok(Vec::new()), |instance| instance.global_names())?;
        Ok(commands.chain(globals.into_iter().map(Text::from)).collect())
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(self.0.describe().into())
    }
}

/// The globals of an instance, and nothing else.
struct Globals(Rc<Seen>);

impl Object for Globals {
    fn type_name(&self) -> String {
        format!("{} globals", self.0.target().name)
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        self.0.instance()?.global(name)
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.0.instance()?.set_global(name, value)
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.0.instance()?.global_names()?.into_iter().map(Text::from).collect())
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
        Ok(self.0.instance()?.global_names()?.len())
    }
}
