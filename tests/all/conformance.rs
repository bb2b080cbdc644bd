//! Every language can do with every other's objects what it does with its own.
//!
//! A table with a row for each thing that languages do with objects, and a
//! column for each directed pair. A cell passes, or it is excused: `-` where the
//! language cannot have it, `wait` where it could and does not yet. An excuse
//! has a reason, and a cell that passes all the same is a failure, so
//! that no excuse outlives its reason.
//!
//! | You want to       | Read                                         |
//! |-------------------|----------------------------------------------|
//! | add a row         | `row.rs`, then the file of its section        |
//! | add an object     | `samples.rs`                                 |
//! | add a language    | `support/kit.rs` and the files beside it     |

mod copies;
mod errors;
mod functions;
mod items;
mod lifetime;
mod members;
mod naming;
mod refusals;
mod row;
mod samples;
mod scalars;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use polytarget::{Host, Lang};

use self::row::{Row, Why};
use crate::support::kit::Provider;
use crate::support::on_host;

/// The rows, by what they are about.
const SECTIONS: &[(&str, &[Row])] = &[
    ("scalars", scalars::ROWS),
    ("members", members::ROWS),
    ("items", items::ROWS),
    ("functions", functions::ROWS),
    ("errors", errors::ROWS),
    ("lifetime", lifetime::ROWS),
    ("naming", naming::ROWS),
    ("copies and buffers", copies::ROWS),
    ("refusals", refusals::ROWS),
];

const WIDTH: usize = 46;

#[test]
fn every_pair_has_every_capability() {
    let (table, failures) = on_host(|host| {
        let providers = Lang::ALL.map(|lang| Provider::start(host, lang).unwrap_or_else(|e| panic!("{}", e.report())));
        Table::new(host, &providers).run()
    });
    show(&table);
    assert!(failures.is_empty(), "{table}\n{failures}");
}

#[expect(clippy::print_stdout, reason = "the table is for people; `--nocapture` shows it")]
fn show(table: &str) {
    println!("{table}");
}

/// The table in the making.
struct Table<'a> {
    host: &'a Host,
    pairs: Vec<(&'a Provider, &'a Provider)>,
    text: String,
    failures: String,
    counts: [usize; 4],
}

/// What became of a cell.
enum Cell {
    Ok,
    Cannot,
    Pending,
    Failed(String),
}

impl Cell {
    fn word(&self) -> &'static str {
        ["ok", "-", "wait", "FAIL"][self.index()]
    }

    fn index(&self) -> usize {
        match self {
            Self::Ok => 0,
            Self::Cannot => 1,
            Self::Pending => 2,
            Self::Failed(_) => 3,
        }
    }
}

impl<'a> Table<'a> {
    fn new(host: &'a Host, providers: &'a [Provider; 4]) -> Self {
        let pairs = providers.iter().flat_map(|user| providers.iter().map(move |owner| (user, owner)));
        let pairs = pairs.filter(|(user, owner)| user.lang() != owner.lang()).collect();
        Self { host, pairs, text: String::new(), failures: String::new(), counts: [0; 4] }
    }

    /// Runs every row over every pair; returns the table and what failed.
    fn run(mut self) -> (String, String) {
        for (title, rows) in SECTIONS {
            self.head(title);
            for row in *rows {
                self.row(row);
            }
        }
        self.reasons();
        let [ok, cannot, pending, failed] = self.counts;
        self.line(&format!("{ok} cells pass, {cannot} cannot be had, {pending} wait, {failed} fail"));
        (self.text, self.failures)
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{}", line.trim_end()).expect("a string takes all");
    }

    fn head(&mut self, title: &str) {
        let columns =
            self.pairs.iter().map(|(user, owner)| format!("{:>10}", format!("{}<{}", user.lang(), owner.lang())));
        let head = format!("{:<WIDTH$}{}", title.to_uppercase(), columns.collect::<String>());
        self.line(&head);
    }

    fn row(&mut self, row: &Row) {
        let mut line = format!("{:<WIDTH$}", row.name);
        for (user, owner) in self.pairs.clone() {
            let cell = cell(self.host, row, user, owner);
            if let Cell::Failed(why) = &cell {
                writeln!(self.failures, "{}: {}<{}: {why}", row.name, user.lang(), owner.lang())
                    .expect("a string takes all");
            }
            self.counts[cell.index()] += 1;
            write!(line, "{:>10}", cell.word()).expect("a string takes all");
        }
        self.line(&line);
    }

    /// Prints why cells are excused.
    fn reasons(&mut self) {
        for row in SECTIONS.iter().flat_map(|(_, rows)| *rows) {
            for excuse in row.excuses() {
                let (Why::Cannot(why) | Why::Pending(why)) = excuse.why;
                let kind = if matches!(excuse.why, Why::Pending(_)) { "wait" } else { "-" };
                self.line(&format!("{kind} {}, {}: {why}", row.name, excuse.cells()));
            }
        }
    }
}

fn cell(host: &Host, row: &Row, user: &Provider, owner: &Provider) -> Cell {
    let outcome = catch_unwind(AssertUnwindSafe(|| row.run(host, user, owner)));
    match (outcome, row.excuse(user.lang(), owner.lang())) {
        (Ok(Ok(())), None) => Cell::Ok,
        (Ok(Ok(())), Some(Why::Cannot(why) | Why::Pending(why))) => {
            Cell::Failed(format!("passes, though it is excused: {why}"))
        }
        (Ok(Err(_)), Some(Why::Cannot(_))) => Cell::Cannot,
        (Ok(Err(_)), Some(Why::Pending(_))) => Cell::Pending,
        (Ok(Err(why)), None) => Cell::Failed(why.to_string()),
        // A panic is no excuse.
        (Err(_), _) => Cell::Failed("panicked".to_owned()),
    }
}
