//! A row of the table: something that every language can do with the objects of every other.
//!
//! Most rows are data: what the owner makes, what each user does with it, and
//! what must come of it. The others are functions of Rust, which see what no
//! language can see of itself (identity at the border, release, traces).

use std::fmt::Write as _;

use polytarget::{Host, Lang, Value};

use crate::support::kit::{Check, Provider, expect};

/// The same thing written in py, js, rhai and lisp; empty where a language has no way to write it.
pub(super) type Written = [&'static str; 4];

/// A capability, and the cells of it that are excused.
pub(super) struct Row {
    pub(super) name: &'static str,
    check: How,
    excuses: &'static [Excuse],
}

enum How {
    Rust(fn(&Host, &Provider, &Provider) -> Check),
    Scalars(&'static [Scalar]),
    Use(Use),
}

/// A scalar: how it is written, what crosses, and how each language knows it.
pub(super) struct Scalar {
    /// The value as it crosses.
    pub(super) value: &'static str,
    /// How the owner writes it.
    pub(super) written: Written,
    /// What `kind` says of it, which is its native type and its text.
    pub(super) kinds: Written,
}

/// What the user does with what the owner makes.
struct Use {
    /// Expressions of the owner; the user knows them as `o`, `p` and `q`.
    given: &'static [Written],
    /// The body of a function of the user's.
    body: Written,
    gives: Gives,
}

/// What must come of it, as text.
enum Gives {
    Is(&'static str),
    ByOwner(Written),
    /// It is refused: an error of the user's own class, whose text has the operation and the owner's type.
    Refusal(Operation, Written),
}

/// A word of the operation as the user may call it.
type Operation = &'static [&'static str];

/// Why a cell is not as it should be.
#[derive(Clone, Copy)]
pub(super) struct Excuse {
    user: Option<Lang>,
    owner: Option<Lang>,
    pub(super) why: Why,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The language cannot have it.
    Cannot(&'static str),
    /// It could, and does not yet.
    Pending(&'static str),
}

/// A capability checked from Rust.
pub(super) const fn check(name: &'static str, check: fn(&Host, &Provider, &Provider) -> Check) -> Row {
    Row { name, check: How::Rust(check), excuses: &[] }
}

/// Scalars that arrive as what the user's language has for them, and return as they were.
pub(super) const fn scalars(name: &'static str, scalars: &'static [Scalar]) -> Row {
    Row { name, check: How::Scalars(scalars), excuses: &[] }
}

/// A capability whose outcome is the same whoever owns the objects.
pub(super) const fn gives(name: &'static str, text: &'static str, given: &'static [Written], body: Written) -> Row {
    Row { name, check: How::Use(Use { given, body, gives: Gives::Is(text) }), excuses: &[] }
}

/// A capability whose outcome is as the owner has it.
pub(super) const fn by_owner(name: &'static str, text: Written, given: &'static [Written], body: Written) -> Row {
    Row { name, check: How::Use(Use { given, body, gives: Gives::ByOwner(text) }), excuses: &[] }
}

/// An operation that objects of the named types refuse.
pub(super) const fn refuses(
    name: &'static str,
    operation: Operation,
    types: Written,
    given: &'static [Written],
    body: Written,
) -> Row {
    Row { name, check: How::Use(Use { given, body, gives: Gives::Refusal(operation, types) }), excuses: &[] }
}

/// These cells are not there, because of the language.
pub(super) const fn cannot(user: Option<Lang>, owner: Option<Lang>, why: &'static str) -> Excuse {
    Excuse { user, owner, why: Why::Cannot(why) }
}

/// These cells are not there yet.
#[expect(dead_code, reason = "nothing waits at present; what is found next will")]
pub(super) const fn pending(user: Option<Lang>, owner: Option<Lang>, why: &'static str) -> Excuse {
    Excuse { user, owner, why: Why::Pending(why) }
}

impl Row {
    /// Excuses some cells.
    pub(super) const fn but(self, excuses: &'static [Excuse]) -> Self {
        Self { name: self.name, check: self.check, excuses }
    }

    pub(super) fn excuses(&self) -> &'static [Excuse] {
        self.excuses
    }

    /// Returns why a cell is excused, when it is.
    pub(super) fn excuse(&self, user: Lang, owner: Lang) -> Option<Why> {
        let excuse =
            self.excuses.iter().find(|e| e.user.is_none_or(|u| u == user) && e.owner.is_none_or(|o| o == owner));
        excuse.map(|excuse| excuse.why)
    }

    /// Checks one cell. Afterwards both languages must still work, whatever came of it.
    pub(super) fn run(&self, host: &Host, user: &Provider, owner: &Provider) -> Check {
        let outcome = match &self.check {
            How::Rust(check) => check(host, user, owner),
            How::Scalars(scalars) => scalars.iter().try_for_each(|scalar| scalar.check(host, user, owner)),
            How::Use(what) => what.run(host, user, owner),
        };
        for language in [user, owner] {
            let sum = language.call("add", &[&2.into(), &3.into()])?;
            if sum.as_int() != Some(5) {
                return Err(format!("{} is not usable after it: 2 + 3 is {sum}", language.lang()).into());
            }
        }
        outcome
    }
}

impl Excuse {
    /// Returns the excused cells as the table calls them, e.g. `rhai<py`.
    pub(super) fn cells(&self) -> String {
        let name = |lang: Option<Lang>| lang.map_or("any", Lang::name);
        format!("{}<{}", name(self.user), name(self.owner))
    }
}

impl Scalar {
    fn check(&self, host: &Host, user: &Provider, owner: &Provider) -> Check {
        let written = self.written[owner.lang().index()];
        if written.is_empty() {
            return Ok(());
        }
        let value = owner.eval(host, written)?;
        expect(&format!("{written} leaves"), &value, self.value)?;
        let kind = user.call("kind", &[&value])?;
        let wanted = self.kinds[user.lang().index()];
        expect(&format!("{written} arrives"), &kind, &format!("{:?}", Value::from(wanted)))?;
        expect(&format!("{written} returns"), &user.call("identity", &[&value])?, self.value)
    }
}

impl Use {
    fn run(&self, host: &Host, user: &Provider, owner: &Provider) -> Check {
        let body = self.body[user.lang().index()];
        if body.is_empty() {
            return Err(format!("there is no way to write it in {}", user.lang()).into());
        }
        let mut given = Vec::new();
        for written in self.given {
            let code = written[owner.lang().index()];
            if code.is_empty() {
                return Err(format!("{} has no such thing", owner.lang()).into());
            }
            given.push(owner.eval(host, code)?);
        }
        let catches = matches!(self.gives, Gives::Refusal(..));
        let function = user.eval(host, &function(user.lang(), body, given.len(), catches))?;
        let function = function.as_object().ok_or("no function was made")?;
        let outcome = function.call(&given).map_err(|error| error.report())?;
        self.gives.compare(owner.lang(), &outcome.to_string())
    }
}

impl Gives {
    fn compare(&self, owner: Lang, got: &str) -> Check {
        let wanted = match self {
            Self::Is(text) => text,
            Self::ByOwner(texts) => texts[owner.index()],
            Self::Refusal(operation, types) => return refusal(got, operation, owner, types[owner.index()]),
        };
        if got == wanted { Ok(()) } else { Err(format!("{got}, expected {wanted}").into()) }
    }
}

fn refusal(got: &str, operation: Operation, owner: Lang, type_name: &str) -> Check {
    let names_operation = operation.iter().any(|word| got.to_lowercase().contains(word));
    // An exception of Python's own quotes the type, and its class tells the language.
    let quoted = owner == Lang::Py && got.contains(&format!("'{type_name}'"));
    let names_object = quoted || got.contains(&format!("{owner} {type_name}"));
    match (got.contains("own error"), names_operation, names_object) {
        (false, ..) => Err(format!("not an error of its own: {got}").into()),
        (_, false, _) => Err(format!("the operation ({}) is not named: {got}", operation.join(", ")).into()),
        (.., false) => Err(format!("`{owner} {type_name}` is not named: {got}").into()),
        _ => Ok(()),
    }
}

/// Returns a function of a language, with the body and parameters of a use.
fn function(lang: Lang, body: &str, count: usize, catches: bool) -> String {
    let parameters = &["o", "p", "q"][..count];
    let list = parameters.join(", ");
    match (lang, catches) {
        (Lang::Py, false) => format!("def use({list}):\n{}\nuse", indented(body, 1)),
        (Lang::Py, true) => format!(
            "def use({list}):\n    try:\n{}\n    except Exception as e:\n        return 'own error ' + str(e)\nuse",
            indented(body, 2)
        ),
        (Lang::Js, false) => format!("(({list}) => {{ {body} }})"),
        (Lang::Js, true) => format!(
            "(({list}) => {{ try {{ {body} }} catch (e) {{ return (e instanceof Error ? 'own error ' : '') + e.message }} }})"
        ),
        (Lang::Rhai, false) => format!("|{list}| {{ {body} }}"),
        (Lang::Rhai, true) => {
            format!("|{list}| {{ try {{ {body}; }} catch (e) {{ return \"own error \" + text_of(e); }} }}")
        }
        (_, false) => format!("(lambda ({}) {body})", parameters.join(" ")),
        (_, true) => format!(
            "(lambda ({}) (with-handler (lambda (e) (string-append (if (error-object? e) \"own error \" \"\") \
             (error-object-message e))) {body}))",
            parameters.join(" ")
        ),
    }
}

fn indented(body: &str, depth: usize) -> String {
    let mut text = String::new();
    for line in body.lines() {
        writeln!(text, "{}{line}", "    ".repeat(depth)).expect("a string takes all");
    }
    text
}
