//! Facts about JavaScript that need no other guest: objects made in Rust stand in for the others.
