//! The dialect: a front before the engine, beside plain Scheme.
//!
//! A text goes through the kernel's reader and expander, which make Scheme of
//! it form by form; each piece is run before the next form is expanded, for it
//! may define what that needs. Globals are one set, whichever front a text came
//! through.
//!
//! | You want to know                            | Read            |
//! |---------------------------------------------|-----------------|
//! | how a text is run, and what is kept         | `mod.rs`        |
//! | what the expander is told of this engine    | `world.rs`      |
//! | how forms become data, and data forms       | `forms.rs`      |
//! | what expanded code calls                    | `procedures.rs`, `spaces.rs` |
//! | how macros are kept, and shown to programs  | `tables.rs`     |
//! | how files are included                      | `files.rs`      |

mod files;
mod forms;
mod procedures;
mod spaces;
mod tables;
mod world;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;
use steel::{SteelErr, SteelVal};

use super::condition::Condition;
use super::convert::to_value;
use super::engine::{Engine, Held, held};
use super::sources::Text;
use super::{error, eval, prelude, print, table, trace};
use crate::kernel::{self, Code, ErrorKind, Kernel, Span, Symbol};
use crate::object::{Error, Fault, Lang, Result, Value};
use crate::runtime::{Completeness, Source};

pub(super) use files::{import as import_file, is_of_dialect};
pub(super) use procedures::all as procedures;
pub(super) use tables::delete as delete_macro;
use world::Ground;

/// What the dialect keeps in an instance.
#[derive(Default)]
pub(super) struct Dialect {
    kernel: Kernel,
    /// What each namespace owns: an object.
    namespaces: RefCell<FxHashMap<Symbol, Held>>,
    macros: tables::Macros,
    /// The globals that hold the cells of the namespaces' variables, where code mentions those.
    cells: RefCell<FxHashMap<(Symbol, Symbol), Symbol>>,
    /// Values that no text can spell, which code made by macros mentions by number.
    kept: RefCell<Vec<Held>>,
    /// How often expanding has run code.
    ran: Cell<u64>,
    compiled: RefCell<FxHashMap<Rc<str>, Compiled>>,
    files: files::Files,
    /// Where a name stands that nothing has defined; `None` when that is in several places.
    mentions: RefCell<FxHashMap<Symbol, Option<Mention>>>,
    /// The texts that are being expanded, innermost last.
    expanding: RefCell<Vec<Rc<Text>>>,
}

/// Where a name stands.
struct Mention {
    text: Rc<Text>,
    offset: usize,
    /// The variable in scope there that may be meant.
    near: Option<Symbol>,
}

/// A text that came again, ready to be run.
#[derive(Clone)]
struct Compiled {
    text: Rc<Text>,
    thunk: Rc<Held>,
    /// The version with which it was expanded.
    version: Version,
}

/// The kernel's version and the session's: with these, a text expands to the same again.
type Version = (u64, u64);

fn version(engine: &Engine) -> Version {
    (engine.dialect.kernel.version(), engine.session.version())
}

/// The namespace whose variables are the globals of the engine.
const USER: &str = "user";

/// How many texts are kept compiled, and how long one may be.
const KEPT: usize = 256;
const LONGEST: usize = 64 << 10;

impl Dialect {
    /// Lets go of everything.
    pub(super) fn clear(&self) {
        self.macros.clear();
        drop((self.compiled.take(), self.mentions.take(), self.kept.take(), self.namespaces.take()));
        self.cells.take();
    }

    /// Notes where code mentions what may be defined later, and forgets what it defines.
    fn mention(&self, text: &Rc<Text>, code: &Code) {
        let mut mentions = self.mentions.borrow_mut();
        for free in code.free.iter().filter(|free| free.deferred) {
            let mention = Mention { text: Rc::clone(text), offset: offset(free.span), near: free.near };
            let is_other = |known: &Mention| known.text.content != text.content || known.offset != mention.offset;
            let is_often = mentions.get(&free.name).is_some_and(|known| known.as_ref().is_none_or(is_other));
            mentions.insert(free.name, (!is_often).then_some(mention));
        }
        code.defines.iter().for_each(|name| drop(mentions.remove(name)));
    }

    /// Does work that expands a text.
    fn within<T>(&self, text: &Rc<Text>, work: impl FnOnce() -> T) -> T {
        self.expanding.borrow_mut().push(Rc::clone(text));
        let outcome = work();
        self.expanding.borrow_mut().pop();
        outcome
    }

    fn compiled(&self, text: &str, version: Version) -> Option<Compiled> {
        self.compiled.borrow().get(text).filter(|compiled| compiled.version == version).cloned()
    }

    fn keep(&self, text: &Rc<Text>, thunk: Rc<Held>, version: Version) {
        if text.content.len() > LONGEST {
            return;
        }
        let compiled = Compiled { text: Rc::clone(text), thunk, version };
        let mut all = self.compiled.borrow_mut();
        let full = if all.len() < KEPT { FxHashMap::default() } else { std::mem::take(&mut *all) };
        all.insert(Rc::clone(&text.content), compiled);
        drop(all);
        drop(full);
    }
}

/// Begins a kernel: runs its prelude.
pub(super) fn begin(engine: &Rc<Engine>) -> Result<()> {
    let (name, text) = prelude::KERNEL;
    eval::eval_by(engine, &Source::named(text, name), run)?;
    engine.session.hide_names();
    Ok(())
}

/// Returns the current namespace, unless it is the user's.
pub(super) fn place(engine: &Engine) -> Option<String> {
    let namespace = engine.dialect.kernel.namespace();
    (namespace.as_str() != USER).then(|| namespace.to_string())
}

/// Lists the names that only the dialect has: its forms, macros and namespaces, and what is in those.
pub(super) fn names(engine: &Rc<Engine>) -> Vec<String> {
    let mut names: Vec<String> = kernel::words().map(str::to_owned).collect();
    let user = Symbol::new(USER);
    for (table, name) in engine.dialect.macros.names() {
        names.push(if table == user { name.to_string() } else { format!("{table}:{name}") });
    }
    for space in spaces(engine) {
        let members = world::namespace(engine, Symbol::new(&space)).map(|space| table::entries(&space));
        let members = members.unwrap_or_default().into_iter().map(|(key, _)| format!("{space}.{}", print::plain(&key)));
        names.extend(members);
        names.push(space);
    }
    names
}

/// Lists the namespaces.
pub(super) fn spaces(engine: &Engine) -> Vec<String> {
    let mut names: Vec<String> = engine.dialect.namespaces.borrow().keys().map(Symbol::to_string).collect();
    names.sort_unstable();
    names
}

/// Returns what is in a namespace under a path of names; the namespace itself under none.
pub(super) fn owned(engine: &Rc<Engine>, space: &str, path: &[&str]) -> Option<Value> {
    let space = world::namespace(engine, Symbol::new(space))?;
    let found = path.iter().try_fold(space, |object, name| table::get(&object, &forms::symbol(Symbol::new(name))))?;
    Some(to_value(engine, &found))
}

/// Writes a member of an object, which may be a namespace or show a table of macros.
pub(super) fn write_member(engine: &Rc<Engine>, object: &SteelVal, key: &SteelVal, new: SteelVal) -> Result<()> {
    if tables::write(engine, object, key, &new)? {
        return Ok(());
    }
    if table::put(object, key, new) && world::namespace_of(engine, object).is_some() {
        engine.dialect.kernel.change();
    }
    Ok(())
}

/// Runs a text.
pub(super) fn eval(engine: &Rc<Engine>, source: &Source<'_>) -> Result<Value> {
    eval::eval_by(engine, source, run).inspect_err(trace::hide_prelude)
}

/// Returns whether a text is a whole program.
pub(super) fn assess(text: &str) -> Completeness {
    match kernel::completeness(text) {
        kernel::Completeness::Complete => Completeness::Complete,
        kernel::Completeness::Incomplete => Completeness::Incomplete,
        kernel::Completeness::Invalid => Completeness::Invalid,
    }
}

/// Runs a text and returns the value of its last form.
fn run(engine: &Rc<Engine>, text: &str, name: &str) -> Result<SteelVal> {
    if let Some(Compiled { text, thunk, .. }) = engine.dialect.compiled(text, version(engine)) {
        text.rename(name);
        return eval::call_thunk(engine, &text, &thunk, 0);
    }
    let forms = kernel::read(text);
    let text = Text::new(name, text);
    let forms = forms.map_err(|error| refusal(&text, &error))?;
    run_forms(engine, &text, &forms, forms.len() == 1)
}

/// Runs the forms of a text; code that is the same each time is kept, where that is wanted.
fn run_forms(engine: &Rc<Engine>, text: &Rc<Text>, forms: &[kernel::Form], keeps: bool) -> Result<SteelVal> {
    let (dialect, world) = (&engine.dialect, Ground(engine));
    let (before, ran) = (version(engine), dialect.ran.get());
    let mut value = SteelVal::Void;
    for form in forms {
        let mut steps = dialect.kernel.expand(&world, form);
        while let Some(code) = dialect.within(text, || steps.next()) {
            let code = code.map_err(|error| refusal(text, &error))?;
            dialect.mention(text, &code);
            let named = |error| named(engine, text, &code, error);
            if code.is_definition {
                value = eval::run_code(engine, text, &code).map_err(named)?;
                continue;
            }
            let thunk = Rc::new(held(eval::compile_code(engine, text, &code).map_err(named)?));
            if keeps && (version(engine), dialect.ran.get()) == (before, ran) {
                dialect.keep(text, Rc::clone(&thunk), before);
            }
            value = eval::call_thunk(engine, text, &thunk, offset(code.span))?;
        }
    }
    Ok(value)
}

/// Runs code that was made of a form while another one is expanded.
fn run_now(engine: &Rc<Engine>, code: &Code) -> Result<SteelVal> {
    let dialect = &engine.dialect;
    dialect.ran.set(dialect.ran.get() + 1);
    // Nothing is being expanded when a program asks for an expansion; it is data then, and has no places.
    let text = dialect.expanding.borrow().last().cloned().unwrap_or_else(|| Text::new("<expansion>", ""));
    dialect.mention(&text, code);
    let named = |error| named(engine, &text, code, error);
    if code.is_definition {
        return eval::run_code(engine, &text, code).map_err(named);
    }
    let thunk = eval::compile_code(engine, &text, code).map_err(named)?;
    engine.call(thunk, [])
}

/// Runs a form that a program has made, and returns its value.
fn run_form(engine: &Rc<Engine>, form: &kernel::Form) -> Result<SteelVal> {
    run_forms(engine, &Text::new("<eval>", &form.to_string()), std::slice::from_ref(form), false)
}

/// Returns the error of code that Steel refuses for a name, in the words of the dialect and with near names.
fn named(engine: &Rc<Engine>, text: &Text, code: &Code, refused: Error) -> Error {
    if refused.class() != "FreeIdentifier" {
        return refused;
    }
    let unknown_names = code.free.iter().filter(|free| !engine.session.is_variable(free.name.as_str()));
    // What is needed only later may be defined by then, but the compiler does not see that of all code.
    let Some(free) = unknown_names.min_by_key(|free| (free.deferred, free.span.start)) else {
        // It stands in a macro of the engine's own, of which nothing is known here.
        let message = refused.message();
        let Some((_, name)) = message.rsplit_once(": ") else { return refused };
        let error = error::outgoing(engine, &unknown(engine, name.trim()));
        error.set_trace(refused.trace().clone());
        return error;
    };
    let condition = unknown_near(engine, free.written.as_str(), free.near);
    let error = error::outgoing(engine, &condition);
    let place = code.map.stretches().iter().find(|stretch| stretch.text as usize == offset(free.span));
    let uses = place.map(|stretch| code.map.uses(stretch.code as usize)).unwrap_or_default();
    error.pass(text.frames(offset(free.span), &uses));
    error
}

/// Returns the condition of a name that means nothing.
pub(super) fn unknown(engine: &Rc<Engine>, name: &str) -> SteelVal {
    let near = engine.dialect.mentions.borrow().get(&Symbol::new(name)).and_then(|known| known.as_ref()?.near);
    unknown_near(engine, name, near)
}

fn unknown_near(engine: &Rc<Engine>, name: &str, near: Option<Symbol>) -> SteelVal {
    let (message, hint) = engine.dialect.kernel.unknown(&Ground(engine), name, near);
    Condition::new("NameError", with_hint(message, hint.as_deref()), &[]).into_value()
}

/// Returns the error of calling a name that means nothing, at the place where it stands if there is only one.
pub(super) fn called_unknown(engine: &Rc<Engine>, name: &str) -> SteelErr {
    let condition = unknown(engine, name);
    let frame = match engine.dialect.mentions.borrow().get(&Symbol::new(name)) {
        Some(Some(Mention { text, offset, .. })) => text.frame(*offset, true),
        _ => return error::raise_value(engine, condition),
    };
    let error = error::outgoing(engine, &condition);
    error.pass([frame]);
    error::raise(engine, error)
}

/// Returns a message with what may help.
fn with_hint(message: String, hint: Option<&str>) -> String {
    match hint {
        Some(question) if question.starts_with("did you") => format!("{message}; {question}"),
        Some(hint) => format!("{message}\n  {hint}"),
        None => message,
    }
}

fn offset(span: Span) -> usize {
    if span.is_known() { span.start as usize } else { 0 }
}

/// Returns the error of a text that cannot be read or expanded.
fn refusal(text: &Text, error: &kernel::Error) -> Error {
    let mut frames = text.frames(offset(error.span()), error.uses());
    if let Some(place) = frames.first_mut().filter(|_| error.uses().is_empty()) {
        // Nothing is running: it does not matter in which function this would be.
        place.function = String::new();
    }
    if let Some(cause) = error.cause() {
        // What a macro raises has its own place already.
        let known = usize::from(!cause.trace().is_empty() && error.uses().is_empty());
        cause.pass(frames.into_iter().skip(known));
        return cause.clone();
    }
    let class = match error.kind() {
        ErrorKind::Name => "NameError",
        _ => "SyntaxError",
    };
    let message = with_hint(error.message().to_owned(), error.hint());
    let refusal = Error::new(Lang::Lisp, Fault::Syntax { class: class.to_owned(), message });
    refusal.pass(frames);
    refusal
}
