//! Text to value.
//!
//! A text that defines nothing is compiled once, as a procedure without
//! parameters, and kept. One that defines something is evaluated form by form
//! at the top level, each form compiled when those before it have run.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use steel::parser::parser::SourceId;
use steel::rerrs::ErrorKind;
use steel::{SteelErr, SteelVal};

use super::convert::to_value;
use super::definition::{Definer, Role, defined_names, role, yields_value};
use super::engine::{Engine, Held, held};
use super::reader::{self, Node};
use super::rewrite::{self, Edit, Rewriter};
use super::sources::{Piece, Text, is_at_top};
use super::{error, module};
use crate::kernel::Code;
use crate::object::{Error, Fault, Lang, Result, Value};
use crate::runtime::{Kind, Source};

/// Runs a text as plain Scheme.
pub(super) fn eval(engine: &Rc<Engine>, source: &Source<'_>) -> Result<Value> {
    eval_by(engine, source, run)
}

/// Runs a text by what makes Scheme of it.
pub(super) fn eval_by(
    engine: &Rc<Engine>,
    source: &Source<'_>,
    run: fn(&Rc<Engine>, &str, &str) -> Result<SteelVal>,
) -> Result<Value> {
    let folder = match source.kind {
        Kind::Script | Kind::Part => Path::new(source.name).parent().map(Path::to_path_buf),
        Kind::Cell => None,
    };
    let value = in_folder(engine, folder, || run(engine, source.text, source.name))?;
    Ok(if source.kind == Kind::Script { Value::Nothing } else { to_value(engine, &value) })
}

/// Runs what a file contains, for `load`.
pub(super) fn load(engine: &Rc<Engine>, path: &Path) -> Result<SteelVal> {
    let text = module::read(path)?;
    in_folder(engine, path.parent().map(Path::to_path_buf), || run(engine, &text, &path.to_string_lossy()))
}

pub(super) fn in_folder<T>(
    engine: &Rc<Engine>,
    folder: Option<PathBuf>,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    match folder {
        Some(folder) => engine.session.in_folder(folder, work),
        None => work(),
    }
}

/// Runs a text and returns the value of its last form.
pub(super) fn run(engine: &Rc<Engine>, text: &str, name: &str) -> Result<SteelVal> {
    if let Some((text, thunk)) = engine.session.compiled(text) {
        text.rename(name);
        let outcome = engine.call(thunk.value().clone(), []);
        return outcome.map_err(|error| text.last_form().map_or(error.clone(), |form| running(error, &text, form)));
    }
    let forms = read(text, name)?;
    let text = Text::new(name, text);
    let is_macro = |name: &str| engine.session.has_macro(name);
    let expressions = forms.iter().all(|form| role(form, &text.content, is_macro) == Role::Expression);
    if expressions {
        // If not, a form evaluates what a later one needs, which shows only once it has run.
        if let Some(value) = run_expressions(engine, &text, &forms)? {
            return Ok(value);
        }
    }
    let mut value = SteelVal::Void;
    for form in &forms {
        engine.session.expect(&defined_names(std::slice::from_ref(form), &text.content));
        let edits = rewrite::edits(std::slice::from_ref(form), &text.content, &engine.session);
        let scope = |name: &str| engine.session.variable(name);
        value = run_form(engine, &text, form, &edits, &scope, |name| engine.session.note(name))?;
    }
    Ok(value)
}

/// Reads the forms of a text.
///
/// # Errors
/// [`Fault::Syntax`], with the place as its only frame.
pub(super) fn read(text: &str, name: &str) -> Result<Vec<Node>> {
    let Ok(forms) = reader::read(text) else {
        let refused = reader::refusal(text).ok().flatten();
        let (message, offset) = match refused.map(SteelErr::from) {
            Some(error) => (plain_message(&error), error.span().map_or(text.len(), |span| span.start() as usize)),
            None => ("brackets that do not match".to_owned(), text.len()),
        };
        let error = Error::new(Lang::Lisp, Fault::Syntax { class: "SyntaxError".to_owned(), message });
        error.pass([Text::new(name, text).frame(offset, true)]);
        return Err(error);
    };
    Ok(forms)
}

fn plain_message(error: &SteelErr) -> String {
    let text = error.to_string();
    text.strip_prefix("Error: Parse: ").unwrap_or(&text).to_owned()
}

/// Compiles code of the dialect that defines nothing as a procedure.
pub(super) fn compile_code(engine: &Rc<Engine>, text: &Rc<Text>, code: &Code) -> Result<SteelVal> {
    let mut piece = Rewriter::new(&code.text, &[]);
    piece.insert("(lambda () ", 0).copy(0..code.text.len()).insert("\n)", code.text.len());
    let (piece, made) = piece.finish_through(text, Rc::new(code.map.clone()));
    compile(engine, &piece, &made).map_err(|error| ran_from(error, text, code.map.original(0)))
}

/// Runs code of the dialect that defines something. The names that the expander knows are those of variables already.
pub(super) fn run_code(engine: &Rc<Engine>, text: &Rc<Text>, code: &Code) -> Result<SteelVal> {
    let mut value = SteelVal::Void;
    let is_variable = |name: &str| code.defines.iter().any(|variable| variable.as_str() == name);
    let (session, map) = (&engine.session, Rc::new(code.map.clone()));
    for form in &read(&code.text, "<expansion>")? {
        let mut names = defined_names(std::slice::from_ref(form), &code.text);
        names.retain(|name| !is_variable(name));
        session.expect(&names);
        let mut piece = Rewriter::new(&code.text, &[]);
        let is_live = |variable: &str| session.is_live(variable);
        let scope = |name: &str| if is_variable(name) { name.to_owned() } else { session.variable(name) };
        let mut definer = Definer::new(&code.text, &mut piece, &is_live, &scope);
        definer.form(form);
        let names = definer.into_defined();
        let (piece, made) = piece.finish_through(text, map.clone());
        value = compile(engine, &piece, &made)?;
        for name in &names {
            if is_variable(name) { session.note_live(name) } else { session.note(name) }
        }
        if !yields_value(form, &code.text) {
            value = SteelVal::Void;
        }
    }
    Ok(value)
}

/// Runs a procedure that was made of a form at this place.
pub(super) fn call_thunk(engine: &Rc<Engine>, text: &Rc<Text>, thunk: &Held, form: usize) -> Result<SteelVal> {
    engine.call(thunk.value().clone(), []).map_err(|error| ran_from(error, text, form))
}

/// Compiles a text as a procedure and runs that; `None` when several forms could not be compiled together.
fn run_expressions(engine: &Rc<Engine>, text: &Rc<Text>, forms: &[Node]) -> Result<Option<SteelVal>> {
    let (Some(first), Some(last)) = (forms.first(), forms.last()) else { return Ok(Some(SteelVal::Void)) };
    let edits = rewrite::edits(forms, &text.content, &engine.session);
    let mut piece = Rewriter::new(&text.content, &edits);
    piece.insert("(lambda () ", first.start).copy(first.start..last.end).insert("\n)", last.end);
    let (piece, code) = piece.finish(text);
    let thunk = match compile(engine, &piece, &code) {
        Err(error) if forms.len() > 1 && may_be_one_form(&error) => return Ok(None),
        outcome => Rc::new(held(outcome.map_err(|error| running(error, text, first))?)),
    };
    engine.session.keep(text, &thunk);
    engine.call(thunk.value().clone(), []).map(Some).map_err(|error| running(error, text, last))
}

/// Returns whether it shows only form by form what is wrong: an earlier form may define the name, or the compiler
/// gave up on one of them and did not tell where.
fn may_be_one_form(error: &Error) -> bool {
    error.class() == "FreeIdentifier" || error.trace().frames().next().is_none()
}

/// Runs code of a text, and sees to it that the trace of an error tells which form it was.
///
/// A call in tail position leaves no frame of its caller, and the last form of a text is one.
fn running(error: Error, text: &Text, form: &Node) -> Error {
    ran_from(error, text, form.start)
}

fn ran_from(error: Error, text: &Text, form: usize) -> Error {
    let top = text.frame(form, false);
    let known =
        error.trace().frames().next_back().is_some_and(|outermost| {
            outermost.lang == Lang::Lisp && is_at_top(outermost) && outermost.file == top.file
        });
    if !known && !error.is_uncatchable() {
        error.pass([top]);
    }
    error
}

/// Evaluates a form at the top level.
///
/// `scope` returns the variable that a defined name means, and `note` is told of each name once it is defined.
pub(super) fn run_form(
    engine: &Rc<Engine>,
    text: &Rc<Text>,
    form: &Node,
    edits: &[Edit],
    scope: &dyn Fn(&str) -> String,
    note: impl Fn(&str),
) -> Result<SteelVal> {
    let mut piece = Rewriter::new(&text.content, edits);
    let is_live = |variable: &str| engine.session.is_live(variable);
    let mut definer = Definer::new(&text.content, &mut piece, &is_live, scope);
    definer.form(form);
    let names = definer.into_defined();
    let (piece, code) = piece.finish(text);
    let value = compile(engine, &piece, &code).map_err(|error| running(error, text, form))?;
    for name in &names {
        note(name);
    }
    if let (Some("define-syntax"), Some(name)) = (form.head(&text.content), second(form, &text.content)) {
        engine.session.note_macro(name);
    }
    Ok(if yields_value(form, &text.content) { value } else { SteelVal::Void })
}

fn second<'a>(form: &Node, source: &'a str) -> Option<&'a str> {
    form.items()?.get(1)?.symbol(source)
}

/// Evaluates a piece at the top level.
///
/// A procedure may mention what is defined later: Steel refuses a name that it
/// does not know, so such a name is made to stand for something that says so
/// when it is called, until its definition comes and is assigned to it.
fn compile(engine: &Rc<Engine>, piece: &Rc<Piece>, code: &str) -> Result<SteelVal> {
    loop {
        let text = SteelVal::StringV(code.into());
        let announced = engine.sources.announce(piece.clone());
        let raised = match engine.enter(engine.evaluate(), [text])? {
            Ok(value) => return Ok(value),
            Err(raised) => raised,
        };
        let Some(name) = awaited(engine, &raised, announced, code) else {
            return Err(error::leave(engine, &raised));
        };
        let placeholder = format!("(define {name} (%unbound '{name}))");
        engine.call(engine.evaluate(), [SteelVal::StringV(placeholder.into())])?;
        engine.session.await_variable(&name);
    }
}

/// Returns the unknown name for which Steel has refused a piece, if it is mentioned where it is not needed yet.
fn awaited(engine: &Engine, raised: &SteelErr, announced: SourceId, code: &str) -> Option<String> {
    let span = raised.span().filter(|_| raised.kind() == ErrorKind::FreeIdentifier)?;
    if span.source_id() != Some(announced) {
        return None;
    }
    let name = code.get(span.start() as usize..span.end() as usize)?;
    let forms = reader::read(code).ok()?;
    // The outermost list of a text that was compiled as a procedure is run at once.
    let wrapper = usize::from(code.starts_with("(lambda () "));
    let around = reader::around(&forms, span.start() as usize);
    let later = around.iter().skip(wrapper).any(|list| match list.head(code) {
        Some("lambda" | "λ" | "case-lambda" | "delay" | "delay-force" | "%plain-lambda") => true,
        Some("define") => list.items().and_then(|items| items.get(1)).is_some_and(|target| target.items().is_some()),
        _ => false,
    });
    let unknown = !engine.session.is_live(name) && !name.is_empty();
    (later && unknown).then(|| name.to_owned())
}
