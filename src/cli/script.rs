//! A program in a file, read before anything is started.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::str::Utf8Error;
use std::{fs, str};

use super::status::Status;
use crate::host::target_of_extension;
use crate::session::{KERNEL, nearest};

/// The extensions of documents.
const DOCUMENTS: [&str; 2] = ["md", "markdown"];

/// A program, and what it is started with.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) program: Program,
    /// The file as it was given on the command line, or `<stdin>`.
    pub(super) name: String,
    /// The text; a `#!` line is left empty, so that lines keep their numbers.
    pub(super) text: String,
    pub(super) arguments: Vec<String>,
}

/// What kind of program a file is.
#[derive(Debug)]
pub(super) enum Program {
    /// One for this target.
    For(String),
    /// One with blocks for several.
    Document,
}

/// Why a script cannot be run at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("cannot read `{name}`: {}{}", reason(.error), command_like(.name))]
    Unreadable { name: String, error: io::Error },
    #[error("{name}:{line}:{column}: byte 0x{byte:02x} is not UTF-8")]
    NotText { name: String, line: usize, column: usize, byte: u8 },
    #[error("cannot tell the language of `{0}`: say it with `-t`; `polytarget targets` lists what there is")]
    NoLanguage(String),
    /// With the whole message.
    #[error("{0}")]
    NoTarget(String),
}

impl Refusal {
    pub(super) fn status(&self) -> Status {
        match self {
            Self::NoLanguage(_) | Self::NoTarget(_) => Status::USAGE,
            Self::Unreadable { .. } | Self::NotText { .. } => Status::FAILED,
        }
    }
}

impl Script {
    /// Reads the file that the first word names; the other words are its arguments.
    pub(super) fn read(words: &[OsString], target: Option<String>) -> Result<Self, Refusal> {
        let mut words = words.iter().map(|word| word.to_string_lossy().into_owned());
        let path = words.next().unwrap_or_default();
        let arguments = words.collect();
        let target = target.map(Program::For);
        let (program, name, bytes) = match &*path {
            "-" => (target.unwrap_or_else(|| Program::For(KERNEL.to_owned())), "<stdin>", read_input()),
            path => (target.map_or_else(|| program(path), Ok)?, path, fs::read(path)),
        };
        let bytes = bytes.map_err(|error| unreadable(name, error))?;
        let text = without_interpreter(decode(name, bytes)?);
        Ok(Self { program, name: name.to_owned(), text, arguments })
    }
}

fn read_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Tells by its extension what a file is; of what is no file, that cannot be told.
fn program(path: &str) -> Result<Program, Refusal> {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    let known = match extension {
        Some(extension) if DOCUMENTS.contains(&extension) => Some(Program::Document),
        extension => extension.and_then(target_of_extension).map(|target| Program::For(target.to_owned())),
    };
    known.ok_or_else(|| match fs::metadata(path) {
        Ok(found) if found.is_dir() => unreadable(path, ErrorKind::IsADirectory.into()),
        Ok(_) => Refusal::NoLanguage(path.to_owned()),
        Err(error) => unreadable(path, error),
    })
}

fn unreadable(name: &str, error: io::Error) -> Refusal {
    Refusal::Unreadable { name: name.to_owned(), error }
}

/// Reads bytes as UTF-8, or says where they are not. The mark that some editors begin a text with is none of it.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Refusal> {
    let text = String::from_utf8(bytes).map_err(|error| not_text(name, error.as_bytes(), error.utf8_error(), 1))?;
    match text.strip_prefix('\u{feff}') {
        Some(unmarked) => Ok(unmarked.to_owned()),
        None => Ok(text),
    }
}

/// Returns the refusal of bytes whose first line is `first_line` of what they were read from.
pub(super) fn not_text(name: &str, bytes: &[u8], error: Utf8Error, first_line: usize) -> Refusal {
    let valid = str::from_utf8(&bytes[..error.valid_up_to()]).expect("it is valid up to there");
    let line_start = valid.rfind('\n').map_or(0, |at| at + 1);
    Refusal::NotText {
        name: name.to_owned(),
        line: first_line + valid.matches('\n').count(),
        column: valid[line_start..].chars().count() + 1,
        byte: bytes[error.valid_up_to()],
    }
}

/// Empties a `#!` line.
fn without_interpreter(text: String) -> String {
    if text.starts_with("#!") { text.find('\n').map_or_else(String::new, |end| text[end..].to_owned()) } else { text }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "it is a directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Asks whether a command was meant, where a file of that name is missing.
fn command_like(name: &str) -> String {
    let commands = ["run", "bench", "doctor", "targets", "help"];
    let near = nearest(name, &commands).filter(|_| !Path::new(name).exists());
    near.map_or_else(String::new, |command| format!("; did you mean the command `{command}`?"))
}

#[cfg(test)]
mod tests {
    use super::{decode, without_interpreter};

    #[test]
    fn a_byte_that_is_no_text_is_found() {
        let refusal = decode("x.py", b"one\ntw\xc3\xb6\xff".to_vec()).unwrap_err();
        assert_eq!(refusal.to_string(), "x.py:2:4: byte 0xff is not UTF-8");
    }

    #[test]
    fn an_interpreter_line_keeps_its_place() {
        assert_eq!(without_interpreter("#!/usr/bin/env polytarget\nx\n".to_owned()), "\nx\n");
        assert_eq!(without_interpreter("x\n#!\n".to_owned()), "x\n#!\n");
    }
}
