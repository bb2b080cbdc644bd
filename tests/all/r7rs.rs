//! R7RS, expression by expression: what Steel supports of it, and that the dialect takes nothing away.
//!
//! Each file in `tests/corpus/r7rs` holds the expressions of one section. A
//! paragraph is one of them, with its answers as comments:
//!
//! | Comment    | Whose answer                                                                    |
//! |------------|---------------------------------------------------------------------------------|
//! | `;=>`      | that of R7RS; `unspecified` where it leaves the answer open                     |
//! | `;steel:`  | Steel's own, where it is another one than R7RS's                                |
//! | `;scheme:` | that of our target `scheme`, where it is another one than Steel's               |
//! | `;lisp:`   | that of our target `lisp`, the dialect, where it is another one than `scheme`'s |
//!
//! An answer is what is printed, or `!` and the class of an error. Where it is not
//! R7RS's, the reason stands behind it, after a semicolon; where it is, our target
//! has mended what the one before it lacks. An answer that is written down as
//! another one, but is none, is as wrong as one that is missing.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use polytarget::{Host, Instance, Source};
use steel::SteelVal;
use steel::rerrs::ErrorKind;
use steel::steel_vm::engine::Engine;

use crate::support::on_host;

/// An expression and what it is to answer.
struct Row {
    line: usize,
    code: String,
    r7rs: Option<String>,
    steel: Option<Answer>,
    scheme: Option<Answer>,
    lisp: Option<Answer>,
}

struct Answer {
    text: String,
    reason: String,
}

/// Those who are asked.
struct Asked<'h> {
    host: &'h Host,
    steel: Engine,
    scheme: Rc<dyn Instance>,
    lisp: Rc<dyn Instance>,
}

#[test]
fn sections_4_and_6_of_r7rs() {
    on_host(|host| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/r7rs");
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let mut asked = Asked::new(host);
        let (mut count, mut wrong) = (0, String::new());
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy();
            for row in rows(&fs::read_to_string(&file).unwrap()) {
                count += 1;
                for mistake in asked.mistakes(&row) {
                    writeln!(wrong, "{name}:{}: {}\n    {mistake}", row.line, row.code).unwrap();
                }
            }
        }
        asked.stop();
        assert!(wrong.is_empty(), "of {count} expressions:\n{wrong}");
        assert!(count >= 200, "only {count} expressions");
    });
}

/// Takes a file apart.
fn rows(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut line = 1;
    for paragraph in text.split("\n\n") {
        rows.push(row(paragraph, line));
        line += paragraph.lines().count() + 1;
    }
    rows.retain(|row| !row.code.is_empty());
    rows
}

fn row(paragraph: &str, start: usize) -> Row {
    let mut row = Row { line: start, code: String::new(), r7rs: None, steel: None, scheme: None, lisp: None };
    for (index, line) in paragraph.lines().enumerate() {
        let answer = |mark: &str| line.strip_prefix(mark).map(Answer::parse);
        if let Some(answer) = answer(";=>") {
            row.r7rs = Some(answer.text);
        } else if let Some(answer) = answer(";steel:") {
            row.steel = Some(answer);
        } else if let Some(answer) = answer(";scheme:") {
            row.scheme = Some(answer);
        } else if let Some(answer) = answer(";lisp:") {
            row.lisp = Some(answer);
        } else if !row.code.is_empty() {
            row.code.push('\n');
            row.code.push_str(line);
        } else if !line.starts_with(';') {
            row.line = start + index;
            line.clone_into(&mut row.code);
        }
    }
    row
}

impl Answer {
    fn parse(text: &str) -> Self {
        let (text, reason) = text.split_once(" ; ").unwrap_or((text, ""));
        Self { text: text.trim().to_owned(), reason: reason.trim().to_owned() }
    }
}

impl<'h> Asked<'h> {
    fn new(host: &'h Host) -> Self {
        Self {
            host,
            steel: Engine::new(),
            scheme: host.start_target("scheme").unwrap(),
            lisp: host.start_target("lisp").unwrap(),
        }
    }

    /// Returns what is wrong with a row.
    fn mistakes(&mut self, row: &Row) -> Vec<String> {
        let Some(r7rs) = &row.r7rs else { return vec!["has no answer of R7RS".to_owned()] };
        let found = [
            ("steel", &row.steel, self.steel(&row.code)),
            ("scheme", &row.scheme, self.ours(&*self.scheme, &row.code)),
            ("lisp", &row.lisp, self.ours(&*self.lisp, &row.code)),
        ];
        let mut mistakes = Vec::new();
        let mut usual = r7rs;
        for (who, written, found) in &found {
            let wanted = written.as_ref().map_or(usual, |answer| &answer.text);
            if found != wanted {
                mistakes.push(format!("{who} answers {found}, and not {wanted}"));
            }
            if written.is_some() && wanted == usual {
                mistakes.push(format!("{who} answers nothing else: the line for it has to go"));
            }
            if written.as_ref().is_some_and(|answer| answer.text != *r7rs && answer.reason.is_empty()) {
                mistakes.push(format!("{who} answers something else, and nothing says why"));
            }
            usual = wanted;
        }
        mistakes
    }

    /// Returns what Steel by itself answers.
    fn steel(&mut self, code: &str) -> String {
        match self.steel.run(code.to_owned()) {
            Ok(values) => shown(values.last().unwrap_or(&SteelVal::Void)),
            Err(error) => format!("! {}", class(&kind(error.kind()))),
        }
    }

    fn ours(&self, target: &dyn Instance, code: &str) -> String {
        match self.host.run_in(target, &Source::cell(code)) {
            Ok(value) if value.is_nothing() => shown(&SteelVal::Void),
            Ok(value) => target.render(&value).unwrap(),
            Err(error) => format!("! {}", class(error.class())),
        }
    }

    fn stop(self) {
        self.scheme.stop();
        self.lisp.stop();
    }
}

/// Returns what we call an error of Steel's.
fn kind(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::Generic => "Error".to_owned(),
        ErrorKind::Parse | ErrorKind::BadSyntax => "SyntaxError".to_owned(),
        ErrorKind::TypeMismatch | ErrorKind::ConversionError => "TypeError".to_owned(),
        kind => kind.to_string(),
    }
}

/// Returns what an error is called in the files. A name that means nothing is found by the engine, or before it.
fn class(class: &str) -> &str {
    if class == "FreeIdentifier" { "NameError" } else { class }
}

/// Prints a value as our targets do, where Steel's own printer has another way.
fn shown(value: &SteelVal) -> String {
    let all = |open: &str, items: Vec<SteelVal>| {
        let items: Vec<String> = items.iter().map(shown).collect();
        format!("{open}{})", items.join(" "))
    };
    match value {
        SteelVal::BoolV(truth) => if *truth { "#t" } else { "#f" }.to_owned(),
        SteelVal::ListV(list) => all("(", list.iter().cloned().collect()),
        SteelVal::VectorV(vector) => all("#(", vector.iter().cloned().collect()),
        SteelVal::MutableVector(vector) => all("#(", vector.get()),
        SteelVal::Pair(_) => {
            let (mut items, mut rest) = (Vec::new(), value.clone());
            while let SteelVal::Pair(pair) = &rest {
                items.push(shown(&pair.car()));
                let next = pair.cdr();
                rest = next;
            }
            format!("({} . {})", items.join(" "), shown(&rest))
        }
        procedure if procedure.is_function() => "#<procedure>".to_owned(),
        other => other.to_string(),
    }
}
