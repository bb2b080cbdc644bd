//! The dialect as data: text to forms, and forms to the Scheme that an engine runs.
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
pub use world::{Code, Free, Kernel, Names, World};
