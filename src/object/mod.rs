//! The vocabulary that every language in the process shares.
//!
//! A [`Value`] is either a scalar, copied when it crosses, or an [`ObjectRef`],
//! which never crosses at all: the object stays in the language that made it,
//! and the others hold a handle through which they send it messages.
//!
//! | You want to                    | Read                                             |
//! |--------------------------------|--------------------------------------------------|
//! | add a scalar                   | [`Value`], then each runtime's `convert.rs`      |
//! | add a message                  | [`Object`], then each runtime's `object.rs`      |
//! | make a Rust object for guests  | [`Object`] and [`function`]                      |
//! | know what an error carries     | [`Error`], [`Fault`], [`Trace`]                  |
//! | know when a proxy lets go      | [`release`]                                      |
//! | ask "did you mean"             | [`near`]                                         |
//! | lend memory without a copy     | [`buffer`]                                       |
//! | know how cycles are found      | [`Graph`]                                        |
//! | know which handles are alive   | [`census`]                                       |
//!
//! Invariants:
//!
//! - This layer names no interpreter and does no I/O. A new language changes only `lang.rs`.
//! - A message may run foreign code, so no lock or borrow is held across one.
//! - Everything here belongs to the host thread; nothing is `Send`.

mod access;
mod ahead;
mod args;
pub mod buffer;
pub mod census;
mod error;
mod function;
mod graph;
mod handle;
mod lang;
mod message;
mod name;
pub mod near;
pub mod release;
pub mod text;
mod trace;
mod value;
mod wait;

pub use access::{absent, read_index, read_name, write_index, write_name};
pub use ahead::{Ahead, Plain};
pub use args::Args;
pub use buffer::{Buffer, Item};
pub use error::{Error, Fault, Result};
pub use function::{NativeFunction, function};
pub use graph::Graph;
pub use handle::{ObjectRef, WeakRef};
pub use lang::Lang;
pub(crate) use message::invoke_member;
pub use message::{Derivation, Form, Object, Operator, Resume, Step, Traits};
pub use name::{Name, set_slot_release};
pub use text::Text;
pub(crate) use trace::line_of;
pub use trace::{Frame, SourceLine, Trace};
pub use value::{Number, Value};
pub use wait::wait;
