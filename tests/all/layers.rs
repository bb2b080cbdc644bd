//! The source keeps to its layers, its rooms and its measure.
//!
//! The layers are those of `docs/architecture.md`. What is found here is read
//! from the text of `src/`, without comments and literals.

mod scan;

use std::fs;
use std::path::Path;

use scan::{Token, paths, tokens};

/// The rooms and how high each lies. A room names lower rooms and itself.
const LAYERS: [(&str, u8); 10] = [
    ("object", 0),
    ("document", 1),
    ("kernel", 1),
    ("runtime", 1),
    ("host", 2),
    ("session", 3),
    ("notebook", 4),
    ("repl", 4),
    ("cli", 5),
    ("main", 6),
];

/// The guests, and the crates that only their own runtime may name.
const GUESTS: [(&str, &[&str]); 4] = [
    ("python", &["pyo3"]),
    ("js", &["rquickjs", "tree_sitter", "tree_sitter_javascript"]),
    ("rhai", &["rhai"]),
    ("lisp", &["steel"]),
];

/// Rooms that may have `unsafe` in them: a file of this name, or a folder.
const UNSAFE_ROOMS: [&str; 3] = ["engine", "proxy", "lease"];

/// Other files with `unsafe`, each with the reason why its blocks cannot be in one of those rooms.
const UNSAFE_EXCEPTIONS: [(&str, &str); 1] =
    [("src/object/buffer.rs", "what is lent is described where all languages meet, and whoever lends vouches for it")];

/// How long a file may be, in lines.
const LONGEST: usize = 500;

#[test]
fn the_source_keeps_to_its_layers() {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    each_file(&root.join("src"), &mut |path| {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        found.extend(violations(name, &fs::read_to_string(path).unwrap()));
        files += 1;
    });
    assert!(files > 30, "only {files} files: is `src` where it was?");
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn exceptions_are_still_needed() {
    for (file, reason) in UNSAFE_EXCEPTIONS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = fs::read_to_string(path).unwrap_or_default();
        assert!(uses_of_unsafe(&tokens(&text)).count() > 0, "{file} needs no exception any more ({reason})");
    }
}

fn each_file(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            visit(&path);
        }
    }
}

/// Returns what is wrong with one file, each with file, line and rule.
fn violations(file: &str, text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let place = Place::of(file);
    let mut found = Vec::new();
    for path in paths(&tokens, |name| ["crate", "super", "runtime"].contains(&name)) {
        found.extend(place.check_path(&path.names).map(|rule| (path.line, rule)));
    }
    for path in paths(&tokens, |name| engine_owner(name).is_some()).into_iter().filter(|path| path.names.len() > 1) {
        found.extend(place.check_engine(path.names[0]).map(|rule| (path.line, rule)));
    }
    if !place.may_be_unsafe() {
        found.extend(uses_of_unsafe(&tokens).map(|token| (token.line, UNSAFE_RULE.to_owned())));
    }
    let lines = text.lines().count();
    if lines > LONGEST {
        found.push((lines, format!("a file has one idea and at most {LONGEST} lines; split it")));
    }
    found.into_iter().map(|(line, rule)| format!("{file}:{line}: {rule}")).collect()
}

const UNSAFE_RULE: &str = "`unsafe` belongs in engine, proxy or lease";

fn uses_of_unsafe<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = &'t Token<'a>> {
    tokens.iter().filter(|token| token.text == "unsafe")
}

fn engine_owner(krate: &str) -> Option<&'static str> {
    GUESTS.iter().find(|(_, crates)| crates.contains(&krate)).map(|(guest, _)| *guest)
}

/// Where a file stands.
struct Place<'a> {
    file: &'a str,
    /// The module that the file is, e.g. `["runtime", "js", "engine"]`.
    module: Vec<&'a str>,
}

impl<'a> Place<'a> {
    fn of(file: &'a str) -> Self {
        let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
        let mut module: Vec<_> = inside.split('/').collect();
        if module.last() == Some(&"mod") {
            module.pop();
        }
        Self { file, module }
    }

    fn room(&self) -> &'a str {
        self.module[0]
    }

    fn guest(&self) -> Option<&'a str> {
        let name = self.module.get(1).filter(|_| self.room() == "runtime")?;
        GUESTS.iter().any(|(guest, _)| guest == name).then_some(*name)
    }

    /// Returns the path from the root of the crate.
    fn resolve<'p>(&self, names: &[&'p str]) -> Vec<&'p str>
    where
        'a: 'p,
    {
        let ups = names.iter().take_while(|name| **name == "super").count();
        let base = if ups == 0 { &[][..] } else { &self.module[..self.module.len().saturating_sub(ups)] };
        base.iter().chain(&names[ups..]).copied().filter(|name| *name != "crate").collect()
    }

    /// Returns the rule that a path of names breaks.
    fn check_path(&self, names: &[&str]) -> Option<String> {
        if self.room() == "lib" {
            return None;
        }
        let path = self.resolve(names);
        self.check_height(&path, names).or_else(|| self.check_guest(&path, names))
    }

    fn check_height(&self, path: &[&str], written: &[&str]) -> Option<String> {
        let (room, target) = (self.room(), *path.first()?);
        let spelled = written.join("::");
        let Some(height) = layer(target) else {
            let is_name = target.starts_with(|first: char| first.is_alphabetic());
            return (is_name && written[0] == "crate")
                .then(|| format!("`{spelled}` is named by its room, not by the root of the crate"));
        };
        let lisp_reads = self.guest() == Some("lisp") && target == "kernel";
        let points_up = target != room && layer(room).is_some_and(|own| own <= height) && !lisp_reads;
        points_up.then(|| format!("`{room}` must not name `{target}` (`{spelled}`): names point down"))
    }

    fn check_guest(&self, path: &[&str], written: &[&str]) -> Option<String> {
        let ["runtime", guest, ..] = *path else { return None };
        let is_guest = GUESTS.iter().any(|(name, _)| *name == guest);
        let may = self.room() == "host" || self.guest() == Some(guest);
        let spelled = written.join("::");
        (is_guest && !may).then(|| format!("`{spelled}`: only the host and the guest itself name `runtime::{guest}`"))
    }

    fn check_engine(&self, krate: &str) -> Option<String> {
        let owner = engine_owner(krate)?;
        (self.guest() != Some(owner)).then(|| format!("`{krate}` is named in `runtime/{owner}` only"))
    }

    fn may_be_unsafe(&self) -> bool {
        self.module.iter().skip(2).any(|name| UNSAFE_ROOMS.contains(name))
            || UNSAFE_EXCEPTIONS.iter().any(|(file, _)| *file == self.file)
    }
}

fn layer(room: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == room).map(|(_, height)| *height)
}

/// Checks a small file and compares the first thing that is wrong with it; empty when nothing may be.
#[track_caller]
fn check(file: &str, text: &str, expected: &str) {
    let found = violations(file, text);
    assert_eq!(found.first().map_or("", String::as_str), expected);
}

#[test]
fn names_point_down() {
    check("src/host/mod.rs", "use crate::object::Value;", "");
    check("src/runtime/mod.rs", "use crate::object::{Lang, Name};\nuse super::object::Value;", "");
    check(
        "src/runtime/js/eval.rs",
        "use crate::object::Value;\nuse crate::host::Host;",
        "src/runtime/js/eval.rs:2: `runtime` must not name `host` (`crate::host::Host`): names point down",
    );
    check(
        "src/object/value.rs",
        "use super::super::{runtime::limits};",
        "src/object/value.rs:1: `object` must not name `runtime` (`super::super::runtime::limits`): names point down",
    );
    check("src/repl/mod.rs", "// use crate::cli::Words;", "");
    check(
        "src/session/mod.rs",
        "fn f() { crate::repl::ask() }",
        "src/session/mod.rs:1: `session` must not name `repl` (`crate::repl::ask`): names point down",
    );
    check("src/kernel/error.rs", "use crate::object::Error;", "");
    check(
        "src/kernel/world.rs",
        "use crate::runtime::Source;",
        "src/kernel/world.rs:1: `kernel` must not name `runtime` (`crate::runtime::Source`): names point down",
    );
    check(
        "src/runtime/peers.rs",
        "use crate::Host;",
        "src/runtime/peers.rs:1: `crate::Host` is named by its room, not by the root of the crate",
    );
}

#[test]
fn guests_do_not_name_each_other() {
    let only = "only the host and the guest itself name";
    check("src/runtime/js/mod.rs", "use crate::runtime::js::engine;\npub(crate) use super::limits;", "");
    check("src/host/runtimes.rs", "use crate::runtime;\nfn f() { runtime::rhai::open() }", "");
    check("src/runtime/mod.rs", "pub(crate) mod rhai;", "");
    check(
        "src/runtime/js/proxy.rs",
        "use super::super::{python, limits};",
        &format!("src/runtime/js/proxy.rs:1: `super::super::python`: {only} `runtime::python`"),
    );
    check(
        "src/session/mod.rs",
        "use crate::runtime;\nfn f() { runtime::lisp::open() }",
        &format!("src/session/mod.rs:2: `runtime::lisp::open`: {only} `runtime::lisp`"),
    );
    check("src/runtime/lisp/eval.rs", "use crate::kernel::read;", "");
    check(
        "src/runtime/rhai/eval.rs",
        "use crate::kernel::read;",
        "src/runtime/rhai/eval.rs:1: `runtime` must not name `kernel` (`crate::kernel::read`): names point down",
    );
}

#[test]
fn an_engine_is_named_by_its_runtime_only() {
    check("src/runtime/rhai/engine.rs", "use rhai::Engine;\nlet pyo3 = 1;", "");
    check("src/host/mod.rs", "use pyo3::Python;", "src/host/mod.rs:1: `pyo3` is named in `runtime/python` only");
    check(
        "src/runtime/js/eval.rs",
        "fn f(e: &rhai::Engine) {}",
        "src/runtime/js/eval.rs:1: `rhai` is named in `runtime/rhai` only",
    );
}

#[test]
fn unsafe_has_its_rooms() {
    let block = "/// Not unsafe.\nfn f() { unsafe { g() } }";
    check("src/runtime/js/engine.rs", block, "");
    check("src/runtime/python/proxy/slots.rs", block, "");
    check("src/runtime/js/eval.rs", block, &format!("src/runtime/js/eval.rs:2: {UNSAFE_RULE}"));
    check("src/host/thread.rs", block, &format!("src/host/thread.rs:2: {UNSAFE_RULE}"));
}

#[test]
fn a_file_has_a_measure() {
    let text = "\n".repeat(LONGEST + 1);
    let rule = "src/host/mod.rs:501: a file has one idea and at most 500 lines; split it";
    check("src/host/mod.rs", &text, rule);
}
