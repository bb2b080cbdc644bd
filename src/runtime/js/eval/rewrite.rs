//! Makes a cell out of a text: what it declares stays, and can be declared again.
//!
//! QuickJS refuses a second `let x` in the same scope, and runs an `import` in
//! modules only. So at the top level of a cell `const` and `let` become `var`,
//! a class is assigned to a `var`, and an import becomes a call. Lines stay
//! where they are, and columns too except behind a class or an import.

use std::borrow::Cow;
use std::cell::RefCell;

use tree_sitter::{Node, Parser, Tree};

use super::super::engine::Flavour;

/// A text that is ready to be compiled.
pub(in crate::runtime::js) struct Cell<'a> {
    pub(in crate::runtime::js) text: Cow<'a, str>,
    pub(in crate::runtime::js) flavour: Flavour,
}

/// What one `import` statement asks for.
pub(in crate::runtime::js) struct Import {
    pub(in crate::runtime::js) specifier: String,
    /// What is exported and what it is called here; `*` is the module itself.
    pub(in crate::runtime::js) bindings: Vec<(String, String)>,
}

/// What may have to be rewritten begins with one of these.
const MARKS: [&str; 6] = ["const", "let", "class", "import", "await", "{"];

/// Rewrites the text of a cell. One that does not parse is left to QuickJS, which says why.
pub(in crate::runtime::js) fn cell<'a>(text: &'a str, name: &str) -> Cell<'a> {
    let unchanged = Cell { text: Cow::Borrowed(text), flavour: Flavour::Script };
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return unchanged;
    }
    if let Some(expression) = object_literal(text) {
        let flavour = parse(&expression).map_or(Flavour::Script, |tree| flavour(tree.root_node()));
        return Cell { text: Cow::Owned(expression), flavour };
    }
    let Some(tree) = parse(text) else { return unchanged };
    let mut edits = Edits::default();
    for statement in children(tree.root_node()) {
        edits.statement(statement, text, name);
    }
    Cell { text: edits.apply(text), flavour: flavour(tree.root_node()) }
}

/// Tells a module from a script, and a script that waits from one that does not.
pub(super) fn flavour_of_script(text: &str, name: &str) -> Flavour {
    if std::path::Path::new(name).extension().is_some_and(|extension| extension == "mjs") {
        return Flavour::Module;
    }
    let Some(tree) = parse(text) else { return Flavour::Script };
    let is_module = |node: Node<'_>| matches!(node.kind(), "import_statement" | "export_statement");
    if children(tree.root_node()).any(is_module) { Flavour::Module } else { flavour(tree.root_node()) }
}

/// Lists the imports of a module.
pub(in crate::runtime::js) fn imports(text: &str) -> Vec<Import> {
    if !text.contains("import") && !text.contains("export") {
        return Vec::new();
    }
    let Some(tree) = parse(text) else { return Vec::new() };
    children(tree.root_node()).filter_map(|statement| import(statement, text)).collect()
}

/// Parses a text; `None` when it is not a program.
fn parse(text: &str) -> Option<Tree> {
    thread_local! {
        static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
    }
    let tree = PARSER.with_borrow_mut(|parser| {
        let parser = parser.get_or_insert_with(|| {
            let mut parser = Parser::new();
            let language = tree_sitter_javascript::LANGUAGE.into();
            parser.set_language(&language).expect("the grammar is of this tree-sitter's version");
            parser
        });
        parser.parse(text, None)
    })?;
    (!tree.root_node().has_error()).then_some(tree)
}

fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    (0..node.named_child_count()).filter_map(move |index| node.named_child(u32::try_from(index).ok()?))
}

/// Puts an object literal into parentheses: at a prompt `{a: 1}` is an object and not a block.
fn object_literal(text: &str) -> Option<String> {
    let trimmed = text.trim();
    if !trimmed.starts_with('{') || trimmed.ends_with(';') {
        return None;
    }
    let expression = format!("({text}\n)");
    parse(&expression).map(|_| expression)
}

/// Returns whether the top level awaits anything.
fn flavour(root: Node<'_>) -> Flavour {
    if awaits(root) { Flavour::Waiting } else { Flavour::Script }
}

fn awaits(node: Node<'_>) -> bool {
    match node.kind() {
        "await_expression" => true,
        "for_in_statement" if has_token(node, "await") => true,
        "function_declaration"
        | "function_expression"
        | "generator_function"
        | "arrow_function"
        | "generator_function_declaration"
        | "method_definition"
        | "class_static_block" => false,
        _ => children(node).any(awaits),
    }
}

fn has_token(node: Node<'_>, token: &str) -> bool {
    let count = u32::try_from(node.child_count()).unwrap_or_default();
    (0..count).filter_map(|index| node.child(index)).any(|child| child.kind() == token)
}

/// Replacements in a text, in order.
#[derive(Default)]
struct Edits(Vec<(usize, usize, String)>);

impl Edits {
    fn replace(&mut self, node: Node<'_>, new: String) {
        self.0.push((node.start_byte(), node.end_byte(), new));
    }

    fn insert(&mut self, place: usize, new: impl Into<String>) {
        self.0.push((place, place, new.into()));
    }

    fn statement(&mut self, statement: Node<'_>, text: &str, name: &str) {
        match statement.kind() {
            "lexical_declaration" => self.declaration(statement),
            "class_declaration" => {
                if let Some(class) = statement.child_by_field_name("name") {
                    self.insert(statement.start_byte(), format!("var {} = ", &text[class.byte_range()]));
                    self.insert(statement.end_byte(), ";");
                }
            }
            "import_statement" => {
                if let Some(import) = import(statement, text) {
                    let breaks = text[statement.byte_range()].matches('\n').count();
                    self.replace(statement, format!("{}{}", as_call(&import, name), "\n".repeat(breaks)));
                }
            }
            _ => {}
        }
    }

    /// `const` and `let` become `var`, in as many columns.
    fn declaration(&mut self, declaration: Node<'_>) {
        let Some(keyword) = declaration.child(0) else { return };
        let width = keyword.end_byte() - keyword.start_byte();
        self.replace(keyword, format!("{:width$}", "var"));
        for declarator in children(declaration).filter(|child| child.kind() == "variable_declarator") {
            // A second `let x;` starts afresh, which `var x;` does not.
            if declarator.child_by_field_name("value").is_none() {
                self.insert(declarator.end_byte(), " = undefined");
            }
        }
    }

    fn apply(self, text: &str) -> Cow<'_, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut result = String::with_capacity(text.len() + 64);
        let mut done = 0;
        for (start, end, new) in self.0 {
            result.push_str(&text[done..start]);
            result.push_str(&new);
            done = end;
        }
        result.push_str(&text[done..]);
        Cow::Owned(result)
    }
}

/// Reads an `import` statement, or an `export … from`.
fn import(statement: Node<'_>, text: &str) -> Option<Import> {
    let said = |node: Node<'_>| text[node.byte_range()].to_owned();
    let source = statement.child_by_field_name("source")?;
    let specifier = said(source).trim_matches(['"', '\'']).to_owned();
    let mut bindings = Vec::new();
    let mut pair = |specifier: Node<'_>| {
        let name = specifier.child_by_field_name("name").map(said).unwrap_or_default();
        let alias = specifier.child_by_field_name("alias").map_or_else(|| name.clone(), said);
        bindings.push((name.trim_matches(['"', '\'']).to_owned(), alias));
    };
    let clauses: Vec<Node<'_>> = children(statement).filter(|child| child.kind() == "export_clause").collect();
    clauses.into_iter().flat_map(children).for_each(&mut pair);
    let Some(clause) = children(statement).find(|child| child.kind() == "import_clause") else {
        return Some(Import { specifier, bindings });
    };
    for part in children(clause) {
        match part.kind() {
            "identifier" => bindings.push(("default".to_owned(), said(part))),
            "namespace_import" => {
                bindings.extend(children(part).next().map(|name| ("*".to_owned(), said(name))));
            }
            _ => children(part).for_each(|specifier| {
                let name = specifier.child_by_field_name("name").map(said).unwrap_or_default();
                let alias = specifier.child_by_field_name("alias").map_or_else(|| name.clone(), said);
                bindings.push((name.trim_matches(['"', '\'']).to_owned(), alias));
            }),
        }
    }
    Some(Import { specifier, bindings })
}

/// Writes an import as declarations that the prelude's `__polytarget_import__` fills.
fn as_call(import: &Import, name: &str) -> String {
    let call = |export: &str| {
        let args = [import.specifier.as_str(), export, name].map(|text| serde_json::Value::from(text).to_string());
        format!("__polytarget_import__({})", args.join(", "))
    };
    if import.bindings.is_empty() {
        return format!("void {};", call("*"));
    }
    let declared = import.bindings.iter().map(|(export, local)| format!("{local} = {}", call(export)));
    format!("var {};", declared.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::{Flavour, cell};

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(cell(text, "<js 1>").text, expect);
    }

    #[test]
    fn declarations_can_be_repeated() {
        check("const a = 1; let b = 2", "var   a = 1; var b = 2");
        check("let x;", "var x = undefined;");
        check("const {a, b: [c]} = o", "var   {a, b: [c]} = o");
        check("class K extends L {}\n[1]", "var K = class K extends L {};\n[1]");
        // What is not at the top level is nobody else's.
        check("{ const a = 1; a; }", "{ const a = 1; a; }");
        check("for (let i = 0; i < 1; i++) {}", "for (let i = 0; i < 1; i++) {}");
        check("const = 1", "const = 1");
    }

    #[test]
    fn a_lone_object_literal_is_an_object() {
        check("{a: 1}", "({a: 1}\n)");
        check("{}", "({}\n)");
        check("{ f(); }", "{ f(); }");
        check("{}; 1", "{}; 1");
    }

    #[test]
    fn imports_become_calls() {
        let call = |export: &str| format!("__polytarget_import__(\"py:math\", \"{export}\", \"<js 1>\")");
        check("import 'py:math'", &format!("void {};", call("*")));
        check("import m from 'py:math'", &format!("var m = {};", call("default")));
        check("import * as m from 'py:math'", &format!("var m = {};", call("*")));
        check(
            "import {\n sqrt as s, pi } from \"py:math\"",
            &format!("var s = {}, pi = {};\n", call("sqrt"), call("pi")),
        );
    }

    #[test]
    fn waiting_is_found_at_the_top_level_only() {
        assert_eq!(cell("await f()", "").flavour, Flavour::Waiting);
        assert_eq!(cell("const x = [await f()]", "").flavour, Flavour::Waiting);
        assert_eq!(cell("for await (const x of y) {}", "").flavour, Flavour::Waiting);
        assert_eq!(cell("async () => await f()", "").flavour, Flavour::Script);
    }
}
