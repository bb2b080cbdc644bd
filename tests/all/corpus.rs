//! Documents that are tests: prose, cells in several languages, and what each must print.
//!
//! A fenced block marked `py`, `js`, `rhai` or `lisp` is run in that language's
//! main instance, as at a prompt; a block marked `output` after it holds what it
//! printed and its result, or the last line of its error. A cell without such
//! a block must print nothing.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use polytarget::{Host, Lang, Outlet, Source, Stream, runtime};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::support::on_host;

struct Cell {
    lang: Lang,
    code: String,
    wanted: String,
    line: usize,
}

#[test]
fn documents_print_what_they_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<PathBuf> = [root.clone(), root.join("regress")].iter().flat_map(|dir| documents(dir)).collect();
    files.sort();
    assert!(!files.is_empty(), "no documents in {}", root.display());
    for file in files {
        let cells = cells(&fs::read_to_string(&file).unwrap());
        assert!(!cells.is_empty(), "{} has no cells", file.display());
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        on_host(move |host| check(host, &name, &cells));
    }
}

fn documents(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn cells(text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut block: Option<(String, usize)> = None;
    let mut body = String::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                block = Some((info.into_string(), text[..range.start].lines().count() + 1));
                body.clear();
            }
            Event::Text(part) if block.is_some() => body.push_str(&part),
            Event::End(TagEnd::CodeBlock) => {
                let Some((info, line)) = block.take() else { continue };
                if info == "output" {
                    cells.last_mut().unwrap_or_else(|| panic!("output before any cell")).wanted = body.clone();
                } else if let Ok(lang) = info.parse() {
                    cells.push(Cell { lang, code: body.clone(), wanted: String::new(), line });
                }
            }
            _ => {}
        }
    }
    cells
}

/// Everything that was printed, in order.
#[derive(Default)]
struct Transcript(RefCell<String>);

impl Outlet for Transcript {
    fn write(&self, _stream: Stream, text: &str) {
        self.0.borrow_mut().push_str(text);
    }
}

fn check(host: &Host, file: &str, cells: &[Cell]) {
    for lang in Lang::ALL {
        host.restart(lang).unwrap_or_else(|error| panic!("{}", error.report()));
    }
    for cell in cells {
        let transcript = Rc::new(Transcript::default());
        let before = runtime::set_outlet(transcript.clone());
        let name = format!("<{file}:{}>", cell.line);
        let outcome = host.run(cell.lang, &Source::named(&cell.code, &name));
        let result =
            outcome.and_then(|value| if value.is_nothing() { Ok(String::new()) } else { render(host, cell, &value) });
        drop(runtime::set_outlet(before));
        let mut printed = transcript.0.take();
        printed.push_str(&result.unwrap_or_else(|error| error.to_string()));
        assert_eq!(
            printed.trim_end(),
            cell.wanted.trim_end(),
            "{file}, the cell at line {}:\n{}",
            cell.line,
            cell.code
        );
    }
}

fn render(host: &Host, cell: &Cell, value: &polytarget::Value) -> polytarget::Result<String> {
    host.instance(cell.lang)?.render(value)
}
