//! Printing and reading on ports. Without a port, printing goes to the outlet.

use std::rc::Rc;

use steel::SteelVal;

use super::{argument, expected};
use crate::object::{Error, Fault, Form, Lang, Result, Value};
use crate::runtime::lisp::control::console;
use crate::runtime::lisp::engine::{Engine, procedure};
use crate::runtime::lisp::print::{self, literal, plain};
use crate::runtime::lisp::reader;
use crate::runtime::{Stream, outlet};

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        ("display", procedure!(|engine, arguments| show(engine, arguments, Form::Plain, ""))),
        ("write", procedure!(|engine, arguments| show(engine, arguments, Form::Literal, ""))),
        ("write-simple", procedure!(|engine, arguments| show(engine, arguments, Form::Literal, ""))),
        ("write-shared", procedure!(|engine, arguments| show(engine, arguments, Form::Literal, ""))),
        ("write-string", procedure!(|engine, arguments| show(engine, arguments, Form::Plain, ""))),
        ("write-char", procedure!(|engine, arguments| show(engine, arguments, Form::Plain, ""))),
        ("print", procedure!(|engine, arguments| display_line(engine, arguments, " "))),
        ("println", procedure!(|engine, arguments| show(engine, arguments, Form::Literal, "\n"))),
        ("displayln", procedure!(|engine, arguments| display_line(engine, arguments, ""))),
        ("newline", procedure!(|engine, arguments| emit(engine, arguments.first(), "\n"))),
        ("printf", procedure!(|engine, arguments| emit(engine, None, &format(arguments)?))),
        ("format", procedure!(format_to)),
        ("to-string", procedure!(|_, arguments| Ok(text(arguments.iter().map(plain).collect::<String>())))),
        ("write-to-string", procedure!(|_, arguments| Ok(text(literal(argument(arguments, 0, "write-to-string")?))))),
        ("flush-output", procedure!(|_, _| Ok(flush()))),
        ("flush-output-port", procedure!(|_, _| Ok(flush()))),
        ("%output", procedure!(|engine, _| Ok(engine.dynamic.output().unwrap_or_else(|| console(Stream::Out))))),
        ("%set-output!", procedure!(set_output)),
        ("%console", procedure!(|_, _| Ok(console(Stream::Out)))),
        ("%error-console", procedure!(|_, _| Ok(console(Stream::Err)))),
        ("read-line", procedure!(read_line)),
        ("read-char", procedure!(read_char)),
        ("peek-char", procedure!(peek_char)),
        ("read-string", procedure!(read_string)),
        ("%read-datum", procedure!(read_datum)),
    ]
}

fn text(text: impl Into<String>) -> SteelVal {
    SteelVal::StringV(text.into().into())
}

fn show(engine: &Rc<Engine>, arguments: &[SteelVal], form: Form, end: &str) -> Result<SteelVal> {
    let shown = print::print(argument(arguments, 0, "display")?, form);
    emit(engine, arguments.get(1), &(shown + end))
}

/// `(displayln value ...)` and `(print value ...)`: all on one line, with something between them.
fn display_line(engine: &Rc<Engine>, arguments: &[SteelVal], between: &str) -> Result<SteelVal> {
    let (values, port) = match arguments {
        [values @ .., port @ SteelVal::PortV(_)] if !values.is_empty() => (values, Some(port)),
        values => (values, None),
    };
    emit(engine, port, &(values.iter().map(plain).collect::<Vec<_>>().join(between) + "\n"))
}

fn emit(engine: &Rc<Engine>, port: Option<&SteelVal>, text: &str) -> Result<SteelVal> {
    let port = port.cloned().or_else(|| engine.dynamic.output());
    match port {
        None => outlet().write(Stream::Out, text),
        Some(SteelVal::PortV(port)) => port.write(text.as_bytes()).map_err(|error| failed(&error))?,
        Some(other) => return Err(expected("display", "an output port", &other)),
    }
    Ok(SteelVal::Void)
}

fn failed(error: &steel::SteelErr) -> Error {
    Error::raised(Lang::Lisp, "IoError", error.to_string(), Value::Nothing)
}

fn flush() -> SteelVal {
    outlet().flush();
    SteelVal::Void
}

fn set_output(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let port = argument(arguments, 0, "current-output-port")?;
    if !matches!(port, SteelVal::PortV(_)) {
        return Err(expected("current-output-port", "an output port", port));
    }
    engine.dynamic.set_output(Some(port.clone()));
    Ok(SteelVal::Void)
}

/// `(format #f "~a ~s~%" ...)`, and `(format "~a" ...)`.
fn format_to(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    match arguments {
        [SteelVal::BoolV(true), rest @ ..] => emit(engine, None, &format(rest)?),
        [port @ SteelVal::PortV(_), rest @ ..] => emit(engine, Some(port), &format(rest)?),
        [SteelVal::BoolV(false), rest @ ..] | rest => format(rest).map(text),
    }
}

fn format(arguments: &[SteelVal]) -> Result<String> {
    let SteelVal::StringV(pattern) = argument(arguments, 0, "format")? else {
        return Err(expected("format", "a string", &arguments[0]));
    };
    let mut rest = arguments[1..].iter();
    let mut out = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '~' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('%' | 'n') => out.push('\n'),
            Some('~') | None => out.push('~'),
            Some(directive) => {
                let value = rest.next().ok_or_else(|| {
                    let message = format!("format has no value for ~{directive}");
                    Error::raised(Lang::Lisp, "ArityMismatch", message, Value::Nothing)
                })?;
                out.push_str(&if matches!(directive, 's' | 'S' | 'v') { literal(value) } else { plain(value) });
            }
        }
    }
    Ok(out)
}

/// Returns what was read, or the end-of-file object.
fn read(engine: &Rc<Engine>, read: Option<SteelVal>) -> Result<SteelVal> {
    read.map_or_else(|| engine.apply("eof-object", &mut []), Ok)
}

fn input(engine: &Rc<Engine>, arguments: &[SteelVal], index: usize) -> Result<SteelVal> {
    match arguments.get(index) {
        Some(port @ SteelVal::PortV(_)) => Ok(port.clone()),
        Some(other) => Err(expected("read", "an input port", other)),
        None => engine.apply("stdin", &mut []),
    }
}

fn read_line(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let SteelVal::PortV(port) = input(engine, arguments, 0)? else { return Ok(SteelVal::Void) };
    let (count, line) = port.read_line().map_err(|error| failed(&error))?;
    let line = (count > 0).then(|| text(line.trim_end_matches('\n').trim_end_matches('\r')));
    read(engine, line)
}

fn read_char(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let port = input(engine, arguments, 0)?;
    engine.apply("#%read-char", &mut [port])
}

fn peek_char(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let port = input(engine, arguments, 0)?;
    engine.apply("#%peek-char", &mut [port])
}

fn read_string(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let SteelVal::IntV(count) = argument(arguments, 0, "read-string")? else {
        return Err(expected("read-string", "a number of characters", &arguments[0]));
    };
    let port = input(engine, arguments, 1)?;
    let mut out = String::new();
    for _ in 0..*count {
        match engine.apply("#%read-char", &mut [port.clone()])? {
            SteelVal::CharV(letter) => out.push(letter),
            _ => break,
        }
    }
    read(engine, (!out.is_empty() || *count == 0).then(|| text(out)))
}

/// Reads the text of one datum, and nothing behind it but the blank that ends it.
fn read_datum(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let port = input(engine, arguments, 0)?;
    let mut datum = String::new();
    loop {
        let SteelVal::CharV(letter) = engine.apply("#%read-char", &mut [port.clone()])? else { break };
        datum.push(letter);
        let next = match engine.apply("#%peek-char", &mut [port.clone()])? {
            SteelVal::CharV(next) => Some(next),
            _ => None,
        };
        // Whether it is whole shows behind a closing mark, and before what begins or ends something else.
        let may_end = matches!(letter, ')' | ']' | '}' | '"' | '|')
            || next.is_none_or(|next| next.is_whitespace() || "()[]{}\";'`,".contains(next));
        let is_open = datum.ends_with("#\\") || datum.ends_with(['\'', '`', ',', '@', '#']);
        if may_end && !is_open && reader::read(&datum).is_ok_and(|data| !data.is_empty()) {
            return Ok(text(datum));
        }
    }
    if reader::read(&datum).is_ok_and(|data| data.is_empty()) {
        return read(engine, None);
    }
    let message = format!("the port ends in the middle of `{}`", datum.trim());
    Err(Error::new(Lang::Lisp, Fault::Syntax { class: "SyntaxError".to_owned(), message }))
}
