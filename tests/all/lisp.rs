//! Facts about Lisp that need no other guest: objects made in Rust stand in for the others.
