//! The dialect of the kernel: what a text is read as, and what it is expanded to.

mod engine;
mod expansion;
mod machine;
mod mistakes;
mod model;
mod programs;
mod properties;
mod reader;

use crate::support::border::program::dump_all;
