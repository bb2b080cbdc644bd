//! Names with dots and colons: `o.x` is a member of `o`, `js:Math.max` one of the globals of `js`.
//!
//! A symbol that is a variable is left alone, whatever is in it; so is one that a form of the text
//! binds, and everything that is data.

use std::collections::HashSet;

use super::reader::{Kind, Node};
use crate::object::Lang;

/// A symbol that names a member: of a variable, or of the member before it.
pub(super) struct Path<'a> {
    /// The variable.
    pub(super) base: &'a str,
    /// The members, outermost first; there is at least one.
    pub(super) members: Vec<&'a str>,
}

impl<'a> Path<'a> {
    /// Takes a symbol apart; `None` when it is of no such form.
    pub(super) fn parse(symbol: &'a str) -> Option<Self> {
        if symbol.starts_with([':', '#']) || is_number(symbol) {
            return None;
        }
        let (lang, rest) = match symbol.split_once(':') {
            Some((lang, rest)) => (Some(Lang::ALL.into_iter().find(|known| known.name() == lang)?.name()), rest),
            None => (None, symbol),
        };
        let mut parts = rest.split('.');
        let base = lang.or_else(|| parts.next())?;
        let members: Vec<&str> = parts.collect();
        let whole = !base.is_empty() && !members.is_empty() && members.iter().all(|member| !member.is_empty());
        whole.then_some(Self { base, members })
    }

    /// Returns the expression that reads the first `count` members.
    pub(super) fn reading(&self, base: &str, count: usize) -> String {
        let read = |object: String, member: &&str| format!("(%get {object} '{member})");
        self.members[..count].iter().fold(base.to_owned(), read)
    }
}

fn is_number(symbol: &str) -> bool {
    let digits = symbol.trim_start_matches(['+', '-']);
    digits.starts_with(|first: char| first.is_ascii_digit())
        || (digits.starts_with('.') && digits[1..].starts_with(|first: char| first.is_ascii_digit()))
        || (digits.len() < symbol.len() && (digits.starts_with("inf.") || digits.starts_with("nan.")))
}

/// Returns the symbols with a dot or a colon that forms of a text bind.
pub(super) fn bound<'a>(nodes: &'a [Node], source: &'a str) -> HashSet<&'a str> {
    let mut binders = Binders { source, found: HashSet::new() };
    for node in nodes {
        binders.visit(node);
    }
    binders.found
}

struct Binders<'a> {
    source: &'a str,
    found: HashSet<&'a str>,
}

impl<'a> Binders<'a> {
    fn visit(&mut self, node: &'a Node) {
        match &node.kind {
            Kind::Atom => {}
            Kind::Prefixed(inner) => self.visit(inner),
            Kind::List(items) => {
                self.form(node.head(self.source).unwrap_or_default(), items);
                for item in items {
                    self.visit(item);
                }
            }
        }
    }

    fn form(&mut self, head: &str, items: &'a [Node]) {
        match (head, items) {
            ("define", [_, name, ..]) if name.items().is_none() => self.names(name),
            ("define" | "lambda" | "λ" | "receive" | "define-values", [_, formals, ..]) => self.names(formals),
            ("let" | "let*" | "letrec" | "letrec*" | "do" | "let-values" | "let*-values", [_, first, rest @ ..]) => {
                // A named `let` has its name first.
                let bindings = first.items().or_else(|| rest.first()?.items()).unwrap_or_default();
                bindings.iter().filter_map(|binding| binding.items()?.first()).for_each(|name| self.names(name));
            }
            _ => {}
        }
    }

    fn names(&mut self, node: &'a Node) {
        self.found.extend(node.symbol(self.source).filter(|name| name.contains(['.', ':'])));
        node.items().unwrap_or_default().iter().for_each(|item| self.names(item));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_variable_and_members() {
        let table = [
            ("o.x", Some("o x")),
            ("o.x.y", Some("o x y")),
            ("js:Math.max", Some("js Math max")),
            ("py:len", Some("py len")),
            ("a:b", None),
            ("o", None),
            ("...", None),
            (".m", None),
            ("o.", None),
            ("-1.5", None),
            ("+.5", None),
            ("-inf.0", None),
            ("-x.y", Some("-x y")),
            (":key.word", None),
            ("#:k.w", None),
        ];
        for (symbol, expect) in table {
            let path = Path::parse(symbol).map(|path| format!("{} {}", path.base, path.members.join(" ")));
            assert_eq!(path.as_deref(), expect, "{symbol}");
        }
    }
}
