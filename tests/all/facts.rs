//! Facts about the kernel's dialect: each a row of a table, which is run, and which `docs/kernel.md` shows.

mod interfaces;
mod language;
mod page;
mod runtimes;

use std::cell::RefCell;
use std::env;
use std::ops::ControlFlow;
use std::process::Command;
use std::rc::Rc;

use polytarget::session::{KERNEL, Reply, Session};
use polytarget::{Host, Lang, Outlet, Stream, runtime};

use crate::guests::installed::installed;
use crate::support::on_host;

/// What belongs together, under a title.
struct Section {
    title: &'static str,
    /// Whether Hy and Sibilant are needed: where they cannot be had, its rows are not run.
    needs_guests: bool,
    /// Whether its rows are about the runtimes that all languages have under their names, and not only about the kernel's.
    uses_all: bool,
    rows: &'static [Row],
}

/// What it shows, what is typed at the prompt of the kernel one after another, and what comes of it: what is printed and
/// then the value of the last input, each on lines of its own. `! ` stands before an error, and `...` for the rest of it.
type Row = (&'static str, &'static [&'static str], &'static str);

fn sections() -> impl Iterator<Item = &'static Section> {
    language::SECTIONS.iter().chain(runtimes::SECTIONS).chain(interfaces::SECTIONS)
}

/// Whether this is the process for the rows, and whether it has Hy and Sibilant: `with`, `without`.
const GUESTS: &str = "POLYTARGET_FACTS_GUESTS";

/// The rows are run in a process of their own, which finds the guests that are installed, and in which nothing ran before.
#[test]
fn every_row_holds() {
    if let Ok(word) = env::var(GUESTS) {
        return run_rows(word == "with");
    }
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["--exact", "facts::every_row_holds", "--nocapture"]);
    match installed() {
        Some(installed) => program.envs(installed.environment()).env(GUESTS, "with"),
        None => program.env(GUESTS, "without"),
    };
    let ended = program.output().expect("this program starts");
    let said = [ended.stdout, ended.stderr].concat();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&said));
}

fn run_rows(has_guests: bool) {
    let wrong = on_host(move |host| {
        let mut wrong = Vec::new();
        for section in sections().filter(|section| has_guests || !section.needs_guests) {
            for (shows, inputs, expected) in section.rows {
                let found = answer(host, section, inputs);
                if !is_as_expected(&found, expected) {
                    wrong.push(format!(
                        "{}: {shows}\n{}\n  is   {found}\n  not  {expected}",
                        section.title,
                        inputs.join("\n")
                    ));
                }
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} rows do not hold:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

fn is_as_expected(found: &str, expected: &str) -> bool {
    match expected.strip_suffix("...") {
        Some(beginning) => found.starts_with(beginning),
        None => found == expected,
    }
}

/// What was printed on either stream.
#[derive(Default)]
struct Printed(RefCell<String>);

impl Outlet for Printed {
    fn write(&self, _: Stream, text: &str) {
        self.0.borrow_mut().push_str(text);
    }
}

/// Gives inputs to a session of its own, and returns what is printed and what the last one answers.
fn answer(host: &Host, section: &Section, inputs: &[&str]) -> String {
    if section.uses_all {
        for lang in Lang::ALL {
            host.restart(lang).unwrap();
        }
    }
    let printed = Rc::new(Printed::default());
    let before = runtime::set_outlet(printed.clone());
    let mut session = if section.uses_all { Session::new(host, KERNEL) } else { Session::apart(host, KERNEL) };
    let mut last = String::new();
    for input in inputs {
        last.clear();
        let outcome = session.submit_all(input, |reply| {
            match reply {
                Ok(Reply::Shown(text)) => last.extend([&text, "\n"]),
                Ok(Reply::Silent | Reply::Quit) => {}
                Err(error) => {
                    last.extend(["! ", &error.to_string()]);
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        });
        if outcome.is_break() {
            break;
        }
    }
    drop(session);
    drop(runtime::set_outlet(before));
    let printed = printed.0.take();
    format!("{printed}{last}").trim_end().to_owned()
}
