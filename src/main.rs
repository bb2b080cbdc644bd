//! The `polytarget` program: everything is in [`polytarget::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    polytarget::cli::main()
}
