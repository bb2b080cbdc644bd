//! `bench`: what starting, evaluating and crossing cost on this machine.
//!
//! A crossing is timed by a loop that runs in the calling language, beside the
//! same loop over a thing of its own. The loop itself is included on both sides,
//! for that is what a program has to pay. Of every cost the median of several
//! rounds is taken. Where a bar is laid down for the ratio of the two, it stands
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
    /// The same inside the calling language, where there is such a thing.
    base_ns: Option<f64>,
    /// How many times the base it may be at most, where that is laid down.
    bar: Option<f64>,
}

impl Row {
    /// Returns how many times dearer it is than inside one language.
    fn ratio(&self) -> Option<f64> {
        self.base_ns.filter(|base| *base > 0.0).map(|base| self.ns / base)
    }
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
const ROUNDS: usize = 15;

/// How long a round takes at least.
const ROUND: Duration = Duration::from_millis(2);

/// Returns the median cost of one operation, in nanoseconds: `timed` does so many of them.
fn cost(timed: impl Fn(u32) -> Result<Duration>) -> Result<f64> {
    let mut count = 16;
    while timed(count)? < ROUND && count < 1 << 24 {
        count *= 2;
    }
    let round = |_| Ok(nanoseconds(timed(count)?) / f64::from(count));
    let mut rounds = (0..ROUNDS).map(round).collect::<Result<Vec<f64>>>()?;
    rounds.sort_by(f64::total_cmp);
    Ok(rounds[ROUNDS / 2])
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}
