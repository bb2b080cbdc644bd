//! `bench`: what starting, evaluating and crossing cost on this machine.
//!
//! A crossing is timed by a loop that runs in the calling language, beside the
//! same loop over a thing of its own. The loop itself is included on both sides,
//! for that is what a program has to pay. Of every cost the median of several
//! rounds is taken. Both sides are timed in turn, and their ratio is the median
//! of the rounds' ratios: a machine that is shared changes its speed all the
//! time, and so for both. Where a bar is laid down for the ratio, it stands
//! beside it; what is measured against the engines' own crates is in `benches/`.

mod case;
mod guest;
mod operation;
mod table;

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::status::Status;
use crate::host::Host;
use crate::object::{Fault, Lang, Result};
use crate::repl;
use crate::runtime::{Stream, outlet};

use case::Case;
use guest::Guests;

/// What a case came to, in nanoseconds.
#[derive(Clone, Debug)]
struct Row {
    id: String,
    ns: f64,
    /// What stands beside it, where anything does.
    beside: Option<Beside>,
    /// How many times as dear it may be at most, where that is laid down.
    bar: Option<f64>,
}

/// The same done in another way.
#[derive(Clone, Copy, Debug)]
struct Beside {
    ns: f64,
    /// How many times as dear the case is.
    ratio: f64,
}

/// Measures the cases whose names contain the filter, and prints them.
pub(super) fn run(host: &Host, filter: Option<&str>, json: bool) -> Status {
    let wanted = |case: &Case| filter.is_none_or(|filter| case.id().contains(filter));
    let cases: Vec<Case> = Case::all(&host.langs()).into_iter().filter(wanted).collect();
    if let ([], Some(filter)) = (&*cases, filter) {
        let message = format!("error: no measurement has `{filter}` in its name; one is `call py -> js`\n");
        outlet().write(Stream::Err, &message);
        return Status::USAGE;
    }
    let (rows, status) = measure(host, &cases);
    repl::show(&if json { table::to_json(&rows) } else { table::to_text(&rows) });
    status
}

/// Measures case after case. One that fails is reported and left out; a language that cannot start, once.
fn measure(host: &Host, cases: &[Case]) -> (Vec<Row>, Status) {
    let guests = Guests::new(host);
    let progress = progress(cases.len());
    let mut status = Status::DONE;
    let mut rows = Vec::new();
    let mut missing = Vec::new();
    for case in cases {
        progress.inc(1);
        if missing.iter().any(|lang| case.uses(*lang)) {
            continue;
        }
        progress.set_message(case.id());
        match case.measure(&guests) {
            Ok(row) => rows.push(row),
            Err(error) => {
                progress.suspend(|| status = Status::of(&error));
                match error.fault() {
                    Fault::NoRuntime { lang, .. } => missing.push(*lang),
                    Fault::Interrupted => break,
                    _ => {}
                }
            }
        }
    }
    progress.finish_and_clear();
    (rows, status)
}

/// Returns a bar on standard error, or a hidden one where nobody watches.
fn progress(length: usize) -> ProgressBar {
    if !outlet().is_terminal(Stream::Err) {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").expect("the template is well formed");
    ProgressBar::new(length.try_into().unwrap_or(u64::MAX)).with_style(style)
}

/// Returns the languages of all directed pairs.
fn pairs(langs: &[Lang]) -> impl Iterator<Item = (Lang, Lang)> {
    langs.iter().flat_map(|&from| langs.iter().map(move |&to| (from, to))).filter(|(from, to)| from != to)
}

/// How many times a cost is measured.
const ROUNDS: usize = 25;

/// How long a round takes at least.
const ROUND: Duration = Duration::from_millis(2);

/// Returns the median cost of one operation, in nanoseconds: `timed` does so many of them.
fn cost(timed: impl Fn(u32) -> Result<Duration>) -> Result<f64> {
    let count = enough(&timed)?;
    Ok(median((0..ROUNDS).map(|_| once(&timed, count)).collect::<Result<_>>()?))
}

/// Returns the median costs of two operations, in nanoseconds, which are timed in turn, and how many times as dear
/// the first one is.
fn compare(timed: impl Fn(u32) -> Result<Duration>, beside: impl Fn(u32) -> Result<Duration>) -> Result<(f64, Beside)> {
    let (count, count_beside) = (enough(&timed)?, enough(&beside)?);
    let round = |_| Ok((once(&timed, count)?, once(&beside, count_beside)?));
    let rounds = (0..ROUNDS).map(round).collect::<Result<Vec<_>>>()?;
    let ratio = median(rounds.iter().map(|(ns, beside)| ns / beside).collect());
    let (ns, beside) = rounds.into_iter().unzip();
    Ok((median(ns), Beside { ns: median(beside), ratio }))
}

/// Returns how many operations fill a round.
fn enough(timed: impl Fn(u32) -> Result<Duration>) -> Result<u32> {
    let mut count = 16;
    while timed(count)? < ROUND && count < 1 << 24 {
        count *= 2;
    }
    Ok(count)
}

/// Returns what one operation costs when so many are done.
fn once(timed: impl Fn(u32) -> Result<Duration>, count: u32) -> Result<f64> {
    Ok(nanoseconds(timed(count)?) / f64::from(count))
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}
