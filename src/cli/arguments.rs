//! The words on the command line.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  polytarget                            the prompt; `:help` tells what it takes
  polytarget -t py                      the prompt, in Python
  polytarget -t js -e '6 * 7'           evaluate and print
  polytarget script.py --any argument   run a file; what follows it is the script's
  polytarget notes.md                   run the blocks of code in a document, in order
  echo '(+ 1 2)' | polytarget           lines from a pipe, as if typed

Exit status: 0; 1 after an error; 2 for a wrong command line; 130 when interrupted;
or what the code itself exits with.";

const JSON: &str = "\
Print results as JSON: scalars as such, sequences as arrays, mappings as objects, all else as the string it prints as. \
Integers beyond 64 bits, NaN and the infinities become strings; a cycle is an error";

/// Python, JavaScript, Rhai and Lisp in one process, handing each other live objects.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXAMPLES, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(override_usage = "\
polytarget [-t TARGET]
       polytarget [-t TARGET] [--json] -e CODE...
       polytarget [-t TARGET] [--json] FILE [ARG]...
       polytarget COMMAND ...")]
pub struct Arguments {
    /// What to do, when it is not to evaluate.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// How to evaluate.
    #[command(flatten)]
    pub options: Options,

    /// Evaluate CODE and print its value; may be given several times
    #[arg(short, long = "eval", value_name = "CODE", allow_hyphen_values = true, conflicts_with = "script")]
    pub eval: Vec<String>,

    /// A file to run (`-` for standard input), then its arguments
    #[arg(value_name = "FILE", trailing_var_arg = true)]
    pub script: Vec<OsString>,
}

/// What evaluation needs to know.
#[derive(Debug, Args)]
pub struct Options {
    /// The target to begin with (`polytarget targets` lists them); for a file, instead of the one that its name tells
    #[arg(short, long, value_name = "TARGET")]
    pub target: Option<String>,

    #[arg(long, help = JSON)]
    #[expect(missing_docs, reason = "its help is the constant `JSON`")]
    pub json: bool,
}

/// The commands beside evaluation.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a file: .py, .js, .mjs, .rhai, .slb, .scm, or the blocks of code in a .md
    #[command(override_usage = "polytarget run [-t TARGET] [--json] FILE [ARG]...")]
    Run {
        /// How to run it.
        #[command(flatten)]
        options: Options,

        /// The file (`-` for standard input), then its arguments
        #[arg(value_name = "FILE", required = true, trailing_var_arg = true)]
        script: Vec<OsString>,
    },
    /// Measure on this machine what starting, evaluating and crossing cost
    Bench {
        /// Measure only what has this in its name, e.g. `py -> js`
        filter: Option<String>,

        /// Print the numbers as JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell which engines are there, where, and what is missing
    Doctor {
        /// Print the facts as JSON
        #[arg(long)]
        json: bool,
    },
    /// List what can be switched to
    Targets {
        /// Print the list as JSON
        #[arg(long)]
        json: bool,
    },
}
