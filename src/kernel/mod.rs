//! The dialect as data: text to forms, and forms to the Scheme that an engine runs.
mod error;
mod form;
mod near;
mod number;
mod place;
mod print;
mod reader;
mod symbol;
mod words;

pub use error::{Error, ErrorKind, Result, Use};
pub use form::{Bracket, Form, Items, Kind, Span};
pub use near::near;
pub use place::{Map, Stretch, line_and_column};
pub use reader::{Completeness, completeness, read};
pub use symbol::Symbol;
