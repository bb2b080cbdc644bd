//! The names under which code can be evaluated: the targets, and what else people call them.

use std::rc::Rc;

use super::runtimes::Runtimes;
use crate::object::{Error, Fault, Lang, Result, near};
use crate::runtime::Instance;

/// A name to switch to, and what is behind it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: &'static str,
    /// The programs that people start elsewhere to have this.
    pub(super) aliases: &'static [&'static str],
    pub(super) lang: Lang,
}

/// All targets, in the order in which they are listed.
pub(super) const TABLE: [Target; 4] = [
    Target { name: "py", aliases: &["python3", "python"], lang: Lang::Py },
    Target { name: "js", aliases: &["node", "nodejs", "qjs", "deno", "bun"], lang: Lang::Js },
    Target { name: "rhai", aliases: &["rust"], lang: Lang::Rhai },
    Target { name: "lisp", aliases: &["steel", "scheme", "repl"], lang: Lang::Lisp },
];

impl Target {
    /// Returns whether the target is called so.
    fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

impl Runtimes {
    /// Returns the targets that this host has.
    pub(super) fn targets(&self) -> impl Iterator<Item = &'static Target> {
        TABLE.iter().filter(|target| self.has(target.lang))
    }

    /// Returns the target of that name, or of that alias.
    pub(super) fn find(&self, name: &str) -> Result<&'static Target> {
        self.targets().find(|target| target.is_called(name)).ok_or_else(|| {
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

    /// Starts a further instance of a target.
    pub(super) fn start_of(&self, target: &Target) -> Result<Rc<dyn Instance>> {
        self.start(target.lang)
    }
}
