//! The cases: what is measured, and how.

use std::cell::Cell;
use std::fmt;
use std::time::Instant;

use super::guest::Guests;
use super::{Row, cost, nanoseconds, pairs};
use crate::object::{Lang, Result};

/// One thing to measure. Its [id](Case::id) reads as a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) enum Case {
    /// The first start of an engine in this process.
    Start(Lang),
    /// A small expression that was never seen before.
    ColdEval(Lang),
    /// A small expression that was just evaluated.
    WarmEval(Lang),
    /// An operation of one language on a thing of another.
    Cross(Operation, Lang, Lang),
}

/// What a language does with a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    /// Calls a function with one integer, which it returns.
    Call,
    /// Reads a member that is an integer.
    Member,
    /// Takes the next item of a sequence of 1,000 integers.
    Iterate,
}

impl Operation {
    const ALL: [Self; 3] = [Self::Call, Self::Member, Self::Iterate];

    /// Returns the name of the loop in each guest's kit.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Member => "member",
            Self::Iterate => "iterate",
        }
    }

    /// Returns the name of what the loop is given, in each guest's kit.
    pub(super) fn operand(self) -> &'static str {
        match self {
            Self::Call => "callee",
            Self::Member => "thing",
            Self::Iterate => "items",
        }
    }

    /// Returns how many operations one turn of the loop does.
    pub(super) fn per_turn(self) -> f64 {
        if self == Self::Iterate { 1000.0 } else { 1.0 }
    }
}

impl Case {
    /// Lists every case for these languages, in the order of the table.
    pub(super) fn all(langs: &[Lang]) -> Vec<Self> {
        let each = |case: fn(Lang) -> Self| langs.iter().copied().map(case);
        let crossings = Operation::ALL
            .into_iter()
            .flat_map(|operation| pairs(langs).map(move |(from, to)| Self::Cross(operation, from, to)));
        each(Self::Start).chain(each(Self::ColdEval)).chain(each(Self::WarmEval)).chain(crossings).collect()
    }

    /// Returns what the case is called, e.g. `call py -> js`.
    pub(super) fn id(self) -> String {
        self.to_string()
    }

    /// Returns whether the case needs a language.
    pub(super) fn uses(self, lang: Lang) -> bool {
        match self {
            Self::Start(one) | Self::ColdEval(one) | Self::WarmEval(one) => one == lang,
            Self::Cross(_, from, to) => from == lang || to == lang,
        }
    }

    /// Measures the case.
    pub(super) fn measure(self, guests: &Guests<'_>) -> Result<Row> {
        let (ns, base_ns) = match self {
            Self::Start(lang) => (nanoseconds(guests.start(lang)?), None),
            Self::ColdEval(lang) => (eval(guests, lang, true)?, None),
            Self::WarmEval(lang) => (eval(guests, lang, false)?, None),
            Self::Cross(operation, from, to) => {
                (guests.cost(operation, from, to)?, Some(guests.cost(operation, from, from)?))
            }
        };
        Ok(Row { id: self.id(), ns, base_ns })
    }
}

/// Measures the evaluation of an expression, each time another one or the same.
fn eval(guests: &Guests<'_>, lang: Lang, fresh: bool) -> Result<f64> {
    guests.start(lang)?;
    let seed = Cell::new(0_u32);
    cost(|count| {
        let texts: Vec<String> =
            (0..count).map(|_| expression(lang, seed.replace(seed.get() + u32::from(fresh)))).collect();
        let start = Instant::now();
        texts.iter().try_for_each(|text| guests.host().eval(lang, text).map(drop))?;
        Ok(start.elapsed())
    })
}

fn expression(lang: Lang, seed: u32) -> String {
    if lang == Lang::Lisp { format!("(+ {seed} 1)") } else { format!("{seed} + 1") }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(lang) => write!(f, "start {lang}"),
            Self::ColdEval(lang) => write!(f, "eval cold {lang}"),
            Self::WarmEval(lang) => write!(f, "eval warm {lang}"),
            Self::Cross(operation, from, to) => write!(f, "{} {from} -> {to}", operation.name()),
        }
    }
}
