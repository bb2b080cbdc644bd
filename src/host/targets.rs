//! The names under which code can be evaluated: the targets, and what else people call them.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::runtimes::Runtimes;
use crate::object::{Error, Fault, Lang, Result, near};
use crate::runtime::{Instance, Stream, outlet};

/// A name to switch to, and what is behind it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: &'static str,
    /// The programs that people start elsewhere to have this.
    pub(super) aliases: &'static [&'static str],
    pub(super) lang: Lang,
}

/// What people ask for who want a REPL of Rust.
const RUST: &str = "rust";

/// All targets, in the order in which they are listed.
pub(super) const TABLE: [Target; 4] = [
    Target { name: "py", aliases: &["python3", "python"], lang: Lang::Py },
    Target { name: "js", aliases: &["node", "nodejs", "qjs", "deno", "bun"], lang: Lang::Js },
    Target { name: "rhai", aliases: &[RUST], lang: Lang::Rhai },
    Target { name: "lisp", aliases: &["steel", "scheme", "repl"], lang: Lang::Lisp },
];

impl Target {
    /// Returns all that the target is called.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// Says once that a name means something else than people may think.
    fn explain(name: &str) {
        thread_local! {
            static SAID: Cell<bool> = const { Cell::new(false) };
        }
        if name == RUST && !SAID.replace(true) {
            let note = "note: `rust` is Rhai here, the script language of Rust programs; no REPL of Rust itself can live in \
                this process\n";
            outlet().write(Stream::Err, note);
        }
    }
}

/// Shows the name with the other ones, e.g. `py (python3, python)`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        if self.aliases.is_empty() { Ok(()) } else { write!(f, " ({})", self.aliases.join(", ")) }
    }
}

impl Runtimes {
    /// Returns the targets that this host has.
    pub(super) fn targets(&self) -> impl Iterator<Item = &'static Target> {
        TABLE.iter().filter(|target| self.has(target.lang))
    }

    /// Returns the target of that name, or of that alias.
    pub(super) fn find(&self, name: &str) -> Result<&'static Target> {
        let found = self.targets().find(|target| target.names().any(|known| known == name));
        found.inspect(|_| Target::explain(name)).ok_or_else(|| {
            let names: Vec<&str> = self.targets().map(|target| target.name).collect();
            let (known, hint) = (names.join(", "), near::did_you_mean(name, &names));
            Error::new(Lang::Rust, Fault::NoTarget { name: name.to_owned(), known, hint })
        })
    }

    /// Returns a target's main instance, started if it never was.
    pub(super) fn main_of(&self, target: &Target) -> Result<Rc<dyn Instance>> {
        self.main(target.lang)
    }

    /// Replaces a target's main instance by a new one.
    pub(super) fn restart_main_of(&self, target: &Target) -> Result<()> {
        self.restart(target.lang)
    }

    /// Returns a target's main instance if it runs.
    pub(super) fn running_main_of(&self, target: &Target) -> Option<Rc<dyn Instance>> {
        self.running_main(target.lang)
    }

    /// Stops a target's main instance.
    pub(super) fn stop_main_of(&self, target: &Target) {
        self.stop(target.lang);
    }

    /// Starts a further instance of a target.
    pub(super) fn start_of(&self, target: &Target) -> Result<Rc<dyn Instance>> {
        self.start(target.lang)
    }
}
