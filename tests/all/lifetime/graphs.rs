//! Random graphs through several heaps, against a model that knows what must be alive.
//!
//! `POLYTARGET_GRAPHS` says how many graphs are made, `POLYTARGET_SEED` which is the first:
//!
//! ```sh
//! POLYTARGET_GRAPHS=100000 cargo test --test all -- graphs
//! ```

use std::env;

use polytarget::{Lang, Name, Source, Value};

use crate::support::on_host;

/// How many graphs are made where nobody asks for more.
const GRAPHS: i64 = 150;

#[test]
fn random_graphs_live_exactly_as_long_as_something_leads_to_them() {
    let number = |name, default| env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(default);
    let (first, count) = (number("POLYTARGET_SEED", 1), number("POLYTARGET_GRAPHS", GRAPHS));
    let outcome = on_host(move |host| {
        let instance = host.start(Lang::Py).unwrap();
        host.run_in(&*instance, &Source::named(include_str!("graphs.py"), "graphs.py")).unwrap();
        let run = instance.global(&Name::new("run")).unwrap().unwrap();
        let kit = Value::from(include_str!("graphs.js"));
        let outcome = run.as_object().unwrap().call(&[first.into(), count.into(), kit]);
        outcome.map(|report| report.to_string()).map_err(|error| error.report())
    });
    assert_eq!(outcome, Ok(format!("{count} graphs")));
}
