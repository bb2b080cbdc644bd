//! The cases: what is measured, and how.

use std::cell::Cell;
use std::fmt;
use std::time::Instant;

use super::guest::Guests;
use super::operation::Operation;
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
    /// The same while the one language holds a million objects of the other.
    Crowded(Operation, Lang, Lang),
}

/// How many times as long an operation may take beside a million handles.
const CROWDED_BAR: f64 = 1.2;

impl Case {
    /// Lists every case for these languages, in the order of the table.
    pub(super) fn all(langs: &[Lang]) -> Vec<Self> {
        let each = |case: fn(Lang) -> Self| langs.iter().copied().map(case);
        let crossings = Operation::ALL.into_iter().flat_map(|operation| {
            let pairs = pairs(langs).filter(move |(from, to)| operation.is_in(*from) && operation.is_in(*to));
            pairs.map(move |(from, to)| Self::Cross(operation, from, to))
        });
        let crowded = Operation::CROWDED.into_iter().flat_map(|operation| {
            // Whose kit has all loops has a place for a crowd, too.
            let pairs = pairs(langs).filter(|(from, to)| Operation::Raise.is_in(*from) && Operation::Raise.is_in(*to));
            pairs.map(move |(from, to)| Self::Crowded(operation, from, to))
        });
        let evals = each(Self::ColdEval).chain(each(Self::WarmEval));
        each(Self::Start).chain(evals).chain(crossings).chain(crowded).collect()
    }

    /// Returns what the case is called, e.g. `call py -> js`.
    pub(super) fn id(self) -> String {
        self.to_string()
    }

    /// Returns whether the case needs a language.
    pub(super) fn uses(self, lang: Lang) -> bool {
        match self {
            Self::Start(one) | Self::ColdEval(one) | Self::WarmEval(one) => one == lang,
            Self::Cross(_, from, to) | Self::Crowded(_, from, to) => from == lang || to == lang,
        }
    }

    /// Measures the case.
    pub(super) fn measure(self, guests: &Guests<'_>) -> Result<Row> {
        let (ns, beside, bar) = match self {
            Self::Start(lang) => (nanoseconds(guests.start(lang)?), None, None),
            Self::ColdEval(lang) => (eval(guests, lang, true)?, None, None),
            Self::WarmEval(lang) => (eval(guests, lang, false)?, None, None),
            Self::Cross(operation, from, to) => {
                let (ns, home) = guests.cost(operation, from, to)?;
                (ns, Some(home), operation.bar(from, to))
            }
            Self::Crowded(operation, from, to) => {
                let (ns, alone) = guests.crowded_cost(operation, from, to)?;
                (ns, Some(alone), Some(CROWDED_BAR))
            }
        };
        Ok(Row { id: self.id(), ns, beside, bar })
    }
}

/// Measures the evaluation of an expression, each time another one or the same.
fn eval(guests: &Guests<'_>, lang: Lang, fresh: bool) -> Result<f64> {
    guests.start(lang)?;
    let seed = Cell::new(0_u32);
    let timed = |count| {
        let next = || seed.replace(seed.get() + u32::from(fresh));
        let texts: Vec<String> = (0..count).map(|_| expression(lang, next())).collect();
        let start = Instant::now();
        texts.iter().try_for_each(|text| guests.host().eval(lang, text).map(drop))?;
        Ok(start.elapsed())
    };
    cost(timed)
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
            Self::Cross(operation, from, to) => write!(f, "{} {from} -> {to}", operation.name().replace('_', " ")),
            Self::Crowded(operation, from, to) => {
                write!(f, "{} {from} -> {to} beside 1,000,000 handles", operation.name())
            }
        }
    }
}
