//! Cells: the code of all but a last expression, and of that.
//!
//! Where the value of a cell is, only Python's own tree of it tells for sure; but to
//! take that apart takes as long as to compile the text several times. So what most
//! cells are is tried first, and it is believed only where no other reading of the text is
//! possible: an expression, one statement, or statements and a last line that is an expression.

use std::ffi::{CStr, CString};

use pyo3::exceptions::{PySyntaxError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCode, PyTuple};

use super::engine::{self, Form};
use super::prelude;

/// The code of a cell.
#[derive(Default)]
pub(super) struct Parts<'py> {
    /// All but the last expression; empty when there is nothing else.
    pub(super) body: Option<Bound<'py, PyCode>>,
    /// The last expression, whose value is that of the cell.
    pub(super) last: Option<Bound<'py, PyCode>>,
}

/// Returns a text, or a file's name, as Python takes it.
pub(super) fn with_nul(text: impl Into<Vec<u8>>) -> PyResult<CString> {
    CString::new(text).map_err(|_| PyValueError::new_err("source code string cannot contain null bytes"))
}

/// Compiles a cell.
pub(super) fn compile<'py>(py: Python<'py>, text: &str, file: &CStr) -> PyResult<Parts<'py>> {
    let code = with_nul(text)?;
    let known = match Shape::of(text) {
        Shape::Expression => accepted(py, engine::compile(py, &code, file, Form::Expression))?
            .map(|last| Parts { last: Some(last), ..Parts::default() }),
        Shape::Statement => accepted(py, engine::compile(py, &code, file, Form::Statements))?
            .map(|body| Parts { body: Some(body), ..Parts::default() }),
        Shape::Ending(at) => by_last_line(py, text, at, file)?,
    };
    match known {
        Some(parts) => Ok(parts),
        None => by_tree(py, text, file),
    }
}

/// Returns nothing where the text is not what it was taken for.
fn accepted<T>(py: Python<'_>, outcome: PyResult<T>) -> PyResult<Option<T>> {
    match outcome {
        Ok(code) => Ok(Some(code)),
        Err(error) if error.is_instance_of::<PySyntaxError>(py) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Compiles what stands before `at` and what begins there, if the latter is an expression.
///
/// If both are programs by themselves, no string and no bracket goes over from one to the other.
fn by_last_line<'py>(py: Python<'py>, text: &str, at: usize, file: &CStr) -> PyResult<Option<Parts<'py>>> {
    let (before, ending) = text.split_at(at);
    if is_statement(ending) {
        return Ok(None);
    }
    // Line numbers go on.
    let mut padded = "\n".repeat(before.matches('\n').count());
    padded.push_str(ending);
    let last = accepted(py, engine::compile(py, &with_nul(padded)?, file, Form::Expression))?;
    let Some(last) = last else { return Ok(None) };
    let body = accepted(py, engine::compile(py, &with_nul(before)?, file, Form::Statements))?;
    Ok(body.map(|body| Parts { body: Some(body), last: Some(last) }))
}

/// Compiles by way of Python's tree, which takes all that is a program.
fn by_tree<'py>(py: Python<'py>, text: &str, file: &CStr) -> PyResult<Parts<'py>> {
    let file = file.to_string_lossy();
    let parts = prelude::call(py, "polytarget.running", "compile_cell", (text, &*file))?.cast_into::<PyTuple>()?;
    let part = |index| -> PyResult<Option<Bound<'py, PyCode>>> {
        let code = parts.get_item(index)?;
        if code.is_none() { Ok(None) } else { Ok(Some(code.cast_into()?)) }
    };
    Ok(Parts { body: part(0)?, last: part(1)? })
}

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// It may be an expression.
    Expression,
    /// It is one statement that is no expression, if it is a program at all.
    Statement,
    /// It is several lines, and what begins here may be an expression.
    Ending(usize),
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut starts = starts(text);
        let Some(first) = starts.next() else { return Self::Expression };
        let last = starts.last();
        match last {
            Some(last) => Self::Ending(last),
            // A statement cannot begin anywhere else, so nothing follows this one.
            None if !text.contains(';') && is_statement(&text[first..]) => Self::Statement,
            None => Self::Expression,
        }
    }
}

/// Returns where the lines begin at which a statement of the top level may begin.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    });
    lines
        .filter(|(_, line)| line.starts_with(|first: char| !first.is_ascii_whitespace() && first != '#'))
        .map(|(at, _)| at)
}

/// Words at which statements begin that are no expressions.
const WORDS: &[&str] = &[
    "assert", "async", "class", "def", "del", "for", "from", "global", "if", "import", "nonlocal", "pass", "raise",
    "try", "while", "with",
];

/// Returns whether a line begins as no expression does: with such a word, a decorator, or as `name =`.
fn is_statement(line: &str) -> bool {
    if line.starts_with('@') {
        return true;
    }
    let end = line.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    if word.starts_with(|first: char| first.is_ascii_lowercase()) && WORDS.contains(&word) {
        return true;
    }
    let rest = rest.trim_start_matches([' ', '\t']);
    !word.is_empty() && rest.starts_with('=') && !rest.starts_with("==")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_looks_like_what_it_is() {
        for (text, expected) in [
            ("1 + 2", Shape::Expression),
            ("\n# three\n1 + 2\n", Shape::Expression),
            ("f(\n  1)", Shape::Expression),
            ("x == 1", Shape::Expression),
            ("imported", Shape::Expression),
            ("", Shape::Expression),
            // Not certain: what comes behind may be an expression.
            ("x = 1; x", Shape::Expression),
            ("x = 1", Shape::Statement),
            ("été = 1", Shape::Statement),
            ("import os", Shape::Statement),
            ("def f():\n  return 1\n", Shape::Statement),
            ("x = 1\nx", Shape::Ending(6)),
            ("x = 1\nif x:\n  y\n", Shape::Ending(6)),
            ("f('''\na\n''')", Shape::Ending(8)),
        ] {
            assert_eq!(Shape::of(text), expected, "{text:?}");
        }
    }
}
