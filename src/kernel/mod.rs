//! The dialect as data: text to forms, and forms to the Scheme that an engine runs.
//!
//! ```
//! use polytarget::kernel::{Completeness, completeness, read};
//!
//! let forms = read("(def f [x] {a: x})")?;
//! assert_eq!(forms[0].to_string(), "(def f [x] {a x})");
//! assert_eq!(completeness("(def f [x]"), Completeness::Incomplete);
//! # Ok::<(), polytarget::kernel::Error>(())
//! ```
//!
//! [`read`] makes [`Form`]s of a text, and [`Kernel::expand`] makes [`Code`] of
//! a form, with a [`Map`] from each part of it to its place in the text. What
//! only an engine knows, such as which globals there are and what a macro
//! returns, is asked through the port [`World`]. Code is plain Scheme and calls
//! of the procedures in [`LOWERINGS`].
//!
//! | You want to                          | Read                                    |
//! |--------------------------------------|-----------------------------------------|
//! | know how a text is read              | `reader.rs`                             |
//! | know what a name or a form means     | `expand/`, beginning with its `mod.rs`  |
//! | run the dialect on an engine         | [`World`], then [`LOWERINGS`]           |
//! | add a special form                   | `words.rs`, then `expand/special.rs`    |
//! | know what a user is told             | [`Error::report`]                       |
//!
//! Invariants:
//!
//! - This layer names no interpreter and does no I/O. Whatever runs, runs in the [`World`].
//! - No text makes it panic, go on for ever, or use up the stack; see [`ErrorKind::Limit`].
//! - What the expander puts into code cannot be captured by names of the user's.
//! - No borrow is held while the world is asked: a macro may expand other code.

mod alias;
mod error;
mod expand;
mod form;
mod lowering;
mod near;
mod number;
mod place;
mod print;
mod reader;
mod symbol;
mod words;
mod world;

pub use error::{Error, ErrorKind, Result, Use};
pub use expand::Steps;
pub use form::{Bracket, Form, Items, Kind, Span};
pub use lowering::{LOWERINGS, Lowering};
pub use near::near;
pub use place::{Map, Stretch, line_and_column};
pub use reader::{Completeness, completeness, read};
pub use symbol::Symbol;
pub use words::words;
pub use world::{Code, Free, Kernel, Names, World};
