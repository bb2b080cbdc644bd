//! What expanded code calls: see [`LOWERINGS`](crate::kernel::LOWERINGS) for what each of them promises.

use std::cell::Cell;
use std::rc::Rc;

use steel::SteelVal;
use steel::rvals::Result as SteelResult;

use super::files;
use super::forms::{self, symbol};
use super::spaces::name_of;
use super::world;
use crate::kernel::{self, Symbol, near};
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::lisp::condition::Condition;
use crate::runtime::lisp::convert::{name_of as name_of_member, to_lisp, to_value};
use crate::runtime::lisp::engine::{Engine, native, procedure};
use crate::runtime::lisp::procedures::{argument, expected, foreign as access, invoke_foreign};
use crate::runtime::lisp::sources::Text;
use crate::runtime::lisp::{callable, data, error, print, proxy, table};
use crate::runtime::peers;
use crate::runtime::role::Role;

pub(in crate::runtime::lisp) fn all() -> Vec<(&'static str, SteelVal)> {
    let own = vec![
        (
            "%truth",
            SteelVal::FuncV(|arguments| {
                Ok(arguments.first().filter(|value| !is_nothing(value)).cloned().unwrap_or(SteelVal::BoolV(false)))
            }),
        ),
        ("%not", SteelVal::FuncV(|arguments| Ok(SteelVal::BoolV(arguments.first().is_none_or(is_false))))),
        ("%+", procedure!(add)),
        ("%str", procedure!(|_, arguments| Ok(text_of(arguments)))),
        ("%append", procedure!(append)),
        ("%call0?", SteelVal::FuncV(|arguments| Ok(SteelVal::BoolV(arguments.first().is_none_or(takes_none))))),
        ("%indexed?", SteelVal::FuncV(|arguments| Ok(SteelVal::BoolV(arguments.first().is_some_and(takes_two))))),
        (
            "%ref",
            procedure!(read_path, at_hand: |_, arguments| {
                arguments.split_first().and_then(|(object, keys)| table::get_path(object, keys))
            }),
        ),
        ("%put!", procedure!(write)),
        ("%send", procedure!(send)),
        ("%target", procedure!(|engine, _| Ok(active_target(engine)))),
        ("%known", native!(known)),
        ("%kept", native!(|engine, arguments| Ok(kept(engine, arguments)))),
        ("%repl", procedure!(turn)),
        ("%role", procedure!(fill_role)),
        ("include", procedure!(files::include)),
        ("%load-file", procedure!(files::load)),
        ("%eval-form", procedure!(eval_form)),
        ("%eval-line", procedure!(eval_text)),
        ("macroexpand", procedure!(|engine, arguments| expand_macros(engine, arguments, false))),
        ("macroexpand-1", procedure!(|engine, arguments| expand_macros(engine, arguments, true))),
        ("%expand-line", procedure!(expand_line)),
        ("gensym", SteelVal::FuncV(|arguments| Ok(fresh_symbol(arguments)))),
    ];
    own.into_iter().chain(super::spaces::all()).collect()
}

fn is_nothing(value: &SteelVal) -> bool {
    matches!(value, SteelVal::Void)
}

fn is_false(value: &SteelVal) -> bool {
    matches!(value, SteelVal::Void | SteelVal::BoolV(false))
}

/// Adds numbers; where one of them is a string, all are written one behind the other.
fn add(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    if arguments.iter().any(|value| matches!(value, SteelVal::StringV(_))) {
        return Ok(text_of(arguments));
    }
    if arguments.iter().any(|value| proxy::foreign(value).is_some()) {
        return add_foreign(engine, arguments);
    }
    engine.apply("+", &mut arguments.to_vec())
}

fn add_foreign(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let Some((first, rest)) = arguments.split_first() else { return Ok(SteelVal::IntV(0)) };
    rest.iter().try_fold(first.clone(), |sum, next| {
        crate::runtime::lisp::procedures::operate(engine, &[SteelVal::StringV("+".into()), sum, next.clone()])
    })
}

fn text_of(arguments: &[SteelVal]) -> SteelVal {
    SteelVal::StringV(arguments.iter().map(print::plain).collect::<String>().into())
}

fn append(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let Some((last, before)) = arguments.split_last() else { return Ok(SteelVal::ListV(Vec::new().into())) };
    let mut items = Vec::new();
    for part in before {
        items.extend(elements(engine, part)?);
    }
    match elements(engine, last) {
        Ok(end) => {
            items.extend(end);
            Ok(SteelVal::ListV(items.into()))
        }
        // The tail of an improper list.
        Err(_) => items.into_iter().rev().try_fold(last.clone(), |rest, item| engine.apply("cons", &mut [item, rest])),
    }
}

fn elements(engine: &Rc<Engine>, part: &SteelVal) -> Result<Vec<SteelVal>> {
    if is_nothing(part) { Ok(Vec::new()) } else { access::elements(engine, part) }
}

/// Returns whether a procedure can be called with nothing. One that is built in does not tell.
fn takes_none(value: &SteelVal) -> bool {
    match value {
        SteelVal::Closure(closure) => closure.arity() <= usize::from(closure.is_multi_arity()),
        other => callable::foreign(other).and_then(|callable| callable.takes(0)).unwrap_or(true),
    }
}

fn takes_two(value: &SteelVal) -> bool {
    matches!(value, SteelVal::Closure(closure) if closure.arity() == 2 && !closure.is_multi_arity())
}

/// `(%ref o key ...)`
fn read_path(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (mut at, keys) = (argument(arguments, 0, "get")?.clone(), &arguments[1..]);
    for (index, key) in keys.iter().enumerate() {
        if is_nothing(&at) {
            return Err(nothing_there(engine, &arguments[..=index], "get", key));
        }
        at = match read(engine, &at, key)? {
            Some(found) => found,
            // What a missing member of another language reads as is for its owner to say.
            None if proxy::foreign(&at).is_some() => access::missing(engine, &at, key)?,
            None => SteelVal::Void,
        };
    }
    Ok(at)
}

/// Returns the error of a key of nothing, where `path`, an object and keys, leads to nothing.
fn nothing_there(engine: &Rc<Engine>, path: &[SteelVal], verb: &str, key: &SteelVal) -> Error {
    let got = match path {
        [_, .., last] => format!("nil for `{}`{}", print::plain(last), hint(last, &near_keys(engine, path))),
        _ => "nil".to_owned(),
    };
    let expected = format!("something to {verb} `{}` of", print::plain(key));
    Error::new(Lang::Lisp, Fault::Type { expected, got })
}

/// Returns the keys that there are beside the last one of a path.
fn near_keys(engine: &Rc<Engine>, path: &[SteelVal]) -> Vec<String> {
    let owner = read_path(engine, &path[..path.len() - 1]).unwrap_or_default();
    if proxy::foreign(&owner).is_some() {
        return Vec::new();
    }
    data::keys(engine, &owner).unwrap_or_default().iter().map(print::plain).collect()
}

/// Returns the end of a message that refuses a name: the nearest of those there are, as a question.
pub(super) fn hint(name: &SteelVal, known: &[String]) -> String {
    let found = near(&print::plain(name), known.iter().map(String::as_str));
    found.first().map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

fn read(engine: &Rc<Engine>, object: &SteelVal, key: &SteelVal) -> Result<Option<SteelVal>> {
    match proxy::foreign(object) {
        Some(object) => access::read(engine, &object, key)?.map(|value| to_lisp(engine, value)).transpose(),
        None => match object {
            SteelVal::StringV(text) => Ok(index_of(key)
                .and_then(|index| text.chars().nth(index))
                .map(|found| SteelVal::StringV(found.to_string().into()))),
            _ => data::item(engine, object, key),
        },
    }
}

fn index_of(key: &SteelVal) -> Option<usize> {
    if let SteelVal::IntV(index) = key { usize::try_from(*index).ok() } else { None }
}

/// `(%put! o key value ...)`
fn write(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (object, pairs) = (argument(arguments, 0, "set")?, &arguments[1..]);
    if is_nothing(object) {
        return Err(nothing_there(engine, &[], "set", pairs.first().unwrap_or(&SteelVal::Void)));
    }
    for pair in pairs.chunks_exact(2) {
        access::set(engine, &[object.clone(), pair[0].clone(), pair[1].clone()])?;
    }
    Ok(pairs.last().cloned().unwrap_or_default())
}

/// `(%send o 'name argument ...)`
fn send(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, method) = (argument(arguments, 0, "send")?, argument(arguments, 1, "send")?);
    let SteelVal::SymbolV(name) = method else { return Err(expected("send", "the name of a method", method)) };
    if let Some(object) = proxy::foreign(receiver) {
        return invoke_foreign(engine, &object, &name_of_member(name), &arguments[2..]);
    }
    let own =
        if table::is_object(receiver) { table::get(receiver, method) } else { data::member(engine, receiver, name)? };
    if let Some(own) = own.filter(|own| own.is_function() || callable::foreign(own).is_some()) {
        return engine.call(own, arguments[2..].iter().cloned());
    }
    match engine.method(name) {
        Some(procedure) => {
            engine.call(procedure, std::iter::once(receiver.clone()).chain(arguments[2..].iter().cloned()))
        }
        None => Err(no_method(engine, receiver, method)),
    }
}

fn no_method(engine: &Rc<Engine>, receiver: &SteelVal, method: &SteelVal) -> Error {
    let (object, name) = match world::namespace_of(engine, receiver) {
        Some(namespace) => (format!("the namespace {namespace}"), print::plain(method)),
        None if is_nothing(receiver) => ("nil".to_owned(), print::plain(method)),
        None => (format!("lisp {}", data::type_name(receiver)), print::plain(method)),
    };
    let mut known: Vec<String> = engine.method_names().map(str::to_owned).collect();
    known.extend(data::members(engine, receiver));
    if table::is_object(receiver) {
        known.extend(table::entries(receiver).iter().map(|(key, _)| print::plain(key)));
    }
    match hint(method, &known) {
        none if none.is_empty() => Error::new(Lang::Lisp, Fault::NoMember { object, name }),
        hint => {
            let message = format!("{object} has no member `{name}`{hint}");
            error::outgoing(engine, &Condition::new("AttributeError", message, &[]).into_value())
        }
    }
}

fn active_target(engine: &Rc<Engine>) -> SteelVal {
    SteelVal::StringV(engine.dialect.kernel.target().map_or("repl", Symbol::as_str).into())
}

/// `(%role target name member)`: the member, which is what the Interface of a target has under the name of a function.
fn fill_role(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let member = argument(arguments, 2, "interface-function")?;
    let (target, name) = (print::plain(&arguments[0]), print::plain(&arguments[1]));
    if let Some(role) = Role::named(&name) {
        role.needed(&target, &to_value(engine, member))?;
    }
    Ok(member.clone())
}

/// `(eval form)`: the form, as if it stood at the top level.
fn eval_form(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let form = forms::Made::default().form(engine, argument(arguments, 0, "eval")?);
    super::run_form(engine, &form)
}

/// `(eval-string text)`: as a line at the prompt.
fn eval_text(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let SteelVal::StringV(text) = argument(arguments, 0, "eval-string")? else {
        return Err(expected("eval-string", "a string", &arguments[0]));
    };
    super::run(engine, text, "<eval>")
}

/// `(%repl 'target)`: turns the prompt to a target.
fn turn(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let target = name_of(argument(arguments, 0, "repl>")?)?;
    peers()?.turn_to(target.as_str())?;
    Ok(SteelVal::Void)
}

fn expand_macros(engine: &Rc<Engine>, arguments: &[SteelVal], once: bool) -> Result<SteelVal> {
    let what = if once { "macroexpand-1" } else { "macroexpand" };
    let mut made = forms::Made::default();
    let form = made.form(engine, argument(arguments, 0, what)?);
    let expanded = engine.dialect.kernel.macroexpand(&world::Ground(engine), &form, once);
    let expanded = expanded.map_err(|error| super::refusal(&Text::new("<macroexpand>", &form.to_string()), &error))?;
    made.data(engine, &expanded)
}

/// `(%expand-line text)`: what the macros that the only form of a text calls make of it.
fn expand_line(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let SteelVal::StringV(line) = argument(arguments, 0, "expand")? else {
        return Err(expected("expand", "a string", &arguments[0]));
    };
    let text = Text::new("<expand>", line);
    let forms = kernel::read(line).map_err(|error| super::refusal(&text, &error))?;
    let [form] = &*forms else {
        let expected = format!("one form to expand; here are {}", forms.len());
        return Err(Error::new(Lang::Lisp, Fault::Syntax { class: "SyntaxError".to_owned(), message: expected }));
    };
    let dialect = &engine.dialect;
    let expanded = dialect.within(&text, || dialect.kernel.macroexpand(&world::Ground(engine), form, false));
    let expanded = expanded.map_err(|error| super::refusal(&text, &error))?;
    forms::Made::default().data(engine, &expanded)
}

/// `(gensym)`, `(gensym "name")`: a symbol that no program has written.
fn fresh_symbol(arguments: &[SteelVal]) -> SteelVal {
    thread_local! { static LAST: Cell<u64> = const { Cell::new(0) }; }
    let stem = arguments.first().map_or_else(|| "g".to_owned(), print::plain);
    LAST.set(LAST.get() + 1);
    symbol(Symbol::new(&format!("%{stem}-{}", LAST.get())))
}

/// `(%known x 'name)`: a variable that is awaited has a procedure for its value, which tells so when it is called.
fn known(engine: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let [value, SteelVal::SymbolV(name)] = arguments else { return Ok(SteelVal::Void) };
    if !matches!(value, SteelVal::Closure(_)) || !engine.session.is_awaited(name) {
        return Ok(value.clone());
    }
    let space = world::namespace(engine, Symbol::new(name));
    space.ok_or_else(|| error::raise_value(engine, super::unknown(engine, name)))
}

fn kept(engine: &Rc<Engine>, arguments: &[SteelVal]) -> SteelVal {
    match arguments.first() {
        Some(SteelVal::IntV(number)) => forms::kept(engine, u64::try_from(*number).unwrap_or(u64::MAX)),
        _ => SteelVal::Void,
    }
}
