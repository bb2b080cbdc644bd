//! Text to value.
//!
//! A text that defines nothing is compiled once, as a procedure without
//! parameters, and kept. One that defines something is evaluated form by form
//! at the top level, each form compiled when those before it have run.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustc_hash::{FxBuildHasher, FxHashMap};
use steel::parser::parser::{Parser, SourceId};
use steel::rerrs::ErrorKind;
use steel::{SteelErr, SteelVal};

use super::convert::to_value;
use super::definition::{Definer, Role, role, yields_value};
use super::engine::{Engine, Held, held};
use super::reader::{self, Node};
use super::rewrite::{self, Edit, Rewriter};
use super::sources::{Piece, Text};
use super::{error, module};
use crate::object::{Error, Fault, Lang, ObjectRef, Result, Value};
use crate::runtime::{Kind, Source};

/// The names of an instance, and the code compiled for texts.
pub(super) struct Session {
    /// What was there before anything of ours: names that Steel lets nobody assign.
    builtins: HashSet<String>,
    /// What the user has defined.
    defined: RefCell<Names>,
    /// Names that a definition assigns: the user's, and those that stand for something yet to come.
    live: RefCell<Names>,
    macros: RefCell<Names>,
    compiled: RefCell<Compiled>,
    /// The folders of the files that are being run, innermost last.
    folders: RefCell<Vec<PathBuf>>,
    /// What `(%given)` returns next.
    given: RefCell<Option<Held>>,
    /// What `(command-line)` returns.
    pub(super) arguments: RefCell<Vec<String>>,
    /// The modules that were imported, by file.
    pub(super) modules: RefCell<FxHashMap<PathBuf, ObjectRef>>,
}

type Names = HashSet<String, FxBuildHasher>;

/// How many texts are kept compiled, and how long one may be.
const KEPT: usize = 256;
const LONGEST: usize = 64 << 10;

#[derive(Default)]
struct Compiled {
    by_text: FxHashMap<Box<str>, (Rc<Text>, Rc<Held>)>,
    order: VecDeque<Box<str>>,
}

impl Session {
    pub(super) fn new(builtins: HashSet<String>) -> Self {
        Self {
            builtins,
            defined: RefCell::default(),
            live: RefCell::default(),
            macros: RefCell::default(),
            compiled: RefCell::default(),
            folders: RefCell::default(),
            given: RefCell::default(),
            arguments: RefCell::default(),
            modules: RefCell::default(),
        }
    }

    /// Returns whether a definition of the name assigns it.
    pub(super) fn is_live(&self, name: &str) -> bool {
        self.live.borrow().contains(name)
    }

    /// Hands a value to code that is evaluated next.
    pub(super) fn give(&self, value: SteelVal) {
        let before = self.given.replace(Some(held(value)));
        drop(before);
    }

    /// Takes the value that was handed over.
    pub(super) fn take_given(&self) -> SteelVal {
        self.given.take().map_or(SteelVal::Void, |given| given.value().clone())
    }

    /// Notes that a name, of the user's or of a module's, can be assigned from now on.
    fn note_live(&self, name: &str) {
        if !self.builtins.contains(name) {
            self.live.borrow_mut().insert(name.to_owned());
        }
    }

    /// Lists what the user has defined.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.defined.borrow().iter().cloned().collect();
        names.sort_unstable();
        names
    }

    /// Returns whether the user has defined a name.
    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.defined.borrow().contains(name)
    }

    /// Returns whether a name is only expected to be defined.
    pub(super) fn is_awaited(&self, name: &str) -> bool {
        !self.is_defined(name) && self.live.borrow().contains(name)
    }

    /// Notes that the user has defined a name.
    pub(super) fn note(&self, name: &str) {
        self.defined.borrow_mut().insert(name.to_owned());
        self.note_live(name);
    }

    /// Returns the folder that relative names are relative to.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.folders.borrow().last().cloned()
    }

    /// Lets go of everything.
    pub(super) fn clear(&self) {
        drop(self.compiled.take());
        drop(self.modules.take());
        drop(self.given.take());
        self.defined.take();
    }

    fn compiled(&self, text: &str) -> Option<(Rc<Text>, Rc<Held>)> {
        self.compiled.borrow().by_text.get(text).cloned()
    }

    fn keep(&self, text: &Rc<Text>, thunk: &Rc<Held>) {
        if text.text.len() > LONGEST {
            return;
        }
        let mut compiled = self.compiled.borrow_mut();
        compiled.by_text.insert(text.text.clone(), (text.clone(), thunk.clone()));
        compiled.order.push_back(text.text.clone());
        let oldest = if compiled.order.len() > KEPT { compiled.order.pop_front() } else { None };
        let gone = oldest.and_then(|oldest| compiled.by_text.remove(&oldest));
        drop(compiled);
        drop(gone);
    }
}

/// Runs a text.
pub(super) fn eval(engine: &Rc<Engine>, source: &Source<'_>) -> Result<Value> {
    let folder = match source.kind {
        Kind::Script => Path::new(source.name).parent().map(Path::to_path_buf),
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
    let Some(folder) = folder else { return work() };
    engine.session.folders.borrow_mut().push(folder);
    let outcome = work();
    engine.session.folders.borrow_mut().pop();
    outcome
}

fn run(engine: &Rc<Engine>, text: &str, name: &str) -> Result<SteelVal> {
    if let Some((text, thunk)) = engine.session.compiled(text) {
        text.rename(name);
        let outcome = engine.call(thunk.value().clone(), []);
        return outcome.map_err(|error| text.last_form().map_or(error.clone(), |form| running(error, &text, form)));
    }
    let forms = read(text, name)?;
    let edits = rewrite::edits(&forms, text, &rewrite::quote_keyword);
    let text = Text::new(name, text);
    let is_macro = |name: &str| engine.session.macros.borrow().contains(name);
    let expressions = forms.iter().all(|form| role(form, &text.text, is_macro) == Role::Expression);
    if expressions {
        return run_expressions(engine, &text, &forms, &edits);
    }
    run_forms(engine, &text, &forms, &edits, "")
}

/// Reads the forms of a text.
///
/// # Errors
/// [`Fault::Syntax`], with the place as its only frame.
pub(super) fn read(text: &str, name: &str) -> Result<Vec<Node>> {
    let Ok(forms) = reader::read(text) else {
        let refused = Parser::new(text, SourceId::none()).find_map(std::result::Result::err);
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

fn run_expressions(engine: &Rc<Engine>, text: &Rc<Text>, forms: &[Node], edits: &[Edit]) -> Result<SteelVal> {
    let (Some(first), Some(last)) = (forms.first(), forms.last()) else { return Ok(SteelVal::Void) };
    let mut piece = Rewriter::new(&text.text, edits);
    piece.insert("(lambda () ", first.start).copy(first.start..last.end).insert("\n)", last.end);
    let (piece, code) = piece.finish(text);
    let thunk = compile(engine, &piece, &code)?;
    let thunk = Rc::new(held(thunk));
    engine.session.keep(text, &thunk);
    engine.call(thunk.value().clone(), []).map_err(|error| running(error, text, last))
}

/// Runs code of a text, and sees to it that the trace of an error tells which form it was.
///
/// A call in tail position leaves no frame of its caller, and the last form of a text is one.
fn running(error: Error, text: &Text, form: &Node) -> Error {
    let top = text.frame(form.start, false);
    let known = error.trace().frames().next_back().is_some_and(|outermost| {
        outermost.lang == Lang::Lisp && outermost.function.is_empty() && outermost.file == top.file
    });
    if !known && !error.is_uncatchable() {
        error.pass([top]);
    }
    error
}

/// Evaluates form by form, with the names it defines behind `prefix`.
pub(super) fn run_forms(
    engine: &Rc<Engine>,
    text: &Rc<Text>,
    forms: &[Node],
    edits: &[Edit],
    prefix: &str,
) -> Result<SteelVal> {
    let mut value = SteelVal::Void;
    for form in forms {
        let mut piece = Rewriter::new(&text.text, edits);
        let live = engine.session.live.borrow().clone();
        let mut definer = Definer { source: &text.text, out: &mut piece, live: &live, defined: Vec::new(), prefix };
        definer.form(form);
        let defined = definer.defined;
        let (piece, code) = piece.finish(text);
        value = compile(engine, &piece, &code).map_err(|error| running(error, text, form))?;
        if !yields_value(form, &text.text) {
            value = SteelVal::Void;
        }
        for name in defined {
            if prefix.is_empty() {
                engine.session.note(&name);
            } else {
                engine.session.note_live(&format!("{prefix}{name}"));
            }
        }
        if let ("define-syntax", Some(name)) = (form.head(&text.text).unwrap_or_default(), second(form, &text.text)) {
            engine.session.macros.borrow_mut().insert(name.to_owned());
        }
    }
    Ok(value)
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
        engine.session.live.borrow_mut().insert(name);
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
    let unknown = !engine.session.live.borrow().contains(name) && !name.is_empty();
    (later && unknown).then(|| name.to_owned())
}
