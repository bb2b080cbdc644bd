//! Starting further REPLs inside this process: `spawn("node", "--interactive")`.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::Inner;
use super::history::History;
use super::peer::{Peer, text, upgrade};
use super::runtimes::Runtimes;
use super::targets::Target;
use crate::object::{Args, Error, Fault, ObjectRef, Result, Value, function, near};
use crate::runtime::Instance;

/// What may follow the name of a program: people pass these to have a prompt, and a prompt is what they get.
const FLAGS: [&str; 4] = ["-i", "--interactive", "--repl", "-q"];

/// An instance that somebody started, under a name and a number of its own.
pub(super) struct Started {
    /// Empty once it was stopped.
    instance: RefCell<Option<Rc<dyn Instance>>>,
    target: &'static Target,
    number: u32,
    history: Rc<History>,
}

impl Started {
    /// Gives an instance the next number of this process.
    pub(super) fn new(instance: Rc<dyn Instance>, target: &'static Target) -> Self {
        thread_local! {
            static LAST: Cell<u32> = const { Cell::new(0) };
        }
        let number = LAST.get() + 1;
        LAST.set(number);
        Self { instance: RefCell::new(Some(instance)), target, number, history: Rc::default() }
    }

    /// Returns the instance.
    ///
    /// # Errors
    /// When it was stopped.
    pub(super) fn instance(&self) -> Result<Rc<dyn Instance>> {
        let running = self.instance.borrow().clone();
        running.ok_or_else(|| Error::new(self.target.lang, Fault::Stopped(self.title())))
    }

    /// Stops the instance; `false` when it was stopped before.
    pub(super) fn stop(&self) -> bool {
        let Some(running) = self.instance.take() else { return false };
        running.stop();
        self.history.clear();
        true
    }

    /// Lets go of the instance, which ends with the last of what it made.
    pub(super) fn release(&self) {
        let running = self.instance.take();
        self.history.clear();
        drop(running);
    }

    /// Puts another instance in its place, also where it was stopped.
    pub(super) fn renew(&self, fresh: Rc<dyn Instance>) {
        self.stop();
        self.instance.replace(Some(fresh));
    }

    /// Returns what its evaluations came to.
    pub(super) fn history(&self) -> Rc<History> {
        Rc::clone(&self.history)
    }

    pub(super) fn target(&self) -> &'static Target {
        self.target
    }

    pub(super) fn is_alive(&self) -> bool {
        self.instance.borrow().is_some()
    }

    /// Returns what it is called where it is shown, e.g. `#<runtime py 2>`.
    pub(super) fn title(&self) -> String {
        let stopped = if self.is_alive() { "" } else { " stopped" };
        format!("#<runtime {} {}{stopped}>", self.target.name, self.number)
    }
}

/// Returns the function `spawn(program, ...flags)`.
pub(super) fn spawn(host: Weak<Inner>) -> ObjectRef {
    function("spawn", move |args| {
        let program = text(args, "spawn", "program")?;
        check_flags(args)?;
        let inner = upgrade(&host)?;
        let target = inner.runtimes.program(&program)?;
        let instance = inner.runtimes.start(target)?;
        Ok(Value::Object(Peer::one(host.clone(), Started::new(instance, target))))
    })
}

/// Refuses what is not among the flags: to leave it out would do something else than was asked for.
fn check_flags(args: &Args<'_>) -> Result<()> {
    let allowed = FLAGS.join(", ");
    if let Some((name, _)) = args.named.first() {
        return Err(refusal(format!(
            "`spawn` takes no argument called `{name}`; after the program it takes {allowed}"
        )));
    }
    for flag in args.positional.get(1..).unwrap_or_default() {
        match flag {
            Value::Text(word) if FLAGS.contains(&&*word.to_lossy()) => {}
            other => {
                return Err(refusal(format!(
                    "`spawn` does not know the flag {other}; after the program it takes {allowed}"
                )));
            }
        }
    }
    Ok(())
}

impl Runtimes {
    /// Returns the target that has what people start this program for.
    fn program(&self, program: &str) -> Result<&'static Target> {
        self.find(program).map_err(|_| {
            let all: Vec<&str> = self.targets().flat_map(Target::names).collect();
            let have: Vec<String> = self.targets().map(ToString::to_string).collect();
            let hint = near::did_you_mean(program, &all);
            let have = have.join(", ");
            let message = format!(
                "no REPL named '{program}' lives in this process (have: {have}); there are no subprocesses{hint}"
            );
            refusal(message)
        })
    }
}

fn refusal(message: String) -> Error {
    Error::host("SpawnError", message)
}
