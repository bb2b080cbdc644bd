//! Facts about languages, told from outside: one binary, one module per capability.
#![cfg(test)]

mod js;
mod lisp;
mod python;
mod rhai;
mod support;
