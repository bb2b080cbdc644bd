//! Random things for the border to carry, and what must hold of them.
//!
//! The types here are made from bytes (`arbitrary`), so that the property tests
//! and the fuzz targets share them: each type is a case, and its `check` says
//! what went wrong.
//!
//! | Case      | What it is                                                    |
//! |-----------|---------------------------------------------------------------|
//! | [`Way`]   | scalars that go through languages, one after the other         |
//! | [`Tree`]  | nested containers of several languages, read and copied by all |
//! | [`Talk`]  | messages to a list or a map, against a model in Rust           |
//! | [`Graph`] | objects of several heaps that hold each other, let go at random |
//! | [`Cell`]  | text that is evaluated, whatever it is                          |
//! | [`Program`] | text for the kernel: what is read of it, and what it does     |
//! | [`Typed`] | lines at a prompt: commands, prompts and code in any order      |

mod cell;
mod graph;
pub(crate) mod program;
mod scalar;
mod talk;
mod tree;
mod typed;
mod way;

use std::cell::OnceCell;
use std::rc::Rc;

use arbitrary::Unstructured;
use polytarget::{Host, Lang, Name, Value};

use super::kit::Provider;

pub(crate) use cell::Cell;
pub(crate) use graph::Graph;
pub(crate) use program::Program;
pub(crate) use scalar::Scalar;
pub(crate) use talk::Talk;
pub(crate) use tree::Tree;
pub(crate) use typed::Typed;
pub(crate) use way::Way;

/// What was wrong, for a person to read.
pub(crate) type Outcome = Result<(), String>;

/// A case that was made from bytes.
pub(crate) trait Case: for<'a> arbitrary::Arbitrary<'a> + std::fmt::Debug + Send + 'static {
    /// Lets the languages do what the case says, and compares.
    fn check(&self, kits: &Kits<'_>) -> Outcome;
}

/// The kit of every language, started once for all cases.
pub(crate) struct Kits<'a> {
    pub(crate) host: &'a Host,
    providers: Rc<[Provider; 4]>,
}

thread_local! {
    /// The kits of the one host of this thread, which lives as long as the process.
    static STARTED: OnceCell<Rc<[Provider; 4]>> = const { OnceCell::new() };
}

impl<'a> Kits<'a> {
    /// Returns the kits of the one host of the process, started when they are first asked for.
    pub(crate) fn of_host(host: &'a Host) -> Self {
        let start = |lang| Provider::start(host, lang).unwrap_or_else(|error| panic!("{}", error.report()));
        let providers = STARTED.with(|started| started.get_or_init(|| Rc::new(Lang::ALL.map(start))).clone());
        Self { host, providers }
    }

    /// Returns the kit of a language.
    pub(crate) fn of(&self, lang: Lang) -> &Provider {
        &self.providers[lang.index()]
    }

    /// Calls a function of a language's kit.
    pub(crate) fn call(&self, lang: Lang, name: &str, args: &[&Value]) -> Result<Value, String> {
        self.of(lang).call(name, args).map_err(|error| error.to_string())
    }
}

/// Chooses one of the languages.
fn lang(bytes: &mut Unstructured<'_>) -> arbitrary::Result<Lang> {
    bytes.choose(&Lang::ALL).copied()
}

fn report(error: &polytarget::Error) -> String {
    error.report()
}

fn name(text: &str) -> Name {
    Name::new(text)
}
