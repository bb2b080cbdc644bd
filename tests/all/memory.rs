//! Objects that nobody holds are gone: a million of them leave no trace.

use std::fs;

use polytarget::{Lang, Value};

use crate::support::kit::Provider;
use crate::support::on_host;

/// How many objects are made and dropped over each pair.
const ROUNDS: i64 = 1_000_000;

/// What the process may grow by meanwhile, in bytes.
const ALLOWED: usize = 2 << 20;

#[test]
fn a_million_objects_over_each_pair_leave_nothing() {
    on_host(|host| {
        let providers = Lang::ALL.map(|lang| Provider::start(host, lang).unwrap());
        let mut grown = Vec::new();
        for user in &providers {
            for owner in providers.iter().filter(|owner| owner.lang() != user.lang()) {
                let make = Value::Object(owner.function("make_holder").unwrap());
                let churn = |rounds: i64| user.call("churn", &[&make, &rounds.into()]).unwrap();
                // Allocators, caches and collectors reach their working size first.
                churn(ROUNDS / 10);
                let before = resident();
                churn(ROUNDS);
                let growth = resident().saturating_sub(before);
                if growth >= ALLOWED {
                    grown.push(format!("{} <- {}: {growth} bytes", user.lang(), owner.lang()));
                }
            }
        }
        assert!(grown.is_empty(), "{grown:#?}");
    });
}

/// Returns the memory of this process that is in RAM, in bytes.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}
