//! Languages that live in another language's engine: Hy in Python, Sibilant in JavaScript.
//!
//! A guest is an instance like any other, made of two: an instance of the language below it, and a *session*, an
//! object which that instance makes out of the program in `bindings/` and which knows the guest's language:
//!
//! | method                | does                                                              |
//! |-----------------------|-------------------------------------------------------------------|
//! | `eval(text, name)`    | runs a text, and returns the last value                           |
//! | `assess(text)`        | `complete`, `incomplete` or `invalid`                             |
//! | `complete(text)`      | the names that may stand at the end of a text                     |
//! | `render(value)`       | a value as the language prints it                                 |
//! | `lookup(name)`        | a list of the global's value, empty where there is none           |
//! | `assign(name, value)` | writes a global                                                   |
//! | `names()`             | the globals that the user made                                    |
//!
//! The program's value is a function that makes the session. It is given a function that runs a text of the language
//! below under a name, one that reads a file, and what the guest was found as ([`Guest::find`]).
//!
//! Nothing here names an engine: all that is said to the session is said in messages.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{env, fs};

use crate::object::{Args, Error, Fault, Lang, Name, ObjectRef, Result, Value, function};
use crate::runtime::{Completeness, Instance, Kind, Source, data_home, remember_source};

/// A language that lives in another one's engine.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Guest {
    pub(super) name: &'static str,
    /// The name in prose.
    pub(super) title: &'static str,
    /// The extensions of its files, without their dots.
    pub(super) extensions: &'static [&'static str],
    /// The session's program, and what it is called where nobody should see it in a trace.
    program: (&'static str, &'static str),
    /// Where its compiler is, for one that its program cannot import by itself: below a folder `node_modules`.
    file: Option<&'static str>,
    /// The command that installs what is missing.
    remedy: &'static str,
}

pub(super) static HY: Guest = Guest {
    name: "hy",
    title: "Hy",
    extensions: &["hy"],
    program: ("<polytarget/hy.py>", include_str!("../../bindings/hy/session.py")),
    file: None,
    remedy: "",
};

pub(super) static SIBILANT: Guest = Guest {
    name: "sibilant",
    title: "Sibilant",
    extensions: &["sibilant"],
    program: ("polytarget:sibilant.js", include_str!("../../bindings/sibilant/session.js")),
    file: Some("sibilant/lib/browser.js"),
    remedy: "npm install sibilant@0.5.6",
};

impl Guest {
    /// Makes an instance out of one of the language `below`.
    pub(super) fn start(&'static self, below: impl FnOnce() -> Result<Rc<dyn Instance>>) -> Result<Rc<dyn Instance>> {
        let found = self.find()?;
        let base = below()?;
        let lang = base.lang();
        let (name, program) = self.program;
        let factory = base.eval(&Source::named(program, name))?;
        let weak = Rc::downgrade(&base);
        let run = function("run", move |args| {
            let base = weak.upgrade().ok_or_else(|| Error::new(lang, Fault::Gone(lang)))?;
            let text = |index| args.get(index).as_str().map(str::to_owned).unwrap_or_default();
            base.eval(&Source::named(&text(0), &text(1)))
        });
        let read = function("read", |args| read(args.get(0).as_str().unwrap_or_default()).map(Value::from));
        let made = object(factory)?.call(&[Value::Object(run), Value::Object(read), found])?;
        Ok(Rc::new(Hosted { guest: self, base, session: object(made)? }))
    }

    /// Returns the path of the guest's compiler, where it has to be found: in `node_modules` of the working folder or
    /// of one above it, or in that of the user's data.
    fn find(&self) -> Result<Value> {
        let Some(file) = self.file else { return Ok(Value::Nothing) };
        let here = env::current_dir().unwrap_or_default();
        let data = data_folder();
        let mut folders = here.ancestors().map(Path::to_path_buf).chain(data.clone());
        let found =
            folders.find_map(|folder| Some(folder.join("node_modules").join(file)).filter(|path| path.is_file()));
        let Some(path) = found else {
            let or_there = data.map_or_else(String::new, |data| format!(", nor in {}", data.display()));
            let reason = format!(
                "there is no node_modules/{file} in {} or above it{or_there}; run `{}` in one of them",
                here.display(),
                self.remedy
            );
            return Err(Error::new(Lang::Rust, Fault::NoModule { module: self.name.to_owned(), reason }));
        };
        let text = fs::read_to_string(&path).map_err(|error| {
            let (path, reason) = (path.display().to_string(), error.to_string());
            Error::new(Lang::Rust, Fault::File { path, reason })
        })?;
        Ok(Value::from(text))
    }
}

/// Reads a file for a guest, which is allowed those of the working folder and below it.
fn read(path: &str) -> Result<String> {
    let refuse = |reason: String| Error::new(Lang::Rust, Fault::File { path: path.to_owned(), reason });
    let found = env::current_dir().and_then(|here| Ok((here.canonicalize()?, here.join(path).canonicalize()?)));
    let (here, file) = found.map_err(|error| refuse(error.to_string()))?;
    if !file.starts_with(&here) {
        return Err(refuse(format!("it is outside of {}", here.display())));
    }
    fs::read_to_string(file).map_err(|error| refuse(error.to_string()))
}

/// Returns where this program keeps what belongs to the user: `$XDG_DATA_HOME/polytarget`.
fn data_folder() -> Option<PathBuf> {
    Some(data_home()?.join("polytarget"))
}

fn object(value: Value) -> Result<ObjectRef> {
    match value {
        Value::Object(object) => Ok(object),
        other => Err(Error::new(Lang::Rust, Fault::Bug(format!("a guest's program gave {}", other.kind())))),
    }
}

/// An instance of a guest.
struct Hosted {
    guest: &'static Guest,
    base: Rc<dyn Instance>,
    session: ObjectRef,
}

impl Hosted {
    fn ask(&self, method: &str, args: &[Value]) -> Result<Value> {
        self.session.invoke(&Name::new(method), &Args::new(args))
    }

    /// Asks for a list of names.
    fn ask_names(&self, method: &str, args: &[Value]) -> Result<Vec<String>> {
        let names = object(self.ask(method, args)?)?.iterate()?;
        std::iter::from_fn(|| names.next().transpose())
            .map(|name| Ok(name?.as_str().map(str::to_owned).unwrap_or_default()))
            .collect()
    }

    /// Gives a text without a name one that no other text has, so that a trace shows the right lines of each.
    fn name(&self, source: &Source<'_>) -> String {
        thread_local! {
            static LAST: Cell<u64> = const { Cell::new(0) };
        }
        if source.name != Source::cell("").name {
            return source.name.to_owned();
        }
        LAST.set(LAST.get() + 1);
        let name = format!("<{} eval {}>", self.guest.name, LAST.get());
        remember_source(&name, source.text);
        name
    }
}

impl Instance for Hosted {
    fn lang(&self) -> Lang {
        self.base.lang()
    }

    fn eval(&self, source: &Source<'_>) -> Result<Value> {
        let value = self.ask("eval", &[Value::from(source.text), Value::from(self.name(source))])?;
        Ok(if source.kind == Kind::Script { Value::Nothing } else { value })
    }

    fn global(&self, name: &Name) -> Result<Option<Value>> {
        let found = object(self.ask("lookup", &[Value::Text(name.text().clone())])?)?;
        if found.len()? == 0 { Ok(None) } else { found.get_item(&Value::Int(0)) }
    }

    fn set_global(&self, name: &Name, value: Value) -> Result<()> {
        self.ask("assign", &[Value::Text(name.text().clone()), value]).map(drop)
    }

    fn global_names(&self) -> Result<Vec<String>> {
        self.ask_names("names", &[])
    }

    fn import(&self, module: &str, base: Option<&Path>) -> Result<ObjectRef> {
        self.base.import(module, base)
    }

    fn set_arguments(&self, program: &str, arguments: &[String]) -> Result<()> {
        self.base.set_arguments(program, arguments)
    }

    fn assess(&self, input: &str) -> Completeness {
        let word = self.ask("assess", &[Value::from(input)]);
        match word.as_ref().ok().and_then(Value::as_str) {
            Some("incomplete") => Completeness::Incomplete,
            Some("invalid") => Completeness::Invalid,
            // What cannot be judged is run, which tells why.
            _ => Completeness::Complete,
        }
    }

    fn complete(&self, input: &str) -> Vec<String> {
        self.ask_names("complete", &[Value::from(input)]).unwrap_or_default()
    }

    fn render(&self, value: &Value) -> Result<String> {
        match self.ask("render", std::slice::from_ref(value))? {
            Value::Text(text) => Ok(text.to_lossy().into_owned()),
            _ => self.base.render(value),
        }
    }

    fn stop(&self) {
        self.base.stop();
    }
}
