//! How Lisp prints values.
//!
//! Steel's own printer holds borrows of what it prints, and knows neither the
//! names of our objects nor that a foreign object prints itself by code that
//! may come back. This one takes what it needs and lets go before it goes on.

use std::cell::RefCell;
use std::fmt::Write;

use steel::SteelVal;

use super::condition::Condition;
use super::{proxy, table};
use crate::object::Form;

/// How deep values are printed. A cycle is cut there, too.
const DEEPEST: usize = 100;

/// Prints a value as `display` does.
pub(super) fn plain(value: &SteelVal) -> String {
    print(value, Form::Plain)
}

/// Prints a value as `write` does.
pub(super) fn literal(value: &SteelVal) -> String {
    print(value, Form::Literal)
}

/// Prints a value.
pub(super) fn print(value: &SteelVal, form: Form) -> String {
    let mut printer = Printer { out: String::new(), form, path: AROUND.with_borrow(Vec::clone) };
    printer.value(value);
    printer.out
}

thread_local! {
    /// The addresses of what is being printed around a foreign object, which may hold it.
    static AROUND: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Tells what is printed meanwhile what is around it, and puts back what was told before, also when a panic passes.
struct Around(Vec<usize>);

impl Around {
    fn tell(path: &[usize]) -> Self {
        Self(AROUND.replace(path.to_vec()))
    }
}

impl Drop for Around {
    fn drop(&mut self) {
        AROUND.set(std::mem::take(&mut self.0));
    }
}

struct Printer {
    out: String,
    form: Form,
    /// The addresses of what is being printed around this.
    path: Vec<usize>,
}

impl Printer {
    fn value(&mut self, value: &SteelVal) {
        match value {
            SteelVal::BoolV(truth) => self.text(if *truth { "#t" } else { "#f" }),
            SteelVal::StringV(text) if self.form == Form::Literal => self.string(text),
            SteelVal::StringV(text) | SteelVal::SymbolV(text) => self.text(text),
            SteelVal::CharV(character) if self.form == Form::Plain => self.out.push(*character),
            SteelVal::CharV(character) => self.character(*character),
            SteelVal::ListV(list) => {
                let items: Vec<SteelVal> = list.iter().cloned().collect();
                self.nested(value, "(", &items, ")");
            }
            SteelVal::Pair(_) => self.inside(value, |this| this.pairs(value)),
            SteelVal::VectorV(vector) => {
                let items: Vec<SteelVal> = vector.iter().cloned().collect();
                self.nested(value, "#(", &items, ")");
            }
            SteelVal::MutableVector(vector) => {
                let items = vector.get();
                self.nested(value, "#(", &items, ")");
            }
            SteelVal::HashMapV(hash) => {
                let entries: Vec<(SteelVal, SteelVal)> = hash.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
                self.entries(value, "#<hash", &entries);
            }
            SteelVal::HashSetV(set) => {
                let items: Vec<SteelVal> = set.iter().cloned().collect();
                self.nested(value, "#<hashset ", &items, ">");
            }
            SteelVal::HeapAllocated(content) => {
                let content = content.get();
                self.inside(value, |this| {
                    this.text("#&");
                    this.value(&content);
                });
            }
            SteelVal::CustomStruct(_) if proxy::foreign(value).is_none() => self.record(value),
            SteelVal::FuncV(_) | SteelVal::MutFunc(_) | SteelVal::BuiltIn(_) | SteelVal::BoxedFunction(_) => {
                self.text("#<procedure>");
            }
            SteelVal::ContinuationFunction(_) => self.text("#<procedure>"),
            SteelVal::Void => self.text("nil"),
            other => self.other(other),
        }
    }

    fn other(&mut self, value: &SteelVal) {
        if let Some(object) = proxy::foreign(value) {
            let around = Around::tell(&self.path);
            let shown = proxy::shown(&object, self.form);
            drop(around);
            self.text(&shown);
        } else if let Some(condition) = Condition::of(value) {
            let shown = condition.written();
            self.text(&shown);
        } else if matches!(value, SteelVal::Closure(_)) {
            self.text("#<procedure>");
        } else {
            let _cannot_fail = write!(self.out, "{value}");
        }
    }

    fn record(&mut self, value: &SteelVal) {
        let SteelVal::CustomStruct(record) = value else { return };
        if table::is_object(value) {
            // As it is written in the dialect.
            let entries: Vec<SteelVal> =
                table::entries(value).into_iter().flat_map(|(key, content)| [key, content]).collect();
            return self.nested(value, "{", &entries, "}");
        }
        let name = record.name().resolve().to_owned();
        let fields: Vec<SteelVal> = (0..).map_while(|index| record.get_index(index).cloned()).collect();
        self.inside(value, |this| {
            let _cannot_fail = write!(this.out, "#<{name}");
            for field in &fields {
                this.text(" ");
                match field {
                    SteelVal::HeapAllocated(content) => this.value(&content.get()),
                    other => this.value(other),
                }
            }
            this.text(">");
        });
    }

    /// Prints pairs that end in something else than a list: `(1 2 . 3)`.
    fn pairs(&mut self, value: &SteelVal) {
        let (mut rest, mut mark) = (value.clone(), "(");
        while let SteelVal::Pair(pair) = &rest {
            let (first, next) = (pair.car(), pair.cdr());
            self.text(mark);
            self.value(&first);
            (rest, mark) = (next, " ");
        }
        self.text(" . ");
        self.value(&rest);
        self.text(")");
    }

    fn entries(&mut self, value: &SteelVal, open: &str, entries: &[(SteelVal, SteelVal)]) {
        self.inside(value, |this| {
            this.text(open);
            for (key, content) in entries {
                this.text(" (");
                this.value(key);
                this.text(" . ");
                this.value(content);
                this.text(")");
            }
            this.text(">");
        });
    }

    fn nested(&mut self, value: &SteelVal, open: &str, items: &[SteelVal], close: &str) {
        self.inside(value, |this| {
            this.text(open);
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    this.text(" ");
                }
                this.value(item);
            }
            this.text(close);
        });
    }

    /// Prints what is in a value, unless the value is being printed already.
    fn inside(&mut self, value: &SteelVal, print: impl FnOnce(&mut Self)) {
        let address = super::engine::address(value).unwrap_or_default();
        if self.path.len() > DEEPEST || (address != 0 && self.path.contains(&address)) {
            return self.text("...");
        }
        self.path.push(address);
        print(self);
        self.path.pop();
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.text("\\\""),
                '\\' => self.text("\\\\"),
                '\n' => self.text("\\n"),
                '\t' => self.text("\\t"),
                '\r' => self.text("\\r"),
                other if other.is_control() => {
                    let _cannot_fail = write!(self.out, "\\x{:x};", u32::from(other));
                }
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }

    fn character(&mut self, character: char) {
        let name = match character {
            ' ' => "space",
            '\n' => "newline",
            '\t' => "tab",
            '\r' => "return",
            '\0' => "null",
            '\x7f' => "delete",
            '\x1b' => "escape",
            '\x08' => "backspace",
            other => {
                let _cannot_fail = write!(self.out, "#\\{other}");
                return;
            }
        };
        let _cannot_fail = write!(self.out, "#\\{name}");
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }
}
