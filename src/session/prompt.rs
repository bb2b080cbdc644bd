//! The words before the cursor: as they are printed, and as a transcript has them.

use super::KERNEL;

/// What stands before the further lines of an input.
pub const CONTINUATION: &str = "...  ";

/// Returns the prompt of a target: `repl> ` for the kernel, `(py)> ` for the others.
pub fn prompt(target: &str) -> String {
    if target == KERNEL { "repl> ".to_owned() } else { format!("({target})> ") }
}

/// A line of a transcript that begins with a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prompted<'a> {
    /// The target that the prompt names, whether there is one of that name or not.
    pub(super) target: &'a str,
    /// What was typed.
    pub(super) code: &'a str,
}

impl<'a> Prompted<'a> {
    pub(super) fn read(line: &'a str) -> Option<Self> {
        let (target, rest) = match line.strip_prefix("repl>") {
            Some(rest) => (KERNEL, rest),
            // In a namespace.
            None if line.starts_with("repl[") => {
                let (_, rest) = line.strip_prefix("repl[")?.split_once("]>").filter(|(name, _)| is_name(name))?;
                (KERNEL, rest)
            }
            None => line.strip_prefix('(')?.split_once(")>").filter(|(name, _)| is_name(name))?,
        };
        // Editors take blanks from the end of a line, so the one of an empty prompt may be missing.
        let code = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
        Some(Self { target, code })
    }
}

/// Returns what a continuation line adds to an input; `None` for any other line.
pub(super) fn continuation(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("...")?;
    if rest.is_empty() {
        return Some(rest);
    }
    // Python's own prompt has one blank.
    rest.strip_prefix("  ").or_else(|| rest.strip_prefix(' '))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|part: char| part.is_whitespace() || "()[]{}\"'`,;".contains(part))
}

#[cfg(test)]
mod tests {
    use super::{Prompted, continuation, prompt};

    #[test]
    fn a_prompt_is_read_as_it_is_printed() {
        for target in ["py", "js", "rhai", "lisp", "my-sql"] {
            let line = format!("{}x = 1", prompt(target));
            assert_eq!(Prompted::read(&line), Some(Prompted { target, code: "x = 1" }));
        }
    }

    #[test]
    fn what_only_looks_like_a_prompt_is_none() {
        for line in ["(f x)> 1", "()> 1", "repl>1", "(py)>1", " (py)> 1", "(py) > 1", "(py> 1"] {
            assert_eq!(Prompted::read(line), None, "{line}");
        }
        assert_eq!(Prompted::read("(py)>"), Some(Prompted { target: "py", code: "" }));
    }

    #[test]
    fn continuations_keep_the_indentation_beyond_the_prompt() {
        assert_eq!(continuation("...      return x"), Some("    return x"));
        assert_eq!(continuation("... else:"), Some("else:"));
        assert_eq!(continuation("..."), Some(""));
        // A spread of JavaScript is no prompt.
        assert_eq!(continuation("...rest"), None);
    }
}
