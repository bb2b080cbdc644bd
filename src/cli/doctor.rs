//! `doctor`: which engines are there, where, and what is missing.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::status::Status;
use crate::host::Host;
use crate::object::Lang;
use crate::repl;
use crate::runtime::Fact;

/// What is known about one language here.
struct Finding {
    lang: Lang,
    facts: Vec<Fact>,
}

/// Starts every engine and tells what it says about itself; fails when something is missing.
pub(super) fn run(host: &Host, json: bool) -> Status {
    let findings: Vec<Finding> = Lang::ALL.into_iter().map(|lang| Finding::of(host, lang)).collect();
    if json {
        let report: Json = findings.iter().map(Finding::to_json).collect();
        repl::show(&format!("{report:#}"));
    } else {
        let report: Vec<String> = findings.iter().map(Finding::to_text).collect();
        repl::show(report.join("\n").trim_end());
    }
    if findings.iter().all(Finding::is_well) { Status::DONE } else { Status::FAILED }
}

impl Finding {
    /// Asks the engine. That it cannot start is a fact too, with the reason as advice.
    fn of(host: &Host, lang: Lang) -> Self {
        let facts = host.facts(lang).unwrap_or_else(|error| {
            vec![Fact { name: "state", value: "not started".to_owned(), advice: Some(error.message()) }]
        });
        Self { lang, facts }
    }

    fn is_well(&self) -> bool {
        self.facts.iter().all(|fact| fact.advice.is_none())
    }

    fn to_text(&self) -> String {
        let width = self.facts.iter().map(|fact| fact.name.len()).max().unwrap_or_default();
        let mut text = format!("{} ({})\n", self.lang.title(), self.lang);
        for Fact { name, value, advice } in &self.facts {
            writeln!(text, "  {name:<width$}  {value}").expect("a string takes any text");
            if let Some(advice) = advice {
                writeln!(text, "  {:<width$}  -> {advice}", "").expect("a string takes any text");
            }
        }
        text
    }

    fn to_json(&self) -> Json {
        let fact = |fact: &Fact| json!({"name": fact.name, "value": fact.value, "advice": fact.advice});
        let facts: Json = self.facts.iter().map(fact).collect();
        json!({"target": self.lang.name(), "language": self.lang.title(), "well": self.is_well(), "facts": facts})
    }
}
