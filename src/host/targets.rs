//! The names under which code can be evaluated: the targets, and what else people call them.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::guests::{self, Guest};
use super::runtimes::Runtimes;
use crate::object::{Error, Fault, Lang, Result, near};
use crate::runtime::{Instance, Stream, outlet};

/// A name to switch to, and what is behind it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Where it stands in the [table](TABLE).
    pub(super) place: usize,
    pub(super) name: &'static str,
    /// The namespace by which the kernel's programs drive it.
    pub(super) interface: &'static str,
    /// The programs that people start elsewhere to have this.
    pub(super) aliases: &'static [&'static str],
    /// The language, or the one in whose engine it lives.
    pub(super) lang: Lang,
    pub(super) kind: Kind,
}

/// How a target comes by its instances.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// They are those of the language itself.
    Language,
    /// Another language lives in the engine.
    Guest(&'static Guest),
    /// It is another front of the language's instances: one engine, one set of globals, two ways to read a text.
    Front { title: &'static str, extensions: &'static [&'static str] },
}

/// What people ask for who want a REPL of Rust.
const RUST: &str = "rust";

/// All targets, in the order in which they are listed: the languages first.
pub(super) static TABLE: [Target; 7] = [
    Target {
        place: 0,
        name: "py",
        interface: "py.Interface",
        aliases: &["python3", "python"],
        lang: Lang::Py,
        kind: Kind::Language,
    },
    Target {
        place: 1,
        name: "js",
        interface: "js.Interface",
        aliases: &["node", "nodejs", "qjs", "deno", "bun"],
        lang: Lang::Js,
        kind: Kind::Language,
    },
    Target {
        place: 2,
        name: "rhai",
        interface: "rhai.Interface",
        aliases: &[RUST],
        lang: Lang::Rhai,
        kind: Kind::Language,
    },
    Target {
        place: 3,
        name: "lisp",
        interface: "lisp.Interface",
        aliases: &["repl"],
        lang: Lang::Lisp,
        kind: Kind::Language,
    },
    Target {
        place: 4,
        name: "scheme",
        interface: "scheme.Interface",
        aliases: &["steel"],
        lang: Lang::Lisp,
        kind: SCHEME,
    },
    Target {
        place: 5,
        name: "hy",
        interface: "hy.Interface",
        aliases: &[],
        lang: Lang::Py,
        kind: Kind::Guest(&guests::HY),
    },
    Target {
        place: 6,
        name: "sibilant",
        interface: "sibilant.Interface",
        aliases: &[],
        lang: Lang::Js,
        kind: Kind::Guest(&guests::SIBILANT),
    },
];

/// The engine of the Lisp as it is, without the dialect.
const SCHEME: Kind = Kind::Front { title: "Scheme", extensions: &["scm"] };

impl Target {
    /// Returns the target that a language itself is.
    pub(super) fn of(lang: Lang) -> &'static Self {
        TABLE.get(lang.index()).unwrap_or(&TABLE[0])
    }

    /// Returns the name in prose.
    pub(super) fn title(&self) -> &'static str {
        match self.kind {
            Kind::Language => self.lang.title(),
            Kind::Guest(guest) => guest.title,
            Kind::Front { title, .. } => title,
        }
    }

    /// Returns the extensions of its files, without their dots.
    pub(super) fn extensions(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Language => self.lang.extensions(),
            Kind::Guest(guest) => guest.extensions,
            Kind::Front { extensions, .. } => extensions,
        }
    }

    /// Returns the target whose main instance is this one's too: its own, or that of the language of which it is a front.
    pub(super) fn behind(&self) -> &Self {
        if matches!(self.kind, Kind::Front { .. }) { Self::of(self.lang) } else { self }
    }

    /// Returns an instance as this target sees it.
    pub(super) fn see(&self, instance: Rc<dyn Instance>) -> Rc<dyn Instance> {
        if matches!(self.kind, Kind::Front { .. }) { instance.front(self.name).unwrap_or(instance) } else { instance }
    }

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

/// Returns the target of the files with this extension, which comes without its dot.
pub fn target_of_extension(extension: &str) -> Option<&'static str> {
    TABLE.iter().find(|target| target.extensions().contains(&extension)).map(|target| target.name)
}

impl Runtimes {
    /// Returns the targets that this host has.
    pub(super) fn targets(&self) -> impl Iterator<Item = &'static Target> {
        TABLE.iter().filter(|target| self.has(target.lang))
    }

    /// Returns the target that has this very name.
    pub(super) fn target(&self, name: &str) -> Option<&'static Target> {
        self.targets().find(|target| target.name == name)
    }

    /// Returns whether a target is called so, by its name or by another one.
    pub(super) fn names(&self, name: &str) -> bool {
        self.targets().any(|target| target.names().any(|known| known == name))
    }

    /// Returns the target of that name, or of that alias.
    pub(super) fn find(&self, name: &str) -> Result<&'static Target> {
        self.find_beside(name, &[])
    }

    /// Does the same where there are others, too, which may have been meant.
    pub(super) fn find_beside(&self, name: &str, others: &[String]) -> Result<&'static Target> {
        let found = self.targets().find(|target| target.names().any(|known| known == name));
        found.inspect(|_| Target::explain(name)).ok_or_else(|| {
            let own = self.targets().map(|target| target.name);
            let names: Vec<&str> = own.chain(others.iter().map(String::as_str)).collect();
            let (known, hint) = (names.join(", "), near::did_you_mean(name, &names));
            Error::new(Lang::Rust, Fault::NoTarget { name: name.to_owned(), known, hint })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, TABLE, Target};

    #[test]
    fn targets_know_their_places() {
        for (place, target) in TABLE.iter().enumerate() {
            assert_eq!(target.place, place, "{target}");
        }
        for lang in Lang::ALL {
            assert_eq!(Target::of(lang).name, lang.name());
        }
    }
}
