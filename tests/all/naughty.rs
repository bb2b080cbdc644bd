//! A string is a string, whatever is in it and wherever it is used.

use polytarget::object::Text;
use polytarget::{Fault, Instance, Lang, Name, Value};

use crate::support::border::Kits;
use crate::support::naughty::{STRINGS, SURROGATES};
use crate::support::on_host;

/// Something to do with a text of the owner's through the user's eyes. An error says what went wrong.
type Use = fn(&Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String>;

/// Does it with every string and every pair of languages, one with itself included.
#[track_caller]
fn check(strings: fn() -> Vec<(&'static str, Text)>, langs: &'static [Lang], check: Use) {
    let failures = on_host(move |host| {
        let (kits, mut failures) = (Kits::of_host(host), Vec::new());
        for (kind, text) in strings() {
            for (user, owner) in langs.iter().flat_map(|user| langs.iter().map(move |owner| (*user, *owner))) {
                if let Err(why) = check(&kits, user, owner, &text) {
                    failures.push(format!("{kind}: {text:?}: {user} < {owner}: {why}"));
                }
            }
        }
        failures
    });
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

fn all() -> Vec<(&'static str, Text)> {
    STRINGS.iter().flat_map(|(kind, texts)| texts.iter().map(move |text| (*kind, Text::from(*text)))).collect()
}

fn surrogates() -> Vec<(&'static str, Text)> {
    SURROGATES.iter().map(|units| ("surrogates", Text::from(*units))).collect()
}

/// Languages whose strings may have lone surrogates.
const WIDE: &[Lang] = &[Lang::Py, Lang::Js];

/// JavaScript does not tell a number from its text where it reads a property.
fn is_index(user: Lang, text: &Text) -> bool {
    user == Lang::Js && text.as_utf8().is_some_and(|text| text.parse::<u32>().is_ok())
}

fn same(came: &Value, wanted: &Value) -> Result<(), String> {
    let (came, wanted) = (format!("{came:?}"), format!("{wanted:?}"));
    if came == wanted { Ok(()) } else { Err(format!("{came}, not {wanted}")) }
}

/// As a value: through both, and equal to itself.
fn value(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    let text = Value::Text(text.clone());
    let there = kits.call(owner, "identity", &[&text])?;
    let back = kits.call(user, "identity", &[&there])?;
    same(&back, &text)?;
    same(&kits.call(user, "equal", &[&there, &text])?, &true.into())
}

/// As a key of a map, that is written by the owner and read by the user, and the other way round.
fn key(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    if is_index(user, text) {
        return Ok(());
    }
    let (key, map) = (Value::Text(text.clone()), kits.call(owner, "new_map", &[])?);
    kits.call(owner, "set_item", &[&map, &key, &1.into()])?;
    same(&kits.call(user, "get_item", &[&map, &key])?, &1.into())?;
    kits.call(user, "set_item", &[&map, &key, &2.into()])?;
    same(&kits.call(owner, "get_item", &[&map, &key])?, &2.into())?;
    kits.call(user, "delete_item", &[&map, &key])?;
    same(&kits.call(owner, "count", &[&map])?, &0.into())
}

/// As the name of a member, written by the user.
fn member(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    if is_index(user, text) {
        return Ok(());
    }
    let name = Value::Text(text.clone());
    let point = kits.call(owner, "make_point", &[])?;
    // What an object has by nature may refuse to be replaced; then it must say so, and nothing else.
    if let Err(why) = kits.call(user, "write_member", &[&point, &name, &7.into()]) {
        let is_special = text.as_utf8().is_some_and(|text| text.starts_with("__"));
        return if is_special { Ok(()) } else { Err(why) };
    }
    same(&kits.call(user, "read_member", &[&point, &name])?, &7.into())?;
    same(&kits.call(owner, "read_member", &[&point, &name])?, &7.into())
}

/// As the message of an error of the owner's.
fn message(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    let fail = kits.of(owner).function("fail").map_err(|error| error.to_string())?;
    let message = Value::Text(text.clone());
    same(&kits.call(user, "attempt", &[&fail.into(), &message])?, &message)
}

/// As a name in the table that all share.
fn shared(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    let (refs, name) = (Value::Object(kits.host.refs().clone()), Value::Text(text.clone()));
    kits.call(owner, "set_item", &[&refs, &name, &8.into()])?;
    let found = kits.call(user, "get_item", &[&refs, &name]);
    kits.host.refs().delete_item(&name).map_err(|error| error.report())?;
    same(&found?, &8.into())
}

/// As the name of a global. A language may have no variable of that name; then it says so.
fn global(instance: &dyn Instance, text: &Text) -> Result<(), String> {
    let name = Name::from_text(text);
    match instance.set_global(&name, 7.into()) {
        Err(error) if !matches!(error.fault(), Fault::Bug(_)) => return Ok(()),
        outcome => outcome.map_err(|error| error.report())?,
    }
    let back = instance.global(&name).map_err(|error| error.report())?;
    same(&back.unwrap_or_default(), &7.into())
}

/// As the name of a module: there is none, and the error names it.
fn module(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    let specifier = format!("{owner}:no such {}", text.to_lossy());
    let import = kits.host.eval(Lang::Py, "polytarget.import_").map_err(|error| error.report())?;
    match kits.of(user).function("call").map_err(|error| error.to_string())?.call(&[import, specifier.into()]) {
        Err(error) if matches!(error.fault(), Fault::Bug(_)) => Err(error.report()),
        Err(error) if error.to_string().contains("no such") => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// As the name of a symbol: the same text is the same symbol, and it has its name.
fn symbol(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    let code = match owner {
        Lang::Js => "(name) => Symbol.for(name)",
        Lang::Lisp => "(lambda (name) (string->symbol name))",
        _ => return Ok(()),
    };
    let make = kits.of(owner).eval(kits.host, code).map_err(|error| error.to_string())?;
    let make = make.as_object().ok_or("no function")?;
    let symbol = || make.call(&[Value::Text(text.clone())]).map_err(|error| error.report());
    let (one, other) = (symbol()?, symbol()?);
    same(&kits.call(user, "same", &[&one, &other])?, &true.into())?;
    let shown = kits.call(user, "show", &[&one])?;
    let name = text.to_lossy();
    if shown.to_string().contains(&*name) { Ok(()) } else { Err(format!("{shown} does not have {name:?}")) }
}

/// As a program: it runs or it does not, and the owner goes on. The user evaluates it.
fn program(kits: &Kits<'_>, user: Lang, owner: Lang, text: &Text) -> Result<(), String> {
    let eval = kits.host.eval(Lang::Py, "polytarget.eval").map_err(|error| error.report())?;
    let function = kits.of(user).function("call").map_err(|error| error.to_string())?;
    let outcome = function.call(&[eval.clone(), owner.name().into(), Value::Text(text.clone())]);
    if let Err(error) = outcome
        && matches!(error.fault(), Fault::Bug(_))
    {
        return Err(error.report());
    }
    let sum = kits.call(owner, "add", &[&2.into(), &3.into()])?;
    same(&sum, &5.into())
}

#[test]
fn as_a_value() {
    check(all, &Lang::ALL, value);
    check(surrogates, WIDE, value);
}

#[test]
fn as_a_key() {
    check(all, &Lang::ALL, key);
    check(surrogates, WIDE, key);
}

#[test]
fn as_a_member() {
    check(all, &Lang::ALL, member);
    check(surrogates, WIDE, member);
}

#[test]
fn as_the_message_of_an_error() {
    check(all, &Lang::ALL, message);
}

#[test]
fn as_a_shared_name() {
    check(all, &Lang::ALL, shared);
}

#[test]
fn as_a_global() {
    for lang in Lang::ALL {
        let failures = on_host(move |host| {
            // Of its own, because the names of what it needs itself are among these.
            let instance = host.start(lang).unwrap();
            let check = |(_, text): &(_, Text)| global(&*instance, text).err().map(|why| format!("{text:?}: {why}"));
            let failures: Vec<String> = all().iter().filter_map(check).collect();
            instance.stop();
            failures
        });
        assert!(failures.is_empty(), "{lang}: {failures:#?}");
    }
}

#[test]
fn as_a_module() {
    check(all, &Lang::ALL, module);
}

#[test]
fn as_a_symbol() {
    check(all, &Lang::ALL, symbol);
}

#[test]
fn as_a_program() {
    check(all, &Lang::ALL, program);
}
