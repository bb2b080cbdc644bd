//! Python, JavaScript, Rhai and Lisp in one process, handing each other live objects.
//!
//! ```standalone_crate
//! use polytarget::{Host, Lang};
//!
//! # fn main() -> polytarget::Result<()> {
//! let host = Host::builder().build()?;
//! // A list made in Python …
//! let list = host.eval(Lang::Py, "numbers = [3, 1, 2]; numbers")?;
//! host.refs().set("numbers", list)?;
//! // … is sorted by JavaScript in place …
//! host.eval(Lang::Js, "polytarget.refs.numbers.sort()")?;
//! // … and Python has it sorted.
//! assert_eq!(host.eval(Lang::Py, "str(numbers)")?.as_str(), Some("[1, 2, 3]"));
//! # Ok(())
//! # }
//! ```
//!
//! Six nouns carry the design: a [`Value`] crosses from one language to another;
//! an [`Object`] answers messages wherever it lives; an [`Error`] keeps its
//! identity and its trace on the way; a [`Runtime`](runtime::Runtime) is one
//! guest; a [`Host`] owns them all; a [`Session`](session::Session) is what a
//! prompt, a pipe and a document share.

pub mod document;
pub mod host;
pub mod kernel;
pub mod object;
pub mod runtime;
pub mod session;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod repl;

pub use host::{Builder, Host, HostThread, StartError};
pub use object::{
    Args, Error, Fault, Form, Lang, Name, Object, ObjectRef, Operator, Result, Text, Traits, Value, function,
};
pub use runtime::{Instance, Outlet, Source, Stream};

/// The README's program runs as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
