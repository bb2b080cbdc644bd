//! One instance as the other languages see it: `polytarget.js` from Python, what `spawn` returns, and so on.

use std::borrow::Cow;
use std::path::Path;
use std::rc::{Rc, Weak};

use super::Inner;
use super::globals::{Globals, Kin, Known};
use super::history::{Column, History, Past};
use super::spawn::Started;
use super::targets::Target;
use crate::object::{
    Args, Error, Fault, Form, Lang, Name, Object, ObjectRef, Result, Text, Value, function, invoke_member,
};
use crate::runtime::{Completeness, Instance, Source};

/// An instance seen from outside: what it can be told, and every global under its own name.
///
/// All have `eval`, `globals`, `import` and `stop`; the main one of a target has `restart`. One that somebody started,
/// and the main one where it is asked for so, has what a runtime value has: `send`, `assess` (also called `complete?`),
/// `kill`, `release`, `name`, `alive`, and what became of it: `imports`, `refs`, `output`, `results`. A global that is called like
/// one of those is found in `globals`.
pub(super) struct Peer(Rc<Seen>);

pub(super) struct Seen {
    host: Weak<Inner>,
    which: Which,
    /// Whether it has the commands of a runtime value.
    is_runtime: bool,
}

/// Which instance is meant.
enum Which {
    /// The main one of a target, whichever it is at the time.
    Main(&'static Target),
    /// This one.
    One(Rc<Started>),
}

/// What every instance can be told.
const COMMANDS: [&str; 4] = ["eval", "globals", "import", "stop"];

/// What the main one of a target can be told beside that.
const MAIN_COMMANDS: [&str; 1] = ["restart"];

/// What one that somebody started can be told and asked beside that.
const RUNTIME_COMMANDS: [&str; 11] =
    ["alive", "assess", "complete?", "imports", "kill", "name", "output", "refs", "release", "results", "send"];

impl Peer {
    pub(super) fn main(host: Weak<Inner>, target: &'static Target) -> ObjectRef {
        ObjectRef::new(Self(Rc::new(Seen { host, which: Which::Main(target), is_runtime: false })))
    }

    /// Makes a runtime value of the main instance of a target.
    pub(super) fn runtime(host: Weak<Inner>, target: &'static Target) -> ObjectRef {
        ObjectRef::new(Self(Rc::new(Seen { host, which: Which::Main(target), is_runtime: true })))
    }

    pub(super) fn one(host: Weak<Inner>, started: Started) -> ObjectRef {
        ObjectRef::new(Self(Rc::new(Seen { host, which: Which::One(Rc::new(started)), is_runtime: true })))
    }

    /// Returns the instance that somebody started, where this is one.
    pub(super) fn started(&self) -> Option<Rc<Started>> {
        match &self.0.which {
            Which::One(started) => Some(Rc::clone(started)),
            Which::Main(_) => None,
        }
    }

    fn command(&self, name: &str) -> Option<Value> {
        let is_known = COMMANDS.contains(&name) || self.0.own_commands().any(|known| known == name);
        let seen = Rc::clone(&self.0);
        let command = match name {
            _ if !is_known => return None,
            "name" => return Some(Value::from(seen.target().name)),
            "alive" => return Some(Value::Bool(seen.is_alive())),
            "globals" => ObjectRef::new(Globals(seen)),
            "imports" => ObjectRef::new(Known { seen, which: Kin::Imports }),
            "refs" => ObjectRef::new(Known { seen, which: Kin::Objects }),
            "output" => ObjectRef::new(Past { history: seen.history().ok()?, column: Column::Output }),
            "results" => ObjectRef::new(Past { history: seen.history().ok()?, column: Column::Result }),
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
            "release" => function(name, move |_| seen.release().map(|()| Value::Nothing)),
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

    pub(super) fn target(&self) -> &'static Target {
        match &self.which {
            Which::Main(target) => target,
            Which::One(started) => started.target(),
        }
    }

    fn own_commands(&self) -> impl Iterator<Item = &'static str> + use<> {
        let main: &[_] = if matches!(self.which, Which::Main(_)) { &MAIN_COMMANDS } else { &[] };
        let runtime: &[_] = if self.is_runtime { &RUNTIME_COMMANDS } else { &[] };
        main.iter().chain(runtime).copied()
    }

    fn is_alive(&self) -> bool {
        match &self.which {
            Which::Main(target) => self.host.upgrade().is_some_and(|host| host.runtimes.can_run(target)),
            Which::One(started) => started.is_alive(),
        }
    }

    pub(super) fn history(&self) -> Result<Rc<History>> {
        Ok(match &self.which {
            Which::Main(target) => self.host()?.runtimes.history(target),
            Which::One(started) => started.history(),
        })
    }

    pub(super) fn instance(&self) -> Result<Rc<dyn Instance>> {
        let host = self.host()?;
        match &self.which {
            Which::Main(target) => host.runtimes.main(target),
            Which::One(started) => started.instance(),
        }
    }

    fn evaluate(&self, code: &str) -> Result<Value> {
        let (host, instance) = (self.host()?, self.instance()?);
        if !self.is_runtime {
            return host.evaluate(&*instance, &Source::cell(code));
        }
        self.history()?.record(|| host.evaluate_sent(&*instance, code))
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
                if self.is_runtime {
                    host.runtimes.forget(target);
                } else {
                    host.runtimes.stop(target);
                }
                Ok(running.is_some())
            }
            Which::One(started) => {
                started.instance().map_or(Ok(()), |running| host.check_idle(&*running))?;
                Ok(started.stop())
            }
        }
    }

    /// Lets go of the instance. What it made lives on as long as somebody holds it.
    fn release(&self) -> Result<()> {
        match &self.which {
            Which::Main(target) => self.host()?.runtimes.release(target),
            Which::One(started) => started.release(),
        }
        Ok(())
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
            Which::Main(target) if self.is_runtime => format!("#<runtime {}>", target.name),
            Which::Main(target) => format!("<{} instance>", target.name),
            Which::One(started) => started.title(),
        }
    }
}

pub(super) fn upgrade(host: &Weak<Inner>) -> Result<Rc<Inner>> {
    host.upgrade().ok_or_else(|| Error::new(Lang::Rust, Fault::Gone(Lang::Rust)))
}

/// Returns the first argument as text.
pub(super) fn text<'a>(args: &'a Args<'_>, function: &str, what: &str) -> Result<Cow<'a, str>> {
    let given = args.positional.first();
    if let Some(Value::Text(text)) = given {
        return Ok(text.to_lossy());
    }
    let expected = format!("`{function}` to be given a string as its {what}");
    Err(Error::new(Lang::Rust, Fault::Type { expected, got: given.cloned().unwrap_or_default().kind() }))
}

impl Object for Peer {
    fn type_name(&self) -> String {
        if self.0.is_runtime { "runtime".to_owned() } else { format!("{} instance", self.0.target().name) }
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

    fn invoke(&self, name: &Name, args: &Args<'_>) -> Result<Value> {
        // What is said most often needs no function made for it.
        if self.0.is_runtime && name.as_str() == Some("send") {
            return self.0.evaluate(&text(args, "send", "code")?);
        }
        invoke_member(self, name, args)
    }

    fn members(&self) -> Result<Vec<Text>> {
        let commands = COMMANDS.into_iter().chain(self.0.own_commands()).map(Text::from);
        // What was stopped has no globals, but can still be looked at.
        let globals = self.0.instance().map_or_else(|_| Ok(Vec::new()), |instance| instance.global_names())?;
        Ok(commands.chain(globals.into_iter().map(Text::from)).collect())
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(self.0.describe().into())
    }
}
