//! The object `polytarget` that every guest sees.

use std::rc::Weak;

use super::Inner;
use super::peer::{Peer, text, upgrade};
use super::spawn::{Started, spawn};
use super::targets::TABLE;
use crate::object::{Error, Fault, Form, Lang, Name, Object, ObjectRef, Result, Text, Traits, Value, census, function};
use crate::runtime::{Source, peers};

/// What every language finds under the name `polytarget`, whatever else its own binding adds:
///
/// | member                 | is                                                        |
/// |------------------------|-----------------------------------------------------------|
/// | `eval(target, code)`   | evaluation in another language, or in one's own           |
/// | `import(specifier)`    | a module of another language, e.g. `py:numpy`             |
/// | `reload(module)`       | the module loaded anew, whoever owns it                   |
/// | `start(target)`        | a further instance, with globals of its own               |
/// | `spawn(program, …)`    | the same, as one starts the program elsewhere             |
/// | `runtime(target)`      | the main instance of a target, as what `spawn` returns    |
/// | `targets()`            | the names that `eval` takes                               |
/// | `collect()`            | collects cycles, also those through two heaps             |
/// | `signature(o)`         | the parameters of a callable, as its owner writes them    |
/// | `doc(o)`               | what is written down about an object                      |
/// | `keys(o)`              | the keys of a mapping, else the members                   |
/// | `dir(o)`               | the members, as the owner lists them                      |
/// | `handles()`            | the live handles                                          |
/// | `trace_handles(on)`    | whether the places are recorded in which handles are made |
/// | `refs`                 | the table that all languages share                        |
/// | `py js rhai lisp`      | the main instances                                        |
/// | `version`              | the version of polytarget                                 |
struct Module {
    members: Vec<(Name, Value)>,
}

/// Makes the object for a host.
pub(super) fn make(host: &Weak<Inner>, refs: ObjectRef) -> ObjectRef {
    let mut members = vec![
        (Name::new("version"), Value::from(env!("CARGO_PKG_VERSION"))),
        (Name::new("refs"), Value::Object(refs)),
        (Name::new("eval"), Value::Object(eval(host.clone()))),
        (Name::new("import"), Value::Object(import())),
        (Name::new("reload"), Value::Object(reload())),
        (Name::new("start"), Value::Object(start(host.clone()))),
        (Name::new("spawn"), Value::Object(spawn(host.clone()))),
        (Name::new("runtime"), Value::Object(runtime(host.clone()))),
        (Name::new("targets"), Value::Object(targets(host.clone()))),
        (Name::new("collect"), Value::Object(collect(host.clone()))),
        (Name::new("signature"), about("signature", |object| Ok(text_of(object.signature()?)))),
        (Name::new("doc"), about("doc", |object| Ok(text_of(object.doc()?)))),
        (Name::new("keys"), about("keys", |object| Ok(Value::Object(super::refs::list(keys(object)?))))),
        (Name::new("dir"), about("dir", |object| Ok(Value::Object(super::refs::list(members(object)?))))),
        (Name::new("handles"), Value::Object(handles(host.clone()))),
        (Name::new("trace_handles"), Value::Object(trace_handles())),
    ];
    members
        .extend(TABLE.iter().map(|target| (Name::new(target.name), Value::Object(Peer::main(host.clone(), target)))));
    ObjectRef::new(Module { members })
}

fn eval(host: Weak<Inner>) -> ObjectRef {
    function("eval", move |args| {
        let target = text(args, "eval", "target")?;
        let rest = crate::object::Args::new(args.positional.get(1..).unwrap_or_default());
        let code = text(&rest, "eval", "code")?;
        let host = upgrade(&host)?;
        let instance = host.target(&target)?;
        host.evaluate(&*instance, &Source::cell(&code))
    })
}

fn import() -> ObjectRef {
    function("import", |args| {
        let specifier = text(args, "import", "specifier")?;
        let base = args.get(1);
        peers()?.import(&specifier, base.as_str().map(std::path::Path::new)).map(Value::Object)
    })
}

/// A module is given as an object, or by what `import` takes: then it is imported first if it never was.
fn reload() -> ObjectRef {
    function("reload", |args| {
        if let Value::Object(module) = args.get(0) {
            return module.reload().map(Value::Object);
        }
        let specifier = text(args, "reload", "module")?;
        let base = args.get(1);
        let module = peers()?.import(&specifier, base.as_str().map(std::path::Path::new))?;
        module.reload().map(Value::Object)
    })
}

fn start(host: Weak<Inner>) -> ObjectRef {
    function("start", move |args| {
        let target = text(args, "start", "target")?;
        let runtimes = &upgrade(&host)?.runtimes;
        let target = runtimes.find(&target)?;
        let instance = runtimes.start(target)?;
        Ok(Value::Object(Peer::one(host.clone(), Started::new(instance, target))))
    })
}

fn runtime(host: Weak<Inner>) -> ObjectRef {
    function("runtime", move |args| {
        let target = text(args, "runtime", "target")?;
        let target = upgrade(&host)?.runtimes.find(&target)?;
        Ok(Value::Object(Peer::runtime(host.clone(), target)))
    })
}

fn targets(host: Weak<Inner>) -> ObjectRef {
    function("targets", move |_| {
        let names = upgrade(&host)?.targets().into_iter().map(Value::from).collect();
        Ok(Value::Object(super::refs::list(names)))
    })
}

fn collect(host: Weak<Inner>) -> ObjectRef {
    function("collect", move |_| {
        let host = upgrade(&host)?;
        Ok(Value::Object(host.collector.collect_for(&host.runtimes).into_record()))
    })
}

/// Makes a function that tells something about the object that it is given.
fn about(name: &'static str, tell: fn(&ObjectRef) -> Result<Value>) -> Value {
    Value::Object(function(name, move |args| match args.get(0) {
        Value::Object(object) => tell(&object),
        other => Err(Error::new(
            Lang::Rust,
            Fault::Type { expected: format!("`{name}` to be given an object"), got: other.kind() },
        )),
    }))
}

fn text_of(text: Option<Text>) -> Value {
    text.map_or(Value::Nothing, Value::Text)
}

fn keys(object: &ObjectRef) -> Result<Vec<Value>> {
    if object.traits().contains(Traits::MAPPING) { object.keys() } else { members(object) }
}

fn members(object: &ObjectRef) -> Result<Vec<Value>> {
    Ok(object.members()?.into_iter().map(Value::Text).collect())
}

fn handles(host: Weak<Inner>) -> ObjectRef {
    function("handles", move |_| Ok(Value::Object(super::handles::list(&upgrade(&host)?.runtimes).into_object())))
}

fn trace_handles() -> ObjectRef {
    function("trace_handles", |args| {
        let on = args.get(0).as_bool().ok_or_else(|| {
            let expected = "`trace_handles` to be given true or false".to_owned();
            Error::new(Lang::Rust, Fault::Type { expected, got: args.get(0).kind() })
        })?;
        census::trace(on);
        Ok(Value::Nothing)
    })
}

impl Object for Module {
    fn type_name(&self) -> String {
        "polytarget".to_owned()
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(self.members.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.members.iter().map(|(name, _)| name.text().clone()).collect())
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok("<polytarget>".into())
    }
}
