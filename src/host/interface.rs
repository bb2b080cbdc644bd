//! Targets as the kernel's programs drive them: the namespaces `js.Interface`, `sql.Interface`, …
//!
//! An Interface is an ordinary namespace that anybody can define or change. Whoever evaluates under its name does so by
//! its function `eval`, whatever that is at the time. What else it may have is asked for as far as it is there:
//!
//! | member             | is called with | and answers                                                              |
//! |--------------------|----------------|--------------------------------------------------------------------------|
//! | `eval`             | code           | the value                                                                |
//! | `start-repl`       | nothing        | starts it anew                                                           |
//! | `complete?`        | input          | whether it is whole: true, false, or as `assess` of a runtime says       |
//! | `complete`         | input          | the names that may stand at its end                                      |
//! | `show`             | a value        | how the prompt prints it                                                 |
//! | `cache`            |                | `cache.repl` is what `polytarget.js` and its like stand for              |

use std::path::Path;
use std::rc::{Rc, Weak};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::Inner;
use super::interrupt::interrupter;
use super::peer::{Peer, upgrade};
use super::spawn::Started;
use super::targets::Target;
use crate::object::{Error, Fault, Lang, Name, ObjectRef, Result, Value};
use crate::runtime::role::{Role, SUFFIX};
use crate::runtime::{Completeness, Instance, Kind, Source};

/// How long a function of a user's may think about an input that is being typed.
const LONGEST: Duration = Duration::from_secs(2);

/// A text that is being evaluated by an Interface, so that it keeps its name wherever that hands it.
pub(super) struct Input {
    text: Box<str>,
    name: Box<str>,
    kind: Kind,
}

impl Inner {
    /// Returns the main instance of a target, or what drives one that programs have defined.
    pub(super) fn target(self: &Rc<Self>, name: &str) -> Result<Rc<dyn Instance>> {
        if !self.runtimes.names(name)
            && let Some(interface) = self.interface(name)
        {
            return Ok(Rc::new(interface));
        }
        self.runtimes.main(self.find(name)?)
    }

    /// Returns the target of that name, or of that alias, that the host has by itself.
    fn find(&self, name: &str) -> Result<&'static Target> {
        self.runtimes.find_beside(name, &self.defined_targets())
    }

    pub(super) fn find_target(self: &Rc<Self>, name: &str) -> Result<String> {
        if !self.runtimes.names(name) && self.interface(name).is_some() {
            return Ok(name.to_owned());
        }
        self.find(name).map(|target| target.name.to_owned())
    }

    pub(super) fn targets(&self) -> Vec<String> {
        let own = self.runtimes.targets().map(|target| target.name.to_owned());
        own.chain(self.defined_targets()).collect()
    }

    /// Returns the Interface of a name, where the kernel runs and has one. The kernel itself is not driven by any.
    pub(super) fn interface(self: &Rc<Self>, name: &str) -> Option<Interface> {
        let builtin = self.runtimes.target(name);
        if builtin.is_some_and(|target| target.lang == Lang::Lisp) {
            return None;
        }
        let kernel = self.runtimes.running_main(Target::of(Lang::Lisp))?;
        let Value::Object(space) = kernel.owned(&format!("{name}{SUFFIX}"), &[])? else { return None };
        Some(Interface { host: Rc::downgrade(self), name: name.to_owned(), space, builtin })
    }

    /// Returns the names of the targets that the kernel's programs have defined.
    fn defined_targets(&self) -> Vec<String> {
        let kernel = self.runtimes.running_main(Target::of(Lang::Lisp));
        let names = kernel.map(|kernel| kernel.spaces()).unwrap_or_default();
        let names = names.iter().filter_map(|name| name.strip_suffix(SUFFIX));
        names.filter(|name| !self.runtimes.names(name)).map(str::to_owned).collect()
    }

    /// Evaluates what a runtime value was sent, under the name that it was typed or read with.
    pub(super) fn evaluate_sent(&self, instance: &dyn Instance, code: &str) -> Result<Value> {
        let input = self.input.borrow();
        let Some(Input { name, kind, .. }) = input.as_ref().filter(|input| *input.text == *code) else {
            drop(input);
            return self.evaluate(instance, &Source::cell(code));
        };
        let (name, kind) = (name.clone(), *kind);
        drop(input);
        self.evaluate(instance, &Source { text: code, name: &name, kind })
    }
}

/// Returns what programs have put behind the Interface of a target, where that is a runtime of it.
pub(super) fn chosen(kernel: &dyn Instance, target: &Target) -> Option<Rc<Started>> {
    let repl = kernel.owned(target.interface, &["cache", "repl"])?;
    let started = repl.as_object()?.downcast::<Peer>()?.started()?;
    (started.target() == target).then_some(started)
}

/// A target as its Interface drives it.
pub(super) struct Interface {
    host: Weak<Inner>,
    name: String,
    space: ObjectRef,
    /// The target of this name that needs no Interface.
    builtin: Option<&'static Target>,
}

impl Interface {
    /// Returns a function of the Interface, if it has one of that name.
    ///
    /// # Errors
    /// When what is called so is no function, or one that cannot be called with what it is given.
    fn function(&self, role: &Role) -> Result<Option<ObjectRef>> {
        role.of(&self.name, &self.member(role)?)
    }

    fn member(&self, role: &Role) -> Result<Value> {
        Ok(self.space.get_member(&Name::new(role.name))?.unwrap_or_default())
    }

    /// Returns a function of the Interface that it need not have. What is wrong with it is told where it evaluates.
    fn optional(&self, role: &Role) -> Option<ObjectRef> {
        self.function(role).ok().flatten()
    }

    /// Returns the instance of the target of this name.
    fn instance(&self) -> Option<Rc<dyn Instance>> {
        self.host.upgrade()?.runtimes.main(self.builtin?).ok()
    }

    fn needed(&self, role: &Role) -> Result<ObjectRef> {
        role.needed(&self.name, &self.member(role)?)
    }

    /// Asks a function about an input that is being typed. No key is heard meanwhile, so it is stopped if it goes on.
    fn briefly(&self, function: &ObjectRef, input: &str) -> Result<Value> {
        let host = upgrade(&self.host)?;
        let stop = interrupter(&host.runtimes);
        let (answered, answer) = mpsc::channel::<()>();
        let watcher = thread::spawn(move || {
            if answer.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
                stop();
            }
        });
        let outcome = host.attend(|| function.call(&[Value::from(input)]));
        drop(answered);
        // A watcher that panicked stops nothing any more.
        drop(watcher.join());
        outcome
    }

    /// Starts the target anew.
    pub(super) fn restart(&self) -> Result<()> {
        self.needed(&Role::START)?.call(&[]).map(drop)
    }
}

impl Instance for Interface {
    fn lang(&self) -> Lang {
        self.builtin.map_or(Lang::Lisp, |target| target.lang)
    }

    fn eval(&self, source: &Source<'_>) -> Result<Value> {
        let host = upgrade(&self.host)?;
        let eval = self.needed(&Role::EVAL)?;
        // Whoever types asks for these, too, and has nobody to whom to tell what is wrong with them.
        for role in [&Role::IS_COMPLETE, &Role::COMPLETE] {
            self.function(role)?;
        }
        let input = Input { text: source.text.into(), name: source.name.into(), kind: source.kind };
        let before = host.input.replace(Some(input));
        let outcome = eval.call(&[Value::from(source.text)]);
        host.input.replace(before);
        outcome
    }

    fn global(&self, name: &Name) -> Result<Option<Value>> {
        self.instance().map_or(Ok(None), |instance| instance.global(name))
    }

    fn set_global(&self, name: &Name, value: Value) -> Result<()> {
        let unsupported = || Error::host("InterfaceError", format!("{} has no globals that can be set", self.name));
        self.instance().ok_or_else(unsupported)?.set_global(name, value)
    }

    fn global_names(&self) -> Result<Vec<String>> {
        self.instance().map_or_else(|| Ok(Vec::new()), |instance| instance.global_names())
    }

    fn import(&self, module: &str, base: Option<&Path>) -> Result<ObjectRef> {
        let reason = format!("{} has no modules", self.name);
        let refusal = || Error::new(Lang::Lisp, Fault::NoModule { module: module.to_owned(), reason });
        self.instance().ok_or_else(refusal)?.import(module, base)
    }

    fn set_arguments(&self, program: &str, arguments: &[String]) -> Result<()> {
        self.instance().map_or(Ok(()), |instance| instance.set_arguments(program, arguments))
    }

    fn assess(&self, input: &str) -> Completeness {
        let Some(complete) = self.optional(&Role::IS_COMPLETE) else {
            return self.instance().map_or(Completeness::Complete, |instance| instance.assess(input));
        };
        // An error in it counts as whole: to evaluate the input says more.
        match self.briefly(&complete, input) {
            Ok(Value::Bool(false)) => Completeness::Incomplete,
            Ok(answer) => match answer.as_str() {
                Some("incomplete") => Completeness::Incomplete,
                Some("invalid") => Completeness::Invalid,
                _ => Completeness::Complete,
            },
            Err(_) => Completeness::Complete,
        }
    }

    fn complete(&self, input: &str) -> Vec<String> {
        let Some(complete) = self.optional(&Role::COMPLETE) else {
            return self.instance().map_or_else(Vec::new, |instance| instance.complete(input));
        };
        let names = self.briefly(&complete, input).ok().and_then(|names| names.as_object()?.iterate().ok());
        let Some(names) = names else { return Vec::new() };
        let names = std::iter::from_fn(|| names.next().ok().flatten());
        names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    fn render(&self, value: &Value) -> Result<String> {
        if let Some(show) = self.function(&Role::SHOW)? {
            let shown = show.call(std::slice::from_ref(value))?;
            return Ok(shown.to_string());
        }
        match self.instance() {
            Some(instance) => instance.render(value),
            None => upgrade(&self.host)?.runtimes.main(Target::of(Lang::Lisp))?.render(value),
        }
    }

    fn stop(&self) {
        if let Some(stop) = self.optional(&Role::STOP) {
            // There is nobody to tell, and what could not be stopped goes on.
            let _refused = stop.call(&[]);
        }
    }
}
