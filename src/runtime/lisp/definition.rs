//! Definitions at the top level that can be made again.
//!
//! In Steel a second `define` of a name makes a second variable: code that was
//! compiled before goes on with the first. At a prompt everybody expects it to
//! see the new one, so a name that the user has defined is assigned instead.
//! The forms that define several names are spelled out as single definitions,
//! so that the same holds for them.

use super::reader::Node;
use super::rewrite::Rewriter;

/// What evaluating a form at the top level does, as far as its text tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It has a value and defines nothing: it may be compiled as a procedure, and kept.
    Expression,
    /// It may define something, so it must be evaluated at the top level, each time.
    Definition,
}

/// Special forms and macros that define nothing by themselves.
const EXPRESSIONS: &[&str] = &[
    "quote",
    "quasiquote",
    "lambda",
    "λ",
    "if",
    "set!",
    "let",
    "let*",
    "letrec",
    "letrec*",
    "and",
    "or",
    "when",
    "unless",
    "cond",
    "case",
    "do",
    "while",
    "case-lambda",
    "delay",
    "delay-force",
    "make-promise",
    "let-values",
    "let*-values",
    "receive",
    "parameterize",
    "guard",
    "with-handler",
    "assert",
    "->",
    "->>",
    "~>",
    "~>>",
    "dynamic-wind",
];

/// Returns the role of a form. A form that begins with a macro of the user's may be anything.
pub(super) fn role(node: &Node, source: &str, is_macro: impl Fn(&str) -> bool) -> Role {
    match (node.items(), node.head(source)) {
        (None | Some([]), _) | (Some(_), None) => Role::Expression,
        (_, Some(head)) if EXPRESSIONS.contains(&head) => Role::Expression,
        (_, Some(head)) if DEFINING.contains(&head) || is_macro(head) => Role::Definition,
        _ => Role::Expression,
    }
}

/// Returns whether a form at the top level has a value worth showing.
pub(super) fn yields_value(node: &Node, source: &str) -> bool {
    match node.head(source) {
        Some("begin") => node.items().and_then(<[Node]>::last).is_some_and(|last| yields_value(last, source)),
        Some(head) => !DEFINING.contains(&head),
        None => true,
    }
}

const DEFINING: &[&str] = &[
    "define",
    "define-values",
    "define-record-type",
    "define-syntax",
    "define/contract",
    "define-macro",
    "defmacro",
    "struct",
    "begin",
    "require",
    "require-builtin",
    "provide",
    "import-from",
    "module",
    "@doc",
];

/// Returns the names that forms at the top level define.
pub(super) fn defined_names(forms: &[Node], source: &str) -> Vec<String> {
    let mut out = Rewriter::new(source, &[]);
    let mut definer = Definer::new(source, &mut out, &|_| false, &str::to_owned);
    for form in forms {
        definer.form(form);
    }
    let mut names = definer.into_defined();
    names.sort_unstable();
    names.dedup();
    names
}

/// Puts together what is evaluated for definitions at the top level.
pub(super) struct Definer<'a, 'b> {
    source: &'a str,
    out: &'b mut Rewriter<'a>,
    is_live: &'b dyn Fn(&str) -> bool,
    scope: &'b dyn Fn(&str) -> String,
    defined: Vec<String>,
}

impl<'a, 'b> Definer<'a, 'b> {
    /// Begins a piece of definitions.
    ///
    /// `scope` returns the variable that a name means, and `is_live` whether a variable is assigned rather than
    /// defined.
    pub(super) fn new(
        source: &'a str,
        out: &'b mut Rewriter<'a>,
        is_live: &'b dyn Fn(&str) -> bool,
        scope: &'b dyn Fn(&str) -> String,
    ) -> Self {
        Self { source, out, is_live, scope, defined: Vec::new() }
    }

    /// Returns the names that were defined.
    pub(super) fn into_defined(self) -> Vec<String> {
        self.defined
    }

    /// Puts in what a form at the top level becomes.
    pub(super) fn form(&mut self, node: &'a Node) {
        let items = node.items().unwrap_or_default();
        let understood = match (node.head(self.source), items) {
            (Some("begin"), [_, forms @ ..]) if !forms.is_empty() => {
                for form in forms {
                    self.form(form);
                }
                Some(())
            }
            (Some("define"), [_, name, value]) if name.items().is_none() => self.variable(name, value),
            (Some("define"), [_, target, body @ ..]) => self.procedure(node, target, body),
            (Some("define-values"), [_, names, value]) => self.values(node, names, value),
            (Some("define-record-type"), [_, name, maker, test, fields @ ..]) => self.record(name, maker, test, fields),
            (Some("struct"), [_, name, fields, options @ ..]) => self.structure(node, name, fields, options),
            (Some("import-from"), [_, module, names]) => self.import(module, names),
            _ => None,
        };
        if understood.is_none() {
            self.out.copy(node.range()).insert(" ", node.end);
        }
    }

    /// Defines or assigns a name; `value` puts in what it stands for.
    fn define(&mut self, name: &str, at: usize, value: impl FnOnce(&mut Self)) {
        let variable = (self.scope)(name);
        let known = (self.is_live)(&variable) || self.defined.iter().any(|known| known == name);
        let word = if known { "set!" } else { "define" };
        self.out.insert(&format!("({word} {variable} "), at);
        value(self);
        self.out.insert(") ", at);
        self.defined.push(name.to_owned());
    }

    fn define_as(&mut self, name: &Node, value: &str) -> Option<()> {
        let text = name.symbol(self.source)?;
        self.define(text, name.start, |this| {
            this.out.insert(value, name.start);
        });
        Some(())
    }

    fn variable(&mut self, name: &Node, value: &Node) -> Option<()> {
        let text = name.symbol(self.source)?;
        self.define(text, name.start, |this| {
            this.out.copy(value.range());
        });
        Some(())
    }

    fn procedure(&mut self, node: &Node, target: &Node, body: &[Node]) -> Option<()> {
        let [name, parameters @ ..] = target.items()? else { return None };
        let text = name.symbol(self.source)?;
        let body = body.first()?.start..node.end - 1;
        self.define(text, name.start, |this| {
            this.out.insert("(lambda ", target.start);
            match parameters {
                [dot, rest] if dot.text(this.source) == "." => this.out.copy(rest.range()),
                _ => this.out.insert("(", name.end).copy(name.end..target.end),
            };
            this.out.insert(" ", target.end).copy(body).insert(")", node.end);
        });
        Some(())
    }

    fn values(&mut self, node: &Node, names: &Node, value: &Node) -> Option<()> {
        let mut variables = Vec::new();
        let mut parameters = String::new();
        for name in names.items()? {
            if name.text(self.source) == "." {
                parameters.push_str(" . ");
                continue;
            }
            let parameter = format!("%value-{}", variables.len());
            parameters.push(' ');
            parameters.push_str(&parameter);
            variables.push((name, parameter));
        }
        for (name, _) in &variables {
            if (self.is_live)(&(self.scope)(name.symbol(self.source)?)) {
                self.defined.push(name.symbol(self.source)?.to_owned());
            } else {
                self.define_as(name, "#f")?;
            }
        }
        self.out.insert("(call-with-values (lambda () ", node.start).copy(value.range());
        self.out.insert(&format!(") (lambda ({parameters}) "), node.start);
        for (name, parameter) in &variables {
            let name = name.symbol(self.source)?;
            self.out.insert(&format!("(set! {} {parameter})", (self.scope)(name)), node.start);
        }
        self.out.insert(")) ", node.start);
        Some(())
    }

    fn record(&mut self, name: &Node, maker: &Node, test: &Node, fields: &[Node]) -> Option<()> {
        let source = self.source;
        let name = name.items().map_or(Some(name), |items| items.first())?;
        let record = name.symbol(source)?;
        let field = |node: &'_ Node| {
            node.items().map_or_else(|| node.symbol(source), |items| items.first()?.symbol(source)).map(str::to_owned)
        };
        let all: Vec<String> = fields.iter().map(field).collect::<Option<_>>()?;
        let mutable = fields.iter().filter(|node| node.items().is_some_and(|items| items.len() > 2));
        let mutable: Vec<String> = mutable.map(field).collect::<Option<_>>()?;
        let shown = record.strip_prefix('<').and_then(|name| name.strip_suffix('>')).unwrap_or(record);
        self.define_as(name, &format!("(%record-type '{shown} '({}) '({}))", all.join(" "), mutable.join(" ")))?;
        let record = (self.scope)(record);
        match maker.items() {
            Some([maker, given @ ..]) => {
                let given: Vec<&str> = given.iter().map(|node| node.text(source)).collect();
                self.define_as(maker, &format!("(%record-maker {record} '({}))", given.join(" ")))?;
            }
            Some([]) => return None,
            None if maker.text(source) == "#f" => {}
            None => self.define_as(maker, &format!("(%record-maker {record} '({}))", all.join(" ")))?,
        }
        if test.text(source) != "#f" {
            self.define_as(test, &format!("(%record-test {record})"))?;
        }
        for node in fields {
            let Some([field, accessors @ ..]) = node.items() else { continue };
            let field = field.symbol(source)?;
            for (accessor, word) in accessors.iter().zip(["%record-reader", "%record-writer"]) {
                self.define_as(accessor, &format!("({word} {record} '{field})"))?;
            }
        }
        Some(())
    }

    /// Steel's own `(struct name (field ...) #:mutable #:transparent)`.
    fn structure(&mut self, node: &Node, name: &Node, fields: &Node, options: &[Node]) -> Option<()> {
        let source = self.source;
        let record = name.symbol(source)?;
        let has = |option: &str| options.iter().any(|node| node.text(source) == option);
        let names: Vec<&str> = fields.items()?.iter().map(|node| node.symbol(source)).collect::<Option<_>>()?;
        let all = names.join(" ");
        let mutable = if has("#:mutable") { all.as_str() } else { "" };
        let at = node.start;
        let kind = format!("struct:{record}");
        let define = |this: &mut Self, name: &str, value: String| {
            this.define(name, at, |this| {
                this.out.insert(&value, at);
            });
        };
        define(self, &kind, format!("(%record-type '{record} '({all}) '({mutable}))"));
        let kind = (self.scope)(&kind);
        define(self, record, format!("(%record-maker {kind} '({all}))"));
        define(self, &format!("{record}?"), format!("(%record-test {kind})"));
        for field in &names {
            define(self, &format!("{record}-{field}"), format!("(%record-reader {kind} '{field})"));
            if has("#:mutable") {
                define(self, &format!("set-{record}-{field}!"), format!("(%record-writer {kind} '{field})"));
            }
        }
        Some(())
    }

    fn import(&mut self, module: &Node, names: &Node) -> Option<()> {
        let source = self.source;
        let specifier = module.string(source)?.to_owned();
        for item in names.items()? {
            // A name, or `(name as other)`.
            let (name, alias) = match item.items() {
                None => (item, item),
                Some([name, alias] | [name, _, alias]) => (name, alias),
                Some(_) => return None,
            };
            let name = name.symbol(source)?;
            self.define_as(alias, &format!("(%import-name \"{specifier}\" '{name})"))?;
        }
        Some(())
    }
}
