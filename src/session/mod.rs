//! What a REPL and a pipe share.
