//! Loads what `bindings/js/` has, and calls what it offers to Rust.

use std::slice;

use super::engine::{Atom, ERROR_CLASSES, Flavour, Keys, Local, Parts, Realm, Shape, compile, run};
use super::{proxy, stack};
use crate::object::{Error, Fault, Lang, Name, Result};
use crate::runtime::peers;

/// A file of the prelude. Each is a function; what it returns for a realm is made once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Foreign,
    Globals,
    Inspect,
    Console,
    Native,
    Operate,
    Answer,
    Derive,
    Dates,
}

impl Part {
    const ALL: [(Self, &'static str, &'static str); 9] = [
        (Self::Foreign, "foreign", include_str!("../../../bindings/js/foreign.js")),
        (Self::Globals, "polytarget", include_str!("../../../bindings/js/polytarget.js")),
        (Self::Inspect, "inspect", include_str!("../../../bindings/js/inspect.js")),
        (Self::Console, "console", include_str!("../../../bindings/js/console.js")),
        (Self::Native, "native", include_str!("../../../bindings/js/native.js")),
        (Self::Operate, "operate", include_str!("../../../bindings/js/operate.js")),
        (Self::Answer, "answer", include_str!("../../../bindings/js/answer.js")),
        (Self::Derive, "derive", include_str!("../../../bindings/js/derive.js")),
        (Self::Dates, "dates", include_str!("../../../bindings/js/dates.js")),
    ];

    /// Returns the file that is called so.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(part, ..)| part)
    }

    /// Returns the function that the file is; for `inspect` and `derive`, what that function makes.
    pub(super) fn load(self, realm: &Realm) -> Result<Local<'_>> {
        if let Some(known) = realm.part(self) {
            return Ok(known);
        }
        let (_, name, text) = Self::ALL[self as usize];
        let function = run(&compile(realm, text, &format!("{}{name}.js", stack::INTERNAL), Flavour::Script)?)?;
        let made = match self {
            Self::Inspect | Self::Derive => function.call(None, &[proxy::install(realm)?])?,
            _ => function,
        };
        realm.keep_part(self, made.clone());
        Ok(made)
    }
}

/// Fills a fresh realm: prototypes for proxies, and the globals.
pub(super) fn install(realm: &Realm) -> Result<()> {
    let natives = proxy::install(realm)?;
    let keys = realm.new_keys()?;
    let global = |name: &str| realm.globals().get(realm.new_atom(name));

    let stack_getter = global("Error")?.get(keys.prototype)?.own_descriptor(keys.stack)?;
    let stack_getter = stack_getter.map_or_else(|| Local::undefined(realm), |found| found.getter);

    let foreign = Part::Foreign.load(realm)?;
    let prototypes = foreign.call(None, slice::from_ref(&natives))?;
    let prototypes = locals::<{ Shape::COUNT }>(|index| prototypes.get_index(index))?;
    let error_prototypes = locals::<4>(|index| {
        let class = ERROR_CLASSES[usize::try_from(index).unwrap_or_default()];
        global(class)?.get(keys.prototype)
    })?;
    let array_keys = array_keys(&global("Array")?.get(keys.prototype)?, &keys)?;
    realm.set_parts(Parts {
        prototypes: prototypes.map(Local::into_raw),
        error_prototypes: error_prototypes.map(Local::into_raw),
        stack_getter: stack_getter.into_raw(),
        array_keys,
        function_class: foreign.class_id(),
        keys,
    });
    let host = proxy::wrap(realm, &peers()?.module())?;
    Part::Globals.load(realm)?.call(None, &[natives, host])?;
    Ok(())
}

fn locals<'r, const N: usize>(make: impl FnMut(i64) -> Result<Local<'r>>) -> Result<[Local<'r>; N]> {
    let locals: Vec<Local<'r>> = (0..).take(N).map(make).collect::<Result<_>>()?;
    locals.try_into().map_err(|_| Error::new(Lang::Js, Fault::Bug("the prelude has made too few".to_owned())))
}

/// Returns the keys of `Array.prototype` that a foreign sequence answers in its own way.
fn array_keys(prototype: &Local<'_>, keys: &Keys) -> Result<rustc_hash::FxHashSet<Atom>> {
    let realm = prototype.realm();
    let names = prototype.own_names(false)?;
    let atoms = names.iter().map(|name| realm.atom_for_good(&Name::from_text(name)));
    Ok(atoms.filter(|atom| *atom != keys.length && *atom != keys.constructor).collect())
}

/// Prints a value for a reader of the program.
pub(super) fn inspect(value: &Local<'_>) -> String {
    print("inspect", value)
}

/// Prints a value for a reader of the text.
pub(super) fn plain(value: &Local<'_>) -> String {
    print("plain", value)
}

/// Prints with a function of the prelude. A getter or a `Proxy` may throw: then there is less to say.
fn print(function: &str, value: &Local<'_>) -> String {
    let realm = value.realm();
    let printed = Part::Inspect
        .load(realm)
        .and_then(|printing| printing.get(realm.atom(&Name::new(function)))?.call(None, slice::from_ref(value)));
    let printed = printed.ok().filter(Local::is_string).and_then(|text| text.to_lossy());
    printed.unwrap_or_else(|| type_name(value))
}

/// Applies an operator as JavaScript does.
pub(super) fn operate<'r>(symbol: &str, left: Local<'r>, right: Local<'r>) -> Result<Local<'r>> {
    let realm = left.realm();
    Part::Operate.load(realm)?.call(None, &[realm.string(symbol), left, right])
}

/// Answers a question of `bindings/js/answer.js` about an object.
pub(super) fn answer<'r>(question: &str, object: &Local<'r>, given: Option<Local<'r>>) -> Result<Local<'r>> {
    let realm = object.realm();
    let given = given.unwrap_or_else(|| Local::undefined(realm));
    Part::Answer.load(realm)?.call(None, &[realm.string(question), object.clone(), given])
}

/// Returns what other languages find in a `Date`.
pub(super) fn dates(realm: &Realm) -> Result<Local<'_>> {
    Part::Dates.load(realm)
}

/// Makes a `BigInt` from its digits.
pub(super) fn bigint<'r>(realm: &'r Realm, digits: &str) -> Result<Local<'r>> {
    realm.globals().get(realm.atom(&Name::new("BigInt")))?.call(None, &[realm.string(digits)])
}

/// Returns the name of an object's class: that of the next constructor up its prototypes.
pub(super) fn type_name(value: &Local<'_>) -> String {
    if value.is_symbol() {
        return "symbol".to_owned();
    }
    let Ok(parts) = value.realm().parts() else { return "Object".to_owned() };
    let mut holder = Some(value.clone()).filter(Local::is_object);
    while let Some(object) = holder {
        let constructor = object.own_descriptor(parts.keys.constructor).ok().flatten();
        let name = constructor.and_then(|found| found.value.peek(parts.keys.name)).filter(Local::is_string);
        match name.and_then(|name| name.to_lossy()) {
            Some(name) if !name.is_empty() => return name,
            _ => holder = object.prototype().ok().filter(Local::is_object),
        }
    }
    "Object".to_owned()
}
