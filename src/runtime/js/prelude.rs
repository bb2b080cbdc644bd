//! Loads what `bindings/js/` has, and calls what it offers to Rust.

use rquickjs::qjs;
use rustc_hash::FxHashSet;

use super::engine::{Atom, ERROR_CLASSES, Flavour, Local, Parts, Realm, Shape, compile, run};
use super::{proxy, stack};
use crate::object::{Error, Fault, Lang, Name, Result};
use crate::runtime::peers;

const FOREIGN: &str = include_str!("../../../bindings/js/foreign.js");
const INSPECT: &str = include_str!("../../../bindings/js/inspect.js");
const CONSOLE: &str = include_str!("../../../bindings/js/console.js");
const POLYTARGET: &str = include_str!("../../../bindings/js/polytarget.js");
const OPERATE: &str = include_str!("../../../bindings/js/operate.js");

/// The functions in JavaScript that Rust calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Helper {
    /// `inspect(value)`: the value for a reader of the program.
    Inspect,
    /// `plain(value)`: the value for a reader of the text.
    Plain,
    /// `className(value)`.
    ClassName,
    /// `operate(symbol, left, right)`.
    Operate,
    /// `BigInt(digits)`.
    BigInt,
}

impl Helper {
    /// Calls the function.
    pub(super) fn call<'r>(self, realm: &'r Realm, args: &[Local<'r>]) -> Result<Local<'r>> {
        let function = realm.parts()?.helpers[self as usize];
        // SAFETY: the realm holds a count of its helpers until it is disposed of.
        let function = unsafe { realm.borrow(function) };
        function.call(None, args)
    }
}

/// Fills a fresh realm: prototypes for proxies, `console`, `process`, `polytarget`.
pub(super) fn install(realm: &Realm) -> Result<()> {
    let natives = proxy::install(realm)?;
    let keys = realm.new_keys()?;
    let global = |name: &str| realm.globals().get(realm.new_atom(name));

    let prototypes = part(realm, "foreign.js", FOREIGN)?.call(None, &[natives.clone()])?;
    let prototypes = locals::<{ Shape::COUNT }>(|index| prototypes.get_index(index))?;
    let error_prototypes = locals::<4>(|index| {
        let class = ERROR_CLASSES[usize::try_from(index).unwrap_or_default()];
        global(class)?.get(keys.prototype)
    })?;
    let printing = part(realm, "inspect.js", INSPECT)?.call(None, &[natives.clone()])?;
    let operate = part(realm, "operate.js", OPERATE)?;
    let function_class = operate.class_id();
    let inspect = printing.get(realm.new_atom("inspect"))?;
    let helpers = vec![
        inspect.clone(),
        printing.get(realm.new_atom("plain"))?,
        printing.get(realm.new_atom("className"))?,
        operate,
        global("BigInt")?,
    ];
    let array_keys = array_keys(&global("Array")?.get(keys.prototype)?, realm)?;
    realm.set_parts(Parts {
        prototypes: prototypes.map(Local::into_raw),
        error_prototypes: error_prototypes.map(Local::into_raw),
        helpers: helpers.into_iter().map(Local::into_raw).collect(),
        array_keys,
        function_class,
        keys,
    });

    part(realm, "console.js", CONSOLE)?.call(None, &[natives.clone(), inspect.clone()])?;
    let host = proxy::wrap(realm, &peers()?.module())?;
    part(realm, "polytarget.js", POLYTARGET)?.call(None, &[natives, inspect, host])?;
    Ok(())
}

/// Evaluates one file of the prelude, which is a function.
fn part<'r>(realm: &'r Realm, name: &str, text: &str) -> Result<Local<'r>> {
    run(&compile(realm, text, &format!("{}{name}", stack::INTERNAL), Flavour::Script)?)
}

fn locals<'r, const N: usize>(mut make: impl FnMut(i64) -> Result<Local<'r>>) -> Result<[Local<'r>; N]> {
    let made: Vec<Local<'r>> = (0..).take(N).map(&mut make).collect::<Result<_>>()?;
    made.try_into().map_err(|_| Error::new(Lang::Js, Fault::Bug("the prelude has made too few".to_owned())))
}

/// Returns the keys of `Array.prototype` that a foreign sequence answers in its own way.
fn array_keys(prototype: &Local<'_>, realm: &Realm) -> Result<FxHashSet<Atom>> {
    let names = prototype.own_names(false)?;
    let kept = names.iter().filter(|name| !matches!(name.as_utf8(), Some("length" | "constructor")));
    Ok(kept.map(|name| realm.atom_for_good(&Name::from_text(name))).collect())
}

/// Prints a value for a reader of the program.
pub(super) fn inspect(value: &Local<'_>) -> String {
    print(Helper::Inspect, value)
}

/// Prints a value for a reader of the text.
pub(super) fn plain(value: &Local<'_>) -> String {
    print(Helper::Plain, value)
}

/// Returns the name of an object's class.
pub(super) fn type_name(value: &Local<'_>) -> String {
    match value.tag() {
        qjs::JS_TAG_SYMBOL => "symbol".to_owned(),
        _ if value.is_function() => "Function".to_owned(),
        _ => print(Helper::ClassName, value),
    }
}

/// Prints with a function of the prelude. A getter or a proxy in JavaScript may throw: then there is less to say.
fn print(helper: Helper, value: &Local<'_>) -> String {
    let printed = helper.call(value.realm(), std::slice::from_ref(value));
    let printed = printed.ok().filter(Local::is_string).and_then(|text| text.to_lossy());
    printed.unwrap_or_else(|| "Object".to_owned())
}
