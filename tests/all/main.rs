//! Facts about languages, told from outside: one binary, one module per capability.
#![cfg(test)]

mod buffers;
mod cli;
mod conformance;
mod conversions;
mod corpus;
mod documents;
mod equality;
mod errors;
mod facts;
mod feel;
mod guests;
mod hostile;
mod instances;
mod interfaces;
mod js;
mod kernel;
mod layers;
mod lifetime;
mod lisp;
mod memory;
mod modules;
mod native;
mod naughty;
mod nesting;
mod numbers;
mod properties;
mod python;
mod r7rs;
mod readme;
mod repl;
mod rhai;
mod sizes;
mod support;
mod texts;
mod threads;
